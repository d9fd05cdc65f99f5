/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's random numbers: the bijection against the vectors published with
 * Random123, the deviates against the normal distribution. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "twin/exact.h"
#include "twin/rng.h"

static void test_vectors(void **state)
{
	(void)state;
	/* Random123 1.x, kat_vectors, philox4x32 with 10 rounds. */
	static const struct {
		uint32_t counter[4], key[2], expected[4];
	} row[] = {
		{ { 0, 0, 0, 0 },
		  { 0, 0 },
		  { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
		{ { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
		  { 0xffffffff, 0xffffffff },
		  { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
		{ { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
		  { 0xa4093822, 0x299f31d0 },
		  { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
	};
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		uint32_t out[4];
		twin_rng_block(row[i].key, row[i].counter, out);
		assert_memory_equal(out, row[i].expected, sizeof(out));
	}
}

/* Deviates are Box-Muller of the words of the blocks; recomputed here with
 * the C library, in the order rng.h's callers rely on. */
static void test_deviates_follow_the_words(void **state)
{
	(void)state;
	struct twin_rng rng = twin_rng_make(7, TWIN_SOURCE_ASE);
	struct twin_rng_at at = { UINT64_C(0x123456789), 17, 3 };
	double z[256];
	twin_rng_normal(&rng, at, z, 256);
	for (uint32_t block = 0; block < 64; block++) {
		uint32_t counter[4] = { block, 17 | 3u << 16, 0x23456789, 1 };
		uint32_t w[4];
		twin_rng_block(rng.key, counter, w);
		for (int half = 0; half < 2; half++) {
			double u = (w[2 * half] + 0.5) / 4294967296.0;
			double turn = (w[2 * half + 1] + 0.5) / 4294967296.0;
			double r = sqrt(-2 * log(u));
			double *at_z = z + block / 16 * 64 + half * 32 +
				       block % 16;
			assert_true(fabs(at_z[0] - r * cos(2 * M_PI * turn)) <
				    1e-11);
			assert_true(fabs(at_z[16] - r * sin(2 * M_PI * turn)) <
				    1e-11);
		}
	}
}

static void test_prefix(void **state)
{
	(void)state;
	struct twin_rng rng = twin_rng_make(1, TWIN_SOURCE_ADC);
	struct twin_rng_at at = { 5, 6, 0 };
	double all[300], some[300];
	twin_rng_normal(&rng, at, all, 300);
	for (size_t n = 1; n < 300; n += 37) {
		twin_rng_normal(&rng, at, some, n);
		assert_memory_equal(all, some, n * sizeof(double));
	}
	assert_true(twin_rng_normal_one(&rng, at) == all[0]);
}

/* Distribution: counts in 40 classes of equal probability, chi-square with 39
 * degrees of freedom: 99.99 % point 81.6. */
static void test_normal_distribution(void **state)
{
	(void)state;
	enum { CLASSES = 40, N = 64 * 4000 };
	double expected = (double)N / CLASSES;
	for (uint64_t seed = 1; seed <= 3; seed++) {
		struct twin_rng rng = twin_rng_make(seed, TWIN_SOURCE_RIN);
		unsigned count[CLASSES] = { 0 };
		double z[64], s1 = 0, s2 = 0, s4 = 0, chi2 = 0;
		for (unsigned b = 0; b < N / 64; b++) {
			twin_rng_normal(&rng, (struct twin_rng_at){ b, 0, 0 },
					z, 64);
			for (int i = 0; i < 64; i++) {
				double p = 0.5 * erfc(-z[i] / sqrt(2));
				count[(int)(p * CLASSES)]++;
				s1 += z[i];
				s2 += z[i] * z[i];
				s4 += z[i] * z[i] * z[i] * z[i];
			}
		}
		for (int i = 0; i < CLASSES; i++)
			chi2 += (count[i] - expected) * (count[i] - expected) /
				expected;
		assert_true(chi2 < 81.6);
		/* Moments 0, 1, 3 with variances 1, 2, 96 over N. */
		assert_true(fabs(s1 / N) < 4 * sqrt(1.0 / N));
		assert_true(fabs(s2 / N - 1) < 4 * sqrt(2.0 / N));
		assert_true(fabs(s4 / N - 3) < 4 * sqrt(96.0 / N));
	}
}

/* Neighbours in seed, source, burst, pass and lane share nothing. */
static void test_streams_are_unrelated(void **state)
{
	(void)state;
	enum { N = 4096 };
	static double a[N], b[N];
	struct twin_rng rng = twin_rng_make(1, TWIN_SOURCE_ASE);
	struct twin_rng other[2] = { twin_rng_make(2, TWIN_SOURCE_ASE),
				     twin_rng_make(1, TWIN_SOURCE_SHOT) };
	struct twin_rng_at at = { 9, 1, 0 };
	struct twin_rng_at moved[3] = { { 10, 1, 0 },
					{ 9, 2, 0 },
					{ 9, 1, 1 } };
	twin_rng_normal(&rng, at, a, N);
	for (int i = 0; i < 5; i++) {
		if (i < 2)
			twin_rng_normal(&other[i], at, b, N);
		else
			twin_rng_normal(&rng, moved[i - 2], b, N);
		double sum = 0;
		for (int j = 0; j < N; j++)
			sum += a[j] * b[j];
		assert_true(fabs(sum) < 4.5 * sqrt(N));
	}
}

static void test_uniform(void **state)
{
	(void)state;
	struct twin_rng rng = twin_rng_make(3, TWIN_SOURCE_METASTABLE);
	double sum = 0;
	for (uint32_t i = 0; i < 10000; i++) {
		double u = twin_rng_uniform(&rng, (struct twin_rng_at){ 0 }, i);
		assert_true(u > 0 && u < 1);
		sum += u;
	}
	assert_true(fabs(sum / 10000 - 0.5) < 4.5 / sqrt(12 * 10000.0));
}

static void test_exact_functions(void **state)
{
	(void)state;
	for (double x = -200; x < 200; x += 0.37)
		assert_true(fabs(twin_exp(x) / exp(x) - 1) < 1e-13);
	for (double x = 1e-20; x < 1e20; x *= 1.7)
		assert_true(fabs(twin_log(x) - log(x)) <
			    1e-14 * (1 + fabs(log(x))));
	assert_true(twin_exp(0) == 1);
	assert_true(twin_exp(-INFINITY) == 0);
	assert_true(twin_log(1) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_deviates_follow_the_words),
		cmocka_unit_test(test_prefix),
		cmocka_unit_test(test_normal_distribution),
		cmocka_unit_test(test_streams_are_unrelated),
		cmocka_unit_test(test_uniform),
		cmocka_unit_test(test_exact_functions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
