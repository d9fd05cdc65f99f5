/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ANOVA and Bartlett over 8 segments. Correlation is measured inside the
 * segments with their trend taken out: otherwise the very drift that is looked
 * for would pass for correlation and excuse itself.
 */
#include "analysis/stationarity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_fft_halfcomplex.h>
#include <gsl/gsl_fft_real.h>

#include "analysis/distribution.h"

#define DIRECT_LAGS 9 /* from here on one transform is cheaper */

struct line {
	double origin;	    /* first sample, or a large offset costs digits */
	double mean, slope; /* of the rest, about the middle of the segment */
};

static struct line segment_line(const double *x, size_t n)
{
	double mean = 0, sxy = 0, mid = ((double)n - 1) / 2;

	for (size_t i = 0; i < n; i++) {
		mean += x[i] - x[0];
		sxy += ((double)i - mid) * (x[i] - x[0]);
	}
	double sxx = (double)n * ((double)n * (double)n - 1) / 12;
	return (struct line){ x[0], mean / (double)n,
			      sxx > 0 ? sxy / sxx : 0 };
}

static double residual(const double *x, size_t i, size_t n, struct line l)
{
	return x[i] - l.origin - l.mean -
	       l.slope * ((double)i - ((double)n - 1) / 2);
}

/* Sum of products `lag` apart, within segments; r: residuals. */
static double covariance(const double *r, size_t len, size_t lag)
{
	double sum = 0;

	for (size_t s = 0; s < STATIONARITY_SEGMENTS; s++)
		for (size_t i = s * len; i + lag < (s + 1) * len; i++)
			sum += r[i] * r[i + lag];
	return sum;
}

/*
 * The same at every lag, cov[0..len/4], by the power of the segments padded
 * with zeros: lag by lag it would take n^2/32 products where the correlation
 * is long. False if memory is short.
 */
static bool covariances(const double *r, size_t len, double *cov)
{
	size_t size = 1;
	while (size < 2 * len)
		size *= 2;
	double *work = malloc(2 * size * sizeof(*work));
	if (!work)
		return false;
	double *power = work + size;

	memset(power, 0, size * sizeof(*power));
	for (size_t s = 0; s < STATIONARITY_SEGMENTS; s++) {
		memset(work, 0, size * sizeof(*work));
		memcpy(work, r + s * len, len * sizeof(*work));
		gsl_fft_real_radix2_transform(work, 1, size);
		power[0] += work[0] * work[0];
		power[size / 2] += work[size / 2] * work[size / 2];
		for (size_t i = 1; i < size / 2; i++)
			power[i] += work[i] * work[i] +
				    work[size - i] * work[size - i];
	}
	gsl_fft_halfcomplex_radix2_inverse(power, 1, size);
	memcpy(cov, power, (len / 4 + 1) * sizeof(*cov));
	free(work);
	return true;
}

/* r: residuals; cov: room for len/4 + 1. */
static void sum_lags(const double *r, size_t len, double *cov,
		     double *sum_rho, double *sum_rho2)
{
	double threshold = 2 / sqrt((double)(STATIONARITY_SEGMENTS * len));
	double all = covariance(r, len, 0);

	for (size_t lag = 1; all > 0 && lag <= len / 4; lag++) {
		if (lag == DIRECT_LAGS && !covariances(r, len, cov))
			break;
		double rho = (lag < DIRECT_LAGS ? covariance(r, len, lag) :
						  cov[lag]) / all;
		/* Taking the trends out makes white noise in short segments
		 * look anticorrelated: only the other sign is believed. */
		if (rho < threshold)
			break;
		*sum_rho += rho;
		*sum_rho2 += rho * rho;
	}
}

void stationarity_correlation(const double *x, size_t n, double *sum_rho,
			      double *sum_rho2)
{
	size_t len = n / STATIONARITY_SEGMENTS;

	*sum_rho = *sum_rho2 = 0;
	if (len < 4)
		return;
	size_t all = STATIONARITY_SEGMENTS * len;
	double *r = malloc((all + len / 4 + 1) * sizeof(*r));
	for (size_t s = 0; r && s < STATIONARITY_SEGMENTS; s++) {
		const double *seg = x + s * len;
		struct line l = segment_line(seg, len);
		for (size_t i = 0; i < len; i++)
			r[s * len + i] = residual(seg, i, len, l);
	}
	if (r)
		sum_lags(r, len, r + all, sum_rho, sum_rho2);
	free(r);
}

double stationarity_phi(const double *x, size_t n)
{
	double one = 0, two = 0;

	if (n < 3)
		return 0;
	/* A steep drift is all the difference there is: less its slope. */
	double slope = (x[n - 1] - x[0]) / ((double)n - 1);
	for (size_t i = 2; i < n; i++) {
		double d = x[i] - x[i - 1] - slope;
		double d2 = x[i] - x[i - 2] - 2 * slope;
		one += d * d;
		two += d2 * d2;
	}
	double phi = one > 0 ? two / one - 1 : 0;
	return phi > 2 / sqrt((double)n) ? fmin(phi, .99) : 0;
}

static struct stationarity test_segments(const double *x, size_t n)
{
	enum { G = STATIONARITY_SEGMENTS };
	struct stationarity out = { 1, 1, true };
	size_t len = n / G;
	double mean[G], ss[G], grand = 0, within = 0, logs = 0;

	if (len < 4)
		return out;
	for (size_t s = 0; s < G; s++) {
		mean[s] = ss[s] = 0;
		for (size_t i = 0; i < len; i++)
			mean[s] += (x[s * len + i] - x[0]) / (double)len;
		for (size_t i = 0; i < len; i++)
			ss[s] += pow(x[s * len + i] - x[0] - mean[s], 2);
		grand += mean[s] / G;
		within += ss[s];
		logs += log(ss[s] / (double)(len - 1));
	}
	double between = 0, rho, rho2, nu = G * (double)(len - 1);
	for (size_t s = 0; s < G; s++)
		between += (double)len * pow(mean[s] - grand, 2);
	stationarity_correlation(x, n, &rho, &rho2);
	double f = between / (G - 1) / (within / nu);
	out.p_means = distribution_f_upper(f / (1 + 2 * rho), G - 1, nu);
	double t = (double)(len - 1) * (G * log(within / nu) - logs) /
		   (1 + (G + 1) / (3 * nu));
	out.p_variances = distribution_chi2_upper(t / (1 + 2 * rho2), G - 1);
	out.stationary = out.p_means >= STATIONARITY_P &&
			 out.p_variances >= STATIONARITY_P;
	return out;
}

struct stationarity stationarity_test(const double *x, size_t n)
{
	double phi = stationarity_phi(x, n);
	double *white = phi > 0 ? malloc(n * sizeof(*white)) : NULL;

	if (!white)
		return test_segments(x, n);
	/* The slow part that is left grows with (1 - phi)^-2: rather the upper
	 * end of what phi may be. */
	phi = fmin(phi + 2 * sqrt((1 - phi * phi) / (double)n), .995);
	for (size_t i = 1; i < n; i++)
		white[i - 1] = x[i] - phi * x[i - 1];
	struct stationarity out = test_segments(white, n - 1);
	free(white);
	return out;
}
