/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of text as series: what people and instruments write. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recording/number_text.h"
#include "recording/series.h"
#include "scratch.h"

static struct series series;

static void load(const char *text, const struct recording_request *request)
{
	static const struct recording_request none = { 0 };
	struct err e = { 0 };
	const char *path = scratch_text("columns.csv", text);
	series_close(&series);
	if (series_open(path, request ? request : &none, &series, &e))
		fail_msg("%s\n%s", text, e.text);
}

/* The message must have this in it. */
static void refuse(const char *text, const struct recording_request *request,
		   enum err_code code, const char *says)
{
	static const struct recording_request none = { 0 };
	struct err e = { 0 };
	const char *path = scratch_text("columns.csv", text);
	series_close(&series);
	assert_int_equal(series_open(path, request ? request : &none, &series,
				     &e), code);
	if (!strstr(e.text, says) || !strstr(e.text, "columns.csv"))
		fail_msg("%s", e.text);
}

static void check(size_t n, const double *value)
{
	assert_int_equal(series.n, n);
	for (size_t i = 0; i < n; i++)
		if (isnan(value[i]))
			assert_true(isnan(series.value[i]));
		else
			assert_true(series.value[i] == value[i]);
}

static void test_one_column(void **state)
{
	(void)state;
	static const double want[] = { 1, -2.5e-3, .5, 1e10 };
	load("1\n-2.5e-3\n.5\n+1E10\n", NULL);
	check(4, want);
	load("\xef\xbb\xbf# made by hand\r\n\r\n  1 \r\n-2.5e-3\r\n"
	     "\"0.5\"\r\n1e10", NULL);
	check(4, want);
	load("power (dBm)\n1\n-2.5e-3\n.5\n1e10\n", NULL);
	check(4, want);
	assert_string_equal(series.name, "power");
	assert_string_equal(series.unit, "dBm");
	assert_true(isnan(series.interval_s));
}

static void test_delimiters(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"t,a,b\n0,1,2\n1,3,4\n", "t;a;b\n0;1;2\n1;3;4\n",
		"t\ta\tb\n0\t1\t2\n1\t3\t4\n", "t   a b\n 0  1\t2\n1 3  4  \n",
		"sep=;\nt;a;b\n0;1;2\n1;3;4\n",
		"\"t\",\"a\",\"b\"\n\"0\",\"1\",\"2\"\n1,3,4\n",
	};
	static const double want[] = { 2, 4 };
	struct recording_request r = { .columns = { "b" }, .ncolumns = 1 };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		r.columns[0] = i % 2 ? "b" : "3";
		load(texts[i], &r);
		check(2, want);
		assert_string_equal(series.name, "b");
		assert_true(series.interval_s == 1);
	}
}

static void test_missing(void **state)
{
	(void)state;
	static const double want[] = { 1, NAN, NAN, NAN, NAN, NAN, NAN, NAN,
				       NAN, -50, NAN, NAN, 2 };
	load("n,x\n0,1\n1,\n2\n3,nan\n4,-Inf\n5,OVLD\n6,9.9e37\n7,-9.91E+37\n"
	     "8,9221120237577961472\n9,-50\n10,-199.999969\n11,---\n12,2\n",
	     &(struct recording_request){ .columns = { "x" }, .ncolumns = 1 });
	check(13, want);
	assert_int_equal(series.missing, 10);
}

static void test_time(void **state)
{
	(void)state;
	load("2026-02-28T23:59:59.5Z,1\n2026-03-01 00:00:00,2\n"
	     "2026-03-01T01:00:00.5+01:00,3\n2026-03-01T00:00:02,4\n", NULL);
	assert_int_equal(series.n, 4);
	assert_float_equal(series.time_s[3], 2.5, 1e-12);
	assert_true(series.interval_s == .5);
	assert_int_equal(series.gaps, 1);
	load("time [ms],x\n10,1\n11,2\n12.1,3\n13,4\n", NULL);
	assert_float_equal(series.interval_s, 1e-3, 1e-12);
	assert_float_equal(series.jitter, .1, 1e-9);
	assert_int_equal(series.gaps, 0);
	assert_true(isnan(series.recording->rate_hz));
	assert_non_null(strstr(series.recording->warnings[0],
			       "2 steps in time are uneven"));
	load("t,x\n5,1\n5.001,2\n5.002,3\n", NULL);
	assert_float_equal(series.recording->rate_hz, 1000, 1e-6);
	load("when,x\n0,1\n2,2\n",
	     &(struct recording_request){ .time = "when" });
	assert_true(series.interval_s == 2);
	refuse("t,x\n0,1\n1,2\n1,3\n", NULL, ERR_INPUT,
	       "columns.csv:4: time does not rise");
	refuse("t,x\n0,1\n,2\n", NULL, ERR_INPUT,
	       "columns.csv:3: expected a time");
}

/* The short way to a number gives the bits of strtod. */
static void test_rounding(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"0", "-0", ".5", "5.", "9007199254740993", "1e22", "1e23",
		"123456789012345678", "1234567890123456789", "-1e-22",
		"1.7976931348623157e308", "4.9e-324", "8.5e-23", "1e400",
		"0.1000000000000000055511151231257827", "+3.25E+0002",
		"000000000000000000000000000001e-5",
	};
	uint64_t seed = 1;
	char text[64];
	for (size_t i = 0; i < 200000; i++) {
		double got, want;
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		snprintf(text, sizeof(text), "%.*e", (int)(seed >> 60) + 2,
			 (double)(seed >> 20) *
				 pow(10, (double)(seed >> 8 & 63) - 40));
		if (i < sizeof(texts) / sizeof(texts[0]))
			strcpy(text, texts[i]);
		assert_true(number_text_parse(text, &got));
		want = strtod(text, NULL);
		if (fabs(want) < 9.9e37)
			assert_memory_equal(&got, &want, sizeof(got));
		else
			assert_true(isnan(got));
	}
	static const char *const none[] = { ".", "e5", "1e", "1e+", "0x1",
					    "1 2", "--1", "1..2" };
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		double got;
		assert_false(number_text_parse(none[i], &got));
	}
}

static void test_refusals(void **state)
{
	(void)state;
	struct recording_request y = { .columns = { "y" }, .ncolumns = 1 };
	refuse("", NULL, ERR_INPUT, "");
	refuse("# nothing\n", NULL, ERR_INPUT, "no samples in it");
	refuse("a,b\n1,2\n", NULL, ERR_USAGE,
	       "2 channels or columns: a, b; say which by --column");
	refuse("a,b\n1,2\n", &y, ERR_USAGE, "there is no column \"y\"");
	refuse("x\n1\ntwo\n", NULL, ERR_INPUT,
	       ":3: field 1: expected a number, got \"two\"");
	refuse("x\n1\n2,3\n", NULL, ERR_INPUT, ":3: expected 1 fields");
	refuse("x;y\n1;2,5\n", &y, ERR_INPUT, "write a decimal point");
	refuse("0,51\n0,0625\n", NULL, ERR_INPUT, ":2: \"0,0625\" looks like a "
	       "decimal comma");
	refuse("0,51\n-0,25\n", NULL, ERR_INPUT, "decimal comma");
	refuse("\xff\xfe" "1\n", NULL, ERR_INPUT, "UTF-16");
	refuse("x\n1\n0x10\n", NULL, ERR_INPUT, "got \"0x10\"");
	refuse("x\n1\n\"2\n", NULL, ERR_INPUT, ":3: a quoted field");
}

static void test_bytes(void **state)
{
	(void)state;
	struct series s;
	struct err e = { 0 };
	char text[8192];
	memset(text, '\n', sizeof(text));
	memcpy(text, "1\n2\n", 4);
	memcpy(text + 8000, "3\0" "4", 3);
	const char *path = scratch_write("zero.csv", text, sizeof(text));
	assert_int_equal(series_open(path, &(struct recording_request){ 0 },
				     &s, &e), ERR_INPUT);
	assert_non_null(strstr(e.text, "zero.csv:7999: a byte 0"));
}

/* Neither a line nor a quote without end is collected for ever; lines that end
 * as they did on old Macintoshes are lines. */
static void test_no_end(void **state)
{
	(void)state;
	enum { SIZE = 1 << 21 };
	char *text = malloc(SIZE + 1);
	assert_non_null(text);
	text[SIZE] = '\0';
	memset(text, '1', SIZE);
	refuse(text, NULL, ERR_INPUT, ":1: a line of more than 1048576");
	for (size_t i = 0; i < SIZE; i += 2)
		text[i + 1] = '\r';
	load(text, NULL);
	assert_int_equal(series.n, SIZE / 2);
	for (size_t i = 4; i < SIZE; i += 2)
		text[i + 1] = '\n';
	memcpy(text, "1\n\"2", 4);
	refuse(text, NULL, ERR_INPUT, ":2: a line of more than 1048576");
	free(text);
}

/* Longer than what is given back at a time. */
static void test_long(void **state)
{
	(void)state;
	size_t n = 1500000;
	char *text = malloc(20 * n), *p = text;
	for (size_t i = 0; i < n; i++)
		p += sprintf(p, "%zu.25e-1\n", i);
	struct err e = { 0 };
	const char *path = scratch_write("long.csv", text, (size_t)(p - text));
	free(text);
	series_close(&series);
	if (series_open(path, &(struct recording_request){ 0 }, &series, &e))
		fail_msg("%s", e.text);
	assert_int_equal(series.n, n);
	for (size_t i = 0; i < n; i++)
		assert_true(fabs(series.value[i] - ((double)i + .25) / 10) <
			    1e-9 * (double)(i + 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_column),
		cmocka_unit_test(test_delimiters),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_rounding),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_no_end),
		cmocka_unit_test(test_long),
	};
	int failed = cmocka_run_group_tests(tests, scratch_make,
					    scratch_remove);
	series_close(&series);
	return failed;
}
