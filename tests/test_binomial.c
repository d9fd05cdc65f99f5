/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounds on error rates: the printed check points, R's intervals, and the
 * definition of the limits itself. */
#include "analysis/binomial.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check_real.h"
#include "simulate.h"

static void test_check_points(void **state)
{
	(void)state;
	check_real(binomial_upper(0, 1000, .025), .00368208, 5e-9);
	check_real(binomial_upper(0, 1000, .05), .00299125, 5e-9);
	check_real(binomial_lower(3, 1000, .025), 6.19100e-4, 5e-10);
	check_real(binomial_upper(3, 1000, .025), 8.74202e-3, 5e-9);
	check_real(binomial_lower(10, 1e6, .025), 4.79540e-6, 5e-12);
	check_real(binomial_upper(10, 1e6, .025), 1.83903e-5, 5e-11);
	/* The two that R's GenBinomApps prints. */
	check_real(binomial_lower(5, 1e5, .05), 1.97017e-5, 5e-11);
	check_real(binomial_upper(5, 1e5, .05), 1.051275e-4, 5e-11);
	check_real(poisson_trials(0, 1e-9, .05), 2.99573e9, 5e3);
	check_real(poisson_trials(0, 1e-9, .01), 4.60517e9, 5e3);
	check_real(poisson_time_s(0, 1e-9, .05, 16, 6e-9), 1.1234, 5e-5);
	check_real(poisson_time_s(0, 1e-12, .05, 16, 6e-9), 1123.4, .05);
	check_real(poisson_time_s(0, 1e-12, .05, 64, 1e-10), 4.681, 5e-4);
	check_real(poisson_time_s(0, 1e-9, .05, 1, 6e-9), 17.97, .005);
	check_real(poisson_upper(0, .05), 2.99573, 5e-6);
	check_real(poisson_upper(1, .05), 4.74386, 5e-6);
	check_real(poisson_upper(2, .05), 6.29579, 5e-6);
	check_real(poisson_upper(5, .05), 10.51303, 5e-6);
}

static void check_limits(double k, double n)
{
	double lo = binomial_lower(k, n, .025);
	double hi = binomial_upper(k, n, .025);

	assert_true(lo < k / n && k / n < hi);
	check_real((1 - binomial_at_most(k - 1, n, lo)) / .025, 1, 1e-6);
	check_real(binomial_at_most(k, n, hi) / .025, 1, 1e-6);
}

/* Limits solve their definition where other programs give up, and approach
 * those of Poisson. */
static void test_large(void **state)
{
	(void)state;
	for (double n = 10; n < 2e15; n *= 10)
		for (double k = 1; k < n && k < 1e7; k *= 7)
			check_limits(k, n);
	check_limits(99997, 1e8);
	check_real(binomial_upper(2, 1e14, .05) * 1e14, poisson_upper(2, .05),
		   1e-9);
	check_real(binomial_upper(1, 2, .025), sqrt(.975), 1e-14);
	check_real(binomial_lower(1, 2, .025), 1 - sqrt(.975), 1e-15);
	check_real(binomial_upper(5, 5, .05), 1, 0);
	check_real(binomial_lower(5, 5, .05), pow(.05, .2), 1e-15);
}

/* Sums of probabilities, added up in the other order. */
static void test_probabilities(void **state)
{
	(void)state;
	for (double p = 1e-3; p < 1; p += .0499) {
		double sum = 0, n = 60;
		for (double k = 0; k <= n; k++) {
			double term = pow(p, k) * pow(1 - p, n - k);
			for (double i = 1; i <= k; i++)
				term *= (n - k + i) / i;
			sum += term;
			check_real(binomial_probability(k, n, p), term,
				   1e-13 * term + 1e-300);
			check_real(binomial_at_most(k, n, p), sum, 1e-13);
		}
	}
	check_real(binomial_probability(0, 7, 0), 1, 0);
	check_real(binomial_probability(7, 7, 1), 1, 0);
	check_real(binomial_probability(3, 7, 1), 0, 0);
}

static void test_rates(void **state)
{
	(void)state;
	struct estimate e = binomial_rate(0, 1000, "TC-1", "P6");

	assert_int_equal(e.status, ESTIMATE_CENSORED);
	assert_int_equal(e.censor, ESTIMATE_CENSOR_BELOW);
	check_real(e.value, .00299125, 5e-9);
	e = binomial_rate(3, 1000, "TC-1", "P6");
	check_real(e.value, .003, 1e-17);
	check_real(e.u, sqrt(.003 * .997 / 1000), 1e-15);
	check_real(e.hi, 8.74202e-3, 5e-9);
	e = binomial_rate(1000, 1000, "TC-1", "P6");
	check_real(e.value, 1, 0);
	check_real(e.hi, 1, 0);
	e = binomial_rate(0, 0, "TC-1", "P6");
	assert_int_equal(e.status, ESTIMATE_INSUFFICIENT);
}

/* Coverage of the interval is what it promises, and on the safe side. */
static void test_coverage(void **state)
{
	static const double rates[] = { 3e-4, 2e-3, .1 };

	(void)state;
	for (int r = 0; r < 3; r++) {
		int inside = 0;
		for (unsigned seed = 1; seed <= 200; seed++) {
			struct simulate_rng g;
			unsigned long k = 0;
			simulate_seed(&g, seed);
			for (int i = 0; i < 20000; i++)
				k += simulate_uniform(&g) < rates[r];
			struct estimate e = binomial_rate(k, 20000, "TC-1", "");
			inside += e.lo <= rates[r] && rates[r] <= e.hi;
		}
		print_message("rate %g inside %.3f\n", rates[r], inside / 200.);
		assert_true(inside >= 180 && inside <= 199);
	}
}

static void test_reference(void **state)
{
	const char *shared = getenv("LOOPGAUGE_SHARED");
	const char *top = getenv("top_srcdir");
	char path[500], line[300], method[40];
	double x, n, confidence, lo, hi;
	int rows = 0;

	(void)state;
	if (shared)
		snprintf(path, sizeof(path), "%s/data", shared);
	else
		snprintf(path, sizeof(path), "%s/../shared/data",
			 top ? top : ".");
	strcat(path, "/stats/binomial_intervals_R.csv");
	FILE *f = fopen(path, "r");
	if (!f) {
		print_message("no %s\n", path);
		skip();
		return;
	}
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%lf,%lf,%lf,%39[^,],%lf,%lf", &x, &n,
			   &confidence, method, &lo, &hi) != 6 ||
		    strcmp(method, "exact") != 0)
			continue;
		check_real(binomial_lower(x, n, (1 - confidence) / 2), lo,
			   1e-12);
		check_real(binomial_upper(x, n, (1 - confidence) / 2), hi,
			   1e-12);
		rows++;
	}
	fclose(f);
	print_message("%d intervals of R\n", rows);
	assert_true(rows > 0);
}

/* Where the tails are no longer added up, the limits go on as they were. */
static void test_asymptotic(void **state)
{
	(void)state;
	for (double p = .1; p < 1; p += .2) {
		double z[2][2];
		for (int above = 0; above < 2; above++) {
			double n = (above ? 1.000001e10 : .999999e10) /
				   (p * (1 - p));
			double k = round(n * p), sd = sqrt(k * (1 - k / n));
			z[above][0] = (binomial_lower(k, n, .025) * n - k) / sd;
			z[above][1] = (binomial_upper(k, n, .025) * n - k) / sd;
		}
		check_real(z[1][0], z[0][0], 2e-9);
		check_real(z[1][1], z[0][1], 2e-9);
	}
	double hi = binomial_upper(1e18, 4e18, .025);
	check_real((hi - .25) / sqrt(.25 * .75 / 4e18), 1.95996, 1e-5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_asymptotic),
		cmocka_unit_test(test_check_points),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_probabilities),
		cmocka_unit_test(test_rates),
		cmocka_unit_test(test_coverage),
		cmocka_unit_test(test_reference),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
