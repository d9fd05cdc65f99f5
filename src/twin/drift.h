/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Slow quantities, many of one law at a time: w(t) = W(t) + F(t) + b sin(2 pi
 * t / T). W is a random walk from 0 of variance D t; F is flicker, the sum of
 * six Ornstein-Uhlenbeck processes of equal variance with time constants of 1,
 * 10 .. 1e5 s (measurement definitions, section 13 step 8).
 *
 * A value depends on the seed, the quantity and the time alone, not on what
 * was asked before, and times may be asked in any order. Normal deviates sit
 * on the nodes of a binary tree of time: block ends first, then each midpoint
 * given its two neighbours (Levy's construction, for the walk as for the OU).
 * On the nodes the law is exact; between the last two it is the mean given
 * both, which lacks a variance of less than D x 1 ms, or 1e-3 of an OU's. A
 * block of an OU is 32 time constants long: its ends are drawn independently,
 * exact but for exp(-32). The walk's block is 2^20 s; after 12 days it is an
 * error of the caller.
 */
#ifndef TWIN_DRIFT_H
#define TWIN_DRIFT_H

#include <stddef.h>

#include "twin/rng.h"

#define TWIN_FLICKER_PARTS 6
#define TWIN_DRIFT_LONGEST_S 1048576.0

struct twin_drift_law {
	double walk;	/* D, per s */
	double flicker; /* rms of F */
	double hvac;	/* b */
	double hvac_period_s;
};

/* Values of quantities 0..n-1 of a family at time t, 0 <= t <= LONGEST;
 * family tells families of one seed apart. */
void twin_drift_at(const struct twin_drift_law *law, const struct twin_rng *rng,
		   unsigned family, double t, double *out, size_t n);

/* Variance of w(t) without the sine, and of w(t + tau) - w(t). */
double twin_drift_variance(const struct twin_drift_law *law, double t);
double twin_drift_change(const struct twin_drift_law *law, double tau);
/* Allan variance of averages over tau: D tau / 3, closed forms of the OU and
 * of the sine (mean over its phase). */
double twin_drift_allan(const struct twin_drift_law *law, double tau);

#endif
