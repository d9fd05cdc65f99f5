/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XT-5: peak excursion, the largest less the smallest sample of a window.
 */
#ifndef ANALYSIS_EXCURSION_H
#define ANALYSIS_EXCURSION_H

#include <stddef.h>
#include <stdint.h>

#include "base/estimate.h"

#define EXCURSION_MIN_SAMPLES 60
#define EXCURSION_DRAWS 2000
#define EXCURSION_SEED 5489 /* of GSL's mt19937: the same file, the same answer */

/*
 * value: max - min of x[n]. Its interval, 95 %, is for the excursion to be
 * expected of a window of this length: the record is cut in cbrt(n) blocks, at
 * least 6, their largest and smallest residuals (of the line with
 * slope per sample) follow Gumbel laws; blocks drawn again with replacement
 * give EXCURSION_DRAWS pairs of scales, each one largest and one smallest
 * sample of a window. Resampled samples alone never exceed what was seen,
 * their interval would lie below the value. u is the scatter of the draws.
 *
 * INSUFFICIENT: fewer than EXCURSION_MIN_SAMPLES, not finite, all equal.
 */
struct estimate excursion_estimate(const double *x, size_t n, double slope,
				   uint32_t seed, const char *unit,
				   const char *plane);

/* The verdict quantity of several lanes: the largest of n excursions; the
 * first refusal where one cannot be used (a lane that was not measured is not
 * a quiet one). n >= 1. */
struct estimate excursion_worst(const struct estimate *lane, size_t n);

#endif
