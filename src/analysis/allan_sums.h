/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sums of squares of differences of order 2 or 3 over phase data, for many
 * averaging factors in one walk through memory. The bits of a sum do not
 * depend on the number of threads or the width of the vectors.
 */
#ifndef ANALYSIS_ALLAN_SUMS_H
#define ANALYSIS_ALLAN_SUMS_H

#include <stdbool.h>
#include <stddef.h>

/* sum over i < count of d(i)^2, where d(i) is the difference of the given
 * order with step m; x holds at least count + order * m values. */
struct allan_sum {
	const double *x;
	size_t m, count;
	double sum;
};

/* order is 2 or 3. False when memory is short. */
bool allan_sums(struct allan_sum *sums, size_t n, unsigned order);

/* Differences whose steps do not overlap: every m-th i < count. */
double allan_sum_apart(const double *x, size_t m, size_t count,
		       unsigned order);

#endif
