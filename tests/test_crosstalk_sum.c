/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XT-3: aggregates, growth over passes, residual, condition number. */
#include <stdlib.h>
#include <string.h>

#include "analysis/conditioning.h"
#include "analysis/crosstalk_sum.h"
#include "check_real.h"
#include "simulate.h"

#define SEEDS 200
enum { MOST = 64 };

static double h[MOST * MOST], u[MOST * MOST];
static struct estimate x[MOST * MOST];

static double db(double ratio)
{
	return 10 * log10(ratio);
}

static double ratio(double decibel)
{
	return pow(10, decibel / 10);
}

/* n lanes: the first `strong` interferers of lane 1 at one level, the rest at
 * another; no noise. */
static struct crosstalk_matrix lanes(size_t n, size_t strong, double first,
				     double rest)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			h[i * n + j] = i == j ? 1 :
				       j <= strong ? ratio(first) :
						     ratio(rest);
			u[i * n + j] = 0;
		}
	return (struct crosstalk_matrix){ n, h, u, INFINITY, 0, 100, "XT-3",
					  "P4" };
}

static double aggregate(size_t n, size_t strong, double first, double rest)
{
	struct crosstalk_matrix m = lanes(n, strong, first, rest);
	struct crosstalk_group all = { NULL, false, NULL };

	crosstalk_ratios(&m, CROSSTALK_AT_RECEIVER, x);
	struct estimate e = crosstalk_sum(&m, x, 0, &all);
	return crosstalk_db(&e).value;
}

static void test_power_sum(void **state)
{
	(void)state;
	check_real(aggregate(16, 0, 0, -30), -18.2391, 5e-5);
	check_real(aggregate(64, 0, 0, -30), -12.0066, 5e-5);
	check_real(aggregate(16, 0, 0, -20), -8.2391, 5e-5);
	check_real(aggregate(64, 0, 0, -20), -2.0066, 5e-5);
	check_real(aggregate(16, 2, -25, -30), -17.139, 5e-4);
	check_real(aggregate(64, 2, -25, -30), -11.718, 5e-4);
	check_real(aggregate(4, 2, -25, -30), -21.352, 5e-4);
	/* What each entry may be for an aggregate. */
	check_real(aggregate(16, 0, 0, -49.645), -37.884, 5e-4);
	check_real(aggregate(64, 0, 0, -55.878), -37.884, 1e-3);
	check_real(aggregate(4, 0, 0, -34.66), -29.89, 5e-3);
	check_real(aggregate(12, 0, 0, -40.30), -29.89, 5e-3);
	check_real(aggregate(16, 0, 0, -41.65), -29.89, 5e-3);
	check_real(aggregate(64, 0, 0, -47.88), -29.89, 5e-3);
}

static struct estimate beat(size_t n, double level)
{
	static bool coherent[MOST * MOST];
	struct crosstalk_matrix m = lanes(n, 0, 0, level);
	struct crosstalk_group group = { coherent, true, NULL };

	for (size_t k = 0; k < n * n; k++)
		coherent[k] = true;
	crosstalk_ratios(&m, CROSSTALK_AT_RECEIVER, x);
	struct estimate e = crosstalk_sum(&m, x, 0, &group);
	return crosstalk_beat(&e);
}

static void test_coherent(void **state)
{
	(void)state;
	check_real(beat(2, -30).value, .04472, 5e-6);
	check_real(-20 * log10(beat(2, -30).value), 26.990, 5e-4);
	check_real(crosstalk_beat_peak(1e-3), .06325, 5e-6);
	check_real(-20 * log10(beat(16, -30).value), 15.229, 5e-4);
	check_real(-20 * log10(beat(2, -40).value), 36.990, 5e-4);
	check_real(-20 * log10(beat(2, -50).value), 46.990, 5e-4);
}

/* Two wavelengths of two modes: the groups are kept apart; launches weigh. */
static void test_groups(void **state)
{
	(void)state;
	struct crosstalk_matrix m = lanes(4, 1, -20, -30);
	bool coherent[16] = { [1] = true };
	const double launch[] = { 1, 2, 1, .5 };
	struct crosstalk_group group = { coherent, false, launch };

	crosstalk_ratios(&m, CROSSTALK_AT_RECEIVER, x);
	check_real(crosstalk_sum(&m, x, 0, &group).value, 1.5e-3, 1e-15);
	group.of_coherent = true;
	check_real(crosstalk_sum(&m, x, 0, &group).value, .02, 1e-15);
	assert_int_equal(crosstalk_sum(&m, x, 1, &group).status,
			 ESTIMATE_INSUFFICIENT);
	group = (struct crosstalk_group){ NULL, false, NULL };
	x[2] = estimate_refuse(ESTIMATE_NONSTATIONARY, "1", "m", "stale");
	assert_int_equal(crosstalk_sum(&m, x, 0, &group).status,
			 ESTIMATE_NONSTATIONARY);
}

/* [sum detected, sum detected + sum of upper limits]. */
static void test_censored_sum(void **state)
{
	(void)state;
	struct crosstalk_matrix m = lanes(4, 1, -20, -60);
	struct crosstalk_group all = { NULL, false, NULL };

	u[2] = u[3] = 1e-5;
	crosstalk_ratios(&m, CROSSTALK_AT_RECEIVER, x);
	assert_int_equal(x[2].status, ESTIMATE_CENSORED);
	struct estimate e = crosstalk_sum(&m, x, 0, &all);
	assert_int_equal(e.status, ESTIMATE_OK);
	check_real(e.value, .01, 1e-15);
	check_real(e.lo, .01, 1e-15);
	check_real(e.hi, .01 + 2 * x[2].value, 1e-15);
	assert_true(isnan(e.u));
	/* Nothing but limits. */
	m = lanes(4, 0, 0, -60);
	u[1] = u[2] = u[3] = 1e-5;
	crosstalk_ratios(&m, CROSSTALK_AT_RECEIVER, x);
	e = crosstalk_sum(&m, x, 0, &all);
	assert_int_equal(e.status, ESTIMATE_CENSORED);
	check_real(e.value, 3 * x[2].value, 1e-15);
	check_real(e.lo, 0, 0);
}

static void test_sum_pull(void **state)
{
	(void)state;
	struct simulate_pull pull = { .name = "aggregate" };
	struct crosstalk_group all = { NULL, false, NULL };

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		struct crosstalk_matrix m = lanes(4, 1, -20, -23);
		double truth = ratio(-20) + 2 * ratio(-23);
		simulate_seed(&g, seed);
		for (size_t k = 0; k < 16; k++) {
			u[k] = k % 5 ? 2e-4 : .02;
			h[k] += u[k] * simulate_normal(&g);
		}
		crosstalk_ratios(&m, CROSSTALK_AT_RECEIVER, x);
		struct estimate e = crosstalk_sum(&m, x, 0, &all);
		simulate_pull_add(&pull, &e, truth);
	}
	simulate_pull_check(&pull);
}

/* P = (1 - (n - 1) e) I + e (J - I). */
static void mix(size_t n, double e, unsigned passes, double *own, double *other)
{
	static double p[MOST * MOST], out[MOST * MOST];
	double decades;

	for (size_t k = 0; k < n * n; k++)
		p[k] = k % (n + 1) ? e : 1 - (double)(n - 1) * e;
	assert_true(crosstalk_after_passes(p, n, passes, out, &decades));
	*own = out[0] * pow(10, decades);
	*other = out[1] * pow(10, decades);
}

static void test_growth(void **state)
{
	(void)state;
	const struct {
		unsigned k;
		double off, tolerance;
	} want[] = { { 1, -30, 5e-3 }, { 10, -20.311, 5e-4 },
		     { 100, -13.007, 5e-4 }, { 512, -12.042, 5e-4 } };
	double own, other;

	for (int i = 0; i < 4; i++) {
		mix(16, 1e-3, want[i].k, &own, &other);
		check_real(db(other), want[i].off, want[i].tolerance);
		check_real(other, (1 - pow(1 - 16e-3, want[i].k)) / 16, 1e-12);
	}
	check_real(own, .0627, 5e-5);
	mix(16, 1e-5, 512, &own, &other);
	check_real(db(other), -23.084, 5e-4);
	check_real(db(15 * other / own), -10.990, 5e-4);
	mix(2, 1e-3, 512, &own, &other);
	check_real(db(other), -4.940, 5e-4);
	mix(3, .1, 0, &own, &other);
	check_real(own, 1, 0);
	check_real(other, 0, 0);
}

/* Neither a pass of 60 dB loss nor one of 60 dB gain leaves the numbers. */
static void test_growth_range(void **state)
{
	(void)state;
	double p[4], out[4], decades;

	for (int s = -1; s <= 1; s += 2) {
		for (int k = 0; k < 4; k++)
			p[k] = (k % 3 ? 1e-3 : 1) * pow(10, 6 * s);
		assert_true(crosstalk_after_passes(p, 2, 512, out, &decades));
		check_real(out[1] / out[0], tanh(512 * atanh(1e-3)), 1e-12);
		check_real(decades, 6 * 512 * s, 1);
	}
	p[2] = NAN;
	assert_false(crosstalk_after_passes(p, 2, 2, out, &decades));
}

static void test_residual(void **state)
{
	(void)state;
	const double c[] = { 1, -.01, -.02, 1 };
	const double at[] = { 1, .011, .02, 1.1 }, u_at[] = { 1, 2, 3, 4 };
	double left[4], u_left[4];

	crosstalk_residual(2, c, at, u_at, left, u_left);
	check_real(left[1], .011 - .01 * 1.1, 1e-15);
	check_real(left[2], .02 - .02, 1e-15);
	check_real(left[3], 1.1 - .02 * .011, 1e-15);
	check_real(u_left[1], hypot(2, .04), 1e-15);
	check_real(u_left[2], hypot(3, .02), 1e-15);
}

static struct conditioning condition(size_t n, double off, double sigma)
{
	struct conditioning_matrix m = { .n = n, .re = h,
					 .u = sigma > 0 ? u : NULL };

	for (size_t k = 0; k < n * n; k++) {
		h[k] = k % (n + 1) ? off : 1;
		u[k] = sigma;
	}
	return conditioning_estimate(&m, 1, 0);
}

static void test_condition(void **state)
{
	(void)state;
	struct conditioning c = condition(16, 1e-3, 0);

	check_real(c.condition.value, 1.016016, 5e-7);
	c = condition(16, .01, 0);
	check_real(c.condition.value, 1.161616, 5e-7);
	check_real(c.noise.value, 1.001895, 5e-7);
	check_real(c.mdl.value, db(1.161616), 1e-5);
	assert_true(isnan(c.condition.u));
	c = condition(64, .01, 0);
	check_real(c.condition.value, 1.646465, 5e-7);

	const double field[] = { 1, 0, 0, .9 };
	struct conditioning_matrix m = { .n = 2, .re = field, .field = true };
	c = conditioning_estimate(&m, 1, 1);
	check_real(c.mdl.value, .91515, 5e-6);
	m.field = false;
	check_real(conditioning_estimate(&m, 1, 1).mdl.value, .91515 / 2, 3e-6);
	/* Phases do not change it. */
	const double re[] = { .6, 0, 0, 0 }, im[] = { .8, 0, 0, .9 };
	m = (struct conditioning_matrix){ 2, re, im, NULL, true };
	check_real(conditioning_estimate(&m, 1, 1).mdl.value, .91515, 5e-6);
}

static void test_condition_refuses(void **state)
{
	(void)state;
	struct conditioning c = condition(4, 1, 0);

	assert_int_equal(c.condition.status, ESTIMATE_UNSTABLE_FIT);
	assert_non_null(strstr(c.mdl.note, "singular"));
	c = condition(4, NAN, 0);
	assert_int_equal(c.noise.status, ESTIMATE_UNSTABLE_FIT);
	c = condition(0, 0, 0);
	assert_false(estimate_usable(&c.condition));
	c = condition(4, 0, INFINITY);
	assert_false(estimate_usable(&c.condition));
	/* Nothing but noise. */
	c = condition(4, 0, 1);
	assert_int_equal(c.condition.status, ESTIMATE_UNSTABLE_FIT);
	/* All singular values of I are equal: noise pulls them apart, and what
	 * is read of kappa is a bound. */
	c = condition(16, 0, 1e-2);
	assert_int_equal(c.condition.status, ESTIMATE_CENSORED);
	assert_int_equal(c.condition.censor, ESTIMATE_CENSOR_BELOW);
}

/* The same draws for any number of threads. */
static void test_condition_threads(void **state)
{
	(void)state;
	double one[16];
	struct conditioning_matrix m = { .n = 4, .re = one, .u = u };

	for (size_t k = 0; k < 16; k++) {
		one[k] = k % 5 ? .05 * (double)(k % 3) : 1 + .1 * (double)k;
		u[k] = 1e-3;
	}
	struct conditioning a = conditioning_estimate(&m, 5, 1);
	struct conditioning b = conditioning_estimate(&m, 5, 3);
	check_real(a.condition.u, b.condition.u, 0);
	check_real(a.noise.value, b.noise.value, 0);
	b = conditioning_estimate(&m, 6, 3);
	assert_true(fabs(a.condition.u / b.condition.u - 1) < .2);
	assert_true(a.condition.u != b.condition.u);
}

static void test_condition_pull(void **state)
{
	(void)state;
	struct simulate_pull kappa = { .name = "condition number" };
	struct simulate_pull noise = { .name = "noise factor" };
	struct simulate_pull mdl = { .name = "MDL" };
	const double gain[] = { 1, .9, .7, .5 };
	double truth[16], noisy[16];
	struct conditioning_matrix m = { .n = 4, .re = truth };

	for (size_t k = 0; k < 16; k++) {
		truth[k] = gain[k / 4] * (k % 5 ? .02 : 1);
		u[k] = 2e-3;
	}
	struct conditioning want = conditioning_estimate(&m, 1, 0);
	m.re = noisy;
	m.u = u;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		simulate_seed(&g, seed);
		for (size_t k = 0; k < 16; k++)
			noisy[k] = truth[k] + u[k] * simulate_normal(&g);
		struct conditioning c = conditioning_estimate(&m, seed, 0);
		simulate_pull_add(&kappa, &c.condition, want.condition.value);
		simulate_pull_add(&noise, &c.noise, want.noise.value);
		simulate_pull_add(&mdl, &c.mdl, want.mdl.value);
	}
	simulate_pull_check(&kappa);
	simulate_pull_check(&noise);
	simulate_pull_check(&mdl);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_power_sum),
		cmocka_unit_test(test_coherent),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_censored_sum),
		cmocka_unit_test(test_sum_pull),
		cmocka_unit_test(test_growth),
		cmocka_unit_test(test_growth_range),
		cmocka_unit_test(test_residual),
		cmocka_unit_test(test_condition),
		cmocka_unit_test(test_condition_refuses),
		cmocka_unit_test(test_condition_threads),
		cmocka_unit_test(test_condition_pull),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
