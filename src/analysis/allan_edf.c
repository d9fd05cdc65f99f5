/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The paper's symbols: M differences, S of them per averaging time, F the
 * averaging factor as far as it shapes the filter, r = M / S. At most J_MAX
 * terms are summed; longer sums have a fitted form a0 - a1 / r.
 */
#include "analysis/allan_edf.h"

#include <math.h>

#define J_MAX 100

struct fitted {
	double a0, a1;
};

/* Rows alpha = 2..-4, columns order 2 and 3. */
static const struct fitted table_modified[7][2] = {
	{ { 7.0 / 9, 1.0 / 2 }, { 22.0 / 25, 2.0 / 3 } },
	{ { 0.997, 0.616 }, { 1.141, 0.843 } },
	{ { 1.033, 0.607 }, { 1.184, 0.848 } },
	{ { 1.048, 0.534 }, { 1.180, 0.816 } },
	{ { 1.302, 0.535 }, { 1.175, 0.777 } },
	{ { NAN, NAN }, { 1.194, 0.703 } },
	{ { NAN, NAN }, { 1.489, 0.702 } },
};

static const struct fitted table_plain[7][2] = {
	{ { 35.0 / 18, 1 }, { 231.0 / 100, 3.0 / 2 } },
	{ { 790, 410 }, { 9950, 6520 } },
	{ { 2.0 / 3, 1.0 / 3 }, { 7.0 / 9, 1.0 / 2 } },
	{ { 0.852, 0.375 }, { 0.997, 0.617 } },
	{ { 1.079, 0.368 }, { 1.033, 0.607 } },
	{ { NAN, NAN }, { 1.053, 0.553 } },
	{ { NAN, NAN }, { 1.302, 0.535 } },
};

/* Flicker of phase depends on m besides: b0 + b1 ln m. */
static const struct fitted table_flicker[2] = { { 15.23, 12 }, { 47.8, 40 } };

/* Generalised autocovariance of the phase (eq. 7) up to its sign, which falls
 * out of every ratio: |t|^(3 - alpha), times ln |t| for flicker. */
static double sw(double t, int alpha)
{
	double a = fabs(t), out = alpha % 2 ? log(a) : 1;
	if (a == 0)
		return 0;
	for (int k = alpha; k < 3; k++)
		out *= a;
	return out;
}

/* Of means over 1/F (eq. 8); F infinite is the limit. */
static double sx(double t, double f, int alpha)
{
	if (isinf(f))
		return sw(t, alpha + 2);
	return f * f *
	       (2 * sw(t, alpha) - sw(t - 1 / f, alpha) - sw(t + 1 / f, alpha));
}

/* Of differences of the order (eq. 9). */
static double sz(double t, double f, int alpha, int order)
{
	if (order == 2)
		return 6 * sx(t, f, alpha) -
		       4 * (sx(t - 1, f, alpha) + sx(t + 1, f, alpha)) +
		       sx(t - 2, f, alpha) + sx(t + 2, f, alpha);
	return 20 * sx(t, f, alpha) -
	       15 * (sx(t - 1, f, alpha) + sx(t + 1, f, alpha)) +
	       6 * (sx(t - 2, f, alpha) + sx(t + 2, f, alpha)) -
	       sx(t - 3, f, alpha) - sx(t + 3, f, alpha);
}

/* 1 / edf of m differences, s of them per averaging time, of which those up
 * to j steps apart are correlated (eq. 10 and 13). */
static double basic(size_t j, double m, double s, double f, int alpha,
		    int order)
{
	double z0 = sz(0, f, alpha, order);
	double zj = sz((double)j / s, f, alpha, order);
	double sum = z0 * z0 + (1 - (double)j / m) * zj * zj;
	for (size_t k = 1; k < j; k++) {
		double z = sz((double)k / s, f, alpha, order);
		sum += 2 * (1 - (double)k / m) * z * z;
	}
	return sum / (z0 * z0 * m);
}

static double binomial(int n, int k)
{
	double out = 1;
	for (int i = 1; i <= k; i++)
		out = out * (n - k + i) / i;
	return out;
}

/* White phase: only differences whole averaging times apart share values. */
static double inverse_white_phase(double m, double r, int d)
{
	double middle = binomial(2 * d, d), sum = 1;
	for (int k = 1; k <= d && k < r; k++)
		sum += 2 * (1 - k / r) * pow(binomial(2 * d, d - k) / middle, 2);
	return sum / m;
}

struct sampling {
	double m; /* differences */
	double s; /* per averaging time */
	double r; /* m / s */
	size_t j; /* terms */
};

static double inverse_modified(struct sampling p, int alpha, int d)
{
	struct fitted t = table_modified[2 - alpha][d - 2];
	if (p.j <= J_MAX)
		return basic(p.j, p.m, p.s, 1, alpha, d);
	if (p.r >= d + 1)
		return (t.a0 - t.a1 / p.r) / p.r;
	return basic(J_MAX, J_MAX, J_MAX / p.r, 1, alpha, d);
}

static double inverse_plain(struct sampling p, size_t m, int alpha, int d)
{
	struct fitted t = table_plain[2 - alpha][d - 2];
	double f = m * ((size_t)d + 1) <= J_MAX ? (double)m : INFINITY;
	if (p.j <= J_MAX)
		return basic(p.j, p.m, p.s, f, alpha, d);
	if (p.r >= d + 1)
		return (t.a0 - t.a1 / p.r) / p.r;
	return basic(J_MAX, J_MAX, J_MAX / p.r, INFINITY, alpha, d);
}

static double inverse_flicker_phase(struct sampling p, size_t m, int d)
{
	struct fitted t = table_plain[1][d - 2], b = table_flicker[d - 2];
	double z0 = b.a0 + b.a1 * log((double)m), s = J_MAX / p.r;
	if (p.j <= J_MAX)
		return basic(p.j, p.m, p.s, (double)m, 1, d);
	if (p.r >= d + 1)
		return (t.a0 - t.a1 / p.r) / (p.r * z0 * z0);
	return basic(J_MAX, J_MAX, s, s, 1, d);
}

double allan_edf(struct allan_filter filter, int alpha, size_t m, size_t n)
{
	int d = filter.order;
	size_t length = filter.modified ? m * ((size_t)d + 1) :
					  m * (size_t)d + 1;
	size_t stride = filter.overlapped ? 1 : m;
	if (n < length || !m || alpha + 2 * d <= 1 || alpha > 2)
		return NAN;
	struct sampling p = { .m = (double)(1 + (n - length) / stride),
			      .s = filter.overlapped ? (double)m : 1 };
	double most = (d + 1) * p.s;
	p.r = p.m / p.s;
	p.j = (size_t)(p.m < most ? p.m : most);
	if (filter.modified)
		return 1 / inverse_modified(p, alpha, d);
	if (alpha == 2)
		return 1 / inverse_white_phase(p.m, p.r, d);
	if (alpha == 1)
		return 1 / inverse_flicker_phase(p, m, d);
	return 1 / inverse_plain(p, m, alpha, d);
}

double allan_edf_total(int alpha, size_t m, size_t n)
{
	static const struct fitted table[] = { { 1.50, 0 },
					       { 1.17, 0.22 },
					       { 0.93, 0.36 } };
	if (!m || m >= n || alpha < -2 || alpha > 2)
		return NAN;
	struct allan_filter plain = { 2, false, true };
	double inside = 2 * m < n ? allan_edf(plain, alpha, m, n) : NAN;
	if (alpha > 0)
		return inside;
	double ratio = (double)n / (double)m;
	double edf = table[-alpha].a0 * ratio - table[-alpha].a1;
	/* The table is for long averaging times: at m = 1 it gives more
	 * degrees of freedom than there are differences. */
	return fmin(edf, inside * ratio / (ratio - 2));
}
