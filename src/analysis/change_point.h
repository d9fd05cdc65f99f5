/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a series changed its level: one change by ranks (Pettitt 1979, Appl.
 * Stat. 28, 126) and any number by PELT (Killick, Fearnhead & Eckley 2012,
 * JASA 107, 1590). Pettitt is for independent samples.
 */
#ifndef ANALYSIS_CHANGE_POINT_H
#define ANALYSIS_CHANGE_POINT_H

#include <stddef.h>

#include "base/estimate.h"

#define CHANGE_POINT_MAX_SAMPLES 4096 /* PELT without a change takes n^2 */

#define CHANGE_PHI_MIN 10

/* Lag-1 correlation that steps of the level do not feign, 0..0.99 (Chakar et
 * al. 2017, Bernoulli 23, 1408). 0 for fewer than CHANGE_PHI_MIN samples. */
double change_robust_phi(const double *x, size_t n);

struct change_pettitt {
	double k;	   /* max |U| */
	size_t at;	   /* samples before the change */
	struct estimate p; /* 2 exp(-6 k^2/(n^3 + n^2)), at most 1 */
};

/* Fewer than 10, not finite or all equal: p is INSUFFICIENT. */
struct change_pettitt change_pettitt(const double *x, size_t n);

enum change_cost {
	CHANGE_MEAN,	      /* normal, one variance for all segments */
	CHANGE_MEAN_VARIANCE, /* normal, each segment has its own */
};

/*
 * Minimises the sum of the segments' costs (twice the negative log
 * likelihood) and of BIC's penalty (p + 1) log n for each change, p = 1 or 2
 * parameters. For CHANGE_MEAN the variance is the long-run one of AR(1) with
 * change_robust_phi, so that a slow wander is not cut in steps;
 * CHANGE_MEAN_VARIANCE is for independent samples. Segments have at least
 * min_segment samples (>= 2).
 *
 * at: room for n numbers: the samples before each change, ascending. Returns
 * an estimate of the number of changes, or a refusal: fewer than
 * 2 min_segment samples or more than CHANGE_POINT_MAX_SAMPLES, not finite,
 * all equal: INSUFFICIENT. For CHANGE_MEAN the changes must also cost less
 * (BIC) than residuals of AR(1) about one line or one level, each with its own
 * phi: else there are none, and the flag is DRIFT or AUTOCORRELATED.
 */
struct estimate change_pelt(const double *x, size_t n, enum change_cost cost,
			    size_t min_segment, size_t *at);

#endif
