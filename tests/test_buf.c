/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The buffer grows to its limit and no further. */
#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_grow(void **state)
{
	(void)state;
	struct buf b;
	struct err e = { 0 };
	buf_init(&b, 1000);
	assert_null(b.data);
	for (int i = 0; i < 100; i++)
		assert_int_equal(buf_printf(&b, &e, "%02d,", i), ERR_OK);
	assert_int_equal(b.len, 300);
	assert_memory_equal(b.data, "00,01,02,", 9);
	assert_string_equal(b.data + 291, "97,98,99,");
	assert_int_equal(buf_add(&b, "a\0b", 3, &e), ERR_OK);
	assert_int_equal(b.len, 303);
	assert_memory_equal(b.data + 300, "a\0b\0", 4);
	buf_reset(&b);
	assert_int_equal(b.len, 0);
	assert_string_equal(b.data, "");
	buf_free(&b);
	buf_free(NULL);
}

static void test_limit(void **state)
{
	(void)state;
	struct buf b;
	struct err e = { 0 };
	buf_init(&b, 10);
	assert_int_equal(buf_add(&b, "0123456789", 10, &e), ERR_OK);
	assert_int_equal(buf_add(&b, "", 0, &e), ERR_OK);
	assert_int_equal(buf_add(&b, "x", 1, &e), ERR_RANGE);
	assert_int_equal(buf_printf(&b, &e, "%d", 7), ERR_RANGE);
	assert_int_equal(buf_add(&b, "x", SIZE_MAX, &e), ERR_RANGE);
	assert_string_equal(b.data, "0123456789");
	buf_free(&b);
}

static void test_take(void **state)
{
	(void)state;
	struct buf b;
	struct err e = { 0 };
	buf_init(&b, 10);
	assert_null(buf_take(&b));
	assert_int_equal(buf_printf(&b, &e, "yours"), ERR_OK);
	char *text = buf_take(&b);
	assert_string_equal(text, "yours");
	assert_int_equal(b.len, 0);
	assert_int_equal(buf_add(&b, "mine", 4, &e), ERR_OK);
	assert_string_equal(text, "yours");
	free(text);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grow),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_take),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
