/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SB-2: Shewhart, CUSUM and EWMA charts of a series against a baseline
 * (ISO 7870-2, -4, -6). Choose limits by run length with chart_arl.h.
 */
#ifndef ANALYSIS_CONTROL_CHART_H
#define ANALYSIS_CONTROL_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/estimate.h"

#define CHART_BASELINE 100	/* decorrelated samples; fewer widen limits */
#define CHART_BASELINE_MIN 20

enum chart_type { CHART_SHEWHART, CHART_CUSUM, CHART_EWMA };

struct chart_design {
	enum chart_type type;
	double limit;  /* Shewhart and EWMA: L; CUSUM: h; in sigma */
	double weight; /* EWMA: lambda; CUSUM: k; Shewhart: unused */
};

/* Shewhart 3, CUSUM k = .5 h = 5, EWMA lambda = .1 L = 2.814. */
struct chart_design chart_design_default(enum chart_type type);

/* Run length without a change, samples; in samples until a false signal. */
double chart_design_arl(const struct chart_design *d, double shift);

/*
 * What "in control" means. Where the samples are correlated, the chart is of
 * the residuals of AR(1), which are not: sigma is theirs. With fewer than
 * CHART_BASELINE effective samples sigma is widened by
 * t(.99865, n_eff - 1)/3 sqrt(1 + 1/n_eff): a new sample against a mean and a
 * sigma that are not well known.
 */
struct chart_baseline {
	struct estimate mean; /* refused: nothing can be charted */
	double sigma;	      /* of what is charted, widened */
	double widened;	      /* the factor in sigma; 1 = not */
	double phi;	      /* 0: samples are charted, else residuals */
	double n_eff;
};

/* x[n] locked and in time. Fewer than CHART_BASELINE_MIN, not finite or all
 * equal: mean is INSUFFICIENT. */
struct chart_baseline chart_baseline_estimate(const double *x, size_t n,
					      const char *unit,
					      const char *plane);

struct chart_signal {
	size_t at;    /* sample that signals */
	size_t since; /* CUSUM: first sample of the run up to it; else at */
	int side;     /* +1 above, -1 below */
};

/*
 * Charts x[n]; after a signal the statistic starts anew. Stores the first
 * `room` signals and returns the number of all. trace[n], if not NULL, is what
 * is charted, in sigma: residual, average, or the larger of both CUSUMs (the
 * lower one negative). The baseline's mean must be usable.
 */
size_t chart_run(const struct chart_design *d, const struct chart_baseline *b,
		 const double *x, size_t n, struct chart_signal *signals,
		 size_t room, double *trace);

/* Where the trace signals: h, L, or L sqrt(lambda/(2 - lambda)). */
double chart_limit(const struct chart_design *d);

#endif
