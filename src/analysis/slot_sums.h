/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two loops over the slots of one window that see every sample of a
 * record; inside of the burst estimators only. */
#ifndef ANALYSIS_SLOT_SUMS_H
#define ANALYSIS_SLOT_SUMS_H

#include <stddef.h>

/* Over the slots: sums of e, d e and e^2. */
struct slot_sums {
	double e, de, ee;
};

/* e[n] = x - mean, and its sums with d[n]. */
struct slot_sums slot_sums(const double *x, const double *mean,
			   const double *d, size_t n, double *e);

/* r = e - offset - gain d: adds r^2 to slot[n] and returns the sum of
 * weight r^2. */
double slot_residuals(const double *e, double offset, const double *d,
		      double gain, const double *weight, size_t n,
		      double *slot);

#endif
