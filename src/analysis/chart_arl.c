/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fredholm equations of the second kind by Nystroem's method on Gauss-Legendre
 * nodes: the kernels are smooth, so a few nodes per standard deviation give
 * many digits.
 */
#include "analysis/chart_arl.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_randist.h>

struct chart {
	double lo, hi;	     /* where the statistic continues */
	double pull, spread; /* next = pull now + spread (noise + shift) + add */
	double add, shift;
	bool floor; /* below lo it starts from lo again */
};

static double next_density(const struct chart *c, double from, double to)
{
	double z = (to - c->pull * from - c->add) / c->spread - c->shift;

	return gsl_ran_ugaussian_pdf(z) / c->spread;
}

static double next_below(const struct chart *c, double from, double to)
{
	double z = (to - c->pull * from - c->add) / c->spread - c->shift;

	return gsl_cdf_ugaussian_P(z);
}

/*
 * L(z) = 1 + P(floor | z) L(lo) + int L(x) f(x | z) dx. Unknowns: L at the
 * nodes and L(lo), which the charts with a floor start from.
 */
static void fill(const struct chart *c, const gsl_integration_glfixed_table *t,
		 gsl_matrix *a)
{
	size_t n = t->n;

	gsl_matrix_set_identity(a);
	for (size_t j = 0; j < n; j++) {
		double x, w;
		gsl_integration_glfixed_point(c->lo, c->hi, j, &x, &w, t);
		for (size_t i = 0; i <= n; i++) {
			double z = c->lo, unused;
			if (i < n)
				gsl_integration_glfixed_point(
					c->lo, c->hi, i, &z, &unused, t);
			*gsl_matrix_ptr(a, i, j) -= w * next_density(c, z, x);
			if (j == 0 && c->floor)
				*gsl_matrix_ptr(a, i, n) -=
					next_below(c, z, c->lo);
		}
	}
}

/* GSL ends the program over a factor that is singular: a chart that never
 * signals, as far as numbers go. */
static bool invertible(const gsl_matrix *lu)
{
	for (size_t i = 0; i < lu->size1; i++)
		if (gsl_matrix_get(lu, i, i) == 0)
			return false;
	return true;
}

/* Run length from `start`, by the equation itself once L is known. */
static double run_length(const struct chart *c, double start)
{
	size_t n = 16 + 2 * (size_t)ceil(4 * (c->hi - c->lo) / c->spread);
	gsl_integration_glfixed_table *t = gsl_integration_glfixed_table_alloc(n);
	gsl_matrix *a = gsl_matrix_alloc(n + 1, n + 1);
	gsl_vector *l = gsl_vector_alloc(n + 1);
	gsl_permutation *p = gsl_permutation_alloc(n + 1);
	double arl = NAN;
	int sign;

	if (t && a && l && p) {
		fill(c, t, a);
		gsl_vector_set_all(l, 1);
		gsl_linalg_LU_decomp(a, p, &sign);
	}
	if (t && a && l && p && invertible(a)) {
		gsl_linalg_LU_svx(a, p, l);
		arl = 1;
		if (c->floor)
			arl += next_below(c, start, c->lo) *
			       gsl_vector_get(l, n);
		for (size_t j = 0; j < n; j++) {
			double x, w;
			gsl_integration_glfixed_point(c->lo, c->hi, j, &x, &w,
						      t);
			arl += w * next_density(c, start, x) *
			       gsl_vector_get(l, j);
		}
	}
	gsl_integration_glfixed_table_free(t);
	gsl_matrix_free(a);
	gsl_vector_free(l);
	gsl_permutation_free(p);
	return arl;
}

double chart_arl_shewhart(double limit, double shift)
{
	return 1 / (gsl_cdf_ugaussian_Q(limit - shift) +
		    gsl_cdf_ugaussian_Q(limit + shift));
}

double chart_arl_cusum_one_sided(double k, double h, double shift)
{
	struct chart c = { 0, h, 1, 1, -k, shift, true };

	if (!(k >= 0 && h > 0 && h <= 30 && isfinite(shift) && isfinite(k)))
		return NAN;
	return run_length(&c, 0);
}

/* Either side signals: rates add up, exact for the two-sided chart that
 * starts at 0 (Kemp 1961). */
double chart_arl_cusum(double k, double h, double shift)
{
	return 1 / (1 / chart_arl_cusum_one_sided(k, h, shift) +
		    1 / chart_arl_cusum_one_sided(k, h, -shift));
}

double chart_arl_siegmund(double k, double h, double shift)
{
	double d = shift - k, b = h + 1.166;

	if (fabs(d) < 1e-6)
		return b * b;
	return (exp(-2 * d * b) + 2 * d * b - 1) / (2 * d * d);
}

double chart_arl_ewma(double lambda, double limit, double shift)
{
	if (!(lambda >= .01 && lambda <= 1 && limit > 0 && limit <= 10 &&
	      isfinite(shift)))
		return NAN;
	double h = limit * sqrt(lambda / (2 - lambda));
	struct chart c = { -h, h, 1 - lambda, lambda, 0, shift, false };
	return run_length(&c, 0);
}

/* Bisection on a run length that grows with the limit. */
static double limit_for(double (*length)(double design, double limit),
			double design, double arl, double top)
{
	double lo = 1e-3, hi = top;

	if (!(arl >= 2 && arl <= 1e6) || !(length(design, lo) < arl) ||
	    !(length(design, hi) > arl))
		return NAN;
	while (hi - lo > 1e-6) {
		double middle = (lo + hi) / 2;
		if (length(design, middle) < arl)
			lo = middle;
		else
			hi = middle;
	}
	return (lo + hi) / 2;
}

static double cusum_false(double k, double h)
{
	return chart_arl_cusum(k, h, 0);
}

static double ewma_false(double lambda, double limit)
{
	return chart_arl_ewma(lambda, limit, 0);
}

double chart_limit_shewhart(double arl)
{
	return arl >= 2 && arl <= 1e6 ? gsl_cdf_ugaussian_Qinv(.5 / arl) : NAN;
}

double chart_limit_cusum(double k, double arl)
{
	/* Grow the top: far out the equation is singular to rounding. */
	for (double top = 2; top <= 30; top += 2)
		if (cusum_false(k, top) > arl)
			return limit_for(cusum_false, k, arl, top);
	return NAN;
}

double chart_limit_ewma(double lambda, double arl)
{
	return limit_for(ewma_false, lambda, arl, 5.5);
}
