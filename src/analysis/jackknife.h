/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delete-one jackknife: from leave-one-out values to covariance. */
#ifndef ANALYSIS_JACKKNIFE_H
#define ANALYSIS_JACKKNIFE_H

#include <stddef.h>

/*
 * loo[n][p]: the p parameters with each of n bursts left out. cov[p][p] =
 * (n - 1)/n sum (loo - mean)(loo - mean)'. Degrees of freedom: n - 1.
 */
void jackknife_covariance(const double *loo, size_t n, size_t p, double *cov);

#endif
