/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wire faults of the controller: what each does to a reply, and that the
 * connection carries on where it can. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "iio_raw.h"

#define SLOTS "READ iio:device0 slots\r\n"
#define SLOTS_REPLY "3\n64" /* then NUL and LF */
#define LANES "READ iio:device0 lanes\r\n"

static void fault(int fd, const char *text)
{
	char line[128];

	snprintf(line, sizeof(line), "WRITE twin-control fault %zu\r\n%s",
		 strlen(text), text);
	raw_say(fd, line);
	snprintf(line, sizeof(line), "%zu\n", strlen(text));
	raw_expect(fd, line);
}

static void expect_slots(int fd)
{
	char rest[2];

	raw_expect(fd, SLOTS_REPLY);
	raw_receive(fd, rest, 2);
	assert_memory_equal(rest, "\0\n", 2);
}

static void test_silence(void **state)
{
	int fd = raw_connect();

	(void)state;
	fault(fd, "silence:controller");
	raw_say(fd, SLOTS);
	raw_say(fd, SLOTS);
	raw_expect_quiet(fd); /* only this was answered */
	fault(fd, "clear");
	raw_say(fd, SLOTS);
	expect_slots(fd);
	close(fd);
}

/* The trap of a protocol without sequence numbers: the late reply comes when
 * the client asks for something else. */
static void test_late_reply(void **state)
{
	int fd = raw_connect();

	(void)state;
	fault(fd, "late-reply:controller");
	raw_say(fd, SLOTS);
	raw_say(fd, LANES);
	expect_slots(fd);
	raw_expect(fd, "2\n1");
	close(fd);
}

static void test_half_reply(void **state)
{
	int fd = raw_connect();

	(void)state;
	fault(fd, "half-reply:controller");
	raw_ask(fd, SLOTS, "3\n6"); /* 3 of "3", LF, "64", NUL, LF */
	raw_expect_quiet(fd);
	close(fd);
}

static void test_garbage(void **state)
{
	int fd = raw_connect();

	(void)state;
	fault(fd, "garbage:controller");
	raw_ask(fd, SLOTS, "?");
	close(fd);
}

static void test_close(void **state)
{
	int fd = raw_connect(), other = raw_connect();

	(void)state;
	fault(other, "close:controller");
	raw_say(fd, SLOTS);
	raw_expect_end(fd);
	raw_say(other, SLOTS);
	expect_slots(other);
	close(other);
}

/* Faults of other instruments and exempt commands are left alone. */
static void test_exempt(void **state)
{
	int fd = raw_connect();

	(void)state;
	fault(fd, "silence:power_meter");
	raw_say(fd, SLOTS);
	expect_slots(fd);
	fault(fd, "silence:controller");
	raw_ask(fd, "VERSION\r\n", "0.24.");
	close(fd);
}

/* After @1 one exchange passes first. */
static void test_counted(void **state)
{
	int fd = raw_connect();

	(void)state;
	fault(fd, "garbage:controller@1");
	raw_say(fd, SLOTS);
	expect_slots(fd);
	raw_ask(fd, SLOTS, "?");
	close(fd);
}

static void test_wrong_channel_count(void **state)
{
	int fd = raw_connect();
	char codes[128];

	(void)state;
	raw_ask(fd, "WRITE iio:device0 record_passes 1\r\n0", "1\n");
	raw_ask(fd, "WRITE iio:device0 mode 5\r\nburst", "5\n");
	raw_ask(fd, "OPEN iio:device2 64 00000001\r\n", "0\n");
	fault(fd, "wrong-channel-count:controller");
	raw_ask(fd, "WRITE iio:device0 fire 1\r\n1", "1\n");
	raw_ask(fd, "READBUF iio:device2 128\r\n", "128\n00000000\n");
	raw_receive(fd, codes, 128);
	close(fd);
}

/* All arrives, but not faster than a kilobyte each millisecond. */
static void test_slow_drain(void **state)
{
	int fd = raw_connect();
	static char codes[16384];
	struct timespec from, to;

	(void)state;
	raw_ask(fd, "WRITE iio:device0 record_passes 4\r\n0-31", "4\n");
	raw_ask(fd, "WRITE iio:device0 mode 5\r\nburst", "5\n");
	raw_ask(fd, "OPEN iio:device2 8192 00000001\r\n", "0\n");
	fault(fd, "slow-drain:controller");
	raw_ask(fd, "WRITE iio:device0 fire 1\r\n4", "1\n");
	clock_gettime(CLOCK_MONOTONIC, &from);
	raw_ask(fd, "READBUF iio:device2 16384\r\n", "16384\n00000001\n");
	raw_receive(fd, codes, sizeof(codes));
	clock_gettime(CLOCK_MONOTONIC, &to);
	assert_true((to.tv_sec - from.tv_sec) * 1000000000LL + to.tv_nsec -
			    from.tv_nsec >=
		    15 * 1000000LL);
	close(fd);
}

#define CASE(name)                                                             \
	cmocka_unit_test_setup_teardown(name, raw_setup, raw_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_silence),	CASE(test_late_reply),
		CASE(test_half_reply),	CASE(test_garbage),
		CASE(test_close),	CASE(test_exempt),
		CASE(test_counted),	CASE(test_wrong_channel_count),
		CASE(test_slow_drain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
