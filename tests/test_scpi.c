/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SCPI conversations with scripted instruments, well-behaved and not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "instruments/scpi.h"
#include "tests/peer.h"

#define TIMEOUT_MS 150
#define SLACK_MS 1000

struct bench {
	struct peer *peer;
	struct scpi *scpi;
	struct err e;
	long long began;
};

static void start(struct bench *b, enum peer_kind kind,
		  const struct peer_step *script)
{
	memset(b, 0, sizeof(*b));
	b->peer = peer_start(kind, script);
	if (scpi_open(peer_address(b->peer), TIMEOUT_MS, &b->scpi, &b->e))
		fail_msg("%s", b->e.text);
	b->began = clock_monotonic_ms();
}

static void stop(struct bench *b)
{
	scpi_close(b->scpi);
	assert_true(peer_stop(b->peer));
}

static void check_error(struct bench *b, enum err_code got,
			enum err_code want, const char *words)
{
	assert_in_range(clock_monotonic_ms() - b->began, 0,
			TIMEOUT_MS + SLACK_MS);
	if (got != want || b->e.code != want)
		fail_msg("%s instead of %s: %s", err_code_name(got),
			 err_code_name(want), b->e.text);
	if (!strstr(b->e.text, words))
		fail_msg("no \"%s\" in: %s", words, b->e.text);
	const char *name = scpi_name(b->scpi);
	assert_memory_equal(b->e.text, name, strlen(name));
	assert_null(strstr(b->e.text + strlen(name), name));
}

static void test_queries(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT,
		EXPECT("*IDN?"), SEND("Maker, Model ,7,1.0\r\n"),
		EXPECT("POW1?"), SEND("+1.0E+003\n"),
		EXPECT("WAV?"), SEND(" 1550.12 nm\n"),
		EXPECT("OUTP?"), SEND("ON\n"),
		EXPECT("TRAC?"), SEND("1.5,-2,3E0\n"),
		EXPECT("POW1 -3.50"), END,
	};
	struct bench b;
	start(&b, PEER_TCP, script);
	char text[32];
	double v = 0, list[3] = { 0 };
	bool on = false;
	assert_int_equal(scpi_query_text(b.scpi, text, sizeof(text), &b.e,
					 "*IDN?"), ERR_OK);
	assert_string_equal(text, "Maker, Model ,7,1.0");
	assert_int_equal(scpi_query_double(b.scpi, NULL, &v, &b.e, "POW%d?",
					   1), ERR_OK);
	assert_true(v == 1000);
	assert_int_equal(scpi_query_double(b.scpi, "nm", &v, &b.e, "WAV?"),
			 ERR_OK);
	assert_true(v == 1550.12);
	assert_int_equal(scpi_query_bool(b.scpi, &on, &b.e, "OUTP?"), ERR_OK);
	assert_true(on);
	assert_int_equal(scpi_query_doubles(b.scpi, list, 3, &b.e, "TRAC?"),
			 ERR_OK);
	assert_true(list[0] == 1.5 && list[1] == -2 && list[2] == 3);
	assert_int_equal(scpi_send(b.scpi, &b.e, "POW%d %.2f", 1, -3.5),
			 ERR_OK);
	stop(&b);
}

static void test_not_a_number(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("READ?"), SEND("OVLD\n"),
		EXPECT("READ?"), SEND("9.9E37\n"),
		EXPECT("READ?"), SEND("2\n"), END,
	};
	struct bench b;
	start(&b, PEER_TCP, script);
	double v = 0;
	check_error(&b, scpi_query_double(b.scpi, NULL, &v, &b.e, "READ?"),
		    ERR_PROTOCOL,
		    ": READ?: expected a number, got \"OVLD\"");
	check_error(&b, scpi_query_double(b.scpi, NULL, &v, &b.e, "READ?"),
		    ERR_PROTOCOL, "which means overflow");
	/* A whole line that says nothing does not break the conversation. */
	assert_int_equal(scpi_query_double(b.scpi, NULL, &v, &b.e, "READ?"),
			 ERR_OK);
	assert_true(v == 2);
	stop(&b);
}

static void test_error_queue(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT,
		EXPECT("VOLT 3"), EXPECT("SYST:ERR?"), SEND("0,\"No error\"\n"),
		EXPECT("VOLT 99"), EXPECT("SYST:ERR?"),
		SEND("-222,\"Data out of range\"\n"),
		EXPECT("SYST:ERR?"), SEND("-113,\"Undefined header\"\n"),
		EXPECT("SYST:ERR?"), SEND("+0,\"No error\"\n"),
		EXPECT("VOLT 5"), EXPECT("SYST:ERR?"), SEND("what?\n"), END,
	};
	struct bench b;
	start(&b, PEER_TCP, script);
	assert_int_equal(scpi_set(b.scpi, &b.e, "VOLT 3"), ERR_OK);
	check_error(&b, scpi_set(b.scpi, &b.e, "VOLT 99"), ERR_INSTRUMENT,
		    ": VOLT 99: it reports -222 \"Data out of range\"; -113 "
		    "\"Undefined header\"");
	check_error(&b, scpi_set(b.scpi, &b.e, "VOLT 5"), ERR_PROTOCOL,
		    "SYST:ERR?: expected an error queue entry");
	stop(&b);
}

/* A queue holds 32 entries at most as far as we ask. */
static void test_endless_errors(void **state)
{
	(void)state;
	static struct peer_step script[68] = { ACCEPT, EXPECT("BAD") };
	for (size_t i = 2; i + 2 < 68; i += 2) {
		script[i] = (struct peer_step)EXPECT("SYST:ERR?");
		script[i + 1] = (struct peer_step)SEND("-350,\"Overflow\"\n");
	}
	struct bench b;
	start(&b, PEER_TCP, script);
	check_error(&b, scpi_set(b.scpi, &b.e, "BAD"), ERR_INSTRUMENT,
		    "without an end");
	stop(&b);
}

static void test_late_reply_tcp(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("A?"), WAIT(TIMEOUT_MS + 20), SEND("111\n"),
		ACCEPT, EXPECT("B?"), SEND("222\n"), END,
	};
	struct bench b;
	start(&b, PEER_TCP, script);
	double v = 0;
	check_error(&b, scpi_query_double(b.scpi, NULL, &v, &b.e, "A?"),
		    ERR_TIMEOUT,
		    ": A?: expected a reply within 150 ms, got nothing");
	if (scpi_query_double(b.scpi, NULL, &v, &b.e, "B?"))
		fail_msg("%s", b.e.text);
	assert_true(v == 222);
	stop(&b);
}

/* Later than the silence that is waited for: only the identity can tell. */
static void test_late_reply_terminal(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		EXPECT("*IDN?"), SEND("M,N,1,2\n"),
		EXPECT("A?"), EXPECT("*IDN?"), SEND("111\n"), SEND("M,N,1,2\n"),
		EXPECT("B?"), SEND("222\n"), END,
	};
	struct bench b;
	start(&b, PEER_PTY, script);
	char text[32];
	double v = 0;
	assert_int_equal(scpi_query_text(b.scpi, text, sizeof(text), &b.e,
					 "*IDN?"), ERR_OK);
	b.began = clock_monotonic_ms();
	check_error(&b, scpi_query_double(b.scpi, NULL, &v, &b.e, "A?"),
		    ERR_TIMEOUT, "A?: expected a reply");
	if (scpi_query_double(b.scpi, NULL, &v, &b.e, "B?"))
		fail_msg("%s", b.e.text);
	assert_true(v == 222);
	stop(&b);
}

static void test_unasked_bytes(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("A?"), SEND("1\n2\nready\n"),
		EXPECT("B?"), SEND("3\n"), END,
	};
	struct bench b;
	start(&b, PEER_TCP, script);
	double v = 0;
	assert_int_equal(scpi_query_double(b.scpi, NULL, &v, &b.e, "A?"),
			 ERR_OK);
	assert_true(v == 1);
	if (scpi_query_double(b.scpi, NULL, &v, &b.e, "B?"))
		fail_msg("%s", b.e.text);
	assert_true(v == 3);
	stop(&b);
}

static void test_pulled_cable(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("A?"), SEND("1"), CLOSE,
		ACCEPT, EXPECT("A?"), SEND("5\n"), END,
	};
	struct bench b;
	start(&b, PEER_TCP, script);
	double v = 0;
	check_error(&b, scpi_query_double(b.scpi, NULL, &v, &b.e, "A?"),
		    ERR_CLOSED, "A?: expected a whole line, got \"1\"");
	/* Plugged in again: the next query makes a new connection. */
	if (scpi_query_double(b.scpi, NULL, &v, &b.e, "A?"))
		fail_msg("%s", b.e.text);
	assert_true(v == 5);
	stop(&b);
}

static void test_block(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("CURV?"), SEND_BYTES("#3006\n\0#\r\n\xff\n", 12),
		EXPECT("CURV?"), SEND("#0ab\ncd\n"),
		EXPECT("IDS?"), SEND("7\n"), END,
	};
	struct bench b;
	struct buf out;
	buf_init(&out, 64);
	start(&b, PEER_TCP, script);
	if (scpi_query_block(b.scpi, &out, &b.e, "CURV?"))
		fail_msg("%s", b.e.text);
	assert_int_equal(out.len, 6);
	assert_memory_equal(out.data, "\n\0#\r\n\xff", 6);
	buf_reset(&out);
	if (scpi_query_block(b.scpi, &out, &b.e, "CURV?"))
		fail_msg("%s", b.e.text);
	assert_string_equal(out.data, "ab\ncd");
	double v = 0;
	assert_int_equal(scpi_query_double(b.scpi, NULL, &v, &b.e, "IDS?"),
			 ERR_OK);
	assert_true(v == 7);
	buf_free(&out);
	stop(&b);
}

static void check_bad_block(const char *reply, enum err_code want,
			    const char *words)
{
	const struct peer_step script[] = {
		ACCEPT, EXPECT("CURV?"), SEND(reply),
		ACCEPT, EXPECT("N?"), SEND("7\n"), END,
	};
	struct bench b;
	struct buf out;
	buf_init(&out, 64);
	start(&b, PEER_TCP, script);
	check_error(&b, scpi_query_block(b.scpi, &out, &b.e, "CURV?"), want,
		    words);
	/* Its remains do not become the next answer. */
	double v = 0;
	if (scpi_query_double(b.scpi, NULL, &v, &b.e, "N?"))
		fail_msg("%s", b.e.text);
	assert_true(v == 7);
	buf_free(&out);
	stop(&b);
}

static void test_bad_blocks(void **state)
{
	(void)state;
	check_bad_block("#210abc", ERR_TIMEOUT,
			": CURV?: expected 10 bytes within");
	check_bad_block("5,6,7\n", ERR_PROTOCOL,
			"expected a block \"#...\", got \"5,\"");
	check_bad_block("#2x0abc", ERR_PROTOCOL, "digits of a block's length");
	check_bad_block("#9999999999abc", ERR_PROTOCOL,
			"expected a block of at most 64 bytes, got one of "
			"999999999");
	check_bad_block("#12abc\n", ERR_PROTOCOL,
			"expected a newline after the block, got \"c\"");
}

/* Asking for the errors fails: said once, with what was asked. */
static void test_mute_queue(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("VOLT 3"), EXPECT("SYST:ERR?"), END,
	};
	struct bench b;
	char want[256];
	start(&b, PEER_TCP, script);
	assert_int_equal(scpi_set(b.scpi, &b.e, "VOLT 3"), ERR_TIMEOUT);
	snprintf(want, sizeof(want),
		 "%s: SYST:ERR?: expected a reply within 150 ms, got nothing",
		 scpi_name(b.scpi));
	assert_string_equal(b.e.text, want);
	stop(&b);
}

static void test_limits(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("A?"), SEND("twelve bytes\n"),
		EXPECT("B?"), SEND_BYTES("a\0b\n", 4), END,
	};
	struct bench b;
	start(&b, PEER_TCP, script);
	char text[8], long_text[2000];
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	check_error(&b, scpi_send(b.scpi, &b.e, "%s", long_text), ERR_RANGE,
		    "command longer than");
	check_error(&b, scpi_query_text(b.scpi, text, sizeof(text), &b.e,
					"A?"), ERR_PROTOCOL,
		    "expected at most 7 characters, got 12");
	check_error(&b, scpi_query_text(b.scpi, text, sizeof(text), &b.e,
					"B?"), ERR_PROTOCOL, "NUL");
	stop(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_queries),
		cmocka_unit_test(test_not_a_number),
		cmocka_unit_test(test_error_queue),
		cmocka_unit_test(test_endless_errors),
		cmocka_unit_test(test_late_reply_tcp),
		cmocka_unit_test(test_late_reply_terminal),
		cmocka_unit_test(test_unasked_bytes),
		cmocka_unit_test(test_pulled_cable),
		cmocka_unit_test(test_block),
		cmocka_unit_test(test_bad_blocks),
		cmocka_unit_test(test_mute_queue),
		cmocka_unit_test(test_limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
