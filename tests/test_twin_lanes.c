/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Benches of many lanes from pattern to codes and decisions: stages S3 to S6
 * against their own truth, drift and calibration seen through the converter,
 * pairs of rails, and the same bytes whatever the threads. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lit_bench.h"
#include "twin/rng.h"

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.10g is not %.10g within %.3g", value, expected,
			 tolerance);
}

/* Millivolts [burst][window][sample][lane]; a slot has one sample, or that at
 * its middle. */
struct capture {
	unsigned lanes, bursts, windows, slots;
	size_t samples;
	double slot_s, fs_hz; /* as the truth takes the middle of a slot */
	double *mv;
};

static struct capture capture_of(struct twin_bench *bench, unsigned bursts)
{
	struct twin_adc_format format;
	struct twin_frame frame;
	twin_adc_format(bench, &format);
	twin_frame_get(bench, &frame);
	struct capture c = { .lanes = twin_bench_config(bench)->lanes,
			     .bursts = bursts,
			     .windows = frame.nrecord,
			     .slots = frame.slots,
			     .samples = format.samples_per_burst /
					frame.nrecord,
			     .slot_s = frame.integrate ?
					       1 :
					       frame.slot_period_ps * 1e-12,
			     .fs_hz = frame.integrate ? 1 :
							format.sampling_hz };
	size_t n = format.samples_per_burst * c.lanes;
	int16_t *code = malloc(n * sizeof(*code));
	c.mv = malloc(bursts * n * sizeof(*c.mv));
	assert_non_null(code);
	assert_non_null(c.mv);
	assert_int_equal(twin_fire(bench, bursts), 0);
	for (unsigned r = 0; r < bursts; r++) {
		assert_int_equal(twin_burst_run(bench, code, n, NULL, 0), 1);
		for (size_t i = 0; i < n; i++)
			c.mv[r * n + i] =
				(code[i] + format.offset) * format.scale_mv;
	}
	free(code);
	return c;
}

static double mv_at(const struct capture *c, unsigned r, unsigned w,
		    unsigned m, unsigned lane)
{
	size_t sample = (size_t)((m + 0.5) * c->slot_s * c->fs_hz);
	return c->mv[(((size_t)r * c->windows + w) * c->samples + sample) *
			     c->lanes +
		     lane];
}

struct seen {
	double mean, var;
};

static struct seen window_seen(const struct capture *c, unsigned w,
			       unsigned lane)
{
	struct seen seen = { 0 };
	for (unsigned m = 0; m < c->slots; m++) {
		double sum = 0, squares = 0;
		for (unsigned r = 0; r < c->bursts; r++)
			sum += mv_at(c, r, w, m, lane) / c->bursts;
		for (unsigned r = 0; r < c->bursts; r++) {
			double d = mv_at(c, r, w, m, lane) - sum;
			squares += d * d;
		}
		seen.mean += sum / c->slots;
		seen.var += squares / (c->bursts - 1.0) / c->slots;
	}
	return seen;
}

static double truth_at(const json_t *root, unsigned lane, const char *key,
		       unsigned w)
{
	char path[64];
	snprintf(path, sizeof(path), "pattern_snr.%u.%s.%u", lane, key, w);
	return lit_number(root, path);
}

/* Mean and noise of every lane and window: integrated slots, or instantaneous
 * samples of the one pole with its jitter. */
static void stage_against_truth(const char *stage, const unsigned *record,
				unsigned nrecord, unsigned bursts, bool raw)
{
	struct twin_config config = lit_config(stage);
	config.noise_off = 1u << TWIN_SOURCE_DRIFT;
	struct twin_bench *bench = lit_bench_lanes_new(&config, 5, record, nrecord);
	struct twin_frame frame;
	twin_frame_get(bench, &frame);
	frame.integrate = !raw;
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	json_t *root = lit_bench_truth(bench);
	struct capture c = capture_of(bench, bursts);
	double sd = sqrt(2.0 / (c.slots * (bursts - 1.0))), all = 0;
	for (unsigned w = 0; w < nrecord; w++)
		for (unsigned lane = 0; lane < c.lanes; lane++) {
			struct seen seen = window_seen(&c, w, lane);
			double noise = truth_at(root, lane, "noise_mv", w);
			assert_near(seen.mean,
				    truth_at(root, lane, "mean_mv", w),
				    5 * noise /
					    sqrt((double)c.slots * bursts));
			double ratio = seen.var / (noise * noise);
			assert_near(ratio, 1, 5 * 1.5 * sd);
			all += (ratio - 1) / (nrecord * c.lanes);
		}
	assert_near(all, 0, 4 * 1.5 * sd / sqrt(nrecord * c.lanes) + 2e-3);
	json_decref(root);
	free(c.mv);
	twin_bench_free(bench);
}

static void test_s3(void **state)
{
	(void)state;
	static const unsigned record[] = { 0, 1, 8, 32, 128 };
	stage_against_truth("S3", record, 5, 150, false);
	stage_against_truth("S3", record, 5, 60, true);
}

static void test_s4(void **state)
{
	(void)state;
	static const unsigned record[] = { 0, 1, 8, 32, 128 };
	stage_against_truth("S4", record, 5, 100, false);
}

static void test_s5(void **state)
{
	(void)state;
	static const unsigned record[] = { 0, 1, 16, 64 };
	stage_against_truth("S5", record, 4, 20, false);
}

static void test_s6(void **state)
{
	(void)state;
	static const unsigned record[] = { 0, 1, 16 };
	stage_against_truth("S6", record, 3, 40, false);
	stage_against_truth("S6", record, 3, 20, true);
}

/* Mean of a window, with one lane allowed to emit at its mean level. */
static void alone(struct twin_bench *bench, uint64_t mask, double mean[2][12],
		  double *u)
{
	enum { BURSTS = 60 };
	struct twin_frame frame;
	twin_frame_get(bench, &frame);
	frame.lane_mask = mask;
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	struct capture c = capture_of(bench, BURSTS);
	for (unsigned w = 0; w < 2; w++)
		for (unsigned lane = 0; lane < c.lanes; lane++) {
			struct seen seen = window_seen(&c, w, lane);
			mean[w][lane] = seen.mean;
			*u = sqrt(seen.var / c.slots / BURSTS);
		}
	free(c.mv);
}

/* XT-1, one lane at a time, dark taken off: what the truth says of the receive
 * side (k = 0) and of one pass (k = 1). */
static void test_crosstalk_seen(void **state)
{
	(void)state;
	static const unsigned record[] = { 0, 1 };
	struct twin_config config = lit_config("S4");
	config.noise_off = 1u << TWIN_SOURCE_DRIFT;
	config.crosstalk.loop.adjacent_db = -28; /* to be seen at k = 1 */
	struct twin_bench *bench = lit_bench_lanes_new(&config, 6, record, 2);
	int16_t middle[12] = { 0 };
	assert_int_equal(twin_pattern_load(bench, middle, 1), 0);
	json_t *root = lit_bench_truth(bench);
	double dark[2][12], own[2][12], other[2][12], u;
	alone(bench, 0, dark, &u);
	alone(bench, 1 << 4, own, &u);
	for (unsigned j = 0; j < 12; j++) {
		if (j == 4)
			continue;
		alone(bench, UINT64_C(1) << j, other, &u);
		for (unsigned w = 0; w < 2; w++) {
			char path[64];
			snprintf(path, sizeof(path), "crosstalk.xt_db.%u.4.%u",
				 w, j);
			double level = own[w][4] - dark[w][4];
			double x = (other[w][4] - dark[w][4]) / level;
			assert_near(x, pow(10, lit_number(root, path) / 10),
				    6 * u / level);
		}
	}
	/* The first lane's curve is the one of old. */
	assert_near(lit_number(root, "snr_by_lane.0.var_p6_db.1"),
		    lit_number(root, "snr.var_p6_db.1"), 1e-9);
	assert_near(lit_number(root, "by_lane.7.mode"), 1, 0);
	json_decref(root);
	twin_bench_free(bench);
}

/* The converter sees at any time what the truth says of that time; what the
 * servo holds is back after a calibration. */
static void test_drift_seen(void **state)
{
	(void)state;
	static const unsigned record[] = { 0, 1 };
	struct twin_config config = lit_config("S3");
	config.drift.receive.flicker = 0.1;
	struct twin_bench *bench = lit_bench_lanes_new(&config, 6, record, 2);
	double off[2] = { 0 }, nominal = 0;
	for (int i = 0; i < 24; i++) {
		int calibrated = i >= 12;
		twin_bench_advance_ns(bench, INT64_C(300000000000));
		if (calibrated)
			assert_int_equal(twin_calibrate(bench), 0);
		json_t *root = lit_bench_truth(bench);
		struct capture c = capture_of(bench, 1);
		double mean = truth_at(root, 2, "mean_mv", 0), sum = 0;
		for (unsigned m = 0; m < c.slots; m++) {
			nominal += i ? 0 : 90e-3 * 1e3 / c.slots *
					   (lit_lane_symbol(2, m) + 1.0101) / 1.0101;
			sum += mv_at(&c, 0, 0, m, 2) / c.slots;
		}
		assert_near(sum, mean,
			    5 * truth_at(root, 2, "noise_mv", 0) /
				    sqrt(c.slots));
		off[calibrated] += pow(mean / nominal - 1, 2) / 12;
		json_decref(root);
		free(c.mv);
	}
	/* A tenth, and a hundredth of it beside a little crosstalk. */
	assert_true(sqrt(off[0]) > 0.04 && sqrt(off[0]) < 0.25);
	assert_true(sqrt(off[1]) < 0.012);
	twin_bench_free(bench);
}

/* Both lanes of a pair decide on the difference of its rails; a weight of -1
 * turns the symbol round. */
static void test_dual_rail_decisions(void **state)
{
	(void)state;
	static const unsigned record[] = { 0, 1, 2 };
	struct twin_config config = lit_config("S3");
	config.levels = TWIN_DUAL_RAIL;
	config.weight[0] = config.weight[1] = -1;
	config.noise_off = 1u << TWIN_SOURCE_DRIFT;
	struct twin_bench *bench = lit_bench_lanes_new(&config, 5, record, 3);
	int8_t *out = malloc(3 * 64 * 4);
	assert_non_null(out);
	assert_int_equal(twin_fire(bench, 1), 0);
	assert_int_equal(twin_burst_run(bench, NULL, 0, out, 3 * 64 * 4), 1);
	for (int k = 0; k < 3; k++)
		for (unsigned m = 0; m < 64; m++)
			for (unsigned i = 0; i < 4; i++) {
				int sign = i < 2 && k == 1 ? -1 : 1;
				assert_int_equal(out[(k * 64 + m) * 4 + i],
						 sign * lit_lane_symbol(i / 2, m));
			}
	free(out);
	twin_bench_free(bench);
}

/* Codes and rails do not know how many threads made them. */
static void test_threads(void **state)
{
	(void)state;
	static const unsigned record[] = { 0, 1, 7, 16 };
	struct twin_config config = lit_config("S5");
	double *first = NULL;
	size_t size = 0;
	for (int n = 1; n <= 4; n += 3) {
		char text[4];
		snprintf(text, sizeof(text), "%d", n);
		setenv("LOOPGAUGE_THREADS", text, 1);
		struct twin_bench *bench = lit_bench_lanes_new(&config, 5, record, 4);
		struct capture c = capture_of(bench, 1);
		size = (size_t)c.windows * c.slots * c.lanes;
		if (first)
			assert_memory_equal(first, c.mv, size * sizeof(double));
		else
			first = c.mv;
		if (n > 1)
			free(c.mv);
		twin_bench_free(bench);
	}
	unsetenv("LOOPGAUGE_THREADS");
	free(first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_s3),
		cmocka_unit_test(test_s4),
		cmocka_unit_test(test_s5),
		cmocka_unit_test(test_s6),
		cmocka_unit_test(test_crosstalk_seen),
		cmocka_unit_test(test_drift_seen),
		cmocka_unit_test(test_dual_rail_decisions),
		cmocka_unit_test(test_threads),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
