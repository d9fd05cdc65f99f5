/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of many lanes as a channel mask sees them, masks as text, and the
 * bounded parts of the tables. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "twin/iio_devices.h"
#include "twin/iio_queue.h"
#include "twin/iio_samples.h"

static void test_pick(void **state)
{
	static const int16_t all[] = { 10, 11, 12, 13, 20, 21, 22, 23 };
	static const int16_t some[] = { 11, 13, 21, 23 };
	static const int8_t bytes[] = { 1, 2, 3, 4, 5, 6 };
	static const int8_t last[] = { 3, 6 };
	int16_t got[8];
	int8_t small[2];

	(void)state;
	iio_samples_pick((const char *)all, 2, 4, 2, 0xa, (char *)got);
	assert_memory_equal(got, some, sizeof(some));
	iio_samples_pick((const char *)all, 2, 4, 2, 0xf, (char *)got);
	assert_memory_equal(got, all, sizeof(all));
	iio_samples_pick((const char *)bytes, 2, 3, 1, 4, (char *)small);
	assert_memory_equal(small, last, sizeof(last));
}

static void test_spread(void **state)
{
	static const int16_t sent[] = { 7, -8, 9, -10 };
	static const int16_t wanted[] = { 7, 0, -8, 9, 0, -10 };
	int16_t *codes = iio_samples_spread(sent, 2, 3, 5);

	(void)state;
	assert_non_null(codes);
	assert_memory_equal(codes, wanted, sizeof(wanted));
	free(codes);
}

/* Each channel at a multiple of its own size, as clients compute it. */
static void test_event_layout(void **state)
{
	static const struct {
		uint64_t mask;
		size_t size, time_at;
	} rows[] = { { 7, 16, 8 }, { 4, 8, 0 }, { 5, 16, 8 }, { 6, 16, 8 } };
	struct twin_event event = { 4, 300, 0x0102030405060708 };
	char record[16];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(iio_frame_size(IIO_DEVICE_EVENTS,
						rows[i].mask, NULL),
				 rows[i].size);
		iio_samples_event(&event, rows[i].mask, record);
		assert_memory_equal(record + rows[i].time_at, &event.ns, 8);
	}
	assert_int_equal(iio_frame_size(IIO_DEVICE_EVENTS, 3, NULL), 4);
	assert_int_equal(iio_frame_size(IIO_DEVICE_LOCK, 1, NULL), 0);
}

static void test_masks(void **state)
{
	uint64_t mask = 0;
	char text[32];

	(void)state;
	assert_int_equal(iio_mask_parse("0000000A", 4, &mask), 0);
	assert_int_equal(mask, 10);
	assert_int_equal(iio_mask_parse("00000010", 4, &mask), -EINVAL);
	assert_int_equal(iio_mask_parse("80000000", 32, &mask), 0);
	assert_int_equal(iio_mask_parse("00000001", 33, &mask), -EINVAL);
	assert_int_equal(iio_mask_parse("0000000180000000", 33, &mask), 0);
	assert_true(mask == 0x180000000);
	assert_int_equal(iio_mask_parse("8000000000000000", 64, &mask), 0);
	assert_int_equal(iio_mask_parse("-0000001", 4, &mask), -EINVAL);
	assert_int_equal(iio_mask_parse("", 0, &mask), -EINVAL);
	iio_mask_format(0x180000000, 64, text, sizeof(text));
	assert_string_equal(text, "0000000180000000");
	iio_mask_format(10, 4, text, sizeof(text));
	assert_string_equal(text, "0000000a");
}

/* What is taken and added in turn stays in order, and in bounds. */
static void test_queue(void **state)
{
	struct iio_queue queue = { 0 };
	unsigned char next_in = 0, next_out = 0, out[64];

	(void)state;
	for (size_t round = 0; round < 1000; round++) {
		size_t add = round * 7 % 50, take = round * 11 % 50;

		assert_int_equal(iio_queue_reserve(&queue, add), 0);
		char *at = iio_queue_add(&queue, add);

		for (size_t i = 0; i < add; i++)
			at[i] = (char)next_in++;
		if (take > queue.len)
			take = queue.len;
		iio_queue_take(&queue, out, take);
		for (size_t i = 0; i < take; i++)
			assert_int_equal(out[i], next_out++);
	}
	iio_queue_free(&queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pick),
		cmocka_unit_test(test_spread),
		cmocka_unit_test(test_event_layout),
		cmocka_unit_test(test_masks),
		cmocka_unit_test(test_queue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
