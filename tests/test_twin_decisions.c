/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decisions of simulated bursts against their exact probabilities, at
 * thresholds moved so near to the levels that errors are frequent: every
 * receiver noise, hysteresis, metastability, many lanes, pairs of rails. */
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

/* Counts of bursts: [lane][window][sent][decided]. */
typedef double cells[3][4];

static cells *counts_new(struct twin_bench *bench, unsigned bursts)
{
	struct twin_frame frame;
	unsigned lanes = twin_bench_config(bench)->lanes;
	bool pairs = twin_bench_config(bench)->levels == TWIN_DUAL_RAIL;
	twin_frame_get(bench, &frame);
	size_t n = (size_t)frame.nrecord * frame.slots * lanes;
	int8_t *out = malloc(n);
	cells *counts = calloc((size_t)lanes * frame.nrecord, sizeof(*counts));
	assert_non_null(out);
	assert_non_null(counts);
	assert_int_equal(twin_fire(bench, bursts), 0);
	for (unsigned r = 0; r < bursts; r++) {
		assert_int_equal(twin_burst_run(bench, NULL, 0, out, n), 1);
		for (size_t at = 0; at < n; at++) {
			unsigned lane = (unsigned)(at % lanes);
			unsigned m = (unsigned)(at / lanes % frame.slots);
			size_t w = at / lanes / frame.slots;
			int sent = lit_lane_symbol(pairs ? lane / 2 : lane, m);
			counts[lane * frame.nrecord + w][sent + 1]
			      [out[at] + 1]++;
		}
	}
	free(out);
	return counts;
}

/* Chi-square of rows of counts against probabilities; cells that expect few go
 * together. */
static double row_chi2(const double *seen, const json_t *p, double *freedom)
{
	double all = 0, chi2 = 0, few = 0, few_seen = 0;
	int big = 0;
	for (int d = 0; d < 4; d++)
		all += seen[d];
	for (int d = 0; d < 4; d++) {
		double q = json_number_value(json_array_get(p, (size_t)d));
		double e = all * q;
		if (e < 8) {
			few += e;
			few_seen += seen[d];
			continue;
		}
		chi2 += (seen[d] - e) * (seen[d] - e) / e;
		big++;
	}
	if (few >= 1) {
		chi2 += (few_seen - few) * (few_seen - few) / few;
		big++;
	} else if (few_seen > few + 6) {
		fail_msg("%g decisions where %.3g are expected", few_seen, few);
	}
	*freedom += all > 0 ? big - 1 : 0;
	return all > 0 ? chi2 : 0;
}

/* Slots of one symbol have different probabilities, so counts vary less than
 * those of one probability: only the upper end says anything. least: degrees of
 * freedom that the case must have, or nothing has been seen. */
static void decisions_hold(struct twin_bench *bench, unsigned bursts,
			   double least)
{
	struct twin_frame frame;
	twin_frame_get(bench, &frame);
	json_t *root = lit_bench_truth(bench);
	cells *counts = counts_new(bench, bursts);
	double chi2 = 0, freedom = 0;
	for (unsigned i = 0; i < twin_bench_config(bench)->lanes; i++)
		for (unsigned w = 0; w < frame.nrecord; w++)
			for (size_t s = 0; s < 3; s++) {
				json_t *lane = json_array_get(
					json_object_get(root, "decisions"), i);
				json_t *p = json_array_get(
					json_array_get(
						json_object_get(lane,
								"confusion"),
						w),
					s);
				chi2 += row_chi2(
					counts[i * frame.nrecord + w][s], p,
					&freedom);
			}
	double above = gsl_cdf_chisq_Q(chi2, freedom);
	if (getenv("DECISIONS_PRINT"))
		printf("chi2 %.1f of %g, p %.3g\n", chi2, freedom, above);
	if (freedom < least || above < 1e-4)
		fail_msg("chi-square %g of %g degrees of freedom: p %.3g", chi2,
			 freedom, above);
	free(counts);
	json_decref(root);
}

static const unsigned first_pass[] = { 0 };

static void test_hysteresis(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S0");
	for (int i = 0; i < 3; i++) {
		/* Of the noise's size, wide, none. */
		static const double width[] = { 6e-4, 0.04, 0 };
		config.comparator.hysteresis = width[i];
		config.comparator.offset = 0;
		struct twin_bench *bench =
			lit_bench_lanes_new(&config, 7, first_pass, 1);
		double half = width[i] * 441.4 / 2 / 0.272;
		lit_bench_thresholds(bench, 1 + half, 1.5 + half);
		decisions_hold(bench, 4000, 2);
		twin_bench_free(bench);
	}
}

/* Errors of the outer symbols too: noise of a hundred passes, the loop's true
 * period set right. */
static void test_passes(void **state)
{
	(void)state;
	static const unsigned record[] = { 0, 1, 16, 100 };
	struct twin_config config = lit_config("S2");
	config.noise_off = 1u << TWIN_SOURCE_DRAW;
	config.comparator.hysteresis = 0.004;
	config.amplifier.nf_db = 12;
	struct twin_bench *bench = lit_bench_lanes_new(&config, 8, record, 4);
	lit_bench_thresholds(bench, 0.5, 1);
	decisions_hold(bench, 3000, 8);
	twin_bench_free(bench);
}

/* A fifth of what half a slot leaves unresolved at 10 Gbaud, and more. */
static void test_metastable(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S0");
	config.comparator.tau_m_s = 4e-10;
	config.comparator.hysteresis = 6e-4;
	config.comparator.offset = 0;
	struct twin_bench *bench =
		lit_bench_lanes_new(&config, 9, first_pass, 1);
	/* Thresholds crossed: the two can disagree. */
	lit_bench_thresholds(bench, -0.4, -0.3);
	decisions_hold(bench, 4000, 3);
	twin_bench_free(bench);
}

static void test_lanes(void **state)
{
	(void)state;
	static const struct {
		const char *stage;
		unsigned slots, bursts;
	} row[] = { { "S3", 64, 600 }, { "S4", 64, 200 }, { "S6", 32, 60 } };
	static const unsigned record[] = { 0, 1, 4 };
	for (int i = 0; i < 3; i++) {
		struct twin_config config = lit_config(row[i].stage);
		config.noise_off = 1u << TWIN_SOURCE_DRIFT |
				   1u << TWIN_SOURCE_DRAW;
		config.comparator.hysteresis = 0.002;
		config.loop_period_s *= (double)row[i].slots / config.slots;
		config.slots = row[i].slots;
		struct twin_bench *bench =
			lit_bench_lanes_new(&config, 10, record, 3);
		lit_bench_thresholds(bench, 0, 1);
		decisions_hold(bench, row[i].bursts, config.lanes);
		twin_bench_free(bench);
	}
}

static void test_rails(void **state)
{
	(void)state;
	static const unsigned record[] = { 0, 2 };
	struct twin_config config = lit_config("S3");
	config.levels = TWIN_DUAL_RAIL;
	config.noise_off = 1u << TWIN_SOURCE_DRIFT | 1u << TWIN_SOURCE_DRAW;
	config.comparator.hysteresis = 0;
	struct twin_bench *bench = lit_bench_lanes_new(&config, 11, record, 2);
	lit_bench_thresholds(bench, 1, 1.5);
	decisions_hold(bench, 1000, 8);
	twin_bench_free(bench);
}

/* Input noise behind a receiver that saturates. */
static void test_saturation(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S0");
	config.receiver.saturation_a = 1e-3;
	config.comparator.noise = 1e-3;
	config.comparator.hysteresis = 1e-3;
	config.comparator.offset = 0;
	struct twin_bench *bench =
		lit_bench_lanes_new(&config, 12, first_pass, 1);
	lit_bench_thresholds(bench, 1, 1);
	decisions_hold(bench, 4000, 2);
	twin_bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hysteresis),
		cmocka_unit_test(test_passes),
		cmocka_unit_test(test_metastable),
		cmocka_unit_test(test_lanes),
		cmocka_unit_test(test_rails),
		cmocka_unit_test(test_saturation),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
