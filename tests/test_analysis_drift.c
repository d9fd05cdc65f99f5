/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drift and excursion: closed forms, refusals, pull over seeds. */
#include "analysis/drift.h"
#include "analysis/excursion.h"
#include "analysis/moments.h"

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

static void test_drift_exact(void **state)
{
	(void)state;
	count_time(30);
	/* Neighbours alternate: phi = 0, ordinary least squares; 2 per h. */
	for (size_t i = 0; i < 240; i++)
		x[i] = 5 + (t[i] - t[0]) / 1800 + (i % 4 == 1 || i % 4 == 2 ?
						   1 : -1);
	struct drift d = drift_estimate(t, x, 240, "dB/h", "P6");
	assert_int_equal(d.slope.status, ESTIMATE_OK);
	/* The bias of 1/n that detrending makes is given back. */
	check_real(d.phi, 1 / 240., 1e-3);
	check_real(d.slope.value, 2, 5e-3);
	check_real(d.interval, 30, 0);
	double u = d.sigma / (30 * sqrt(240. * (240. * 240 - 1) / 12)) * 3600;
	check_real(d.slope.u / u, 1, 1e-2);
	assert_int_equal(drift_estimate(t, x, 59, "dB/h", "").slope.status,
			 ESTIMATE_INSUFFICIENT);
	/* 13 of 253 missing: 5.1 %. */
	for (size_t i = 120; i < 240; i++)
		t[i] += 13 * 30;
	d = drift_estimate(t, x, 240, "dB/h", "");
	check_real(d.gaps, 13. / 253, 1e-12);
	assert_int_equal(d.slope.status, ESTIMATE_INSUFFICIENT);
	for (size_t i = 120; i < 240; i++)
		t[i] -= 30;
	d = drift_estimate(t, x, 240, "dB/h", "");
	assert_int_equal(d.slope.status, ESTIMATE_OK);
	t[50] = t[49];
	assert_int_equal(drift_estimate(t, x, 240, "dB/h", "").slope.status,
			 ESTIMATE_INSUFFICIENT);
}

/* A random walk has no drift: it must not be given one with a small u. */
static void test_random_walk(void **state)
{
	(void)state;
	size_t refused = 0, wrong = 0;

	count_time(30);
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		simulate_seed(&g, seed);
		x[0] = 0;
		for (size_t i = 1; i < 240; i++)
			x[i] = x[i - 1] + simulate_normal(&g);
		struct estimate e = drift_estimate(t, x, 240, "dB/h", "").slope;
		if (e.status != ESTIMATE_OK)
			refused++;
		else
			wrong += e.lo > 0 || e.hi < 0;
	}
	print_message("random walk: %zu refused, %zu with a drift of %d\n",
		      refused, wrong, SEEDS);
	assert_true(wrong <= 20);
}

/* The correction as printed: u of even AR(1) samples is that of white ones
 * times sqrt((1 + phi)/(1 - phi)). */
static void test_drift_factor(void **state)
{
	(void)state;
	struct simulate_rng g;

	simulate_seed(&g, 11);
	count_time(1);
	autoregressive(&g, .9, N);
	struct drift d = drift_estimate(t, x, N, "1/h", "");
	double white = d.sigma / sqrt(N * ((double)N * N - 1) / 12) * 3600;
	double factor = sqrt((1 + d.phi) / (1 - d.phi));
	check_real(d.phi, .9, .02);
	check_real(d.slope.u / (white * factor), 1, .02);
}

static void test_drift_pull(void **state)
{
	(void)state;
	const double phi[] = { 0, .3, .6, .9 };

	for (size_t p = 0; p < 8; p++) {
		bool uneven = p >= 4;
		size_t refused = 0;
		struct simulate_pull pull = { .name = uneven ? "drift, uneven" :
							       "drift" };
		for (uint64_t seed = 1; seed <= SEEDS; seed++) {
			struct simulate_rng g;
			simulate_seed(&g, seed);
			double f = phi[p % 4], now = simulate_normal(&g);
			t[0] = 1e6;
			for (size_t i = 0; i < 240; i++) {
				x[i] = 40 + now + (t[i] - t[0]) / 1800;
				double dt = uneven ? .6 + .8 *
						simulate_uniform(&g) : 1;
				double rho = f > 0 ? pow(f, dt) : 0;
				now = rho * now + sqrt(1 - rho * rho) *
							  simulate_normal(&g);
				t[i + 1] = t[i] + 30 * dt;
			}
			struct drift d = drift_estimate(t, x, 240, "dB/h", "");
			if (d.slope.status == ESTIMATE_INSUFFICIENT)
				refused++;
			else
				simulate_pull_add(&pull, &d.slope, 2);
		}
		/* Twelve effective samples may look like a slow wander. */
		assert_in_range(refused, 0, phi[p % 4] < .9 ? 0 : 4);
		simulate_pull_check(&pull);
	}
}

/* Mean range of n samples of AR(1), by a simulation of its own. */
static double mean_range(double phi, size_t n)
{
	double sum = 0;

	for (uint64_t seed = 1; seed <= 4000; seed++) {
		struct simulate_rng g;
		simulate_seed(&g, 1000000 + seed);
		autoregressive(&g, phi, n);
		struct moments m = moments_of(x, n);
		sum += m.max - m.min;
	}
	return sum / 4000;
}

static void test_excursion(void **state)
{
	(void)state;
	const struct {
		double phi;
		size_t n;
	} row[] = { { 0, 60 }, { 0, 240 }, { .6, 240 }, { .9, 480 } };

	for (size_t r = 0; r < 4; r++) {
		struct simulate_pull pull = { .name = "excursion" };
		double truth = mean_range(row[r].phi, row[r].n);
		for (uint64_t seed = 1; seed <= SEEDS; seed++) {
			struct simulate_rng g;
			simulate_seed(&g, seed);
			autoregressive(&g, row[r].phi, row[r].n);
			struct estimate e = excursion_estimate(
				x, row[r].n, 0, EXCURSION_SEED, "dB", "");
			simulate_pull_add(&pull, &e, truth);
			struct estimate again = excursion_estimate(
				x, row[r].n, 0, EXCURSION_SEED, "dB", "");
			check_real(again.lo, e.lo, 0);
		}
		simulate_pull_check(&pull);
	}
	struct estimate lane[3] = {
		excursion_estimate(x, 100, 0, 1, "dB", ""),
		excursion_estimate(x, 400, 0, 1, "dB", ""),
		excursion_estimate(x, 59, 0, 1, "dB", ""),
	};
	check_real(excursion_worst(lane, 2).value, lane[1].value, 0);
	assert_int_equal(excursion_worst(lane, 3).status,
			 ESTIMATE_INSUFFICIENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_drift_exact),
		cmocka_unit_test(test_random_walk),
		cmocka_unit_test(test_drift_factor),
		cmocka_unit_test(test_drift_pull),
		cmocka_unit_test(test_excursion),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
