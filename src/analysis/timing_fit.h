/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Least squares of all windows at once by variable projection: the levels and
 * the pedestal of each window are eliminated, four parameters remain. Inside
 * of timing only; times in ADC samples.
 */
#ifndef ANALYSIS_TIMING_FIT_H
#define ANALYSIS_TIMING_FIT_H

#include <stdbool.h>

#include "analysis/timing.h"
#include "analysis/timing_model.h"

enum timing_param {
	TIMING_T0,
	TIMING_SLOT,
	TIMING_LN_TAU,
	TIMING_LOOP, /* last: not fitted when only one window has light */
	TIMING_PARAMS
};

/* Mean windows and what is used of them. */
struct timing_data {
	const struct timing_input *in;
	double *mean;	/* [windows][samples] */
	double *weight; /* [windows]: 1/variance of one sample of one burst */
	bool *use;	/* [windows] */
	double gap;	/* settling of the previous pass, samples */
};

struct timing_fit {
	double theta[TIMING_PARAMS];
	size_t params;	/* TIMING_PARAMS, or one less without loop period */
	double cov[TIMING_PARAMS * TIMING_PARAMS]; /* jackknife, [params] */
	double chi2_dof;
};

/* From the starting values in fit->theta; false: no convergence. */
bool timing_fit_run(const struct timing_data *d, struct timing_fit *fit);

#endif
