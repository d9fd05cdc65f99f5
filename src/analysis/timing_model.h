/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Slot-wise constant light of a frame seen through a one-pole receiver, in
 * closed form, with its derivatives. Times are in ADC samples.
 */
#ifndef ANALYSIS_TIMING_MODEL_H
#define ANALYSIS_TIMING_MODEL_H

#include <stddef.h>
#include <stdint.h>

#define TIMING_SYMBOLS 3

struct timing_frame {
	const int8_t *symbol; /* -1, 0, +1 */
	size_t symbols;
	double slot;	      /* Ts */
	double tau;	      /* receiver time constant */
};

/* One sample: response to unit power in all slots of each symbol. */
struct timing_response {
	double phi[TIMING_SYMBOLS];
	double by_start[TIMING_SYMBOLS]; /* d phi / d arrival */
	double by_slot[TIMING_SYMBOLS];	 /* d phi / d Ts */
	double by_tau[TIMING_SYMBOLS];	 /* d phi / d ln tau */
};

/* Fills out[n] for samples at 0, 1, ... n - 1; slot 0 begins at arrival. */
void timing_model_fill(const struct timing_frame *f, double arrival, size_t n,
		       struct timing_response *out);

#endif
