/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loop controller's driver over the network on a simulated bench, against
 * a second bench of the same seed that is run directly: every code must be
 * the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "instruments/controller.h"
#include "instruments/transport/iio_link.h"
#include "tests/twin_child.h"
#include "twin/bench.h"

/* The simulated bench takes its time under sanitizers on a busy machine. */
#define SLOW_MS 20000

#define OK(call)                                                               \
	do {                                                                   \
		if (call)                                                      \
			fail_msg("%s: %s", #call, e.text);                     \
	} while (0)

static struct twin_child *child;
static struct twin_bench *twin; /* the other one */
static struct iio_link *eye;	/* looks at the child past the driver */
static struct instrument *loop, *laser, *attenuator;
static struct err e;

static struct instrument *open_role(enum instrument_role role)
{
	struct instrument *inst = NULL;
	const struct instrument_config config = {
		.role = role, .driver = twin_child_driver(child, role),
		.address = twin_child_address(child, role),
	};
	OK(instrument_open(&config, &inst, &e));
	return inst;
}

static void open_loop(const char *setting, const char *value)
{
	const struct instrument_config config = {
		.role = ROLE_CONTROLLER, .driver = "loop-iio",
		.address = twin_child_address(child, ROLE_CONTROLLER),
		.timeout_ms = SLOW_MS,
		.setting_names = &setting, .setting_values = &value,
		.nsettings = setting != NULL,
	};
	OK(instrument_open(&config, &loop, &e));
}

/* What an attribute of the sequencer or the converter reads. */
static void check_attr(const char *device, const char *attr, const char *want)
{
	char text[256];
	OK(iio_link_read(eye, device, NULL, false, attr, text, sizeof(text),
			 &e));
	if (strcmp(text, want) != 0)
		fail_msg("%s is \"%s\", not \"%s\"", attr, text, want);
}

static void sequencer(const char *attr, const char *want)
{
	check_attr("loop-sequencer", attr, want);
}

static void start(const char *stage)
{
	static struct twin_config config;
	e = (struct err){ .code = ERR_OK };
	child = twin_child_start(stage, "7");
	OK(twin_config_stage(stage, &config, &e));
	OK(twin_bench_new(&config, 7, &twin, &e));
	OK(iio_link_open(twin_child_address(child, ROLE_CONTROLLER), SLOW_MS,
			 &eye, &e));
	laser = open_role(ROLE_LASER);
	attenuator = open_role(ROLE_ATTENUATOR);
}

static void light(void)
{
	struct twin_laser l;
	struct twin_attenuator a;
	OK(laser_set_output(laser, 1, true, &e));
	OK(attenuator_set_shutter(attenuator, true, &e));
	twin_laser_get(twin, 0, &l);
	l.on = true;
	assert_int_equal(twin_laser_set(twin, 0, &l), 0);
	twin_attenuator_get(twin, &a);
	a.shutter_open = true;
	assert_int_equal(twin_attenuator_set(twin, &a), 0);
}

static void stop(void)
{
	instrument_close(loop);
	instrument_close(laser);
	instrument_close(attenuator);
	loop = laser = attenuator = NULL;
	iio_link_close(eye);
	twin_child_stop(child);
	twin_bench_free(twin);
}

static const unsigned record[] = { 0, 1, 2, 5 };

static struct controller_frame default_frame(void)
{
	return (struct controller_frame){
		.slot_period_s = 6e-9, .slots = 60, .guard_slots = 4,
		.passes = 5, .record = record, .nrecord = 4,
		.lane_mask = CONTROLLER_ALL_LANES,
		.light = true, .integrate = true,
	};
}

static int8_t symbol(size_t m)
{
	return (int8_t)((int)(m * 7 % 3) - 1);
}

/* Frame and pattern by the driver, and the same on the other bench. */
static void prepare(void)
{
	struct controller_frame frame = default_frame();
	int8_t symbols[60];
	int16_t codes[60];
	for (size_t m = 0; m < 60; m++) {
		symbols[m] = symbol(m);
		codes[m] = (int16_t)(32767 * symbols[m]);
	}
	OK(controller_set_frame(loop, &frame, &e));
	OK(controller_load_pattern(loop, symbols, 60, &e));
	struct twin_frame f;
	twin_frame_get(twin, &f);
	f.slot_period_ps = 6000;
	f.pass_period_ps = 0;
	f.slots = 60;
	f.guard_slots = 4;
	f.passes = 5;
	f.nrecord = 4;
	memcpy(f.record, record, sizeof(record));
	f.lane_mask = 1;
	f.gate = f.integrate = true;
	f.mode = TWIN_BURST;
	assert_int_equal(twin_frame_set(twin, &f), 0);
	assert_int_equal(twin_pattern_load(twin, codes, 60), 0);
	twin_adc_opened(twin);
}

static void test_identity(void **state)
{
	(void)state;
	start("S1");
	open_loop(NULL, NULL);
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
	stop();
}

static void test_frame(void **state)
{
	(void)state;
	start("S1");
	open_loop(NULL, NULL);
	struct controller_format format;
	assert_int_equal(controller_get_format(loop, &format, &e),
			 ERR_REFUSED);
	assert_non_null(strstr(e.text, "no frame has been set"));
	prepare();
	sequencer("slots", "60");
	sequencer("guard_slots", "4");
	sequencer("slot_period_ps", "6000");
	sequencer("pass_period_ps", "384000");
	sequencer("passes", "5");
	sequencer("record_passes", "0-2,5");
	sequencer("lane_mask", "0x1");
	sequencer("source_gate", "1");
	sequencer("mode", "burst");
	check_attr("loop-adc", "integrate", "1");
	OK(controller_get_format(loop, &format, &e));
	struct twin_adc_format f;
	twin_adc_format(twin, &f);
	assert_int_equal(format.samples_per_pass, 64);
	assert_int_equal(format.samples_per_burst, 256);
	assert_true(fabs(format.sampling_hz * 6e-9 - 1) < 1e-9);
	assert_true(fabs(format.scale_v / f.scale_mv - 1e-3) < 1e-12);
	assert_true(fabs(format.offset - f.offset) < 1e-9);
	assert_true(format.code_low == -32768 && format.code_high == 32767);
	stop();
}

/* From any frame to any other, though each attribute bounds the next. */
static void test_frame_changes(void **state)
{
	(void)state;
	start("S1");
	open_loop(NULL, NULL);
	static const unsigned far[] = { 0, 3, 4, 5, 900 }, none[] = { 0 };
	struct controller_frame big = default_frame(), small = big;
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
		sequencer("pass_period_ps", "12024000");
		sequencer("record_passes", "0,3-5,900");
		OK(controller_set_frame(loop, &small, &e));
		sequencer("pass_period_ps", "7000");
		sequencer("record_passes", "0");
		sequencer("source_gate", "0");
		check_attr("loop-adc", "integrate", "0");
		check_attr("loop-adc", "sampling_frequency", "250000000");
	}
	stop();
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
		start("S1");
		open_loop(NULL, NULL);
		light();
		prepare();
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
		stop();
	}
}

/* More than one refill, and a rest that fills none. */
static void test_capture(void **state)
{
	(void)state;
	enum { BURSTS = 2500, SAMPLES = 256 };
	start("S1");
	open_loop(NULL, NULL);
	light();
	prepare();
	int32_t *codes = calloc(BURSTS * SAMPLES, sizeof(*codes));
	struct controller_counters counters = { 1, 2, 3 };
	struct watch w = { 0 };
	OK(controller_capture(loop, BURSTS, codes, watch, &w, &counters, &e));
	assert_int_equal(w.last, BURSTS);
	assert_in_range(w.calls, 2, 20);
	assert_int_equal(counters.overrange, 0);
	assert_int_equal(counters.lost, 0);
	assert_int_equal(counters.unlocked, 0);
	sequencer("remaining", "0");
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
	stop();
}

static void test_abort(void **state)
{
	(void)state;
	enum { BURSTS = 5000, SAMPLES = 256 };
	start("S1");
	open_loop(NULL, NULL);
	prepare();
	int32_t *codes = calloc(BURSTS * SAMPLES, sizeof(*codes));
	struct watch w = { .stop_at = 1 };
	struct controller_counters counters;
	assert_int_equal(controller_capture(loop, BURSTS, codes, watch, &w,
					    &counters, &e), ERR_ABORTED);
	assert_int_equal(w.calls, 1);
	sequencer("remaining", "0");
	/* And the next one gets what it asks for. */
	OK(controller_capture(loop, 3, codes, NULL, NULL, &counters, &e));
	sequencer("remaining", "0");
	free(codes);
	stop();
}

/* Slots that together are longer than the round trip. */
static void test_fault(void **state)
{
	(void)state;
	start("S1");
	open_loop(NULL, NULL);
	static int32_t codes[2 * 4 * 400];
	struct controller_frame frame = default_frame();
	struct controller_counters counters;
	frame.slots = 300;
	OK(controller_set_frame(loop, &frame, &e));
	assert_int_equal(controller_capture(loop, 2, codes, NULL, NULL,
					    &counters, &e), ERR_INSTRUMENT);
	if (!strstr(e.text, "controller: iio ip:127.0.0.1:") ||
	    !strstr(e.text, "fault: "))
		fail_msg("%s", e.text);
	/* It does not stick. */
	prepare();
	OK(controller_capture(loop, 2, codes, NULL, NULL, &counters, &e));
	stop();
}

static void test_range(void **state)
{
	(void)state;
	start("S1");
	open_loop(NULL, NULL);
	static const unsigned beyond[] = { 0, 6 }, back[] = { 2, 1 };
	struct controller_frame f = default_frame();
	f.record = beyond;
	f.nrecord = 2;
	assert_int_equal(controller_set_frame(loop, &f, &e), ERR_RANGE);
	f.record = back;
	assert_int_equal(controller_set_frame(loop, &f, &e), ERR_RANGE);
	f = default_frame();
	f.lane_mask = 3;
	assert_int_equal(controller_set_frame(loop, &f, &e), ERR_RANGE);
	f = default_frame();
	f.slot_period_s = 1e-12;
	assert_int_equal(controller_set_frame(loop, &f, &e), ERR_RANGE);
	f.slot_period_s = NAN;
	assert_int_equal(controller_set_frame(loop, &f, &e), ERR_RANGE);
	const int8_t symbols[] = { 0, 2 };
	assert_int_equal(controller_load_pattern(loop, symbols, 2, &e),
			 ERR_RANGE);
	/* Nothing was sent: it is as it was after power-up. */
	sequencer("mode", "idle");
	sequencer("record_passes", "0");
	stop();
}

static void test_clock(void **state)
{
	(void)state;
	start("S1");
	open_loop(NULL, NULL);
	struct clock *clock = controller_clock(loop);
	double before = 0, after = 0;
	OK(clock->now(clock, &before, &e));
	OK(clock->wait(clock, 7200.25, &e)); /* two hours in no time */
	OK(clock->now(clock, &after, &e));
	assert_true(fabs(after - before - 7200.25) < 1e-6);
	stop();
}

static void test_safe(void **state)
{
	(void)state;
	start("S1");
	open_loop(NULL, NULL);
	prepare();
	OK(instrument_safe(loop, &e));
	sequencer("source_gate", "0");
	sequencer("mode", "idle");
	stop();
}

static void test_mapped_names(void **state)
{
	(void)state;
	static int32_t codes[256];
	struct controller_counters counters;
	start("S1");
	open_loop("device.loop-adc", "axi-ad9680-hpc");
	struct controller_frame frame = default_frame();
	assert_int_equal(controller_set_frame(loop, &frame, &e),
			 ERR_UNSUPPORTED);
	assert_non_null(strstr(e.text, "no device \"axi-ad9680-hpc\""));
	instrument_close(loop);
	/* By its id it is the same device. */
	open_loop("device.loop-adc", "iio:device2");
	prepare();
	OK(controller_capture(loop, 1, codes, NULL, NULL, &counters, &e));
	instrument_close(loop);
	open_loop("attribute.loop-adc.integrate", "sum");
	assert_int_equal(controller_set_frame(loop, &frame, &e),
			 ERR_UNSUPPORTED);
	assert_non_null(strstr(e.text, "no attribute \"sum\""));
	stop();
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
