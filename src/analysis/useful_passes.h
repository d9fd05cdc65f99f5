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
 * fit. Refused fits are refused with their own status. Curve at k = 0 not
 * below the line: 0 passes. What grows (n, or b of the passive models) not
 * above 2u, or a curve that never reaches the line: CENSORED, K_use >= value,
 * from where the 95 % band reaches it. Flag EXTRAPOLATED beyond the largest
 * recorded k; a fit flagged SATURATING (gain that depends on the level) is not
 * extrapolated: the claim ends at that k, CENSORED. For model L this is
 * floor[(1/SNR_req - a)/n] with u^2 = [u^2(a) + K^2 u^2(n) + 2 K u(a,n)]/n^2.
 */
void useful_passes_estimate(const struct accumulation_fit *fit,
			    double snr_required, struct useful_passes *out);

#endif
