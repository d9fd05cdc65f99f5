/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TC-5: symbol error rate against optical power, and the power at which it
 * reaches a target (sensitivity). SER = f + (1 - f) 4/3 Q(x), x = c P^alpha,
 * alpha = 1 where thermal noise rules and 1/2 where shot or beat noise does, f
 * a floor that no power removes. By binomial likelihood, to which points
 * without an error belong like all others.
 */
#ifndef ANALYSIS_WATERFALL_H
#define ANALYSIS_WATERFALL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/estimate.h"

struct waterfall_points {
	const double *power_w; /* > 0, at plane */
	const double *errors, *symbols;
	size_t n;
	const char *plane;
};

struct waterfall {
	struct estimate sensitivity; /* dBm */
	struct estimate alpha;	     /* u NaN where it was given */
	bool has_floor;		     /* AICc says so */
	double floor;		     /* 0 without one */
	double aicc[2];		     /* without and with a floor; INFINITY: too
				      * few points to say */
	double chi2, p;		     /* of points where an error is expected */
	unsigned dof;
};

/*
 * ser in (0, 2/3). alpha > 0, or NaN: fitted. sensitivity has the interval of
 * the profile likelihood; EXTRAPOLATED outside of the rates that were counted.
 * A floor not below the target: CENSORED, above the highest power, whatever
 * the power. No errors at all: CENSORED below the lowest power if that proves
 * the target. INSUFFICIENT: fewer than two powers with errors to fit alpha,
 * than one else. UNSTABLE_FIT: the points do not lie on it (p < 1e-3).
 */
struct waterfall waterfall_fit(const struct waterfall_points *w, double ser,
			       double alpha);

/* dB of power from one error rate to another, without a floor. */
double waterfall_step_db(double ser_from, double ser_to, double alpha);

/*
 * Power penalty: sensitivity with an impairment less that without, of pairs
 * measured next to each other; u is their scatter or what their own u make,
 * whichever is more. CENSORED (above) where an impaired one is.
 */
struct estimate waterfall_penalty(const struct estimate *impaired,
				  const struct estimate *reference,
				  size_t pairs);

#endif
