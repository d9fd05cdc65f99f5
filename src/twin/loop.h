/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Light in the loop: the complex field per polarisation, lane and slot, one
 * sample a slot, and beside it the power of light of other wavelengths. A burst
 * is injected once and then passed round; the power at the photodiodes is
 * handed out at the passes that are wanted.
 *
 * A pass: amplifier, tap (receive side: mix.h), losses and mixing, weights,
 * absorber, lateness on the loop's raster. Where every element treats each slot
 * alone, runs of slots go round by themselves, on several threads: the bytes
 * are the same for any number of them.
 */
#ifndef TWIN_LOOP_H
#define TWIN_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "twin/mix.h"
#include "twin/optics.h"

/* Everything here must outlive the loop. */
struct twin_loop_parts {
	const struct twin_optics *optics;
	const struct twin_mix *receive, *loop;
	const int *weight;    /* by lane; NULL = all +1 */
	double desync;	      /* slots late per pass */
	double jitter;	      /* sd of that, slots */
	unsigned threads;     /* 0 = as many as there are processors */
};

struct twin_loop; /* opaque */

/* Positions are the slots of one round trip, guard slots included. */
enum err_code twin_loop_new(const struct twin_loop_parts *parts,
			    size_t positions, uint64_t seed,
			    struct twin_loop **out, struct err *e) MUST_CHECK;
void twin_loop_free(struct twin_loop *loop);

/*
 * Starts a burst: level[lane * positions + m] in units of the lane's mean level
 * (0 = dark), multiplied by its P2 and the source's intensity noise. Whatever
 * was in the loop is gone; what remembers has rested in the mean power. From
 * pass lost_at on the loop is dark but for the amplifier.
 */
void twin_loop_inject(struct twin_loop *loop, uint64_t burst,
		      const double *level, unsigned lost_at);

/*
 * The next n passes. For those that are wanted (NULL = all), one after the
 * other: power[(wanted so far) * lanes * positions + lane * positions + m], W
 * at the photodiodes. Afterwards the light is at P2 of pass n.
 */
void twin_loop_run(struct twin_loop *loop, unsigned n, const bool *wanted,
		   double *power);

/* Power of both polarisations and of leaked light where the light is now. */
void twin_loop_power(const struct twin_loop *loop, double *power);

#endif
