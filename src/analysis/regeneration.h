/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SN-6: does the loop restore its levels? What a saturable absorber and a
 * saturating gain do to noise on a level, and the slope of the loop's map at a
 * level as repeats of bursts show it. Slopes below 1 contract noise.
 */
#ifndef ANALYSIS_REGENERATION_H
#define ANALYSIS_REGENERATION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/estimate.h"

#define REGENERATION_MIN_BURSTS 8

/* f(P) = gain/(1 + P/gain_sat) T(P) P with T = 1 - a0/(1 + P/absorber_sat) -
 * ans; powers in one unit. */
struct regeneration_map {
	double gain, gain_sat;
	double a0, ans, absorber_sat;
};

/* T, and dlnPout/dlnPin of the absorber alone: above 1 everywhere. */
double regeneration_transmission(const struct regeneration_map *map,
				 double power);
double regeneration_absorber_slope(const struct regeneration_map *map,
				   double power);

/* f and df/dP. */
double regeneration_power(const struct regeneration_map *map, double power);
double regeneration_slope(const struct regeneration_map *map, double power);

#define REGENERATION_POINTS 3
struct regeneration_point {
	double power, slope; /* stable where |slope| < 1 */
};

/* Powers >= 0 with f(P) = P, ascending (0 is one); returns how many. */
size_t regeneration_fixed_points(const struct regeneration_map *map,
				 struct regeneration_point *out);

/*
 * Local log-slope of a measured transfer, n powers in and out > 0 with their u,
 * in ascending: of the parabola in ln through each point and its neighbours.
 * slope[n]: the ends are INSUFFICIENT.
 */
void regeneration_log_slope(const double *in, const double *u_in,
			    const double *out, const double *u_out, size_t n,
			    const char *plane, struct estimate *slope);

/* One level in one pass (x) and the next (y), [bursts][slots]: slots in which
 * it was sent. */
struct regeneration_input {
	const double *x, *y;
	size_t bursts, slots;
	double noise, u_noise; /* receiver's variance in x, and its u */
	const char *plane;
};

struct regeneration_level {
	struct estimate lambda; /* slope of y on x, unit "1" */
	struct estimate bound;	/* |lambda| <= value at 95 %, one-sided */
	bool contracts;		/* that bound is below 1 */
};

/*
 * Slope corrected for the receiver's noise in x (errors in variables); each
 * slot about its own mean; u: jackknife over the bursts, and u_noise.
 * INSUFFICIENT: fewer than eight bursts, or what x scatters is the receiver's
 * own noise (not above it by 2 u).
 */
struct regeneration_level
regeneration_estimate(const struct regeneration_input *in);

#endif
