/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * FE-6: aperture jitter of the sampling clock (IEEE 1241, IEEE 2414). Jitter
 * of sigma seconds rms turns into noise of (2 pi f sigma)^2 of the carrier.
 */
#ifndef ANALYSIS_JITTER_H
#define ANALYSIS_JITTER_H

#include <stddef.h>

#include "base/estimate.h"

#define JITTER_POINTS_MIN 3

/* SNR in dB that jitter alone allows, f in Hz and sigma in s; and back. */
double jitter_snr_db(double f, double sigma);
double jitter_sigma(double f, double snr_db);

/*
 * Jitter from the noise at n frequencies: noise[i] is the noise power over
 * the carrier's (1/SNR), u[i] its uncertainty (u NULL: alike for all, from
 * the scatter about the line). The rest, alike at all frequencies, is the
 * noise of everything else. A slope that noise alone explains gives a bound.
 * Fewer than 3 different frequencies: INSUFFICIENT; a point that is not
 * finite: likewise; points off the line (chi^2 at p 1e-3): UNSTABLE_FIT.
 */
struct jitter_result {
	struct estimate sigma; /* s rms */
	struct estimate floor; /* noise over carrier without jitter, "1" */
};

void jitter_estimate(const double *f, const double *noise, const double *u,
		     size_t n, struct jitter_result *out);

#endif
