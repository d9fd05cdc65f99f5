/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TC-4: boundaries, exact numbers, block by block, and what chance makes. */
#include "analysis/sprt.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/sprt_exact.h"
#include "check_real.h"
#include "simulate.h"

static struct sprt make(double p0, double p1)
{
	struct sprt s;

	assert_true(sprt_init(&s, p0, p1, .05, .05));
	return s;
}

static void test_wald(void **state)
{
	double expected[2];

	(void)state;
	struct sprt s = make(1e-4, 1e-3);
	check_real(s.upper, 2.944439, 5e-7);
	check_real(s.lower, -2.944439, 5e-7);
	sprt_wald(&s, expected);
	check_real(expected[0], 3954.4, .05);
	check_real(expected[1], 1888.8, .05);
	check_real(sprt_zero_error(&s), 3270, 0);
	check_real(sprt_divergence(1e-4, 1e-3), 6.70147e-4, 5e-10);
	check_real(sprt_divergence(1e-3, 1e-4), 1.402990e-3, 5e-10);
	check_real(expected[0] * sprt_divergence(1e-4, 1e-3), 2.64999, 1e-4);
	check_real(expected[1] * sprt_divergence(1e-3, 1e-4), 2.64999, 1e-4);
	s = make(1e-6, 1e-5);
	sprt_wald(&s, expected);
	check_real(expected[0], 395672, .5);
	check_real(expected[1], 188936, .5);
	check_real(sprt_zero_error(&s), 327159, 0);
	struct sprt_fixed plan = sprt_fixed_plan(1e-6, 1e-5, .05, .05);
	assert_int_equal(plan.c, 2);
	check_real(plan.n, 629579, .5);
	s = make(1e-6, 2e-6);
	sprt_wald(&s, expected);
	check_real(expected[0], 8.636e6, 500);
	check_real(expected[1], 6.860e6, 500);
	plan = sprt_fixed_plan(1e-6, 2e-6, .05, .05);
	assert_int_equal(plan.c, 22);
	check_real(plan.n, 1.5707e7, 500);
	s = make(.01, .02);
	sprt_wald(&s, expected);
	check_real(expected[0], 849.5, .05);
	check_real(expected[1], 677.1, .05);
	check_real(sprt_zero_error(&s), 291, 0);
}

static void test_exact(void **state)
{
	(void)state;
	struct sprt s = make(1e-4, 1e-3);
	struct sprt_exact cut = sprt_exact(&s, 3e-4, s.n_max);
	s.n_max *= 20; /* the numbers printed are those of no truncation */
	struct sprt_exact x0 = sprt_exact(&s, 1e-4, s.n_max);
	struct sprt_exact x1 = sprt_exact(&s, 1e-3, s.n_max);
	check_real(x0.expected, 4164.89, .005);
	check_real(x1.expected, 2477.13, .005);
	check_real(sprt_exact(&s, 3e-4, s.n_max).expected, 5397.7, .05);
	check_real(x0.reject, .02353, 5e-6);
	check_real(x1.accept, .05138, 5e-6);
	check_real(x0.accept + x0.reject + x0.open, 1, 1e-12);
	assert_true(cut.open > 0 && cut.open < .05 && cut.expected < 5397.7);
	/* The definitions print 865.40 and 731.29; adding up all paths symbol
	 * by symbol, as test_by_symbol does, gives these. */
	s = make(.01, .02);
	s.n_max *= 20;
	check_real(sprt_exact(&s, .01, s.n_max).expected, 867.9655, 5e-5);
	check_real(sprt_exact(&s, .02, s.n_max).expected, 736.3206, 5e-5);
}

/* Against the sum over all paths, symbol by symbol. */
static void test_by_symbol(void **state)
{
	(void)state;
	struct sprt s = make(.1, .3);
	double p = .17, at[200] = { 1 }, accept = 0, reject = 0, expected = 0;

	for (int n = 1; n <= s.n_max; n++) {
		for (int e = n; e >= 0; e--)
			expected += e < n ? at[e] : 0;
		for (int e = n; e >= 0; e--) {
			double mass = at[e] * (1 - p) +
				      (e > 0 ? at[e - 1] * p : 0);
			double ratio = e * s.up - (n - e) * s.down;
			at[e] = 0;
			if (ratio >= s.upper)
				reject += mass;
			else if (ratio <= s.lower)
				accept += mass;
			else
				at[e] = mass;
		}
	}
	struct sprt_exact x = sprt_exact(&s, p, s.n_max);
	check_real(x.accept, accept, 1e-12);
	check_real(x.reject, reject, 1e-12);
	check_real(x.expected, expected, 1e-9);
	check_real(sprt_exact(&s, 0, s.n_max).accept, 1, 0);
	check_real(sprt_exact(&s, 0, s.n_max).expected, sprt_zero_error(&s), 0);
	check_real(sprt_exact(&s, 1, s.n_max).reject, 1, 0);
	check_real(sprt_exact(&s, .999999, s.n_max).expected,
		   sprt_exact(&s, 1, s.n_max).expected, 1e-4);
}

/* Without an error in any block the test stops at the symbol itself. */
static void test_boundary(void **state)
{
	(void)state;
	struct sprt s = make(1e-4, 1e-3);

	assert_int_equal(sprt_update(&s, 0, 3269), SPRT_CONTINUE);
	assert_int_equal(sprt_update(&s, 0, 1000), SPRT_ACCEPT);
	check_real(s.n, 3270, 0);
	assert_int_equal(sprt_update(&s, 1000, 1000), SPRT_ACCEPT);
	check_real(s.n, 3270, 0);
	s = make(1e-4, 1e-3);
	assert_int_equal(sprt_update(&s, 2, 10), SPRT_REJECT);
	s = make(1e-4, 1e-3);
	assert_int_equal(sprt_update(&s, 0, 1e9), SPRT_ACCEPT);
	check_real(s.n, 3270, 0);
	struct sprt_exact half = sprt_exact(&s, 1e-4, 3269);
	check_real(half.accept, 0, 0);
	/* Between the boundaries at n_max. */
	s = make(.1, .3);
	while (s.decision == SPRT_CONTINUE)
		sprt_update(&s, fmod(s.n, 5) == 4, 1);
	assert_int_equal(s.decision, SPRT_INDETERMINATE);
	check_real(s.n, s.n_max, 0);
	struct estimate e = sprt_rate(&s, "P6");
	assert_true(e.lo < .2 && .2 < e.hi);
	s = make(.1, .3);
	assert_int_equal(sprt_rate(&s, "P6").status, ESTIMATE_INSUFFICIENT);
	assert_false(sprt_init(&s, .2, .1, .05, .05));
	assert_false(sprt_init(&s, 0, .1, .05, .05));
	assert_false(sprt_init(&s, .1, .2, .05, .6));
	assert_false(sprt_init(&s, .1, .1 + 1e-9, .05, .05));
	assert_false(sprt_init(&s, NAN, .1, .05, .05));
}

/* One path in blocks and symbol by symbol. */
static void run_both(struct simulate_rng *g, double p, struct sprt *one,
		     struct sprt *blocks)
{
	double errors = 0, n = 0, next = sprt_next(blocks);

	while (blocks->decision == SPRT_CONTINUE) {
		bool wrong = simulate_uniform(g) < p;
		sprt_update(one, wrong, 1);
		errors += wrong;
		if (++n < next)
			continue;
		sprt_update(blocks, errors, n);
		errors = n = 0;
		next = sprt_next(blocks);
	}
	while (one->decision == SPRT_CONTINUE)
		sprt_update(one, simulate_uniform(g) < p, 1);
}

static void check_rates(double p, bool at_p0)
{
	struct sprt s = make(1e-4, 1e-3);
	struct sprt_exact x = sprt_exact(&s, p, s.n_max);
	double sum = 0, squares = 0, in_blocks = 0, wrong = 0;
	int inside = 0, inside_blocks = 0;
	enum { SEEDS = 200 };

	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		simulate_seed(&g, seed);
		struct sprt one = s, blocks = s;
		run_both(&g, p, &one, &blocks);
		sum += one.n;
		squares += one.n * one.n;
		in_blocks += blocks.n;
		wrong += one.decision == (at_p0 ? SPRT_REJECT : SPRT_ACCEPT);
		struct estimate e = sprt_rate(&one, "");
		inside += (isnan(e.lo) || e.lo <= p) && p <= e.hi;
		e = sprt_rate(&blocks, "");
		inside_blocks += (isnan(e.lo) || e.lo <= p) && p <= e.hi;
	}
	double mean = sum / SEEDS;
	double u = sqrt((squares / SEEDS - mean * mean) / SEEDS);
	double expect = at_p0 ? x.reject : x.accept;
	print_message("p %g: mean n %.1f (exact %.1f), by blocks %.4f, wrong "
		      "%.3f (exact %.3f), inside %.3f, %.3f\n", p, mean,
		      x.expected, in_blocks / sum, wrong / SEEDS, expect,
		      inside / 200., inside_blocks / 200.);
	assert_true(fabs(mean - x.expected) < 3 * u);
	assert_true(in_blocks <= 1.05 * sum);
	assert_true(fabs(wrong / SEEDS - expect) <
		    3 * sqrt(expect * (1 - expect) / SEEDS));
	assert_true(inside >= 180 && inside_blocks >= 180);
}

static void test_pull(void **state)
{
	(void)state;
	check_rates(1e-4, true);
	check_rates(1e-3, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wald),
		cmocka_unit_test(test_exact),
		cmocka_unit_test(test_by_symbol),
		cmocka_unit_test(test_boundary),
		cmocka_unit_test(test_pull),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
