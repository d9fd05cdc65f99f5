/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tcp: links, and the addresses of all links. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "instruments/transport/link.h"
#include "instruments/transport/socket.h"
#include "tests/link_cases.h"

static void test_addresses(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", "tcp", "gpib:3", "tcp:", "tcp:host", "tcp:host:",
		"tcp:host:0", "tcp:host:65536", "tcp:host:12x", "tcp:host:-1",
		"tcp::5025", "tcp:[::1:5025", "tcp:[::1]5025", "tcp:a:1:2",
		"pty:", "serial:", "serial:/dev/ttyS0", "serial:/dev/ttyS0:",
		"serial:/dev/ttyS0:fast", "serial::9600",
		"serial:/dev/ttyS0:9600x", "usbtmc:", "tcpx:host:1",
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct link *link = NULL;
		struct err e = { .code = ERR_OK };
		if (link_open(bad[i], 100, &link, &e) != ERR_USAGE)
			fail_msg("\"%s\": %s", bad[i], e.text);
		assert_non_null(strstr(e.text, "expected "));
		assert_non_null(strstr(e.text, bad[i]));
		assert_null(link);
	}
}

static void test_parse(void **state)
{
	(void)state;
	static const struct {
		const char *text, *port, *host, *want;
	} good[] = {
		{ "lab-7.example:5025", NULL, "lab-7.example", "5025" },
		{ "[fe80::1]:65535", NULL, "fe80::1", "65535" },
		{ "[::1]", "30431", "::1", "30431" },
		{ "10.0.0.3", "30431", "10.0.0.3", "30431" },
		{ "10.0.0.3:1", "30431", "10.0.0.3", "1" },
	};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct socket_address a;
		assert_int_equal(socket_parse(good[i].text, good[i].port, &a,
					      NULL), ERR_OK);
		assert_string_equal(a.host, good[i].host);
		assert_string_equal(a.port, good[i].want);
	}
}

static void test_refused(void **state)
{
	(void)state;
	/* A port that was free a moment ago. */
	static const struct peer_step script[] = { END };
	struct peer *peer = peer_start(PEER_TCP, script);
	char address[64];
	snprintf(address, sizeof(address), "%s", peer_address(peer));
	assert_true(peer_stop(peer));
	struct link *link = NULL;
	struct err e = { .code = ERR_OK };
	assert_int_equal(link_open(address, 1000, &link, &e), ERR_REFUSED);
	assert_memory_equal(e.text, "tcp 127.0.0.1:", 14);
	assert_non_null(strstr(e.text, "Connection refused"));
}

static void test_unknown_host(void **state)
{
	(void)state;
	struct link *link = NULL;
	struct err e = { .code = ERR_OK };
	long long began = clock_monotonic_ms();
	enum err_code code = link_open("tcp:no-such-host.invalid:5025", 300,
				       &link, &e);
	assert_true(code == ERR_IO || code == ERR_TIMEOUT);
	assert_non_null(strstr(e.text, "tcp no-such-host.invalid:5025"));
	assert_in_range(clock_monotonic_ms() - began, 0, 550);
}

/* By a name, as in most bench files. */
static void test_by_name(void **state)
{
	(void)state;
	static const struct peer_step script[] = {
		ACCEPT, EXPECT("A?"), SEND("1\n"), END,
	};
	struct peer *peer = peer_start(PEER_TCP, script);
	struct link *link = NULL;
	struct err e = { .code = ERR_OK };
	struct buf line;
	char address[64];
	buf_init(&line, 10);
	snprintf(address, sizeof(address), "tcp:localhost:%s",
		 strrchr(peer_address(peer), ':') + 1);
	if (link_open(address, 2000, &link, &e) ||
	    link_write(link, "A?\n", 3, 2000, &e) ||
	    link_read_line(link, &line, 2000, &e))
		fail_msg("%s", e.text);
	assert_string_equal(line.data, "1");
	buf_free(&line);
	link_close(link);
	assert_true(peer_stop(peer));
}

static void tcp_address(const struct peer *peer, char *text)
{
	snprintf(text, 128, "%s", peer_address(peer));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_unknown_host),
		cmocka_unit_test(test_by_name),
	};
	const struct link_fixture tcp = { PEER_TCP, tcp_address };
	int failed = cmocka_run_group_tests_name("addresses", tests, NULL,
						 NULL);
	return failed + link_cases_run("tcp", &tcp);
}
