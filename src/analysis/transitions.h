/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TM-2: slot period and phase from single transitions of a two-level waveform:
 * 50 % crossings (IEEE 181) on one clock. Times in s unless said otherwise.
 */
#ifndef ANALYSIS_TRANSITIONS_H
#define ANALYSIS_TRANSITIONS_H

#include <stddef.h>

#include "base/estimate.h"

#define TRANSITIONS_MIN 10
#define TRANSITIONS_DESYNC 0.05 /* of a slot */

/* State levels: the modes of the lower and the upper half of the histogram
 * (IEEE 181), refined to the means around them. Equal where x has one level. */
void transitions_levels(const double *x, size_t n, double *low, double *high);

/*
 * Crossings of the middle between low and high, interpolated, in samples: one
 * for each passage from below 20 % to above 80 % or back, the first crossing
 * of which counts. time[n] receives them (as many as there may be); returns
 * how many. *slew, if not NULL: mean |slope| there, unit of x per sample.
 */
size_t transitions_find(const double *x, size_t n, double low, double high,
			double *time, double *slew);

struct slot_clock {
	struct estimate period; /* Ts, s */
	struct estimate phase;	/* of the transition with index 0, s */
	struct estimate ratio;	/* tau_L/Ts; refused if tau_L was not given */
	double slots;		/* nearest whole number to it */
};

/*
 * Least squares of time[n], ascending, on their index, found from `nominal`
 * (start of the period, within a few percent) and left in index[n], from 0.
 * u allows for correlated errors. loop, or NULL: a measured tau_L; flag DESYNC
 * where tau_L/Ts is not whole within 0.05, and tau_L/M is no Ts then.
 * clock_u: relative, of the time base; it cancels in the ratio if loop was
 * measured on it, so its u must be without.
 * INSUFFICIENT: fewer than ten transitions; NOLOCK: one more than a quarter of
 * a slot off the clock.
 */
void slot_clock_estimate(const double *time, size_t n, double nominal,
			 const struct estimate *loop, double clock_u,
			 const char *plane, long *index,
			 struct slot_clock *out);

#endif
