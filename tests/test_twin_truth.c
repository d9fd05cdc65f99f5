/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exact values: against the published predictions of the stages, against
 * closed forms, and against what the simulated front end really gives. */
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

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.10g is not %.10g within %.3g", value, expected,
			 tolerance);
}

/* A stage without the seed's draws, as the predictions have it, before
 * anything is switched on. */
static json_t *stage_truth(const char *stage)
{
	struct twin_config config = lit_config(stage);
	config.noise_off |= 1u << TWIN_SOURCE_DRAW;
	struct twin_bench *bench;
	assert_int_equal(twin_bench_new(&config, 1, &bench, NULL), ERR_OK);
	json_t *root = lit_bench_truth(bench);
	twin_bench_free(bench);
	assert_string_equal(
		json_string_value(json_object_get(root, "operating_point")),
		"nominal");
	return root;
}

/* Section 13, "twin predictions to assert" and the table of defaults. */
static void test_predictions_s0(void **state)
{
	(void)state;
	json_t *root = stage_truth("S0");
	assert_near(lit_number(root, "receiver_budget.shot_db"), 72.28, 5e-3);
	assert_near(lit_number(root, "receiver_budget.thermal_db"), 73.88,
		    6e-3);
	assert_near(lit_number(root, "receiver_budget.rin_db"), 65.79, 5e-3);
	assert_near(lit_number(root, "receiver_budget.total_db"), 64.39, 5e-3);
	assert_near(lit_number(root, "snr.carrier_p5_db.0"), 64.39, 5e-3);
	assert_near(lit_number(root, "p4_dbm"), -3, 1e-9);
	assert_near(lit_number(root, "link_loss_db"), 6, 1e-9);
	json_decref(root);
}

static void test_predictions_s1(void **state)
{
	(void)state;
	json_t *root = stage_truth("S1");
	assert_near(lit_number(root, "g_db"), -4, 1e-9);
	assert_near(lit_number(root, "tau_L_s"), 384e-9, 1e-18);
	assert_near(lit_number(root, "receiver_budget.total_db"), 57.99, 5e-3);
	/* Stage plan: at least three useful passes. */
	assert_true(lit_number(root, "k_use.req_19_89.exact_var_p6") >= 3);
	json_decref(root);
}

static void test_predictions_s2(void **state)
{
	(void)state;
	json_t *root = stage_truth("S2");
	assert_near(lit_number(root, "g"), 1, 1e-12);
	assert_near(lit_number(root, "T_SA"), 0.79, 1e-12);
	assert_near(lit_number(root, "amplifier.G0_db"), 15.291, 5e-4);
	assert_near(lit_number(root, "amplifier.G_db"), 15.024, 5e-4);
	assert_near(lit_number(root, "amplifier.output_dbm"), 5.02, 5e-3);
	assert_near(lit_number(root, "n_carrier_lg4_db"), -61.20, 5e-3);
	assert_int_equal(lit_number(root, "k_use.req_19_89.formula"), 13520);
	assert_int_equal(lit_number(root, "k_use.enob_6.formula"), 201);
	/* 15.3: the field has F - 1/G, 0.05 to 0.08 dB less than F at most. */
	double less = lit_number(root, "n_carrier_lg4_db") -
		      lit_number(root, "n_carrier_db");
	assert_near(less, 10 * log10(3.548134 / (3.548134 - 0.031450)), 1e-5);
	/* 15.7: n_var is 1.5 n only without extinction; (1 + eps)^2 / (1 -
	 * eps)^2 of it with eps = 0.01. */
	assert_near(lit_number(root, "n_var_per_n_carrier"),
		    1.5 * 1.0201 / 0.9801, 1e-9);
	/* S2 must have a hundred passes at 19.9 dB (stage plan). */
	assert_true(lit_number(root, "k_use.req_19_89.exact_var_p6") >= 100);
	json_decref(root);
}

/* At P5, 1/SNR_c is a + k n + (noise against noise), all in closed form: a
 * from the receiver and one amplifier pass, n = 2N/P, N^2 terms 2 (k N / P)^2.
 */
static void test_s2_curve_is_the_closed_form(void **state)
{
	(void)state;
	json_t *root = stage_truth("S2");
	double n = lit_number(root, "n_carrier");
	double p4 = 1e-4, q = 1.602176634e-19, be = 1 / 12e-9, r = 0.9;
	double rin = pow(10, -14.5) * be;
	for (int k = 0; k <= 128; k += 32) {
		char path[40];
		snprintf(path, sizeof(path), "snr.carrier_p5.%d", k);
		double x = (k + 1) * n, mean = p4 * (1 + x);
		double y = rin + x + x * x / 2 +
			   (2 * q * r * mean + 1e-22) * be /
				   (r * p4 * r * p4);
		assert_near(lit_number(root, path) * y, 1, 1e-9);
	}
	json_decref(root);
}

/* Lined up with the amplifier off: the tap has a gain's worth less, nothing is
 * added on the way, and the absorber sees that much less as well. */
static void test_s2_unamplified_is_the_closed_form(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S2");
	struct twin_bench *bench;
	config.noise_off |= 1u << TWIN_SOURCE_DRAW;
	assert_int_equal(twin_bench_new(&config, 1, &bench, NULL), ERR_OK);
	char *text = twin_truth_unamplified(bench);
	json_t *root = json_loads(text, 0, NULL);
	double gain = pow(10, 1.4) / 0.79, be = 1 / 12e-9, r = 0.9;
	double g = (1 - 0.3 / (1 + 1 / gain) - 0.06) / pow(10, 1.4);
	assert_near(lit_number(root, "g"), g, 1e-12);
	for (int k = 0; k < 2; k++) {
		char path[40];
		snprintf(path, sizeof(path), "snr.carrier_p5.%d", k);
		double i = r * 1e-4 / gain * pow(g, k);
		double noise = (2 * 1.602176634e-19 * i + 1e-22) * be;
		double y = pow(10, -14.5) * be + noise / (i * i);
		assert_near(lit_number(root, path) * y, 1, 1e-9);
	}
	json_decref(root);
	free(text);
	twin_bench_free(bench);
}

/* On the pattern's own basis: 63 slots, levels equally frequent, M - 1. And the
 * slope of the pattern's curve is n, but for noise against noise and the shot
 * noise of the noise. */
static void test_pattern_n(void **state)
{
	(void)state;
	static const unsigned record[] = { 0, 100 };
	struct twin_config config = lit_config("S2");
	config.noise_off |= 1u << TWIN_SOURCE_DRAW;
	struct twin_bench *bench = lit_bench_new(&config, 1, record, 2);
	json_t *root = lit_bench_truth(bench);
	double n = lit_number(root, "pattern_snr.0.n_var");
	double var = 2.0 / 3 * (0.99 / 1.01) * (0.99 / 1.01) * 63 / 62;
	assert_near(n * var / lit_number(root, "n_carrier"), 1, 1e-9);
	double slope = (1 / lit_number(root, "pattern_snr.0.snr_var_p5.1") -
			1 / lit_number(root, "pattern_snr.0.snr_var_p5.0")) /
		       100;
	assert_near(slope / n, 1, 1e-3);
	json_decref(root);
	twin_bench_free(bench);
}

/* An expanding absorber ends long before a hundred passes (SN-6). */
static void test_fast_absorber_has_no_hundred_passes(void **state)
{
	(void)state;
	json_t *root = stage_truth("S2-fast-sa");
	double k = lit_number(root, "k_use.enob_6.exact_carrier_p6");
	assert_true(k > 5 && k < 40);
	json_decref(root);
}

static void test_draws(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S2");
	double sum[4] = { 0 }, squares[4] = { 0 };
	enum { SEEDS = 300 };
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct twin_bench *bench;
		assert_int_equal(twin_bench_new(&config, seed, &bench, NULL),
				 ERR_OK);
		struct twin_frame frame;
		twin_frame_get(bench, &frame);
		frame.passes = 0;
		assert_int_equal(twin_frame_set(bench, &frame), 0);
		char *text = twin_truth(bench);
		json_t *root = json_loads(text, 0, NULL);
		double slot = lit_number(root, "slot_period_s");
		double tau = lit_number(root, "tau_L_s");
		double z[4] = { (slot / 6e-9 - 1) / 1e-6,
				(tau - 384e-9) / 20e-12,
				(lit_number(root, "pass_loss_db") - 14) / 0.005,
				lit_number(root, "draws.comparator.0.1") /
					0.02 };
		/* What the ADC's clock makes of tau. */
		assert_near(lit_number(root, "tau_L_adc_s") * slot / 6e-9, tau,
			    1e-20);
		for (int i = 0; i < 4; i++) {
			sum[i] += z[i];
			squares[i] += z[i] * z[i];
		}
		json_decref(root);
		free(text);
		twin_bench_free(bench);
	}
	for (int i = 0; i < 4; i++) {
		assert_near(sum[i] / SEEDS, 0, 4 / sqrt(SEEDS));
		assert_near(squares[i] / SEEDS, 1, 4 * sqrt(2.0 / SEEDS));
	}
}

/* One window of a capture against the truth: mean over slots, and variance
 * pooled over the slots. */
struct seen {
	double mean, noise;
};

static struct seen window_seen(const double *mv, unsigned bursts,
			       size_t per_burst, size_t first,
			       const size_t *sample, unsigned slots)
{
	struct seen seen = { 0 };
	for (unsigned m = 0; m < slots; m++) {
		double sum = 0, squares = 0;
		for (unsigned r = 0; r < bursts; r++)
			sum += mv[r * per_burst + first + sample[m]];
		double mean = sum / bursts;
		for (unsigned r = 0; r < bursts; r++) {
			double d = mv[r * per_burst + first + sample[m]] -
				   mean;
			squares += d * d;
		}
		seen.mean += mean / slots;
		seen.noise += squares / (bursts - 1) / slots;
	}
	seen.noise = sqrt(seen.noise);
	return seen;
}

/* spread: sd of a pooled variance where levels differ in noise, over that of
 * equal ones; 1.5 bounds it for three levels. */
static void bench_against_truth(struct twin_bench *bench, unsigned bursts)
{
	struct twin_adc_format format;
	struct twin_frame frame;
	twin_adc_format(bench, &format);
	twin_frame_get(bench, &frame);
	size_t n = format.samples_per_burst, window = n / frame.nrecord;
	size_t sample[64];
	for (unsigned m = 0; m < frame.slots; m++)
		sample[m] =
			frame.integrate ?
				m :
				(size_t)((m + 0.5) * 6e-9 * format.sampling_hz);
	double *mv = lit_bench_capture(bench, bursts);
	json_t *root = lit_bench_truth(bench);
	double sd = sqrt(2.0 / (frame.slots * (bursts - 1.0)));
	double ratios = 0;
	for (unsigned i = 0; i < frame.nrecord; i++) {
		struct seen seen = window_seen(mv, bursts, n, i * window,
					       sample, frame.slots);
		char path[64];
		snprintf(path, sizeof(path), "pattern_snr.0.mean_mv.%u", i);
		double mean = lit_number(root, path);
		snprintf(path, sizeof(path), "pattern_snr.0.noise_mv.%u", i);
		double noise = lit_number(root, path);
		assert_near(seen.mean, mean,
			    4.5 * noise / sqrt(frame.slots * (double)bursts));
		double ratio = seen.noise * seen.noise / (noise * noise);
		assert_near(ratio, 1, 4.5 * 1.5 * sd);
		ratios += (ratio - 1) / frame.nrecord;
	}
	assert_near(ratios, 0, 4 * 1.5 * sd / sqrt(frame.nrecord) + 0.002);
	json_decref(root);
	free(mv);
}

static const unsigned passes_s2[] = { 0, 1, 2, 4, 8, 16, 32, 64, 96, 128 };

static void raw(struct twin_frame *frame)
{
	frame->integrate = false;
	frame->sampling_hz = 1e9;
}

static void test_simulation_s0(void **state)
{
	(void)state;
	static const unsigned record[] = { 0 };
	struct twin_config config = lit_config("S0");
	struct twin_bench *bench = lit_bench_new(&config, 1, record, 1);
	bench_against_truth(bench, 2000);
	lit_bench_frame(bench, raw);
	bench_against_truth(bench, 1000);
	twin_bench_free(bench);
}

/* Jitter alone against its linear form: 30 ps of a time constant of 1.4 ns. */
static void test_simulation_jitter(void **state)
{
	(void)state;
	static const unsigned record[] = { 0 };
	struct twin_config config = lit_config("S0");
	config.adc.jitter_s = 30e-12;
	config.adc.bits = 14;
	config.adc.oversample = 1;
	config.noise_off = ~(1u << TWIN_SOURCE_JITTER | 1u << TWIN_SOURCE_ADC);
	struct twin_bench *bench = lit_bench_new(&config, 1, record, 1);
	lit_bench_frame(bench, raw);
	bench_against_truth(bench, 1000);
	twin_bench_free(bench);
}

static void test_simulation_s1(void **state)
{
	(void)state;
	static const unsigned record[] = { 0, 1, 2, 3, 4, 5, 16 };
	struct twin_config config = lit_config("S1");
	struct twin_bench *bench = lit_bench_new(&config, 2, record, 7);
	bench_against_truth(bench, 600);
	lit_bench_frame(bench, raw);
	bench_against_truth(bench, 300);
	twin_bench_free(bench);
}

static void test_simulation_s2(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S2");
	for (uint64_t seed = 1; seed <= 3; seed++) {
		struct twin_bench *bench =
			lit_bench_new(&config, seed, passes_s2, 10);
		bench_against_truth(bench, 300);
		lit_bench_frame(bench, raw);
		bench_against_truth(bench, 100);
		twin_bench_free(bench);
	}
}

static void slow_controller(struct twin_frame *frame)
{
	frame->pass_period_ps = 384000 - 37;
}

/* Windows that walk by many slots, so that each holds parts of two passes. */
static void test_simulation_with_walk(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S2");
	struct twin_bench *bench = lit_bench_new(&config, 4, passes_s2, 10);
	lit_bench_frame(bench, slow_controller);
	json_t *root = lit_bench_truth(bench);
	/* 128 x (tau - 383.963 ns) before the light, whole samples of 6 ns. */
	double tau = lit_number(root, "tau_L_adc_s");
	double start = round(128 * 383.963 / 6) * 6e-9;
	assert_near(lit_number(root, "pattern_snr.0.offset_slots.9"),
		    (start + lit_number(root, "draws.trigger_s") - 128 * tau) /
			    6e-9,
		    1e-6);
	json_decref(root);
	bench_against_truth(bench, 200);
	twin_bench_free(bench);
}

static void test_simulation_amplifier_off(void **state)
{
	(void)state;
	static const unsigned record[] = { 0, 1, 2 };
	struct twin_config config = lit_config("S2");
	struct twin_bench *bench = lit_bench_new(&config, 3, record, 3);
	struct twin_amplifier amplifier = { .on = false, .current_ma = 250 };
	assert_int_equal(twin_amplifier_set(bench, &amplifier), 0);
	json_t *root = lit_bench_truth(bench);
	assert_near(lit_number(root, "amplifier.G_db"), 0, 1e-12);
	assert_near(lit_number(root, "ase_per_pol_w"), 0, 0);
	json_decref(root);
	bench_against_truth(bench, 400);
	twin_bench_free(bench);
}

static void test_simulation_fast_absorber(void **state)
{
	(void)state;
	static const unsigned record[] = { 0, 1, 2, 4, 8 };
	struct twin_config config = lit_config("S2-fast-sa");
	config.adc.top = 0.4; /* room for the top symbol to grow */
	struct twin_bench *bench = lit_bench_new(&config, 3, record, 5);
	bench_against_truth(bench, 300);
	twin_bench_free(bench);
}

/* Noise floor, all light off. */
static void test_simulated_noise_floor(void **state)
{
	(void)state;
	static const unsigned record[] = { 0 };
	struct twin_config config = lit_config("S0");
	struct twin_bench *bench = lit_bench_new(&config, 1, record, 1);
	struct twin_attenuator closed = { 1, false };
	assert_int_equal(twin_attenuator_set(bench, &closed), 0);
	for (int mode = 0; mode < 2; mode++) {
		if (mode)
			lit_bench_frame(bench, raw);
		struct twin_adc_format format;
		twin_adc_format(bench, &format);
		enum { R = 400 };
		size_t n = R * format.samples_per_burst;
		double *mv = lit_bench_capture(bench, R), s1 = 0, s2 = 0;
		for (size_t i = 0; i < n; i++) {
			s1 += mv[i];
			s2 += mv[i] * mv[i];
		}
		json_t *root = lit_bench_truth(bench);
		double floor_mv = lit_number(root, "noise_floor.mv_rms");
		double sd = sqrt(s2 / n - s1 / n * (s1 / n));
		assert_near(sd / floor_mv, 1, 4.5 / sqrt(2.0 * n));
		assert_near(s1 / n, lit_number(root, "noise_floor.mean_mv"),
			    4.5 * floor_mv / sqrt(n));
		assert_near(floor_mv / format.scale_mv,
			    lit_number(root, "noise_floor.counts_rms"), 1e-9);
		json_decref(root);
		free(mv);
	}
	twin_bench_free(bench);
}

/* n of the amplifier from simulated codes: variance over mean squared at the
 * mean level, between passes 0 and 128 of 400 bursts. */
static void test_simulated_n(void **state)
{
	(void)state;
	static const unsigned record[] = { 0, 128 };
	enum { R = 400 };
	struct twin_config config = lit_config("S2");
	config.noise_off |= 1u << TWIN_SOURCE_DRAW;
	struct twin_bench *bench = lit_bench_new(&config, 11, record, 2);
	double *mv = lit_bench_capture(bench, R), y[2];
	for (int w = 0; w < 2; w++) {
		size_t sample[64];
		unsigned n = 0;
		for (unsigned m = 0; m < 63; m++)
			if (lit_symbol(m) == 0)
				sample[n++] = m;
		struct seen seen = window_seen(mv, R, 128, w * 64, sample, n);
		y[w] = seen.noise / seen.mean * (seen.noise / seen.mean);
	}
	double db = 10 * log10((y[1] - y[0]) / 128);
	/* F - 1/G: -61.243 dB; u of y[1] is sqrt(2 / (21 x 399)) of 1.07 y. */
	assert_near(db, -61.243, 4 * 4.343 * 1.15 * sqrt(2 / (21 * 399.0)));
	free(mv);
	twin_bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_predictions_s0),
		cmocka_unit_test(test_predictions_s1),
		cmocka_unit_test(test_predictions_s2),
		cmocka_unit_test(test_s2_curve_is_the_closed_form),
		cmocka_unit_test(test_s2_unamplified_is_the_closed_form),
		cmocka_unit_test(test_pattern_n),
		cmocka_unit_test(test_fast_absorber_has_no_hundred_passes),
		cmocka_unit_test(test_draws),
		cmocka_unit_test(test_simulation_s0),
		cmocka_unit_test(test_simulation_jitter),
		cmocka_unit_test(test_simulation_s1),
		cmocka_unit_test(test_simulation_s2),
		cmocka_unit_test(test_simulation_with_walk),
		cmocka_unit_test(test_simulation_amplifier_off),
		cmocka_unit_test(test_simulation_fast_absorber),
		cmocka_unit_test(test_simulated_noise_floor),
		cmocka_unit_test(test_simulated_n),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
