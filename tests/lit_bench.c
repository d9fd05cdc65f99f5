/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lining up a simulated bench, capturing from it, looking into its truth. */
#include "tests/lit_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SLOTS 63

struct twin_config lit_config(const char *stage)
{
	struct twin_config config;
	struct err e = { 0 };
	if (twin_config_stage(stage, &config, &e) != ERR_OK)
		fail_msg("%s", e.text);
	return config;
}

int lit_symbol(unsigned m)
{
	/* 21 of each: a multiplicative sequence modulo 127 cut in thirds. */
	static int symbol[SLOTS], made;
	if (!made) {
		int left[3] = { 21, 21, 21 };
		unsigned x = 1;
		for (unsigned i = 0; i < SLOTS;) {
			x = x * 3 % 127;
			if (left[x % 3] == 0) {
				x = (x + 1) % 127 + 1;
				continue;
			}
			left[x % 3]--;
			symbol[i++] = (int)(x % 3) - 1;
		}
		made = 1;
	}
	return symbol[m];
}

struct twin_bench *lit_bench_new(const struct twin_config *config,
				 uint64_t seed, const unsigned *record,
				 unsigned nrecord)
{
	struct twin_bench *bench;
	struct err e = { 0 };
	if (twin_bench_new(config, seed, &bench, &e) != ERR_OK)
		fail_msg("%s", e.text);
	struct twin_frame frame;
	twin_frame_get(bench, &frame);
	frame.slots = SLOTS;
	frame.guard_slots = 1;
	frame.gate = true;
	frame.mode = TWIN_BURST;
	frame.nrecord = nrecord;
	memcpy(frame.record, record, nrecord * sizeof(*record));
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	int16_t code[SLOTS * TWIN_LANES_MAX];
	for (unsigned i = 0; i < SLOTS * config->lanes; i++)
		code[i] = (int16_t)(32767 * lit_symbol(i / config->lanes));
	assert_int_equal(twin_pattern_load(bench, code, SLOTS), 0);
	for (unsigned i = 0; i < twin_config_lasers(config); i++) {
		struct twin_laser laser;
		twin_laser_get(bench, i, &laser);
		laser.on = true;
		assert_int_equal(twin_laser_set(bench, i, &laser), 0);
	}
	struct twin_attenuator attenuator;
	twin_attenuator_get(bench, &attenuator);
	attenuator.shutter_open = true;
	assert_int_equal(twin_attenuator_set(bench, &attenuator), 0);
	if (config->amplifier.present) {
		struct twin_amplifier amplifier;
		twin_amplifier_get(bench, &amplifier);
		amplifier.on = true;
		assert_int_equal(twin_amplifier_set(bench, &amplifier), 0);
	}
	return bench;
}

int lit_lane_symbol(unsigned lane, unsigned m)
{
	unsigned x = (lane * 8191 + m) * 2654435761u;
	return (int)((x ^ x >> 15) * 2246822519u >> 16) % 3 - 1;
}

struct twin_bench *lit_bench_lanes_new(const struct twin_config *config,
				       uint64_t seed, const unsigned *record,
				       unsigned nrecord)
{
	struct twin_bench *bench;
	struct err e = { 0 };
	if (twin_bench_new(config, seed, &bench, &e) != ERR_OK)
		fail_msg("%s", e.text);
	struct twin_frame frame;
	twin_frame_get(bench, &frame);
	frame.gate = true;
	frame.mode = TWIN_BURST;
	frame.passes = record[nrecord - 1];
	frame.nrecord = nrecord;
	memcpy(frame.record, record, nrecord * sizeof(*record));
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	int16_t *code = malloc(frame.slots * config->lanes * sizeof(*code));
	assert_non_null(code);
	for (unsigned m = 0; m < frame.slots; m++)
		for (unsigned i = 0; i < config->lanes; i++)
			code[m * config->lanes + i] = (int16_t)(
				32767 *
				lit_lane_symbol(
					config->levels == TWIN_DUAL_RAIL ?
						i / 2 :
						i,
					m));
	assert_int_equal(twin_pattern_load(bench, code, frame.slots), 0);
	free(code);
	for (unsigned i = 0; i < twin_config_lasers(config); i++) {
		struct twin_laser laser;
		twin_laser_get(bench, i, &laser);
		laser.on = true;
		assert_int_equal(twin_laser_set(bench, i, &laser), 0);
	}
	struct twin_attenuator attenuator = { config->loss.voa_db, true };
	assert_int_equal(twin_attenuator_set(bench, &attenuator), 0);
	if (!config->amplifier.present)
		return bench;
	struct twin_amplifier amplifier;
	twin_amplifier_get(bench, &amplifier);
	amplifier.on = true;
	assert_int_equal(twin_amplifier_set(bench, &amplifier), 0);
	return bench;
}

void lit_bench_frame(struct twin_bench *bench,
		     void (*change)(struct twin_frame *frame))
{
	struct twin_frame frame;
	twin_frame_get(bench, &frame);
	change(&frame);
	assert_int_equal(twin_frame_set(bench, &frame), 0);
}

double *lit_bench_capture(struct twin_bench *bench, unsigned bursts)
{
	struct twin_adc_format format;
	twin_adc_format(bench, &format);
	size_t n = format.samples_per_burst * twin_bench_config(bench)->lanes;
	int16_t *code = malloc(n * sizeof(*code));
	double *mv = malloc(bursts * n * sizeof(*mv));
	assert_non_null(code);
	assert_non_null(mv);
	assert_int_equal(twin_fire(bench, bursts), 0);
	for (unsigned r = 0; r < bursts; r++) {
		assert_int_equal(twin_burst_run(bench, code, n, NULL, 0), 1);
		for (size_t i = 0; i < n; i++)
			mv[r * n + i] =
				(code[i] + format.offset) * format.scale_mv;
	}
	free(code);
	return mv;
}

json_t *lit_bench_truth(struct twin_bench *bench)
{
	char *text = twin_truth(bench);
	assert_non_null(text);
	json_error_t error;
	json_t *root = json_loads(text, 0, &error);
	free(text);
	if (!root)
		fail_msg("%s", error.text);
	return root;
}

double lit_number(const json_t *root, const char *path)
{
	char copy[128], *save = NULL;
	const json_t *at = root;
	snprintf(copy, sizeof(copy), "%s", path);
	for (char *key = strtok_r(copy, ".", &save); key && at;
	     key = strtok_r(NULL, ".", &save))
		at = json_is_array(at) ?
			     json_array_get(at, strtoul(key, NULL, 10)) :
			     json_object_get(at, key);
	if (!json_is_number(at))
		fail_msg("truth has no number at %s", path);
	return json_number_value(at);
}

/* What the truth says of a lane at the first recorded pass, mV. */
static double eye_at(const json_t *root, unsigned lane, const char *key, int i)
{
	char path[64];
	snprintf(path, sizeof(path), "eyes.%u.%s.0.%d", lane, key, i);
	return lit_number(root, path);
}

void lit_bench_thresholds(struct twin_bench *bench, double low_sd,
			  double high_sd)
{
	json_t *root = lit_bench_truth(bench);
	for (unsigned i = 0; i < twin_bench_config(bench)->lanes; i++) {
		double mean = eye_at(root, i, "mean_mv", 1);
		double sd = eye_at(root, i, "noise_mv", 1);
		assert_int_equal(twin_threshold_set(bench, i,
						    mean - low_sd * sd,
						    mean + high_sd * sd),
				 0);
	}
	json_decref(root);
}
