/* SPDX-License-Identifier: GPL-3.0-or-later */
/* KPSS and change points: printed values, refusals, false alarms. */
#include "analysis/change_point.h"
#include "analysis/kpss.h"
#include "analysis/stationarity.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check_real.h"
#include "simulate.h"

enum { N = 4096, SEEDS = 200 };

static double x[N];
static size_t at[N];


/* AR(1) of unit innovations, from its stationary law. */
static void autoregressive(struct simulate_rng *g, double phi, size_t n)
{
	double now = simulate_normal(g) / sqrt(1 - phi * phi);

	for (size_t i = 0; i < n; i++) {
		x[i] = now;
		now = phi * now + simulate_normal(g);
	}
}

static void test_kpss(void **state)
{
	(void)state;
	struct estimate s, p;

	/* +1 -1 in turn: S_i 1 0 1 0..: sum n/2 over n^2 times s^2 = 1. */
	for (size_t i = 0; i < 100; i++)
		x[i] = i % 2 ? -1 : 1;
	kpss_test(x, 100, 0, &s, &p);
	check_real(s.value, .005, 1e-15);
	assert_int_equal(p.status, ESTIMATE_CENSORED);
	assert_int_equal(p.censor, ESTIMATE_CENSOR_ABOVE);
	assert_int_equal(kpss_lags(100, 0), 12);
	/* 1.1447 (4 .81/(.1 1.9)^2 240)^(1/3) = 31.8 */
	assert_int_equal(kpss_lags(240, .9), 31);
	/* One step in the middle: sum S^2 = 2 (1 + 4 + ...) . */
	for (size_t i = 0; i < 100; i++)
		x[i] = i < 50 ? 1 : -1;
	kpss_test(x, 100, 0, &s, &p);
	check_real(s.value, (2 * 50. * 51 * 101 / 6 - 2500) / 1e4, 1e-9);
	assert_int_equal(p.censor, ESTIMATE_CENSOR_BELOW);
	check_real(p.value, .01, 0);
	/* Bartlett's weights, lag by lag. */
	double var = 0, sum = 0, squares = 0;
	for (size_t i = 0; i < 100; i++)
		x[i] = sin((double)(i * i)) + .01 * (double)i;
	double mean = 0;
	for (size_t i = 0; i < 100; i++)
		mean += x[i] / 100;
	for (size_t lag = 0; lag <= 7; lag++)
		for (size_t i = lag; i < 100; i++)
			var += (lag ? 2 : 1) * (1 - (double)lag / 8) *
			       (x[i] - mean) * (x[i - lag] - mean) / 100;
	for (size_t i = 0; i < 100; i++) {
		sum += x[i] - mean;
		squares += sum * sum;
	}
	kpss_test(x, 100, 7, &s, &p);
	check_real(s.value, squares / (1e4 * var), 1e-10);
	kpss_test(x, 19, 0, &s, &p);
	assert_int_equal(p.status, ESTIMATE_INSUFFICIENT);
	size_t over = 0, tabled = 0;
	for (uint64_t seed = 1; seed <= 1000; seed++) {
		struct simulate_rng g;
		simulate_seed(&g, seed);
		autoregressive(&g, 0, 300);
		kpss_test(x, 300, 4, &s, &p);
		over += s.value > KPSS_CRITICAL_5;
		tabled += p.status == ESTIMATE_OK;
		if (p.status == ESTIMATE_OK)
			assert_true((s.value > KPSS_CRITICAL_5) ==
				    (p.value < .05));
	}
	print_message("KPSS above .463: %zu of 1000\n", over);
	assert_in_range(over, 30, 70);
	assert_true(tabled > 50);
}

/* SB-4, as printed. */
static void test_pettitt(void **state)
{
	(void)state;
	const double y[] = { 1, 2, 1, 2, 1, 2, 5, 6, 5, 6, 5, 6 };
	struct change_pettitt c = change_pettitt(y, 12);

	check_real(c.k, 36, 0);
	assert_int_equal(c.at, 6);
	check_real(c.p.value, .0314078, 5e-8);
	assert_int_equal(change_pettitt(y, 9).p.status, ESTIMATE_INSUFFICIENT);
	size_t alarms = 0;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		simulate_seed(&g, seed);
		autoregressive(&g, 0, 100);
		alarms += change_pettitt(x, 100).p.value < .05;
	}
	print_message("Pettitt false alarms at 5 %%: %zu of %d\n", alarms,
		      SEEDS);
	/* The approximation is on the safe side: 3.5 % or so. */
	assert_in_range(alarms, 1, 18);
}

static void shift(size_t from, size_t to, double by)
{
	for (size_t i = from; i < to; i++)
		x[i] += by;
}

static size_t near_any(const size_t *found, size_t n, size_t truth)
{
	for (size_t i = 0; i < n; i++)
		if (llabs((long long)found[i] - (long long)truth) <= 3)
			return 1;
	return 0;
}

static void test_pelt(void **state)
{
	(void)state;
	const double phi[] = { 0, .5 };

	for (size_t p = 0; p < 2; p++) {
		size_t quiet = 0, right = 0, both = 0;
		for (uint64_t seed = 1; seed <= SEEDS; seed++) {
			struct simulate_rng g;
			simulate_seed(&g, seed);
			autoregressive(&g, phi[p], 300);
			struct estimate e = change_pelt(x, 300, CHANGE_MEAN, 5,
							at);
			quiet += e.value == 0;
			shift(100, 180, 5);
			shift(180, 300, -4);
			e = change_pelt(x, 300, CHANGE_MEAN, 5, at);
			right += e.value == 2;
			both += near_any(at, (size_t)e.value, 100) &&
				near_any(at, (size_t)e.value, 180);
		}
		print_message("PELT phi %.1f: no change seen in %zu, two found "
			      "in %zu, near in %zu of %d\n", phi[p], quiet,
			      right, both, SEEDS);
		assert_true(quiet >= 190 - 20 * p);
		assert_true(right >= 170);
		assert_true(both >= 150);
	}
}

static void test_pelt_exact(void **state)
{
	(void)state;
	struct simulate_rng g;

	/* A variance that grows fourfold has no change of the mean. */
	simulate_seed(&g, 7);
	autoregressive(&g, 0, 400);
	for (size_t i = 200; i < 400; i++)
		x[i] *= 6;
	struct estimate e = change_pelt(x, 400, CHANGE_MEAN_VARIANCE, 5, at);
	check_real(e.value, 1, 0);
	assert_in_range(at[0], 190, 210);
	/* A line is no staircase. */
	autoregressive(&g, 0, 400);
	for (size_t i = 0; i < 400; i++)
		x[i] += .05 * (double)i;
	e = change_pelt(x, 400, CHANGE_MEAN, 5, at);
	check_real(e.value, 0, 0);
	assert_int_equal(e.flags, ESTIMATE_FLAG_DRIFT);
	/* Steps without noise, on an offset. */
	for (size_t i = 0; i < 60; i++)
		x[i] = 1e6 + (i < 20 ? 1 : i < 45 ? 2 : 1.5);
	e = change_pelt(x, 60, CHANGE_MEAN, 5, at);
	check_real(e.value, 2, 0);
	assert_int_equal(at[0], 20);
	assert_int_equal(at[1], 45);
	assert_int_equal(change_pelt(x, 9, CHANGE_MEAN, 5, at).status,
			 ESTIMATE_INSUFFICIENT);
	x[3] = INFINITY;
	assert_int_equal(change_pelt(x, 60, CHANGE_MEAN, 5, at).status,
			 ESTIMATE_INSUFFICIENT);
}

/* The gate must not take correlation for a change, nor excuse a drift. */
static void test_gate(void **state)
{
	(void)state;
	const struct {
		double phi, drift; /* drift: of the record, in sigma */
		size_t n, least, most;
	} row[] = { { 0, 0, 240, 0, 3 },    { .5, 0, 240, 0, 6 },
		    { .9, 0, 240, 0, 20 },  { .9, 0, 2000, 0, 8 },
		    { 0, 3, 240, 195, 200 }, { .5, 5, 480, 180, 200 } };

	for (size_t r = 0; r < sizeof(row) / sizeof(row[0]); r++) {
		size_t closed = 0;
		for (uint64_t seed = 1; seed <= SEEDS; seed++) {
			struct simulate_rng g;
			simulate_seed(&g, seed);
			autoregressive(&g, row[r].phi, row[r].n);
			for (size_t i = 0; i < row[r].n; i++)
				x[i] += row[r].drift * (double)i /
					(double)row[r].n;
			closed += !stationarity_test(x, row[r].n).stationary;
		}
		print_message("gate, phi %.1f drift %.0f n %zu: closed %zu of "
			      "%d\n", row[r].phi, row[r].drift, row[r].n,
			      closed, SEEDS);
		assert_in_range(closed, row[r].least, row[r].most);
	}
	for (size_t i = 0; i < N; i++)
		x[i] = (double)(i % 2);
	check_real(stationarity_phi(x, N), 0, 0);
	/* A drift far above the noise of neighbours is not correlation. */
	for (size_t i = 0; i < 100; i++)
		x[i] = (double)i + .5 * sin(7. * (double)(i * i));
	assert_false(stationarity_test(x, 100).stationary);
}

/* Slow wander is not cut into steps. */
static void test_wander(void **state)
{
	(void)state;
	size_t cut = 0;

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		simulate_seed(&g, seed);
		autoregressive(&g, .95, 300);
		cut += change_pelt(x, 300, CHANGE_MEAN, 5, at).value > 0;
	}
	print_message("PELT phi 0.95: cut %zu of %d\n", cut, SEEDS);
	assert_true(cut <= 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kpss),
		cmocka_unit_test(test_pettitt),
		cmocka_unit_test(test_pelt),
		cmocka_unit_test(test_pelt_exact),
		cmocka_unit_test(test_gate),
		cmocka_unit_test(test_wander),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
