/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples to and from a scripted IIO server, whole and broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "instruments/transport/iio_link.h"
#include "tests/iio_peer.h"

#define TIMEOUT_MS 300
#define SLACK_MS 1000

#define CHANNEL(n, type, format)                                               \
	"<channel id=\"voltage" n "\" type=\"" type "\"><scan-element "        \
	"index=\"" n "\" format=\"" format "\"/></channel>"

static const char devices[] =
	"<device id=\"iio:device0\" name=\"adc\">"
	CHANNEL("0", "input", "le:s16/16&gt;&gt;0")
	CHANNEL("1", "input", "le:s16/16&gt;&gt;0")
	"<attribute name=\"rate\"/></device>"
	"<device id=\"iio:device1\" name=\"dac\">"
	CHANNEL("0", "output", "le:s16/16&gt;&gt;0")
	CHANNEL("1", "output", "be:u12/16&gt;&gt;4") "</device>"
	"<device id=\"iio:device2\" name=\"mixed\">"
	CHANNEL("0", "input", "be:u12/16&gt;&gt;4")
	CHANNEL("1", "input", "le:s8/8&gt;&gt;0")
	CHANNEL("2", "input", "le:s24/32&gt;&gt;8") "</device>"
	"<device id=\"iio:device3\" name=\"odd\">"
	CHANNEL("0", "input", "le:s16/16X2&gt;&gt;0") "</device>";

struct bench {
	struct iio_peer *peer;
	struct iio_link *link;
	struct iio_stream *stream;
	struct err e;
	long long began;
};

static void start_with(struct bench *b, const struct iio_rule *rules,
		       const unsigned char *samples, size_t nsamples)
{
	const struct iio_peer_config config = {
		.devices = devices, .rules = rules, .samples = samples,
		.nsamples = nsamples,
	};
	memset(b, 0, sizeof(*b));
	b->peer = iio_peer_start(&config);
	if (iio_link_open(iio_peer_uri(b->peer), TIMEOUT_MS, &b->link, &b->e))
		fail_msg("%s", b->e.text);
	b->began = clock_monotonic_ms();
}

/* Two channels, four frames: 1 -1, 2 -2, 256 -256, 3 -3. */
static const unsigned char four[] = { 1, 0, 0xff, 0xff, 2, 0, 0xfe, 0xff,
				      0, 1, 0, 0xff, 3, 0, 0xfd, 0xff };
static const int32_t four_codes[] = { 1, -1, 2, -2, 256, -256, 3, -3 };

static void start(struct bench *b, const struct iio_rule *rules)
{
	start_with(b, rules, four, sizeof(four));
}

static void open_adc(struct bench *b)
{
	if (iio_stream_open(b->link, "adc", 2, 4, &b->stream, &b->e))
		fail_msg("%s", b->e.text);
	b->began = clock_monotonic_ms();
}

static void stop(struct bench *b)
{
	iio_stream_close(b->stream);
	iio_link_close(b->link);
	iio_peer_stop(b->peer);
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
	const char *name = iio_link_name(b->link);
	assert_memory_equal(b->e.text, name, strlen(name));
}

/* Reads four right frames. */
static void check_four(struct bench *b)
{
	int32_t codes[8];
	size_t got = 0;
	if (iio_stream_read(b->stream, codes, &got, &b->e))
		fail_msg("%s", b->e.text);
	assert_int_equal(got, 4);
	assert_memory_equal(codes, four_codes, sizeof(codes));
}

static void test_read(void **state)
{
	(void)state;
	struct bench b;
	start(&b, NULL);
	open_adc(&b);
	for (int i = 0; i < 3; i++)
		check_four(&b);
	double low, high;
	assert_int_equal(iio_link_range(b.link, "adc", &low, &high, &b.e),
			 ERR_OK);
	assert_true(low == -32768 && high == 32767);
	assert_int_equal(iio_link_range(b.link, "dac", &low, &high, &b.e),
			 ERR_UNSUPPORTED);
	/* Attributes go on while a buffer is open, and it can be reopened. */
	assert_int_equal(iio_link_write(b.link, "adc", NULL, false, "rate",
					"1", &b.e), ERR_OK);
	iio_stream_close(b.stream);
	assert_int_equal(iio_peer_count(b.peer, "CLOSE iio:device0"), 1);
	open_adc(&b);
	check_four(&b);
	assert_int_equal(iio_peer_count(b.peer,
					"OPEN iio:device0 4 00000003"), 2);
	stop(&b);
}

static void test_first_channel_only(void **state)
{
	(void)state;
	struct bench b;
	int32_t codes[8];
	size_t got = 0;
	start(&b, NULL);
	assert_int_equal(iio_stream_open(b.link, "adc", 1, 8, &b.stream, &b.e),
			 ERR_OK);
	assert_int_equal(iio_peer_count(b.peer,
					"OPEN iio:device0 8 00000001"), 1);
	assert_int_equal(iio_stream_read(b.stream, codes, &got, &b.e), ERR_OK);
	assert_int_equal(got, 8);
	assert_memory_equal(codes, four_codes, sizeof(codes));
	stop(&b);
}

/* Big-endian unsigned shifted, 8 bit, 24 in 32: two frames of 8 bytes with
 * one of padding behind the byte. */
static void test_mixed_formats(void **state)
{
	(void)state;
	static const unsigned char samples[] = {
		0xab, 0xc0, 0x80, 0x55, 0x55, 0xff, 0xff, 0xff,
		0x00, 0x1f, 0x7f, 0x55, 0x00, 0x01, 0x00, 0x00,
	};
	static const int32_t want[] = { 0xabc, -128, -1, 1, 127, 1 };
	struct bench b;
	int32_t codes[6];
	double low, high;
	size_t got = 0;
	start_with(&b, NULL, samples, sizeof(samples));
	if (iio_stream_open(b.link, "mixed", 3, 2, &b.stream, &b.e))
		fail_msg("%s", b.e.text);
	if (iio_stream_read(b.stream, codes, &got, &b.e))
		fail_msg("%s", b.e.text);
	assert_int_equal(got, 2);
	assert_memory_equal(codes, want, sizeof(want));
	assert_int_equal(iio_link_range(b.link, "mixed", &low, &high, &b.e),
			 ERR_OK);
	assert_true(low == 0 && high == 4095);
	stop(&b);
}

static void test_not_to_be_had(void **state)
{
	(void)state;
	static const struct iio_rule rules[] = {
		{ "OPEN iio:device0", IIO_REPLY, "-16\n", 0, 0, 0 }, { 0 },
	};
	struct bench b;
	start(&b, rules);
	check_error(&b, iio_stream_open(b.link, "adc", 3, 4, &b.stream, &b.e),
		    ERR_UNSUPPORTED,
		    "adc: expected 3 channels to stream, there are 2");
	check_error(&b, iio_stream_open(b.link, "dac", 1, 4, &b.stream, &b.e),
		    ERR_UNSUPPORTED, "there are 0");
	check_error(&b, iio_stream_open(b.link, "odd", 1, 4, &b.stream, &b.e),
		    ERR_UNSUPPORTED, "cannot be read");
	check_error(&b, iio_stream_open(b.link, "none", 1, 4, &b.stream, &b.e),
		    ERR_UNSUPPORTED, "no device \"none\"");
	check_error(&b, iio_stream_open(b.link, "adc", 2, 4, &b.stream, &b.e),
		    ERR_REFUSED, "adc: Device or resource busy");
	stop(&b);
}

/* libiio would wait 5 s here. */
static void test_silent_open(void **state)
{
	(void)state;
	static const struct iio_rule rules[] = {
		{ "OPEN iio:device0", IIO_SILENT, NULL, 0, 0, 1 }, { 0 },
	};
	struct bench b;
	start(&b, rules);
	check_error(&b, iio_stream_open(b.link, "adc", 2, 4, &b.stream, &b.e),
		    ERR_TIMEOUT, "adc: expected an answer within 300 ms");
	open_adc(&b);
	check_four(&b);
	stop(&b);
}

static void test_silent_refill(void **state)
{
	(void)state;
	static const struct iio_rule rules[] = {
		{ "READBUF", IIO_SILENT, NULL, 0, 0, 1 }, { 0 },
	};
	struct bench b;
	int32_t codes[8];
	size_t got = 0;
	start(&b, rules);
	open_adc(&b);
	check_error(&b, iio_stream_read(b.stream, codes, &got, &b.e),
		    ERR_TIMEOUT, "adc: expected an answer within 300 ms");
	b.began = clock_monotonic_ms();
	/* Attributes connect again, and what was open stays ended. */
	assert_int_equal(iio_link_write(b.link, "adc", NULL, false, "rate",
					"1", &b.e), ERR_OK);
	check_error(&b, iio_stream_read(b.stream, codes, &got, &b.e),
		    ERR_CLOSED, "the stream ended when the connection");
	iio_stream_close(b.stream);
	open_adc(&b);
	check_four(&b);
	stop(&b);
}

/* The server's own word that nothing came, by half the client's timeout. */
static void test_server_timeout(void **state)
{
	(void)state;
	static const struct iio_rule rules[] = {
		{ "READBUF", IIO_REPLY, "-110\n", 0, 0, 2 }, { 0 },
	};
	struct bench b;
	int32_t codes[8];
	size_t got = 0;
	start(&b, rules);
	open_adc(&b);
	for (int i = 0; i < 2; i++)
		check_error(&b, iio_stream_read(b.stream, codes, &got, &b.e),
			    ERR_TIMEOUT, "adc: expected an answer");
	check_four(&b);
	stop(&b);
}

static void test_pulled(void **state)
{
	(void)state;
	static const struct iio_rule rules[] = {
		{ "READBUF", IIO_CLOSE, NULL, 0, 0, 2 }, { 0 },
	};
	struct bench b;
	int32_t codes[8];
	size_t got = 0;
	start(&b, rules);
	for (int i = 0; i < 2; i++) {
		open_adc(&b);
		check_error(&b, iio_stream_read(b.stream, codes, &got, &b.e),
			    ERR_CLOSED, "adc: the connection was closed");
		/* Writing on the closed socket must not kill us. */
		iio_stream_close(b.stream);
	}
	open_adc(&b);
	check_four(&b);
	stop(&b);
}

static void check_bad_refill(const char *reply, size_t len,
			     enum err_code want, const char *words)
{
	const struct iio_rule rules[] = {
		{ "READBUF", IIO_REPLY, reply, len, 0, 1 }, { 0 },
	};
	struct bench b;
	int32_t codes[8];
	size_t got = 0;
	start(&b, rules);
	open_adc(&b);
	check_error(&b, iio_stream_read(b.stream, codes, &got, &b.e), want,
		    words);
	stop(&b);
}

static void test_bad_refills(void **state)
{
	(void)state;
	check_bad_refill("lots\n", 0, ERR_PROTOCOL, "expected a number");
	check_bad_refill("0\n", 0, ERR_TIMEOUT, "expected samples, got none");
	check_bad_refill("-5\n", 0, ERR_IO, "adc: Input/output error");
	/* Only the first channel, as eight frames of half the size. */
	check_bad_refill("16\n00000001\n0123456789abcdef", 0, ERR_PROTOCOL,
			 "expected frames of 4 bytes");
	check_bad_refill("16\n00000003\n01234", 0, ERR_TIMEOUT, "expected");
}

static void test_short_refill(void **state)
{
	(void)state;
	static const struct iio_rule rules[] = {
		{ "READBUF", IIO_REPLY, "8\n00000003\n\1\0\2\0\3\0\4\0" "0\n",
		  21, 0, 1 },
		{ 0 },
	};
	static const int32_t want[] = { 1, 2, 3, 4 };
	struct bench b;
	int32_t codes[8];
	size_t got = 0;
	start(&b, rules);
	open_adc(&b);
	if (iio_stream_read(b.stream, codes, &got, &b.e))
		fail_msg("%s", b.e.text);
	assert_int_equal(got, 2);
	assert_memory_equal(codes, want, sizeof(want));
	check_four(&b);
	stop(&b);
}

static void test_slow_drip(void **state)
{
	(void)state;
	static const struct iio_rule rules[] = {
		{ "READBUF", IIO_DRIP, "16\n00000003\n0123456789abcdef", 0, 60,
		  1 },
		{ 0 },
	};
	struct bench b;
	int32_t codes[8];
	size_t got = 0;
	start(&b, rules);
	open_adc(&b);
	check_error(&b, iio_stream_read(b.stream, codes, &got, &b.e),
		    ERR_TIMEOUT, "adc: expected an answer within 300 ms");
	iio_stream_close(b.stream);
	open_adc(&b);
	check_four(&b);
	stop(&b);
}

static void test_push(void **state)
{
	(void)state;
	static const double codes[] = { -32767, 0, 0, 0xabc, 32767, 4095 };
	static const unsigned char want[] = { 0x01, 0x80, 0x00, 0x00,
					      0x00, 0x00, 0xab, 0xc0,
					      0xff, 0x7f, 0xff, 0xf0 };
	struct bench b;
	unsigned char data[64];
	start(&b, NULL);
	if (iio_link_push(b.link, "dac", 2, codes, 3, &b.e))
		fail_msg("%s", b.e.text);
	assert_int_equal(iio_peer_count(b.peer,
					"OPEN iio:device1 3 00000003"), 1);
	assert_int_equal(iio_peer_payload(b.peer, data, sizeof(data)), 12);
	assert_memory_equal(data, want, sizeof(want));
	const double high[] = { 0, 4096 };
	check_error(&b, iio_link_push(b.link, "dac", 2, high, 1, &b.e),
		    ERR_RANGE, "sample 0: expected 0 to 4095, got 4096");
	assert_int_equal(iio_peer_count(b.peer, "WRITEBUF"), 1);
	/* And again: the device is free. */
	assert_int_equal(iio_link_push(b.link, "dac", 1, codes, 6, &b.e),
			 ERR_OK);
	assert_int_equal(iio_peer_payload(b.peer, data, sizeof(data)), 12);
	stop(&b);
}

static void test_push_refused(void **state)
{
	(void)state;
	static const struct iio_rule rules[] = {
		{ "WRITEBUF", IIO_REPLY, "-22\n", 0, 0, 1 },
		{ "WRITEBUF", IIO_SILENT, NULL, 0, 0, 1 },
		{ 0 },
	};
	static const double codes[] = { 1, 2 };
	struct bench b;
	start(&b, rules);
	check_error(&b, iio_link_push(b.link, "dac", 1, codes, 2, &b.e),
		    ERR_REFUSED, "dac: the samples were refused");
	b.began = clock_monotonic_ms();
	check_error(&b, iio_link_push(b.link, "dac", 1, codes, 2, &b.e),
		    ERR_TIMEOUT, "dac: expected an answer");
	assert_int_equal(iio_link_push(b.link, "dac", 1, codes, 2, &b.e),
			 ERR_OK);
	stop(&b);
}

int main(void)
{
	/* As a shell leaves it: a lost connection must not kill us. */
	signal(SIGPIPE, SIG_DFL);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_first_channel_only),
		cmocka_unit_test(test_mixed_formats),
		cmocka_unit_test(test_not_to_be_had),
		cmocka_unit_test(test_silent_open),
		cmocka_unit_test(test_silent_refill),
		cmocka_unit_test(test_server_timeout),
		cmocka_unit_test(test_pulled),
		cmocka_unit_test(test_bad_refills),
		cmocka_unit_test(test_short_refill),
		cmocka_unit_test(test_slow_drip),
		cmocka_unit_test(test_push),
		cmocka_unit_test(test_push_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
