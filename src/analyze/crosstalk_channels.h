/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings of lanes, lane after lane: as 16-bit integers where all samples
 * are, so that sums stay exact, else as doubles. */
#ifndef ANALYZE_CROSSTALK_CHANNELS_H
#define ANALYZE_CROSSTALK_CHANNELS_H

#include <stdint.h>

#include "analyze/crosstalk_input.h"

struct channels {
	size_t n, length;
	const int16_t *i16;	/* [n][length], or NULL and */
	const double *f64;	/* [n][length] */
	double low, high;	/* rails of the converter; infinite: none */
	double step;		/* of the converter; 0: none */
	void *owned;
	struct recording *recording; /* where i16 lies */
};

/*
 * One recording per lane, one of several channels, or, with --lanes N, one
 * that holds N lanes one after the other. Complex samples, different lengths
 * and fewer than two lanes are errors.
 */
enum err_code channels_open(char *const *path, size_t count,
			    const struct crosstalk_request *r,
			    struct analyze_answer *answer,
			    struct channels *out, struct err *e) MUST_CHECK;
void channels_close(struct channels *channels); /* all zero is accepted */

struct channel_moments {
	double sum, square;
	bool clipped;
};
/* Of channel i; clipped by the test of analysis/clipping.h. ERR_NOMEM. */
enum err_code channels_moments(const struct channels *c, size_t i,
			       struct channel_moments *out,
			       struct err *e) MUST_CHECK;

/* Mean, its uncertainty and the standard deviation of channel i. */
enum err_code channels_dark(const struct channels *c, size_t i, double *mean,
			    double *u_mean, double *sigma,
			    struct err *e) MUST_CHECK;

#endif
