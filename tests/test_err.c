/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors: texts, prefixes, and what happens when they do not fit. */
#include "base/err.h"

#include <errno.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_set(void **state)
{
	(void)state;
	struct err e = { 0 };
	assert_int_equal(err_set(&e, ERR_RANGE, "%d dBm", 99), ERR_RANGE);
	assert_int_equal(e.code, ERR_RANGE);
	assert_string_equal(e.text, "99 dBm");
	assert_int_equal(err_set(NULL, ERR_IO, "nobody listens"), ERR_IO);
	assert_string_equal(err_code_name(ERR_TIMEOUT), "TIMEOUT");
	assert_string_equal(err_code_text(ERR_TIMEOUT), "timed out");
}

static void test_prefix(void **state)
{
	(void)state;
	struct err e = { 0 };
	err_prefix(&e, "step %d", 4);
	assert_string_equal(e.text, "");
	err_set(&e, ERR_PROTOCOL, "expected a number, got \"OVLD\"");
	err_prefix(&e, "power_meter");
	assert_int_equal(err_prefix(&e, "step %d", 4), ERR_PROTOCOL);
	assert_string_equal(e.text, "step 4: power_meter: expected a number, "
				    "got \"OVLD\"");
}

static void test_errno(void **state)
{
	(void)state;
	struct err e = { 0 };
	errno = ENOENT;
	err_set_errno(&e, ERR_IO, "x.yaml");
	assert_string_equal(e.text, "x.yaml: No such file or directory");
}

/* A text may quote itself, and an overlong one is cut, never overrun. */
static void test_long(void **state)
{
	(void)state;
	struct err e = { 0 };
	err_set(&e, ERR_IO, "inner");
	err_set(&e, ERR_IO, "outer (%s)", e.text);
	assert_string_equal(e.text, "outer (inner)");
	for (int i = 0; i < 500; i++)
		err_prefix(&e, "level %d", i);
	assert_int_equal(strlen(e.text), ERR_TEXT_MAX - 1);
	assert_memory_equal(e.text, "level 499: level 498: ", 22);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_prefix),
		cmocka_unit_test(test_errno),
		cmocka_unit_test(test_long),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
