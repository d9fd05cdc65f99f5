/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XT-2: the crosstalk matrix with all lanes lit at once, each with its code:
 * Y = H C + D 1' + W, so H = (Y - D) C' (C C')^-1. Any code set will do whose
 * C C' can be inverted.
 */
#ifndef ANALYSIS_CROSSTALK_CODES_H
#define ANALYSIS_CROSSTALK_CODES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/estimate.h"

/* Entries below this are measured one at a time: -40 dB. */
#define CROSSTALK_CODES_FLOOR 1e-4

/* All that is needed of the record; see correlate.h. */
struct crosstalk_sums {
	size_t receivers, lanes, length;
	const double *gram;	/* C C', [lanes * lanes] */
	const double *code;	/* sums of the codes, [lanes] */
	const double *cross;	/* Y C', [receivers * lanes] */
	const double *sum;	/* of Y, [receivers] */
	const double *square;	/* sums of Y^2, [receivers] */
};

struct crosstalk_dark {
	/* [receivers]; dark NULL: the offset is fitted with the rest. */
	const double *dark, *u_dark;
	/* [receivers] standard deviation of one sample in the dark; NULL if
	 * not known. */
	const double *sigma;
};

struct crosstalk_fit {
	double *h, *u; /* [receivers * lanes]; u NaN if no residual is left */
	/* [receivers]: relative noise that grows with the signal (RIN, drift of
	 * gain), from the residual less sigma; NaN without sigma. */
	double *multiplicative;
	double nu;
};

/*
 * var(H_ij) = s_i^2 [(C C')^-1]_jj, s_i from the residual (from sigma, if as
 * many lanes as steps leave none), and the dark's share. False, and *why says
 * so: UNSTABLE_FIT names the lanes that share a code, INSUFFICIENT for too
 * short a record or short memory.
 */
bool crosstalk_codes_solve(const struct crosstalk_sums *s,
			   const struct crosstalk_dark *d,
			   struct crosstalk_fit *fit, struct estimate *why);

/*
 * Marks with flag LEAKAGE what simultaneous codes cannot resolve: noise m of
 * the own lane leaks m sqrt(2/N) into all entries, so ratios x [n * n] below
 * -40 dB or 3 m are to be measured one at a time. multiplicative may be NULL.
 */
void crosstalk_codes_mark(struct estimate *x, size_t n,
			  const double *multiplicative);

#endif
