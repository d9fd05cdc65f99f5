/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decisions, thresholds and error counters of the loop controller, through the
 * driver and from the bench itself: they must be the same. */
#include "tests/loop_rig.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "instruments/controller_decisions.h"
#include "twin/bench_count.h"

enum { LANES = 4, BURST = RIG_SLOTS * RIG_RECORDED };

/* The lower one amid the level of 0: right and wrong by chance. */
static const struct controller_thresholds amid = { 0.09, 0.134 };

static void start_lit(void)
{
	rig_start("S3");
	rig_open_loop(NULL, NULL);
	rig_light();
	rig_prepare();
}

/* On one lane of both benches, so that some decisions are wrong. */
static void shift_thresholds(void)
{
	OK(controller_set_thresholds(loop, 1, &amid, &e));
	assert_int_equal(twin_threshold_set(twin, 1, 90, 134), 0);
}

static bool count_calls(void *context, size_t done)
{
	size_t *calls = context;
	(void)done;
	++*calls;
	return true;
}

/* Several refills, each of many bursts, and a rest. */
static void test_capture(void **state)
{
	(void)state;
	enum { BURSTS = 1500 };
	int8_t *got = malloc(BURSTS * BURST * LANES);
	size_t calls = 0, seen[4] = { 0 };
	unsigned long unlocked = 9;
	start_lit();
	shift_thresholds();
	OK(controller_capture_decisions(loop, BURSTS, got, count_calls, &calls,
					&unlocked, &e));
	assert_int_equal(unlocked, 0);
	assert_in_range(calls, 1, 40);
	rig_sequencer("remaining", "0");
	assert_int_equal(twin_fire(twin, BURSTS), 0);
	for (size_t i = 0; i < BURSTS; i++) {
		int8_t want[BURST * LANES];
		assert_int_equal(twin_burst_run(twin, NULL, 0, want,
						sizeof(want)), 1);
		assert_memory_equal(got + i * sizeof(want), want,
				    sizeof(want));
		for (size_t k = 0; k < sizeof(want); k++)
			seen[want[k] + 1]++;
	}
	if (!seen[0] || !seen[1] || !seen[2])
		fail_msg("only %zu %zu %zu %zu", seen[0], seen[1], seen[2],
			 seen[3]);
	free(got);
	rig_stop();
}

static bool stop_at_once(void *context, size_t done)
{
	(void)context;
	(void)done;
	return false;
}

static void test_capture_ends(void **state)
{
	(void)state;
	enum { BURSTS = 5000 };
	int8_t *got = malloc(BURSTS * BURST * LANES);
	unsigned long unlocked = 0;
	rig_start("S3");
	rig_open_loop(NULL, NULL);
	assert_int_equal(controller_capture_decisions(loop, 1, got, NULL, NULL,
						      NULL, &e), ERR_REFUSED);
	assert_non_null(strstr(e.text, "no frame has been set"));
	rig_prepare();
	assert_int_equal(controller_capture_decisions(loop, 0, got, NULL, NULL,
						      NULL, &e), ERR_RANGE);
	assert_int_equal(controller_capture_decisions(loop, BURSTS, got,
						      stop_at_once, NULL, NULL,
						      &e), ERR_ABORTED);
	rig_sequencer("remaining", "0");
	OK(iio_link_write(eye, "twin-control", NULL, false, "fault",
			  "lock-loss", &e));
	OK(controller_capture_decisions(loop, 200, got, NULL, NULL, &unlocked,
					&e));
	assert_in_range(unlocked, 1, 200);
	free(got);
	rig_stop();
}

static void test_thresholds(void **state)
{
	(void)state;
	struct controller_thresholds t = { NAN, 1 }, seen;
	double low, high;
	start_lit();
	for (unsigned lane = 0; lane < LANES; lane++) {
		OK(controller_get_thresholds(loop, lane, &seen, &e));
		twin_threshold_get(twin, lane, &low, &high);
		assert_true(fabs(seen.low_v - low * 1e-3) < 1e-12);
		assert_true(fabs(seen.high_v - high * 1e-3) < 1e-12);
	}
	assert_int_equal(controller_set_thresholds(loop, 0, &t, &e),
			 ERR_RANGE);
	t = (struct controller_thresholds){ 0.02, 0.01 };
	assert_int_equal(controller_set_thresholds(loop, 0, &t, &e),
			 ERR_RANGE);
	assert_int_equal(controller_get_thresholds(loop, LANES, &seen, &e),
			 ERR_RANGE);
	assert_non_null(strstr(e.text, "lane: expected 0 to 3, got 4"));
	/* Up past the present ones, and down again; the others stay. */
	static const struct controller_thresholds ways[] = {
		{ 1.5, 1.75 }, { -0.5, -0.25 }, { 0.011, 0.011 },
	};
	for (size_t i = 0; i < 3; i++) {
		OK(controller_set_thresholds(loop, 2, &ways[i], &e));
		OK(controller_get_thresholds(loop, 2, &seen, &e));
		assert_true(fabs(seen.low_v - ways[i].low_v) < 1e-9);
		assert_true(fabs(seen.high_v - ways[i].high_v) < 1e-9);
	}
	OK(controller_get_thresholds(loop, 3, &seen, &e));
	twin_threshold_get(twin, 3, &low, &high);
	assert_true(fabs(seen.high_v - high * 1e-3) < 1e-12);
	rig_stop();
}

static bool watch_count(void *context, uint64_t done)
{
	*(uint64_t *)context = done;
	return true;
}

static bool stop_count(void *context, uint64_t done)
{
	(void)context;
	(void)done;
	return false;
}

/* No symbol more or less, and the same ones as on the other bench. */
static void test_count(void **state)
{
	(void)state;
	const uint64_t symbols = 1000003;
	struct controller_confusion c[LANES];
	uint64_t done = 0, errors = 0;
	start_lit();
	shift_thresholds();
	OK(controller_count(loop, symbols, c, watch_count, &done, &e));
	assert_true(done == symbols);
	assert_int_equal(twin_count_symbols(twin, (int64_t)symbols), 0);
	for (unsigned lane = 0; lane < LANES; lane++) {
		uint64_t want[12], sum = 0;
		twin_confusion_get(twin, lane, want);
		for (int i = 0; i < 12; i++) {
			assert_true(c[lane].count[i / 4][i % 4] == want[i]);
			sum += want[i];
			errors += i / 4 == i % 4 ? 0 : want[i];
		}
		assert_true(sum == symbols);
	}
	assert_in_range(errors, 1, 2 * symbols);
	rig_stop();
}

/* 3e9 symbols take the time that they take, on the controller's clock. */
static void test_count_many(void **state)
{
	(void)state;
	struct controller_confusion c[LANES];
	struct controller_frame frame = rig_frame();
	struct clock *clock;
	double before = 0, after = 0;
	start_lit();
	clock = controller_clock(loop);
	frame.lane_mask = 0x5;
	OK(controller_set_frame(loop, &frame, &e));
	OK(clock->now(clock, &before, &e));
	OK(controller_count(loop, 3000000000, c, NULL, NULL, &e));
	OK(clock->now(clock, &after, &e));
	/* 3e9 / 240 bursts of 6 passes of 64 x 6 ns at least. */
	assert_true(after - before >= 28.7);
	for (unsigned lane = 0; lane < LANES; lane++) {
		uint64_t sum = 0;
		for (int i = 0; i < 12; i++)
			sum += c[lane].count[i / 4][i % 4];
		assert_true(sum == (lane % 2 ? 0 : 3000000000));
	}
	assert_int_equal(controller_count(loop, 0, c, NULL, NULL, &e),
			 ERR_RANGE);
	assert_int_equal(controller_count(loop, UINT64_MAX, c, NULL, NULL,
					  &e), ERR_RANGE);
	assert_int_equal(controller_count(loop, 1000, c, stop_count, NULL, &e),
			 ERR_ABORTED);
	OK(controller_count(loop, 1000, c, NULL, NULL, &e));
	OK(instrument_safe(loop, &e));
	rig_stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_capture),
		cmocka_unit_test(test_capture_ends),
		cmocka_unit_test(test_thresholds),
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_count_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
