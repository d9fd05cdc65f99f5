/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XT-3: what the entries of a crosstalk matrix add up to, per lane, over
 * passes, and after calibration.
 */
#ifndef ANALYSIS_CROSSTALK_SUM_H
#define ANALYSIS_CROSSTALK_SUM_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/crosstalk.h"

/*
 * Which interferers are summed. Incoherent ones (other wavelength, beat outside
 * the receiver) add as power; coherent ones (same wavelength, other mode) beat
 * with the signal: crosstalk_beat(). The two are never added.
 */
struct crosstalk_group {
	const bool *coherent; /* [n * n]; NULL: none is */
	bool of_coherent;     /* sum these, else the others */
	const double *launch; /* [n] relative powers in use; NULL: equal */
};

/*
 * Sum over j != i of x_ij p_j/p_i, linear; x as crosstalk_ratios() made them
 * of m. With censored entries the truth lies between the sum of those detected
 * and that sum plus all upper limits: an interval without u, and once the
 * limits make up more than what was detected, CENSORED from above. Refused if
 * an entry is.
 */
struct estimate crosstalk_sum(const struct crosstalk_matrix *m,
			      const struct estimate *x, size_t i,
			      const struct crosstalk_group *group);

/*
 * Coherent interferers of summed ratio X and random phase: sigma/P =
 * sqrt(2 X), linear, and its largest excursion for one of them, 2 sqrt(X).
 */
struct estimate crosstalk_beat(const struct estimate *sum);
double crosstalk_beat_peak(double ratio);

/*
 * H^passes of one linear pass, left uncorrected: out[n * n], scaled by
 * 10^-*decades. False if memory is short or h is not finite.
 */
bool crosstalk_after_passes(const double *h, size_t n, unsigned passes,
			    double *out, double *decades);

/*
 * What is left after the correction matrix c (what is applied to the readings,
 * say an inverse): c h, with u carried through. Take h again, not as it was
 * when c was made of it: that would give zeros whatever the drift.
 */
void crosstalk_residual(size_t n, const double *c, const double *h,
			const double *u, double *out, double *u_out);

#endif
