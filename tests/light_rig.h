/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The light of a simulated bench without its controller: optics, mixing and
 * loop of a configuration, beside the moments that it must have. */
#ifndef TESTS_LIGHT_RIG_H
#define TESTS_LIGHT_RIG_H

#include "twin/config.h"
#include "twin/loop.h"
#include "twin/slow.h"

struct light_rig {
	struct twin_config config;
	uint64_t seed;
	struct twin_draws draws;
	struct twin_slow *slow;
	struct twin_optics optics;
	struct twin_mix receive, loop;
	struct twin_loop_parts parts;
	size_t slots;
	unsigned passes;
	double *level; /* [lane * slots + m], 1 all over at first */
};

/* Lined up at time t; the test fails if it cannot be. */
void light_rig_make(struct light_rig *rig, const struct twin_config *config,
		    uint64_t seed, double t, size_t slots, unsigned passes);
void light_rig_free(struct light_rig *rig);

/* A stage by name with only the given noise sources on (bits of enum
 * twin_source), and neither crosstalk nor drift. */
struct twin_config light_config(const char *stage, unsigned sources);

/* Powers at the photodiodes, [k][lane][m], k = 0..passes; the caller frees. */
double *light_rig_burst(const struct light_rig *rig, uint64_t burst);
/* Their exact means and variances, laid out alike. */
void light_rig_moments(const struct light_rig *rig, double **mean,
		       double **var);
/* Simulated bursts against the moments, every pass and lane; slack is what a
 * variance may be off beside chance, relatively. */
void light_rig_agree(const struct light_rig *rig, unsigned bursts,
		     double slack);
/* A ternary pattern, other in each lane. */
void light_rig_pattern(struct light_rig *rig);

void light_near(double value, double expected, double tolerance);

#endif
