/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Frequency and complex amplitude of a tone from the few bins around it:
 * least squares of the window's line, which is the 4-parameter sine fit of
 * FE-4 with the samples weighted by the square of the window.
 */
#ifndef ANALYSIS_TONE_H
#define ANALYSIS_TONE_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/transform.h"

#define TONE_BINS_MAX 33

struct tone {
	long bin;		 /* nearest bin; negative: below 0 Hz */
	double offset;		 /* from there, bins */
	double _Complex amplitude; /* of exp(j), in the middle of the record */
	double loss; /* variance of offset over what all bins would give */
	/* Line at the tone's bins, and its derivative made orthogonal to it:
	 * the step of another record's offset is one product with it. */
	unsigned count;
	double _Complex line[TONE_BINS_MAX], slope[TONE_BINS_MAX];
	double _Complex mirror[TONE_BINS_MAX]; /* line of its mirror, or 0 */
	double line2, slope2; /* their squared norms */
};

/*
 * Fits the tone whose greatest bin is `bin`, from the bins within reach. The
 * mirror of a real tone at negative frequency is allowed for. False when the
 * fit leaves the neighbourhood of the bin.
 */
bool tone_fit(const struct transform *t, const void *buffer, size_t length,
	      enum window_kind window, bool iq, long bin,
	      struct tone *out);

/* Offset in bins of the same tone in another record, from a first fit. */
double tone_offset(const struct tone *first, const struct transform *t,
		   const void *buffer, size_t length);

/* Share of a tone's power that lies more than `half` bins from its bin, when
 * it is `offset` bins away from it. */
double tone_leakage(enum window_kind window, double offset, unsigned half,
		    size_t length);

#endif
