/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mean, scatter and robust scatter of a series, exact to rounding for data on
 * a large offset (NIST StRD, univariate statistics).
 */
#ifndef ANALYSIS_MOMENTS_H
#define ANALYSIS_MOMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/estimate.h"

struct moments {
	size_t n;
	double mean;
	double variance; /* divided by n - 1; NaN for n < 2 */
	double min, max;
};

/* Two passes, the second corrected by what the mean was rounded
 * (Chan, Golub & LeVeque 1983). n >= 1 finite samples. */
struct moments moments_of(const double *x, size_t n);

/* Lag-1 autocorrelation, sum of neighbouring products over sum of squares;
 * 0 where all samples are equal. */
double moments_lag1(const double *x, size_t n);
/* Correlation of AR(1) from it, with Kendall's bias (1 + 3 r)/n given back:
 * 0..0.999, 0 where not significant. */
double moments_phi(const double *x, size_t n);
/* Samples that a mean of n correlated ones is worth, n/(1 + 2 sum rho): the sum
 * as measured by stationarity_correlation or as that of AR(1), which short
 * records do not show in full, whichever is more. Only positive correlation is
 * believed. */
double moments_n_eff(const double *x, size_t n);

/* Median; the n >= 1 samples are reordered. */
double moments_median(double *x, size_t n);

/* 1.4826 times the median distance from the median. work: n numbers. */
double moments_robust_sigma(const double *x, size_t n, double *work);

/* Ranks 1..n, equal samples sharing their mean. False if memory is short. */
bool moments_ranks(const double *x, size_t n, double *ranks);

/*
 * Mean with u = s/sqrt(N_eff); flag AUTOCORRELATED where N_eff < n.
 * Fewer than 2, N_eff of 1 or less, not finite or all equal: INSUFFICIENT.
 */
struct estimate moments_mean(const double *x, size_t n, const char *unit,
			     const char *plane);

#endif
