/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A controller that goes wrong at any exchange of a measurement: the driver
 * says so by its deadline, or has the right samples, and the next measurement
 * is right again. A late reply that were taken for another answer would show
 * as a wrong format, frame or sample.
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

#include "base/clock.h"
#include "instruments/controller_decisions.h"
#include "instruments/controller_state.h"
#include "instruments/transport/iio_link.h"
#include "tests/twin_child.h"

#define TIMEOUT_MS 400
/* Every call of one measurement, each with the deadline and a reconnection at
 * worst, on a loaded machine; a call that hangs is noticed all the same. */
#define LIMIT_MS 5000

enum { BURSTS = 3, SLOTS = 64 };

static struct twin_child *child;
static struct iio_link *eye;
static struct instrument *loop, *laser, *shutter;
static struct controller_format right;
static int32_t reference[BURSTS * SLOTS], tolerance;
static struct err e;

#define OK(call)                                                               \
	do {                                                                   \
		if (call)                                                      \
			fail_msg("%s: %s", #call, e.text);                     \
	} while (0)

static struct instrument *open_role(enum instrument_role role)
{
	struct instrument *inst = NULL;
	const struct instrument_config config = {
		.role = role, .driver = twin_child_driver(child, role),
		.address = twin_child_address(child, role),
		.timeout_ms = role == ROLE_CONTROLLER ? TIMEOUT_MS : 0,
	};
	OK(instrument_open(&config, &inst, &e));
	return inst;
}

/* Frame, pattern, format, capture: all that a measurement asks. */
static enum err_code measure(struct controller_format *format, int32_t *codes,
			     struct err *err)
{
	static const unsigned record[] = { 0 };
	const struct controller_frame frame = {
		.slot_period_s = 6e-9, .slots = SLOTS, .record = record,
		.nrecord = 1, .lane_mask = CONTROLLER_ALL_LANES,
		.light = true, .integrate = true,
	};
	struct controller_counters counters;
	int8_t symbols[SLOTS];
	for (int m = 0; m < SLOTS; m++)
		symbols[m] = (int8_t)(m * 7 % 3 - 1);
	enum err_code code = controller_set_frame(loop, &frame, err);
	if (!code)
		code = controller_load_pattern(loop, symbols, SLOTS, err);
	if (!code)
		code = controller_get_format(loop, format, err);
	if (!code)
		code = controller_capture(loop, BURSTS, codes, NULL, NULL,
					  &counters, err);
	return code;
}

static void check_right(const char *fault, const struct controller_format *f,
			const int32_t *codes)
{
	if (memcmp(f, &right, sizeof(right)) != 0)
		fail_msg("after %s: another format", fault);
	for (size_t i = 0; i < BURSTS * SLOTS; i++)
		if (abs(codes[i] - reference[i]) > tolerance)
			fail_msg("after %s: sample %zu is %d, not %d", fault,
				 i, codes[i], reference[i]);
}

enum { SYMBOLS = 1000 };

/* What is asked beside bursts of samples. */
struct observed {
	struct controller_thresholds thresholds;
	int8_t decisions[BURSTS * SLOTS];
	struct controller_confusion confusion;
	int64_t ns;
};

static struct observed seen;

static enum err_code observe(struct observed *o, struct err *err)
{
	struct controller_event events[16];
	size_t got = 0;
	double celsius = 0;
	enum err_code code = controller_get_thresholds(loop, 0, &o->thresholds,
						       err);
	if (!code)
		code = controller_set_thresholds(loop, 0, &o->thresholds, err);
	if (!code)
		code = controller_capture_decisions(loop, BURSTS, o->decisions,
						    NULL, NULL, NULL, err);
	if (!code)
		code = controller_count(loop, SYMBOLS, &o->confusion, NULL,
					NULL, err);
	if (!code)
		code = controller_calibrate(loop, err);
	if (!code)
		code = controller_get_timestamp(loop, &o->ns, err);
	if (!code)
		code = controller_get_temperature(loop, &celsius, err);
	if (!code && celsius != 25)
		fail_msg("a temperature of %g degC", celsius);
	/* Events that were lost with a reply are gone for good. */
	if (!code)
		code = controller_read_events(loop, events, 16, &got, NULL,
					      err);
	return code;
}

static void check_observed(const char *fault, const struct observed *o,
			   int64_t began_ns)
{
	size_t wrong = 0;
	if (fabs(o->thresholds.low_v - seen.thresholds.low_v) > 1e-9 ||
	    fabs(o->thresholds.high_v - seen.thresholds.high_v) > 1e-9)
		fail_msg("after %s: other thresholds", fault);
	for (size_t i = 0; i < BURSTS * SLOTS; i++)
		wrong += o->decisions[i] != seen.decisions[i];
	if (wrong)
		fail_msg("after %s: %zu other decisions", fault, wrong);
	if (memcmp(&o->confusion, &seen.confusion, sizeof(o->confusion)))
		fail_msg("after %s: other counts", fault);
	if (o->ns < began_ns || o->ns > began_ns + 3600000000000)
		fail_msg("after %s: it is %lld ns", fault, (long long)o->ns);
}

static void set_fault(const char *text)
{
	OK(iio_link_write(eye, "twin-control", NULL, false, "fault", text,
			  &e));
}

static int setup(void **state)
{
	(void)state;
	child = twin_child_start("S0", "3");
	OK(iio_link_open(twin_child_address(child, ROLE_CONTROLLER), 2000,
			 &eye, &e));
	loop = open_role(ROLE_CONTROLLER);
	laser = open_role(ROLE_LASER);
	shutter = open_role(ROLE_ATTENUATOR);
	OK(laser_set_output(laser, 1, true, &e));
	OK(attenuator_set_shutter(shutter, true, &e));
	memset(&right, 0, sizeof(right));
	OK(measure(&right, reference, &e));
	double low = INFINITY, high = -INFINITY;
	for (size_t i = 0; i < BURSTS * SLOTS; i++) {
		low = fmin(low, reference[i]);
		high = fmax(high, reference[i]);
	}
	tolerance = 0.1 * (high - low);
	assert_true(tolerance > 10);
	OK(observe(&seen, &e));
	/* Right ones: those of another fault could be told from them. */
	for (size_t m = 0; m < SLOTS; m++)
		assert_int_equal(seen.decisions[m], (int)m * 7 % 3 - 1);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	instrument_close(loop);
	instrument_close(laser);
	instrument_close(shutter);
	iio_link_close(eye);
	twin_child_stop(child);
	return 0;
}

/* The fault at the n-th exchange; true if the driver noticed. */
static bool strike(const char *name, int n)
{
	char text[64];
	int32_t codes[BURSTS * SLOTS];
	struct controller_format format;
	struct err err = { .code = ERR_OK };
	memset(&format, 0, sizeof(format));
	snprintf(text, sizeof(text), "%s:controller@%d", name, n);
	set_fault(text);
	long long began = clock_monotonic_ms();
	enum err_code code = measure(&format, codes, &err);
	if (clock_monotonic_ms() - began > LIMIT_MS)
		fail_msg("%s took %lld ms", text,
			 clock_monotonic_ms() - began);
	set_fault("clear");
	if (!code) {
		check_right(text, &format, codes);
		return false;
	}
	if (strncmp(err.text, "controller: iio ip:127.0.0.1:", 29) != 0)
		fail_msg("%s: %s", text, err.text);
	assert_int_equal(err.code, code);
	memset(&format, 0, sizeof(format));
	if (measure(&format, codes, &err))
		fail_msg("after %s: %s", text, err.text);
	check_right(text, &format, codes);
	return true;
}

/* The same while it is observed; the frame may have to be set again. */
static bool strike_observed(const char *name, int n)
{
	char text[64];
	int32_t codes[BURSTS * SLOTS];
	struct controller_format format;
	struct observed o;
	struct err err = { .code = ERR_OK };
	int64_t now = 0;
	OK(controller_get_timestamp(loop, &now, &e));
	snprintf(text, sizeof(text), "%s:controller@%d", name, n);
	set_fault(text);
	long long began = clock_monotonic_ms();
	enum err_code code = observe(&o, &err);
	if (clock_monotonic_ms() - began > LIMIT_MS)
		fail_msg("%s took %lld ms", text,
			 clock_monotonic_ms() - began);
	set_fault("clear");
	if (!code) {
		check_observed(text, &o, now);
		return false;
	}
	if (strncmp(err.text, "controller: iio ip:127.0.0.1:", 29) != 0)
		fail_msg("%s: %s", text, err.text);
	if (measure(&format, codes, &err) || observe(&o, &err))
		fail_msg("after %s: %s", text, err.text);
	check_observed(text, &o, now);
	return true;
}

/* A measurement is some 30 exchanges. Where each costs a timeout only every
 * eighth is tried, unless LOOPGAUGE_SLOW is set. */
static void check_fault(const char *name, int first, int step)
{
	int tried = 0, noticed = 0;
	if (getenv("LOOPGAUGE_SLOW"))
		step = 1;
	for (int n = first; n < 30; n += step, tried += 2)
		noticed += strike(name, n) + strike_observed(name, n);
	if (2 * noticed < tried)
		fail_msg("%s was noticed %d times of %d only", name, noticed,
			 tried);
}

static void test_silence(void **state)
{
	(void)state;
	check_fault("silence", 0, 8);
}

static void test_late_reply(void **state)
{
	(void)state;
	check_fault("late-reply", 2, 8);
}

static void test_half_reply(void **state)
{
	(void)state;
	check_fault("half-reply", 4, 8);
}

static void test_garbage(void **state)
{
	(void)state;
	check_fault("garbage", 0, 1);
}

static void test_close(void **state)
{
	(void)state;
	check_fault("close", 0, 1);
}

static void test_wrong_channel_count(void **state)
{
	(void)state;
	assert_true(strike("wrong-channel-count", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_late_reply),
		cmocka_unit_test(test_half_reply),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_close),
		cmocka_unit_test(test_wrong_channel_count),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
