/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SN-1: signal-to-noise ratio of each recorded pass from R repeats of one
 * burst (ensemble estimator: random noise only), SNR_var basis: variance of
 * the noise-free levels over the slots of the pattern sent (M - 1
 * denominator) over the mean noise variance of those slots.
 */
#ifndef ANALYSIS_SNR_H
#define ANALYSIS_SNR_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/burst_record.h"
#include "base/estimate.h"

#define SNR_MIN_BURSTS 8
#define SNR_MIN_SLOTS 31

/* One pass. y = 1/SNR is what accumulates (SN-3): its own first-order
 * unbiased estimate, not the reciprocal of snr.value. */
struct snr_pass {
	struct estimate snr; /* linear; flag DRIFT when drift was removed and
			      * is significant; estimate_to_db for dB */
	double signal;	     /* A: variance of the levels, unit of x ^2 */
	double noise;	     /* s^2: mean noise variance, unit of x ^2 */
	double u_robust;     /* of snr: per-slot variances (the one in snr) */
	double u_jackknife;  /* of snr: delete-one-burst */
	double drift;	     /* variance removed beyond what noise explains */
	double p_drift;	     /* probability of that much drift by chance */
	double y, u_y;
};

/*
 * pass[b->passes] receives the result of every pass; refusals: R < 8 or
 * M < 31 INSUFFICIENT; SNR < 2u CENSORED with upper bound. SNR/u < 5: lo and
 * hi come from the noncentral F distribution. remove_drift: gain and offset
 * of each burst against the mean burst are taken out first, per pass.
 * loo_y, if not NULL: [bursts][passes] of y with that burst left out.
 */
void snr_estimate(const struct bursts *b, bool remove_drift, const char *plane,
		  struct snr_pass *pass, double *loo_y);

/* The same of samples as they were recorded, on all threads. */
void snr_estimate_record(const struct burst_record *b, bool remove_drift,
			 const char *plane, struct snr_pass *pass,
			 double *loo_y);

/* Standard uncertainty for level-independent noise (check only). nu2 is the
 * number of degrees of freedom of the noise variance. */
double snr_u_homoscedastic(double snr, size_t bursts, size_t slots,
			   double nu2);

/* 95 % interval of SNR from F = R A/s^2 ~ F'(M - 1, nu2, R (M - 1) SNR). */
void snr_interval_noncentral(double f, size_t bursts, size_t slots, double nu2,
			     double *lo, double *hi);

/*
 * mean^2 / variance of levels: SNR_c = SNR_var * this, n_var = n_c * this
 * (both referred to the mean level). Slots of the pattern sent: ddof = 1, the
 * basis of snr_estimate; the alphabet, equiprobable: ddof = 0 (1.5 for
 * {0, 1, 2}, 0.96154 for {0, 1/4, 1}).
 */
double snr_carrier_ratio(const double *level, size_t n, unsigned ddof);

/* 10 log10 basis of SN-4: 6.0206 ENOB + 1.7609 dB, as a linear ratio. */
double snr_required(double enob);

#endif
