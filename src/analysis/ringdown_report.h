/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a fitted decay says about gain and half-life; inside of ringdown
 * only. */
#ifndef ANALYSIS_RINGDOWN_REPORT_H
#define ANALYSIS_RINGDOWN_REPORT_H

#include "analysis/ringdown.h"
#include "analysis/ringdown_decay.h"

#define RINGDOWN_METHOD "LG-2/ring-down"
#define RINGDOWN_SIGNIFICANCE 10
#define RINGDOWN_P 0.01 /* of curvature, and of scatter */

struct ringdown_source {
	bool pedestal;
	double nu;	 /* degrees of freedom of u */
	unsigned long n; /* bursts, or passes */
	const char *plane;
};

/* Everything refused for one reason. */
void ringdown_refuse(struct ringdown_result *out, struct estimate why);

/* Fits the usable passes and fills out. */
void ringdown_report(const struct decay *d, const struct ringdown_source *from,
		     struct ringdown_result *out);

#endif
