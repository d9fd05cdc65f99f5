/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bench behind its calls: safe at power-up, what it refuses, the same
 * bytes from the same seed. */
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
#include "twin/rng.h"

static const unsigned first_pass[] = { 0 };
static const unsigned some_passes[] = { 0, 3, 64 };

static void test_power_up_is_safe(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S2");
	struct twin_bench *bench;
	assert_int_equal(twin_bench_new(&config, 1, &bench, NULL), ERR_OK);
	struct twin_frame frame;
	struct twin_laser laser;
	struct twin_attenuator attenuator;
	struct twin_amplifier amplifier;
	char text[64];
	twin_frame_get(bench, &frame);
	twin_laser_get(bench, 0, &laser);
	twin_attenuator_get(bench, &attenuator);
	twin_amplifier_get(bench, &amplifier);
	twin_state_text(bench, text, sizeof(text));
	assert_false(frame.gate || laser.on || attenuator.shutter_open ||
		     amplifier.on);
	assert_int_equal(frame.mode, TWIN_IDLE);
	assert_string_equal(text, "idle");
	assert_true(twin_locked(bench));
	assert_true(twin_meter_w(bench) < 1e-10);
	assert_true(frame.pass_period_ps == 384000);
	assert_int_equal(twin_fire(bench, 1), -EPERM);
	assert_int_equal(twin_burst_run(bench, NULL, 0, NULL, 0), 0);
	twin_bench_free(bench);
	twin_bench_free(NULL);
}

static int16_t *codes(const struct twin_config *config, uint64_t seed,
		      unsigned bursts, size_t *n)
{
	struct twin_bench *bench = lit_bench_new(config, seed, some_passes, 3);
	struct twin_adc_format format;
	twin_adc_format(bench, &format);
	*n = bursts * format.samples_per_burst;
	int16_t *out = malloc(*n * sizeof(*out));
	assert_int_equal(twin_fire(bench, bursts), 0);
	for (unsigned r = 0; r < bursts; r++)
		assert_int_equal(
			twin_burst_run(bench,
				       out + r * format.samples_per_burst,
				       format.samples_per_burst, NULL, 0),
			1);
	twin_bench_free(bench);
	return out;
}

static void test_same_seed_same_bytes(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S2");
	size_t n;
	int16_t *a = codes(&config, 5, 10, &n), *b = codes(&config, 5, 10, &n);
	int16_t *c = codes(&config, 6, 10, &n);
	assert_memory_equal(a, b, n * sizeof(*a));
	size_t equal = 0;
	for (size_t i = 0; i < n; i++)
		equal += a[i] == c[i];
	assert_true(equal < n / 2);
	/* Burst by burst new noise. */
	assert_memory_not_equal(a, a + n / 10, n / 10 * sizeof(*a));
	free(a);
	free(b);
	free(c);
}

/* FNV-1a of the codes: any machine, any build of this seed gives these. A
 * change of the model changes them on purpose, and then this line. */
static void test_bytes_of_seed_1(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S2");
	size_t n;
	int16_t *a = codes(&config, 1, 20, &n);
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < n; i++) {
		hash = (hash ^ ((uint16_t)a[i] & 0xff)) *
		       UINT64_C(0x100000001b3);
		hash = (hash ^ ((uint16_t)a[i] >> 8)) *
		       UINT64_C(0x100000001b3);
	}
	free(a);
	if (hash != UINT64_C(0x593a3d834c5bf62b))
		fail_msg("0x%016llx", (unsigned long long)hash);
}

/* Without the converter's noise the codes are near those with it: the other
 * sources keep their numbers. With all noise off they are the levels. */
static void test_sources_are_independent(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S2");
	size_t n;
	int16_t *all = codes(&config, 5, 4, &n);
	config.noise_off = 1u << TWIN_SOURCE_ADC;
	int16_t *less = codes(&config, 5, 4, &n);
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += (all[i] - less[i]) * (all[i] - less[i]);
	/* Six conversions of 0.5 LSB, and quantisation of both. */
	assert_true(sqrt(sum / n) < 2.5);
	config.noise_off = ~0u;
	int16_t *none = codes(&config, 5, 4, &n);
	double lsb = 0.9 * 1e-4 * (2 / 1.01) / (0.57 * 256);
	for (size_t i = 0; i < n; i++) {
		size_t m = i % 64;
		/* No draws: windows are aligned, gain 1. */
		double level = m == 63 ? 0 :
					 (0.01 + 0.495 * (lit_symbol(m) + 1)) *
						 2 / 1.01;
		double x = (0.08 - 0.5) * 256 + 0.9 * 1e-4 * level / lsb;
		assert_true(fabs(none[i] / 6.0 + 0.5 - x) <= 0.5 + 1e-9);
	}
	free(all);
	free(less);
	free(none);
}

static void test_decisions(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S2");
	config.noise_off = 1u << TWIN_SOURCE_DRAW; /* no walk, no offsets */
	struct twin_bench *bench = lit_bench_new(&config, 9, some_passes, 3);
	int8_t decided[3 * 63];
	assert_int_equal(twin_fire(bench, 20), 0);
	while (twin_burst_run(bench, NULL, 0, decided,
			      sizeof(decided)) == 1)
		for (unsigned i = 0; i < 3 * 63; i++)
			assert_int_equal(decided[i], lit_symbol(i % 63));
	double low, high;
	twin_threshold_get(bench, 0, &low, &high);
	/* Halves of eps .. 1/2 + eps/2 .. 1, times 2/(1 + eps), of 90 mV. */
	assert_true(fabs(low - 90 * (1.03 / 4) * 2 / 1.01) < 1e-9);
	assert_true(fabs(high - 90 * (3.01 / 4) * 2 / 1.01) < 1e-9);
	/* Swapped thresholds: the middle level is above the high one and not
	 * above the low one. */
	assert_int_equal(twin_threshold_set(bench, 0, high, low), 0);
	assert_int_equal(twin_fire(bench, 1), 0);
	assert_int_equal(twin_burst_run(bench, NULL, 0, decided,
					sizeof(decided)), 1);
	for (unsigned m = 0; m < 63; m++)
		assert_int_equal(decided[m], lit_symbol(m) ? lit_symbol(m) : 2);
	assert_int_equal(twin_threshold_set(bench, 1, 0, 0), -EINVAL);
	assert_int_equal(twin_threshold_set(bench, 0, NAN, 0), -EINVAL);
	twin_bench_free(bench);
}

/* Decisions have the receiver's noise: with the low threshold one sd above
 * the middle level, 15.87 % of the middle symbols are above it. S0 has SNR_c
 * 64.39 dB at the middle level of 0.9 A/W x 0.501187 mW x 1 kohm. */
static void test_decision_noise(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S0");
	config.noise_off = 1u << TWIN_SOURCE_DRAW;
	config.comparator.hysteresis = config.comparator.tau_m_s = 0;
	struct twin_bench *bench = lit_bench_new(&config, 3, first_pass, 1);
	double middle = 451.0685, sd = middle * pow(10, -64.3924 / 20);
	int8_t decided[63];
	unsigned above = 0, n = 0;
	assert_int_equal(twin_threshold_set(bench, 0, middle + sd, 700), 0);
	assert_int_equal(twin_fire(bench, 1000), 0);
	while (twin_burst_run(bench, NULL, 0, decided,
			      sizeof(decided)) == 1)
		for (unsigned m = 0; m < 63; m++)
			if (lit_symbol(m) == 0) {
				above += decided[m] == 0;
				n++;
			}
	double p = 0.158655;
	assert_true(fabs((double)above / n - p) < 4 * sqrt(p * (1 - p) / n));
	twin_bench_free(bench);
}

/* Hysteresis: a threshold a little above the middle level is passed downwards
 * only a little below it. The state begins low in every frame. */
static void test_hysteresis(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S0");
	config.noise_off = ~0u;
	config.comparator.hysteresis = 0.2; /* of 442 mV */
	struct twin_bench *bench = lit_bench_new(&config, 3, first_pass, 1);
	int8_t decided[63];
	/* Up at 456 + 44 mV, down at 456 - 44 mV; the middle is 451 mV. */
	assert_int_equal(twin_threshold_set(bench, 0, 456, 700), 0);
	assert_int_equal(twin_fire(bench, 2), 0);
	while (twin_burst_run(bench, NULL, 0, decided,
			      sizeof(decided)) == 1) {
		int high = 0;
		for (unsigned m = 0; m < 63; m++) {
			if (lit_symbol(m))
				high = lit_symbol(m) > 0;
			else
				assert_int_equal(decided[m], high ? 0 : -1);
		}
	}
	twin_bench_free(bench);
}

/* Time of a burst: (passes + 1) x max(frame, round trip). */
static void test_clock(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S2");
	config.noise_off = 1u << TWIN_SOURCE_DRAW;
	struct twin_bench *bench = lit_bench_new(&config, 1, first_pass, 1);
	assert_int_equal(twin_fire(bench, 3), 0);
	assert_int_equal(twin_remaining(bench), 3);
	char text[64];
	twin_state_text(bench, text, sizeof(text));
	assert_string_equal(text, "running");
	while (twin_burst_run(bench, NULL, 0, NULL, 0) == 1)
		;
	assert_true(llabs(twin_bench_now_ns(bench) - 3 * 129 * 384) <= 1);
	twin_state_text(bench, text, sizeof(text));
	assert_string_equal(text, "armed");
	twin_bench_advance_ns(bench, 1000000);
	assert_true(llabs(twin_bench_now_ns(bench) - 1148608) <= 1);
	twin_bench_free(bench);
}

/* One wrong thing each in otherwise good settings. */
static void slots_0(struct twin_frame *f) { f->slots = 0; }
static void slots_many(struct twin_frame *f) { f->slots = 9000; }
static void slot_nan(struct twin_frame *f) { f->slot_period_ps = NAN; }
static void slot_short(struct twin_frame *f) { f->slot_period_ps = 1; }
static void pass_long(struct twin_frame *f) { f->pass_period_ps = 1e9; }
static void passes_many(struct twin_frame *f) { f->passes = 5000; }
static void lanes_many(struct twin_frame *f) { f->lane_mask = 3; }
static void sampling_0(struct twin_frame *f) { f->sampling_hz = 0; }
static void record_none(struct twin_frame *f) { f->nrecord = 0; }
static void record_beyond(struct twin_frame *f) { f->record[0] = 200; }
static void record_twice(struct twin_frame *f)
{
	f->nrecord = 2;
	f->record[0] = f->record[1] = 1;
}

static void test_bad_frames(void **state)
{
	(void)state;
	static void (*const change[])(struct twin_frame *) = {
		slots_0,     slots_many,    slot_nan,	 slot_short,
		pass_long,   passes_many,   lanes_many,	 sampling_0,
		record_none, record_beyond, record_twice
	};
	struct twin_config config = lit_config("S2");
	struct twin_bench *bench = lit_bench_new(&config, 1, some_passes, 3);
	struct twin_frame before, frame;
	twin_frame_get(bench, &before);
	for (size_t i = 0; i < sizeof(change) / sizeof(change[0]); i++) {
		frame = before;
		change[i](&frame);
		if (twin_frame_set(bench, &frame) != -EINVAL)
			fail_msg("row %zu was accepted", i);
		twin_frame_get(bench, &frame);
		assert_memory_equal(&frame, &before, sizeof(frame));
	}
	/* Fewer passes take recorded ones beyond them along. */
	frame.passes = 10;
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	twin_frame_get(bench, &frame);
	assert_int_equal(frame.nrecord, 2);
	assert_int_equal(frame.record[1], 3);
	twin_bench_free(bench);
}

static void test_refusals(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S2");
	struct twin_bench *bench = lit_bench_new(&config, 1, some_passes, 3);
	struct twin_frame frame;
	int16_t pattern[64] = { 0 };
	char text[64];
	assert_int_equal(twin_pattern_load(bench, pattern, 64), -EINVAL);
	assert_int_equal(twin_pattern_load(bench, pattern, 0), -EINVAL);
	assert_int_equal(twin_fire(bench, 0), -EINVAL);
	assert_int_equal(twin_fire(bench, 2), 0);
	assert_int_equal(twin_fire(bench, 1), 0);
	assert_int_equal(twin_remaining(bench), 3);
	twin_frame_get(bench, &frame);
	frame.passes = 5;
	assert_int_equal(twin_frame_set(bench, &frame), -EBUSY);
	/* The gate is no frame setting; leaving burst mode stops. */
	twin_frame_get(bench, &frame);
	frame.gate = false;
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	frame.mode = TWIN_IDLE;
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	assert_int_equal(twin_remaining(bench), 0);
	/* Slots longer than the loop. */
	frame.mode = TWIN_BURST;
	frame.slots = 70;
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	assert_int_equal(twin_fire(bench, 1), -EINVAL);
	twin_state_text(bench, text, sizeof(text));
	assert_string_equal(text, "fault: slots are longer than the loop");
	frame.slots = 64;
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	assert_int_equal(twin_fire(bench, 1), 0);
	twin_state_text(bench, text, sizeof(text));
	assert_string_equal(text, "running");
	struct twin_laser laser = { true, 300, 1550 };
	assert_int_equal(twin_laser_set(bench, 0, &laser), -EINVAL);
	assert_int_equal(twin_laser_set(bench, 5, &laser), -EINVAL);
	twin_bench_free(bench);

	config = lit_config("S0");
	bench = lit_bench_new(&config, 1, first_pass, 1);
	struct twin_amplifier amplifier = { true, 100 };
	assert_int_equal(twin_amplifier_set(bench, &amplifier), -ENODEV);
	twin_bench_free(bench);
}

/* Arrays for the frame as it was are not written when it has changed since:
 * the burst stays pending until it finds arrays of its own size. */
static void test_changed_frame(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S2");
	struct twin_bench *bench = lit_bench_new(&config, 1, some_passes, 3);
	struct twin_frame frame;
	int16_t code[3 * 64] = { 0 };
	int8_t decided[3 * 63];
	twin_frame_get(bench, &frame);
	frame.nrecord = 2;
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	assert_int_equal(twin_fire(bench, 1), 0);
	assert_int_equal(twin_burst_run(bench, code, 3 * 64, NULL, 0),
			 -ESTALE);
	assert_int_equal(twin_burst_run(bench, NULL, 0, decided,
					sizeof(decided)), -ESTALE);
	assert_int_equal(twin_burst_run(bench, code, 2 * 64 - 1, NULL, 0),
			 -ESTALE);
	for (int i = 0; i < 3 * 64; i++)
		assert_int_equal(code[i], 0);
	assert_int_equal(twin_remaining(bench), 1);
	assert_int_equal(twin_burst_run(bench, code, 2 * 64, decided, 2 * 63),
			 1);
	assert_int_equal(twin_remaining(bench), 0);
	twin_bench_free(bench);
}

/* Samples are [sample][lane]; a masked lane is dark; lanes have noise of their
 * own. */
static void test_two_lanes(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S1");
	config.lanes = 2;
	config.noise_off = 1u << TWIN_SOURCE_DRAW;
	struct twin_bench *bench;
	assert_int_equal(twin_bench_new(&config, 1, &bench, NULL), ERR_OK);
	struct twin_frame frame;
	struct twin_attenuator open = { 1, true };
	struct twin_laser laser = { true, 3, 1550 };
	int16_t pattern[2 * 64], code[2 * 64];
	int8_t decided[2 * 64];
	twin_frame_get(bench, &frame);
	frame.gate = true;
	frame.mode = TWIN_BURST;
	assert_int_equal(frame.lane_mask, 3);
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	for (int m = 0; m < 64; m++) {
		pattern[2 * m] = 32767;
		pattern[2 * m + 1] = m % 2 ? 32767 : -32767;
	}
	assert_int_equal(twin_pattern_load(bench, pattern, 64), 0);
	twin_attenuator_set(bench, &open);
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(twin_laser_set(bench, i, &laser), 0);
	assert_int_equal(twin_fire(bench, 2), 0);
	assert_int_equal(twin_burst_run(bench, code, 2 * 64, decided,
					sizeof(decided)), 1);
	int different = 0;
	for (int m = 0; m < 64; m++) {
		assert_int_equal(decided[2 * m], 1);
		assert_int_equal(decided[2 * m + 1], m % 2 ? 1 : -1);
		if (m % 2)
			different += code[2 * m] != code[2 * m + 1];
	}
	assert_true(different > 16);
	twin_frame_get(bench, &frame);
	frame.mode = TWIN_IDLE;
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	frame.mode = TWIN_BURST;
	frame.lane_mask = 2;
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	assert_int_equal(twin_fire(bench, 1), 0);
	assert_int_equal(twin_burst_run(bench, code, 2 * 64, decided,
					sizeof(decided)), 1);
	for (int m = 0; m < 64; m++) {
		assert_int_equal(decided[2 * m], -1);
		assert_int_equal(decided[2 * m + 1], m % 2 ? 1 : -1);
	}
	twin_bench_free(bench);
}

static void test_powers(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S2");
	config.noise_off = ~0u;
	struct twin_bench *bench = lit_bench_new(&config, 1, first_pass, 1);
	double dbm = 10 * log10(twin_amplifier_input_w(bench) * 1e3);
	assert_true(fabs(dbm - -10) < 1e-9);
	dbm = 10 * log10(twin_amplifier_output_w(bench) * 1e3);
	assert_true(fabs(dbm - 5.024) < 1e-3);
	assert_true(fabs(twin_meter_w(bench) / 1e-4 - 1) < 1e-9);
	/* Half the current, half the small-signal gain in dB; at G = 5.7 the
	 * compression is small: 15.291/2 = 7.646 dB less 0.04 dB. */
	struct twin_amplifier amplifier = { true, 125 };
	assert_int_equal(twin_amplifier_set(bench, &amplifier), 0);
	dbm = 10 * log10(twin_amplifier_output_w(bench) * 1e3);
	assert_true(fabs(dbm - (-10 + 7.6456 - 4.343 * 4.77 * 0.002)) < 2e-3);
	twin_bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_power_up_is_safe),
		cmocka_unit_test(test_same_seed_same_bytes),
		cmocka_unit_test(test_bytes_of_seed_1),
		cmocka_unit_test(test_sources_are_independent),
		cmocka_unit_test(test_decisions),
		cmocka_unit_test(test_decision_noise),
		cmocka_unit_test(test_hysteresis),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_bad_frames),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_changed_frame),
		cmocka_unit_test(test_two_lanes),
		cmocka_unit_test(test_powers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
