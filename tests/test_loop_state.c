/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lock, temperature, clock, events and tokens of the loop controller, through
 * the driver on a simulated bench. */
#include "tests/loop_rig.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "instruments/controller_state.h"

static void set_fault(const char *text)
{
	OK(iio_link_write(eye, "twin-control", NULL, false, "fault", text,
			  &e));
}

static void start_prepared(void)
{
	rig_start("S1");
	rig_open_loop(NULL, NULL);
	rig_prepare();
}

/* Drops whatever has been noted so far. */
static void forget_events(void)
{
	struct controller_event events[64];
	size_t got = 1;
	while (got)
		OK(controller_read_events(loop, events, 64, &got, NULL, &e));
}

static bool has_event(const struct controller_event *events, size_t n,
		      unsigned code)
{
	for (size_t i = 0; i < n; i++)
		if (events[i].code == code)
			return true;
	return false;
}

static void test_calibrate(void **state)
{
	(void)state;
	struct controller_event events[8];
	unsigned long lost = 9;
	int64_t before = 0, after = 0;
	size_t got = 0;
	start_prepared();
	forget_events();
	OK(controller_get_timestamp(loop, &before, &e));
	OK(controller_calibrate(loop, &e));
	OK(controller_get_timestamp(loop, &after, &e));
	OK(controller_read_events(loop, events, 8, &got, &lost, &e));
	assert_int_equal(got, 2);
	assert_int_equal(lost, 0);
	assert_int_equal(events[0].code, CONTROLLER_CALIBRATION);
	assert_int_equal(events[1].code, CONTROLLER_CALIBRATED);
	assert_true(events[0].ns >= before && events[1].ns <= after &&
		    events[1].ns > events[0].ns);
	OK(controller_read_events(loop, events, 8, &got, NULL, &e));
	assert_int_equal(got, 0);
	rig_stop();
}

/* What waits is read in pieces, oldest first. */
static void test_events_in_pieces(void **state)
{
	(void)state;
	struct controller_event events[3];
	int64_t last = 0;
	size_t got = 0;
	start_prepared();
	forget_events();
	for (int i = 0; i < 4; i++)
		OK(controller_calibrate(loop, &e));
	static const size_t sizes[] = { 3, 3, 2, 0 };
	unsigned at = 0;
	for (size_t i = 0; i < 4; i++) {
		OK(controller_read_events(loop, events, 3, &got, NULL, &e));
		assert_int_equal(got, sizes[i]);
		for (size_t k = 0; k < got; k++, at++) {
			assert_int_equal(events[k].code,
					 at % 2 ? CONTROLLER_CALIBRATED :
						  CONTROLLER_CALIBRATION);
			assert_true(events[k].ns >= last);
			last = events[k].ns;
		}
	}
	OK(controller_read_events(loop, events, 0, &got, NULL, &e));
	assert_int_equal(got, 0);
	rig_stop();
}

/* A loss is regained when it is asked for, if not before. */
static void test_relock(void **state)
{
	(void)state;
	struct controller_event events[64];
	struct controller_counters counters;
	static int32_t codes[200 * 256];
	bool locked = false, on = false;
	size_t got = 0;
	start_prepared();
	assert_int_equal(controller_relock(loop, &e), ERR_REFUSED);
	assert_non_null(strstr(e.text, "controller: "));
	OK(controller_get_auto_relock(loop, &on, &e));
	assert_true(on);
	OK(controller_set_auto_relock(loop, false, &e));
	OK(controller_get_auto_relock(loop, &on, &e));
	assert_false(on);
	forget_events();
	set_fault("lock-loss");
	OK(controller_capture(loop, 200, codes, NULL, NULL, &counters, &e));
	OK(controller_get_locked(loop, &locked, &e));
	assert_false(locked);
	assert_int_equal(controller_calibrate(loop, &e), ERR_REFUSED);
	OK(controller_relock(loop, &e));
	struct clock *clock = controller_clock(loop);
	for (int i = 0; i < 100 && !locked; i++) {
		OK(clock->wait(clock, 0.1, &e));
		OK(controller_get_locked(loop, &locked, &e));
	}
	assert_true(locked);
	OK(controller_read_events(loop, events, 64, &got, NULL, &e));
	assert_true(has_event(events, got, CONTROLLER_LOCK_LOST));
	assert_true(has_event(events, got, CONTROLLER_RELOCK));
	assert_true(has_event(events, got, CONTROLLER_RELOCKED));
	rig_stop();
}

static void test_readings(void **state)
{
	(void)state;
	double celsius = 0, s = 0;
	unsigned remaining = 9;
	int64_t ns = 0;
	start_prepared();
	OK(controller_get_temperature(loop, &celsius, &e));
	assert_true(fabs(celsius - 25) < 20);
	struct clock *clock = controller_clock(loop);
	OK(clock->wait(clock, 12.5, &e));
	OK(controller_get_timestamp(loop, &ns, &e));
	OK(clock->now(clock, &s, &e));
	assert_true(ns >= 12500000000);
	assert_true(fabs((double)ns * 1e-9 - s) < 1e-3);
	OK(controller_get_remaining(loop, &remaining, &e));
	assert_int_equal(remaining, 0);
	rig_stop();
}

static void test_tokens_refused(void **state)
{
	(void)state;
	static const unsigned none[] = { 64, 0 };
	struct controller_tokens t = { none, 2, 16 };
	rig_start("S1");
	rig_open_loop(NULL, NULL);
	assert_int_equal(controller_set_tokens(loop, &t, &e), ERR_RANGE);
	t.npasses = 0;
	assert_int_equal(controller_set_tokens(loop, &t, &e), ERR_RANGE);
	assert_int_equal(controller_fire_tokens(loop, 0, &e), ERR_RANGE);
	assert_int_equal(controller_fire_tokens(loop, 1, &e), ERR_REFUSED);
	assert_non_null(strstr(e.text, "not in token mode"));
	rig_sequencer("mode", "idle");
	rig_stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calibrate),
		cmocka_unit_test(test_events_in_pieces),
		cmocka_unit_test(test_relock),
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_tokens_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
