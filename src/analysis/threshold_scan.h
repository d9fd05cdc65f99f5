/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TC-3: level, noise and Q of an eye from the rates at which a threshold that
 * is moved through its sides is crossed (Bergano 1993, IEC 61280-2-8). The
 * tails of a Gaussian are a straight line in Q^-1(rate).
 */
#ifndef ANALYSIS_THRESHOLD_SCAN_H
#define ANALYSIS_THRESHOLD_SCAN_H

#include <stddef.h>

#include "base/estimate.h"

/* Rates that are fitted; what is extrapolated, in decades below the lowest. */
#define SCAN_RATE_MAX 1e-2
#define SCAN_RATE_MIN 1e-6
#define SCAN_DECADES 3

enum scan_side {
	SCAN_ABOVE, /* crossings of a lower level, above the threshold */
	SCAN_BELOW, /* crossings of an upper level, below the threshold */
};

/* count[i] of trials[i] symbols of one level crossed threshold[i]. Every
 * threshold has symbols of its own. */
struct scan_points {
	const double *threshold, *count, *trials;
	size_t n;
	enum scan_side side;
};

struct scan_fit {
	struct estimate mean, sd;
	double covariance; /* of the two */
	double slope;	   /* of Q^-1(rate) by threshold */
	double chi2, p;	   /* of the straight line */
	unsigned dof;
	size_t used;
	double lowest; /* rate that was counted and used */
};

/*
 * Fits points with rates in SCAN_RATE_MIN..SCAN_RATE_MAX (binomial likelihood;
 * plane and unit are those of the threshold). INSUFFICIENT below three points
 * or without a slope, UNSTABLE_FIT if the line is refused at p <= 0.05: both
 * mean and sd then.
 */
struct scan_fit threshold_scan_fit(const struct scan_points *s,
				   const char *unit);

struct scan_eye {
	struct estimate q, ser, threshold;
};

/*
 * The eye between two sides: Q = (m1 - m0)/(s0 + s1), SER = 2/3 Q(Q), which is
 * what the eye adds to the symbol error rate, and where the two sides err
 * alike. EXTRAPOLATED where the SER is below the rates counted; more than
 * SCAN_DECADES below them it is CENSORED there.
 */
struct scan_eye threshold_scan_eye(const struct scan_fit *lower,
				   const struct scan_fit *upper,
				   const char *unit);

/* Q from sampled levels: means and standard deviations of n samples each,
 * u^2 = (1/2 + Q^2/4)/n where they are alike. */
struct estimate threshold_histogram_q(const double mean[2], const double sd[2],
				      const double n[2]);

#endif
