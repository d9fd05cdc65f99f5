/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deadlines and the interrupt of waits; nothing here sleeps. */
#include "base/clock.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_deadline(void **state)
{
	(void)state;
	long long far = clock_deadline(1000000);
	int left = clock_left_ms(far);
	assert_true(left > 900000 && left <= 1000000);
	assert_int_equal(clock_left_ms(clock_monotonic_ms() - 1), 0);
	assert_int_equal(clock_left_ms(clock_monotonic_ms() + (1LL << 40)),
			 2147483647);
}

/* An hour's wait ends at once, later waits too, until it is resumed. */
static void test_interrupt(void **state)
{
	(void)state;
	struct err e = { 0 };
	struct clock *c = &clock_wall;
	assert_int_equal(c->wait(c, 0, &e), ERR_OK);
	assert_int_equal(c->wait(c, -5, &e), ERR_OK);
	long long start = clock_monotonic_ms();
	clock_interrupt();
	assert_int_equal(c->wait(c, 3600, &e), ERR_ABORTED);
	assert_int_equal(c->wait(c, 3600, &e), ERR_ABORTED);
	assert_true(clock_monotonic_ms() - start < 60000);
	clock_resume(false);
	assert_int_equal(c->wait(c, 0, &e), ERR_OK);
	clock_resume(true);
	clock_interrupt();
	assert_int_equal(c->wait(c, 0.001, &e), ERR_OK);
	clock_resume(false);
	clock_interrupt();
	assert_int_equal(c->wait(c, 3600, &e), ERR_ABORTED);
	clock_resume(false);
}

static void test_utc(void **state)
{
	(void)state;
	char text[40];
	assert_ptr_equal(clock_utc(text, sizeof(text)), text);
	/* 2024-05-06T07:08:09.123456Z */
	assert_int_equal(strlen(text), 27);
	assert_int_equal(text[10], 'T');
	assert_int_equal(text[26], 'Z');
	assert_true(strcmp(text, "2024-01-01") > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_deadline),
		cmocka_unit_test(test_interrupt),
		cmocka_unit_test(test_utc),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
