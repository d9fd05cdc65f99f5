/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sub-sample delay by interpolation and by phase slope. */
#include "analysis/delay.h"

#include <math.h>

#include <fftw3.h>

#include "analysis/planner.h"

double delay_parabola(const double y[3])
{
	double bend = y[0] - 2 * y[1] + y[2];

	return bend < 0 ? .5 * (y[0] - y[2]) / bend : NAN;
}

double delay_log_parabola(const double y[3])
{
	if (!(y[0] > 0 && y[1] > 0 && y[2] > 0))
		return NAN;
	return delay_parabola((double[]){ log(y[0]), log(y[1]), log(y[2]) });
}

double delay_cosine(const double y[3])
{
	double c = (y[0] + y[2]) / (2 * y[1]);

	if (!(fabs(c) < 1))
		return NAN;
	double w = acos(c);
	return atan((y[2] - y[0]) / (2 * y[1] * sin(w))) / w;
}

/* Lag of the circular correlation's peak; c holds the cross-spectrum. */
static size_t integer_lag(fftw_complex *c, double *r, size_t n)
{
	planner_lock();
	fftw_plan plan = fftw_plan_dft_c2r_1d((int)n, c, r,
					      FFTW_ESTIMATE |
						      FFTW_PRESERVE_INPUT);
	planner_unlock();
	size_t best = 0;

	if (!plan)
		return 0;
	fftw_execute(plan);
	planner_lock();
	fftw_destroy_plan(plan);
	planner_unlock();
	for (size_t i = 1; i < n; i++)
		if (r[i] > r[best])
			best = i;
	return best;
}

static double phase_slope(fftw_complex *c, size_t n, size_t top, size_t lag)
{
	double num = 0, den = 0;

	for (size_t j = 1; j <= top; j++) {
		double turn = 2 * M_PI * (double)j / (double)n;
		double a = turn * (double)lag;
		double re = c[j][0] * cos(a) - c[j][1] * sin(a);
		double im = c[j][0] * sin(a) + c[j][1] * cos(a);
		double w = hypot(re, im);
		num += w * turn * atan2(im, re);
		den += w * turn * turn;
	}
	double shift = lag > n / 2 ? (double)lag - (double)n : (double)lag;
	return den > 0 ? shift - num / den : NAN;
}

static int transform(const double *x, double *in, fftw_complex *out, size_t n)
{
	planner_lock();
	fftw_plan plan = fftw_plan_dft_r2c_1d((int)n, in, out, FFTW_ESTIMATE);
	planner_unlock();

	if (!plan)
		return 0;
	for (size_t i = 0; i < n; i++)
		in[i] = x[i];
	fftw_execute(plan);
	planner_lock();
	fftw_destroy_plan(plan);
	planner_unlock();
	return 1;
}

double delay_phase_slope(const double *x, const double *y, size_t n,
			 size_t top)
{
	double *in = fftw_alloc_real(n), tau = NAN;
	fftw_complex *a = fftw_alloc_complex(n / 2 + 1);
	fftw_complex *b = fftw_alloc_complex(n / 2 + 1);

	if (top > n / 2)
		top = n / 2;
	if (!in || !a || !b || !transform(x, in, a, n) ||
	    !transform(y, in, b, n))
		goto out;
	for (size_t j = 0; j <= n / 2; j++) {
		double re = b[j][0] * a[j][0] + b[j][1] * a[j][1];
		double im = b[j][1] * a[j][0] - b[j][0] * a[j][1];
		b[j][0] = j <= top ? re : 0;
		b[j][1] = j <= top ? im : 0;
	}
	tau = phase_slope(b, n, top, integer_lag(b, in, n));
out:
	fftw_free(in);
	fftw_free(a);
	fftw_free(b);
	return tau;
}

double delay_crlb(const double *dsdn, size_t n, double s)
{
	double energy = 0;

	for (size_t i = 0; i < n; i++)
		energy += dsdn[i] * dsdn[i];
	return s / sqrt(energy);
}

double delay_slope_u(double u_t, size_t K)
{
	double k = (double)K;

	return u_t * sqrt(12 / (k * (k * k - 1)));
}
