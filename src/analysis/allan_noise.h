/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which power law noise dominates at an averaging time: lag-1 autocorrelation
 * of the phase at that step, differenced until stationary (Riley & Greenhall,
 * "Power law noise identification using the lag 1 autocorrelation", EFTF
 * 2004); with fewer than 30 values the ratios B1 of the standard to the Allan
 * variance and R(n) of the modified to the Allan variance (NIST SP 1065, 5.5).
 */
#ifndef ANALYSIS_ALLAN_NOISE_H
#define ANALYSIS_ALLAN_NOISE_H

#include <stddef.h>

#define ALLAN_NOISE_VALUES 30

/* A contiguous stretch of phase, in seconds (or any unit) at equal steps. */
struct allan_segment {
	const double *x;
	size_t n;
};

/* Exponent of the frequency spectrum, 2..-2 (to -4 for order 3, which its
 * Hadamard variance bears). */
int allan_noise_alpha(const struct allan_segment *s, size_t count, size_t m,
		      int order, double *scratch);

/* From the sample variance of n averages of the frequency over m values, their
 * Allan variance and the modified variance at m. */
int allan_noise_alpha_short(size_t n, size_t m, double variance, double avar,
			    double mvar, int order);

/* "WPM", "FPM", "WFM", "FFM", "RWFM", "FWFM", "RRFM"; "" for others. */
const char *allan_noise_name(int alpha);

#endif
