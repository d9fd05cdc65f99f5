/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tail probabilities and quantiles on top of GSL. */
#include "analysis/distribution.h"

#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_cdf.h>

double distribution_f_upper(double f, double d1, double d2)
{
	if (!(f > 0))
		return 1;
	return isinf(f) ? 0 : gsl_cdf_fdist_Q(f, d1, d2);
}

double distribution_chi2_upper(double x, double nu)
{
	if (!(x > 0))
		return 1;
	return isinf(x) ? 0 : gsl_cdf_chisq_Q(x, nu);
}

double distribution_normal(double z)
{
	return gsl_cdf_ugaussian_P(z);
}

double distribution_binomial_upper(unsigned long k, double p, unsigned long n)
{
	/* By the beta distribution: GSL's binomial counts in unsigned int. */
	return k == 0 ? 1
		      : gsl_cdf_beta_P(p, (double)k, (double)(n - k + 1));
}

double distribution_t_both(double t, double nu)
{
	if (nu > 1e6)
		return 2 * gsl_cdf_ugaussian_Q(fabs(t));
	return isinf(t) ? 0 : 2 * gsl_cdf_tdist_Q(fabs(t), nu);
}

double distribution_t_quantile(double p, double nu)
{
	if (nu > 1e6)
		return gsl_cdf_ugaussian_Pinv(p);
	return gsl_cdf_tdist_Pinv(p, nu);
}

/* Both tails of a statistic, and its degrees of freedom. */
struct tails {
	double (*below)(double x, const double *nu);
	double (*above)(double x, const double *nu);
	const double *nu;
};

static bool reached(const struct tails *t, double x, double p)
{
	/* The smaller tail has the digits. */
	return p < .5 ? t->below(x, t->nu) >= p : t->above(x, t->nu) <= 1 - p;
}

/*
 * x > 0 with P(X <= x) = p, by halving a bracket around a guess. GSL's own
 * inverses of these distributions end the program where their last step does
 * not get smaller, which happens here and there at some hundred degrees of
 * freedom.
 */
static double quantile(const struct tails *t, double p, double guess)
{
	double low = guess, high = guess;

	while (low > 1e-300 && reached(t, low, p))
		low /= 2;
	while (high < 1e300 && !reached(t, high, p))
		high *= 2;
	for (;;) {
		double mid = low + (high - low) / 2;

		if (mid <= low || mid >= high)
			return mid;
		if (reached(t, mid, p))
			high = mid;
		else
			low = mid;
	}
}

static double chi2_below(double x, const double *nu)
{
	return gsl_cdf_chisq_P(x, nu[0]);
}

static double chi2_above(double x, const double *nu)
{
	return gsl_cdf_chisq_Q(x, nu[0]);
}

double distribution_chi2_quantile(double p, double nu)
{
	/* Wilson & Hilferty 1931. */
	double k = 2 / (9 * nu);
	double root = 1 - k + gsl_cdf_ugaussian_Pinv(p) * sqrt(k);

	/* Beyond, the guess is better than GSL's tails, which have 1e-6. */
	if (nu > 1e5)
		return nu * pow(root, 3);
	return quantile(&(struct tails){ chi2_below, chi2_above, &nu }, p,
			nu * pow(fmax(root, .01), 3));
}

static double f_below(double x, const double *nu)
{
	return gsl_cdf_fdist_P(x, nu[0], nu[1]);
}

static double f_above(double x, const double *nu)
{
	return gsl_cdf_fdist_Q(x, nu[0], nu[1]);
}

double distribution_f_quantile(double p, double d1, double d2)
{
	const double nu[2] = { d1, d2 };

	return quantile(&(struct tails){ f_below, f_above, nu }, p, 1);
}

/*
 * Poisson mixture of beta distributions. From the top index down both the
 * weights and I_x(a, b) follow by recurrence, all terms positive.
 */
double distribution_noncentral_f(double f, double d1, double d2,
				 double lambda)
{
	if (!(f > 0))
		return 0;
	double x = d1 * f / (d1 * f + d2), h = fmax(lambda / 2, 1e-12);
	double top = ceil(h + 8 * sqrt(h) + 20);
	double a = d1 / 2 + top, b = d2 / 2;
	double beta = gsl_cdf_beta_P(x, a, b);
	double term = exp(a * log(x) + b * log1p(-x) + lgamma(a + b) -
			  lgamma(a + 1) - lgamma(b));
	double weight = exp(top * log(h) - h - lgamma(top + 1));
	double sum = weight * beta;

	for (double j = top; j >= 1; j--) {
		weight *= j / h;
		term *= a / (x * (a - 1 + b));
		a--;
		beta += term;
		sum += weight * beta;
	}
	return fmin(sum, 1);
}
