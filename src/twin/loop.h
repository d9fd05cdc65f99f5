/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Light in the loop: the complex field per polarisation, lane and slot, one
 * sample a slot. A burst is injected once and then passed round; the power at
 * the tap's plane is handed out at every pass.
 */
#ifndef TWIN_LOOP_H
#define TWIN_LOOP_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "twin/optics.h"

struct twin_loop; /* opaque */

/* Positions are the slots of one round trip, guard slots included. */
enum err_code twin_loop_new(unsigned lanes, size_t positions, uint64_t seed,
			    struct twin_loop **out, struct err *e) MUST_CHECK;
void twin_loop_free(struct twin_loop *loop);

/*
 * Starts a burst: level[lane * positions + m] in units of the mean level (0 =
 * dark), multiplied by optics->p2_w and the source's intensity noise. Whatever
 * was in the loop is gone.
 */
void twin_loop_inject(struct twin_loop *loop, const struct twin_optics *optics,
		      uint64_t burst, const double *level);

/* Darkness: what was in the loop is gone. */
void twin_loop_quench(struct twin_loop *loop);

/*
 * Amplifier and tap: power_p3[lane * positions + m], both polarisations, W at
 * P3 of the light of pass k. The field stays at P3 until twin_loop_return.
 */
void twin_loop_amplify(struct twin_loop *loop, const struct twin_optics *optics,
		       double *power_p3);
/* The rest of the pass: loss and absorber, back to P2 as pass k + 1. */
void twin_loop_return(struct twin_loop *loop, const struct twin_optics *optics);

/* Power of both polarisations where the field is now. */
void twin_loop_power(const struct twin_loop *loop, double *power);

#endif
