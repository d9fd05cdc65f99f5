/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Probabilities of the comparators' decisions. A decision is the state of the
 * two comparators, and all that hysteresis remembers; so the decisions of a
 * frame are a Markov chain, which starts with both low.
 */
#ifndef TWIN_DECISIONS_H
#define TWIN_DECISIONS_H

#include "twin/comparator.h"
#include "twin/eye.h"
#include "twin/receiver.h"

/* -1, 0, +1, invalid, in this order. */
#define TWIN_DECISIONS 4

/* p[before][now] */
struct twin_step {
	double p[TWIN_DECISIONS][TWIN_DECISIONS];
};

void twin_step_solve(const struct twin_comparator *comparator,
		     const struct twin_receiver *rx,
		     const struct twin_eye *eye, struct twin_step *out);

#endif
