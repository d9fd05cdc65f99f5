/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hardware error counters: the same distribution as decisions of simulated
 * bursts, the time that counting takes, and what is refused. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>

#include "tests/lit_bench.h"
#include "twin/rng.h"

static const unsigned first_pass[] = { 0 };

static unsigned seeds(unsigned quick)
{
	const char *n = getenv("PULL_SEEDS");
	return n ? (unsigned)atoi(n) : quick;
}

static struct twin_bench *noisy_s0(uint64_t seed, double hysteresis)
{
	struct twin_config config = lit_config("S0");
	config.comparator.hysteresis = hysteresis;
	config.comparator.offset = 0;
	return lit_bench_lanes_new(&config, seed, first_pass, 1);
}

/* Confusion of decisions of simulated bursts of one lane and pass. */
static void stream_count(struct twin_bench *bench, unsigned bursts,
			 uint64_t out[TWIN_CONFUSION])
{
	int8_t decided[64];
	memset(out, 0, TWIN_CONFUSION * sizeof(*out));
	assert_int_equal(twin_fire(bench, bursts), 0);
	for (unsigned r = 0; r < bursts; r++) {
		assert_int_equal(twin_burst_run(bench, NULL, 0, decided, 64),
				 1);
		for (unsigned m = 0; m < 64; m++)
			out[4 * (lit_lane_symbol(0, m) + 1) + decided[m] + 1]++;
	}
}

/* Two rows of counts of the same number of bursts. */
static double rows_chi2(const uint64_t *a, const uint64_t *b, double *freedom)
{
	double chi2 = 0;
	int cells = 0;
	for (int d = 0; d < 4; d++) {
		double sum = (double)a[d] + (double)b[d];
		double off = (double)a[d] - (double)b[d];
		if (sum < 16)
			continue;
		chi2 += off * off / sum;
		cells++;
	}
	*freedom += cells > 1 ? cells - 1 : 0;
	return chi2;
}

/* Bursts simulated and counted, at several thresholds and hystereses. Slots of
 * one symbol differ, so the sum varies less than chi-square: its upper end is
 * what is looked at, and that it is not nothing. */
static void test_against_bursts(void **state)
{
	(void)state;
	static const double low[] = { -0.5, 0.5, 1, 2 };
	static const double wide[] = { 0, 4e-4, 1.2e-3 };
	enum { BURSTS = 300 };
	double chi2 = 0, freedom = 0;
	for (unsigned seed = 1; seed <= seeds(40); seed++) {
		uint64_t a[TWIN_CONFUSION], b[TWIN_CONFUSION];
		struct twin_bench *bench = noisy_s0(seed, wide[seed % 3]);
		lit_bench_thresholds(bench, low[seed % 4], 1.2);
		stream_count(bench, BURSTS, a);
		assert_int_equal(twin_count_symbols(bench, BURSTS * 64), 0);
		twin_confusion_get(bench, 0, b);
		for (int s = 0; s < 3; s++)
			chi2 += rows_chi2(a + 4 * s, b + 4 * s, &freedom);
		twin_bench_free(bench);
	}
	double below = gsl_cdf_chisq_P(chi2, freedom);
	if (freedom < seeds(40) || below > 1 - 1e-4 || chi2 < freedom / 4)
		fail_msg("chi-square %g of %g: %g", chi2, freedom, below);
}

static double probability(struct twin_bench *bench, int sent, int decided)
{
	char path[64];
	snprintf(path, sizeof(path), "decisions.0.confusion.0.%d.%d", sent,
		 decided);
	json_t *root = lit_bench_truth(bench);
	double p = lit_number(root, path);
	json_decref(root);
	return p;
}

/* Slots of equal probability: binomial over the seeds, mean and variance. */
static void test_binomial(void **state)
{
	(void)state;
	unsigned n = seeds(40);
	double s1 = 0, s2 = 0, p = 0;
	uint64_t out[TWIN_CONFUSION];
	for (unsigned seed = 1; seed <= n; seed++) {
		struct twin_bench *bench = noisy_s0(seed, 0);
		lit_bench_thresholds(bench, 3, 3);
		p = probability(bench, 1, 0);
		assert_int_equal(twin_count_symbols(bench, 64000000), 0);
		twin_confusion_get(bench, 0, out);
		double all = (double)(out[4] + out[5] + out[6] + out[7]);
		double z = ((double)out[4] - all * p) / sqrt(all * p * (1 - p));
		s1 += z / n;
		s2 += z * z / n;
		twin_bench_free(bench);
	}
	assert_true(p > 1e-3 && p < 2e-3);
	assert_true(fabs(s1) < 4 / sqrt(n));
	assert_true(fabs(s2 - 1) < 4 * sqrt(2.0 / n));
}

/* Three billion at one in a billion: a few errors, 18 s of the bench's time,
 * none of it ours. */
static void test_billions(void **state)
{
	(void)state;
	struct twin_bench *bench = noisy_s0(3, 0.04);
	uint64_t out[TWIN_CONFUSION], sent[3] = { 0 };
	double half = 0.02 * 441.4 / 0.272;
	lit_bench_thresholds(bench, 6 + half, 6 + half);
	for (unsigned m = 0; m < 64; m++)
		sent[lit_lane_symbol(0, m) + 1]++;
	double p = probability(bench, 1, 0) + probability(bench, 1, 2);
	assert_true(p > 1e-10 && p < 1e-8);
	int64_t before = twin_bench_now_ns(bench);
	assert_int_equal(twin_count_symbols(bench, 3000000000), 0);
	assert_int_equal(twin_counted(bench), 3000000000);
	assert_true(llabs(twin_bench_now_ns(bench) - before - 18000000000) <
		    100000);
	twin_confusion_get(bench, 0, out);
	for (int s = 0; s < 3; s++)
		assert_int_equal(out[4 * s] + out[4 * s + 1] + out[4 * s + 2] +
					 out[4 * s + 3],
				 sent[s] * (3000000000 / 64));
	double expected = p * (double)sent[1] * (3000000000 / 64);
	double errors = (double)(out[4] + out[6] + out[7]);
	assert_true(fabs(errors - expected) < 4 * sqrt(expected) + 2);
	twin_bench_free(bench);
}

/* A part of a burst is its first symbols; a new count begins from zero. */
static void test_parts(void **state)
{
	(void)state;
	struct twin_bench *bench = noisy_s0(4, 0.04);
	uint64_t out[TWIN_CONFUSION], sent[3] = { 0 };
	for (unsigned m = 0; m < 164; m++)
		sent[lit_lane_symbol(0, m % 64) + 1]++;
	assert_int_equal(twin_count_symbols(bench, 7), 0);
	assert_int_equal(twin_count_symbols(bench, 164), 0);
	twin_confusion_get(bench, 0, out);
	for (int s = 0; s < 3; s++)
		for (int d = 0; d < 4; d++)
			assert_int_equal(out[4 * s + d], d == s ? sent[s] : 0);
	assert_int_equal(twin_bench_now_ns(bench), 4 * 384);
	twin_bench_free(bench);
}

/* Lanes by themselves, and those that are masked not at all. */
static void test_lanes(void **state)
{
	(void)state;
	static const unsigned record[] = { 0, 2 };
	struct twin_config config = lit_config("S3");
	config.noise_off = 1u << TWIN_SOURCE_DRIFT | 1u << TWIN_SOURCE_DRAW;
	struct twin_bench *bench = lit_bench_lanes_new(&config, 2, record, 2);
	struct twin_frame frame;
	twin_frame_get(bench, &frame);
	frame.lane_mask = 0xd;
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	assert_int_equal(twin_count_symbols(bench, 1280), 0);
	for (unsigned i = 0; i < 4; i++) {
		uint64_t out[TWIN_CONFUSION], right, all = 0;
		twin_confusion_get(bench, i, out);
		for (int k = 0; k < TWIN_CONFUSION; k++)
			all += out[k];
		right = out[0] + out[5] + out[10];
		assert_int_equal(all, i == 1 ? 0 : 1280);
		assert_int_equal(right, all);
	}
	twin_bench_free(bench);
}

static void test_refused(void **state)
{
	(void)state;
	struct twin_bench *bench = noisy_s0(5, 0.04);
	struct twin_frame frame;
	assert_int_equal(twin_count_symbols(bench, 0), -EINVAL);
	assert_int_equal(twin_count_symbols(bench, TWIN_COUNT_MAX + 1),
			 -EINVAL);
	assert_int_equal(twin_fire(bench, 1), 0);
	assert_int_equal(twin_count_symbols(bench, 64), -EBUSY);
	assert_int_equal(twin_burst_run(bench, NULL, 0, NULL, 0), 1);
	twin_frame_get(bench, &frame);
	frame.mode = TWIN_IDLE;
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	assert_int_equal(twin_count_symbols(bench, 64), -EPERM);
	twin_bench_free(bench);
}

/* Out of lock the loop is dark: all is taken for the lowest symbol. */
static void test_unlocked(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S2");
	config.noise_off = 1u << TWIN_SOURCE_DRAW;
	struct twin_bench *bench =
		lit_bench_lanes_new(&config, 6, first_pass, 1);
	struct twin_frame frame;
	uint64_t out[TWIN_CONFUSION];
	twin_frame_get(bench, &frame);
	frame.auto_relock = false;
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	assert_int_equal(twin_fault_set(bench, "lock-loss"), 0);
	assert_int_equal(twin_fire(bench, 1), 0);
	assert_int_equal(twin_burst_run(bench, NULL, 0, NULL, 0), 1);
	assert_false(twin_locked(bench));
	assert_int_equal(twin_count_symbols(bench, 6400000000), 0);
	twin_confusion_get(bench, 0, out);
	for (int s = 0; s < 3; s++)
		assert_true(out[4 * s] > 0 && out[4 * s + 1] == 0);
	assert_int_equal(out[0] + out[4] + out[8], 6400000000);
	/* With a servo, the counts come right again. */
	assert_int_equal(twin_relock(bench), 0);
	assert_int_equal(twin_count_symbols(bench, 6400000000), 0);
	twin_confusion_get(bench, 0, out);
	assert_true(out[4] > 0 && out[5] > out[4]);
	assert_true(twin_locked(bench));
	twin_bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_bursts),
		cmocka_unit_test(test_binomial),
		cmocka_unit_test(test_billions),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_lanes),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_unlocked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
