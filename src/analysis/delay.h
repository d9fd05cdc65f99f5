/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Textbook delay estimates (Knapp & Carter 1976): sub-sample interpolation of
 * a correlation peak, slope of the cross-spectrum's phase, and the bounds on
 * their uncertainty. All offsets are in samples.
 */
#ifndef ANALYSIS_DELAY_H
#define ANALYSIS_DELAY_H

#include <stddef.h>

/* Offset of the peak from the middle of three samples. Log-parabola: exact
 * for a Gaussian peak (values must be > 0); cosine: exact for a sinusoid;
 * parabola: biased, kept for comparison. NaN where it does not apply. */
double delay_log_parabola(const double y[3]);
double delay_cosine(const double y[3]);
double delay_parabola(const double y[3]);

/*
 * Delay of y against x, both of n samples and periodic, from the weighted
 * phase slope of bins 1..top of the cross-spectrum, integer lag removed
 * first. NaN when memory is short or there is no power.
 */
double delay_phase_slope(const double *x, const double *y, size_t n,
			 size_t top);

/* Cramer-Rao: standard deviation of the delay of a signal with slope
 * dsdn[n] per sample in white noise of rms s. */
double delay_crlb(const double *dsdn, size_t n, double s);

/* u of a slope over K equally spaced times of standard uncertainty u_t. */
double delay_slope_u(double u_t, size_t K);

#endif
