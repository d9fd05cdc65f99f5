/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exact binomial and multinomial numbers from the counter-based streams of
 * rng.h, with the same bits on every machine: inversion where few are
 * expected, else transformed rejection with squeeze (BTRS: Hormann, "The
 * generation of binomial random variates", J. Stat. Comput. Simul. 46, 1993).
 */
#ifndef TWIN_BINOMIAL_H
#define TWIN_BINOMIAL_H

#include "twin/rng.h"

/* Uniform numbers one after the other at a place of a stream. */
struct twin_uniforms {
	struct twin_rng rng;
	struct twin_rng_at at;
	uint32_t next; /* 0 to begin */
};

/* How many of n come out with probability p each; n < 2^52. */
uint64_t twin_binomial(struct twin_uniforms *u, uint64_t n, double p);
/* n among classes of probability p[], whose sum is 1; adds to out[]. */
void twin_multinomial(struct twin_uniforms *u, uint64_t n, const double *p,
		      unsigned classes, uint64_t *out);

#endif
