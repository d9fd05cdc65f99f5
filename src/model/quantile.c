/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quantiles by halving a bracket. GSL's own inverses of these distributions
 * end the program where their last step does not get smaller, which happens
 * here and there at some hundred degrees of freedom.
 */
#include "model/quantile.h"

#include <gsl/gsl_cdf.h>

static double chi2(double x, double nu, int upper)
{
	return upper ? gsl_cdf_chisq_Q(x, nu) : gsl_cdf_chisq_P(x, nu);
}

static double f_of_equal(double x, double nu, int upper)
{
	return upper ? gsl_cdf_fdist_Q(x, nu, nu) : gsl_cdf_fdist_P(x, nu, nu);
}

/* The smaller tail has the digits. */
static int reached(double (*tail)(double x, double nu, int upper), double nu,
		   double x, double p)
{
	return p < .5 ? tail(x, nu, 0) >= p : tail(x, nu, 1) <= 1 - p;
}

static double quantile(double (*tail)(double x, double nu, int upper),
		       double nu, double p, double guess)
{
	double low = guess, high = guess;
	while (low > 1e-300 && reached(tail, nu, low, p))
		low /= 2;
	while (high < 1e300 && !reached(tail, nu, high, p))
		high *= 2;
	for (;;) {
		double mid = low + (high - low) / 2;
		if (mid <= low || mid >= high)
			return mid;
		if (reached(tail, nu, mid, p))
			high = mid;
		else
			low = mid;
	}
}

double quantile_chi2(double p, double nu)
{
	return quantile(chi2, nu, p, nu);
}

double quantile_f(double p, double nu)
{
	return quantile(f_of_equal, nu, p, 1);
}
