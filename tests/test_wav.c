/* SPDX-License-Identifier: GPL-3.0-or-later */
/* WAV files of every kind, built byte by byte from the standards. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recording/series.h"
#include "scratch.h"

static unsigned char file[512];
static size_t used;
static int big;

static void put(const void *data, size_t n)
{
	memcpy(file + used, data, n);
	used += n;
}

static void put_number(unsigned long value, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		file[used++] = (unsigned char)(value >>
					       8 * (big ? bytes - 1 - i : i));
}

static void begin(const char *id, unsigned long size)
{
	used = 0;
	big = strcmp(id, "RIFX") == 0;
	put(id, 4);
	put_number(size, 4);
	put("WAVE", 4);
}

static void put_fmt(unsigned tag, unsigned channels, unsigned bytes,
		    unsigned bits)
{
	put("fmt ", 4);
	put_number(16, 4);
	put_number(tag, 2);
	put_number(channels, 2);
	put_number(48000, 4);
	put_number(48000ul * channels * bytes, 4);
	put_number(channels * bytes, 2);
	put_number(bits, 2);
}

static void put_data(const char *bytes, size_t n, unsigned long size)
{
	put("data", 4);
	put_number(size, 4);
	put(bytes, n);
}

static struct recording *load(void)
{
	static const struct recording_request none = { 0 };
	struct recording *r;
	struct err e = { 0 };
	if (recording_open(scratch_write("x.wav", file, used), &none, &r, &e))
		fail_msg("%s", e.text);
	assert_true(r->rate_hz == 48000);
	return r;
}

static void check(double value, double full_scale, double step)
{
	struct recording *r = load();
	double got;
	assert_int_equal(r->length, 1);
	recording_read(r, r->channels - 1, 0, 1, &got, NULL);
	assert_true(got == value);
	assert_true(r->full_scale == full_scale);
	assert_true(r->step == step);
	assert_int_equal(r->nwarnings, 0);
	recording_free(r);
}

static void simple(unsigned tag, unsigned bytes, const char *data)
{
	begin("RIFF", 36 + bytes);
	put_fmt(tag, 1, bytes, 8 * bytes);
	put_data(data, bytes, bytes);
}

static void test_kinds(void **state)
{
	(void)state;
	simple(1, 1, "\x01");
	check(-127, 128, 1);
	simple(1, 2, "\xfe\xff");
	check(-2, 32768, 1);
	simple(1, 3, "\x01\x00\x80");
	check(-8388607, 8388608, 1);
	simple(1, 4, "\x02\x00\x01\x00");
	check(65538, 2147483648.0, 1);
	simple(3, 4, "\x00\x00\x20\xc0");
	check(-2.5, 1, 0);
	simple(3, 8, "\x00\x00\x00\x00\x00\x00\x04\xc0");
	check(-2.5, 1, 0);
	begin("RIFX", 40);
	put_fmt(1, 2, 2, 16);
	put_data("\x00\x01\x02\x03", 4, 4);
	check(515, 32768, 1);
	/* 12 bits in two bytes lie at their upper end */
	begin("RIFF", 38);
	put_fmt(1, 1, 2, 12);
	put_data("\x10\x00", 2, 2);
	check(16, 32768, 16);
}

static void test_extensible(void **state)
{
	(void)state;
	begin("RIFF", 0);
	put("fmt ", 4);
	put_number(40, 4);
	put_number(0xfffe, 2);
	put_number(1, 2);
	put_number(48000, 4);
	put_number(144000, 4);
	put_number(3, 2);
	put_number(24, 2);
	put_number(22, 2);
	put_number(20, 2); /* valid bits */
	put_number(4, 4);
	put("\x01\x00\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71",
	    16);
	put_data("\x10\x00\x00", 3, 3);
	check(16, 8388608, 16);
}

static void test_long_and_odd(void **state)
{
	(void)state;
	begin("RF64", 0xffffffff);
	put("ds64", 4);
	put_number(28, 4);
	put_number(100, 8);
	put_number(2, 8);
	put_number(1, 8);
	put_number(0, 4);
	put("LIST", 4); /* of three bytes: one of padding behind it */
	put_number(3, 4);
	put("abc\0", 4);
	put_fmt(1, 1, 2, 16);
	put_data("\x05\x00", 2, 0xffffffff);
	put("trash of later chunks", 21);
	check(5, 32768, 1);
}

static void test_wrong_sizes(void **state)
{
	(void)state;
	static const unsigned long sizes[] = { 0, 0xffffffff, 100 };
	for (size_t i = 0; i < 3; i++) {
		begin("RIFF", i == 2 ? 136 : sizes[i]);
		put_fmt(1, 1, 2, 16);
		put_data("\x01\x00\x02\x00\x03", 5, sizes[i]);
		struct recording *r = load();
		assert_int_equal(r->length, 2);
		assert_int_equal(r->nwarnings, 2);
		assert_non_null(strstr(r->warnings[0], "5 are there"));
		recording_free(r);
	}
}

/* A channel as a series, by its number. */
static void test_series(void **state)
{
	(void)state;
	struct recording_request q = { .columns = { "2" }, .ncolumns = 1 };
	struct series s;
	begin("RIFF", 44);
	put_fmt(1, 2, 2, 16);
	put_data("\1\0\2\0\3\0\4\0", 8, 8);
	const char *path = scratch_write("x.wav", file, used);
	assert_int_equal(series_open(path, &q, &s, NULL), 0);
	assert_true(s.n == 2 && s.value[0] == 2 && s.value[1] == 4);
	assert_true(s.interval_s == 1.0 / 48000);
	series_close(&s);
	q.columns[1] = "1";
	q.ncolumns = 2;
	struct recording *r;
	double value;
	assert_int_equal(recording_open(path, &q, &r, NULL), 0);
	recording_read(r, 1, 1, 1, &value, NULL);
	assert_true(r->channels == 2 && value == 3);
	assert_null(recording_data(r, SAMPLE_I16));
	recording_free(r);
	q.ncolumns = 1;
	q.columns[0] = "3";
	assert_int_equal(series_open(path, &q, &s, NULL), ERR_USAGE);
	q.ncolumns = 0;
	assert_int_equal(series_open(path, &q, &s, NULL), ERR_USAGE);
}

static void refuse(const char *says)
{
	static const struct recording_request none = { 0 };
	struct recording *r;
	struct err e = { 0 };
	assert_int_equal(recording_open(scratch_write("x.wav", file, used),
					&none, &r, &e), ERR_INPUT);
	if (!strstr(e.text, says) || !strstr(e.text, "x.wav"))
		fail_msg("%s", e.text);
}

static void test_refusals(void **state)
{
	(void)state;
	begin("RIFF", 4);
	refuse("byte 12: expected a data chunk");
	put_data("", 0, 0);
	refuse("data without a fmt chunk");
	simple(2, 2, "\0");
	refuse("WAV format 2 of 16 bits; expected PCM");
	begin("RIFF", 4);
	put("fmt ", 4);
	put_number(4, 4);
	put_number(1, 4);
	refuse("a fmt chunk of 4 bytes");
	begin("RIFF", 4);
	put("junk", 4);
	put_number(9999, 4);
	refuse("byte 12: a chunk of 9999 bytes, 0 are left");
	begin("RIFF", 4);
	put_fmt(1, 0, 2, 16);
	put_data("\0\0", 2, 2);
	refuse("WAV format 1 of 0 bits");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_extensible),
		cmocka_unit_test(test_long_and_odd),
		cmocka_unit_test(test_wrong_sizes),
		cmocka_unit_test(test_series),
		cmocka_unit_test(test_refusals),
	};
	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
