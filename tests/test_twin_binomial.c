/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact binomial numbers: against their probabilities, and at sizes that no
 * table holds. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "twin/binomial.h"

static struct twin_uniforms uniforms(uint64_t seed)
{
	return (struct twin_uniforms){ .rng = twin_rng_make(
					       seed, TWIN_SOURCE_METASTABLE) };
}

enum { DRAWS = 200000 };

/* Cells of at least 20 expected; the ends go together. */
static void distribution_holds(unsigned n, double p)
{
	struct twin_uniforms u = uniforms(n);
	double *seen = calloc(n + 1, sizeof(*seen)), chi2 = 0, e = 0, o = 0;
	int cells = 0;
	assert_non_null(seen);
	for (int i = 0; i < DRAWS; i++) {
		uint64_t k = twin_binomial(&u, n, p);
		assert_true(k <= n);
		seen[k]++;
	}
	for (unsigned k = 0; k <= n; k++) {
		e += DRAWS * gsl_ran_binomial_pdf(k, p, n);
		o += seen[k];
		if (e < 20 && k < n)
			continue;
		if (e > 0)
			chi2 += (o - e) * (o - e) / e;
		cells++;
		e = o = 0;
	}
	if (gsl_cdf_chisq_Q(chi2, cells) < 1e-3)
		fail_msg("n %u p %g: chi-square %g of %d", n, p, chi2, cells);
	free(seen);
}

static void test_distribution(void **state)
{
	(void)state;
	distribution_holds(1, 0.3);
	distribution_holds(7, 0.5);
	distribution_holds(19, 0.52);
	distribution_holds(20, 0.5);
	distribution_holds(40, 0.95);
	distribution_holds(300, 0.03);
	distribution_holds(300, 0.04);
	distribution_holds(1000, 0.999);
	distribution_holds(5000, 0.37);
}

/* Mean and variance of numbers of fifty million. */
static void moments_hold(uint64_t n, double p)
{
	struct twin_uniforms u = uniforms(3);
	double mean = (double)n * p, var = mean * (1 - p), s1 = 0, s2 = 0;
	enum { R = 20000 };
	for (int i = 0; i < R; i++) {
		double z = ((double)twin_binomial(&u, n, p) - mean) / sqrt(var);
		s1 += z / R;
		s2 += z * z / R;
	}
	/* Fourth moment of a binomial: 3 + (1 - 6 p q)/(n p q). */
	double spread = sqrt((2 + (1 - 6 * p * (1 - p)) / var) / R);
	assert_true(fabs(s1) < 4 / sqrt(R));
	assert_true(fabs(s2 - 1) < 4 * spread);
}

static void test_large(void **state)
{
	(void)state;
	moments_hold(50000000, 0.5);
	moments_hold(50000000, 3e-7);
	moments_hold(50000000, 1 - 1e-6);
	moments_hold(UINT64_C(3000000000000), 1e-9);
}

static void test_ends(void **state)
{
	(void)state;
	struct twin_uniforms u = uniforms(1);
	assert_int_equal(twin_binomial(&u, 0, 0.5), 0);
	assert_int_equal(twin_binomial(&u, 9, 0), 0);
	assert_int_equal(twin_binomial(&u, 9, 1), 9);
	assert_int_equal(twin_binomial(&u, 1000000, 1e-300), 0);
	assert_int_equal(u.next, 1);
}

/* Pairs of classes are binomial among themselves; all are there. */
static void test_multinomial(void **state)
{
	(void)state;
	static const double p[] = { 1e-3, 0.6, 0.2, 0.199 };
	struct twin_uniforms u = uniforms(2);
	uint64_t all[4] = { 0 };
	double square[4] = { 0 };
	enum { R = 4000, N = 10000 };
	for (int i = 0; i < R; i++) {
		uint64_t out[4] = { 0 };
		twin_multinomial(&u, N, p, 4, out);
		assert_int_equal(out[0] + out[1] + out[2] + out[3], N);
		for (int k = 0; k < 4; k++) {
			double off = (double)out[k] - N * p[k];
			all[k] += out[k];
			square[k] += off * off / (N * p[k] * (1 - p[k])) / R;
		}
	}
	for (int k = 0; k < 4; k++) {
		double sd = sqrt(R * N * p[k] * (1 - p[k]));
		assert_true(fabs((double)all[k] - R * N * p[k]) < 4 * sd);
		assert_true(fabs(square[k] - 1) < 4 * sqrt(2.2 / R));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_distribution),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_multinomial),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
