/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums kept near zero, in eight parts so that the compiler vectorises them. */
#include "analysis/moments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>

#include "analysis/bursts.h"
#include "analysis/stationarity.h"
#include "base/simd.h"

#define METHOD "S0/mean-neff"
#define PARTS 8

struct sums {
	double first, second; /* of differences and of their squares */
};

/* Vectorisation is on at -O3 only for loops with a rest. */
SIMD_VERSIONS __attribute__((optimize("O3"))) static void
sum_parts(const double *x, size_t n, double from, double *first,
	  double *second)
{
	size_t whole = n - n % PARTS;

	for (size_t i = 0; i < whole; i += PARTS)
		for (size_t j = 0; j < PARTS; j++) {
			double d = x[i + j] - from;
			first[j] += d;
			second[j] += d * d;
		}
	for (size_t i = whole; i < n; i++) {
		double d = x[i] - from;
		first[0] += d;
		second[0] += d * d;
	}
}

static struct sums sum_from(const double *x, size_t n, double from)
{
	double first[PARTS] = { 0 }, second[PARTS] = { 0 };
	struct sums s = { 0, 0 };

	sum_parts(x, n, from, first, second);
	for (size_t j = 0; j < PARTS; j++) {
		s.first += first[j];
		s.second += second[j];
	}
	return s;
}

struct moments moments_of(const double *x, size_t n)
{
	struct moments m = { n, 0, NAN, x[0], x[0] };

	m.mean = x[0] + sum_from(x, n, x[0]).first / (double)n;
	struct sums s = sum_from(x, n, m.mean);
	m.mean += s.first / (double)n;
	if (n > 1) {
		/* Not by fmax, which makes 0 of what has overflowed to NaN. */
		double ss = s.second - s.first * s.first / (double)n;
		m.variance = ss < 0 ? 0 : ss / (double)(n - 1);
	}
	for (size_t i = 1; i < n; i++) {
		m.min = x[i] < m.min ? x[i] : m.min;
		m.max = x[i] > m.max ? x[i] : m.max;
	}
	return m;
}

double moments_lag1(const double *x, size_t n)
{
	double mean = moments_of(x, n).mean, products = 0, squares = 0;
	double before = 0;

	for (size_t i = 0; i < n; i++) {
		double d = x[i] - mean;
		products += d * before;
		squares += d * d;
		before = d;
	}
	return squares > 0 ? products / squares : 0;
}

double moments_median(double *x, size_t n)
{
	return gsl_stats_median(x, 1, n);
}

double moments_robust_sigma(const double *x, size_t n, double *work)
{
	memcpy(work, x, n * sizeof(*work));
	double median = moments_median(work, n);

	for (size_t i = 0; i < n; i++)
		work[i] = fabs(x[i] - median);
	return 1.4826 * moments_median(work, n);
}

bool moments_ranks(const double *x, size_t n, double *ranks)
{
	size_t *order = malloc((n ? n : 1) * sizeof(*order));

	if (!order)
		return false;
	gsl_sort_index(order, x, 1, n);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i; j < n && x[order[j]] == x[order[i]];)
			j++;
		for (size_t k = i; k < j; k++)
			ranks[order[k]] = .5 * (double)(i + j + 1);
	}
	free(order);
	return true;
}

double moments_phi(const double *x, size_t n)
{
	double N = (double)n, r = moments_lag1(x, n);

	return r < 2 / sqrt(N) ? 0 : fmin(r + (1 + 3 * r) / N, .999);
}

double moments_n_eff(const double *x, size_t n)
{
	double phi = moments_phi(x, n), rho, rho2;

	stationarity_correlation(x, n, &rho, &rho2);
	return (double)n / fmax(1 + 2 * rho, (1 + phi) / (1 - phi));
}

struct estimate moments_mean(const double *x, size_t n, const char *unit,
			     const char *plane)
{
	struct estimate why;

	if (!record_check(x, n, unit, METHOD, &why))
		return why;
	struct moments m = moments_of(x, n);
	double n_eff = moments_n_eff(x, n);
	struct estimate e = estimate_make(m.mean, sqrt(m.variance / n_eff),
					  n_eff - 1, n, unit, METHOD, plane);
	if (n_eff < (double)n && e.status == ESTIMATE_OK)
		e.flags |= ESTIMATE_FLAG_AUTOCORRELATED;
	return e;
}
