/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two comparators a lane: low and high threshold, each with its offset,
 * hysteresis and metastability. The decision is -1 (none high), 0 (low one
 * high), +1 (both), 2 (high without low: the two disagree).
 */
#ifndef TWIN_COMPARATOR_H
#define TWIN_COMPARATOR_H

#include <stddef.h>
#include <stdint.h>

#include "twin/draws.h"
#include "twin/optics.h"
#include "twin/rng.h"

struct twin_comparator {
	double threshold_mv[2];	 /* low, high; offsets added */
	double hysteresis_mv;	 /* full width, centred */
	double unresolved_mv;	 /* nearer than this: the output is random */
	double noise_mv;	 /* rms at the input, beside the receiver's */
	struct twin_rng random, input;
};

/* slot_s: a comparator has half of it to resolve. slow: what the thresholds
 * have drifted, NULL = nothing. */
void twin_comparator_solve(const struct twin_config *config,
			   const struct twin_optics *optics,
			   const struct twin_draws *draws,
			   const struct twin_slow_state *slow, unsigned lane,
			   const double threshold_mv[2], uint64_t seed,
			   double slot_s, struct twin_comparator *out);

/* Adds the input's noise to n slots. work: n. */
void twin_comparator_noise(const struct twin_comparator *c,
			   struct twin_rng_at at, double *mv, size_t n,
			   double *work);

/* Decisions of n slots in a frame; the state before the first is low. */
void twin_comparator_decide(const struct twin_comparator *c,
			    struct twin_rng_at at, const double *mv, size_t n,
			    int8_t *out, size_t stride);

#endif
