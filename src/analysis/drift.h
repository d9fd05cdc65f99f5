/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XT-5: slope of a series whose residuals are correlated: generalised least
 * squares with residuals of AR(1), the correlation by restricted maximum
 * likelihood (which takes out the bias -(1 + 4 phi)/n that detrending puts into
 * the plain lag-1 coefficient). For even samples u is
 * s/sqrt(sum (t - tbar)^2) sqrt((1 + phi)/(1 - phi)) up to terms of 1/n.
 */
#ifndef ANALYSIS_DRIFT_H
#define ANALYSIS_DRIFT_H

#include <stddef.h>

#include "base/estimate.h"

#define DRIFT_MIN_SAMPLES 60
#define DRIFT_MAX_GAPS .05  /* of the samples expected */
#define DRIFT_MIN_N_EFF 6.  /* n (1 - phi)/(1 + phi) */

struct drift {
	struct estimate slope; /* unit per hour */
	double level;	       /* the line at t[0] */
	double phi;	       /* correlation one median interval apart, >= 0 */
	double sigma;	       /* residuals, rms */
	double interval;       /* median of the intervals, s */
	double gaps;	       /* share of the expected samples not there */
};

/*
 * t in s, strictly ascending, uneven allowed: the correlation of neighbours
 * dt apart is phi^(dt/interval). An interval of more than 1.5 medians counts
 * as a gap of what is missing in it. nu_eff of the slope by Satterthwaite from
 * the residuals (n - 2) and from var(phi) = (1 - phi^2)/n.
 *
 * INSUFFICIENT: fewer than DRIFT_MIN_SAMPLES, gaps above DRIFT_MAX_GAPS, time
 * not ascending, not finite, all equal, or correlated over so much of the
 * record that a drift and a slow wander cannot be told apart. unit: of the
 * slope, static ("dB/h").
 */
struct drift drift_estimate(const double *t, const double *x, size_t n,
			    const char *unit, const char *plane);

#endif
