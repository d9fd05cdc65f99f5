/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sums under the Allan family against their definitions written out. */
#include <stdlib.h>

#include "analysis/allan_modified.h"
#include "analysis/allan_sums.h"
#include "analysis/allan_total.h"
#include "check_real.h"
#include "simulate.h"

#define N 20000

/* Multiples of 2^-20: an offset is then added exactly. */
static void fill_walk(double *x, size_t n)
{
	struct simulate_rng g;
	double f = 0;
	simulate_seed(&g, 7);
	x[0] = 0;
	for (size_t i = 1; i < n; i++) {
		f += simulate_normal(&g) / 65536;
		x[i] = round((x[i - 1] + f) * 1048576) / 1048576;
	}
}

static double direct_modified(const double *x, size_t n, size_t m)
{
	double sum = 0;
	for (size_t i = 0; i + 3 * m <= n; i++) {
		double s = 0;
		for (size_t j = i; j < i + m; j++)
			s += (x[j + 2 * m] - x[j + m]) - (x[j + m] - x[j]);
		sum += s * s;
	}
	return sum;
}

/* What rounding takes is carried on, in doubles: long ones are no longer
 * everywhere, valgrind among them. */
static double direct(const double *x, size_t m, size_t count, unsigned order)
{
	double sum = 0, lost = 0;
	for (size_t i = 0; i < count; i++) {
		double d = (x[i + 2 * m] - x[i + m]) - (x[i + m] - x[i]);
		double e = (x[i + (order == 3 ? 3 : 2) * m] - x[i + 2 * m]) -
			   (x[i + 2 * m] - x[i + m]);
		if (order == 3)
			d = e - d;
		double term = d * d - lost, next = sum + term;
		lost = next - sum - term;
		sum = next;
	}
	return sum;
}

static void test_sums(void **state)
{
	(void)state;
	static double x[N];
	static const size_t m[] = { 1, 2, 7, 100, 2047, 4096, 6666 };
	double modified[7];
	fill_walk(x, N);
	assert_true(allan_modified_sums(x, N, m, 7, modified));
	for (size_t t = 0; t < 7; t++) {
		size_t two = N - 2 * m[t], three = N - 3 * m[t];
		struct allan_sum s[2] = { { x, m[t], two, 0 },
					  { x, m[t], three, 0 } };
		assert_true(allan_sums(&s[0], 1, 2) &&
			    allan_sums(&s[1], 1, 3));
		double want = direct(x, m[t], two, 2);
		check_real(s[0].sum, want, 1e-13 * want);
		want = direct(x, m[t], three, 3);
		check_real(s[1].sum, want, 1e-13 * want);
		want = direct_modified(x, N, m[t]);
		check_real(modified[t], want, 1e-12 * want);
	}
}

/* Non-overlapping steps, and the record reflected about its ends. */
static void test_small(void **state)
{
	(void)state;
	double x[] = { 1, 4, 2, 8, 5, 7 }, total[2];
	size_t m[] = { 1, 3 };
	check_real(allan_sum_apart(x, 2, 2, 2), pow(5 - 2 * 2 + 1, 2), 0);
	check_real(allan_sum_apart(x, 1, 3, 3), 13 * 13 + 17 * 17 + 14 * 14,
		   0);
	assert_true(allan_total_sums(x, 6, m, 2, total));
	check_real(total[0], 5 * 5 + 8 * 8 + 9 * 9 + 5 * 5, 0);
	/* x[-2] = 0, x[-1] = -2; x[6] = 9, x[7] = 6. */
	check_real(total[1], pow(0 - 2 * 4 + 5, 2) + pow(-2 - 2 * 2 + 5, 2) +
			     pow(1 - 2 * 8 + 9, 2) + pow(4 - 2 * 5 + 6, 2),
		   0);
}

/* An offset and how far the running sums ran cost no digits. */
static void test_offset(void **state)
{
	(void)state;
	size_t n = 10000000, m[] = { 1, 1000, 3000000 };
	double *x = malloc(n * sizeof(*x)), before[3], after[3];
	assert_non_null(x);
	fill_walk(x, n);
	assert_true(allan_modified_sums(x, n, m, 3, before));
	check_real(before[0], direct(x, 1, n - 2, 2), 1e-12 * before[0]);
	for (size_t i = 0; i < n; i++)
		x[i] += 1 << 24;
	assert_true(allan_modified_sums(x, n, m, 3, after));
	for (size_t t = 0; t < 3; t++)
		check_real(after[t], before[t], 1e-12 * before[t]);
	free(x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_offset),
	};
	return cmocka_run_group_tests_name("allan sums", tests, NULL, NULL);
}
