/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First order propagation of functions whose derivatives are known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/loopmodel_uncertainty.h"

static enum loopmodel_status product(const double *const *x, double *y,
				     size_t n, const void *context,
				     struct loopmodel_error *e)
{
	(void)context;
	(void)e;
	for (size_t k = 0; k < n; k++)
		y[k] = x[0][k] * x[1][k] * x[1][k] / x[2][k];
	return LOOPMODEL_OK;
}

static enum loopmodel_status sum(const double *const *x, double *y, size_t n,
				 const void *context,
				 struct loopmodel_error *e)
{
	(void)context;
	(void)e;
	for (size_t k = 0; k < n; k++)
		y[k] = x[0][k] + x[1][k];
	return LOOPMODEL_OK;
}

/* 3 x where x is not under 1, 3 (2 - x) where x is not over 1, |x|, NaN */
enum one { ABOVE, BELOW, KINK, NOTHING };

static enum loopmodel_status one(const double *const *x, double *y, size_t n,
				 const void *context,
				 struct loopmodel_error *e)
{
	enum one which = *(const enum one *)context;
	for (size_t k = 0; k < n; k++) {
		double v = x[0][k];
		if ((which == ABOVE && v < 1) || (which == BELOW && v > 1)) {
			if (e)
				*e = (struct loopmodel_error){
					.status = LOOPMODEL_RANGE,
					.argument = "v"
				};
			return LOOPMODEL_RANGE;
		}
		y[k] = which == ABOVE ? 3 * v :
		       which == BELOW ? 3 * (2 - v) :
		       which == KINK  ? fabs(v) :
					NAN;
	}
	return LOOPMODEL_OK;
}

/* a b^2/c at 2, 3, 4: dy = 9/4, 12/4 and -18/16. */
static void test_budget_of_a_product(void **state)
{
	static const char *const names[] = { "a", "b", "c" };
	const struct loopmodel_distribution x[] = {
		loopmodel_normal(2, .01), loopmodel_uniform(2.9, 3.1),
		loopmodel_triangular(3.9, 4, 4.1)
	};
	const struct loopmodel_inputs in = { 3, x, names, NULL };
	const struct loopmodel_function f = { product, NULL };
	struct loopmodel_budget_row rows[3];
	struct loopmodel_gum gum;
	(void)state;
	assert_int_equal(loopmodel_gum(&f, &in, .95, &gum, rows, NULL),
			 LOOPMODEL_OK);
	const double ua = .01, ub = .1 / sqrt(3), uc = .1 / sqrt(6);
	const double ya = 2.25 * ua, yb = 3 * ub, yc = -1.125 * uc;
	const double u = sqrt(ya * ya + yb * yb + yc * yc);
	assert_true(fabs(gum.y - 4.5) < 1e-15);
	assert_true(fabs(gum.u - u) < 1e-8 * u);
	assert_true(fabs(gum.hi - 4.5 - 1.959963984540054 * u) < 1e-8);
	assert_true(fabs(gum.lo - 4.5 + 1.959963984540054 * u) < 1e-8);
	assert_string_equal(rows[0].name, "b"); /* .1732 */
	assert_string_equal(rows[1].name, "c"); /* .0459 */
	assert_string_equal(rows[2].name, "a"); /* .0225 */
	assert_int_equal(rows[1].input, 2);
	assert_true(fabs(rows[0].sensitivity - 3) < 1e-8);
	assert_true(fabs(rows[1].sensitivity + 1.125) < 1e-8);
	assert_true(fabs(rows[2].contribution - ya) < 1e-9);
	assert_true(fabs(rows[0].share - yb * yb / u / u) < 1e-8);
	assert_true(fabs(rows[0].share + rows[1].share + rows[2].share - 1) <
		    1e-12);
	/* along b: 2 a/c u^2/(2 3 u) = u/6; along a: nothing */
	assert_true(fabs(rows[0].bend - ub / 6) < 1e-8);
	assert_true(fabs(rows[2].bend) < 1e-9);
}

/* u^2(x0 + x1) = 1 + 4 + 2 r 1 2 */
static void test_correlations_enter_u_and_shares(void **state)
{
	const struct loopmodel_distribution x[] = { loopmodel_normal(1, 1),
						    loopmodel_normal(2, 2) };
	const struct loopmodel_function f = { sum, NULL };
	(void)state;
	for (double r = -1; r <= 1; r += .25) {
		const double matrix[] = { 1, r, r, 1 };
		const struct loopmodel_inputs in = { 2, x, NULL, matrix };
		struct loopmodel_budget_row rows[2];
		struct loopmodel_gum gum;
		assert_int_equal(loopmodel_gum(&f, &in, .95, &gum, rows,
					       NULL),
				 LOOPMODEL_OK);
		const double variance = 5 + 4 * r;
		assert_true(fabs(gum.u - sqrt(variance)) < 1e-9);
		assert_int_equal(rows[0].input, 1);
		assert_true(fabs(rows[0].share - (4 + 2 * r) / variance) <
			    1e-9);
		assert_true(fabs(rows[1].share - (1 + 2 * r) / variance) <
			    1e-9);
	}
}

static void test_slopes_at_the_edge_of_the_domain(void **state)
{
	const struct loopmodel_distribution x = loopmodel_normal(1, .1);
	const struct loopmodel_inputs in = { 1, &x, NULL, NULL };
	struct loopmodel_budget_row row;
	struct loopmodel_gum gum;
	(void)state;
	for (enum one which = ABOVE; which <= BELOW; which++) {
		const struct loopmodel_function f = { one, &which };
		assert_int_equal(loopmodel_gum(&f, &in, .95, &gum, &row, NULL),
				 LOOPMODEL_OK);
		assert_true(fabs(row.sensitivity - (which == ABOVE ? 3 : -3)) <
			    1e-9);
		assert_true(row.bend == 0);
	}
}

static void test_a_kink_is_seen_as_a_bend(void **state)
{
	const enum one which = KINK;
	const struct loopmodel_distribution x = loopmodel_normal(.5, 1);
	const struct loopmodel_inputs in = { 1, &x, NULL, NULL };
	const struct loopmodel_function f = { one, &which };
	struct loopmodel_budget_row row;
	struct loopmodel_gum gum;
	(void)state;
	assert_int_equal(loopmodel_gum(&f, &in, .95, &gum, &row, NULL),
			 LOOPMODEL_OK);
	assert_true(fabs(row.sensitivity - 1) < 1e-9);
	/* (1.5 + .5 - 1)/2 */
	assert_true(fabs(row.bend - .5) < 1e-9);
}

static void test_a_constant_has_a_slope_but_no_share(void **state)
{
	const struct loopmodel_distribution x[] = { loopmodel_normal(5, 0),
						    loopmodel_normal(2, 1) };
	const struct loopmodel_inputs in = { 2, x, NULL, NULL };
	const struct loopmodel_function f = { sum, NULL };
	struct loopmodel_budget_row rows[2];
	struct loopmodel_gum gum;
	(void)state;
	assert_int_equal(loopmodel_gum(&f, &in, .9, &gum, rows, NULL),
			 LOOPMODEL_OK);
	assert_true(fabs(gum.u - 1) < 1e-9);
	assert_true(fabs(gum.hi - 7 - 1.6448536269514722) < 1e-8);
	assert_int_equal(rows[1].input, 0);
	assert_true(fabs(rows[1].sensitivity - 1) < 1e-9);
	assert_true(rows[1].share == 0);
}

static void test_nonsense_is_refused(void **state)
{
	const enum one nothing = NOTHING;
	const struct loopmodel_distribution x[] = { loopmodel_normal(1, .1),
						    loopmodel_normal(1, .1) };
	static const double bad[][4] = {
		{ 1, 2, 2, 1 }, { 1, .5, .4, 1 }, { .9, 0, 0, 1 },
		{ 1, NAN, NAN, 1 }
	};
	const struct loopmodel_function f = { sum, NULL };
	const struct loopmodel_function nan = { one, &nothing };
	struct loopmodel_error e;
	struct loopmodel_gum gum;
	(void)state;
	for (size_t i = 0; i < 4; i++) {
		const struct loopmodel_inputs in = { 2, x, NULL, bad[i] };
		assert_int_equal(loopmodel_gum(&f, &in, .95, &gum, NULL, &e),
				 LOOPMODEL_RANGE);
		assert_string_equal(e.argument, "correlation");
	}
	struct loopmodel_inputs in = { 1, x, NULL, NULL };
	assert_int_equal(loopmodel_gum(&nan, &in, .95, &gum, NULL, &e),
			 LOOPMODEL_NOT_FINITE);
	assert_int_equal(loopmodel_gum(&f, &in, 1, &gum, NULL, &e),
			 LOOPMODEL_RANGE);
	assert_string_equal(e.argument, "coverage");
	in.count = 0;
	assert_int_equal(loopmodel_gum(&f, &in, .95, &gum, NULL, &e),
			 LOOPMODEL_EMPTY);
	in.count = LOOPMODEL_INPUTS_MAX + 1;
	assert_int_equal(loopmodel_gum(&f, &in, .95, &gum, NULL, &e),
			 LOOPMODEL_RANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_budget_of_a_product),
		cmocka_unit_test(test_correlations_enter_u_and_shares),
		cmocka_unit_test(test_slopes_at_the_edge_of_the_domain),
		cmocka_unit_test(test_a_kink_is_seen_as_a_bend),
		cmocka_unit_test(test_a_constant_has_a_slope_but_no_share),
		cmocka_unit_test(test_nonsense_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
