/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Clipping test, to be made before any estimator: too many samples at the
 * rails of the converter, or consecutive ones (measurement definitions, 0).
 */
#ifndef ANALYSIS_CLIPPING_H
#define ANALYSIS_CLIPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLIPPING_FRACTION 1e-4
#define CLIPPING_RUN 2

struct clipping {
	size_t at_low, at_high; /* samples at or beyond each rail */
	size_t longest_run;	/* consecutive samples at the same rail */
	double fraction;	/* of all samples, both rails */
	bool clipped;		/* one of the limits above is reached */
};

/*
 * low and high are the values of the bottom and top code in the unit of x
 * (for integrate and dump: the sums of bottom or top codes). n = 0 is not
 * clipped.
 */
struct clipping clipping_test(const double *x, size_t n, double low,
			      double high);

/* The same of 16-bit codes as they were recorded. */
struct clipping clipping_test_i16(const int16_t *x, size_t n, int16_t low,
				  int16_t high);

#endif
