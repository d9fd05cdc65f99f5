/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Control charts: printed run lengths, the same by simulation. */
#include "analysis/chart_arl.h"
#include "analysis/control_chart.h"
#include "analysis/subgroup.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check_real.h"
#include "simulate.h"

enum { SEEDS = 200 };


/* Digits as printed, which are said to hold to .1 %. */
static void relative(double got, double want)
{
	check_real(got / want, 1, 1e-3);
}

static void test_arl(void **state)
{
	(void)state;
	check_real(chart_arl_shewhart(3, 0), 370.398, 5e-4);
	check_real(chart_arl_shewhart(3, 1), 43.895, 5e-4);
	check_real(chart_arl_shewhart(3, 2), 6.303, 5e-4);
	check_real(chart_arl_shewhart(3, 3), 2.000, 5e-4);
	relative(chart_arl_cusum(.5, 4, 0), 167.684);
	relative(chart_arl_cusum(.5, 4, 1), 8.3831);
	relative(chart_arl_cusum(.5, 4, 2), 3.3428);
	relative(chart_arl_cusum(.5, 5, 0), 465.444);
	relative(chart_arl_cusum(.5, 5, 1), 10.3760);
	relative(chart_arl_cusum(.5, 5, 2), 4.0089);
	relative(chart_arl_cusum_one_sided(.5, 4, 0), 335.368);
	relative(chart_arl_cusum_one_sided(.5, 5, 0), 930.887);
	check_real(chart_arl_siegmund(.5, 5, 0), 938.2, .05);
	check_real(chart_arl_siegmund(.5, 5, 1), 10.336, 5e-4);
	relative(chart_arl_ewma(.1, 2.703, 0), 371.9);
	relative(chart_arl_ewma(.1, 2.703, 1), 9.745);
	relative(chart_arl_ewma(.1, 2.814, 0), 499.6);
	relative(chart_arl_ewma(.1, 2.814, 1), 10.331);
	relative(chart_arl_ewma(.2, 2.859, 0), 370.0);
	relative(chart_arl_ewma(.2, 2.859, 1), 9.795);
	relative(chart_arl_ewma(.2, 2.962, 0), 499.7);
	relative(chart_arl_ewma(.2, 2.962, 1), 10.542);
	relative(chart_arl_ewma(.05, 2.615, 0), 499.9);
	relative(chart_arl_ewma(.05, 2.615, 1), 11.383);
	/* lambda = 1 is Shewhart's chart; h = 0 has no memory either. */
	check_real(chart_arl_ewma(1, 3, 0), 370.398, 5e-4);
	assert_true(isnan(chart_arl_cusum(.5, 0, 0)));
	assert_true(isnan(chart_arl_ewma(0, 3, 0)));
}

static void test_limits(void **state)
{
	(void)state;
	check_real(chart_limit_cusum(.5, 465.444), 5, 1e-4);
	check_real(chart_limit_cusum(.5, 167.684), 4, 1e-4);
	check_real(chart_limit_ewma(.2, 370), 2.859, 1e-3);
	check_real(chart_limit_shewhart(370.398), 3, 1e-6);
	assert_true(isnan(chart_limit_cusum(.5, 1)));
	assert_true(isnan(chart_limit_shewhart(NAN)));
}

/* Mean run length of chart_run itself. */
static double simulated_arl(const struct chart_design *d, double shift,
			    size_t runs, double *u)
{
	static double x[20000];
	struct chart_baseline b = { .sigma = 1, .widened = 1 };
	struct chart_signal s;
	double sum = 0, square = 0;

	b.mean = estimate_make(0, .1, 99, 100, "1", "", "");
	for (size_t r = 0; r < runs; r++) {
		struct simulate_rng g;
		simulate_seed(&g, r + 1);
		size_t n = 0, length = 64;
		do {
			length *= 4;
			for (; n < length && n < 20000; n++)
				x[n] = shift + simulate_normal(&g);
		} while (chart_run(d, &b, x, n, &s, 1, NULL) == 0);
		double l = (double)s.at + 1;
		sum += l;
		square += l * l;
	}
	double mean = sum / (double)runs;
	*u = sqrt((square / (double)runs - mean * mean) / (double)runs);
	return mean;
}

static void test_arl_simulated(void **state)
{
	(void)state;
	const enum chart_type type[] = { CHART_SHEWHART, CHART_CUSUM,
					 CHART_EWMA };

	for (size_t c = 0; c < 3; c++)
		for (int shift = 0; shift < 3; shift++) {
			struct chart_design d = chart_design_default(type[c]);
			double u, got = simulated_arl(&d, shift, 2000, &u);
			double want = chart_design_arl(&d, shift);
			print_message("ARL chart %zu shift %d: %.3f +- %.3f, "
				      "%.3f\n", c, shift, got, u, want);
			assert_true(fabs(got - want) < 4 * u);
		}
}

/* Correlated samples: charted as residuals, the false alarms stay those of the
 * design to within what 400 baseline samples know of sigma. */
static void test_baseline(void **state)
{
	(void)state;
	static double x[2400];
	struct chart_design d = chart_design_default(CHART_SHEWHART);
	struct chart_signal s[64];
	size_t alarms = 0, shifted = 0;

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		simulate_seed(&g, seed);
		double now = 0;
		for (size_t i = 0; i < 2400; i++) {
			now = .7 * now + simulate_normal(&g);
			x[i] = 10 + now;
		}
		struct chart_baseline b = chart_baseline_estimate(x, 400, "V",
								  "");
		assert_int_equal(b.mean.status, ESTIMATE_OK);
		assert_true(b.phi > .5);
		alarms += chart_run(&d, &b, x + 400, 2000, s, 64, NULL);
		x[1000] += 12;
		shifted += chart_run(&d, &b, x + 400, 2000, s, 64, NULL) > 0;
	}
	double arl = SEEDS * 2000. / (double)alarms;
	print_message("Shewhart on AR(1) residuals: ARL %.1f\n", arl);
	assert_true(arl > 300 && arl < 480);
	assert_int_equal(shifted, SEEDS);
	struct chart_baseline b = chart_baseline_estimate(x, 50, "V", "");
	assert_true(b.widened > 1);
	assert_int_equal(chart_baseline_estimate(x, 19, "V", "").mean.status,
			 ESTIMATE_INSUFFICIENT);
}

static void test_signals(void **state)
{
	(void)state;
	struct chart_baseline b = { .sigma = 2, .widened = 1 };
	struct chart_design d = chart_design_default(CHART_CUSUM);
	struct chart_signal s[2];
	double x[12] = { 5, 5, 5, 9, 9, 9, 9, 5, 5, -99, 5, 5 };

	/* z = 2 from sample 3: 1.5 3 4.5 6 > 5 at sample 6; then -52. */
	b.mean = estimate_make(5, .1, 99, 100, "1", "", "");
	assert_int_equal(chart_run(&d, &b, x, 12, s, 2, NULL), 2);
	assert_int_equal(s[0].at, 6);
	assert_int_equal(s[0].since, 3);
	assert_int_equal(s[0].side, 1);
	assert_int_equal(s[1].at, 9);
	assert_int_equal(s[1].since, 9);
	assert_int_equal(s[1].side, -1);
	assert_int_equal(chart_run(&d, &b, x, 12, s, 0, NULL), 2);
}

/* Groups of AR(1) samples: as long as it takes, and not longer. */
static void test_subgroups(void **state)
{
	(void)state;
	static double x[100000];
	struct simulate_rng g;
	double now = 0, mean[7] = { 0 };

	assert_int_equal(subgroup_length(0, 1000), 1);
	assert_int_equal(subgroup_length(.9, 39), 1);
	assert_int_equal(subgroup_length(.99, 1000), 50);
	simulate_seed(&g, 5);
	for (size_t i = 0; i < 100000; i++)
		x[i] = now = .8 * now + simulate_normal(&g);
	size_t length = subgroup_length(.8, 100000);
	size_t n = subgroup_means(x, 100000, length, x);
	assert_int_equal(n, 100000 / length);
	double lag1 = 0, square = 0;
	for (size_t i = 1; i < n; i++) {
		lag1 += x[i] * x[i - 1];
		square += x[i] * x[i];
	}
	check_real(lag1 / square, SUBGROUP_CORRELATION, .05);
	for (size_t i = 0; i < 7; i++)
		mean[i] = (double)i;
	assert_int_equal(subgroup_means(mean, 7, 3, mean), 2);
	check_real(mean[0], 1, 0);
	check_real(mean[1], 4, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arl),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_arl_simulated),
		cmocka_unit_test(test_baseline),
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_subgroups),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
