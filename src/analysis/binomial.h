/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bounds on an error rate from counted errors (TC-1), for any number of
 * trials: GSL's beta quantile gives up beyond about 1e5 of them.
 */
#ifndef ANALYSIS_BINOMIAL_H
#define ANALYSIS_BINOMIAL_H

#include "base/estimate.h"

/*
 * Limits of Clopper & Pearson (1934): the rates at which k or more (lower), k
 * or fewer (upper) of n trials have probability alpha. 0 <= k <= n, n > 0.
 */
double binomial_lower(double k, double n, double alpha);
double binomial_upper(double k, double n, double alpha);

/* P(X <= k) of n trials at rate p, 0 <= p <= 1. */
double binomial_at_most(double k, double n, double p);

/* P(X = k), likewise. */
double binomial_probability(double k, double n, double p);

/* Upper limit of the mean of a Poisson variable of which e were counted: N p
 * at confidence 1 - alpha. */
double poisson_upper(double e, double alpha);

/* Trials after which e errors, or fewer, prove a rate below p. */
double poisson_trials(double e, double p, double alpha);

/* Seconds that takes on `lanes` lanes of one symbol each slot_s. */
double poisson_time_s(double e, double p, double alpha, double lanes,
		      double slot_s);

/*
 * k errors in n trials as an estimate of the rate: value k/n with the 95 %
 * two-sided interval and u from the rate; no error is a bound, one-sided at
 * 95 %. No trials: INSUFFICIENT.
 */
struct estimate binomial_rate(unsigned long k, unsigned long n,
			      const char *method, const char *plane);

#endif
