/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means of groups of neighbouring samples: fewer of them, and less correlated,
 * for tests of independent samples and for control charts. */
#ifndef ANALYSIS_SUBGROUP_H
#define ANALYSIS_SUBGROUP_H

#include <stddef.h>

#define SUBGROUP_CORRELATION .1

/* Samples to a group so that means of neighbouring groups of AR(1) samples
 * correlate by less than SUBGROUP_CORRELATION, but no less than 20 groups are
 * left (1 where n < 40). 0 <= phi < 1. */
size_t subgroup_length(double phi, size_t n);

/* Means of length samples each into mean (may be x); a rest that does not
 * fill a group is left out. Returns the number of groups. */
size_t subgroup_means(const double *x, size_t n, size_t length, double *mean);

#endif
