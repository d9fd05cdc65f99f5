/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes wrong on the simulated bench, and what it tells of it. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lit_bench.h"
#include "twin/bench_meters.h"
#include "twin/fault.h"
#include "twin/rng.h"

static const unsigned first_pass[] = { 0 };
static const unsigned some_passes[] = { 0, 3, 64 };

static void test_giant_pulse_is_told(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S2");
	struct twin_bench *bench = lit_bench_new(&config, 1, first_pass, 1);
	struct twin_laser laser;
	struct twin_amplifier amplifier = { false, 250 };
	twin_laser_get(bench, 0, &laser);
	laser.on = false;
	twin_laser_set(bench, 0, &laser);
	laser.on = true;
	twin_laser_set(bench, 0, &laser);
	/* Ordinary entries do not push out those that concern safety. */
	for (int i = 0; i < 10000; i++) {
		char fault[32];
		snprintf(fault, sizeof(fault), "silence@%d", i);
		assert_int_equal(twin_fault_set(bench, fault), 0);
		assert_int_equal(twin_fault_set(bench, "clear"), 0);
	}
	twin_amplifier_set(bench, &amplifier);
	char *text = twin_history(bench);
	assert_non_null(text);
	const char *at = strstr(text, "0 laser 1 on\n");
	assert_non_null(at);
	at = strstr(at, "0 amplifier on\n");
	assert_non_null(at);
	at = strstr(at, "0 laser 1 off\n");
	assert_non_null(at);
	at = strstr(at, "0 giant pulse: laser 1 switched on into a pumped "
			"amplifier\n");
	assert_non_null(at);
	at = strstr(at, "0 fault silence@9999\n0 fault clear\n"
			"0 amplifier off\n");
	assert_non_null(at);
	assert_null(strstr(text, "silence@5000\n"));
	assert_non_null(strstr(text, "older ordinary entries gone\n"));
	free(text);
	twin_bench_free(bench);
}

static unsigned long overrange(struct twin_bench *bench)
{
	struct twin_counters counters;
	free(lit_bench_capture(bench, 1));
	twin_counters_get(bench, &counters);
	return counters.overrange;
}

static double mean_of(struct twin_bench *bench, size_t first, size_t n)
{
	double *mv = lit_bench_capture(bench, 1), sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += mv[first + i] / n;
	free(mv);
	return sum;
}

static void test_physical_faults(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S2");
	config.noise_off = 1u << TWIN_SOURCE_DRAW;
	struct twin_bench *bench = lit_bench_new(&config, 1, first_pass, 1);
	assert_int_equal(overrange(bench), 0);
	assert_int_equal(twin_fault_set(bench, "rail-adc"), 0);
	assert_int_equal(overrange(bench), 21); /* the top symbols */
	twin_adc_opened(bench);
	assert_int_equal(twin_fault_set(bench, "clear:rail-adc"), 0);
	assert_int_equal(overrange(bench), 0);

	assert_int_equal(twin_fault_set(bench, "slip-slot"), 0);
	double *mv = lit_bench_capture(bench, 1);
	for (unsigned m = 0; m < 63; m++) {
		double level = 90 * (1 + 0.9802 * lit_symbol(m));
		assert_true(fabs(mv[m + 1] - level) < 3);
	}
	free(mv);
	assert_int_equal(twin_fault_set(bench, "clear"), 0);

	double before = mean_of(bench, 0, 63);
	assert_int_equal(twin_fault_set(bench, "drift"), 0);
	twin_bench_advance_ns(bench, INT64_C(1200000000000)); /* 1 dB */
	double ratio = mean_of(bench, 0, 63) / before;
	assert_true(fabs(10 * log10(ratio) + 1) < 0.01);
	assert_int_equal(twin_fault_set(bench, "clear"), 0);

	/* Two LSB of baseline, with light only. */
	double dark = mean_of(bench, 63, 1);
	assert_int_equal(twin_fault_set(bench, "dark-stale"), 0);
	double step = mean_of(bench, 63, 1) - dark;
	double lsb = 178.217822 / (0.57 * 256);
	assert_true(fabs(step - 2 * lsb) < 1.5 * lsb);
	twin_bench_free(bench);
}

static void test_lock_loss(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S2");
	struct twin_bench *bench = lit_bench_new(&config, 1, some_passes, 3);
	struct twin_counters counters;
	struct twin_event event[8];
	assert_int_equal(twin_relock(bench), -EINVAL);
	assert_int_equal(twin_fault_set(bench, "lock-loss"), 0);
	assert_int_equal(twin_events_take(bench, event, 8), 1);
	assert_int_equal(event[0].code, 12);
	free(lit_bench_capture(bench, 1));
	assert_false(twin_locked(bench));
	assert_int_equal(twin_calibrate(bench), -EBUSY);
	/* Out of lock there is no light, only noise. */
	double *mv = lit_bench_capture(bench, 1);
	for (int i = 0; i < 3 * 64; i++)
		assert_true(fabs(mv[i]) < 3);
	free(mv);
	twin_counters_get(bench, &counters);
	assert_int_equal(counters.unlocked, 2);
	assert_int_equal(twin_events_pending(bench), 2);
	twin_bench_advance_ns(bench, INT64_C(20000000000));
	assert_true(twin_locked(bench));
	assert_int_equal(twin_events_take(bench, event, 8), 3);
	assert_int_equal(event[0].code, 1);
	assert_int_equal(event[1].code, 2);
	assert_int_equal(event[2].code, 3);
	assert_true(mean_of(bench, 0, 63) > 80);
	assert_int_equal(twin_calibrate(bench), 0);
	twin_bench_free(bench);
}

#define LANES 4

/* Mean square of the code that lane a has over lane b's, one burst. */
static double codes_over(struct twin_bench *bench, unsigned a, unsigned b)
{
	int16_t code[64 * LANES];
	double sum = 0;
	assert_int_equal(twin_burst_run(bench, NULL, 0, NULL, 0), 0);
	assert_int_equal(twin_fire(bench, 1), 0);
	assert_int_equal(twin_burst_run(bench, code, 64 * LANES, NULL, 0), 1);
	for (unsigned i = 0; i < 63; i++) {
		double d = code[i * LANES + a] - code[i * LANES + b];
		sum += d * fabs(d) / 63;
	}
	return sum;
}

static void mask_first(struct twin_frame *frame)
{
	frame->lane_mask = 1;
}

static void test_lanes_at_fault(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S3");
	config.noise_off = ~0u;
	struct twin_bench *bench = lit_bench_new(&config, 1, first_pass, 1);
	int16_t codes[63 * LANES];
	for (unsigned i = 0; i < 63 * LANES; i++)
		codes[i] = (int16_t)(32767 * (i % LANES == 1 ? -1 : 1));
	assert_int_equal(twin_pattern_load(bench, codes, 63), 0);
	double apart = codes_over(bench, 0, 1);
	assert_true(apart > 1000);
	assert_int_equal(twin_fault_set(bench, "same-code"), 0);
	assert_true(fabs(codes_over(bench, 0, 1)) < apart / 100);
	assert_int_equal(twin_fault_set(bench, "clear"), 0);

	lit_bench_frame(bench, mask_first);
	double lit = codes_over(bench, 0, 1);
	assert_true(lit > 1000);
	/* From the second burst on. */
	assert_int_equal(twin_fault_set(bench, "swap-lanes@1"), 0);
	assert_true(codes_over(bench, 0, 1) > lit / 2);
	assert_true(codes_over(bench, 1, 0) > lit / 2);
	assert_int_equal(twin_fault_set(bench, "clear"), 0);
	assert_true(codes_over(bench, 0, 1) > lit / 2);
	twin_bench_free(bench);
}

/* The line is where the laser does not say. */
static void test_wrong_wavelength(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S3");
	struct twin_bench *bench = lit_bench_new(&config, 1, first_pass, 1);
	struct twin_laser laser;
	double right[2], wrong[2];
	twin_laser_get(bench, 0, &laser);
	double at[2] = { laser.wavelength_nm * 1e-9,
			 (laser.wavelength_nm + 0.8) * 1e-9 };
	twin_spectrum(bench, at, 2, 20e-12, right);
	assert_int_equal(twin_fault_set(bench, "wrong-wavelength"), 0);
	twin_spectrum(bench, at, 2, 20e-12, wrong);
	assert_true(right[0] > 100 * right[1]);
	assert_true(wrong[1] > 100 * wrong[0]);
	twin_bench_free(bench);
}

/* A fault of the stage's file, from a time of the bench's clock on. */
static void test_faults_of_stage(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S2");
	config.nfaults = 1;
	strcpy(config.fault[0], "silence:laser@12.5s");
	struct twin_bench *bench = lit_bench_new(&config, 1, first_pass, 1);
	assert_false(twin_fault_take(bench, "silence", "laser"));
	twin_bench_advance_ns(bench, INT64_C(13000000000));
	assert_true(twin_fault_take(bench, "silence", "laser"));
	assert_false(twin_fault_take(bench, "silence", "attenuator"));
	assert_true(twin_fault_active(bench, "silence"));
	char *text = twin_fault_list(bench);
	assert_string_equal(text, "silence:laser");
	free(text);
	twin_bench_free(bench);
}

static void test_problems_of_text(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "silense", "did you mean \"silence\"?" },
		{ "silence:lasr", "did you mean \"laser\"?" },
		{ "rail-adc:laser", "takes no target" },
		{ "silence@q", "12.5s" },
	};
	char text[300];
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_non_null(strstr(twin_fault_problem(cases[i][0], text,
							  sizeof(text)),
				       cases[i][1]));
}

static void test_fault_syntax(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S0");
	struct twin_bench *bench = lit_bench_new(&config, 1, first_pass, 1);
	static const char *const wrong[] = {
		"",
		"nonsense",
		"silence:",
		"silence@",
		"silence@x",
		"silence@-1",
		"silence:laser@1x",
		"silence:nobody",
		"silence:lasr",
		"silence@12.5q",
		"silence@-1s",
		"rail-adc:laser",
		"wrong-channel-count:laser",
		"duplicate-time:laser",
		"clear@3",
		"clear:silence@1s",
		"clear:nonsense",
		"a-name-that-is-far-longer-than-any-name-of-a-fault"
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(twin_fault_set(bench, wrong[i]), -EINVAL);
	/* Once, at one target, after two exchanges. */
	assert_int_equal(twin_fault_set(bench, "half-reply:power_meter@2"), 0);
	assert_false(twin_fault_take(bench, "half-reply", "laser"));
	assert_false(twin_fault_take(bench, "garbage", "power_meter"));
	assert_false(twin_fault_take(bench, "half-reply", "power_meter"));
	assert_false(twin_fault_take(bench, "half-reply", "power_meter"));
	assert_true(twin_fault_take(bench, "half-reply", "power_meter"));
	assert_false(twin_fault_take(bench, "half-reply", "power_meter"));
	/* Everywhere, until cleared. */
	assert_int_equal(twin_fault_set(bench, "silence"), 0);
	for (int i = 0; i < 3; i++)
		assert_true(twin_fault_take(bench, "silence", "laser"));
	assert_int_equal(twin_fault_set(bench, "clear"), 0);
	assert_false(twin_fault_take(bench, "silence", "laser"));
	for (int i = 0; i < TWIN_FAULTS_MAX; i++)
		assert_int_equal(twin_fault_set(bench, "silence"), 0);
	assert_int_equal(twin_fault_set(bench, "silence"), -ENOSPC);
	for (const char *const *name = twin_fault_names(); *name; name++)
		assert_non_null(twin_fault_help(*name));
	assert_null(twin_fault_help("nonsense"));
	twin_bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_giant_pulse_is_told),
		cmocka_unit_test(test_physical_faults),
		cmocka_unit_test(test_lock_loss),
		cmocka_unit_test(test_lanes_at_fault),
		cmocka_unit_test(test_wrong_wavelength),
		cmocka_unit_test(test_faults_of_stage),
		cmocka_unit_test(test_problems_of_text),
		cmocka_unit_test(test_fault_syntax),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
