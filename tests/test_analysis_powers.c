/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LG-2 from one power per pass, with its u or without. */
#include <stdlib.h>
#include <string.h>

#include "analysis/ringdown.h"
#include "check_real.h"
#include "simulate.h"

enum { K = 10 };

static const double passes[K] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };

static void decay(double *power, double *u, double g)
{
	for (int i = 0; i < K; i++) {
		power[i] = pow(g, i);
		u[i] = .01;
	}
}

/* P = 0.9^k, k = 0..9, u = 0.01 each. */
static void test_check_point(void **state)
{
	(void)state;
	double power[K], u[K];
	struct ringdown_powers in = { passes, power, u, K, false, "P4" };
	struct ringdown_result out;

	decay(power, u, .9);
	ringdown_powers_estimate(&in, &out);
	assert_int_equal(out.g.status, ESTIMATE_OK);
	assert_int_equal(out.used, K);
	check_real(out.g.value, .9, 1e-12);
	check_real(out.g.u / .9, 1.79919e-3, 5e-9);
	check_real(out.g_db.value, -.45757, 5e-6);
	check_real(out.g_db.u, .007814, 5e-7);
	check_real(out.half_life.value, 6.5788, 5e-5);
	check_real(ringdown_curve(&out, 9), pow(.9, 9), 1e-12);
	assert_true(isinf(out.g.nu_eff));
	check_real(out.p_scatter, 1, 1e-12);
}

/* +-+- about the line: the scatter is known, and so is its uncertainty. */
static void test_scatter_tells_u(void **state)
{
	(void)state;
	double power[K], u[K];
	struct ringdown_powers in = { passes, power, NULL, K, false, "P4" };
	struct ringdown_result own, given;

	decay(power, u, .9);
	for (int i = 0; i < K; i++)
		power[i] += .002 * ((i / 2) % 2 ? 1 : -1);
	ringdown_powers_estimate(&in, &own);
	assert_int_equal(own.g.status, ESTIMATE_OK);
	check_real(own.g.nu_eff, K - 2, 0);
	check_real(own.g.u / .9, 1.79919e-3 / 5, 1e-4);
	/* Far too small a u is not believed. */
	for (int i = 0; i < K; i++)
		u[i] = 1e-5;
	in.u = u;
	ringdown_powers_estimate(&in, &given);
	assert_true(given.p_scatter < 1e-6);
	check_real(given.g.nu_eff, K - 2, 0);
	check_real(given.g.u / own.g.u, 1, .02);
	assert_false(given.g.flags & ESTIMATE_FLAG_SATURATING);
}

/* Powers below 10 u are left out, given or found. */
static void test_floor(void **state)
{
	(void)state;
	double power[K], u[K];
	struct ringdown_powers in = { passes, power, u, K, false, "P4" };
	struct ringdown_result out;

	decay(power, u, .7);
	for (int i = 0; i < K; i++)
		power[i] += i % 2 ? .008 : -.008;
	ringdown_powers_estimate(&in, &out);
	/* .7^6 = .118 - .008 is the last above .1. */
	assert_int_equal(out.used, 7);
	in.u = NULL;
	ringdown_powers_estimate(&in, &out);
	assert_int_equal(out.g.status, ESTIMATE_OK);
	assert_true(out.used >= 5 && out.used <= 8);
	assert_true(fabs(out.g.value - .7) < 4 * out.g.u);
}

static void test_pedestal(void **state)
{
	(void)state;
	double power[K], u[K];
	struct ringdown_powers in = { passes, power, u, K, true, "P4" };
	struct ringdown_result out;

	for (int given = 0; given < 2; given++) {
		for (int i = 0; i < K; i++) {
			double s = pow(.8, i);
			power[i] = s + .02 * (1 - s) / .2 +
				   (i % 2 ? 1e-6 : -1e-6);
			u[i] = 1e-6;
		}
		in.u = given ? u : NULL;
		ringdown_powers_estimate(&in, &out);
		assert_int_equal(out.g.status, ESTIMATE_OK);
		check_real(out.g.value, .8, 1e-4);
		check_real(out.pedestal.value, .02, 1e-4);
		assert_true(fabs(out.g.value - .8) < 3 * out.g.u);
	}
}

/* Saturation: less gain where there is more light. */
static void test_saturating(void **state)
{
	(void)state;
	double power[K], u[K], p = 1;
	struct ringdown_powers in = { passes, power, u, K, false, "P4" };
	struct ringdown_result out;

	for (int i = 0; i < K; i++) {
		power[i] = p;
		u[i] = 1e-4;
		p *= .95 / (1 + .2 * p);
	}
	for (int given = 0; given < 2; given++) {
		in.u = given ? u : NULL;
		ringdown_powers_estimate(&in, &out);
		assert_true(out.p_curvature < .01);
		assert_true(out.g.flags & ESTIMATE_FLAG_SATURATING);
		assert_true(out.g_operating.value < out.g.value);
		assert_true(out.g_small_signal.value > out.g.value);
		check_real(out.g_operating.value, .95 / 1.2, .02);
	}
}

static void test_refusals(void **state)
{
	(void)state;
	double power[K], u[K], k[K];
	struct ringdown_powers in = { k, power, u, K, false, "P4" };
	struct ringdown_result out;

	decay(power, u, .5);
	memcpy(k, passes, sizeof(k));
	ringdown_powers_estimate(&in, &out);
	assert_int_equal(out.g.status, ESTIMATE_OK);
	in.passes = 3;
	ringdown_powers_estimate(&in, &out);
	assert_int_equal(out.g.status, ESTIMATE_INSUFFICIENT);
	in.u = NULL;
	ringdown_powers_estimate(&in, &out);
	assert_int_equal(out.g.status, ESTIMATE_INSUFFICIENT);
	in.passes = K;
	in.u = u;
	u[4] = 0;
	ringdown_powers_estimate(&in, &out);
	assert_non_null(strstr(out.g.note, "power 4"));
	u[4] = .01;
	k[5] = 2;
	ringdown_powers_estimate(&in, &out);
	assert_non_null(strstr(out.g.note, "before the one above"));
	k[5] = NAN;
	ringdown_powers_estimate(&in, &out);
	assert_int_equal(out.g.status, ESTIMATE_INSUFFICIENT);
	k[5] = 5;
	power[2] = INFINITY;
	ringdown_powers_estimate(&in, &out);
	assert_int_equal(out.g.status, ESTIMATE_INSUFFICIENT);
	for (int i = 0; i < K; i++)
		power[i] = -1 - i;
	ringdown_powers_estimate(&in, &out);
	assert_int_equal(out.g.status, ESTIMATE_INSUFFICIENT);
	in.u = NULL;
	ringdown_powers_estimate(&in, &out);
	assert_int_equal(out.g.status, ESTIMATE_INSUFFICIENT);
	in.passes = 0;
	ringdown_powers_estimate(&in, &out);
	assert_int_equal(out.g.status, ESTIMATE_INSUFFICIENT);
	/* Exact powers have no scatter, and grow. */
	for (int i = 0; i < K; i++)
		power[i] = pow(1.05, i);
	in.passes = K;
	ringdown_powers_estimate(&in, &out);
	assert_int_equal(out.g.status, ESTIMATE_OK);
	assert_int_equal(out.half_life.status, ESTIMATE_UNSTABLE_FIT);
}

static void pull(const char *name, bool given, bool pedestal, double noise)
{
	enum { N = 16 };
	double k[N], power[N], u[N];
	struct ringdown_powers in = { k, power, given ? u : NULL, N, pedestal,
				      "P4" };
	struct simulate_pull p = { .name = name };
	int bent = 0;

	for (int seed = 1; seed <= 200; seed++) {
		struct simulate_rng rng;
		struct ringdown_result out;
		simulate_seed(&rng, (uint64_t)seed);
		for (int i = 0; i < N; i++) {
			double s = pow(.9, i);
			k[i] = i;
			u[i] = noise * (given ? 1 + i % 3 : 1);
			power[i] = s + u[i] * simulate_normal(&rng);
			if (pedestal)
				power[i] += .05 * (1 - s) / .1;
		}
		ringdown_powers_estimate(&in, &out);
		simulate_pull_add(&p, &out.g, .9);
		bent += (out.g.flags & ESTIMATE_FLAG_SATURATING) != 0;
	}
	simulate_pull_check(&p);
	assert_true(bent <= 8);
}

static void test_pull(void **state)
{
	(void)state;
	pull("u given", true, false, 2e-3);
	pull("u from the scatter", false, false, 5e-3);
	pull("pedestal, u given", true, true, 1e-3);
	pull("pedestal, from scatter", false, true, 1e-3);
}

/* ln B a parabola: the gain at its ends. */
static void test_pull_bent(void **state)
{
	(void)state;
	enum { N = 16 };
	double k[N], power[N], u[N];
	struct ringdown_powers in = { k, power, u, N, false, "P4" };
	struct simulate_pull first = { .name = "operating" };
	struct simulate_pull last = { .name = "small signal" };

	for (int seed = 1; seed <= 200; seed++) {
		struct simulate_rng rng;
		struct ringdown_result out;
		simulate_seed(&rng, (uint64_t)seed);
		for (int i = 0; i < N; i++) {
			k[i] = i;
			u[i] = 1e-3;
			power[i] = exp(-.15 * i + .004 * i * i) +
				   u[i] * simulate_normal(&rng);
		}
		ringdown_powers_estimate(&in, &out);
		assert_true(out.g.flags & ESTIMATE_FLAG_SATURATING);
		simulate_pull_add(&first, &out.g_operating, exp(-.15));
		simulate_pull_add(&last, &out.g_small_signal,
				  exp(-.15 + .008 * (N - 1)));
	}
	simulate_pull_check(&first);
	simulate_pull_check(&last);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check_point),
		cmocka_unit_test(test_scatter_tells_u),
		cmocka_unit_test(test_floor),
		cmocka_unit_test(test_pedestal),
		cmocka_unit_test(test_saturating),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_pull),
		cmocka_unit_test(test_pull_bent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
