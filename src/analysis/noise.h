/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * FE-1: noise floor of the front end from a dark record: rms, and noise
 * spectral density by Welch's method (Hann, 50 % overlap, one-sided;
 * IEEE 1057, IEEE 1241, Welch 1967).
 */
#ifndef ANALYSIS_NOISE_H
#define ANALYSIS_NOISE_H

#include <stddef.h>

#include "analysis/clipping.h"
#include "analysis/stationarity.h"
#include "base/estimate.h"

#define NOISE_MIN_SAMPLES 1024

struct noise_input {
	const double *x;	/* records x length samples, contiguous */
	size_t records, length; /* Welch segments do not cross records */
	double fs;		/* samples per second */
	double lsb;		/* step of x; 0 = not quantised */
	double low, high;	/* rails, unit of x; low >= high: not known */
	size_t segment;		/* Welch segment length; 0 = chosen here */
	const char *unit;	/* static: unit of x, "V", "A" or "LSB" */
	const char *nsd_unit;	/* static: unit/sqrt(Hz) */
	const char *plane;	/* static: "P5", "P6" */
};

/*
 * Refusals (all estimates alike): not finite, constant, CLIPPED,
 * NONSTATIONARY, fewer than NOISE_MIN_SAMPLES INSUFFICIENT. sigma < 0.3 LSB:
 * CENSORED, the floor is at most lsb/sqrt(12), flag UNDERRANGE.
 */
struct noise_result {
	struct estimate sigma; /* rms, c4 corrected */
	struct estimate mean;  /* dark level; u allows for correlation */
	struct estimate nsd;   /* square root of the density, clean bins */
	double sigma_mad;      /* 1.4826 MAD: outliers show as a difference */
	size_t spurs;	       /* bins left out of nsd with their neighbours */
	size_t segments;
	struct clipping clipping;
	struct stationarity stationarity;
};

void noise_estimate(const struct noise_input *in, struct noise_result *out);

#endif
