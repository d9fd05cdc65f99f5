/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LG-2: check points, refusals, pull over seeds. */
#include "analysis/ringdown.h"

#include <stdlib.h>

#include "check_real.h"
#include "simulate.h"

enum { R = 16, K = 10 };

static const double passes[K] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };

/* Sign patterns orthogonal to each other and to 1: u of every mean is exactly
 * u, and no two passes are correlated. */
static void orthogonal_noise(double *signal, double u)
{
	for (int r = 0; r < R; r++)
		for (int p = 0; p < K; p++) {
			int bits = r & (p + 1), odd = 0;
			for (; bits; bits >>= 1)
				odd ^= bits & 1;
			signal[r * K + p] += (odd ? -u : u) * sqrt(R - 1);
		}
}

static void decay(double *signal, double p0, double g, double pedestal)
{
	for (int r = 0; r < R; r++)
		for (int p = 0; p < K; p++) {
			double s = pow(g, passes[p]);
			signal[r * K + p] = p0 * s +
					    pedestal * (1 - s) / (1 - g);
		}
}

/* P = 0.9^k, k = 0..9, u = 0.01 each: u(ln g) = 1.79919e-3. */
static void test_check_points(void **state)
{
	(void)state;
	double signal[R * K];
	struct ringdown_input in = { signal, R, K, passes, false, "P4" };
	struct ringdown_result out;

	decay(signal, 1, .9, 0);
	orthogonal_noise(signal, .01);
	ringdown_estimate(&in, &out, NULL, NULL);
	assert_int_equal(out.g.status, ESTIMATE_OK);
	assert_int_equal(out.used, K);
	check_real(out.g.value, .9, 1e-12);
	check_real(out.g_db.value, -.45757, 5e-6);
	/* ln is curved over the spread of one burst: a few 1e-4. */
	check_real(out.g.u / .9, 1.79919e-3, 1e-6);
	check_real(out.g_db.u, .007814, 5e-6);
	check_real(out.half_life.value, 6.5788, 5e-5);
	check_real(out.p0.value, 1, 1e-12);
	check_real(ringdown_curve(&out, 9), pow(.9, 9), 1e-12);
	assert_string_equal(out.g_db.unit, "dB/pass");
	assert_true(isnan(out.pedestal.value));
	check_real(ringdown_lifetime(.9), 9.4912, 5e-5);
	check_real(out.p0.value / (1 - out.g.value), 10, 1e-10);
	check_real(ringdown_gain_needed(10), .30103, 5e-6);
	check_real(ringdown_gain_needed(128), .023518, 5e-7);
	check_real(ringdown_gain_needed(512), .0058795, 5e-8);
}

static void test_half_life_of_flat_loop(void **state)
{
	(void)state;
	double signal[R * K];
	struct ringdown_input in = { signal, R, K, passes, false, "P4" };
	struct ringdown_result out;

	decay(signal, 1, .99999, 0);
	orthogonal_noise(signal, .01);
	ringdown_estimate(&in, &out, NULL, NULL);
	assert_int_equal(out.g.status, ESTIMATE_OK);
	assert_int_equal(out.half_life.status, ESTIMATE_CENSORED);
	assert_int_equal(out.half_life.censor, ESTIMATE_CENSOR_ABOVE);
	assert_true(out.half_life.value > 100);
	decay(signal, 1, 1.05, 0);
	orthogonal_noise(signal, .01);
	ringdown_estimate(&in, &out, NULL, NULL);
	assert_int_equal(out.half_life.status, ESTIMATE_UNSTABLE_FIT);
}

/* Half-life -> gain per pass in dB, as printed. */
static void test_half_lives(void **state)
{
	(void)state;
	static const struct {
		double passes, db;
	} row[] = { { 10, .30103 }, { 128, .023518 }, { 512, .0058795 } };

	for (int i = 0; i < 3; i++) {
		double signal[R * K];
		struct ringdown_input in = { signal, R, K, passes, false, "P4" };
		struct ringdown_result out;
		decay(signal, 1, pow(10, -row[i].db / 10), 0);
		orthogonal_noise(signal, 1e-5);
		ringdown_estimate(&in, &out, NULL, NULL);
		check_real(out.half_life.value / row[i].passes, 1,
				   1e-4);
		check_real(out.half_life.u / out.half_life.value,
				   out.g_db.u / row[i].db, 1e-6);
	}
}

static void test_pedestal(void **state)
{
	(void)state;
	double signal[R * K], mean[K], u[K];
	struct ringdown_input in = { signal, R, K, passes, true, "P4" };
	struct ringdown_result out;

	decay(signal, 1, .8, .02);
	orthogonal_noise(signal, .001);
	ringdown_estimate(&in, &out, mean, u);
	assert_int_equal(out.g.status, ESTIMATE_OK);
	check_real(out.g.value, .8, 1e-9);
	check_real(out.pedestal.value, .02, 1e-9);
	check_real(out.p0.value, 1, 1e-9);
	check_real(u[3], .001, 1e-9);
	check_real(ringdown_curve(&out, 5), mean[5], 1e-9);
	/* Taken for a plain decay the same data bend. */
	in.pedestal = false;
	ringdown_estimate(&in, &out, NULL, NULL);
	assert_true(out.g.flags & ESTIMATE_FLAG_SATURATING);
	assert_true(out.p_curvature < 1e-6);
	assert_true(out.g_small_signal.value > out.g_operating.value);
}

static void test_amplitude_drops_pedestal(void **state)
{
	(void)state;
	const double level[6] = { 0, 1, 2, 2, 0, 1 };
	double x[12], s[2];

	for (int i = 0; i < 6; i++) {
		x[i] = 7 + .5 * level[i];
		x[6 + i] = 9 + .25 * level[i];
	}
	struct bursts b = { x, 1, 2, 6 };
	ringdown_amplitude(&b, level, s);
	check_real(s[0], .5, 1e-14);
	check_real(s[1], .25, 1e-14);
	ringdown_power(&b, 7, s);
	check_real(s[0], .5, 1e-14);
	check_real(s[1], 2.25, 1e-14);
}

/* Light that walks by 1/100 slot a pass: early, then late. */
static void test_amplitude_survives_walk(void **state)
{
	(void)state;
	enum { M = 30 };
	double x[2 * M], level[M + 2] = { 0 }, s[2];
	struct simulate_rng g;
	int8_t symbol[M];

	simulate_seed(&g, 1);
	simulate_pattern(&g, symbol, M);
	for (int m = 0; m < M; m++)
		level[m + 1] = symbol[m] + 1;
	for (int m = 0; m < M; m++) {
		x[m] = 5 + .7 * (.99 * level[m + 1] + .01 * level[m + 2]);
		x[M + m] = 6 + .6 * (.98 * level[m + 1] + .02 * level[m]);
	}
	struct bursts b = { x, 1, 2, M };
	ringdown_amplitude(&b, level + 1, s);
	check_real(s[0], .7, 1e-12);
	check_real(s[1], .6, 1e-12);
}

static void test_refusals(void **state)
{
	(void)state;
	double signal[R * K];
	struct ringdown_input in = { signal, R, K, passes, false, "P4" };
	struct ringdown_result out;

	/* Only k = 0, 1, 2 stand above 10 u. */
	decay(signal, 1, .4, 0);
	orthogonal_noise(signal, .01);
	ringdown_estimate(&in, &out, NULL, NULL);
	assert_int_equal(out.g.status, ESTIMATE_INSUFFICIENT);
	assert_int_equal(out.used, 3);
	assert_true(isnan(out.g.value) && out.g.note[0]);
	in.bursts = 3;
	ringdown_estimate(&in, &out, NULL, NULL);
	assert_int_equal(out.g.status, ESTIMATE_INSUFFICIENT);
	in.bursts = R;
	signal[3] = NAN;
	ringdown_estimate(&in, &out, NULL, NULL);
	assert_int_equal(out.g.status, ESTIMATE_INSUFFICIENT);
	for (int i = 0; i < R * K; i++)
		signal[i] = 1;
	ringdown_estimate(&in, &out, NULL, NULL);
	assert_int_equal(out.g.status, ESTIMATE_INSUFFICIENT);
	in.passes = 0;
	ringdown_estimate(&in, &out, NULL, NULL);
	assert_int_equal(out.g.status, ESTIMATE_INSUFFICIENT);
}

static void pull(const char *name, double g, double drift, bool pedestal,
		 size_t bursts)
{
	enum { M = 60, KP = 9, SEEDS = 200 };
	static const double k[KP] = { 0, 1, 2, 4, 8, 12, 16, 24, 32 };
	double *x = malloc(bursts * KP * M * sizeof(*x)), level[M];
	double *signal = malloc(bursts * KP * sizeof(*signal));
	struct simulate_pull p = { .name = name };
	int bent = 0;

	for (int seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng rng;
		struct ringdown_result out;
		int8_t symbol[M];
		simulate_seed(&rng, (uint64_t)seed);
		simulate_pattern(&rng, symbol, M);
		for (int m = 0; m < M; m++)
			level[m] = (1 + .98 * symbol[m]);
		struct simulate_loop l = { level, M,	g,     2e-4,
					   5e-3,  5e-3, drift, 0 };
		simulate_bursts(&rng, &l, k, KP, bursts, x);
		struct bursts b = { x, bursts, KP, M };
		if (pedestal)
			ringdown_power(&b, 0, signal);
		else
			ringdown_amplitude(&b, level, signal);
		ringdown_estimate(&(struct ringdown_input){ signal, bursts, KP,
							    k, pedestal, "P4" },
				  &out, NULL, NULL);
		simulate_pull_add(&p, &out.g, g);
		bent += (out.g.flags & ESTIMATE_FLAG_SATURATING) != 0;
	}
	simulate_pull_check(&p);
	assert_true(bent <= 8); /* 1 % of 200, by chance */
	free(x);
	free(signal);
}

static void test_pull(void **state)
{
	(void)state;
	pull("g = 1", 1, 0, false, 32);
	pull("g = .97, drifting", .97, .01, false, 32);
	pull("g = .9, R = 12", .9, .003, false, 12);
	pull("g = .93 with pedestal", .93, .003, true, 32);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check_points),
		cmocka_unit_test(test_half_life_of_flat_loop),
		cmocka_unit_test(test_half_lives),
		cmocka_unit_test(test_pedestal),
		cmocka_unit_test(test_amplitude_drops_pedestal),
		cmocka_unit_test(test_amplitude_survives_walk),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_pull),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
