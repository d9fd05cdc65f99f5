/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stationarity gate: the record is cut in 8; one-way ANOVA on the means and
 * Bartlett's test on the variances, both at p < 1e-3. Correlation between
 * neighbouring samples is allowed for: what is like AR(1) is taken out before,
 * for the rest the effective number of samples counts.
 */
#ifndef ANALYSIS_STATIONARITY_H
#define ANALYSIS_STATIONARITY_H

#include <stdbool.h>
#include <stddef.h>

#define STATIONARITY_SEGMENTS 8
#define STATIONARITY_P 1e-3
#define STATIONARITY_MIN 33

struct stationarity {
	double p_means;	    /* ANOVA */
	double p_variances; /* Bartlett */
	bool stationary;
};

/* Needs n >= STATIONARITY_MIN finite, not all equal samples; fewer count as
 * stationary with p = 1 (nothing can be said). */
struct stationarity stationarity_test(const double *x, size_t n);

/* Lag-1 correlation of AR(1), from the mean squares of differences one and two
 * samples apart, 2 s^2 (1 - phi) and 2 s^2 (1 - phi^2): neither a drift nor the
 * shortness of the record biases it. 0..0.99, 0 where not significant. */
double stationarity_phi(const double *x, size_t n);

/*
 * Sums over lags 1.. of the autocorrelation rho and of rho^2, stopped at the
 * first lag where rho is not significant (2/sqrt(n)). N_eff of a mean is
 * n / (1 + 2 *sum_rho), of a variance n / (1 + 2 *sum_rho2).
 */
void stationarity_correlation(const double *x, size_t n, double *sum_rho,
			      double *sum_rho2);

#endif
