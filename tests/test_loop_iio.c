/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loop controller's driver over the network on a simulated bench, against
 * a second bench of the same seed that is run directly: every code must be
 * the same.
 */
#include "tests/loop_rig.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void test_identity(void **state)
{
	(void)state;
	rig_start("S1");
	rig_open_loop(NULL, NULL);
	struct controller_info info;
	bool locked = false;
	OK(controller_get_info(loop, &info, &e));
	assert_int_equal(info.lanes, 1);
	assert_int_equal(info.levels, CONTROLLER_UNIPOLAR);
	assert_string_equal(info.stage, "S1");
	assert_true(fabs(info.slot_step_s - 1e-15) < 1e-20);
	assert_true(info.slot_min_s <= 6e-9 && info.slot_max_s >= 6e-9);
	assert_non_null(strstr(instrument_identity(loop), "twin"));
	OK(controller_get_locked(loop, &locked, &e));
	assert_true(locked);
	rig_stop();
}

static void test_frame(void **state)
{
	(void)state;
	rig_start("S1");
	rig_open_loop(NULL, NULL);
	struct controller_format format;
	assert_int_equal(controller_get_format(loop, &format, &e),
			 ERR_REFUSED);
	assert_non_null(strstr(e.text, "no frame has been set"));
	rig_prepare();
	rig_sequencer("slots", "60");
	rig_sequencer("guard_slots", "4");
	rig_sequencer("slot_period_ps", "6000");
	rig_sequencer("pass_period_ps", "384000");
	rig_sequencer("passes", "5");
	rig_sequencer("record_passes", "0-2,5");
	rig_sequencer("lane_mask", "0x1");
	rig_sequencer("source_gate", "1");
	rig_sequencer("mode", "burst");
	rig_check_attr("loop-adc", "integrate", "1");
	OK(controller_get_format(loop, &format, &e));
	struct twin_adc_format f;
	twin_adc_format(twin, &f);
	assert_int_equal(format.samples_per_pass, 64);
	assert_int_equal(format.samples_per_burst, 256);
	assert_true(fabs(format.sampling_hz * 6e-9 - 1) < 1e-9);
	assert_true(fabs(format.scale_v / f.scale_mv - 1e-3) < 1e-12);
	assert_true(fabs(format.offset - f.offset) < 1e-9);
	assert_true(format.code_low == -32768 && format.code_high == 32767);
	rig_stop();
}

/* From any frame to any other, though each attribute bounds the next. */
static void test_frame_changes(void **state)
{
	(void)state;
	rig_start("S1");
	rig_open_loop(NULL, NULL);
	static const unsigned far[] = { 0, 3, 4, 5, 900 }, none[] = { 0 };
	struct controller_frame big = rig_frame(), small = big;
	big.slots = 2000;
	big.passes = 1000;
	big.record = far;
	big.nrecord = 5;
	big.pass_period_s = 2004 * 6e-9;
	small.slots = 1;
	small.guard_slots = 0;
	small.passes = 0;
	small.record = none;
	small.nrecord = 1;
	small.pass_period_s = 7e-9;
	small.integrate = small.light = false;
	small.sampling_hz = 250e6;
	for (int i = 0; i < 2; i++) {
		OK(controller_set_frame(loop, &big, &e));
		rig_sequencer("pass_period_ps", "12024000");
		rig_sequencer("record_passes", "0,3-5,900");
		OK(controller_set_frame(loop, &small, &e));
		rig_sequencer("pass_period_ps", "7000");
		rig_sequencer("record_passes", "0");
		rig_sequencer("source_gate", "0");
		rig_check_attr("loop-adc", "integrate", "0");
		rig_check_attr("loop-adc", "sampling_frequency", "250000000");
	}
	rig_stop();
}

struct watch {
	size_t calls, last, stop_at;
};

static bool watch(void *context, size_t done)
{
	struct watch *w = context;
	w->calls++;
	w->last = done;
	return w->stop_at == 0 || done < w->stop_at;
}

/* What the front end counts comes with the burst it is about. */
static void test_counters(void **state)
{
	(void)state;
	static const char *const faults[] = { "", "rail-adc", "lock-loss" };
	for (size_t i = 0; i < 3; i++) {
		enum { BURSTS = 200, SAMPLES = 256 };
		int32_t *codes = calloc(BURSTS * SAMPLES, sizeof(*codes));
		struct controller_counters counters = { 9, 9, 9 };
		rig_start("S1");
		rig_open_loop(NULL, NULL);
		rig_light();
		rig_prepare();
		if (*faults[i])
			OK(iio_link_write(eye, "twin-control", NULL, false,
					  "fault", faults[i], &e));
		OK(controller_capture(loop, BURSTS, codes, NULL, NULL,
				      &counters, &e));
		assert_int_equal(counters.overrange > 0, i == 1);
		assert_int_equal(counters.unlocked > 0, i == 2);
		assert_in_range(counters.unlocked, 0, BURSTS);
		assert_int_equal(counters.lost, 0);
		free(codes);
		rig_stop();
	}
}

/* More than one refill, and a rest that fills none. */
static void test_capture(void **state)
{
	(void)state;
	enum { BURSTS = 2500, SAMPLES = 256 };
	rig_start("S1");
	rig_open_loop(NULL, NULL);
	rig_light();
	rig_prepare();
	int32_t *codes = calloc(BURSTS * SAMPLES, sizeof(*codes));
	struct controller_counters counters = { 1, 2, 3 };
	struct watch w = { 0 };
	OK(controller_capture(loop, BURSTS, codes, watch, &w, &counters, &e));
	assert_int_equal(w.last, BURSTS);
	assert_in_range(w.calls, 2, 20);
	assert_int_equal(counters.overrange, 0);
	assert_int_equal(counters.lost, 0);
	assert_int_equal(counters.unlocked, 0);
	rig_sequencer("remaining", "0");
	assert_int_equal(twin_fire(twin, BURSTS), 0);
	double lowest = INFINITY, highest = -INFINITY;
	for (size_t i = 0; i < BURSTS; i++) {
		int16_t want[SAMPLES];
		assert_int_equal(twin_burst_run(twin, want, SAMPLES, NULL, 0),
				 1);
		for (size_t k = 0; k < SAMPLES; k++) {
			double got = codes[i * SAMPLES + k];
			if (got != want[k])
				fail_msg("burst %zu sample %zu: %g, not %d", i,
					 k, got, want[k]);
			lowest = fmin(lowest, got);
			highest = fmax(highest, got);
		}
	}
	/* It was light that was compared. */
	assert_true(highest - lowest > 100);
	free(codes);
	rig_stop();
}

static void test_abort(void **state)
{
	(void)state;
	enum { BURSTS = 5000, SAMPLES = 256 };
	rig_start("S1");
	rig_open_loop(NULL, NULL);
	rig_prepare();
	int32_t *codes = calloc(BURSTS * SAMPLES, sizeof(*codes));
	struct watch w = { .stop_at = 1 };
	struct controller_counters counters;
	assert_int_equal(controller_capture(loop, BURSTS, codes, watch, &w,
					    &counters, &e), ERR_ABORTED);
	assert_int_equal(w.calls, 1);
	rig_sequencer("remaining", "0");
	/* And the next one gets what it asks for. */
	OK(controller_capture(loop, 3, codes, NULL, NULL, &counters, &e));
	rig_sequencer("remaining", "0");
	free(codes);
	rig_stop();
}

/* Slots that together are longer than the round trip. */
static void test_fault(void **state)
{
	(void)state;
	rig_start("S1");
	rig_open_loop(NULL, NULL);
	static int32_t codes[2 * 4 * 400];
	struct controller_frame frame = rig_frame();
	struct controller_counters counters;
	frame.slots = 300;
	OK(controller_set_frame(loop, &frame, &e));
	assert_int_equal(controller_capture(loop, 2, codes, NULL, NULL,
					    &counters, &e), ERR_INSTRUMENT);
	if (!strstr(e.text, "controller: iio ip:127.0.0.1:") ||
	    !strstr(e.text, "fault: "))
		fail_msg("%s", e.text);
	/* It does not stick. */
	rig_prepare();
	OK(controller_capture(loop, 2, codes, NULL, NULL, &counters, &e));
	rig_stop();
}

static void test_range(void **state)
{
	(void)state;
	rig_start("S1");
	rig_open_loop(NULL, NULL);
	static const unsigned beyond[] = { 0, 6 }, back[] = { 2, 1 };
	struct controller_frame f = rig_frame();
	f.record = beyond;
	f.nrecord = 2;
	assert_int_equal(controller_set_frame(loop, &f, &e), ERR_RANGE);
	f.record = back;
	assert_int_equal(controller_set_frame(loop, &f, &e), ERR_RANGE);
	f = rig_frame();
	f.lane_mask = 3;
	assert_int_equal(controller_set_frame(loop, &f, &e), ERR_RANGE);
	f = rig_frame();
	f.slot_period_s = 1e-12;
	assert_int_equal(controller_set_frame(loop, &f, &e), ERR_RANGE);
	f.slot_period_s = NAN;
	assert_int_equal(controller_set_frame(loop, &f, &e), ERR_RANGE);
	const int8_t symbols[] = { 0, 2 };
	assert_int_equal(controller_load_pattern(loop, symbols, 2, &e),
			 ERR_RANGE);
	/* Nothing was sent: it is as it was after power-up. */
	rig_sequencer("mode", "idle");
	rig_sequencer("record_passes", "0");
	rig_stop();
}

static void test_clock(void **state)
{
	(void)state;
	rig_start("S1");
	rig_open_loop(NULL, NULL);
	struct clock *clock = controller_clock(loop);
	double before = 0, after = 0;
	OK(clock->now(clock, &before, &e));
	OK(clock->wait(clock, 7200.25, &e)); /* two hours in no time */
	OK(clock->now(clock, &after, &e));
	assert_true(fabs(after - before - 7200.25) < 1e-6);
	rig_stop();
}

static void test_safe(void **state)
{
	(void)state;
	rig_start("S1");
	rig_open_loop(NULL, NULL);
	rig_prepare();
	OK(instrument_safe(loop, &e));
	rig_sequencer("source_gate", "0");
	rig_sequencer("mode", "idle");
	rig_stop();
}

static void test_mapped_names(void **state)
{
	(void)state;
	static int32_t codes[256];
	struct controller_counters counters;
	rig_start("S1");
	rig_open_loop("device.loop-adc", "axi-ad9680-hpc");
	struct controller_frame frame = rig_frame();
	assert_int_equal(controller_set_frame(loop, &frame, &e),
			 ERR_UNSUPPORTED);
	assert_non_null(strstr(e.text, "no device \"axi-ad9680-hpc\""));
	instrument_close(loop);
	/* By its id it is the same device. */
	rig_open_loop("device.loop-adc", "iio:device2");
	rig_prepare();
	OK(controller_capture(loop, 1, codes, NULL, NULL, &counters, &e));
	instrument_close(loop);
	rig_open_loop("attribute.loop-adc.integrate", "sum");
	assert_int_equal(controller_set_frame(loop, &frame, &e),
			 ERR_UNSUPPORTED);
	assert_non_null(strstr(e.text, "no attribute \"sum\""));
	rig_stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_frame),
		cmocka_unit_test(test_frame_changes),
		cmocka_unit_test(test_capture),
		cmocka_unit_test(test_counters),
		cmocka_unit_test(test_abort),
		cmocka_unit_test(test_fault),
		cmocka_unit_test(test_range),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_safe),
		cmocka_unit_test(test_mapped_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
