/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trends by ranks: printed values, refusals, pull over seeds. */
#include "analysis/rank_trend.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check_real.h"
#include "simulate.h"

enum { N = 4096, SEEDS = 200 };

static double x[N], t[N];


/* AR(1) of unit innovations, from its stationary law. */
static void autoregressive(struct simulate_rng *g, double phi, size_t n)
{
	double now = simulate_normal(g) / sqrt(1 - phi * phi);

	for (size_t i = 0; i < n; i++) {
		x[i] = now;
		now = phi * now + simulate_normal(g);
	}
}

static void count_time(double step)
{
	for (size_t i = 0; i < N; i++)
		t[i] = 1e9 + step * (double)i;
}

/* SB-3, as printed. */
static void test_mann_kendall(void **state)
{
	(void)state;
	const double y[] = { 3.1, 3.0, 3.4, 3.3, 3.7, 3.6, 3.9, 4.1 };
	struct rank_pairs r;

	count_time(1);
	struct rank_trend k = rank_trend_test(t, y, 8, "1", "");
	check_real(k.s, 22, 0);
	check_real(k.var, 65.3333, 5e-5);
	check_real(k.z.value, 2.598076, 5e-7);
	check_real(k.p.value, .00937477, 5e-9);
	check_real(k.sen.value, .15, 1e-7);
	assert_true(k.sen.lo < .15 && k.sen.hi > .15);
	for (size_t i = 0; i < 10; i++)
		x[i] = (double)(i * 7 % 10);
	check_real(rank_trend_test(t, x, 10, "1", "").var, 125, 1e-12);
	assert_true(rank_pairs_count(x, 10, &r));
	size_t falling = 0;
	for (size_t i = 0; i < 10; i++)
		for (size_t j = i + 1; j < 10; j++)
			falling += x[i] > x[j];
	check_real(r.falling, (double)falling, 0);
	assert_int_equal(rank_trend_test(t, y, 7, "1", "").z.status,
			 ESTIMATE_INSUFFICIENT);
	t[3] = t[2];
	assert_int_equal(rank_trend_test(t, y, 8, "1", "").sen.status,
			 ESTIMATE_INSUFFICIENT);
}

/* Ties by hand: 1 1 2 2 2 3: S = 11, var = (6*5*17 - 2*9 - 6*11)/18. */
static void test_ties(void **state)
{
	(void)state;
	const double y[] = { 1, 1, 2, 2, 2, 3 };
	struct rank_pairs r;

	assert_true(rank_pairs_count(y, 6, &r));
	check_real(r.falling, 0, 0);
	check_real(r.tied, 4, 0);
	check_real(r.tie_variance, 18 + 66, 0);
	for (size_t n = 1; n < 70; n++) {
		double falling = 0;
		for (size_t i = 0; i < n; i++)
			x[i] = (double)(i * i * 31 % 17);
		for (size_t i = 0; i < n; i++)
			for (size_t j = i + 1; j < n; j++)
				falling += x[i] > x[j];
		assert_true(rank_pairs_count(x, n, &r));
		check_real(r.falling, falling, 0);
	}
}

/* n = 20: mean 95, variance 237.5: p of the normal law at A = 95 + 31 without
 * continuity would be .0443; exact p of n = 10, A = 0 is 2/10!. */
static void test_arrangements(void **state)
{
	(void)state;
	for (size_t i = 0; i < 20; i++)
		x[i] = (double)i;
	check_real(rank_arrangements(x, 10).value, 2 / 3628800., 1e-20);
	assert_int_equal(rank_arrangements(x, 9).status,
			 ESTIMATE_INSUFFICIENT);
	/* One pair of ties: normal law; all rising but it, A = 0. */
	x[1] = x[0];
	double var = 237.5 - 18. / 72, z = (95 - .5 - .5) / sqrt(var);
	check_real(rank_arrangements(x, 20).value, erfc(z / sqrt(2)), 1e-15);
	/* The exact law has the printed mean and variance. */
	for (size_t i = 0; i < 20; i++)
		x[i] = (double)((i * 7 + 3) % 20);
	struct rank_pairs r;
	assert_true(rank_pairs_count(x, 20, &r));
	double normal = erfc((fabs(r.falling - 95) - .5) / sqrt(2 * 237.5));
	check_real(rank_arrangements(x, 20).value, fmin(normal, 1), .02);
}

static void test_sen_pull(void **state)
{
	(void)state;
	const double phi[] = { 0, .6 };
	const size_t nights[] = { 20, 200 };

	count_time(1);
	for (size_t p = 0; p < 2; p++) {
		struct simulate_pull pull = { .name = "Theil-Sen" };
		size_t alarms = 0;
		for (uint64_t seed = 1; seed <= SEEDS; seed++) {
			struct simulate_rng g;
			simulate_seed(&g, seed);
			autoregressive(&g, phi[p], nights[p]);
			alarms += rank_trend_test(t, x, nights[p], "1", "")
					  .p.value < .05;
			for (size_t i = 0; i < nights[p]; i++)
				x[i] += .25 * (double)i;
			struct rank_trend k = rank_trend_test(t, x, nights[p],
							      "1", "");
			simulate_pull_add(&pull, &k.sen, .25);
		}
		simulate_pull_check(&pull);
		print_message("Mann-Kendall phi %.1f: %zu of %d below 5 %%\n",
			      phi[p], alarms, SEEDS);
		assert_in_range(alarms, 2, 22);
	}
}

static void test_blocks(void **state)
{
	(void)state;
	static double bt[RANK_TREND_MAX], bx[RANK_TREND_MAX];
	size_t each;

	count_time(1);
	for (size_t i = 0; i < N; i++)
		x[i] = (double)i;
	assert_int_equal(rank_trend_blocks(t, x, N, bt, bx, &each), 2048);
	assert_int_equal(each, 2);
	check_real(bx[1], 2.5, 0);
	check_real(bt[1], t[2] + .5, 0);
	assert_int_equal(rank_trend_blocks(t, x, 9, bt, bx, &each), 9);
	assert_int_equal(each, 1);
	assert_int_equal(rank_trend_test(t, x, N, "1", "").z.status,
			 ESTIMATE_INSUFFICIENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mann_kendall),
		cmocka_unit_test(test_ties),
		cmocka_unit_test(test_arrangements),
		cmocka_unit_test(test_sen_pull),
		cmocka_unit_test(test_blocks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
