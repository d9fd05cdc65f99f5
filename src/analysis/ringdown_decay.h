/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The usable passes of a ring-down and the two curves fitted to them; inside
 * of ringdown only. */
#ifndef ANALYSIS_RINGDOWN_DECAY_H
#define ANALYSIS_RINGDOWN_DECAY_H

#include <stdbool.h>
#include <stddef.h>

#define RINGDOWN_PARAMS 3

struct decay {
	size_t n, bursts;
	double *k, *b, *u; /* [n]: pass, mean, its u */
	double *loo;	   /* [bursts][n]: mean without that burst; of no
			    * bursts the u of each pass is taken as known and
			    * its own */
};

/* theta and its covariance, row-major cov[p][p]: jackknife, or from u. */
struct decay_fit {
	double theta[RINGDOWN_PARAMS];
	double cov[RINGDOWN_PARAMS * RINGDOWN_PARAMS];
	double chi2; /* weighted squares of what the fit leaves */
};

/* ln b = theta0 + theta1 k (+ theta2 k^2), p = 2 or 3 coefficients. */
bool decay_fit_log(const struct decay *d, size_t p, struct decay_fit *out);

/* b = theta0 e^(theta1 k) + theta2 h, h = sum of e^(theta1 j), j < k. */
bool decay_fit_pedestal(const struct decay *d, struct decay_fit *out);

/* Value of that second curve. */
double decay_pedestal_curve(const double *theta, double k);

#endif
