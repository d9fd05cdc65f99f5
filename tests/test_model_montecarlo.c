/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Monte Carlo against closed forms; limits are 4 standard deviations of what
 * so many trials can tell, with fixed seeds. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/loopmodel_uncertainty.h"

enum what { SUM, DIFFERENCE, PRODUCT, SQUARE, NEGATIVE };

static enum loopmodel_status function(const double *const *x, double *y,
				      size_t n, const void *context,
				      struct loopmodel_error *e)
{
	const enum what what = *(const enum what *)context;
	for (size_t k = 0; k < n; k++) {
		if (what == SUM)
			y[k] = x[0][k] + x[1][k];
		else if (what == DIFFERENCE)
			y[k] = x[0][k] - x[1][k];
		else if (what == PRODUCT)
			y[k] = x[0][k] * x[1][k];
		else if (what == SQUARE)
			y[k] = x[0][k] * x[0][k];
		else
			y[k] = sqrt(x[0][k]);
	}
	(void)e;
	return LOOPMODEL_OK;
}

static struct loopmodel_mc_options fixed(uint64_t trials)
{
	struct loopmodel_mc_options o = loopmodel_mc_defaults();
	o.digits = 0;
	o.max_trials = trials;
	return o;
}

static struct loopmodel_mc simulate(enum what what, size_t count,
				    const struct loopmodel_distribution *x,
				    const double *correlation,
				    struct loopmodel_mc_options o)
{
	const struct loopmodel_inputs in = { count, x, NULL, correlation };
	const struct loopmodel_function f = { function, &what };
	struct loopmodel_mc mc;
	struct loopmodel_error e = { .text = "" };
	enum loopmodel_status status =
		loopmodel_montecarlo(&f, &in, &o, &mc, &e);
	if (status)
		print_error("%s\n", e.text);
	assert_int_equal(status, LOOPMODEL_OK);
	return mc;
}

static void assert_near(double value, double expected, double s)
{
	if (!(fabs(value - expected) < 4 * s))
		print_error("%.12g, expected %.12g, 4 s = %g\n", value,
			    expected, 4 * s);
	assert_true(fabs(value - expected) < 4 * s);
}

/* The standard's own check (9.2.2): four N(0, 1) make N(0, 4); here 3-4-5. */
static void test_sum_of_normals(void **state)
{
	const struct loopmodel_distribution x[] = { loopmodel_normal(10, 3),
						    loopmodel_normal(-2, 4) };
	const double n = 1e6 + 123;
	struct loopmodel_mc mc = simulate(SUM, 2, x, NULL, fixed((uint64_t)n));
	(void)state;
	assert_true(mc.trials == (uint64_t)n);
	assert_near(mc.mean, 8, 5 / sqrt(n));
	assert_near(mc.u, 5, 5 / sqrt(2 * n));
	/* s of a quantile: sqrt(p(1-p)/n)/density */
	assert_near(mc.lo, 8 - 9.79981992, 5 * 2.671 / sqrt(n));
	assert_near(mc.median, 8, 5 * 1.2533 / sqrt(n));
	assert_near(mc.hi, 8 + 9.79981992, 5 * 2.671 / sqrt(n));
	assert_true(!mc.converged && mc.s_lo == 0);
}

/* Two U(-1, 1) make a triangle on -2..2: 97.5 % at 2 - sqrt(.2). */
static void test_sum_of_uniforms(void **state)
{
	const struct loopmodel_distribution x[] = { loopmodel_uniform(-1, 1),
						    loopmodel_uniform(-1, 1) };
	struct loopmodel_mc mc = simulate(SUM, 2, x, NULL, fixed(1000000));
	const double s = sqrt(.025 * .975 / 1e6) / (sqrt(.2) / 4);
	(void)state;
	assert_near(mc.u, sqrt(2. / 3), 1e-3 * .7);
	assert_near(mc.lo, -2 + sqrt(.2), s);
	assert_near(mc.hi, 2 - sqrt(.2), s);
}

/* Chi squared of one degree: mean 1, sd sqrt 2, quantiles z^2. */
static void test_square_of_a_normal_is_flagged(void **state)
{
	const enum what what = SQUARE;
	const struct loopmodel_distribution x = loopmodel_normal(0, 1);
	const struct loopmodel_inputs in = { 1, &x, NULL, NULL };
	const struct loopmodel_function f = { function, &what };
	struct loopmodel_mc mc = simulate(SQUARE, 1, &x, NULL, fixed(1000000));
	struct loopmodel_gum gum;
	(void)state;
	assert_near(mc.mean, 1, sqrt(2) * 1e-3);
	assert_near(mc.u, sqrt(2), 1e-3 * 2.7); /* kurtosis 15 */
	assert_near(mc.lo, .000982069, 1e-5);
	assert_near(mc.hi, 5.023886, .02);
	assert_int_equal(loopmodel_gum(&f, &in, .95, &gum, NULL, NULL),
			 LOOPMODEL_OK);
	assert_true(gum.u < 1e-9);
	struct loopmodel_validation v = loopmodel_validate(&gum, &mc, 2);
	assert_false(v.agrees);
	assert_false(v.close);
	assert_true(fabs(v.d_hi - mc.hi) < 1e-6);
}

/* E[xy] = mean mean + r u u; u^2(x + y). Then x - y of r = 1: nothing. */
static void test_correlated_normals(void **state)
{
	const struct loopmodel_distribution x[] = { loopmodel_normal(1, 1),
						    loopmodel_normal(2, 2) };
	const struct loopmodel_distribution same[] = { loopmodel_normal(1, 1),
						       loopmodel_normal(1, 1) };
	static const double all[] = { 1, 1, 1, 1 };
	(void)state;
	for (double r = -.9; r < 1; r += .6) {
		const double matrix[] = { 1, r, r, 1 };
		struct loopmodel_mc mc =
			simulate(SUM, 2, x, matrix, fixed(500000));
		assert_near(mc.u, sqrt(5 + 4 * r),
			    sqrt(5 + 4 * r) / sqrt(1e6));
		mc = simulate(PRODUCT, 2, x, matrix, fixed(500000));
		assert_near(mc.mean, 2 + 2 * r, 5 / sqrt(5e5));
	}
	struct loopmodel_mc mc =
		simulate(DIFFERENCE, 2, same, all, fixed(20000));
	assert_true(mc.u < 1e-12 && fabs(mc.hi) < 1e-12);
}

/* The stated r is that of the quantities, whatever their distributions:
 * u^2(x + y) = 2 u^2 (1 + r). */
static void test_correlated_uniforms_and_triangles(void **state)
{
	const struct loopmodel_distribution pairs[][2] = {
		{ loopmodel_uniform(0, 1), loopmodel_uniform(0, 1) },
		{ loopmodel_uniform(0, 1), loopmodel_normal(0, sqrt(1. / 12)) },
		{ loopmodel_triangular(0, 1, sqrt(1.5)),
		  loopmodel_uniform(5, 6) },
	};
	(void)state;
	for (size_t k = 0; k < 3; k++)
		for (double r = -.8; r < 1; r += .4) {
			const double matrix[] = { 1, r, r, 1 };
			double ua = loopmodel_distribution_u(&pairs[k][0]);
			double ub = loopmodel_distribution_u(&pairs[k][1]);
			struct loopmodel_mc mc = simulate(
				SUM, 2, pairs[k], matrix, fixed(400000));
			double u = sqrt(ua * ua + ub * ub + 2 * r * ua * ub);
			assert_near(mc.u, u, u / sqrt(8e5));
		}
}

/* Samples: two values make r = 2/pi asin(rho), which is steep at the end. */
static void test_correlated_samples(void **state)
{
	double coin[] = { -1, 1 }, few[] = { 1, 2, 2, 5, 10 };
	const struct loopmodel_distribution pairs[][2] = {
		{ loopmodel_empirical(coin, 2), loopmodel_empirical(coin, 2) },
		{ loopmodel_empirical(few, 5), loopmodel_normal(0, 3) },
		{ loopmodel_empirical(few, 5), loopmodel_empirical(few, 5) },
	};
	static const double wanted[][4] = { { -.95, -.5, .5, .95 },
					    { -.8, -.4, .4, .8 },
					    { -.5, -.2, .5, 1 } };
	(void)state;
	for (size_t k = 0; k < 3; k++)
		for (size_t i = 0; i < 4; i++) {
			double r = wanted[k][i];
			const double matrix[] = { 1, r, r, 1 };
			double ua = loopmodel_distribution_u(&pairs[k][0]);
			double ub = loopmodel_distribution_u(&pairs[k][1]);
			struct loopmodel_mc mc = simulate(
				SUM, 2, pairs[k], matrix, fixed(400000));
			double got = (mc.u * mc.u - ua * ua - ub * ub) /
				     (2 * ua * ub);
			assert_near(got, r, 2e-3);
		}
}

/* Lognormals: the copula's rho = ln(1 + r (e^s2 - 1))/s2, and then the product
 * is lognormal with sigma^2 = 2 s2 (1 + rho): its quantiles show rho. */
static void test_correlated_lognormals(void **state)
{
	const double s = .8, r = .5, matrix[] = { 1, r, r, 1 };
	const struct loopmodel_distribution x[] = { loopmodel_lognormal(2, s),
						    loopmodel_lognormal(3, s) };
	(void)state;
	double rho = log1p(r * expm1(s * s)) / (s * s);
	double sigma = s * sqrt(2 * (1 + rho));
	double hi = 6 * exp(1.959963985 * sigma);
	struct loopmodel_mc mc =
		simulate(PRODUCT, 2, x, matrix, fixed(1000000));
	assert_near(mc.median, 6, 6 * sigma * 1.2533e-3);
	assert_near(mc.hi, hi, hi * sigma * 2.671e-3);
}

/* The lowest r of two lognormals of sigma 1 is (1/e - 1)/(e - 1) = -.368. */
static void test_impossible_correlations_are_refused(void **state)
{
	const enum what what = SUM;
	const struct loopmodel_distribution logs[] = {
		loopmodel_lognormal(1, 1), loopmodel_lognormal(1, 1)
	};
	const struct loopmodel_distribution normals[] = {
		loopmodel_normal(0, 1), loopmodel_normal(0, 1),
		loopmodel_normal(0, 1)
	};
	const double r = -.38, pair[] = { 1, r, r, 1 };
	static const double triple[] = { 1,   -.9, -.9, -.9, 1,
					 -.9, -.9, -.9, 1 };
	const struct loopmodel_function f = { function, &what };
	struct loopmodel_inputs in = { 2, logs, NULL, pair };
	struct loopmodel_mc_options o = fixed(1000);
	struct loopmodel_error e;
	struct loopmodel_mc mc;
	(void)state;
	assert_int_equal(loopmodel_montecarlo(&f, &in, &o, &mc, &e),
			 LOOPMODEL_NOT_PSD);
	assert_string_equal(e.argument, "correlation");
	in = (struct loopmodel_inputs){ 3, normals, NULL, triple };
	assert_int_equal(loopmodel_montecarlo(&f, &in, &o, &mc, &e),
			 LOOPMODEL_NOT_PSD);
	const double possible = -.36, good[] = { 1, possible, possible, 1 };
	simulate(SUM, 2, logs, good, o);
}

static void test_trials_go_on_until_the_digits_stand(void **state)
{
	const struct loopmodel_distribution x[] = { loopmodel_normal(5, 3),
						    loopmodel_normal(5, 4) };
	struct loopmodel_mc_options o = loopmodel_mc_defaults();
	uint64_t before = 0;
	(void)state;
	for (unsigned digits = 1; digits <= 2; digits++) {
		o.digits = digits;
		struct loopmodel_mc mc = simulate(SUM, 2, x, NULL, o);
		double root = sqrt((double)mc.trials);
		assert_true(mc.converged);
		/* u = 5.0: delta/5 is .1 and .01 */
		assert_true(fabs(mc.tolerance - (digits == 1 ? .1 : .01)) <
			    1e-12);
		assert_true(2 * mc.s_lo < mc.tolerance &&
			    2 * mc.s_hi < mc.tolerance &&
			    2 * mc.s_mean < mc.tolerance &&
			    2 * mc.s_u < mc.tolerance);
		/* the standard deviations are those that theory gives */
		assert_true(mc.s_mean * root / 5 > .6 &&
			    mc.s_mean * root / 5 < 1.5);
		assert_true(mc.s_lo * root / 5 > 1.6 &&
			    mc.s_lo * root / 5 < 4);
		assert_near(mc.lo, 10 - 9.79981992, mc.s_lo);
		assert_near(mc.hi, 10 + 9.79981992, mc.s_hi);
		assert_near(mc.u, 5, mc.s_u);
		assert_true(mc.trials > before && mc.trials % 10240 == 0);
		before = mc.trials;
	}
	/* (2 s)^2: (2 2.67 5/.01)^2 = 7.1e6 trials, not many more */
	assert_true(before > 4000000 && before < 9000000);
}

static void test_the_most_trials_are_told_from_enough(void **state)
{
	const struct loopmodel_distribution x = loopmodel_normal(5, 3);
	struct loopmodel_mc_options o = loopmodel_mc_defaults();
	o.digits = 4;
	o.max_trials = 200000;
	struct loopmodel_mc mc = simulate(SQUARE, 1, &x, NULL, o);
	(void)state;
	assert_false(mc.converged);
	assert_true(mc.trials == 194560);
	assert_true(mc.s_mean > 0);
}

static void test_a_constant_converges_at_once(void **state)
{
	const struct loopmodel_distribution x = loopmodel_normal(5, 0);
	struct loopmodel_mc mc =
		simulate(SQUARE, 1, &x, NULL, loopmodel_mc_defaults());
	(void)state;
	assert_true(mc.converged && mc.u == 0 && mc.lo == 25 && mc.hi == 25);
}

static void assert_identical(const struct loopmodel_mc *a,
			     const struct loopmodel_mc *b)
{
	assert_memory_equal(a, b, offsetof(struct loopmodel_mc, converged));
	assert_int_equal(a->converged, b->converged);
}

static void test_threads_do_not_change_a_bit(void **state)
{
	const struct loopmodel_distribution x[] = {
		loopmodel_lognormal(2, .5), loopmodel_triangular(0, 1, 5)
	};
	static const double matrix[] = { 1, .3, .3, 1 };
	(void)state;
	for (unsigned digits = 0; digits <= 2; digits++) {
		struct loopmodel_mc_options o = fixed(345678);
		o.digits = digits;
		if (digits)
			o.max_trials = 3000000;
		o.threads = 1;
		struct loopmodel_mc first =
			simulate(PRODUCT, 2, x, matrix, o);
		for (o.threads = 2; o.threads <= 3; o.threads++) {
			struct loopmodel_mc mc =
				simulate(PRODUCT, 2, x, matrix, o);
			assert_identical(&mc, &first);
		}
		o.seed = 2;
		struct loopmodel_mc other =
			simulate(PRODUCT, 2, x, matrix, o);
		assert_true(other.mean != first.mean && other.lo != first.lo);
	}
}

static void test_a_trial_without_a_result_ends_the_run(void **state)
{
	const enum what what = NEGATIVE;
	const struct loopmodel_distribution x = loopmodel_normal(4, 1);
	const struct loopmodel_inputs in = { 1, &x, NULL, NULL };
	const struct loopmodel_function f = { function, &what };
	struct loopmodel_mc_options o = fixed(1000000);
	struct loopmodel_error e;
	struct loopmodel_mc mc = { .mean = 7 };
	(void)state;
	assert_int_equal(loopmodel_montecarlo(&f, &in, &o, &mc, &e),
			 LOOPMODEL_NOT_FINITE);
	assert_string_equal(e.argument, "output");
	assert_true(mc.mean == 7);
}

static void test_options_are_checked(void **state)
{
	const enum what what = SQUARE;
	const struct loopmodel_distribution x = loopmodel_normal(4, 1);
	const struct loopmodel_inputs in = { 1, &x, NULL, NULL };
	const struct loopmodel_function f = { function, &what };
	const struct loopmodel_mc_options good = loopmodel_mc_defaults();
	struct loopmodel_mc_options bad[5] = { good, good, good, good, good };
	static const char *const names[] = { "coverage", "coverage", "digits",
					     "divisor", "max_trials" };
	(void)state;
	bad[0].coverage = 1;
	bad[1].coverage = NAN;
	bad[2].digits = 5;
	bad[3].divisor = .5;
	bad[4].max_trials = 9;
	for (size_t i = 0; i < 5; i++) {
		struct loopmodel_error e;
		struct loopmodel_mc mc;
		assert_int_equal(loopmodel_montecarlo(&f, &in, &bad[i], &mc,
						      &e),
				 LOOPMODEL_RANGE);
		assert_string_equal(e.argument, names[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sum_of_normals),
		cmocka_unit_test(test_sum_of_uniforms),
		cmocka_unit_test(test_square_of_a_normal_is_flagged),
		cmocka_unit_test(test_correlated_normals),
		cmocka_unit_test(test_correlated_uniforms_and_triangles),
		cmocka_unit_test(test_correlated_samples),
		cmocka_unit_test(test_correlated_lognormals),
		cmocka_unit_test(test_impossible_correlations_are_refused),
		cmocka_unit_test(test_trials_go_on_until_the_digits_stand),
		cmocka_unit_test(test_the_most_trials_are_told_from_enough),
		cmocka_unit_test(test_a_constant_converges_at_once),
		cmocka_unit_test(test_threads_do_not_change_a_bit),
		cmocka_unit_test(test_a_trial_without_a_result_ends_the_run),
		cmocka_unit_test(test_options_are_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
