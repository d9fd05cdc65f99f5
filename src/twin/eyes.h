/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the comparators of all lanes see in every slot of the recorded passes,
 * as distributions: the moments of the light round the loop, and where it falls
 * into the windows. Nothing is drawn.
 *
 * Neighbouring slots of a window are taken as independent. They are where it is
 * aligned with the slots of the light; where it cuts across them, two decisions
 * share the light of one slot.
 */
#ifndef TWIN_EYES_H
#define TWIN_EYES_H

#include "twin/burst.h"
#include "twin/eye.h"

struct twin_eyes; /* opaque */

/* Called for one recorded window after the other, in order. */
typedef void twin_eyes_fn(void *context, const struct twin_eyes *eyes,
			  unsigned window);

/* level as in twin_burst_simulate; of the burst, what is about the converter is
 * not used. */
enum err_code twin_eyes_run(const struct twin_burst *burst, const double *level,
			    twin_eyes_fn *done, void *context,
			    struct err *e) MUST_CHECK;

/* Slot j of the present window: the photocurrent of a lane, in dual-rail the
 * difference of the pair's, with all noise of the comparator's input. */
void twin_eyes_get(const struct twin_eyes *eyes, unsigned lane, size_t j,
		   struct twin_eye *out);

#endif
