/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TC-3: eyes from the rates of their tails. */
#include "analysis/threshold_scan.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/ternary.h"
#include "check_real.h"
#include "simulate.h"

enum { N = 6 };

static double tail(const struct scan_points *s, size_t i, double mean,
		   double sd)
{
	double x = (s->threshold[i] - mean) / sd;

	return ternary_tail(s->side == SCAN_ABOVE ? x : -x);
}

/* mu = 1, s = 0.08, exact tails. */
static void test_synthetic(void **state)
{
	static const double t[] = { .72, .74, .76, .78 };
	double count[4], trials[] = { 1e9, 1e9, 1e9, 1e9 };
	struct scan_points s = { t, count, trials, 4, SCAN_BELOW };

	(void)state;
	for (size_t i = 0; i < 4; i++)
		count[i] = trials[i] * tail(&s, i, 1, .08);
	struct scan_fit f = threshold_scan_fit(&s, "V");
	assert_int_equal(f.mean.status, ESTIMATE_OK);
	check_real(f.slope, -12.5, 1e-9);
	check_real(f.mean.value, 1, 1e-9);
	check_real(f.sd.value, .08, 1e-10);
	check_real(f.chi2, 0, 1e-6);
	assert_int_equal(f.dof, 2);
}

static void test_histogram(void **state)
{
	const double mean[] = { 0, 6 }, sd[] = { .5, .5 }, n[] = { 1000, 1000 };

	(void)state;
	struct estimate e = threshold_histogram_q(mean, sd, n);
	check_real(e.value, 6, 1e-12);
	check_real(e.u, .09747, 5e-6);
	check_real(e.u, sqrt((.5 + 36. / 4) / 1000), 1e-12);
	/* The SER spreads by 1.8. */
	check_real(ternary_tail(6 - e.u) / ternary_tail(6), 1.8, .05);
	const double one[] = { 1, 1000 };
	assert_int_equal(threshold_histogram_q(mean, sd, one).status,
			 ESTIMATE_INSUFFICIENT);
}

static double count_errors(struct simulate_rng *g, double n, double p)
{
	double count = 0, at = 0;

	while ((at += ceil(log(1 - simulate_uniform(g)) / log1p(-p))) <= n)
		count++;
	return count;
}

/* Thresholds at which levels 0 +- .1 and 1 +- .15 have rates in range. */
static struct scan_fit scan(struct simulate_rng *g, enum scan_side side,
			    double mean, double sd, double bend)
{
	double t[N], count[N], trials[N];
	struct scan_points s = { t, count, trials, N, side };

	for (size_t i = 0; i < N; i++) {
		double x = 2.6 + .35 * (double)i;
		t[i] = mean + (side == SCAN_ABOVE ? x : -x) * sd;
		trials[i] = 3e5 * pow(5, (double)i * .5);
		double p = tail(&s, i, mean, sd) + bend;
		count[i] = count_errors(g, trials[i], p);
	}
	return threshold_scan_fit(&s, "V");
}

static void test_pull(void **state)
{
	struct simulate_pull q = { .name = "Q by scan" };
	struct simulate_pull mean = { .name = "level by scan" };
	struct simulate_pull sd = { .name = "sd by scan" };
	struct simulate_pull t = { .name = "crossing" };
	int refused = 0, seeds = 225;

	(void)state;
	for (int seed = 1; seed <= seeds; seed++) {
		struct simulate_rng g;
		simulate_seed(&g, (uint64_t)seed);
		struct scan_fit lower = scan(&g, SCAN_ABOVE, 0, .1, 0);
		struct scan_fit upper = scan(&g, SCAN_BELOW, 1, .15, 0);
		struct scan_eye e = threshold_scan_eye(&lower, &upper, "V");
		if (e.q.status == ESTIMATE_UNSTABLE_FIT) {
			refused++; /* the gate does, in 10 % */
			continue;
		}
		simulate_pull_add(&q, &e.q, 4);
		simulate_pull_add(&mean, &upper.mean, 1);
		simulate_pull_add(&sd, &lower.sd, .1);
		simulate_pull_add(&t, &e.threshold, .4);
	}
	print_message("refused by chance %.3f\n", refused / (double)seeds);
	assert_true(refused < .15 * seeds);
	simulate_pull_check(&q);
	simulate_pull_check(&mean);
	simulate_pull_check(&sd);
	simulate_pull_check(&t);
}

static struct scan_fit exact(enum scan_side side, double mean, double sd,
			     double x0, double step, double trials_all)
{
	double t[N], count[N], trials[N];
	struct scan_points s = { t, count, trials, N, side };

	for (size_t i = 0; i < N; i++) {
		double x = x0 + step * (double)i;
		t[i] = mean + (side == SCAN_ABOVE ? x : -x) * sd;
		trials[i] = trials_all;
		count[i] = trials_all * tail(&s, i, mean, sd);
	}
	return threshold_scan_fit(&s, "V");
}

/* What is counted, what is extrapolated, and what is too far away. */
static void test_extrapolation(void **state)
{
	(void)state;
	struct scan_fit lower = exact(SCAN_ABOVE, 0, .1, 2.6, .3, 1e8);
	struct scan_fit upper = exact(SCAN_BELOW, 1, .15, 2.6, .3, 1e8);
	struct scan_eye e = threshold_scan_eye(&lower, &upper, "V");
	assert_false(e.ser.flags & ESTIMATE_FLAG_EXTRAPOLATED);
	check_real(e.ser.value, 2. / 3 * ternary_tail(4), 1e-9);
	assert_true(e.ser.lo < e.ser.value && e.ser.value < e.ser.hi);
	upper = exact(SCAN_BELOW, 1.3, .15, 2.6, .3, 1e8);
	e = threshold_scan_eye(&lower, &upper, "V");
	assert_int_equal(e.ser.status, ESTIMATE_OK);
	assert_true(e.ser.flags & ESTIMATE_FLAG_EXTRAPOLATED);
	upper = exact(SCAN_BELOW, 2, .15, 2.6, .3, 1e8);
	e = threshold_scan_eye(&lower, &upper, "V");
	assert_int_equal(e.ser.status, ESTIMATE_CENSORED);
	check_real(e.ser.value, 2. / 3e3 * upper.lowest, 1e-15);
	assert_true(e.ser.flags & ESTIMATE_FLAG_EXTRAPOLATED);
	check_real(e.q.value, 8, 1e-6);
	e = threshold_scan_eye(&upper, &lower, "V");
	assert_int_equal(e.q.status, ESTIMATE_INSUFFICIENT);
}

static void test_refusals(void **state)
{
	double t[] = { 1, 2, 3, NAN }, n[] = { 1e4, 1e4, 1e4, 1e4 };
	double flat[] = { 10, 10, 10, 10 }, rises[] = { 2, 5, 30, 5 };
	double zero[] = { 0, 0, 0, 0 }, bent[] = { 90, 20, 19, 5 };
	struct scan_points s = { t, flat, n, 4, SCAN_ABOVE };

	(void)state;
	assert_int_equal(threshold_scan_fit(&s, "V").mean.status,
			 ESTIMATE_INSUFFICIENT);
	s.count = rises;
	assert_int_equal(threshold_scan_fit(&s, "V").mean.status,
			 ESTIMATE_INSUFFICIENT);
	s.count = zero;
	assert_int_equal(threshold_scan_fit(&s, "V").mean.status,
			 ESTIMATE_INSUFFICIENT);
	s.count = bent;
	struct scan_fit f = threshold_scan_fit(&s, "V");
	assert_int_equal(f.sd.status, ESTIMATE_UNSTABLE_FIT);
	struct scan_eye e = threshold_scan_eye(&f, &f, "V");
	assert_int_equal(e.q.status, ESTIMATE_UNSTABLE_FIT);
	t[0] = t[1] = t[2] = 1;
	assert_int_equal(threshold_scan_fit(&s, "V").mean.status,
			 ESTIMATE_INSUFFICIENT);
	/* A floor under the tail is seen. */
	struct simulate_rng g;
	simulate_seed(&g, 1);
	f = scan(&g, SCAN_ABOVE, 0, .1, 3e-4);
	assert_int_equal(f.sd.status, ESTIMATE_UNSTABLE_FIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_synthetic),
		cmocka_unit_test(test_histogram),
		cmocka_unit_test(test_pull),
		cmocka_unit_test(test_extrapolation),
		cmocka_unit_test(test_refusals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
