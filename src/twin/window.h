/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which light falls into which sample. Light of frame k passes the receiver
 * at k x loop period in continuous time, constant within a slot; the window of
 * a recorded pass starts at a whole sample of the ADC. All times are seconds
 * on the controller's clock, which the ADC shares; t = 0 is when the first
 * injected slot arrives.
 *
 * The samples are linear in the slot powers. The same sums with squared
 * weights give the variance of a sample from those of independent slots.
 */
#ifndef TWIN_WINDOW_H
#define TWIN_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "twin/rng.h"

struct twin_timing {
	double slot_s, loop_s;	  /* loop_s 0 = one-way */
	double fs_hz;		  /* sampling; 1/slot_s when integrating */
	double delay_s, pass_s;	  /* window k starts at delay + k pass */
	double phase_s;		  /* true time of sample 0 */
	bool whole;		  /* windows start at whole samples */
	bool integrate;		  /* else one-pole response, tia_s */
	double tia_s;		  /* time constant of the one pole */
	unsigned lanes, nrecord;
	const unsigned *record;	  /* passes, ascending */
	size_t positions;	  /* slots of light in a frame */
	size_t samples;		  /* of a window */
};

/* Time of sample 0 of window w (index into record). */
double twin_timing_start(const struct twin_timing *t, unsigned w);
/* Length of the light of one frame. */
double twin_timing_frame(const struct twin_timing *t);

struct twin_window; /* opaque */

enum err_code twin_window_new(const struct twin_timing *timing, bool squared,
			      struct twin_window **out,
			      struct err *e) MUST_CHECK;
void twin_window_free(struct twin_window *window);
/* Aperture jitter for the one-pole receiver: sd in seconds. */
void twin_window_jitter(struct twin_window *window, const struct twin_rng *rng,
			uint64_t burst, double sd);

/* Does the light of frame k matter to a recorded window? Frames that do not
 * may be left out. */
bool twin_window_needs(const struct twin_window *window, unsigned k);

/* Adds the light of frame k, x[lane * positions + slot]; NULL = dark. Frames
 * that matter come in order; call twin_window_end after the last, `passes`. */
void twin_window_add(struct twin_window *window, unsigned k, const double *x);
void twin_window_end(struct twin_window *window, unsigned passes);

/* The samples of window i of a lane: timing.samples numbers. */
const double *twin_window_get(const struct twin_window *window, unsigned lane,
			      unsigned i);

#endif
