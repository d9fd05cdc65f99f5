/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order statistics against sorting, the tolerance of JCGM 101 against the
 * standard's own examples. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/order.h"

enum { MANY = 400000 };

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Numbers in no order, by a linear congruence. */
static void fill(double *y, size_t n, const char *how)
{
	uint32_t state = 1;
	for (size_t i = 0; i < n; i++) {
		state = state * 1664525 + 1013904223;
		y[i] = state;
		if (!strcmp(how, "few"))
			y[i] = state >> 29;
		else if (!strcmp(how, "equal"))
			y[i] = -7;
		else if (!strcmp(how, "rising"))
			y[i] = (double)i;
		else if (!strcmp(how, "falling"))
			y[i] = -(double)i;
		else if (!strcmp(how, "tails"))
			y[i] = tan((state / 4294967296. - .5) * 3.14159);
	}
}

static void test_three_ranks_are_those_of_sorting(void **state)
{
	static const char *const how[] = { "random", "few", "equal", "rising",
					   "falling", "tails" };
	static const size_t sizes[] = { 10, 11, 1000, 131072, MANY };
	double *y = malloc(MANY * sizeof(*y));
	double *sorted = malloc(MANY * sizeof(*y));
	(void)state;
	assert_non_null(y);
	assert_non_null(sorted);
	for (size_t k = 0; k < 6 * 5; k++) {
		size_t n = sizes[k / 6];
		fill(y, n, how[k % 6]);
		memcpy(sorted, y, n * sizeof(*y));
		qsort(sorted, n, sizeof(*y), compare);
		struct order_ranks r = loopmodel_order_ranks(n, .95);
		size_t ranks[3] = { r.lo, r.median, r.hi };
		for (unsigned threads = 1; threads <= 3; threads++) {
			double values[3];
			assert_int_equal(loopmodel_order_three(y, n, ranks,
							       values,
							       threads),
					 LOOPMODEL_OK);
			for (int i = 0; i < 3; i++)
				assert_true(values[i] == sorted[ranks[i]]);
		}
	}
	free(y);
	free(sorted);
}

/* Good guesses, bad ones on either side, none. */
static void test_ends_do_not_depend_on_the_guess(void **state)
{
	static const char *const how[] = { "random", "few", "equal", "rising",
					   "falling", "tails" };
	static double y[10240], sorted[10240], room[10241];
	(void)state;
	for (size_t k = 0; k < 6 * 3; k++) {
		size_t n = k < 6 ? 10 : k < 12 ? 1234 : 10240;
		fill(y, n, how[k % 6]);
		memcpy(sorted, y, sizeof(y));
		qsort(sorted, n, sizeof(*y), compare);
		struct order_ranks r = loopmodel_order_ranks(n, .95);
		struct order_guess guesses[] = {
			{ .known = false },
			{ true, sorted[n / 10], sorted[n - 1 - n / 10] },
			{ true, -1e300, 1e300 },
			{ true, 1e300, -1e300 },
		};
		for (size_t g = 0; g < 4; g++) {
			double lo, hi;
			for (int again = 0; again < 2; again++) {
				loopmodel_order_ends(y, n, r, &guesses[g],
						     room, &lo, &hi);
				assert_true(lo == sorted[r.lo]);
				assert_true(hi == sorted[r.hi]);
			}
		}
	}
}

static void test_every_rank_can_be_selected(void **state)
{
	(void)state;
	for (size_t n = 1; n <= 40; n++)
		for (size_t rank = 0; rank < n; rank++) {
			double y[40], sorted[40];
			fill(y, n, n % 2 ? "few" : "random");
			memcpy(sorted, y, sizeof(y));
			qsort(sorted, n, sizeof(*y), compare);
			assert_true(loopmodel_order_select(y, n, rank) ==
				    sorted[rank]);
		}
}

/* JCGM 101, 7.7.2: q = pM, r = (M - q)/2, or rounded. */
static void test_ranks_of_a_coverage_interval(void **state)
{
	struct order_ranks r = loopmodel_order_ranks(10000, .95);
	(void)state;
	assert_int_equal(r.lo, 250 - 1);
	assert_int_equal(r.hi, 9750 - 1);
	r = loopmodel_order_ranks(10001, .95); /* pM + 1/2 = 9501.45: q 9501 */
	assert_int_equal(r.lo, 250 - 1);
	assert_int_equal(r.hi, 9751 - 1);
	assert_int_equal(r.median, 5001 - 1);
	r = loopmodel_order_ranks(10, .99);
	assert_int_equal(r.lo, 0);
	assert_int_equal(r.hi, 9);
}

/* JCGM 101, 7.9.2: u = .00035 g is 35 x 10^-5 g, delta .000005 g; u = 2 K of
 * one digit, delta .5 K. The others by the same rule. */
static void test_tolerance_of_a_number_of_digits(void **state)
{
	static const struct {
		double u;
		unsigned digits;
		double delta;
	} rows[] = {
		{ .00035, 2, .000005 }, { 2, 1, .5 }, { .72197, 2, .005 },
		{ .72197, 1, .05 }, { 998.5, 2, 50 }, { 994.9, 2, 5 },
		{ 9.96, 2, .5 }, { 0, 2, 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double got = loopmodel_tolerance(rows[i].u, rows[i].digits);
		assert_true(fabs(got - rows[i].delta) <= 1e-12 * got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_three_ranks_are_those_of_sorting),
		cmocka_unit_test(test_ends_do_not_depend_on_the_guess),
		cmocka_unit_test(test_every_rank_can_be_selected),
		cmocka_unit_test(test_ranks_of_a_coverage_interval),
		cmocka_unit_test(test_tolerance_of_a_number_of_digits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
