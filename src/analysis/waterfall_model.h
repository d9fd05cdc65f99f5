/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The likelihood of a waterfall curve and its maxima; for waterfall.c. */
#ifndef ANALYSIS_WATERFALL_MODEL_H
#define ANALYSIS_WATERFALL_MODEL_H

#include "analysis/waterfall.h"

/* ln P* is the power, in ln W, at which the SER is the target. */
struct waterfall_model {
	const struct waterfall_points *w;
	double target;
	double alpha;	 /* NaN: free */
	bool floor;	 /* free, below the target unless above */
	bool above;	 /* there is no P*: ln_power is that of x = 1 */
	double ln_power; /* NaN: free */
};

struct waterfall_maximum {
	double ln_power, alpha, floor;
	double minus_ln_l; /* INFINITY: not found */
};

/* Free parameters. */
unsigned waterfall_model_size(const struct waterfall_model *m);

/* Searches from a start. */
struct waterfall_maximum waterfall_model_fit(
	const struct waterfall_model *m,
	const struct waterfall_maximum *start);

/* SER at a power. */
double waterfall_model_ser(const struct waterfall_model *m,
			   const struct waterfall_maximum *at, double power_w);

#endif
