/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Probability distributions the estimators need. The only user of GSL's
 * distribution functions, with arguments kept inside their domains.
 */
#ifndef ANALYSIS_DISTRIBUTION_H
#define ANALYSIS_DISTRIBUTION_H

/* Upper tail probabilities; 1 where the statistic is not positive, 0 where
 * it is infinite. */
double distribution_f_upper(double f, double d1, double d2);
double distribution_chi2_upper(double x, double nu);

/* P(Z <= z) of the normal distribution. */
double distribution_normal(double z);

/* P(K >= k) of k out of n at probability p each. */
double distribution_binomial_upper(unsigned long k, double p, unsigned long n);

/* Two-sided p of a t statistic; nu = INFINITY: of a normal one. */
double distribution_t_both(double t, double nu);

/* Quantiles; 0 < p < 1. nu = INFINITY gives the normal distribution. */
double distribution_t_quantile(double p, double nu);
double distribution_chi2_quantile(double p, double nu);
double distribution_f_quantile(double p, double d1, double d2);

/* P(F' <= f) of the noncentral F distribution, lambda >= 0. */
double distribution_noncentral_f(double f, double d1, double d2,
				 double lambda);

#endif
