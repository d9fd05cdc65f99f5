/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The IIO server seen from a bare socket: the corners that the stock clients
 * never show. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "iio_raw.h"

#define ADC "iio:device2"

static void write_attribute(int fd, const char *path, const char *value,
			    const char *reply)
{
	char line[256];

	snprintf(line, sizeof(line), "WRITE %s %zu\r\n%s", path,
		 strlen(value), value);
	raw_ask(fd, line, reply);
}

static void test_lines(void **state)
{
	int fd = raw_connect();

	(void)state;
	raw_say(fd, "\r\n\n \t\r\n");
	raw_ask(fd, "VERSION\r\n", "0.24.");
	char tag[8];

	raw_receive(fd, tag, sizeof(tag)); /* seven characters and LF */
	assert_int_equal(tag[7], '\n');
	raw_ask(fd, "timeout 2500\n", "0\n");
	raw_ask(fd, "TIMEOUT\t2500  \r\n", "0\n");
	raw_ask(fd, "Timeout 2500\r\n", "-22\n");
	raw_ask(fd, "FLY\r\n", "-22\n");
	raw_ask(fd, "ZPRINT\r\n", "-22\n");
	raw_ask(fd, "BINARY\r\n", "-22\n");
	raw_ask(fd, "TIMEOUT -1\r\n", "-22\n");
	raw_ask(fd, "TIMEOUT 99999999999999999999\r\n", "-22\n");
	/* Two commands in one packet, one command in two. */
	raw_ask(fd, "GETTRIG " ADC "\nGETTRIG iio:device9\n", "-2\n-19\n");
	raw_say(fd, "TIME");
	raw_ask(fd, "OUT 2500\n", "0\n");
	raw_say(fd, "EXIT\r\n");
	raw_expect_end(fd);
}

static void test_long_lines(void **state)
{
	static char line[100000];
	int fd = raw_connect();

	(void)state;
	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	raw_send(fd, line, sizeof(line));
	raw_expect(fd, "-22\n");
	raw_expect_quiet(fd);
	memcpy(line, "READ iio:device0 slots", 22);
	memset(line + 22, ' ', 1000);
	line[1022] = '\n';
	raw_send(fd, line, 1023);
	raw_expect(fd, "3\n64");
	char rest[2];

	raw_receive(fd, rest, 2);
	assert_memory_equal(rest, "\0\n", 2);
	close(fd);
}

static void test_read(void **state)
{
	int fd = raw_connect();
	char reply[5];

	(void)state;
	/* By id and by name; the NUL after the value counts. */
	raw_say(fd, "READ loop-sequencer slots\r\n");
	raw_receive(fd, reply, 5);
	assert_memory_equal(reply, "3\n64\0", 5);
	raw_expect(fd, "\n");
	raw_ask(fd, "READ iio:device9 slots\r\n", "-19\n");
	raw_ask(fd, "READ iio:device0 colour\r\n", "-2\n");
	raw_ask(fd, "READ iio:device0 DEBUG slots\r\n", "-2\n");
	raw_ask(fd, "READ " ADC " BUFFER watermark\r\n", "-2\n");
	raw_ask(fd, "READ " ADC " INPUT voltage1 scale\r\n", "-6\n");
	raw_ask(fd, "READ " ADC " OUTPUT voltage0 scale\r\n", "-6\n");
	raw_ask(fd, "READ " ADC " INPUT voltage0 slots\r\n", "-2\n");
	raw_ask(fd, "READ " ADC " scale\r\n", "-2\n");
	raw_ask(fd, "READ iio:device0 fire\r\n", "-13\n");
	close(fd);
}

static void test_write(void **state)
{
	int fd = raw_connect();

	(void)state;
	write_attribute(fd, "iio:device0 slots", "32", "2\n");
	write_attribute(fd, "iio:device0 slots", "32\n", "3\n");
	raw_send(fd, "WRITE iio:device0 slots 3\r\n32", 30);
	raw_expect(fd, "3\n");
	write_attribute(fd, "iio:device0 slots", "", "-22\n");
	write_attribute(fd, "iio:device0 slots", "3 2", "-22\n");
	write_attribute(fd, "iio:device0 slots", "4294967296", "-22\n");
	write_attribute(fd, "iio:device0 slots", "0", "-22\n");
	write_attribute(fd, "iio:device0 slot_period_ps", "nan", "-22\n");
	write_attribute(fd, "iio:device0 slot_period_ps", "0x1p10", "-22\n");
	write_attribute(fd, "iio:device0 slot_period_ps", "1e999", "-22\n");
	write_attribute(fd, "iio:device0 slot_period_ps", "6000.000000",
			"11\n");
	write_attribute(fd, "iio:device0 source_gate", "2", "-22\n");
	write_attribute(fd, "iio:device0 mode", "token!", "-22\n");
	write_attribute(fd, "iio:device0 lane_mask", "4", "-22\n");
	write_attribute(fd, "iio:device0 lane_mask", "0x1", "3\n");
	write_attribute(fd, "iio:device0 record_passes", "0-2,2", "-22\n");
	write_attribute(fd, "iio:device0 record_passes", "0-2,", "-22\n");
	write_attribute(fd, "iio:device0 record_passes", "-2", "-22\n");
	write_attribute(fd, "iio:device0 record_passes", "3-1", "-22\n");
	write_attribute(fd, "iio:device0 lanes", "2", "-13\n");
	write_attribute(fd, "iio:device0 fire", "1", "-1\n"); /* idle */
	write_attribute(fd, "iio:device0 mode", "burst", "5\n");
	write_attribute(fd, "iio:device0 fire", "0", "-22\n");
	write_attribute(fd, "twin-control fault", "bad-luck", "-22\n");
	write_attribute(fd, "loop-lock relock", "1", "-22\n"); /* locked */
	close(fd);
}

/* What is left of a refused payload would be read as commands. */
static void test_payload_of_nothing(void **state)
{
	static char big[5000];
	int fd = raw_connect();

	(void)state;
	write_attribute(fd, "iio:device9 slots", "TIMEOUT 1\nEXIT\n",
			"-19\n");
	write_attribute(fd, "iio:device0 colour", "EXIT\r\n", "-2\n");
	write_attribute(fd, "iio:device0 INPUT voltage0 raw", "EXIT\n",
			"-6\n");
	write_attribute(fd, ADC " DEBUG direct_reg_access", "EXIT\n", "-2\n");
	write_attribute(fd, "iio:device0 lanes", "EXIT\n", "-13\n");
	raw_expect_quiet(fd);
	memset(big, '\n', sizeof(big));
	raw_say(fd, "WRITE iio:device0 slots 5000\r\n");
	raw_send(fd, big, sizeof(big));
	raw_expect(fd, "-22\n");
	raw_expect_quiet(fd);
	raw_ask(fd, "WRITE iio:device0 slots -3\r\n", "-22\n");
	raw_expect_quiet(fd);
	/* No one would send this much: the line was not meant. */
	raw_ask(fd, "WRITE iio:device0 slots 4000000000\r\n", "-22\n");
	raw_expect_end(fd);
}

static void test_open(void **state)
{
	int fd = raw_connect(), other = raw_connect();

	(void)state;
	raw_ask(fd, "OPEN iio:device9 10 00000001\r\n", "-19\n");
	raw_ask(fd, "OPEN iio:device0 10 00000001\r\n", "-22\n");
	raw_ask(fd, "OPEN loop-lock 10 00000001\r\n", "-22\n");
	raw_ask(fd, "OPEN " ADC " 10 00000000\r\n", "-22\n");
	raw_ask(fd, "OPEN " ADC " 10 00000002\r\n", "-22\n");
	raw_ask(fd, "OPEN " ADC " 10 1\r\n", "-22\n");
	raw_ask(fd, "OPEN " ADC " 10 0000000000000001\r\n", "-22\n");
	raw_ask(fd, "OPEN " ADC " 10 0x000001\r\n", "-22\n");
	raw_ask(fd, "OPEN " ADC " 0 00000001\r\n", "-22\n");
	raw_ask(fd, "OPEN " ADC " -5 00000001\r\n", "-22\n");
	raw_ask(fd, "OPEN " ADC " 9999999999 00000001\r\n", "-22\n");
	raw_ask(fd, "OPEN " ADC " 10 00000001 CYCLIC\r\n", "-1\n");
	raw_ask(fd, "CLOSE " ADC "\r\n", "-6\n");
	raw_ask(fd, "READBUF " ADC " 20\r\n", "-9\n");
	raw_ask(fd, "WRITEBUF iio:device1 20\r\n", "-9\n");
	raw_ask(fd, "SET " ADC " BUFFERS_COUNT 4\r\n", "0\n");
	raw_ask(fd, "SET " ADC " BUFFERS_COUNT 0\r\n", "-22\n");
	raw_ask(fd, "OPEN " ADC " 10 00000001\r\n", "0\n");
	raw_ask(fd, "OPEN " ADC " 10 00000001\r\n", "-16\n");
	raw_ask(other, "OPEN " ADC " 7 00000001\r\n", "0\n");
	raw_ask(other, "SET " ADC " BUFFERS_COUNT 4\r\n", "-16\n");
	/* It is open on one connection, not on the other devices of it. */
	raw_ask(fd, "READBUF loop-comparator 20\r\n", "-9\n");
	raw_ask(fd, "READBUF " ADC " -1\r\n", "-22\n");
	raw_ask(fd, "READBUF " ADC " 99999999999\r\n", "-22\n");
	raw_ask(fd, "READBUF " ADC " 1\r\n", "0\n");
	raw_ask(fd, "CLOSE " ADC "\r\n", "0\n");
	raw_ask(fd, "CLOSE " ADC "\r\n", "-6\n");
	raw_ask(fd, "OPEN iio:device1 10 00000001 CYCLIC\r\n", "0\n");
	raw_ask(other, "OPEN iio:device1 10 00000001\r\n", "-16\n");
	close(fd);
	close(other);
}

static void test_timeout(void **state)
{
	int fd = raw_connect();

	(void)state;
	raw_ask(fd, "OPEN " ADC " 10 00000001\r\n", "0\n");
	raw_ask(fd, "TIMEOUT 20\r\n", "0\n");
	raw_ask(fd, "READBUF " ADC " 20\r\n", "-110\n");
	/* The buffer stays usable. */
	raw_ask(fd, "READBUF " ADC " 20\r\n", "-110\n");
	close(fd);
}

/* One recorded pass of 64 slots makes 128 bytes a burst. */
static void frame_small(int fd)
{
	raw_ask(fd, "TIMEOUT 20000\r\n", "0\n");
	write_attribute(fd, "loop-sequencer record_passes", "0", "1\n");
	write_attribute(fd, "loop-sequencer mode", "burst", "5\n");
}

static void test_two_streams(void **state)
{
	int fd = raw_connect(), adc = raw_connect(), cmp = raw_connect();
	char codes[256];
	int8_t decisions[128];

	(void)state;
	frame_small(fd);
	raw_ask(adc, "OPEN " ADC " 64 00000001\r\n", "0\n");
	raw_ask(cmp, "OPEN loop-comparator 64 00000001\r\n", "0\n");
	write_attribute(fd, "loop-sequencer fire", "2", "1\n");
	/* A waiting request is served by bursts that are fired later. */
	raw_ask(adc, "READBUF " ADC " 256\r\n", "256\n00000001\n");
	raw_receive(adc, codes, 256);
	raw_say(cmp, "READBUF loop-comparator 192\r\n");
	write_attribute(fd, "loop-sequencer fire", "1", "1\n");
	raw_expect(cmp, "192\n00000001\n");
	raw_receive(cmp, decisions, 128);
	for (size_t i = 0; i < 128; i++)
		assert_in_range(decisions[i] + 1, 0, 3);
	raw_receive(cmp, decisions, 64);
	/* The third burst is in both streams. */
	raw_ask(adc, "READBUF " ADC " 128\r\n", "128\n00000001\n");
	raw_receive(adc, codes, 128);
	raw_expect_quiet(adc);
	raw_expect_quiet(cmp);
	close(fd);
	close(adc);
	close(cmp);
}

/* Every reader of a device gets all of it. */
static void test_two_readers(void **state)
{
	int fd = raw_connect(), a = raw_connect(), b = raw_connect();
	char first[384], second[384];

	(void)state;
	frame_small(fd);
	raw_ask(a, "OPEN " ADC " 64 00000001\r\n", "0\n");
	raw_ask(b, "OPEN " ADC " 192 00000001\r\n", "0\n");
	write_attribute(fd, "loop-sequencer fire", "3", "1\n");
	for (size_t i = 0; i < 3; i++) {
		raw_ask(a, "READBUF " ADC " 128\r\n", "128\n00000001\n");
		raw_receive(a, first + i * 128, 128);
	}
	raw_ask(b, "READBUF " ADC " 384\r\n", "384\n00000001\n");
	raw_receive(b, second, 384);
	assert_memory_equal(first, second, 384);
	close(fd);
	close(a);
	close(b);
}

/* A burst waits until each stream has room, so that none is lost. */
static void test_room(void **state)
{
	enum { BURSTS = 600, BURST = 64 * 64 };
	int fd = raw_connect(), adc = raw_connect(), cmp = raw_connect();
	static char codes[2 * BURST], decisions[BURST];
	size_t served = 0, passed = 0;
	char reply;

	(void)state;
	write_attribute(fd, "loop-sequencer record_passes", "0-63", "4\n");
	write_attribute(fd, "loop-sequencer mode", "burst", "5\n");
	raw_ask(adc, "OPEN " ADC " 4096 00000001\r\n", "0\n");
	raw_ask(cmp, "OPEN loop-comparator 4096 00000001\r\n", "0\n");
	raw_ask(fd, "TIMEOUT 100\r\n", "0\n");
	write_attribute(fd, "loop-sequencer fire", "600", "3\n");
	/* Nobody reads decisions: the samples stop, but not at once. */
	for (;; served++) {
		raw_say(adc, "READBUF " ADC " 8192\r\n");
		raw_receive(adc, &reply, 1);
		if (reply == '-')
			break;
		raw_expect(adc, "192\n00000001\n");
		raw_receive(adc, codes, sizeof(codes));
	}
	raw_expect(adc, "110\n");
	assert_in_range(served, 100, BURSTS - 1);
	/* With all decisions read, the rest comes. */
	for (size_t i = 0; i < BURSTS; i++) {
		raw_ask(cmp, "READBUF loop-comparator 4096\r\n",
			"4096\n00000001\n");
		raw_receive(cmp, decisions, sizeof(decisions));
		for (; passed <= i && served < BURSTS; passed++, served++) {
			raw_ask(adc, "READBUF " ADC " 8192\r\n",
				"8192\n00000001\n");
			raw_receive(adc, codes, sizeof(codes));
		}
	}
	assert_int_equal(served, BURSTS);
	raw_ask(fd, "READ loop-adc lost_count\r\n", "2\n0");
	close(fd);
	close(adc);
	close(cmp);
}

/* While a burst waits for room, the frame cannot be changed; when the last
 * buffer is gone, the rest runs unrecorded. */
static void test_abrupt_end(void **state)
{
	int fd = raw_connect(), adc = raw_connect();

	(void)state;
	frame_small(fd);
	raw_ask(adc, "OPEN " ADC " 64 00000001\r\n", "0\n");
	write_attribute(fd, "loop-sequencer fire", "3", "1\n");
	write_attribute(fd, "loop-sequencer slots", "32", "-16\n");
	raw_say(adc, "READBUF " ADC " 1280\r\n"); /* more than will come */
	close(adc);
	do {
		raw_say(fd, "SET " ADC " BUFFERS_COUNT 4\r\n");
		char first;

		raw_receive(fd, &first, 1);
		raw_expect(fd, first == '0' ? "\n" : "16\n");
		if (first == '0')
			break;
	} while (true);
	write_attribute(fd, "loop-sequencer slots", "32", "2\n");
	adc = raw_connect();
	raw_say(adc, "WRITE iio:device0 slots 10\r\n3"); /* and gone */
	close(adc);
	adc = raw_connect();
	raw_say(adc, "READ iio:dev");
	close(adc);
	raw_expect_quiet(fd);
	close(fd);
}

static void test_pattern(void **state)
{
	int16_t codes[65] = { 0 };
	int fd = raw_connect();

	(void)state;
	raw_ask(fd, "OPEN iio:device1 64 00000001\r\n", "0\n");
	raw_ask(fd, "READBUF iio:device1 128\r\n", "-9\n");
	raw_ask(fd, "WRITEBUF iio:device1 128\r\n", "0\n");
	raw_send(fd, codes, 128);
	raw_expect(fd, "128\n");
	raw_ask(fd, "WRITEBUF iio:device1 130\r\n", "0\n");
	raw_send(fd, codes, 130);
	raw_expect(fd, "-22\n"); /* longer than the frame */
	raw_ask(fd, "WRITEBUF iio:device1 99999999999\r\n", "-22\n");
	raw_expect_quiet(fd);
	raw_ask(fd, "CLOSE iio:device1\r\n", "0\n");
	close(fd);
}

static void test_events(void **state)
{
	int fd = raw_connect();
	unsigned char record[32];
	uint16_t code;

	(void)state;
	raw_ask(fd, "OPEN loop-events 2 00000007\r\n", "0\n");
	write_attribute(fd, "loop-lock calibrate", "1", "1\n");
	raw_ask(fd, "READBUF loop-events 32\r\n", "32\n00000007\n");
	raw_receive(fd, record, 32);
	memcpy(&code, record, 2);
	assert_int_equal(code, 10); /* calibration start */
	memcpy(&code, record + 16, 2);
	assert_int_equal(code, 11); /* calibration done */
	int64_t from, to;

	memcpy(&from, record + 8, 8);
	memcpy(&to, record + 24, 8);
	assert_true(to > from);
	close(fd);
}

#define CASE(name)                                                             \
	cmocka_unit_test_setup_teardown(name, raw_setup, raw_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_lines),	CASE(test_long_lines),
		CASE(test_read),	CASE(test_write),
		CASE(test_payload_of_nothing),
		CASE(test_open),	CASE(test_timeout),
		CASE(test_two_streams), CASE(test_two_readers),
		CASE(test_room),	CASE(test_abrupt_end),
		CASE(test_pattern),	CASE(test_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
