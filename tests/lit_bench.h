/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simulated bench that is lined up and has a balanced pattern, for tests of
 * what its front end says. */
#ifndef TESTS_LIT_BENCH_H
#define TESTS_LIT_BENCH_H

#include <jansson.h>

#include "twin/bench.h"

/* Configuration of an installed stage; fails the test if it cannot be read. */
struct twin_config lit_config(const char *stage);

/* Laser, amplifier, shutter and gate on, burst mode, 63 slots of a pattern
 * whose symbols are equally frequent, one guard slot, `nrecord` passes. */
struct twin_bench *lit_bench_new(const struct twin_config *config,
				 uint64_t seed, const unsigned *record,
				 unsigned nrecord);
/* Every lane lit, each with a ternary pattern of its own; frame of the stage,
 * as many passes as are recorded. */
struct twin_bench *lit_bench_lanes_new(const struct twin_config *config,
				       uint64_t seed, const unsigned *record,
				       unsigned nrecord);
/* Symbol of lanes_new's pattern; in dual-rail of a pair. */
int lit_lane_symbol(unsigned lane, unsigned m);
/* Changes frame settings: gets, lets change() change, sets; must succeed. */
void lit_bench_frame(struct twin_bench *bench,
		     void (*change)(struct twin_frame *frame));

/* Symbol of the pattern in slot m: -1, 0, +1. */
int lit_symbol(unsigned m);

/* Thresholds of all lanes: the low one so many sd below the middle level of
 * the first recorded pass, the high one above it. */
void lit_bench_thresholds(struct twin_bench *bench, double low_sd,
			  double high_sd);

/* ADC codes of `bursts` bursts in mV, [burst][sample][lane]; the caller frees. */
double *lit_bench_capture(struct twin_bench *bench, unsigned bursts);

json_t *lit_bench_truth(struct twin_bench *bench);
/* Number at a path of keys and indices such as "snr.var_p6.3"; fails the test
 * if there is none. */
double lit_number(const json_t *root, const char *path);

#endif
