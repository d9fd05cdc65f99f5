/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How noise grows over the passes of bursts, and how many are useful. */
#ifndef ANALYZE_RINGDOWN_NOISE_H
#define ANALYZE_RINGDOWN_NOISE_H

#include "analyze/ringdown.h"

/* Of SN-1 or SN-2. */
struct ringdown_noise {
	const double *k;	/* [passes] */
	double *y, *u;		/* [passes] 1/SNR */
	const double *loo;	/* [bursts][passes] */
	size_t passes, bursts;
	double receiver;	/* over the signal at k = 0; NaN: not known */
	bool distortion;	/* y is of SNDR */
	const struct estimate *g;
};

/* Fits, adds rows and a table; *chosen is the model (fitted or not). */
enum err_code ringdown_add_noise(struct analyze_answer *answer,
				 const struct ringdown_noise *noise,
				 const struct ringdown_request *request,
				 struct accumulation_fit *chosen,
				 double *required_db,
				 struct err *e) MUST_CHECK;

#endif
