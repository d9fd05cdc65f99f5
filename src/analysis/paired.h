/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SN-5: amplifier on against off by pairs of neighbouring blocks (ABBA):
 * what drifts slowly is common to a pair and drops out.
 */
#ifndef ANALYSIS_PAIRED_H
#define ANALYSIS_PAIRED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/estimate.h"

#define PAIRED_MIN_PAIRS 3

/*
 * on and off are linear SNR estimates, [pairs][passes], of the two halves of
 * each pair. Refused entries take their pair out at that pass; where "off" is
 * an upper bound the difference is a lower bound (CENSORED).
 */
struct paired_input {
	const struct estimate *on, *off;
	size_t pairs, passes;
	const double *k; /* [passes], ascending */
	const char *plane;
	/* The attenuator held the received power the same in both halves, so
	 * that what differs is noise and not level; else the launched one. The
	 * method of the results says which. */
	bool equal_received;
};

/* difference[passes]: on - off in dB; u is the scatter of the pairs or what the
 * halves' own u make of the mean, whichever is more.
 * Returns K_x: first k where on - off > 2u; none: CENSORED, K_x above the last
 * k compared; nothing comparable: INSUFFICIENT. */
struct estimate paired_compare(const struct paired_input *in,
			       struct estimate *difference);

#endif
