/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sums over bursts and slots behind SN-1, of one pass after the other;
 * inside of snr only. */
#ifndef ANALYSIS_SNR_MOMENTS_H
#define ANALYSIS_SNR_MOMENTS_H

#include <stdbool.h>

#include "analysis/burst_record.h"
#include "analysis/slot_sums.h"

/* What one pass of one set of bursts yields. */
struct snr_moments {
	double a;	/* variance of the mean burst over its slots */
	double s2, nu2; /* mean noise variance, its nominal dof */
	double var_a, var_s2;
	double drift, p_drift;
};

/* One burst of one pass; e = x - mean burst, d = mean burst - its mean. */
struct snr_burst {
	struct slot_sums sums;
	double rest; /* what drift leaves of e, squared and divided by what
		      * the regression leaves of its variance */
};

/*
 * Passes first .. first + count - 1: moments[count], bursts[R][count]. mean:
 * [passes * slots] of burst_moments. False when memory is short.
 */
bool snr_moments_fill(const struct burst_record *b, const double *mean,
		      bool remove_drift, size_t first, size_t count,
		      struct snr_moments *moments, struct snr_burst *bursts);

/* a, s2 and nu2 without that burst: exact for a and, but for the tiny turn of
 * the regression's direction, for s2. total: sum of rest over the bursts. */
struct snr_moments snr_moments_without(const struct burst_record *b,
				       const struct snr_moments *full,
				       const struct snr_burst *burst,
				       double total);

#endif
