/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SN-4: how many passes stay above a required SNR, from an accumulation fit.
 */
#ifndef ANALYSIS_USEFUL_PASSES_H
#define ANALYSIS_USEFUL_PASSES_H

#include "analysis/accumulation.h"
#include "base/estimate.h"

struct useful_passes {
	struct estimate k_use;	 /* floor of the crossing; u unfloored */
	struct estimate k_lower; /* one-sided 95 % lower bound: the claim */
};

/*
 * snr_required is linear (snr_required(enob) or 10^(dB/10)), same basis as the
 * fit. Fits of models L, G and R with usable estimates; others are refused
 * with their own status. a >= 1/snr_required: 0 passes. n not above 2u(n), or
 * a curve that never reaches the line: CENSORED, K_use >= value. Flag
 * EXTRAPOLATED beyond the largest recorded k.
 */
void useful_passes_estimate(const struct accumulation_fit *fit,
			    double snr_required, struct useful_passes *out);

#endif
