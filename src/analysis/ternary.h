/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TC-2: what a ternary decision in Gaussian noise does, in closed form. Three
 * symbols are equally frequent; levels and thresholds share one unit. Q is the
 * upper tail of the normal distribution.
 */
#ifndef ANALYSIS_TERNARY_H
#define ANALYSIS_TERNARY_H

double ternary_tail(double x);		 /* Q(x) */
double ternary_tail_inverse(double p);	 /* x with Q(x) = p, 0 < p < 1 */

/* Equal spacing d and noise s: SER = 4/3 Q(d/2s) = 4/3 Q(sqrt(3 SNR_var/8)),
 * SNR_var the variance of the levels by that of the noise, linear. */
double ternary_ser(double snr_var);
/* 0 < ser < 2/3. */
double ternary_snr_var(double ser);
double ternary_half_eye(double ser); /* d/2s */

struct ternary_levels {
	double mean[3]; /* ascending */
	double sd[3];	/* > 0 */
};

/* Q_e = (m1 - m0)/(s0 + s1) of the lower and the upper eye. */
void ternary_eyes(const struct ternary_levels *l, double q[2]);
/* Near the optimum, where both sides err alike: (s0 m1 + s1 m0)/(s0 + s1). */
void ternary_thresholds(const struct ternary_levels *l, double t[2]);
/* The optimum: where the two densities cross. */
void ternary_thresholds_ml(const struct ternary_levels *l, double t[2]);
/* SER ~ 2/3 (Q(Q_e1) + Q(Q_e2)). */
double ternary_ser_eyes(const double q[2]);
/* P(j decided | i sent) at thresholds t, and the symbol error rate. */
void ternary_confusion(const struct ternary_levels *l, const double t[2],
		       double p[3][3]);
double ternary_ser_levels(const struct ternary_levels *l, const double t[2]);

/* sd of each level where noise is signal against spontaneous emission (its
 * variance goes with the level); top is the sd at the highest. */
void ternary_beat_noise(double top, struct ternary_levels *l);

/* Error rate of a threshold at distance h with a hysteresis of width vh. */
double ternary_hysteresis(double h, double s, double vh);

/* dB optical: finite extinction r > 1; three levels for two at equal swing. */
double ternary_extinction_db(double r);
double ternary_multilevel_db(void);

/* An input within +-vm/2 of the threshold is still undecided after t time
 * constants: (vm/range) exp(-t). */
double ternary_metastable(double vm_by_range, double t_by_tau);

#endif
