/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * FE-4: least-squares fit of a sine with its frequency known (3 parameters)
 * or not (4), IEEE 1057 and IEEE 1241; of complex samples one of exp(j w n).
 *
 *   x(n) = amplitude cos(2 pi f n/fs + phase) + dc
 *
 * u comes from the residual. Where that is not white (harmonics, coloured
 * noise) it comes from the residual's density around the tone, and all
 * estimates carry AUTOCORRELATED.
 */
#ifndef ANALYSIS_SINE_H
#define ANALYSIS_SINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/estimate.h"

#define SINE_LENGTH_MIN 16
#define SINE_PERIODS_MIN 2

struct sine_input {
	const double *x; /* n samples; complex: I and Q in turn */
	size_t n;
	bool iq;
	double fs;	  /* samples per second; NaN: per sample */
	double frequency; /* known: Hz (cycles per sample); NaN: sought */
	double full_scale; /* amplitude, unit of x; NaN: not known */
	const char *unit, *plane; /* static */
};

/*
 * Refusals: not finite, equal or fewer than 16 samples INSUFFICIENT, no tone
 * above the residual NOLOCK. With the frequency sought: fewer than 2 periods,
 * or no convergence even from a search over the cost, UNSTABLE_FIT.
 */
struct sine_result {
	struct estimate frequency, amplitude, phase /* rad at n = 0 */;
	struct estimate dc, dc_q; /* dc_q: complex samples only */
	struct estimate residual; /* rms, degrees of freedom allowed for */
	struct estimate sinad, enob;
	double periods;
	double whiteness_p; /* of the residual: Ljung-Box over 20 lags */
	bool searched;	    /* by the cost, because the fit had failed */
	double omega, in_phase, quadrature, offset[2]; /* see sine_model */
	size_t n;
	bool iq;
};

void sine_fit(const struct sine_input *in, struct sine_result *out);

/* The fitted sine at sample n (not only a whole one); im may be NULL. */
double sine_model(const struct sine_result *fit, double n, double *im);

#endif
