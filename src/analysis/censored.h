/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XT-4: readings that cannot be told from nothing. A quantity that cannot be
 * negative was read as x with standard uncertainty u, normal. (Currie 1968;
 * ISO 11929; ISO 11843)
 */
#ifndef ANALYSIS_CENSORED_H
#define ANALYSIS_CENSORED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/estimate.h"

/* L_C = 1.645 u0: below it a reading is not a detection. u0 is u at zero. */
double censored_decision_limit(double u0);
/* L_D = 3.290 u0: the least that is detected 19 times in 20. */
double censored_detection_limit(double u0);

/* 95 % upper limit: x + u z(1 - .05 Phi(x/u)), z the normal quantile. */
double censored_upper_limit(double x, double u);

/* Central 95 % interval of the normal cut off at zero: both ends positive. */
void censored_interval(double x, double u, double *lo, double *hi);

/*
 * Quantile p of values some of which are only upper bounds (CENSORED, BELOW),
 * by Kaplan and Meier; refusals are left out. The median of dB entries is not
 * the mean of what could be read: use this. The answer is itself a bound where
 * the quantile lies among bounds; INSUFFICIENT with fewer than 3 values or if
 * memory is short. No u is given: the values are different quantities.
 */
struct estimate censored_quantile(const struct estimate *value, size_t n,
				  double p);

#endif
