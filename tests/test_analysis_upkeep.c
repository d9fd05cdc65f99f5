/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Availability and recalibration: printed values, refusals, pull. */
#include "analysis/availability.h"
#include "analysis/lock_cycles.h"
#include "analysis/distribution.h"
#include "analysis/recalibration.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check_real.h"
#include "simulate.h"

enum { SEEDS = 200 };


/* Twenty cycles whose scatter is that of the exponential law: cv = 1. */
static size_t exponential_like(struct lock_cycle *c)
{
	/* +-a about the mean, n/(n - 1) a^2 = 1. */
	double a = sqrt(19 / 20.);

	for (size_t i = 0; i < 20; i++) {
		c[i] = (struct lock_cycle){
			.up = 600 * (1 + (i % 2 ? a : -a)),
			.down = 2 * (1 + (i % 4 < 2 ? a : -a)),
		};
		c[i].scheduled = i % 4 == 0;
	}
	return 20;
}

static void test_availability(void **state)
{
	(void)state;
	struct lock_cycle c[21];
	size_t n = exponential_like(c);
	struct availability a = availability_estimate(
		c, n, AVAILABILITY_EXPONENTIAL, AVAILABILITY_SEED);

	check_real(a.available.value, .99667774, 5e-9);
	check_real(a.available.u, .0010471, 5e-8);
	check_real(a.available.lo, .993788, 5e-7);
	check_real(a.available.hi, .998226, 5e-7);
	a = availability_estimate(c, n, AVAILABILITY_DELTA, 0);
	check_real(a.available.u, .0010471, 5e-8);
	check_real(a.available.lo, .993843, 5e-7);
	check_real(a.available.hi, .998210, 5e-7);
	check_real(a.scheduled.value + a.unscheduled.value,
		   1 - a.available.value, 1e-15);
	double mean = 1 + sqrt(19 / 20.);
	check_real(a.scheduled.value / (1 - a.available.value),
		   5 * mean / 20, 1e-12);
	/* What the record cut off is exposure. */
	c[20] = (struct lock_cycle){ .up = 6000, .up_censored = true };
	a = availability_estimate(c, 21, AVAILABILITY_DELTA, 0);
	check_real(a.mean_up, 900, 1e-9);
	check_real(a.available.value, 900 / 902., 1e-12);
	assert_int_equal(a.cycles, 20);
	assert_int_equal(availability_estimate(c, 4, AVAILABILITY_BOOTSTRAP, 1)
				 .available.status, ESTIMATE_INSUFFICIENT);
	c[2].down = NAN;
	assert_int_equal(availability_estimate(c, 20, AVAILABILITY_DELTA, 1)
				 .unscheduled.status, ESTIMATE_INSUFFICIENT);
}

static void test_rates(void **state)
{
	(void)state;
	struct estimate e = availability_mtbf(7200, 12);

	check_real(e.value, 600, 1e-9);
	e = availability_loss_rate(7200, 12);
	check_real(e.lo * 3600, 3.1003, 5e-5);
	check_real(e.hi * 3600, 10.4808, 5e-5);
	e = availability_mtbf(7200, 0);
	assert_int_equal(e.status, ESTIMATE_CENSORED);
	assert_int_equal(e.censor, ESTIMATE_CENSOR_ABOVE);
	check_real(e.value, 2403.4, .05);
	assert_int_equal(availability_mtbf(0, 3).status,
			 ESTIMATE_INSUFFICIENT);
	assert_int_equal(availability_loss_rate(NAN, 0).status,
			 ESTIMATE_INSUFFICIENT);
}

static void test_combined(void **state)
{
	(void)state;
	double mean = 1.5 * exp(.125);
	struct estimate mtbf = estimate_make(600, 60, 99, 100, "s", "", "");
	struct estimate relock = estimate_make(mean, .1, 99, 100, "s", "", "");

	check_real(mean, 1.69972, 5e-6);
	check_real(mean * sqrt(expm1(.25)), .90585, 5e-6);
	check_real(1.5 * exp(.5 * 1.6448536269514722), 3.41402, 5e-6);
	struct estimate e = availability_combined(60, .1, &mtbf, &relock);
	check_real(60 / 60.1, .99833611, 5e-9);
	check_real(mean / 600, .0028329, 5e-8);
	check_real(distribution_f_quantile(.975, 40, 40), 1.875197, 5e-7);
	check_real(e.value, .9955159, 1e-7);
	check_real(e.u, e.value / (600 + mean) * hypot(.1, mean / 10), 1e-12);
	mtbf.value = 3600;
	relock.value = 3;
	check_real(availability_combined(600, 5, &mtbf, &relock).value,
		   .99090978, 5e-9);
	relock = estimate_refuse(ESTIMATE_NOLOCK, "s", "", "no lock");
	assert_int_equal(availability_combined(60, .1, &mtbf, &relock).status,
			 ESTIMATE_NOLOCK);
}

static void test_kaplan_meier(void **state)
{
	(void)state;
	const double up[] = { 6, 1, 2, 3, 4, 5 };
	bool ended[] = { true, true, true, true, true, true };

	/* Nothing cut off: mean and its u, s/sqrt(n). */
	struct estimate e = availability_km_mean(up, ended, 6);
	check_real(e.value, 3.5, 1e-12);
	check_real(e.u, sqrt(3.5 / 6), 1e-12);
	/* Cut off at 4: 1 + 5/6 + 4/6 + 3/6 + 3/6 + 1/4. */
	ended[4] = false;
	e = availability_km_mean(up, ended, 6);
	check_real(e.value, 3.75, 1e-12);
	ended[3] = false;
	assert_int_equal(availability_km_mean(up, ended, 6).status,
			 ESTIMATE_INSUFFICIENT);
	assert_int_equal(availability_km_mean(up, ended, 0).status,
			 ESTIMATE_INSUFFICIENT);
}

static double exponential(struct simulate_rng *g, double mean)
{
	return -mean * log1p(-simulate_uniform(g));
}

static void pull_with(bool lognormal, enum availability_law law, size_t n)
{
	struct simulate_pull pull = { .name = lognormal ? "A, lognormal" :
							  "A, exponential" };
	double mean = lognormal ? 1.5 * exp(.125) : 2;

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		struct lock_cycle c[64];
		simulate_seed(&g, seed);
		for (size_t i = 0; i < n; i++)
			c[i] = (struct lock_cycle){
				.up = exponential(&g, 600),
				.down = lognormal ?
					1.5 * exp(.5 * simulate_normal(&g)) :
					exponential(&g, 2),
			};
		struct availability a = availability_estimate(
			c, n, law, AVAILABILITY_SEED);
		/* Pull on the logit, which is what is normal. */
		double v = a.available.value;
		struct estimate l = a.available;
		l.value = log(v / (1 - v));
		l.u = a.available.u / (v * (1 - v));
		l.lo = log(l.lo / (1 - l.lo));
		l.hi = log(l.hi / (1 - l.hi));
		simulate_pull_add(&pull, &l, log(600 / mean));
	}
	simulate_pull_check(&pull);
}

static void test_availability_pull(void **state)
{
	(void)state;
	pull_with(false, AVAILABILITY_EXPONENTIAL, 20);
	pull_with(false, AVAILABILITY_BOOTSTRAP, 40);
	pull_with(true, AVAILABILITY_BOOTSTRAP, 40);
}

static void test_cycles(void **state)
{
	(void)state;
	const enum lock_state U = LOCK_UP, D = LOCK_DOWN;
	const enum lock_state S = LOCK_DOWN_SCHEDULED;
	const double t[] = { 0, 5, 10, 20, 22, 30, 33, 40 };
	const enum lock_state s[] = { D, U, U, D, U, S, D, U };
	struct lock_cycle c[8];

	assert_int_equal(lock_cycles(t, s, 8, 50, c), 3);
	check_real(c[0].up, 15, 0);
	check_real(c[0].down, 2, 0);
	assert_false(c[0].scheduled);
	check_real(c[1].up, 8, 0);
	check_real(c[1].down, 10, 0);
	assert_true(c[1].scheduled && !c[1].up_censored);
	check_real(c[2].up, 10, 0);
	assert_true(c[2].up_censored);
	assert_int_equal(lock_cycles(t, s, 7, 50, c), 2);
	assert_true(c[1].down_censored);
	check_real(c[1].down, 20, 0);
	assert_int_equal(lock_cycles(t, s, 8, 39, c), 0);
	assert_int_equal(lock_cycles(t, s, 0, 50, c), 0);
	assert_int_equal(lock_cycles(t, s, 1, 50, c), 0);
}

static void test_lock(void **state)
{
	(void)state;
	double error[30] = { 0 }, t[30];
	bool locked[30];
	struct lock_stretch st[30];

	error[15] = NAN;
	error[3] = -2;
	lock_from_error(error, 30, 1, locked);
	for (size_t i = 0; i < 30; i++) {
		t[i] = (double)(i < 28 ? i : i + 10);
		assert_int_equal(locked[i], (i >= 13 && i < 15) || i >= 25);
	}
	assert_int_equal(lock_stretches(t, locked, 30, 5, st), 3);
	assert_int_equal(st[0].from, 13);
	assert_int_equal(st[0].to, 15);
	assert_int_equal(st[1].to, 28);
	assert_int_equal(st[2].to, 30);
	assert_int_equal(lock_stretches(t, NULL, 30, INFINITY, st), 1);
	assert_int_equal(st[0].to, 30);
}

static struct estimate known(double value, double u)
{
	return estimate_make(value, u, INFINITY, 100, "1", "", "");
}

static void test_intervals(void **state)
{
	(void)state;
	struct estimate D = known(1e-6, 1e-7), v = known(-1e-5, 1e-6);
	struct estimate m = known(3600, 360);

	struct estimate e = recalibration_random_walk(.05, 1, &D);
	check_real(e.value, 316.228, 5e-4);
	check_real(e.u / e.value, .05, 1e-12);
	/* loss = tc/t + D t/2 */
	check_real(.05 / e.value + 1e-6 * e.value / 2, 3.16228e-4, 5e-10);
	check_real(recalibration_linear(.05, 1, &v).value, 908.560, 5e-4);
	e = recalibration_young(2, &m);
	check_real(e.value, 120, 1e-9);
	check_real(recalibration_loss_young(2, 3600, e.value), .03333, 5e-6);
	e = recalibration_daly(2, &m);
	check_real(e.value, 118.670, 5e-4);
	double least = recalibration_loss_daly(2, 3600, e.value);
	check_real(least, 1.0340877 - 1, 5e-8);
	assert_true(least < recalibration_loss_daly(2, 3600, e.value + 1));
	assert_true(least < recalibration_loss_daly(2, 3600, e.value - 1));
	/* u by the derivative, taken as a difference. */
	struct estimate up = known(3601, 1), down = known(3599, 1);
	double slope = (recalibration_daly(2, &up).value -
			recalibration_daly(2, &down).value) / 2;
	check_real(e.u / (slope * 360), 1, 1e-6);
	m.value = -1;
	assert_int_equal(recalibration_daly(2, &m).status,
			 ESTIMATE_INSUFFICIENT);
	assert_int_equal(recalibration_random_walk(0, 1, &D).status,
			 ESTIMATE_INSUFFICIENT);
}

static void test_exit(void **state)
{
	(void)state;
	struct estimate D = known(1e-4, 1e-5), s = known(.01, .001);

	check_real(recalibration_exit_mean(.1, 1e-4), 100, 1e-10);
	check_real(recalibration_exit_chance(.1, 1e-4, 30), .135778, 5e-7);
	check_real(recalibration_exit_quantile(.1, 1e-4, .05), 19.905, 5e-4);
	check_real(recalibration_tolerance(.1, .05, &D).u, 1.9905, 5e-5);
	/* The two series meet; ends. */
	check_real(recalibration_exit_chance(1, 1, .5 - 1e-12),
		   recalibration_exit_chance(1, 1, .5), 1e-11);
	check_real(recalibration_exit_chance(1, 1, 0), 0, 0);
	check_real(recalibration_exit_chance(1, 1, 100), 1, 1e-12);
	assert_true(isnan(recalibration_exit_chance(0, 1, 1)));
	assert_true(isnan(recalibration_exit_quantile(1, 1, 1)));
	/* D = 3 sigma^2/tau. */
	struct estimate d = recalibration_diffusion(&s, 10, "1/s");
	check_real(d.value, 3e-5, 1e-18);
	check_real(d.u / d.value, .2, 1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_availability),
		cmocka_unit_test(test_rates),
		cmocka_unit_test(test_combined),
		cmocka_unit_test(test_kaplan_meier),
		cmocka_unit_test(test_availability_pull),
		cmocka_unit_test(test_cycles),
		cmocka_unit_test(test_lock),
		cmocka_unit_test(test_intervals),
		cmocka_unit_test(test_exit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
