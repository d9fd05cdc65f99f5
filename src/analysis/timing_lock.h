/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds the known pattern in a window by circular cross-correlation, to the
 * nearest sample; the whole window is the search span.
 */
#ifndef ANALYSIS_TIMING_LOCK_H
#define ANALYSIS_TIMING_LOCK_H

#include <stdbool.h>

#include "analysis/timing_model.h"

struct timing_lock {
	size_t lag;	 /* 0 .. n - 1 */
	double peak;	 /* over the noise of the correlation, in sigma */
	double contrast; /* peak over the highest one elsewhere; INFINITY */
	bool found;	 /* peak >= 5 and contrast >= 2 */
};

/* y[n]: mean window; u: standard uncertainty of one of its samples;
 * response, work: room for n
 * responses and 3 n numbers. */
struct timing_lock timing_lock_find(const struct timing_frame *f,
				    const double *y, size_t n, double u,
				    struct timing_response *response,
				    double *work);

#endif
