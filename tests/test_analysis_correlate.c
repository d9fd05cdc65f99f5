/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Correlation against the plain sum, at the ends of the number range and for
 * sizes that fill no tile. */
#include <stdlib.h>
#include <string.h>

#include "analysis/correlate.h"
#include "check_real.h"
#include "simulate.h"

static void plain(const int16_t *x, size_t m, const int8_t *c, size_t n,
		  size_t length, int64_t *sum)
{
	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < n; j++) {
			int64_t s = 0;
			for (size_t t = 0; t < length; t++)
				s += (int64_t)x[i * length + t] *
				     c[j * length + t];
			sum[i * n + j] = s;
		}
}

static void check_sizes(size_t m, size_t n, size_t length, int peak)
{
	struct simulate_rng g;
	int16_t *x = malloc(m * length * sizeof(*x) + 1);
	int8_t *c = malloc(n * length + 1);
	int64_t want[64], got[64];

	assert_non_null(x);
	assert_non_null(c);
	simulate_seed(&g, 7);
	for (size_t i = 0; i < m * length; i++)
		x[i] = (int16_t)(65536 * simulate_uniform(&g) - 32768);
	for (size_t i = 0; i < n * length; i++)
		c[i] = (int8_t)((2 * simulate_uniform(&g) - 1) * peak);
	plain(x, m, c, n, length, want);
	for (unsigned threads = 0; threads < 4; threads++) {
		assert_true(correlate_i16_i8(x, m, c, n, length, threads, got));
		assert_memory_equal(got, want, m * n * sizeof(*got));
	}
	free(x);
	free(c);
}

static void test_sizes(void **state)
{
	(void)state;
	const size_t lengths[] = { 0, 1, 31, 255, 2047, 2048, 2049, 9000 };

	for (size_t k = 0; k < sizeof(lengths) / sizeof(*lengths); k++) {
		check_sizes(1, 1, lengths[k], 127);
		check_sizes(4, 4, lengths[k], 1);
		check_sizes(5, 7, lengths[k], 16);
		check_sizes(8, 3, lengths[k], 100);
	}
}

/* All samples and codes at their most negative: the sums that would leave
 * 32 bits first. */
static void test_extremes(void **state)
{
	(void)state;
	enum { LENGTH = 5000 };
	static int16_t x[4 * LENGTH];
	static int8_t c[4 * LENGTH];
	const int codes[] = { -128, -17, -16, 1, 16, 127 };

	for (size_t i = 0; i < 4 * LENGTH; i++)
		x[i] = INT16_MIN;
	for (size_t k = 0; k < sizeof(codes) / sizeof(*codes); k++) {
		int64_t sum[16];
		memset(c, codes[k], sizeof(c));
		assert_true(correlate_i16_i8(x, 4, c, 4, LENGTH, 1, sum));
		for (int i = 0; i < 16; i++)
			assert_int_equal(sum[i],
					 (int64_t)INT16_MIN * codes[k] * LENGTH);
	}
}

static void test_real(void **state)
{
	(void)state;
	enum { LENGTH = 4999 };
	static double x[3 * LENGTH], c[2 * LENGTH];
	static int16_t xi[3 * LENGTH];
	static int8_t ci[2 * LENGTH];
	struct simulate_rng g;
	double sum[6];
	int64_t want[6];

	simulate_seed(&g, 3);
	for (size_t i = 0; i < 3 * LENGTH; i++)
		x[i] = xi[i] = (int16_t)(2000 * simulate_normal(&g));
	for (size_t i = 0; i < 2 * LENGTH; i++)
		c[i] = ci[i] = simulate_uniform(&g) < .5 ? -1 : 1;
	plain(xi, 3, ci, 2, LENGTH, want);
	correlate_f64(x, 3, c, 2, LENGTH, sum);
	for (int i = 0; i < 6; i++)
		check_real(sum[i], (double)want[i], 0);
}

static void test_moments(void **state)
{
	(void)state;
	const int16_t x[] = { 3, -32768, 32767, -5, 0, 1 };

	struct correlate_moments m = correlate_moments_i16(x, 6);
	assert_int_equal(m.sum, -2);
	assert_int_equal(m.square, 9 + 1073741824 + 1073676289 + 25 + 1);
	assert_int_equal(m.low, -32768);
	assert_int_equal(m.high, 32767);
	m = correlate_moments_i16(x, 1);
	assert_int_equal(m.low, 3);
	assert_int_equal(m.high, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_extremes),
		cmocka_unit_test(test_real),
		cmocka_unit_test(test_moments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
