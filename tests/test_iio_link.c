/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An IIO context over a scripted server: attributes, and every way in which
 * libiio 0.24 is known to mislead its user. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "instruments/transport/iio_link.h"
#include "tests/iio_peer.h"

#define TIMEOUT_MS 300
#define SLACK_MS 1000

static const char devices[] =
	"<device id=\"iio:device0\" name=\"loop-adc\">"
	"<channel id=\"voltage0\" type=\"input\"><scan-element index=\"0\" "
	"format=\"le:s16/16&gt;&gt;0\"/><attribute name=\"scale\"/></channel>"
	"<channel id=\"voltage1\" type=\"input\"><scan-element index=\"1\" "
	"format=\"le:s16/16&gt;&gt;0\"/><attribute name=\"scale\"/></channel>"
	"<attribute name=\"rate\"/><attribute name=\"other\"/></device>";

struct bench {
	struct iio_peer *peer;
	struct iio_link *link;
	struct err e;
	long long began;
};

static void start(struct bench *b, const struct iio_rule *rules)
{
	static const unsigned char samples[] = { 1, 0, 2, 0, 3, 0, 4, 0 };
	const struct iio_peer_config config = {
		.devices = devices, .rules = rules, .samples = samples,
		.nsamples = sizeof(samples),
	};
	memset(b, 0, sizeof(*b));
	b->peer = iio_peer_start(&config);
	if (iio_link_open(iio_peer_uri(b->peer), TIMEOUT_MS, &b->link, &b->e))
		fail_msg("%s", b->e.text);
	b->began = clock_monotonic_ms();
}

static void stop(struct bench *b)
{
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

static enum err_code read_attr(struct bench *b, const char *attr, double *v)
{
	b->began = clock_monotonic_ms();
	return iio_link_read_double(b->link, "loop-adc", NULL, false, attr, v,
				    &b->e);
}

static void test_attributes(void **state)
{
	(void)state;
	static char longest[4200];
	memset(longest, '7', sizeof(longest));
	memcpy(longest, "4096\n", 5);
	longest[5 + 4095] = '\0';
	longest[5 + 4096] = '\n';
	const struct iio_rule rules[] = {
		{ "READ iio:device0 rate", IIO_REPLY, "8\n1000000\0\n", 11, 0,
		  1 },
		{ "READ iio:device0 rate", IIO_REPLY, "4\n12q\0\n", 7, 0, 1 },
		{ "READ iio:device0 rate", IIO_REPLY, "0\n\n", 0, 0, 1 },
		{ "READ iio:device0 rate", IIO_REPLY, longest, 5 + 4096 + 1, 0,
		  1 },
		{ "READ iio:device0 INPUT voltage1 scale", IIO_REPLY,
		  "5\n0.25\n\n", 0, 0, 0 },
		{ 0 },
	};
	struct bench b;
	start(&b, rules);
	double v = 0;
	char text[5000];
	assert_string_equal(iio_link_context_attr(b.link, "loop,interface"),
			    "1");
	assert_null(iio_link_context_attr(b.link, "loop,nothing"));
	assert_int_equal(read_attr(&b, "rate", &v), ERR_OK);
	assert_true(v == 1000000);
	check_error(&b, read_attr(&b, "rate", &v), ERR_PROTOCOL,
		    "loop-adc rate: expected a number, got \"12q\"");
	assert_int_equal(iio_link_read(b.link, "loop-adc", NULL, false, "rate",
				       text, sizeof(text), &b.e), ERR_OK);
	assert_string_equal(text, "");
	assert_int_equal(iio_link_read(b.link, "iio:device0", NULL, false,
				       "rate", text, sizeof(text), &b.e),
			 ERR_OK);
	assert_int_equal(strlen(text), 4095);
	assert_int_equal(strspn(text, "7"), 4095);
	assert_int_equal(iio_link_read_double(b.link, "loop-adc", "voltage1",
					      false, "scale", &v, &b.e),
			 ERR_OK);
	assert_true(v == 0.25);
	assert_int_equal(iio_link_write(b.link, "loop-adc", NULL, false,
					"rate", "2000000", &b.e), ERR_OK);
	assert_int_equal(iio_peer_payload(b.peer, text, sizeof(text)), 8);
	assert_string_equal(text, "2000000");
	/* One probe, and all of it over one context. */
	assert_int_equal(iio_peer_count(b.peer, "PRINT"), 1);
	stop(&b);
}

/* Said from the description, without asking the server. */
static void test_missing(void **state)
{
	(void)state;
	struct bench b;
	start(&b, NULL);
	double v = 0;
	assert_true(iio_link_has_device(b.link, "loop-adc"));
	assert_false(iio_link_has_device(b.link, "loop-dac"));
	assert_true(iio_link_has_attr(b.link, "loop-adc", NULL, false, "rate"));
	assert_false(iio_link_has_attr(b.link, "loop-adc", NULL, false, "x"));
	assert_true(iio_link_has_attr(b.link, "loop-adc", "voltage0", false,
				      "scale"));
	assert_int_equal(iio_link_channel_count(b.link, "loop-adc", false), 2);
	assert_int_equal(iio_link_channel_count(b.link, "loop-adc", true), 0);
	check_error(&b, read_attr(&b, "nothing", &v), ERR_UNSUPPORTED,
		    "loop-adc has no attribute \"nothing\"");
	check_error(&b, iio_link_write(b.link, "dac", NULL, false, "x", "1",
				       &b.e), ERR_UNSUPPORTED,
		    "there is no device \"dac\"");
	check_error(&b, iio_link_write(b.link, "loop-adc", "voltage1", true,
				       "scale", "1", &b.e), ERR_UNSUPPORTED,
		    "loop-adc has no output channel \"voltage1\"");
	assert_int_equal(iio_peer_count(b.peer, "READ "), 0);
	assert_int_equal(iio_peer_count(b.peer, "WRITE "), 0);
	stop(&b);
}

static void test_refused(void **state)
{
	(void)state;
	static const struct iio_rule rules[] = {
		{ "WRITE iio:device0 rate", IIO_REPLY, "-13\n", 0, 0, 1 },
		{ "WRITE iio:device0 rate", IIO_REPLY, "-22\n", 0, 0, 1 },
		{ "READ iio:device0 rate", IIO_REPLY, "-5\n", 0, 0, 1 },
		{ "READ iio:device0 rate", IIO_REPLY, "2\n7\0\n", 5, 0, 0 },
		{ 0 },
	};
	struct bench b;
	start(&b, rules);
	double v = 0;
	check_error(&b, iio_link_write(b.link, "loop-adc", NULL, false, "rate",
				       "9", &b.e), ERR_REFUSED,
		    "loop-adc rate: Permission denied");
	check_error(&b, iio_link_write(b.link, "loop-adc", NULL, false, "rate",
				       "9 q", &b.e), ERR_REFUSED,
		    "loop-adc rate: \"9 q\" was refused");
	check_error(&b, read_attr(&b, "rate", &v), ERR_IO,
		    "loop-adc rate: Input/output error");
	assert_int_equal(read_attr(&b, "rate", &v), ERR_OK);
	assert_true(v == 7);
	stop(&b);
}

/* 111 comes too late, and must not become the answer to the next question. */
static void test_late_reply(void **state)
{
	(void)state;
	static const struct iio_rule rules[] = {
		{ "READ iio:device0 rate", IIO_REPLY, "4\n111\0\n", 7,
		  TIMEOUT_MS + 100, 1 },
		{ "READ iio:device0 other", IIO_REPLY, "4\n222\0\n", 7, 0, 0 },
		{ 0 },
	};
	struct bench b;
	start(&b, rules);
	double v = 0;
	check_error(&b, read_attr(&b, "rate", &v), ERR_TIMEOUT,
		    "loop-adc rate: expected an answer within 300 ms");
	for (int i = 0; i < 3; i++) {
		if (read_attr(&b, "other", &v))
			fail_msg("%s", b.e.text);
		assert_true(v == 222);
	}
	/* The URI still has its port: another context, not a clone. */
	assert_int_equal(iio_peer_count(b.peer, "PRINT"), 2);
	stop(&b);
}

static void test_slow_drip(void **state)
{
	(void)state;
	static const struct iio_rule rules[] = {
		{ "READ iio:device0 rate", IIO_DRIP,
		  "0000000000000000000000000000000000000000000000000000000000",
		  0, 50, 1 },
		{ "READ iio:device0 rate", IIO_REPLY, "2\n7\0\n", 5, 0, 0 },
		{ 0 },
	};
	struct bench b;
	start(&b, rules);
	double v = 0;
	check_error(&b, read_attr(&b, "rate", &v), ERR_TIMEOUT,
		    "expected an answer within 300 ms");
	if (read_attr(&b, "rate", &v))
		fail_msg("%s", b.e.text);
	assert_true(v == 7);
	stop(&b);
}

static void test_pulled(void **state)
{
	(void)state;
	static const struct iio_rule rules[] = {
		{ "READ iio:device0 rate", IIO_CLOSE, NULL, 0, 0, 1 },
		{ "READ iio:device0 rate", IIO_REPLY, "2\n7\0\n", 5, 0, 0 },
		{ 0 },
	};
	struct bench b;
	start(&b, rules);
	double v = 0;
	check_error(&b, read_attr(&b, "rate", &v), ERR_CLOSED,
		    "loop-adc rate: the connection was closed");
	if (read_attr(&b, "rate", &v))
		fail_msg("%s", b.e.text);
	assert_true(v == 7);
	stop(&b);
}

static void test_garbage(void **state)
{
	(void)state;
	static const struct iio_rule rules[] = {
		{ "READ iio:device0 rate", IIO_REPLY, "what?\nhm\n", 0, 0, 1 },
		{ "READ iio:device0 rate", IIO_REPLY, "2\n7\0\n", 5, 0, 0 },
		{ 0 },
	};
	struct bench b;
	start(&b, rules);
	double v = 0;
	check_error(&b, read_attr(&b, "rate", &v), ERR_PROTOCOL,
		    "expected a number in the answer");
	if (read_attr(&b, "rate", &v))
		fail_msg("%s", b.e.text);
	assert_true(v == 7);
	stop(&b);
}

/* Opens against a server that goes wrong at once; nothing reaches stderr. */
static void check_no_server(const struct iio_rule *rules, const char *xml,
			    enum err_code want, const char *words)
{
	const struct iio_peer_config config = {
		.devices = devices, .rules = rules, .xml = xml,
	};
	struct iio_peer *peer = iio_peer_start(&config);
	struct iio_link *link = NULL;
	struct err e = { .code = ERR_OK };
	char noise[200] = "";
	FILE *file = tmpfile();
	fflush(stderr);
	int saved = dup(STDERR_FILENO);
	dup2(fileno(file), STDERR_FILENO);
	long long began = clock_monotonic_ms();
	enum err_code code = iio_link_open(iio_peer_uri(peer), TIMEOUT_MS,
					   &link, &e);
	long long took = clock_monotonic_ms() - began;
	fflush(stderr);
	dup2(saved, STDERR_FILENO);
	close(saved);
	rewind(file);
	size_t n = fread(noise, 1, sizeof(noise) - 1, file);
	fclose(file);
	if (code != want || !strstr(e.text, words))
		fail_msg("%s: %s", err_code_name(code), e.text);
	assert_null(link);
	assert_in_range(took, 0, TIMEOUT_MS + SLACK_MS);
	if (n)
		fail_msg("on stderr: %s", noise);
	iio_peer_stop(peer);
}

static void test_no_iio_server(void **state)
{
	(void)state;
	static const struct iio_rule web[] = {
		{ "VERSION", IIO_REPLY, "HTTP/1.1 400 Bad Request\r\n", 0, 0,
		  0 },
		{ 0 },
	};
	static const struct iio_rule deaf[] = {
		{ "VERSION", IIO_SILENT, NULL, 0, 0, 0 }, { 0 },
	};
	static const struct iio_rule half[] = {
		{ "PRINT", IIO_SILENT, NULL, 0, 0, 0 }, { 0 },
	};
	static const struct iio_rule drip[] = {
		{ "PRINT", IIO_DRIP, "99\n<xml............................",
		  0, 50, 0 },
		{ 0 },
	};
	check_no_server(web, NULL, ERR_PROTOCOL,
			"expected an IIO server's version");
	check_no_server(deaf, NULL, ERR_TIMEOUT,
			"expected an IIO server within 300 ms");
	check_no_server(half, NULL, ERR_TIMEOUT, "connecting");
	check_no_server(drip, NULL, ERR_TIMEOUT, "connecting");
}

static void test_broken_description(void **state)
{
	(void)state;
	check_no_server(NULL, "<context><device id=", ERR_PROTOCOL,
			"description");
	check_no_server(NULL, "no XML at all", ERR_PROTOCOL, "description");
}

static void test_wrong_uri(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "ip", "tcp:h:1", "ip:",
					   "ip:h:port", "xml:/etc/passwd",
					   "local" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct iio_link *link = NULL;
		struct err e = { .code = ERR_OK };
		if (iio_link_open(bad[i], TIMEOUT_MS, &link, &e) != ERR_USAGE)
			fail_msg("\"%s\": %s", bad[i], e.text);
		assert_null(link);
	}
}

int main(void)
{
	/* As a shell leaves it: a lost connection must not kill us. */
	signal(SIGPIPE, SIG_DFL);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attributes),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_late_reply),
		cmocka_unit_test(test_slow_drip),
		cmocka_unit_test(test_pulled),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_no_iio_server),
		cmocka_unit_test(test_broken_description),
		cmocka_unit_test(test_wrong_uri),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
