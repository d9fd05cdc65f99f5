/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tails of the binomial distribution, added up from their largest term, and the
 * rates at which they have a given size. */
#include "analysis/binomial.h"

#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_log.h>

#include "analysis/distribution.h"

enum { STEPS_MAX = 200 };

/* Above this variance of the count a tail has too many terms to add up. */
#define VARIANCE_MAX 1e10

/* x ln(x/m) + m - x without cancellation (Loader 2000). */
static double deviance(double x, double m)
{
	double d = (x - m) / m;

	if (fabs(d) > .1)
		return x * log(x / m) + m - x;
	return m * ((1 + d) * gsl_sf_log_1plusx_mx(d) + d * d);
}

/* ln Gamma without its Stirling part. */
static double stirling(double n)
{
	return log(gsl_sf_gammastar(n));
}

double binomial_probability(double k, double n, double p)
{
	if (p <= 0 || p >= 1)
		return k == (p <= 0 ? 0 : n);
	if (k <= 0)
		return exp(n * log1p(-p));
	if (k >= n)
		return exp(n * log(p));
	double ln = stirling(n) - stirling(k) - stirling(n - k) -
		    deviance(k, n * p) - deviance(n - k, n * (1 - p));
	return exp(ln) * sqrt(n / (2 * M_PI * k * (n - k)));
}

/* P(X <= k), or P(X >= k) if up, from its term at k outwards: as many terms
 * as a few standard deviations where k is on that side of the mean. */
static double tail(double k, double n, double p, bool up)
{
	double term = binomial_probability(k, n, p), sum = term;
	double odds = up ? p / (1 - p) : (1 - p) / p;

	while (term > 1e-17 * sum) {
		term *= odds * (up ? (n - k) / (k + 1) : k / (n - k + 1));
		k += up ? 1 : -1;
		sum += term;
	}
	return sum;
}

double binomial_at_most(double k, double n, double p)
{
	if (k >= n || p <= 0)
		return 1;
	if (k < 0 || p >= 1)
		return 0;
	return k < n * p ? tail(k, n, p, false) : 1 - tail(k + 1, n, p, true);
}

static double at_least(double k, double n, double p)
{
	return k > n * p ? tail(k, n, p, true) : 1 - tail(k - 1, n, p, false);
}

/* p with P(X >= k) = alpha, or with P(X <= k) = alpha if upper, 0 < k < n, by
 * Newton's steps held in a bracket. */
static double rate_with(double k, double n, double alpha, bool upper)
{
	double lo = 0, hi = 1, p = k / n;

	for (int i = 0; i < STEPS_MAX; i++) {
		double got = upper ? binomial_at_most(k, n, p) :
				     at_least(k, n, p);
		/* Derivatives of the tails: -(n-k)/(1-p) and k/p times. */
		double slope = binomial_probability(k, n, p) *
			       (upper ? -(n - k) / (1 - p) : k / p);
		double to = p - (got - alpha) / slope;
		if (upper == (got > alpha))
			lo = p;
		else
			hi = p;
		if (!(to > lo && to < hi))
			to = lo > 0 ? sqrt(lo) * sqrt(hi) : hi / 16;
		if (fabs(to - p) <= 1e-15 * p)
			return to;
		p = to;
	}
	return p;
}

/* Quantile of the beta distribution from its first three moments (Cornish &
 * Fisher 1938): what is left out is 1e-10 of the width, and less. */
static double beta_quantile(double a, double b, double alpha)
{
	double n = a + b, z = distribution_t_quantile(alpha, INFINITY);
	double skew = 2 * (b - a) * sqrt(n + 1) / ((n + 2) * sqrt(a * b));
	double sd = sqrt(a / n * (b / n) / (n + 1));

	return a / n + sd * (z + skew * (z * z - 1) / 6);
}

double binomial_lower(double k, double n, double alpha)
{
	if (k <= 0)
		return 0;
	if (k >= n)
		return pow(alpha, 1 / n);
	if (k * (1 - k / n) > VARIANCE_MAX)
		return beta_quantile(k, n - k + 1, alpha);
	return rate_with(k, n, alpha, false);
}

double binomial_upper(double k, double n, double alpha)
{
	if (k >= n)
		return 1;
	if (k <= 0)
		return -expm1(log(alpha) / n);
	if (k * (1 - k / n) > VARIANCE_MAX)
		return beta_quantile(k + 1, n - k, 1 - alpha);
	return rate_with(k, n, alpha, true);
}

double poisson_upper(double e, double alpha)
{
	return distribution_chi2_quantile(1 - alpha, 2 * (e + 1)) / 2;
}

double poisson_trials(double e, double p, double alpha)
{
	return poisson_upper(e, alpha) / p;
}

double poisson_time_s(double e, double p, double alpha, double lanes,
		      double slot_s)
{
	return poisson_trials(e, p, alpha) * slot_s / lanes;
}

struct estimate binomial_rate(unsigned long k, unsigned long n,
			      const char *method, const char *plane)
{
	double N = (double)n, p = (double)k / N;

	if (n == 0)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "1", method,
				       "there are no symbols to count");
	if (k == 0)
		return estimate_bound(binomial_upper(0, N, .05),
				      ESTIMATE_CENSOR_BELOW, n, "1", method,
				      plane);
	struct estimate e = estimate_make(p, sqrt(p * (1 - p) / N), INFINITY,
					  n, "1", method, plane);
	e.lo = binomial_lower((double)k, N, .025);
	e.hi = binomial_upper((double)k, N, .025);
	e.coverage = .95;
	return e;
}
