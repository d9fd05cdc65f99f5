/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pulled cables, silence, half replies, garbage, drips and babble: the error
 * names the address and what was expected, and comes by the deadline. */
#include "tests/link_cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "instruments/transport/link.h"

#define TIMEOUT_MS 150
/* Room for a loaded machine; a call that blocks takes seconds or for ever. */
#define SLACK_MS 1000

struct bench {
	struct peer *peer;
	struct link *link;
	char address[128], name[128];
	struct err e;
	struct buf line;
	long long began;
};

static const struct link_fixture *fixture;

static void start(struct bench *b, const struct peer_step *script)
{
	memset(b, 0, sizeof(*b));
	b->peer = peer_start(fixture->kind, script);
	fixture->address(b->peer, b->address);
	buf_init(&b->line, 200);
	if (link_open(b->address, 2000, &b->link, &b->e))
		fail_msg("%s", b->e.text);
	snprintf(b->name, sizeof(b->name), "%s", b->address);
	*strchr(b->name, ':') = ' ';
	assert_string_equal(link_name(b->link), b->name);
	b->began = clock_monotonic_ms();
}

static void stop(struct bench *b)
{
	buf_free(&b->line);
	link_close(b->link);
	assert_true(peer_stop(b->peer));
}

static void check_in_time(struct bench *b, int timeout_ms)
{
	assert_in_range(clock_monotonic_ms() - b->began, 0,
			timeout_ms + SLACK_MS);
}

/* The error is the one expected, by the deadline, with the address first. */
static void check_error(struct bench *b, enum err_code got,
			enum err_code want, const char *words)
{
	check_in_time(b, TIMEOUT_MS);
	if (got != want)
		fail_msg("%s instead of %s: %s", err_code_name(got),
			 err_code_name(want), b->e.text);
	assert_int_equal(b->e.code, want);
	assert_memory_equal(b->e.text, b->name, strlen(b->name));
	if (!strstr(b->e.text, words))
		fail_msg("no \"%s\" in: %s", words, b->e.text);
}

static enum err_code ask(struct bench *b)
{
	enum err_code code = link_write(b->link, "READ?\n", 6, TIMEOUT_MS,
					&b->e);
	if (!code)
		code = link_read_line(b->link, &b->line, TIMEOUT_MS, &b->e);
	return code;
}

/* A serial port throws away what came before it was opened: the peer speaks
 * when it is asked to. */
static void go(struct bench *b)
{
	assert_int_equal(link_write(b->link, "GO\n", 3, TIMEOUT_MS, &b->e),
			 ERR_OK);
}

static void test_lines(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("READ?"),
		SEND("+1.0E+003\r\nsecond\n\npart"),
		EXPECT("READ?"), SEND("ial\n"), END,
	};
	struct bench b;
	start(&b, script);
	assert_int_equal(ask(&b), ERR_OK);
	assert_string_equal(b.line.data, "+1.0E+003");
	const char *const more[] = { "second", "" };
	for (size_t i = 0; i < 2; i++) {
		buf_reset(&b.line);
		assert_int_equal(link_read_line(b.link, &b.line, TIMEOUT_MS,
						&b.e), ERR_OK);
		assert_string_equal(b.line.data, more[i]);
	}
	buf_reset(&b.line);
	assert_int_equal(ask(&b), ERR_OK);
	assert_string_equal(b.line.data, "partial");
	stop(&b);
}

static void test_prompt(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("GO"), SEND("VAL=3\r\n>rest"), END,
	};
	struct bench b;
	start(&b, script);
	go(&b);
	assert_int_equal(link_read_until(b.link, '>', &b.line, 2000, &b.e),
			 ERR_OK);
	assert_string_equal(b.line.data, "VAL=3\r\n");
	stop(&b);
}

/* Longer than any buffer on the way, with every byte value. */
static void test_binary(void **state)
{
	(void)state;
	static char data[300000];
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (char)(i * 7 + (i >> 8));
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("GO"), SEND_BYTES(data, sizeof(data)),
		END,
	};
	struct bench b;
	struct buf all;
	buf_init(&all, sizeof(data));
	start(&b, script);
	go(&b);
	assert_int_equal(link_read_exact(b.link, sizeof(data), &all, 10000,
					 &b.e), ERR_OK);
	assert_memory_equal(all.data, data, sizeof(data));
	buf_free(&all);
	stop(&b);
}

static void test_silent(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("READ?"), END,
	};
	struct bench b;
	start(&b, script);
	check_error(&b, ask(&b), ERR_TIMEOUT,
		    "expected a reply within 150 ms, got nothing");
	assert_in_range(clock_monotonic_ms() - b.began, TIMEOUT_MS - 2,
			TIMEOUT_MS + SLACK_MS);
	stop(&b);
}

static void test_half_reply(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("READ?"),
		SEND("+1.2"), END,
	};
	struct bench b;
	start(&b, script);
	check_error(&b, ask(&b), ERR_TIMEOUT,
		    "expected a whole line within 150 ms, got \"+1.2\"");
	stop(&b);
}

static void test_pulled_before_reply(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("READ?"), CLOSE,
		END,
	};
	struct bench b;
	start(&b, script);
	check_error(&b, ask(&b), ERR_CLOSED, "expected a reply");
	/* And again: still an error, no signal, no block. */
	b.began = clock_monotonic_ms();
	enum err_code code = link_write(b.link, "READ?\n", 6, TIMEOUT_MS,
					&b.e);
	if (!code)
		code = link_read_line(b.link, &b.line, TIMEOUT_MS, &b.e);
	check_error(&b, code, ERR_CLOSED, ":");
	stop(&b);
}

static void test_pulled_within_reply(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("READ?"),
		SEND("+1.2"), WAIT(30), CLOSE,
		END,
	};
	struct bench b;
	start(&b, script);
	check_error(&b, ask(&b), ERR_CLOSED, "got \"+1.2\"");
	stop(&b);
}

static void test_slow_drip(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("READ?"),
		DRIP("0", 20), END,
	};
	struct bench b;
	start(&b, script);
	check_error(&b, ask(&b), ERR_TIMEOUT, "without its end");
	/* Silence never comes either. */
	b.began = clock_monotonic_ms();
	enum err_code code = link_discard(b.link, 200, &b.e);
	assert_int_equal(code, ERR_PROTOCOL);
	assert_non_null(strstr(b.e.text, "expected silence"));
	check_in_time(&b, 1050);
	stop(&b);
}

static void test_babble(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("READ?"),
		BABBLE("noise without any end, "), END,
	};
	struct bench b;
	start(&b, script);
	check_error(&b, ask(&b), ERR_PROTOCOL,
		    "expected a line of at most 200 bytes, got \"noise");
	assert_in_range(b.line.len, 0, 200);
	b.began = clock_monotonic_ms();
	assert_int_equal(link_discard(b.link, 200, &b.e), ERR_PROTOCOL);
	check_in_time(&b, 1050);
	stop(&b);
}

static void test_garbage(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("READ?"),
		SEND_BYTES("\x00\xff\x80\x1b[2J", 7), END,
	};
	struct bench b;
	start(&b, script);
	/* Nothing that a terminal would obey gets into the message. */
	check_error(&b, ask(&b), ERR_TIMEOUT, "\\x00\\xff\\x80\\x1b[2J");
	stop(&b);
}

static void test_short_block(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("GO"), SEND("0123456"), END,
	};
	struct bench b;
	start(&b, script);
	go(&b);
	enum err_code code = link_read_exact(b.link, 100, &b.line, TIMEOUT_MS,
					     &b.e);
	check_error(&b, code, ERR_TIMEOUT,
		    "expected 100 bytes within 150 ms, got 7");
	stop(&b);
}

static void test_discard_late(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("READ?"),
		WAIT(TIMEOUT_MS + 30), SEND("late\n"),
		ACCEPT, EXPECT("READ?"),
		SEND("prompt\n"), END,
	};
	struct bench b;
	start(&b, script);
	check_error(&b, ask(&b), ERR_TIMEOUT, "got nothing");
	assert_int_equal(link_resync(b.link, 200, 2000, &b.e), ERR_OK);
	assert_int_equal(ask(&b), ERR_OK);
	assert_string_equal(b.line.data, "prompt");
	stop(&b);
}

int link_cases_run(const char *name, const struct link_fixture *which)
{
	fixture = which;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_prompt),
		cmocka_unit_test(test_binary),
		cmocka_unit_test(test_silent),
		cmocka_unit_test(test_half_reply),
		cmocka_unit_test(test_pulled_before_reply),
		cmocka_unit_test(test_pulled_within_reply),
		cmocka_unit_test(test_slow_drip),
		cmocka_unit_test(test_babble),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_short_block),
		cmocka_unit_test(test_discard_late),
	};
	return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}
