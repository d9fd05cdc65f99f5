/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whatever comes in: the estimators of series over time answer with a finite
 * number or with a refusal that says why, and touch no memory that is not
 * their own (seen by the sanitizer build).
 */
#include "analysis/availability.h"
#include "analysis/change_point.h"
#include "analysis/control_chart.h"
#include "analysis/drift.h"
#include "analysis/excursion.h"
#include "analysis/kpss.h"
#include "analysis/moments.h"
#include "analysis/rank_trend.h"
#include "analysis/recalibration.h"
#include "analysis/subgroup.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "simulate.h"

enum { SEEDS = 400, MAX = 300 };

static size_t answers, refusals;

static void honest(struct estimate e)
{
	if (estimate_usable(&e)) {
		answers++;
		assert_true(isfinite(e.value));
		assert_true(isnan(e.u) || e.u >= 0);
	} else {
		refusals++;
		assert_true(isnan(e.value));
		assert_true(e.note[0] != '\0');
	}
	assert_non_null(e.unit);
	assert_non_null(e.method);
}

static size_t below(struct simulate_rng *g, size_t n)
{
	return (size_t)(simulate_uniform(g) * (double)n);
}

static double odd(struct simulate_rng *g)
{
	static const double values[] = { 0,	 NAN,	 INFINITY, -INFINITY,
					 1e300, -1e300, 1e-300,	  9.91e37,
					 5e-324, -1 };

	return values[below(g, sizeof(values) / sizeof(values[0]))];
}

enum texture { NOISE, CONSTANT, TWO_VALUES, OUTLIER, HUGE_NOISE, TINY, LINE,
	       ODD, TEXTURES };

static void fill(struct simulate_rng *g, double *x, size_t n)
{
	enum texture kind = (enum texture)below(g, TEXTURES);

	for (size_t i = 0; i < n; i++) {
		double noise = simulate_normal(g);
		x[i] = kind == NOISE	   ? noise :
		       kind == CONSTANT	   ? 5 :
		       kind == TWO_VALUES  ? noise > 0 :
		       kind == OUTLIER	   ? 1 :
		       kind == HUGE_NOISE  ? 1e160 * noise :
		       kind == TINY	   ? 1e-310 * noise :
		       kind == LINE	   ? (double)i :
					     noise;
	}
	if (n && (kind == ODD || kind == OUTLIER))
		x[below(g, n)] = kind == ODD ? odd(g) : 1e9;
}

static void fill_time(struct simulate_rng *g, double *t, size_t n)
{
	size_t kind = below(g, 8);
	double now = kind == 1 ? 1.7e9 : 0;

	for (size_t i = 0; i < n; i++) {
		t[i] = now;
		now += kind == 2 ? simulate_uniform(g) :
		       kind == 3 ? exp(8 * simulate_normal(g)) :
		       kind == 4 ? 0 : 1;
	}
	if (n && kind == 5)
		t[below(g, n)] = odd(g);
}

static void check_series(const double *t, const double *x, size_t n)
{
	size_t at[MAX];
	struct estimate a, b;

	honest(moments_mean(x, n, "V", ""));
	honest(drift_estimate(t, x, n, "V/h", "").slope);
	honest(excursion_estimate(x, n, 0, EXCURSION_SEED, "V", ""));
	honest(rank_arrangements(x, n));
	struct rank_trend r = rank_trend_test(t, x, n, "V", "");
	honest(r.z);
	honest(r.p);
	honest(r.sen);
	kpss_test(x, n, kpss_lags(n, .5), &a, &b);
	honest(a);
	honest(b);
	honest(change_pettitt(x, n).p);
	honest(change_pelt(x, n, CHANGE_MEAN, 5, at));
	honest(change_pelt(x, n, CHANGE_MEAN_VARIANCE, 2, at));
	struct chart_baseline base = chart_baseline_estimate(x, n, "V", "");
	honest(base.mean);
	for (int type = 0; type < 3 && estimate_usable(&base.mean); type++) {
		struct chart_design d = chart_design_default(
			(enum chart_type)type);
		struct chart_signal s[4];
		double trace[MAX];
		assert_true(chart_run(&d, &base, x, n, s, 4, trace) <= n);
	}
}

static void check_upkeep(struct simulate_rng *g, const double *x, size_t n)
{
	struct lock_cycle c[MAX];
	bool ended[MAX];

	for (size_t i = 0; i < n; i++) {
		c[i] = (struct lock_cycle){ .up = fabs(x[i]),
					    .down = fabs(x[n - 1 - i]),
					    .scheduled = i % 3 == 0,
					    .up_censored = i + 1 == n };
		ended[i] = simulate_uniform(g) < .8;
	}
	for (int law = 0; law < 3; law++) {
		struct availability a = availability_estimate(
			c, n < 40 ? n : 40, (enum availability_law)law, 1);
		honest(a.available);
		honest(a.scheduled);
		honest(a.unscheduled);
	}
	honest(availability_km_mean(x, ended, n));
	struct estimate e = availability_mtbf(n ? x[0] : 1, below(g, 4));
	honest(e);
	honest(recalibration_daly(odd(g), &e));
	honest(recalibration_young(odd(g), &e));
	honest(recalibration_linear(odd(g), 1, &e));
	honest(recalibration_random_walk(1, odd(g), &e));
	honest(recalibration_tolerance(odd(g), .05, &e));
	honest(availability_combined(odd(g), 1, &e, &e));
}

static void test_garbage(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		double x[MAX], t[MAX];
		simulate_seed(&g, seed);
		size_t n = below(&g, below(&g, 2) ? MAX : 24);
		fill(&g, x, n);
		fill_time(&g, t, n);
		check_series(t, x, n);
		check_upkeep(&g, x, n);
		honest(estimate_make((double)subgroup_length(.99, n), NAN,
				     INFINITY, n, "1", "", ""));
	}
	print_message("%zu answers, %zu refusals\n", answers, refusals);
	assert_true(answers > 2000 && refusals > 2000);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_garbage) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
