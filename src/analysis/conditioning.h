/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XT-3: how well a matrix of lanes can be inverted: ratio of its largest to its
 * smallest singular value, and what an inversion makes of white noise.
 */
#ifndef ANALYSIS_CONDITIONING_H
#define ANALYSIS_CONDITIONING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/estimate.h"

struct conditioning_matrix {
	size_t n;
	const double *re, *im; /* [n * n]; im NULL: real */
	const double *u;       /* of each part; NULL: not known, no u is given */
	bool field;	       /* field amplitudes (S-parameters), else power */
};

struct conditioning {
	struct estimate condition; /* kappa = smax/smin */
	struct estimate noise;	   /* NAF = sqrt(tr((H'H)^-1)/n) */
	struct estimate mdl;	   /* dB: 20 log10 kappa of fields, 10 of power */
};

/*
 * u by parametric bootstrap: 500 matrices drawn about this one (seed), the same
 * for any number of threads; 0 threads = parallel_threads(). Noise pulls
 * singular values apart: where the draws are shifted by more than a quarter of
 * their spread, the shift cannot be taken out again, and kappa is an upper
 * bound (CENSORED). Singular, or so within its u (spread of half of it), or
 * not finite: UNSTABLE_FIT.
 */
struct conditioning conditioning_estimate(const struct conditioning_matrix *m,
					  uint64_t seed, unsigned threads);

#endif
