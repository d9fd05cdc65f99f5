/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TM-1, TM-2: loop period, slot period and arrival time from raw samples of
 * known patterns. Slot-wise constant light through a one-pole receiver is
 * fitted to the mean of the bursts by least squares; levels and pedestal of
 * every window are free, so gain, saturation and dark level do not matter.
 */
#ifndef ANALYSIS_TIMING_H
#define ANALYSIS_TIMING_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/bursts.h"
#include "base/estimate.h"

#define TIMING_MIN_BURSTS 4

/*
 * Sample i of window p was taken at (start[p] + i)/fs. Light of slot m, pass k
 * is on from t0 + k tau_L + m Ts for one Ts. Neighbouring passes that reach
 * into a window are left out of the fit, and so are samples within 1 % of a
 * slot plus four times the jitter of a change of light.
 */
struct timing_input {
	struct bursts windows;	/* [burst][window][sample] */
	const double *k;	/* pass index of each window, ascending */
	const int64_t *start;	/* ADC sample index of each window's sample 0 */
	double fs;		/* nominal, Hz */
	const int8_t *symbol;	/* -1, 0, +1 of each slot sent */
	size_t symbols;		/* M, without guard */
	double slot_period;	/* starting value, s */
	double loop_period;	/* starting value, s; the walk is searched */
	double bandwidth;	/* starting value of the receiver's f3dB, Hz */
	double clock_u;		/* relative standard uncertainty of fs */
	double jitter;		/* aperture jitter, s rms; 0 = not known */
};

/*
 * NOLOCK (all estimates): correlation peak with the pattern below twice the
 * second or below 5 sigma in the first window. UNSTABLE_FIT: no convergence.
 * Later windows without light are left out; with fewer than two left tau_L,
 * ratio and loop_slots are INSUFFICIENT and slot_period still holds. Flag
 * DESYNC: |tau_L/Ts - round| > 0.05. The clock's Type B is in every u of a
 * time and cancels in the ratio.
 */
struct timing_result {
	struct estimate loop_period; /* tau_L, s */
	struct estimate slot_period; /* Ts, s */
	struct estimate t0;	     /* arrival of slot 0, pass 0, s */
	struct estimate bandwidth;   /* f3dB of the receiver, Hz */
	struct estimate ratio;	     /* tau_L / Ts */
	struct estimate loop_slots;  /* N = round(tau_L / Ts), u = 0 */
	size_t windows_used;
	double chi2_dof;	     /* of the fit to the burst mean */
};

void timing_estimate(const struct timing_input *in, struct timing_result *out);

#endif
