/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What else a record's stability tells: its linear frequency drift, and the
 * diffusion of a random walk (measurement definitions SB-1 and CD-2).
 */
#ifndef ANALYSIS_ALLAN_DRIFT_H
#define ANALYSIS_ALLAN_DRIFT_H

#include <stddef.h>

#include "analysis/allan.h"

/*
 * Linear drift of the frequency, per second, from the longest segment: second
 * difference of the phase's means over its thirds, over (T/3)^2. Its standard
 * uncertainty is sqrt(2) mdev(T/3) / (T/3), whatever the noise; mdev is
 * measured at T/20 with the drift taken out and carried to T/3 by the slope
 * of the noise found at T/120. unit is that of the frequency per second.
 * INSUFFICIENT below 120 values.
 */
struct estimate allan_drift(const struct allan_record *r, const char *unit);

/*
 * Diffusion D (variance of the frequency's random walk per second) from
 * points[taus] of oadev in ascending tau, where readings are values of the walk
 * (not means over tau0) with white noise upon them: m sigma^2 is then w + D
 * tau0 (2 m^2 + 1)/6, of which the two shortest averaging times of the RWFM
 * region take out w. For one long tau this is D = 3 sigma^2 / tau.
 * UNSTABLE_FIT where fewer than two taus in a row have a slope of +1/2.
 */
struct estimate allan_random_walk(const struct allan_point *points,
				  size_t taus, const char *unit);

#endif
