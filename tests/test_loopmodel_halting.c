/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rates under a distribution of T: 1/E[t], and why not the others. */
#include "loopmodel_case.h"

static const double four[] = { 64, 128, 256, 512 };

static void test_four_depths(void **state)
{
	(void)state;
	struct loopmodel_error e;
	struct loopmodel_halting *h = loopmodel_halting_list(four, 4, &e);
	struct loopmodel_input in = rig(16, 8192, 512);
	static const double token_us[] = { 203.608, 402.216, 799.432,
					   1593.864 };
	struct loopmodel_output out;
	for (int i = 0; i < 4; i++) {
		in.passes = four[i];
		check_real(ask(&in).token_s / US, token_us[i], 1e-9);
	}
	in.halting = h;
	out = ask(&in);
	check_real(out.passes_mean, 240, 0);
	check_real(out.token_s / US, 749.780, 1e-9);
	check_real(out.tokens_per_s, 1333.7246, 5e-5);
	struct loopmodel_averages a;
	assert_int_equal(loopmodel_averages(&in, &a, &e), LOOPMODEL_OK);
	check_real(a.rate, 1333.7246, 5e-5);
	check_real(a.mean_of_rates, 2318.980, 5e-4);
	check_real(a.passes_median, 192, 0);
	check_real(a.rate_of_median, 1664.4, .05);
	check_real(a.passes_mean, 240, 0);
	loopmodel_halting_free(h);
}

/* The mean of floor(T/K) is not floor(E[T]/K): T of 32 and 96, K = 64. */
static void test_floor_per_token(void **state)
{
	(void)state;
	static const double passes[] = { 32, 96 };
	struct loopmodel_error e;
	struct loopmodel_halting *h = loopmodel_halting_list(passes, 2, &e);
	struct loopmodel_input in = rig(16, 8192, 512);
	in.halting = h;
	in.attention_counting = LOOPMODEL_FLOOR;
	check_real(ask(&in).checkpoints, .5, 0);
	check_real(ask(&in).checkpoints_fractional, 1, 0);
	loopmodel_halting_free(h);
}

/* Stopping with probability p at each pass, capped at c: mean
 * (1 - (1-p)^c)/p. */
static void test_geometric(void **state)
{
	(void)state;
	struct loopmodel_error e;
	struct loopmodel_halting *h = loopmodel_halting_geometric(.01, 512, &e);
	struct loopmodel_input in = rig(16, 8192, 512);
	in.halting = h;
	check_real(ask(&in).passes_mean, (1 - pow(.99, 512)) / .01, 1e-9);
	assert_int_equal(loopmodel_halting_check(h, &e), LOOPMODEL_OK);
	in.passes = 100;
	check_real(ask(&in).passes_mean, (1 - pow(.99, 100)) / .01, 1e-9);
	assert_true(ask(&in).flags & LOOPMODEL_FLAG_HALTING_CAPPED);
	loopmodel_halting_free(h);
	h = loopmodel_halting_geometric(1, 5, &e);
	in.halting = h;
	check_real(ask(&in).passes_mean, 1, 0);
	loopmodel_halting_free(h);
}

/* Probes every 16, 32, 64: T of 1, 16, 17, 500 go up to the next one. */
static void test_probes(void **state)
{
	(void)state;
	static const double passes[] = { 1, 16, 17, 500 };
	static const double want[][4] = { { 16, 16, 32, 512 },
					  { 32, 32, 32, 512 },
					  { 64, 64, 64, 512 } };
	struct loopmodel_error e;
	struct loopmodel_halting *h = loopmodel_halting_list(passes, 4, &e);
	for (int i = 0; i < 3; i++) {
		struct loopmodel_halting *p =
			loopmodel_halting_probe(h, 16 << i, 1024, &e);
		for (int j = 0; j < 4; j++)
			check_real(p->passes[j], want[i][j], 0);
		loopmodel_halting_free(p);
	}
	struct loopmodel_halting *capped = loopmodel_halting_cap(h, 100, &e);
	check_real(capped->passes[3], 100, 0);
	check_real(capped->passes[2], 17, 0);
	loopmodel_halting_free(capped);
	loopmodel_halting_free(h);
	loopmodel_halting_free(NULL);
}

static void test_histogram(void **state)
{
	(void)state;
	static const double counts[] = { 10, 20, 30, 40 };
	static const double probability[] = { .1, .2, .3, .4 };
	struct loopmodel_error e;
	struct loopmodel_input in = rig(16, 8192, 512);
	for (int i = 0; i < 2; i++) {
		struct loopmodel_halting *h = loopmodel_halting_histogram(
			four, i ? probability : counts, 4, &e);
		in.halting = h;
		check_real(ask(&in).passes_mean,
			   6.4 + 25.6 + 76.8 + 204.8, 1e-9);
		struct loopmodel_averages a;
		assert_int_equal(loopmodel_averages(&in, &a, &e), 0);
		check_real(a.passes_median, 256, 0);
		loopmodel_halting_free(h);
	}
}

/* The largest cap that still gives 2000 tokens/s: one more is too slow. */
static void test_budget(void **state)
{
	(void)state;
	struct loopmodel_error e;
	struct loopmodel_halting *h = loopmodel_halting_list(four, 4, &e);
	struct loopmodel_input in = rig(16, 8192, 512);
	in.halting = h;
	double cap;
	assert_int_equal(loopmodel_budget_cap(&in, 2000, &cap, &e),
			 LOOPMODEL_OK);
	/* E[T] = (64 + 128 + 2 cap)/4, 500 us = E[T] 3.10325 us + 5 us */
	check_real(cap, floor(2 * 495 / 3.10325 - 96), 0);
	in.passes = cap;
	assert_true(ask(&in).tokens_per_s >= 2000);
	in.passes = cap + 1;
	assert_true(ask(&in).tokens_per_s < 2000);
	/* Fast enough as it is: its longest T. */
	in.passes = 512;
	assert_int_equal(loopmodel_budget_cap(&in, 1000, &cap, &e),
			 LOOPMODEL_OK);
	check_real(cap, 512, 0);
	assert_int_equal(loopmodel_budget_cap(&in, 1e6, &cap, &e),
			 LOOPMODEL_UNREACHABLE);
	assert_string_equal(e.argument, "rate");
	assert_int_equal(loopmodel_budget_cap(&in, 0, &cap, &e),
			 LOOPMODEL_RANGE);
	loopmodel_halting_free(h);
}

static void test_refusals(void **state)
{
	(void)state;
	struct loopmodel_error e;
	static const struct {
		double passes[2], probability[2];
		enum loopmodel_status status;
		const char *argument;
	} bad[] = {
		{ { 64, 128 }, { .5, .4 }, LOOPMODEL_SUM,
		  "halting probability" },
		{ { 64, 128 }, { .5, .6 }, LOOPMODEL_SUM,
		  "halting probability" },
		{ { 64, 128 }, { 1.5, -.5 }, LOOPMODEL_RANGE,
		  "halting probability" },
		{ { 64, 128 }, { .5, NAN }, LOOPMODEL_NOT_FINITE,
		  "halting probability" },
		{ { 0, 128 }, { .5, .5 }, LOOPMODEL_RANGE, "halting passes" },
		{ { 64.5, 128 }, { .5, .5 }, LOOPMODEL_NOT_WHOLE,
		  "halting passes" },
		{ { NAN, 128 }, { .5, .5 }, LOOPMODEL_NOT_FINITE,
		  "halting passes" },
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct loopmodel_halting h = { 2, bad[i].passes,
					       bad[i].probability };
		struct loopmodel_input in = rig(16, 8192, 512);
		in.halting = &h;
		check_refused(&in, bad[i].status, bad[i].argument, "must");
		assert_null(loopmodel_halting_probe(&h, 16, 512, &e));
	}
	static const double short_sum[] = { .5, .4 };
	assert_null(loopmodel_halting_histogram(four, short_sum, 2, &e));
	assert_int_equal(e.status, LOOPMODEL_SUM);
	static const double half_count[] = { 1.5, 4 };
	assert_null(loopmodel_halting_histogram(four, half_count, 2, &e));
	assert_int_equal(e.status, LOOPMODEL_SUM);
	assert_null(loopmodel_halting_list(four, 0, &e));
	assert_int_equal(e.status, LOOPMODEL_EMPTY);
	assert_null(loopmodel_halting_geometric(0, 512, &e));
	assert_null(loopmodel_halting_geometric(NAN, 512, &e));
	assert_null(loopmodel_halting_geometric(.1, 0, &e));
	assert_string_equal(e.argument, "halting cap");
	/* Without a place for the explanation too. */
	assert_null(loopmodel_halting_geometric(.1, 0, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_four_depths),
		cmocka_unit_test(test_floor_per_token),
		cmocka_unit_test(test_geometric),
		cmocka_unit_test(test_probes),
		cmocka_unit_test(test_histogram),
		cmocka_unit_test(test_budget),
		cmocka_unit_test(test_refusals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
