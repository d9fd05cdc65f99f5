/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TC-5: sensitivity from error rates by power. */
#include "analysis/waterfall.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/ternary.h"
#include "check_real.h"
#include "simulate.h"

enum { N = 8 };

static double watt(double level_dbm)
{
	return pow(10, level_dbm / 10 - 3);
}

static double count_errors(struct simulate_rng *g, double n, double p)
{
	double count = 0, at = 0;

	while ((at += ceil(log(1 - simulate_uniform(g)) / log1p(-p))) <= n)
		count++;
	return count;
}

struct curve {
	double at_dbm, ser, alpha, floor; /* without the floor */
};

static double curve_ser(const struct curve *c, double power)
{
	double x = ternary_half_eye(c->ser) *
		   pow(power / watt(c->at_dbm), c->alpha);

	return c->floor + (1 - c->floor) * 4. / 3 * ternary_tail(x);
}

/* g NULL: what is expected. */
static struct waterfall run(struct simulate_rng *g, const struct curve *c,
			    double from_dbm, double step_db, double symbols,
			    double target, double alpha)
{
	double power[N], errors[N], n[N];
	struct waterfall_points w = { power, errors, n, N, "P4" };

	for (int i = 0; i < N; i++) {
		power[i] = watt(from_dbm + step_db * i);
		n[i] = symbols;
		double p = curve_ser(c, power[i]);
		errors[i] = g ? count_errors(g, symbols, p) : symbols * p;
	}
	return waterfall_fit(&w, target, alpha);
}

static void test_check_points(void **state)
{
	const struct curve thermal = { -20, 1e-3, 1, 0 };
	const struct curve shot = { -20, 1e-3, .5, 0 };

	(void)state;
	check_real(-20 + waterfall_step_db(1e-3, 1e-9, 1), -17.2035, 5e-5);
	check_real(-20 + waterfall_step_db(1e-3, 1e-9, .5), -14.4070, 5e-5);
	struct waterfall w = run(NULL, &thermal, -23, .5, 1e12, 1e-9, 1);
	check_real(w.sensitivity.value, -17.2035, 5e-5);
	assert_true(w.sensitivity.flags & ESTIMATE_FLAG_EXTRAPOLATED);
	assert_false(w.has_floor);
	w = run(NULL, &shot, -23, .5, 1e12, 1e-9, NAN);
	check_real(w.sensitivity.value, -14.4070, 5e-4);
	check_real(w.alpha.value, .5, 1e-4);
	w = run(NULL, &thermal, -23, .5, 1e12, 1e-3, NAN);
	check_real(w.sensitivity.value, -20, 1e-5);
	assert_false(w.sensitivity.flags & ESTIMATE_FLAG_EXTRAPOLATED);
	assert_string_equal(w.sensitivity.plane, "P4");
}

/* Points without errors pull the curve: leaving them out would not. */
static void test_pull(void **state)
{
	static const struct curve c = { -20, 1e-3, 1, 0 };
	struct simulate_pull fixed = { .name = "P*, alpha given" };
	struct simulate_pull fitted = { .name = "P*, alpha fitted" };
	int floors = 0, refused = 0, seeds = 206;
	double truth = -20 + waterfall_step_db(1e-3, 1e-4, 1);

	(void)state;
	for (int seed = 1; seed <= seeds; seed++) {
		struct simulate_rng g;
		simulate_seed(&g, (uint64_t)seed);
		struct waterfall w = run(&g, &c, -22, .5, 1e5, 1e-4, 1);
		if (w.sensitivity.status == ESTIMATE_OK)
			simulate_pull_add(&fixed, &w.sensitivity, truth);
		else
			refused++;
		floors += w.has_floor;
		w = run(&g, &c, -22, .5, 1e5, 1e-4, NAN);
		if (w.sensitivity.status == ESTIMATE_OK)
			simulate_pull_add(&fitted, &w.sensitivity, truth);
		else
			refused++;
		floors += w.has_floor;
	}
	print_message("%d refused, a floor seen in %d of %d\n", refused,
		      floors, 2 * seeds);
	assert_true(refused <= 12 && floors < seeds / 5);
	simulate_pull_check(&fixed);
	simulate_pull_check(&fitted);
}

static void test_floor(void **state)
{
	const struct curve low = { -20, 1e-3, 1, 1e-5 };
	const struct curve high = { -20, 1e-3, 1, 1e-3 };

	(void)state;
	struct waterfall w = run(NULL, &low, -22, .6, 1e8, 1e-4, 1);
	assert_true(w.has_floor);
	check_real(w.floor, 1e-5, 1e-8);
	double want = -20 + waterfall_step_db(1e-3, (1e-4 - 1e-5) / (1 - 1e-5),
					      1);
	check_real(w.sensitivity.value, want, 1e-4);
	w = run(NULL, &high, -22, .6, 1e8, 1e-4, 1);
	assert_true(w.has_floor);
	check_real(w.floor, 1e-3, 1e-6);
	assert_int_equal(w.sensitivity.status, ESTIMATE_CENSORED);
	assert_int_equal(w.sensitivity.censor, ESTIMATE_CENSOR_ABOVE);
	check_real(w.sensitivity.value, -22 + .6 * (N - 1), 1e-9);
}

static void test_refusals(void **state)
{
	double p[] = { 1e-5, 2e-5, 3e-5 }, e[] = { 0, 0, 0 };
	double n[] = { 1e5, 1e5, 1e5 };
	struct waterfall_points w = { p, e, n, 3, "P4" };

	(void)state;
	struct waterfall f = waterfall_fit(&w, 1e-4, 1);
	assert_int_equal(f.sensitivity.status, ESTIMATE_CENSORED);
	assert_int_equal(f.sensitivity.censor, ESTIMATE_CENSOR_BELOW);
	check_real(f.sensitivity.value, -20, 1e-9);
	assert_int_equal(waterfall_fit(&w, 1e-6, 1).sensitivity.status,
			 ESTIMATE_INSUFFICIENT);
	e[0] = 50;
	assert_int_equal(waterfall_fit(&w, 1e-6, NAN).sensitivity.status,
			 ESTIMATE_INSUFFICIENT);
	assert_int_equal(waterfall_fit(&w, 1e-6, 1).sensitivity.status,
			 ESTIMATE_OK);
	e[0] = 5, e[1] = 9000, e[2] = 2; /* no curve does that */
	assert_int_equal(waterfall_fit(&w, 1e-3, 1).sensitivity.status,
			 ESTIMATE_UNSTABLE_FIT);
	p[1] = NAN;
	assert_int_equal(waterfall_fit(&w, 1e-3, 1).sensitivity.status,
			 ESTIMATE_INSUFFICIENT);
	p[1] = 2e-5, n[0] = 0;
	assert_int_equal(waterfall_fit(&w, 1e-3, 1).sensitivity.status,
			 ESTIMATE_INSUFFICIENT);
	w.n = 0;
	assert_int_equal(waterfall_fit(&w, 1e-3, 1).sensitivity.status,
			 ESTIMATE_INSUFFICIENT);
	assert_int_equal(waterfall_fit(&w, 1, 1).sensitivity.status,
			 ESTIMATE_INSUFFICIENT);
}

static struct estimate level(double value, double u)
{
	return estimate_make(value, u, INFINITY, 1, "dBm", "TC-5", "P4");
}

static void test_penalty(void **state)
{
	struct estimate a[] = { level(-18, .1), level(-17.8, .1),
				level(-18.2, .1) };
	struct estimate b[] = { level(-20, .1), level(-19.9, .1),
				level(-20.1, .1) };

	(void)state;
	struct estimate e = waterfall_penalty(a, b, 3);
	check_real(e.value, 2, 1e-12);
	/* Differences 2, 2.1, 1.9 scatter by .1; their own u make more. */
	check_real(e.u, sqrt(.02 / 3), 1e-12);
	e = waterfall_penalty(a, b, 1);
	check_real(e.u, sqrt(.02), 1e-12);
	a[2].value = -15;
	e = waterfall_penalty(a, b, 3);
	check_real(e.nu_eff, 2, 0);
	a[1] = estimate_bound(-10, ESTIMATE_CENSOR_ABOVE, 1, "dBm", "TC-5",
			      "P4");
	e = waterfall_penalty(a, b, 2);
	assert_int_equal(e.censor, ESTIMATE_CENSOR_ABOVE);
	assert_int_equal(waterfall_penalty(b, a, 2).status,
			 ESTIMATE_INSUFFICIENT);
	assert_int_equal(waterfall_penalty(a, b, 0).status,
			 ESTIMATE_INSUFFICIENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check_points),
		cmocka_unit_test(test_pull),
		cmocka_unit_test(test_floor),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_penalty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
