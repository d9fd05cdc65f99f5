/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sample formats against values worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "instruments/transport/iio_format.h"

struct row {
	struct iio_format f; /* bytes, bits, shift, signed, big-endian */
	unsigned char sample[8];
	double code;
};

static const struct row rows[] = {
	{ { 2, 16, 0, true, false }, { 0xff, 0x7f }, 32767 },
	{ { 2, 16, 0, true, false }, { 0x00, 0x80 }, -32768 },
	{ { 2, 16, 0, false, false }, { 0x00, 0x80 }, 32768 },
	{ { 2, 16, 0, true, true }, { 0xff, 0xfe }, -2 },
	{ { 2, 12, 4, true, false }, { 0xf0, 0xff }, -1 },
	{ { 2, 12, 4, true, false }, { 0xf0, 0x7f }, 2047 },
	{ { 2, 12, 4, false, true }, { 0xab, 0xc0 }, 0xabc },
	{ { 2, 12, 0, true, true }, { 0x08, 0x00 }, -2048 },
	{ { 1, 8, 0, true, false }, { 0x80 }, -128 },
	{ { 1, 8, 0, false, false }, { 0xff }, 255 },
	{ { 1, 2, 3, true, false }, { 0x10 }, -2 },
	{ { 4, 24, 8, true, false }, { 0x00, 0xff, 0xff, 0xff }, -1 },
	{ { 4, 24, 8, false, true }, { 0x12, 0x34, 0x56, 0x00 }, 0x123456 },
	{ { 4, 32, 0, false, false }, { 0xff, 0xff, 0xff, 0xff },
	  4294967295.0 },
	{ { 8, 64, 0, true, false },
	  { 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, -2 },
	{ { 8, 48, 16, true, true }, { 0x80, 0, 0, 0, 0, 0, 0, 0 },
	  -140737488355328.0 },
};

/* Bits that do not belong to the value are not looked at. */
static void test_get(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_true(iio_format_valid(&rows[i].f));
		double v = iio_format_get(&rows[i].f, rows[i].sample);
		if (v != rows[i].code)
			fail_msg("row %zu: %.17g, not %.17g", i, v,
				 rows[i].code);
		assert_true(iio_format_get_whole(&rows[i].f, rows[i].sample) ==
			    (int64_t)rows[i].code);
	}
	/* 2^53 + 1 and the lowest of all: no double between. */
	const struct iio_format stamp = { 8, 64, 0, true, false };
	const unsigned char odd[] = { 1, 0, 0, 0, 0, 0, 0x20, 0 },
			    low[] = { 0, 0, 0, 0, 0, 0, 0, 0x80 };
	assert_true(iio_format_get_whole(&stamp, odd) == 9007199254740993);
	assert_true(iio_format_get_whole(&stamp, low) == INT64_MIN);
	const struct iio_format f = { 2, 12, 0, true, false };
	const unsigned char noisy[] = { 0x01, 0xf0 };
	assert_true(iio_format_get(&f, noisy) == 1);
}

static void test_put(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned char sample[8] = { 0 };
		iio_format_put(&rows[i].f, sample, rows[i].code);
		/* Value bits only: rows with shifts have zeros elsewhere but
		 * for the sign-extended one. */
		double v = iio_format_get(&rows[i].f, sample);
		assert_true(v == rows[i].code);
		if (rows[i].f.bits + rows[i].f.shift == 8 * rows[i].f.bytes)
			assert_memory_equal(sample, rows[i].sample, 8);
	}
	const struct iio_format f = { 2, 16, 0, true, false };
	unsigned char sample[2];
	iio_format_put(&f, sample, -1.6);
	assert_true(iio_format_get(&f, sample) == -2);
}

static void test_range(void **state)
{
	(void)state;
	double low, high;
	iio_format_range(&(struct iio_format){ 2, 12, 4, true, false }, &low,
			 &high);
	assert_true(low == -2048 && high == 2047);
	iio_format_range(&(struct iio_format){ 1, 8, 0, false, false }, &low,
			 &high);
	assert_true(low == 0 && high == 255);
}

static void test_invalid(void **state)
{
	(void)state;
	static const struct iio_format bad[] = {
		{ 0, 8, 0, true, false },  { 3, 24, 0, true, false },
		{ 2, 0, 0, true, false },  { 2, 17, 0, true, false },
		{ 2, 12, 5, true, false }, { 16, 64, 0, true, false },
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(iio_format_valid(&bad[i]));
}

/* The fast way gives what the general way gives. */
static void test_fast(void **state)
{
	(void)state;
	const struct iio_format f = { 2, 16, 0, true, false };
	if (!iio_format_is_native_s16(&f))
		skip();
	static int16_t samples[65536];
	static int32_t codes[65536];
	for (int i = 0; i < 65536; i++)
		samples[i] = (int16_t)(i - 32768);
	iio_format_get_s16(samples, 65536, codes);
	for (int i = 0; i < 65536; i++)
		assert_true(codes[i] == i - 32768);
	assert_false(iio_format_is_native_s16(
		&(struct iio_format){ 2, 16, 0, true, true }));
	assert_false(iio_format_is_native_s16(
		&(struct iio_format){ 2, 16, 0, false, false }));
	assert_false(iio_format_is_native_s16(
		&(struct iio_format){ 2, 12, 4, true, false }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_get),
		cmocka_unit_test(test_put),
		cmocka_unit_test(test_range),
		cmocka_unit_test(test_invalid),
		cmocka_unit_test(test_fast),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
