/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantiles that converge for any degrees of freedom; 0 < p < 1. */
#ifndef MODEL_QUANTILE_H
#define MODEL_QUANTILE_H

double quantile_chi2(double p, double nu);
/* Of the F distribution with nu and nu degrees of freedom. */
double quantile_f(double p, double nu);

#endif
