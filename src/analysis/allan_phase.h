/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From readings, with gaps and perhaps their times, to the contiguous segments
 * of phase that the Allan family takes.
 */
#ifndef ANALYSIS_ALLAN_PHASE_H
#define ANALYSIS_ALLAN_PHASE_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/allan_noise.h"

enum allan_data { ALLAN_PHASE, ALLAN_FREQUENCY };

struct allan_phase {
	struct allan_segment *segments; /* of 3 values or more */
	size_t count;
	double tau0;	/* s */
	size_t used;	/* readings in the segments */
	size_t missing; /* readings that are none, or not in the time column */
	size_t pieces;	/* contiguous pieces, those too short included */
	double *memory; /* what the segments point into; NULL = the readings */
	char why[160];	/* of a refusal */
};

/*
 * Cuts value[n] at every NaN or infinite value and at every hole of time[n] (s;
 * NULL = none). tau0 (s) is the step; NAN takes the median step of the times.
 * Frequency is added up to phase, its mean taken out and with 106 bits, so that
 * neither an offset nor the length costs digits; complete phase is not copied,
 * so value must outlive out. False with the reason in why: times that do not
 * ascend or leave the grid of tau0 by more than 1e-6 of a step (and the
 * resolution of the times), no tau0, no piece of 3 values, no memory.
 */
bool allan_phase_make(const double *value, const double *time, size_t n,
		      enum allan_data data, double tau0,
		      struct allan_phase *out);

/* Subtracts the phase of a frequency drift (1/s) from all segments. False when
 * memory is short. */
bool allan_phase_remove_drift(struct allan_phase *phase, double drift);

/* Frees what make took. */
void allan_phase_free(struct allan_phase *phase);

#endif
