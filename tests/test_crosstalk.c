/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XT-1 and XT-4: entries of the matrix, censored ones, E_n. */
#include <string.h>

#include "analysis/censored.h"
#include "analysis/crosstalk.h"
#include "check_real.h"
#include "simulate.h"

#define SEEDS 200
enum { LANES = 4, CELLS = LANES * LANES };

static double db(double x)
{
	return 10 * log10(x);
}

static double h[CELLS], u[CELLS];
static const struct crosstalk_matrix matrix = {
	LANES, h, u, INFINITY, 0, 100, "XT-1", "P4",
};

static void set_matrix(double x, double sigma)
{
	for (size_t k = 0; k < CELLS; k++) {
		h[k] = k % (LANES + 1) ? x : 1;
		u[k] = sigma;
	}
}

static void test_limits(void **state)
{
	(void)state;
	/* The definitions print -37.8386, with 1.6449 for 1.64485. */
	check_real(db(censored_decision_limit(1e-4)), -37.8387, 5e-5);
	check_real(db(censored_detection_limit(1e-4)), -34.8284, 5e-5);
	check_real(censored_upper_limit(.5, 1), 2.31746, 5e-6);
	check_real(censored_upper_limit(1e-4, 2e-4) / 2e-4, 2.31746, 5e-6);
	/* Far below zero: the tail of the normal, about 3/|x|. */
	check_real(censored_upper_limit(-30, 1), 3. / 30, 2e-3);
	assert_true(censored_upper_limit(-1e9, 1) > 0);
	/* Far above: x + 1.645 u, and the usual interval. */
	check_real(censored_upper_limit(20, 1), 21.6449, 1e-4);
	double lo, hi;
	censored_interval(20, 1, &lo, &hi);
	check_real(lo, 20 - 1.959964, 1e-6);
	check_real(hi, 20 + 1.959964, 1e-6);
	censored_interval(1.7, 1, &lo, &hi);
	assert_true(lo > 0);
}

static void test_entries(void **state)
{
	(void)state;
	struct estimate x[CELLS], e;

	set_matrix(1e-3, 0);
	u[1] = 1e-4; /* 10 % */
	u[2] = 3e-4;
	h[3] = 5e-5;
	u[3] = 1e-4;
	crosstalk_ratios(&matrix, CROSSTALK_AT_RECEIVER, x);
	e = crosstalk_db(&x[1]);
	check_real(e.value, -30, 1e-9);
	check_real(e.u, .434, 5e-4);
	/* u/x > .2: an interval that is not symmetric, and no u. */
	e = crosstalk_db(&x[2]);
	check_real(e.value, -30, 1e-9);
	assert_true(isnan(e.u));
	assert_true(e.value - e.lo > e.hi - e.value);
	/* x/u = .5 */
	e = crosstalk_db(&x[3]);
	assert_int_equal(e.status, ESTIMATE_CENSORED);
	assert_int_equal(e.censor, ESTIMATE_CENSOR_BELOW);
	check_real(e.value, db(2.31746e-4), 1e-5);
	check_real(crosstalk_db(&x[0]).value, 0, 0);
}

/* u^2 = x^2 [(u_ij/H_ij)^2 + (u_ii/H_ii)^2 + u_lin^2]. */
static void test_uncertainty(void **state)
{
	(void)state;
	struct estimate x[CELLS];
	struct crosstalk_matrix m = matrix;

	set_matrix(.02, 2e-4);
	h[0] = 2;
	u[0] = .06;
	m.u_linearity = .02;
	crosstalk_ratios(&m, CROSSTALK_AT_RECEIVER, x);
	check_real(x[1].value, .01, 1e-15);
	check_real(x[1].u, .01 * sqrt(.01 * .01 + .03 * .03 + .02 * .02),
		   1e-15);
	/* Isolation is set against the launched lane's own response. */
	crosstalk_ratios(&m, CROSSTALK_OF_LAUNCH, x);
	struct estimate e = crosstalk_isolation_db(&x[1]);
	check_real(e.value, 10 * log10(1 / .02), 1e-12);
	assert_true(e.lo < e.value && e.value < e.hi);
	e = crosstalk_isolation_db(&x[LANES]);
	check_real(e.value, 20, 1e-12);
	h[1] = 0;
	crosstalk_ratios(&m, CROSSTALK_OF_LAUNCH, x);
	e = crosstalk_isolation_db(&x[1]);
	assert_int_equal(e.censor, ESTIMATE_CENSOR_ABOVE);
	check_real(e.lo, e.value, 0);
}

static void test_refusals(void **state)
{
	(void)state;
	struct estimate x[CELLS];

	/* Cables of lanes 1 and 2 swapped. */
	set_matrix(.01, 1e-4);
	h[1 * LANES + 1] = h[2 * LANES + 2] = .01;
	h[1 * LANES + 2] = h[2 * LANES + 1] = 1;
	crosstalk_ratios(&matrix, CROSSTALK_AT_RECEIVER, x);
	assert_int_equal(x[1].status, ESTIMATE_OK);
	for (size_t j = 0; j < LANES; j++) {
		assert_int_equal(x[LANES + j].status, ESTIMATE_UNSTABLE_FIT);
		assert_non_null(strstr(x[LANES + j].note,
				       "lanes 1 and 2 swapped"));
		assert_false(estimate_usable(&x[2 * LANES + j]));
	}
	/* A lane that is dark, a stale dark, no numbers. */
	set_matrix(.01, 1e-4);
	memset(h + LANES, 0, LANES * sizeof(*h));
	h[2 * LANES] = -6e-4;
	h[3 * LANES + 1] = NAN;
	crosstalk_ratios(&matrix, CROSSTALK_AT_RECEIVER, x);
	assert_int_equal(x[LANES].status, ESTIMATE_INSUFFICIENT);
	assert_int_equal(x[2 * LANES].status, ESTIMATE_NONSTATIONARY);
	assert_non_null(strstr(x[2 * LANES].note, "dark"));
	assert_int_equal(x[2 * LANES + 1].status, ESTIMATE_OK);
	assert_int_equal(x[3 * LANES].status, ESTIMATE_INSUFFICIENT);
	/* Without u nothing is censored, and a ratio below 0 has no dB. */
	struct crosstalk_matrix m = matrix;
	m.u = NULL;
	set_matrix(1e-9, 0);
	h[2] = -1e-9;
	crosstalk_ratios(&m, CROSSTALK_AT_RECEIVER, x);
	check_real(crosstalk_db(&x[1]).value, -90, 1e-9);
	assert_int_equal(crosstalk_db(&x[2]).status, ESTIMATE_INSUFFICIENT);
}

static void test_readings(void **state)
{
	(void)state;
	const double y[] = { 12, 2.5, 3.2, 23 }, u_y[] = { .3, .3, .4, .4 };
	const double dark[] = { 2, 3 }, u_dark[] = { .4, .3 };
	double launch[] = { 10, 20 };
	struct crosstalk_readings r = { 2, y, u_y, dark, u_dark, launch };
	struct estimate why;
	double at[4], u_at[4];

	assert_true(crosstalk_from_readings(&r, at, u_at, &why));
	const double want[] = { 1, .025, .02, 1 };
	const double u_want[] = { .05, .025, .05, .025 };
	for (int k = 0; k < 4; k++) {
		check_real(at[k], want[k], 1e-15);
		check_real(u_at[k], u_want[k], 1e-15);
	}
	launch[1] = 0;
	assert_false(crosstalk_from_readings(&r, at, u_at, &why));
	assert_int_equal(why.status, ESTIMATE_INSUFFICIENT);
	assert_non_null(strstr(why.note, "receiver 0 with lane 1"));
}

/* Readings of H with additive noise and a dark of its own error. */
static void read_bench(struct simulate_rng *g, const double *truth,
		       double sigma)
{
	double y[CELLS], u_y[CELLS], dark[LANES], u_dark[LANES];
	double launch[LANES];
	struct crosstalk_readings r = { LANES, y, u_y, dark, u_dark, launch };
	struct estimate why;

	for (size_t i = 0; i < LANES; i++) {
		dark[i] = 5 + sigma * simulate_normal(g);
		u_dark[i] = sigma;
		launch[i] = 10;
		for (size_t j = 0; j < LANES; j++) {
			y[i * LANES + j] = 5 + 10 * truth[i * LANES + j] +
					   sigma * simulate_normal(g);
			u_y[i * LANES + j] = sigma;
		}
	}
	assert_true(crosstalk_from_readings(&r, h, u, &why));
}

static void test_pull(void **state)
{
	(void)state;
	double truth[CELLS];
	struct simulate_pull entry = { .name = "XT-1 entry" };
	struct simulate_pull ratio = { .name = "XT-1 ratio" };

	for (size_t k = 0; k < CELLS; k++)
		truth[k] = k % (LANES + 1) ? .02 : .9 + .01 * (double)k;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		struct estimate x[CELLS];
		simulate_seed(&g, seed);
		read_bench(&g, truth, .01);
		crosstalk_ratios(&matrix, CROSSTALK_AT_RECEIVER, x);
		struct estimate e = estimate_make(h[6], u[6], INFINITY, 1, "1",
						  "XT-1", "");
		simulate_pull_add(&entry, &e, truth[6]);
		simulate_pull_add(&ratio, &x[6], truth[6] / truth[5]);
	}
	simulate_pull_check(&entry);
	simulate_pull_check(&ratio);
}

/* Shares of 1000 readings of an entry: censored, censored with the truth above
 * the bound, detected with an interval beside the truth. */
struct coverage {
	double censored, above, beside;
};

static struct coverage cover(double level, double sigma)
{
	double truth[CELLS], one = 1. / (5 * SEEDS);
	struct coverage c = { 0 };

	for (size_t k = 0; k < CELLS; k++)
		truth[k] = k % (LANES + 1) ? level : 1;
	for (uint64_t seed = 1; seed <= 5 * SEEDS; seed++) {
		struct simulate_rng g;
		struct estimate x[CELLS];
		simulate_seed(&g, seed);
		read_bench(&g, truth, 10 * sigma / sqrt(2));
		crosstalk_ratios(&matrix, CROSSTALK_AT_RECEIVER, x);
		if (x[1].status == ESTIMATE_CENSORED) {
			c.censored += one;
			c.above += one * (x[1].value < level);
		} else {
			assert_int_equal(x[1].status, ESTIMATE_OK);
			c.beside += one * (x[1].lo > level || x[1].hi < level);
		}
	}
	return c;
}

/* A bound is wrong 1 time in 20 at most (0.02 is three times the scatter of
 * 1000). At zero the 5 % that pass the decision limit are all that is wrong:
 * an interval begins above zero. */
static void test_coverage(void **state)
{
	(void)state;

	for (double level = 0; level < 8; level += .5) {
		struct coverage c = cover(level * 1e-4, 1e-4);
		print_message("x = %.1f u: censored %.3f, bound wrong %.3f, "
			      "interval wrong %.3f\n", level, c.censored,
			      c.above, c.beside);
		assert_true(c.above < .05 + .02);
		assert_true(c.beside < .05 + .02);
		if (level == 0)
			check_real(c.censored, .95, .02);
		if (level == 3.5)
			assert_true(c.censored < .05);
	}
}

static void test_quantile(void **state)
{
	(void)state;
	struct estimate v[7], e;
	const double at[] = { -20, -25, -30, -32, -35, -40, -50 };

	for (int i = 0; i < 7; i++)
		v[i] = estimate_make(at[i], .1, INFINITY, 1, "dB", "m", "P4");
	e = censored_quantile(v, 7, .5);
	check_real(e.value, -32, 0);
	/* Bounds below the median change nothing. */
	for (int i = 4; i < 7; i++)
		v[i] = estimate_bound(at[i], ESTIMATE_CENSOR_BELOW, 1, "dB",
				      "m", "P4");
	check_real(censored_quantile(v, 7, .5).value, -32, 0);
	e = censored_quantile(v, 7, .2);
	assert_int_equal(e.status, ESTIMATE_CENSORED);
	check_real(e.value, -32, 0);
	/* One above it leaves early: of the six left, -25, -30 and -32 take
	 * 1/6, 1/5 and 1/4 away: half at -32. */
	v[0] = estimate_bound(-20, ESTIMATE_CENSOR_BELOW, 1, "dB", "m", "P4");
	check_real(censored_quantile(v, 7, .5).value, -32, 0);
	check_real(censored_quantile(v, 7, .7).value, -30, 0);
	/* A refusal is no value; fewer than three are no summary. */
	for (int i = 0; i < 5; i++)
		v[i] = estimate_refuse(ESTIMATE_CLIPPED, "dB", "m", "no");
	assert_int_equal(censored_quantile(v, 7, .5).status,
			 ESTIMATE_INSUFFICIENT);
	assert_int_equal(censored_quantile(v, 0, .5).status,
			 ESTIMATE_INSUFFICIENT);
	/* Nothing but bounds: the largest. */
	for (int i = 0; i < 7; i++)
		v[i] = estimate_bound(at[i], ESTIMATE_CENSOR_BELOW, 1, "dB",
				      "m", "P4");
	e = censored_quantile(v, 7, .5);
	assert_int_equal(e.status, ESTIMATE_CENSORED);
	check_real(e.value, -20, 0);
}

static void test_disagreement(void **state)
{
	(void)state;
	enum { N = 16 };
	double a[N * N], b[N * N], s[N * N];
	struct simulate_rng g;
	struct estimate e;
	int flagged = 0;

	for (int seed = 1; seed <= 300; seed++) {
		simulate_seed(&g, (uint64_t)seed);
		for (int k = 0; k < N * N; k++) {
			s[k] = 1e-3;
			a[k] = 1e-3 * simulate_normal(&g);
			b[k] = 1e-3 * simulate_normal(&g);
		}
		e = crosstalk_disagreement(N, a, s, b, s);
		flagged += e.flags == ESTIMATE_FLAG_NONLINEAR;
	}
	/* Good matrices: at the 1 % of the test, not the third of them that
	 * 5 % of entries alone would take. */
	assert_true(flagged < 10);
	for (int k = 0; k < 40; k++)
		a[k] = b[k] + 3e-3;
	e = crosstalk_disagreement(N, a, s, b, s);
	assert_int_equal(e.flags, ESTIMATE_FLAG_NONLINEAR);
	assert_int_equal(e.n, N * N);
	memset(s, 0, sizeof(s));
	e = crosstalk_disagreement(N, a, s, b, s);
	assert_int_equal(e.status, ESTIMATE_INSUFFICIENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_uncertainty),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_pull),
		cmocka_unit_test(test_coverage),
		cmocka_unit_test(test_quantile),
		cmocka_unit_test(test_disagreement),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
