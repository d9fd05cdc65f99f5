/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop controller's driver against a scripted one: what it writes, and
 * answers that no controller should give. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "instruments/controller_decisions.h"
#include "instruments/controller_state.h"
#include "tests/iio_peer.h"

#define TIMEOUT_MS 300
#define LIMIT_MS 3000

#define ATTR(name) "<attribute name=\"" name "\"/>"
#define SCAN(id, index, format)                                                \
	"<channel id=\"" id "\" type=\"input\"><scan-element index=\"" index   \
	"\" format=\"" format "\"/>"
#define CONTEXT(name, value)                                                   \
	"<context-attribute name=\"loop," name "\" value=\"" value "\"/>"

static const char devices[] =
	CONTEXT("interface", "1") CONTEXT("model", "peer")
	CONTEXT("serial", "1") CONTEXT("stage", "S1")
	CONTEXT("levels", "unipolar")
	"<device id=\"iio:device0\" name=\"loop-sequencer\">"
	ATTR("lanes") ATTR("slot_period_ps") ATTR("slot_period_ps_available")
	ATTR("slots") ATTR("guard_slots") ATTR("pass_period_ps")
	ATTR("passes") ATTR("record_passes") ATTR("lane_mask")
	ATTR("source_gate") ATTR("mode") ATTR("attention_every")
	ATTR("token_passes") ATTR("fire") ATTR("remaining") ATTR("state")
	"</device>"
	"<device id=\"iio:device2\" name=\"loop-adc\">"
	ATTR("integrate") ATTR("unlocked_count") "</device>"
	"<device id=\"iio:device3\" name=\"loop-comparator\">"
	SCAN("voltage0", "0", "le:s8/8&gt;&gt;0") ATTR("threshold_low_mv")
	ATTR("threshold_high_mv") ATTR("confusion") "</channel>"
	ATTR("count_symbols") ATTR("counted") "</device>"
	"<device id=\"iio:device4\" name=\"loop-lock\">"
	ATTR("locked") ATTR("relock") ATTR("calibrate") "</device>"
	"<device id=\"iio:device5\" name=\"loop-events\">"
	SCAN("voltage0", "0", "le:u16/16&gt;&gt;0") "</channel>"
	SCAN("voltage1", "1", "le:u16/16&gt;&gt;0") "</channel>"
	SCAN("timestamp", "2", "le:s64/64&gt;&gt;0") "</channel>"
	ATTR("pending") ATTR("lost_events") "</device>";

#define SEQUENCER "READ iio:device0 "
#define COMPARATOR "READ iio:device3 "
#define TEXT(line, reply)                                                      \
	{ line, IIO_REPLY, reply "\0\n", sizeof(reply "\0\n") - 1, 0, 0 }

/* Two slots of 1 us, pass 0 alone, one lane. */
#define BASICS                                                                 \
	TEXT(SEQUENCER "lanes", "2\n1"),                                       \
	TEXT(SEQUENCER "slot_period_ps_available", "19\n[1 1 100000000000]"),  \
	TEXT(SEQUENCER "slot_period_ps", "8\n1000000"),                        \
	TEXT(SEQUENCER "state", "5\nidle"), { 0 }

static struct iio_peer *peer;
static struct instrument *loop;
static struct err e;
static long long began;

#define OK(call)                                                               \
	do {                                                                   \
		if (call)                                                      \
			fail_msg("%s: %s", #call, e.text);                     \
	} while (0)

static void start(const struct iio_rule *rules, const unsigned char *samples,
		  size_t nsamples)
{
	static const unsigned record[] = { 0 };
	const struct controller_frame frame = {
		.slot_period_s = 1e-6, .slots = 2, .record = record,
		.nrecord = 1, .lane_mask = CONTROLLER_ALL_LANES,
		.integrate = true,
	};
	const struct iio_peer_config config = {
		.devices = devices, .rules = rules, .samples = samples,
		.nsamples = nsamples,
	};
	struct instrument_config c = {
		.role = ROLE_CONTROLLER, .driver = "loop-iio",
		.timeout_ms = TIMEOUT_MS,
	};
	peer = iio_peer_start(&config);
	c.address = iio_peer_uri(peer);
	OK(instrument_open(&c, &loop, &e));
	OK(controller_set_frame(loop, &frame, &e));
	began = clock_monotonic_ms();
}

static void stop(void)
{
	instrument_close(loop);
	iio_peer_stop(peer);
}

static void check(enum err_code got, enum err_code want, const char *words)
{
	if (clock_monotonic_ms() - began > LIMIT_MS)
		fail_msg("it took %lld ms", clock_monotonic_ms() - began);
	if (got != want || e.code != want || !strstr(e.text, words) ||
	    strncmp(e.text, "controller: iio ip:", 19) != 0)
		fail_msg("%s, not %s with %s: %s", err_code_name(got),
			 err_code_name(want), words, e.text);
	began = clock_monotonic_ms();
}

static void test_tokens(void **state)
{
	(void)state;
	static const struct iio_rule rules[] = {
		TEXT(SEQUENCER "remaining", "2\n7"), BASICS
	};
	static const unsigned passes[] = { 64, 256, 128 };
	const struct controller_tokens tokens = { passes, 3, 16 };
	unsigned remaining = 0;
	char text[32] = "";
	start(rules, NULL, 0);
	OK(controller_set_tokens(loop, &tokens, &e));
	assert_int_equal(iio_peer_count(peer,
					"WRITE iio:device0 token_passes 11"),
			 1); /* "64,256,128" and a NUL */
	assert_int_equal(iio_peer_count(peer, "WRITE iio:device0 attention_"
					      "every 3"), 1);
	assert_int_equal(iio_peer_payload(peer, text, sizeof(text)), 6);
	assert_string_equal(text, "token"); /* the last thing written */
	OK(controller_fire_tokens(loop, 3, &e));
	OK(controller_get_remaining(loop, &remaining, &e));
	assert_int_equal(remaining, 7);
	/* Bursts need their frame again. */
	int8_t decisions[2];
	check(controller_capture_decisions(loop, 1, decisions, NULL, NULL,
					   NULL, &e),
	      ERR_REFUSED, "no frame");
	stop();
}

static void test_fault(void **state)
{
	(void)state;
	static const struct iio_rule rules[] = {
		TEXT(SEQUENCER "state", "16\nfault: too hot."), BASICS
	};
	unsigned remaining = 0;
	start(rules, NULL, 0);
	check(controller_get_remaining(loop, &remaining, &e), ERR_INSTRUMENT,
	      "fault: too hot");
	stop();
}

/* A counter that stands still ends by the expected time, not later. */
static void test_count(void **state)
{
	(void)state;
	static const struct {
		const char *counted, *confusion;
		size_t counted_len, confusion_len;
		enum err_code code;
		const char *words;
	} cases[] = {
#define CASE(counted, confusion, code, words)                                  \
	{ counted "\0\n", confusion "\0\n", sizeof(counted "\0\n") - 1,        \
	  sizeof(confusion "\0\n") - 1, code, words }
		CASE("4\n100", "27\n30 0 0 0 0 40 0 0 0 0 30 0", ERR_OK, ""),
		CASE("3\n99", "27\n30 0 0 0 0 40 0 0 0 0 29 0", ERR_TIMEOUT,
		     "99 were"),
		CASE("3\n-9", "27\n30 0 0 0 0 40 0 0 0 0 30 0", ERR_PROTOCOL,
		     "expected a count"),
		CASE("4\n100", "27\n30 0 0 0 0 40 0 0 0 0 29 0", ERR_PROTOCOL,
		     "their sum is 99"),
		CASE("4\n100", "25\n30 0 0 0 0 40 0 0 0 0 30", ERR_PROTOCOL,
		     "expected 12 counts"),
		CASE("4\n100", "29\n30 0 0 0 0 40 0 0 0 0 30 0 1",
		     ERR_PROTOCOL, "expected 12 counts"),
		CASE("4\n100", "27\n-1 0 0 0 0 71 0 0 0 0 30 0", ERR_PROTOCOL,
		     "expected 12 counts"),
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct iio_rule rules[] = {
			{ COMPARATOR "counted", IIO_REPLY, cases[i].counted,
			  cases[i].counted_len, 0, 0 },
			{ COMPARATOR "INPUT voltage0 confusion", IIO_REPLY,
			  cases[i].confusion, cases[i].confusion_len, 0, 0 },
			BASICS
		};
		struct controller_confusion c = { .count = { { 0 } } };
		start(rules, NULL, 0);
		enum err_code code =
			controller_count(loop, 100, &c, NULL, NULL, &e);
		if (cases[i].code)
			check(code, cases[i].code, cases[i].words);
		else if (code)
			fail_msg("%s", e.text);
		else
			assert_true(c.count[0][0] == 30 && c.count[1][1] == 40);
		stop();
	}
}

static void test_decisions(void **state)
{
	(void)state;
	static const struct iio_rule rules[] = {
		TEXT("READ iio:device2 unlocked_count", "2\n0"), BASICS
	};
	static const unsigned char right[] = { 0xff, 2, 0, 1 };
	static const unsigned char wrong[] = { 0xff, 3 };
	static const unsigned char low[] = { 0, 0xfe };
	int8_t d[4];
	start(rules, right, sizeof(right));
	OK(controller_capture_decisions(loop, 2, d, NULL, NULL, NULL, &e));
	assert_true(d[0] == -1 && d[1] == CONTROLLER_INVALID && d[2] == 0 &&
		    d[3] == 1);
	stop();
	start(rules, wrong, sizeof(wrong));
	check(controller_capture_decisions(loop, 1, d, NULL, NULL, NULL, &e),
	      ERR_PROTOCOL, "got 3");
	stop();
	start(rules, low, sizeof(low));
	check(controller_capture_decisions(loop, 1, d, NULL, NULL, NULL, &e),
	      ERR_PROTOCOL, "got -2");
	stop();
}

/* Silence, no samples where there should be, a short refill. */
static void test_events(void **state)
{
	(void)state;
	static const unsigned char record[] = {
		4, 0, 9, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0x20, 0,
	};
	static const struct iio_rule rules[] = {
		{ "READBUF iio:device5", IIO_SILENT, NULL, 0, 0, 1 },
		{ "READBUF iio:device5", IIO_REPLY, "-110\n", 0, 0, 1 },
		TEXT("READ iio:device5 pending", "2\n2"),
		TEXT("READ iio:device5 lost_events", "2\n5"), BASICS
	};
	struct controller_event events[4];
	unsigned long lost = 0;
	size_t got = 9;
	start(rules, record, sizeof(record));
	check(controller_read_events(loop, events, 4, &got, &lost, &e),
	      ERR_TIMEOUT, "loop-events");
	assert_int_equal(got, 0);
	check(controller_read_events(loop, events, 4, &got, &lost, &e),
	      ERR_TIMEOUT, "loop-events");
	OK(controller_read_events(loop, events, 4, &got, &lost, &e));
	assert_int_equal(got, 2);
	assert_int_equal(lost, 5);
	assert_int_equal(events[1].code, CONTROLLER_TOKEN);
	assert_int_equal(events[1].argument, 9);
	assert_true(events[1].ns == 9007199254740993); /* 2^53 + 1 */
	stop();
}

static void test_thresholds(void **state)
{
	(void)state;
	static const struct iio_rule rules[] = {
		TEXT(COMPARATOR "INPUT voltage0 threshold_low_mv", "3\n40"),
		TEXT(COMPARATOR "INPUT voltage0 threshold_high_mv", "4\n120"),
		BASICS
	};
	const struct controller_thresholds t = { 0.05, 0.1204 };
	start(rules, NULL, 0);
	check(controller_set_thresholds(loop, 0, &t, &e), ERR_INSTRUMENT,
	      "read back as 0.04 V and 0.12 V");
	char text[32] = "";
	/* 50 is below 120: the lower one first, the upper one last ... */
	assert_int_equal(iio_peer_payload(peer, text, sizeof(text)), 6);
	assert_string_equal(text, "120.4");
	/* ... and the other way past it. */
	const struct controller_thresholds up = { 0.5, 0.6 };
	check(controller_set_thresholds(loop, 0, &up, &e), ERR_INSTRUMENT,
	      "read back");
	assert_int_equal(iio_peer_payload(peer, text, sizeof(text)), 4);
	assert_string_equal(text, "500");
	stop();
}

/* A lock that is neither is told, and nothing is sent then. */
static void test_lock(void **state)
{
	(void)state;
	static const struct iio_rule rules[] = {
		{ "READ iio:device4 locked", IIO_SILENT, NULL, 0, 0, 1 },
		TEXT("READ iio:device4 locked", "2\n7"), BASICS
	};
	start(rules, NULL, 0);
	check(controller_relock(loop, &e), ERR_TIMEOUT, "locked");
	check(controller_relock(loop, &e), ERR_PROTOCOL, "expected 0 or 1");
	assert_int_equal(iio_peer_count(peer, "WRITE iio:device4 relock"), 0);
	stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_fault),
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_decisions),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_thresholds),
		cmocka_unit_test(test_lock),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
