/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mean and variance over the bursts, column by column: the sums under SN-1.
 * Of 16-bit samples both are exact but for their own last rounding.
 */
#ifndef ANALYSIS_BURST_MOMENTS_H
#define ANALYSIS_BURST_MOMENTS_H

#include "analysis/burst_record.h"

/*
 * mean[passes * slots] and variance[passes * slots] (R - 1 denominator; NaN
 * for one burst; may be NULL) on up to `threads` threads (0: all that may be
 * used). The bits do not depend on their number.
 */
void burst_moments(const struct burst_record *b, unsigned threads,
		   double *mean, double *variance);

#endif
