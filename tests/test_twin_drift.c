/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slow quantities: their law at any times, their independence of who asks, and
 * what a calibration sets right. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "twin/drift.h"
#include "twin/rng.h"
#include "twin/slow.h"

#define N 2048 /* quantities of a family: as many trials */

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.10g is not %.10g within %.3g", value, expected,
			 tolerance);
}

static double values[2][N];

/* Mean of products over the trials, with its sd for Gaussian values. */
static void assert_covariance(const struct twin_drift_law *law, double s,
			      double t, double var_s, double var_t,
			      double expected)
{
	struct twin_rng rng = twin_rng_make(3, TWIN_SOURCE_DRIFT);
	double sum = 0;
	twin_drift_at(law, &rng, 1, s, values[0], N);
	twin_drift_at(law, &rng, 1, t, values[1], N);
	for (int i = 0; i < N; i++)
		sum += values[0][i] * values[1][i] / N;
	double sd = sqrt((var_s * var_t + expected * expected) / N);
	assert_near(sum, expected, 4.2 * sd + 2e-3 * fabs(expected));
}

/* Variance D t, covariance D min(s, t). */
static void test_walk(void **state)
{
	(void)state;
	const struct twin_drift_law law = { .walk = 1e-7,
					    .hvac_period_s = 900 };
	static const double at[] = { 0.3, 1, 17.123456, 3600, 90000.5, 1e6 };
	for (size_t i = 0; i < 6; i++)
		for (size_t j = i; j < 6; j++)
			assert_covariance(&law, at[i], at[j], 1e-7 * at[i],
					  1e-7 * at[j], 1e-7 * at[i]);
	assert_near(twin_drift_variance(&law, 3600), 3.6e-4, 1e-15);
	assert_near(twin_drift_allan(&law, 60), 2e-6, 1e-18); /* D tau / 3 */
}

/* Stationary; correlation the mean of six exponentials, also where the blocks
 * of 32 time constants meet. */
static void test_flicker(void **state)
{
	(void)state;
	const struct twin_drift_law law = { .flicker = 2e-3,
					    .hvac_period_s = 900 };
	static const double at[][2] = {
		{ 0, 0 },      { 5.2, 5.7 },	 { 31.9, 32.1 },
		{ 100, 130 },  { 319, 321 },	 { 31990, 32010 },
		{ 10, 40000 }, { 1e5, 900000.25 }
	};
	for (size_t i = 0; i < 8; i++) {
		double r = 0, tau = 1;
		for (int c = 0; c < 6; c++, tau *= 10)
			r += exp(-(at[i][1] - at[i][0]) / tau) / 6;
		assert_covariance(&law, at[i][0], at[i][1], 4e-6, 4e-6,
				  4e-6 * r);
		assert_near(twin_drift_change(&law, at[i][1] - at[i][0]),
			    2 * 4e-6 * (1 - r), 1e-15);
	}
}

static void test_sine(void **state)
{
	(void)state;
	const struct twin_drift_law law = { .hvac = 5e-3,
					    .hvac_period_s = 900 };
	struct twin_rng rng = twin_rng_make(3, TWIN_SOURCE_DRIFT);
	for (double t = 0; t < 2000; t += 77.7) {
		twin_drift_at(&law, &rng, 1, t, values[0], 3);
		assert_near(values[0][2], 5e-3 * sin(2 * M_PI * t / 900),
			    1e-14);
	}
}

/* Half the mean square of the difference of two averages over tau, averages by
 * the trapezoid rule in 32 steps. */
static double allan_seen(const struct twin_drift_law *law, double start,
			 double tau)
{
	static double mean[2][N];
	struct twin_rng rng = twin_rng_make(4, TWIN_SOURCE_DRIFT);
	double sum = 0;
	memset(mean, 0, sizeof(mean));
	for (int half = 0; half < 2; half++)
		for (int i = 0; i <= 32; i++) {
			double w = i == 0 || i == 32 ? 0.5 / 32 : 1.0 / 32;
			twin_drift_at(law, &rng, 2,
				      start + tau * (half + i / 32.0),
				      values[0], N);
			for (int j = 0; j < N; j++)
				mean[half][j] += w * values[0][j];
		}
	for (int j = 0; j < N; j++)
		sum += (mean[1][j] - mean[0][j]) * (mean[1][j] - mean[0][j]);
	return sum / (2 * N);
}

static void test_allan(void **state)
{
	(void)state;
	const struct twin_drift_law laws[] = {
		{ .walk = 1e-8, .hvac_period_s = 900 },
		{ .flicker = 2e-3, .hvac_period_s = 900 },
		{ .walk = 1e-7, .flicker = 5e-3, .hvac_period_s = 900 },
	};
	/* Short enough for 32 steps to follow the fastest part. */
	static const double taus[3][2] = { { 60, 600 }, { 0.5, 6 }, { 2, 6 } };
	for (size_t i = 0; i < 3; i++)
		for (size_t j = 0; j < 2; j++)
			assert_near(allan_seen(&laws[i], 1000, taus[i][j]) /
					    twin_drift_allan(&laws[i],
							     taus[i][j]),
				    1, 4.2 * sqrt(2.0 / N) + 0.01);
	/* Closed forms: an OU of tau_c alone, and its two ends. */
	const struct twin_drift_law one = { .flicker = 1,
					    .hvac_period_s = 900 };
	double sum6 = 0, tau_c = 1;
	for (int c = 0; c < 6; c++, tau_c *= 10) {
		double x = 60 / tau_c;
		sum6 += (2 * x - 3 + 4 * exp(-x) - exp(-2 * x)) / (x * x) / 6;
	}
	assert_near(twin_drift_allan(&one, 60), sum6, 1e-8);
	assert_near(twin_drift_allan(&one, 1e-5) / (2e-5 / 3 * 1.11111 / 6), 1,
		    1e-4);
	/* The sine's, over its phase. */
	const struct twin_drift_law sine = { .hvac = 1e-2,
					     .hvac_period_s = 900 };
	double sum = 0;
	for (int i = 0; i < 36; i++)
		sum += allan_seen(&sine, 25.0 * i, 200) / 36;
	assert_near(sum / twin_drift_allan(&sine, 200), 1, 2e-3);
}

/* What was asked before, how often and with how many others, is nothing to a
 * value; other families, seeds and quantities are others. */
static void test_values_are_their_own(void **state)
{
	(void)state;
	const struct twin_drift_law law = { 1e-7, 5e-3, 1e-2, 900 };
	struct twin_rng rng = twin_rng_make(3, TWIN_SOURCE_DRIFT);
	double first[200], again[200];
	twin_drift_at(&law, &rng, 5, 1234.5678, first, 200);
	for (double t = 0; t < 3000; t += 97)
		twin_drift_at(&law, &rng, 5, t, again, 7);
	twin_drift_at(&law, &rng, 5, 1234.5678, again, 130);
	assert_memory_equal(first, again, 130 * sizeof(*first));
	twin_drift_at(&law, &rng, 6, 1234.5678, again, 1);
	assert_true(again[0] != first[0] && first[0] != first[64]);
	/* Continuous: a millisecond moves it by little. */
	twin_drift_at(&law, &rng, 5, 1234.5688, again, 200);
	for (int i = 0; i < 200; i++)
		assert_near(again[i], first[i],
			    6 * sqrt(twin_drift_change(&law, 1e-3)) + 1e-7);
}

static void test_calibration(void **state)
{
	(void)state;
	struct twin_config c;
	struct twin_slow *slow;
	assert_int_equal(twin_config_stage("S4", &c, NULL), ERR_OK);
	c.noise_off = 1u << TWIN_SOURCE_DRAW;
	assert_int_equal(twin_slow_new(&c, 9, &slow, NULL), ERR_OK);
	struct twin_slow_state s = *twin_slow_at(slow, 5000);
	double own = s.receive[13], other = s.receive[1];
	assert_true(s.gain != 0 && own != 0 && other != 0);
	twin_slow_calibrate(slow, 5000);
	const struct twin_slow_state *after = twin_slow_at(slow, 5000);
	assert_near(after->gain, 0.01 * s.gain, 1e-15);
	assert_near(after->lane_gain[7], 0.01 * s.lane_gain[7], 1e-15);
	assert_near(after->threshold[3][1], 0.01 * s.threshold[3][1], 1e-15);
	assert_near(after->length_s, 0.01 * s.length_s, 1e-24);
	assert_near(after->receive[13], 0.01 * own, 1e-15);
	assert_near(after->receive[1], other, 0);
	/* It drifts on from there, by what it would have. */
	double then = twin_slow_at(slow, 5600)->gain;
	struct twin_slow *free_running;
	assert_int_equal(twin_slow_new(&c, 9, &free_running, NULL), ERR_OK);
	assert_near(then,
		    twin_slow_at(free_running, 5600)->gain - 0.99 * s.gain,
		    1e-15);
	twin_slow_free(slow);
	twin_slow_free(free_running);
}

/* The source "drift" left out, nothing does. */
static void test_drift_off(void **state)
{
	(void)state;
	struct twin_config c;
	struct twin_slow *slow;
	assert_int_equal(twin_config_stage("S6", &c, NULL), ERR_OK);
	c.noise_off = 1u << TWIN_SOURCE_DRIFT | 1u << TWIN_SOURCE_DRAW;
	assert_int_equal(twin_slow_new(&c, 9, &slow, NULL), ERR_OK);
	const struct twin_slow_state *s = twin_slow_at(slow, 5000);
	assert_true(s->gain == 0 && s->receive[5] == 0 && s->length_s == 0);
	twin_slow_free(slow);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_flicker),
		cmocka_unit_test(test_sine),
		cmocka_unit_test(test_allan),
		cmocka_unit_test(test_values_are_their_own),
		cmocka_unit_test(test_calibration),
		cmocka_unit_test(test_drift_off),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
