/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random truth for the estimators' tests: a generator, bursts of a
 * recirculating loop, and the pull test that judges an estimator over many
 * seeds. Shares no code with what it judges.
 */
#ifndef TESTS_SIMULATE_H
#define TESTS_SIMULATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/estimate.h"

struct simulate_rng {
	uint64_t s[4];
	double spare;
	int has_spare;
};

/* xoshiro256** seeded by splitmix64. */
void simulate_seed(struct simulate_rng *g, uint64_t seed);
double simulate_uniform(struct simulate_rng *g); /* [0, 1) */
double simulate_normal(struct simulate_rng *g);

/* Balanced ternary pattern of m (a multiple of 3) symbols, shuffled. */
void simulate_pattern(struct simulate_rng *g, int8_t *symbol, size_t m);

/* A loop: levels[m] of mean 1 per slot, amplifier noise ase per polarisation
 * and pass, source noise rin (relative rms), receiver noise thermal. */
struct simulate_loop {
	const double *level;
	size_t slots;
	double g, ase, rin, thermal;
	double drift_gain, drift_offset; /* rms from burst to burst */
};

/* bursts x passes x slots into x; k ascending. */
void simulate_bursts(struct simulate_rng *g, const struct simulate_loop *l,
		     const double *k, size_t passes, size_t bursts, double *x);

/* Exact 1/SNR_var at pass k (variance of the levels with M - 1). */
double simulate_inverse_snr(const struct simulate_loop *l, double k);

struct simulate_pull {
	const char *name;
	size_t n, inside, refused;
	double sum, sum2;
};

/* Adds one estimate; anything but OK counts as refused. */
void simulate_pull_add(struct simulate_pull *p, const struct estimate *e,
		       double truth);

/* Asserts the limits of 200 seeds (190: a caller may take out what a gate
 * refuses by chance), or with fewer the weak ones. */
void simulate_pull_check(const struct simulate_pull *p);

#endif
