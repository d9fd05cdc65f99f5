/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Trend by ranks, in n log n: reverse arrangements (Bendat & Piersol),
 * Mann-Kendall (Mann 1945, Kendall 1975) and the slope of Theil and Sen
 * (Sen 1968), for means of nights or any other series in order of time.
 */
#ifndef ANALYSIS_RANK_TREND_H
#define ANALYSIS_RANK_TREND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/estimate.h"

#define RANK_TREND_MIN 8    /* nights */
#define RANK_TREND_MAX 2048 /* samples: 2^21 slopes at most */
#define ARRANGEMENTS_EXACT_MAX 60

/* Pairs i < j of n samples. Ties are pairs of equal samples. */
struct rank_pairs {
	double falling; /* x[i] > x[j]: the reverse arrangements A */
	double tied;
	double tie_variance; /* sum of t (t - 1) (2 t + 5) over groups of t */
};

/* False if memory is short. */
bool rank_pairs_count(const double *x, size_t n, struct rank_pairs *out);

/*
 * Reverse arrangements: mean n(n-1)/4, variance n(2n+5)(n-1)/72. value = p,
 * two-sided: exact (without ties and up to ARRANGEMENTS_EXACT_MAX samples) or
 * normal with continuity and the ties' variance. Fewer than 10 samples, not
 * finite or all equal: INSUFFICIENT. For independent samples.
 */
struct estimate rank_arrangements(const double *x, size_t n);

struct rank_trend {
	double s, var;	     /* Kendall's S and its variance (ties, then HR) */
	double inflation;    /* of var by Hamed & Rao; 1 = not needed */
	double lag1;	     /* of the ranks, trend taken out */
	struct estimate z;   /* (S -+ 1)/sd, against a normal of u = 1 */
	struct estimate p;   /* two-sided */
	struct estimate sen; /* median slope; interval by ranks, 95 % */
};

/*
 * t strictly ascending; unit names that of x per that of t. When the ranks'
 * lag-1 correlation (trend taken out) is significant at 5 %, the variance is
 * inflated by Hamed & Rao (1998, J. Hydrol. 204, 182) and all three carry the
 * flag AUTOCORRELATED. Fewer than RANK_TREND_MIN samples, or more than
 * RANK_TREND_MAX (rank_trend_blocks makes fewer): INSUFFICIENT.
 */
struct rank_trend rank_trend_test(const double *t, const double *x, size_t n,
				  const char *unit, const char *plane);

/*
 * Medians of blocks of equal numbers of samples (the last may be shorter), at
 * most RANK_TREND_MAX of them, at the mean times of the blocks, into bt and
 * bx. Returns their number; *per_block = 1 when nothing was taken together.
 */
size_t rank_trend_blocks(const double *t, const double *x, size_t n,
			 double bt[RANK_TREND_MAX], double bx[RANK_TREND_MAX],
			 size_t *per_block);

#endif
