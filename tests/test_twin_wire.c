/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every fault as a plain client sees it, and that the bench is sound again
 * when it is cleared. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "wire_rig.h"

#define QUIET_MS 100
#define VALUE ":NUM:NORM:VAL?\n"

/* What a question brings under a fault. */
enum outcome {
	NOTHING, /* silence */
	HALF,	 /* bytes without an end */
	OTHER,	 /* a line that is not the usual one */
	USUAL,
	THE_END, /* of the connection */
	RST,
};

static enum outcome outcome_of(int got, const char *text, const char *usual)
{
	if (got == 0)
		return THE_END;
	if (got == -ECONNRESET)
		return RST;
	if (got == -ETIMEDOUT)
		return *text ? HALF : NOTHING;
	assert_true(got > 0);
	return strcmp(text, usual) ? OTHER : USUAL;
}

static const struct {
	const char *name;
	enum outcome tcp, tty;
} wire_faults[] = {
	{ "silence", NOTHING, NOTHING },   { "late-reply", NOTHING, NOTHING },
	{ "half-reply", HALF, HALF },	   { "garbage", OTHER, OTHER },
	{ "close", THE_END, NOTHING },	   { "reset", RST, NOTHING },
	{ "slow-drain", USUAL, USUAL },	   { "wrong-identity", OTHER, OTHER },
};

/* A role on a socket or a terminal under all faults of the wire. */
static void faults_show(struct wire_rig *rig, const char *role, bool tty)
{
	char usual[200], text[200], fault[80];

	for (size_t i = 0; i < sizeof(wire_faults) / sizeof(*wire_faults);
	     i++) {
		int fd = wire_open(rig, role);

		assert_true(fd >= 0);
		wire_ask(fd, "*IDN?\n", usual, sizeof(usual));
		snprintf(fault, sizeof(fault), "%s:%s", wire_faults[i].name,
			 role);
		wire_rig_fault(rig, fault);
		wire_say(fd, "*IDN?\n");
		int want = tty ? wire_faults[i].tty : wire_faults[i].tcp;
		int got = wire_line(fd, text, sizeof(text),
				    want == USUAL || want == OTHER ? 20000 :
								     QUIET_MS);

		if ((int)outcome_of(got, text, usual) != want)
			fail_msg("%s: %d, \"%s\"", fault, got, text);
		wire_rig_fault(rig, "clear");
		if (want == THE_END || want == RST) {
			close(fd);
			fd = wire_open(rig, role);
		}
		wire_ask(fd, "*IDN?\n", text, sizeof(text));
		if (!strcmp(wire_faults[i].name, "late-reply"))
			assert_true(wire_line(fd, text, sizeof(text), 20000) >
				    0); /* the late one and the new one */
		assert_string_equal(text, usual);
		close(fd);
	}
}

static void test_lab_faults(void **state)
{
	struct wire_rig *rig = *state;

	faults_show(rig, "power_analyzer", false);
	faults_show(rig, "spectrum_analyzer", false);
	faults_show(rig, "power_meter", true);
}

/* A port that is closed refuses; it comes back at the same address. */
static void test_port_closed(void **state)
{
	static const char *const roles[] = { "laser", "power_meter" };
	struct wire_rig *rig = *state;
	char usual[200], text[200], fault[80];

	for (size_t i = 0; i < 2; i++) {
		const char *role = roles[i];
		int fd = wire_open(rig, role);

		wire_ask(fd, "*IDN?\n", usual, sizeof(usual));
		snprintf(fault, sizeof(fault), "%s:%s",
			 i ? "hang-up" : "port-closed", role);
		wire_rig_fault(rig, fault);
		wire_say(fd, "*IDN?\n");
		int got = wire_line(fd, text, sizeof(text), 20000);

		assert_true(got == 0 || got == -EIO); /* a terminal may say so */
		close(fd);
		assert_int_equal(wire_open(rig, role),
				 i ? -ENOENT : -ECONNREFUSED);
		wire_rig_fault(rig, "clear");
		while ((fd = wire_open(rig, role)) < 0)
			usleep(1000);
		wire_ask(fd, "*IDN?\n", text, sizeof(text));
		assert_string_equal(text, usual);
		close(fd);
	}
}

static void test_controller_port_closed(void **state)
{
	struct wire_rig *rig = *state;
	int stays = wire_open(rig, "controller");
	int fd = wire_open(rig, "controller");
	char text[100];

	assert_true(wire_write(stays, "twin-control", "fault",
			       "port-closed:controller") > 0);
	wire_say(fd, "READ loop-sequencer slots\r\n");
	assert_int_equal(wire_line(fd, text, sizeof(text), 20000), 0);
	close(fd);
	assert_int_equal(wire_open(rig, "controller"), -ECONNREFUSED);
	assert_true(wire_read(stays, "twin-control", "faults", text,
			      sizeof(text)) > 0);
	assert_string_equal(text, "port-closed:controller");
	assert_true(wire_write(stays, "twin-control", "fault", "clear") > 0);
	while ((fd = wire_open(rig, "controller")) < 0)
		usleep(1000);
	assert_int_equal(
		wire_read(fd, "loop-sequencer", "slots", text, sizeof(text)),
		3);
	close(fd);
	close(stays);
}

/* What had been set is gone, and the clock starts anew. */
static void test_restart(void **state)
{
	struct wire_rig *rig = *state;
	int other = wire_open(rig, "controller");
	int fd = wire_open(rig, "controller");
	char text[100];

	wire_read(other, "loop-sequencer", "slots", text, sizeof(text));
	wire_write(fd, "loop-sequencer", "source_gate", "1");
	wire_write(fd, "loop-sequencer", "passes", "5");
	wire_write(fd, "twin-control", "advance_ns", "1000000");
	wire_write(fd, "twin-control", "fault", "restart");
	wire_say(fd, "READ loop-sequencer passes\r\n");
	assert_true(wire_line(fd, text, sizeof(text), 20000) <= 0);
	assert_true(wire_line(other, text, sizeof(text), 20000) <= 0);
	close(fd);
	close(other);
	fd = wire_open(rig, "controller");
	wire_read(fd, "loop-sequencer", "source_gate", text, sizeof(text));
	assert_string_equal(text, "0");
	wire_read(fd, "loop-sequencer", "passes", text, sizeof(text));
	assert_string_equal(text, "128");
	wire_read(fd, "loop-sequencer", "timestamp_ns", text, sizeof(text));
	assert_string_equal(text, "0");
	close(fd);
}

static void test_controller_replies(void **state)
{
	struct wire_rig *rig = *state;
	int fd = wire_open(rig, "controller");
	char text[65536];

	wire_rig_fault(rig, "error-queue:controller");
	assert_int_equal(wire_write(fd, "loop-sequencer", "passes", "5"), -EIO);
	wire_read(fd, "loop-sequencer", "passes", text, sizeof(text));
	assert_string_equal(text, "128");
	assert_int_equal(wire_write(fd, "loop-sequencer", "passes", "5"), 1);

	wire_rig_fault(rig, "wrong-identity:controller");
	for (int i = 0; i < 2; i++) {
		wire_say(fd, "PRINT\r\n");
		assert_true(wire_line(fd, text, sizeof(text), 20000) > 0);
		bool other = false;
		do {
			assert_true(wire_line(fd, text, sizeof(text), 20000) >=
				    0);
			other |= strstr(text, "ACME") != NULL;
		} while (!strstr(text, "</context>"));
		assert_int_equal(wire_line(fd, text, sizeof(text), 20000), 0);
		assert_int_equal(other, !i);
		wire_rig_fault(rig, "clear");
	}
	wire_rig_fault(rig, "reset:controller");
	wire_say(fd, "READ loop-sequencer slots\r\n");
	assert_int_equal(wire_line(fd, text, sizeof(text), 20000), -ECONNRESET);
	close(fd);
	fd = wire_open(rig, "controller");
	assert_int_equal(
		wire_read(fd, "loop-sequencer", "slots", text, sizeof(text)),
		3);
	close(fd);
}

/* The error queue ends with the standard's word for its overflow. */
static void test_queues(void **state)
{
	struct wire_rig *rig = *state;
	int fd = wire_open(rig, "laser");
	char text[200], last[200] = "";

	wire_rig_fault(rig, "error-queue:laser");
	wire_say(fd, "sour1:pow 2dbm\n");
	wire_ask(fd, "syst:err?\n", text, sizeof(text));
	assert_non_null(strstr(text, "Execution error"));
	wire_rig_fault(rig, "queue-full:laser");
	for (int i = 0;; i++) {
		wire_ask(fd, "syst:err?\n", text, sizeof(text));
		if (!strncmp(text, "+0,", 3))
			break;
		assert_true(i < 100);
		strcpy(last, text);
	}
	assert_non_null(strstr(last, "-350"));
	close(fd);
}

/* The readings of a power analyzer that integrates. */
static void test_power_analyzer(void **state)
{
	struct wire_rig *rig = *state;
	int fd = wire_open(rig, "power_analyzer");
	char text[200], again[200];

	wire_say(fd, ":NUM:NORM:NUM 2;ITEM1 P,1;ITEM2 TIME,1\n");
	wire_say(fd, ":INTEG:RES;:INTEG:STAR\n");
	twin_bench_advance_ns(rig->bench, 2000000000);
	wire_ask(fd, VALUE, text, sizeof(text));
	twin_bench_advance_ns(rig->bench, 3000000000);
	wire_rig_fault(rig, "duplicate-time:power_analyzer");
	wire_ask(fd, VALUE, again, sizeof(again));
	assert_string_equal(text, again);
	wire_ask(fd, VALUE, again, sizeof(again));
	assert_string_not_equal(text, again);
	wire_rig_fault(rig, "missing-time:power_analyzer");
	wire_ask(fd, VALUE, text, sizeof(text));
	assert_non_null(strstr(text, ",NAN"));
	wire_ask(fd, VALUE, text, sizeof(text));
	assert_null(strstr(text, "NAN"));

	wire_rig_fault(rig, "stuck-reading:power_analyzer");
	for (int i = 0; i < 2; i++) {
		twin_bench_advance_ns(rig->bench, 1000000000);
		wire_ask(fd, VALUE, again, sizeof(again));
		assert_string_equal(text, again);
	}
	wire_rig_fault(rig, "clear");
	wire_ask(fd, VALUE, again, sizeof(again));
	assert_string_not_equal(text, again);
	wire_rig_fault(rig, "sentinel:power_analyzer");
	wire_ask(fd, VALUE, text, sizeof(text));
	wire_rig_fault(rig, "clear:sentinel");
	wire_ask(fd, VALUE, again, sizeof(again));
	assert_true(strlen(text) < strlen(again)); /* one word, not two values */
	close(fd);
}

struct record {
	uint16_t code, argument;
	uint32_t unused;
	int64_t ns;
};

static void calibrate(int fd)
{
	assert_true(wire_write(fd, "loop-lock", "calibrate", "1") > 0);
}

/* Time stamps of events: two of a calibration each. */
static void test_event_times(void **state)
{
	struct wire_rig *rig = *state;
	int fd = wire_open(rig, "controller");
	struct record e[4];

	assert_int_equal(wire_number(fd, "OPEN iio:device5 4 00000007\r\n"), 0);
	wire_rig_fault(rig, "duplicate-time:controller@1s");
	calibrate(fd);
	twin_bench_advance_ns(rig->bench, 1000000000);
	/* The fault's, twice, and the two; the second of one is not foreseen. */
	assert_int_equal(wire_samples(fd, "iio:device5", e, 3 * sizeof(*e)),
			 3 * sizeof(*e));
	assert_int_equal(wire_samples(fd, "iio:device5", e + 3, sizeof(*e)),
			 sizeof(*e));
	assert_memory_equal(&e[0], &e[1], sizeof(*e));
	assert_int_equal(e[0].code, 12);
	assert_int_equal(e[2].code, 10);
	assert_int_equal(e[3].code, 11);
	assert_true(e[2].ns < e[3].ns);

	wire_rig_fault(rig, "missing-time:controller");
	calibrate(fd);
	assert_int_equal(wire_samples(fd, "iio:device5", e, 2 * sizeof(*e)),
			 2 * sizeof(*e));
	assert_int_equal(e[0].code, 12);
	assert_int_equal(e[1].code, 11); /* the end of what never began */

	calibrate(fd);
	wire_rig_fault(rig, "time-disorder");
	assert_int_equal(wire_samples(fd, "iio:device5", e, 3 * sizeof(*e)),
			 3 * sizeof(*e));
	assert_true(e[0].code == 10 && e[1].code == 11 && e[0].ns > e[1].ns);
	close(fd);
}

/* Samples of one burst: 64 codes of pass 0. */
static long burst(int fd, int16_t *codes, size_t n)
{
	assert_true(wire_write(fd, "loop-sequencer", "fire", "1") > 0);
	return wire_samples(fd, "iio:device2", codes, 2 * n);
}

static void test_samples(void **state)
{
	struct wire_rig *rig = *state;
	int fd = wire_open(rig, "controller");
	int16_t codes[64];
	char text[100];

	wire_write(fd, "loop-sequencer", "mode", "burst");
	assert_int_equal(wire_number(fd, "TIMEOUT 200\r\n"), 0);
	assert_int_equal(wire_number(fd, "OPEN iio:device2 64 00000001\r\n"), 0);
	assert_int_equal(burst(fd, codes, 64), 128);
	unsigned changes = 0;

	for (int i = 1; i < 64; i++)
		changes += codes[i] != codes[0];
	assert_true(changes > 0); /* noise */
	wire_rig_fault(rig, "stuck-reading:controller");
	assert_int_equal(burst(fd, codes, 64), 128);
	for (int i = 1; i < 64; i++)
		assert_int_equal(codes[i], codes[0]);
	wire_rig_fault(rig, "clear");
	wire_rig_fault(rig, "sentinel:controller");
	assert_int_equal(burst(fd, codes, 64), 128);
	assert_int_equal(codes[63], INT16_MIN);
	wire_rig_fault(rig, "clear");

	wire_rig_fault(rig, "lost-silently");
	assert_int_equal(burst(fd, codes, 64), -ETIMEDOUT);
	wire_read(fd, "loop-adc", "lost_count", text, sizeof(text));
	assert_string_equal(text, "0");
	assert_int_equal(wire_samples(fd, "iio:device2", codes, 96), 96);
	wire_rig_fault(rig, "lost-samples");
	assert_int_equal(burst(fd, codes, 48), 96);
	wire_read(fd, "loop-adc", "lost_count", text, sizeof(text));
	assert_string_equal(text, "16");
	assert_int_equal(burst(fd, codes, 64), 128);
	assert_int_equal(wire_number(fd, "TIMEOUT 2500\r\n"), 0);
	close(fd);
}

static int setup(void **state)
{
	static struct wire_rig rig;

	wire_rig_start(&rig, "S2");
	*state = &rig;
	return 0;
}

static int teardown(void **state)
{
	wire_rig_stop(*state);
	return 0;
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(test_lab_faults),
		FRESH(test_port_closed),
		FRESH(test_controller_port_closed),
		FRESH(test_restart),
		FRESH(test_controller_replies),
		FRESH(test_queues),
		FRESH(test_power_analyzer),
		FRESH(test_event_times),
		FRESH(test_samples),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
