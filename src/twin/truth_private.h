/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the truth, for truth*.c. */
#ifndef TWIN_TRUTH_PRIVATE_H
#define TWIN_TRUTH_PRIVATE_H

#include <jansson.h>

#include "twin/bench_private.h"
#include "twin/comparator.h"
#include "twin/decisions.h"
#include "twin/drift.h"
#include "twin/loop.h"

/* Operating point of the bench as truth sees it. */
struct truth {
	const struct twin_bench *bench;	  /* lined up, if it is dark */
	const struct twin_bench *present; /* as it is */
	struct twin_optics optics;
	struct twin_timing timing;
	struct twin_receiver rx;
	struct twin_mix *mix; /* receive side, loop */
	struct twin_loop_parts parts; /* of the light, for moments.h */
};

/* Signal-to-noise ratio at one pass, window aligned with the slots. */
struct truth_snr {
	double carrier_p5, carrier_p6, var_p5, var_p6;
};

/* Moments at the receiver of a slot with this power mean and variance: mean
 * photocurrent, variances at P5 and P6, A and A^2. */
struct truth_moments {
	double mean, code_mean, var_p5, var_p6;
};
struct truth_moments truth_moments(const struct truth *truth, double power,
				   double variance);

/* Power at the photodiode, its variance, and the lane's own field in it. */
struct truth_slot {
	double mean, var, signal;
};
/* Of four slots: the three symbols, and one at the mean level. */
struct truth_snr truth_snr_of(const struct truth *truth,
			      const struct truth_slot slot[4]);

json_t *truth_lanes_json(const struct truth *truth);
json_t *truth_crosstalk_json(const struct truth *truth);
json_t *truth_snr_lanes_json(const struct truth *truth);
json_t *truth_snr_json(const struct truth *truth);
json_t *truth_k_use_json(const struct truth *truth);
json_t *truth_pattern_json(const struct truth *truth);
json_t *truth_decisions_json(const struct truth *truth);
json_t *truth_eyes_json(const struct truth *truth);
json_t *truth_passes_json(const struct truth *truth);
json_t *truth_state_json(const struct truth *truth);
json_t *truth_drift_json(const struct truth *truth);
json_t *truth_lock_json(const struct truth *truth);
json_t *truth_token_json(const struct truth *truth);
json_t *truth_mains_json(const struct truth *truth);
json_t *truth_jitter_json(const struct truth *truth);

/* Comparators of a lane at their present thresholds. */
void truth_comparator(const struct truth *truth, unsigned lane,
		      struct twin_comparator *out);
/* Rows of P(decided | sent), and the rate of errors; sent[] is how much of
 * each symbol is in confusion. */
json_t *truth_confusion_json(const double sent[3],
			     double confusion[3][TWIN_DECISIONS], double *ser);

/* A number, or null if it is not finite. */
json_t *truth_number(double value);
json_t *truth_numbers(const double *value, size_t n);

#endif
