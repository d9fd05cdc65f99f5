/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One burst from the pattern's levels to codes and decisions. */
#ifndef TWIN_BURST_H
#define TWIN_BURST_H

#include <stdint.h>

#include "twin/draws.h"
#include "twin/mix.h"
#include "twin/optics.h"
#include "twin/receiver.h"
#include "twin/window.h"

struct twin_burst {
	const struct twin_config *config;
	const struct twin_draws *draws;
	const struct twin_slow_state *slow;
	struct twin_optics optics;
	const struct twin_mix *receive, *loop;
	struct twin_timing adc, comparator;
	struct twin_receiver rx, rx_comparator;
	const double (*threshold_mv)[2]; /* by lane; low, high */
	uint64_t seed, serial;
	unsigned passes;
	unsigned lost_at; /* from this pass on the loop is dark; passes + 1 =
			     never */
	double level;	 /* factor of the received power, by faults */
	unsigned threads; /* 0 = as many as there are processors */
	int16_t *out_adc; /* may be NULL */
	int8_t *out_cmp;  /* may be NULL */
	unsigned long overrange; /* result */
};

/* level[lane * positions + slot], in units of the lane's mean level at P2. */
enum err_code twin_burst_simulate(struct twin_burst *burst, const double *level,
				  struct err *e) MUST_CHECK;

#endif
