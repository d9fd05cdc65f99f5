/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The closed forms behind the model, each by itself: availability and codes
 * (TP-1, CD-1, CD-2), usable passes (SN-4, LG-4), symbol errors of three levels
 * (TC-2), crosstalk (XT-3). Part of <loopmodel.h>: its conventions hold here.
 */
#ifndef MODEL_LOOPMODEL_PHYSICS_H
#define MODEL_LOOPMODEL_PHYSICS_H

#include "loopmodel.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------- availability -- */

/* Mean of a lognormal of given median > 0 and sigma >= 0 (of ln), s. */
double loopmodel_lognormal_mean(double median, double sigma);
/* sum_{i>t} C(n,i) p^i (1-p)^(n-i), whole 0 <= t, 1 <= n, 0 <= p <= 1
 * (TP-1) */
double loopmodel_block_failure(double n, double t, double p);
/* Largest SER with which p_tok <= token_error < 1 in so many decisions > 0:
 * 1 - (1 - p_tok)^(1/N) (TP-1; its check points print p_tok/N, the bound for
 * any dependence between the errors, .05 % less). */
double loopmodel_ser_allowed(double token_error, double decisions);

/* Best calibration interval and its loss (CD-2). */
struct loopmodel_interval {
	double interval; /* s */
	double loss;	 /* share of time and error cost at it */
};
/* Calibration of tc s; all arguments > 0. Random walk: variance D t of weight
 * w, t* = sqrt(2 tc/(w D)); linear drift v, t* = (3 tc/(2 w v^2))^(1/3);
 * failures at MTBF, t* = sqrt(2 tc MTBF) (Young 1974, Daly 2006), and the
 * exact optimum of the same loss */
struct loopmodel_interval loopmodel_interval_walk(double tc, double w,
						  double d);
struct loopmodel_interval loopmodel_interval_drift(double tc, double w,
						   double v);
struct loopmodel_interval loopmodel_interval_failure(double tc, double mtbf);
struct loopmodel_interval
loopmodel_interval_failure_exact(double tc, double mtbf);

/* P(|W| has left +-b by t), W a random walk of variance D t, and the time at
 * which that probability is p (CD-2); the mean time is b^2/D. */
double loopmodel_exit_probability(double b, double d, double t);
double loopmodel_exit_time(double b, double d, double p);

/* What was observed of a lock, as bounds (CD-1). */
struct loopmodel_bounds {
	double value, u, lo, hi; /* two-sided, at the coverage asked for */
};
/* A of n cycles of exponential times up and down, means given, s. */
enum loopmodel_status
loopmodel_availability_bounds(double mean_up, double mean_down, double cycles,
			      double coverage, struct loopmodel_bounds *out,
			      struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;
/* MTBF, s, of `losses` in `time` s; without losses value and hi are
 * LOOPMODEL_NOT_GIVEN and lo is one-sided. */
enum loopmodel_status
loopmodel_mtbf_bounds(double losses, double time, double coverage,
		      struct loopmodel_bounds *out,
		      struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;

/* ------------------------------------------------------------ physics -- */

/* Any finite arguments in this section, unless a domain is given. */
double loopmodel_snr_for_enob_db(double enob); /* 6.0206 b + 1.7609 (SN-4) */
double loopmodel_enob_of_snr(double snr_db);
/* n = 2 F h nu Be/P2 (carrier at the mean level; LG-4), dB; be, wavelength
 * > 0 */
double loopmodel_noise_per_pass_db(double p2_dbm, double nf_db, double be,
				   double wavelength);
/* P2 per lane for SNR_req after k passes, noise-free start (SN-4), dBm */
double loopmodel_input_power_dbm(double snr_db, double passes, double nf_db,
				 double be, double wavelength);
/* floor((1/SNR_req - 1/SNR0)/n), 0 if SNR0 is not enough (SN-4); snr0_db may
 * be LOOPMODEL_NOT_GIVEN: a noise-free start */
double loopmodel_passes_usable(double snr0_db, double n_db, double snr_req_db);
/* The same from a fit y = a + n k (linear, not dB) with its uncertainty. */
struct loopmodel_passes_bound {
	double passes;	/* K_use */
	double u;	/* of the passes before rounding down */
	double lower;	/* one-sided 95 %: the claim to make */
	bool censored;	/* n <= 2 u(n): only "more than lower" is known */
};
enum loopmodel_status
loopmodel_passes_usable_bound(double a, double u_a, double n, double u_n,
			      double covariance, double snr_req_db,
			      struct loopmodel_passes_bound *out,
			      struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;
/* var(levels)/mean^2: n_var = n_carrier / this (correction 7). extinction_db
 * > 0, or LOOPMODEL_NOT_GIVEN for no light at the lowest level. */
double loopmodel_level_variance(enum loopmodel_levels levels,
				double extinction_db);
/* Symbol error rate of equally likely symbols at SNR_var, near-optimum
 * thresholds t = (s0 m1 + s1 m0)/(s0 + s1) (TC-2) */
double loopmodel_ser(double snr_db, enum loopmodel_levels levels,
		     enum loopmodel_noise law, double extinction_db);
/* The same from three rising levels and the noise at each, any unit. */
double loopmodel_ser_of_levels(const double level[3], const double sigma[3]);
/* ... with two thresholds of one's own, and the one between two levels where
 * their densities cross: the optimum; sigmas > 0 */
double loopmodel_ser_at(const double level[3], const double sigma[3],
			const double threshold[2]);
double loopmodel_threshold_best(double lower, double sigma_lower,
				double upper, double sigma_upper);
double loopmodel_snr_for_ser_db(double ser, enum loopmodel_levels levels,
				enum loopmodel_noise law,
				double extinction_db);
/* Per entry, so that lanes - 1 of them add up to -snr_db (XT-3), dB;
 * LOOPMODEL_NOT_GIVEN for one lane */
double loopmodel_crosstalk_allowed_db(double lanes, double snr_db);
double loopmodel_crosstalk_sum_db(double lanes, double entry_db);
/* Power sum of any entries; LOOPMODEL_NOT_GIVEN of none */
double loopmodel_crosstalk_list_db(const double *entries_db, size_t count);
/* SNR that `count` such entries of the same wavelength leave: 1/(2 n X), as
 * their beats have random phases; optical dB of level^2/variance */
double loopmodel_crosstalk_coherent_snr_db(double entry_db, double count);
/* Off-diagonal entry after k passes of uncorrected mixing by P = (1 - (n-1)e)
 * on the diagonal and e beside it: (1 - (1 - n e)^k)/n; e < 1/n (XT-3) */
double loopmodel_crosstalk_after(double lanes, double entry, double passes);

/* What a recovery time means for symbols of Ts in a frame (TP-3.18):
 * "instant" (< Ts/5), "pattern-dependent", "averaging" (>= the frame). */
const char *loopmodel_regime_name(double recovery, double slot, double frame);

#ifdef __cplusplus
}
#endif

#endif
