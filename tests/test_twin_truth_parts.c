/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the truth against closed forms and the check points of the
 * measurement definitions: error rates, crosstalk, exponents, losses, drift,
 * lock, mains. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/check_real.h"
#include "tests/lit_bench.h"
#include "twin/bench_meters.h"
#include "twin/rng.h"

static const unsigned passes[] = { 0, 1 };

static json_t *truth_of(const struct twin_config *config)
{
	struct twin_bench *bench;
	assert_int_equal(twin_bench_new(config, 1, &bench, NULL), ERR_OK);
	json_t *root = lit_bench_truth(bench);
	twin_bench_free(bench);
	return root;
}

static struct twin_config undrawn(const char *stage)
{
	struct twin_config config = lit_config(stage);
	config.noise_off = 1u << TWIN_SOURCE_DRAW | 1u << TWIN_SOURCE_DRIFT;
	return config;
}

/* TC-2: thermal noise alone, equal steps; SER at SNR_var 14, 17, 20, 22 dB.
 * Everything but the comparators' thermal noise is off. */
static void test_ser(void **state)
{
	(void)state;
	static const double row[][3] = { { 14, 1.431209e-3, 1e-9 },
					 { 17, 9.705649e-6, 1e-11 },
					 { 20, 6.094199e-10, 1e-15 },
					 { 22, 8.433e-15, 5e-18 } };
	for (int i = 0; i < 4; i++) {
		struct twin_config c = undrawn("S0");
		double p4 = 1e-3 * pow(10, c.receiver.tap_dbm / 10);
		double eps = pow(10, -c.extinction_db / 10);
		/* Levels in units of their mean: (1 - eps)/(1 + eps) = d. */
		double d = (1 - eps) / (1 + eps) * c.receiver.responsivity_a_w *
			   p4;
		double sigma = sqrt(d * d * 2 / 3 / pow(10, row[i][0] / 10));
		c.receiver.thermal_a_rthz = sigma / sqrt(1 / 12e-9);
		c.noise_off |= 1u << TWIN_SOURCE_SHOT | 1u << TWIN_SOURCE_RIN;
		c.comparator.hysteresis = 0;
		json_t *root = truth_of(&c);
		check_real(lit_number(root, "eyes.0.ser.0"), row[i][1],
			   row[i][2]);
		check_real(lit_number(root, "eyes.0.ser_optimum.0"), row[i][1],
			   row[i][2]);
		check_real(lit_number(root, "eyes.0.Q.0.1"), d / 2 / sigma,
			   1e-9);
		check_real(lit_number(root, "eyes.0.optimum_setting_mv.0.0"),
			   lit_number(root, "eyes.0.setting_mv.0"), 1e-6);
		json_decref(root);
	}
}

/* XT-3: sixteen lanes, all entries alike: -30 dB add up to -18.2391 dB, and the
 * condition number of 0.01 is 1.161616. */
static void test_crosstalk(void **state)
{
	(void)state;
	static const double entry_db[] = { -30, -20 };
	static const double all_db[] = { -18.2391, -8.2391 };
	static const double kappa[] = { 1.016016, 1.161616 };
	for (int i = 0; i < 2; i++) {
		struct twin_config c = undrawn("S5");
		struct twin_config_crosstalk *x = &c.crosstalk.receive;
		c.modes = 1;
		c.passes = 1;
		c.loss.tilt_db = c.loss.modes_db = c.amplifier.tilt_db = 0;
		x->adjacent_db = x->other_db = entry_db[i];
		x->spread_db = 0;
		json_t *root = truth_of(&c);
		check_real(lit_number(root, "crosstalk.xt_db.0.3.9"),
			   entry_db[i], 1e-9);
		check_real(lit_number(root, "crosstalk.matrix.0.aggregate."
					    "incoherent_db.7"),
			   all_db[i], 6e-5);
		check_real(lit_number(root,
				      "crosstalk.matrix.0.condition_number"),
			   kappa[i], 6e-7);
		/* H'H has one eigenvalue of (1 + 15 y)^2 and fifteen of
		 * (1 - y)^2. */
		double y = pow(10, entry_db[i] / 10);
		double a = pow(1 + 15 * y, 2), b = pow(1 - y, 2);
		check_real(lit_number(root, "crosstalk.matrix.0."
					    "participation_ratio_lanes"),
			   pow(a + 15 * b, 2) / (a * a + 15 * b * b), 1e-9);
		json_decref(root);
	}
}

/* What one laser brings to the photodiode: -10 dBm of 0 dBm at its own, in S3
 * as lined up. Coherent entries are those of the same wavelength. */
static void test_responses(void **state)
{
	(void)state;
	struct twin_config c = undrawn("S4");
	c.crosstalk.receive.spread_db = 0;
	c.crosstalk.loop.mode_db = -INFINITY;
	c.loss.modes_db = c.loss.tilt_db = 0;
	c.passes = 1;
	json_t *root = truth_of(&c);
	double own = lit_number(root, "crosstalk.matrix.0.h.4.4"), sum = 0;
	for (int j = 3; j < 6; j++) {
		char path[64];
		snprintf(path, sizeof(path), "crosstalk.matrix.0.h.4.%d", j);
		sum += lit_number(root, path) / 0.1;
	}
	/* Modes share a wavelength's light, which leaks a little to others. */
	double leak = 2 * pow(10, -2.5) + pow(10, -3);
	check_real(sum, 1 / (1 + leak), 3e-3);
	check_real(own + 0, 0.1 * sum - 0.1 * 0.02 / 1.02, 1e-3);
	double coherent =
		lit_number(root, "crosstalk.matrix.0.aggregate.coherent_db.4");
	check_real(coherent, -20 + 10 * log10(2), 0.5);
	json_decref(root);
}

/* RV-3, RV-4: a linear loop has ln g; geometric, q = 0.5, N = 8: 2.976654. */
static void test_linear_state(void **state)
{
	(void)state;
	struct twin_config c = undrawn("S1");
	c.passes = 7;
	c.loss.pass_db = 5 * log10(2);
	c.loss.voa_db = 0;
	json_t *root = truth_of(&c);
	check_real(lit_number(root, "g"), sqrt(0.5), 1e-12);
	check_real(lit_number(root, "state.lyapunov_largest"), log(sqrt(0.5)),
		   1e-12);
	check_real(lit_number(root, "lane_pass.0.lyapunov_per_pass"),
		   log(sqrt(0.5)), 1e-12);
	check_real(lit_number(root, "state.participation_ratio_passes"),
		   2.976654, 5e-7);
	json_decref(root);
}

/* SN-6: a0 = 0.3, ans = 0.05, p = 1: slope 1.093750 where the absorber follows
 * each slot. */
static void test_slope(void **state)
{
	(void)state;
	struct twin_config c = undrawn("S2-fast-sa");
	c.absorber.a0 = 0.3;
	c.absorber.ans = 0.05;
	c.absorber.p_nominal = 1;
	json_t *root = truth_of(&c);
	check_real(lit_number(root, "lane_pass.0.log_slope"), 1.09375, 1e-9);
	check_real(lit_number(root, "lane_pass.0.lyapunov_per_pass"),
		   log(1.09375), 1e-9);
	json_decref(root);
}

/* Elements add up to the pass; noise of LG-4: -61.20 dB; OSNR of one amplifier
 * is P2/(F - 1/G)/(h nu B). */
static void test_losses(void **state)
{
	(void)state;
	struct twin_config c = undrawn("S2");
	json_t *root = truth_of(&c);
	double f = lit_number(root, "lane_pass.0.noise_factor_field");
	double hz = 299792458.0 * 1e-10 / (1550e-9 * 1550e-9);
	check_real(lit_number(root, "lane_pass.0.attenuator_db") +
			   lit_number(root, "lane_pass.0.other_db"),
		   14, 1e-9);
	check_real(lit_number(root, "lane_pass.0.pass_db"),
		   14 - 10 * log10(0.79), 1e-9);
	check_real(10 * log10(lit_number(root, "lane_pass.0.n_carrier_lg4")),
		   -61.20, 5e-3);
	check_real(lit_number(root, "eyes.0.osnr_0p1nm_db.0"),
		   10 * log10(1e-4 / (f * 1.281578e-19 * hz)), 1e-5);
	json_decref(root);
}

/* Drift: D tau/3 of the walk alone; CD-1: relock of median 1.5 s, sigma 0.5 is
 * 1.69972 s in the mean, 600 s between losses 1/(1 + .0028329) available. */
static void test_laws(void **state)
{
	(void)state;
	struct twin_config c = undrawn("S3");
	c.noise_off = 0;
	c.drift.gain.walk = 3e-6;
	c.drift.gain.flicker = c.drift.gain.hvac = 0;
	c.lock.mtbf_s = 600;
	json_t *root = truth_of(&c);
	check_real(lit_number(root, "drift.gain.adev.2"), 1e-2, 1e-12);
	check_real(lit_number(root, "drift.adev_tau_s.2"), 100, 0);
	check_real(lit_number(root, "lock.relock_mean_s"), 1.69972, 5e-6);
	check_real(lit_number(root, "lock.availability"), 1 / 1.0028329, 5e-8);
	json_decref(root);
}

/* TP-1: 512 passes of 3.072 us, an attention of 2 us after each 64, 5 us of I/O:
 * 1593.864 us, 627.4061 a second. */
static void test_token(void **state)
{
	(void)state;
	struct twin_config c = undrawn("S5");
	struct twin_bench *bench;
	struct twin_frame frame;
	c.token.attention_s = 2e-6;
	c.token.io_s = 5e-6;
	c.token.stretch = 0;
	assert_int_equal(twin_bench_new(&c, 1, &bench, NULL), ERR_OK);
	twin_frame_get(bench, &frame);
	frame.attention_every = 64;
	frame.passes = 512;
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	json_t *root = lit_bench_truth(bench);
	double mean = lit_number(root, "token.mean_s");
	check_real(mean, 1593.864e-6, 1e-12);
	check_real(lit_number(root, "token.rate_per_s"), 627.4061, 5e-5);
	check_real(lit_number(root, "token.attention_share"), 16e-6 / mean,
		   1e-9);
	check_real(lit_number(root, "token.io_share"), 5e-6 / mean, 1e-9);
	check_real(lit_number(root, "token.loop_share"), 1572.864e-6 / mean,
		   1e-9);
	json_decref(root);
	twin_bench_free(bench);
}

static void test_mains(void **state)
{
	(void)state;
	struct twin_config c = lit_config("S2");
	struct twin_bench *bench = lit_bench_new(&c, 1, passes, 2);
	twin_bench_advance_ns(bench, INT64_C(100000000000));
	json_t *root = lit_bench_truth(bench);
	double joule = lit_number(root, "mains.energy_j");
	check_real(lit_number(root, "mains.power_w"), twin_mains_w(bench),
		   1e-9);
	check_real(joule, twin_mains_j(bench), 1e-9);
	assert_true(joule > 4400 && joule < 4600);
	json_decref(root);
	twin_bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ser),
		cmocka_unit_test(test_crosstalk),
		cmocka_unit_test(test_responses),
		cmocka_unit_test(test_slope),
		cmocka_unit_test(test_linear_state),
		cmocka_unit_test(test_losses),
		cmocka_unit_test(test_laws),
		cmocka_unit_test(test_mains),
		cmocka_unit_test(test_token),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
