/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ternary symbols in every form, and the sequences of others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recording/prbs.h"
#include "recording/symbols.h"
#include "scratch.h"
#include "shared_data.h"

static void check(const char *path, enum symbols_form form, const char *want)
{
	struct symbols s;
	struct err e = { 0 };
	int8_t got[64];
	char text[65] = "";
	if (symbols_open(path, form, 0, &s, &e))
		fail_msg("%s", e.text);
	assert_in_range(s.n, 1, 64);
	symbols_read(&s, 0, s.n, got);
	for (size_t i = 0; i < s.n; i++)
		text[i] = "-0+2"[got[i] + 1];
	assert_string_equal(text, want);
	symbols_close(&s);
}

static void test_forms(void **state)
{
	(void)state;
	check(scratch_text("s.txt", "-1 0 +1 1,2\n# c\n-1;0"), SYMBOLS_AUTO,
	      "-0++2-0");
	check(scratch_text("s.txt", "-0+\n+0-\n"), SYMBOLS_AUTO, "-0++0-");
	check(scratch_write("s.i8", "\xff\0\1\2", 4), SYMBOLS_AUTO, "-0+2");
	/* 00 = 0, 01 = +1, 11 = -1, 10 = invalid; low bits first */
	check(scratch_write("s.p2", "\xb4\x01", 2), SYMBOLS_AUTO, "0+-2+000");
}

static void refuse(const char *path, enum symbols_form form, size_t length,
		   const char *says)
{
	struct symbols s;
	struct err e = { 0 };
	assert_int_equal(symbols_open(path, form, length, &s, &e), ERR_INPUT);
	if (!strstr(e.text, says))
		fail_msg("%s", e.text);
}

static void test_refusals(void **state)
{
	(void)state;
	refuse(scratch_text("s", "1 0\n3\n"), SYMBOLS_TEXT, 0,
	       "s:2: expected symbols");
	refuse(scratch_write("s", "\1\0\3", 3), SYMBOLS_I8, 0,
	       "byte 2: expected -1, 0, +1 or 2 (invalid), got 3");
	refuse(scratch_text("s", ""), SYMBOLS_I8, 0, "no symbols");
	refuse(scratch_text("s", "101"), SYMBOLS_TEXT, 4,
	       "expected 4 symbols, got 3");
	refuse("prbs31", SYMBOLS_AUTO, 0, "period is too long");
}

/* Each of these polynomials is primitive: the period is 2^n - 1, and each
 * period has one 1 more than 0. */
static void test_periods(void **state)
{
	(void)state;
	static const unsigned orders[] = { 7, 9, 11, 15, 20, 23 };
	for (size_t k = 0; k < sizeof(orders) / sizeof(orders[0]); k++) {
		size_t n = ((size_t)1 << orders[k]) - 1;
		int8_t *s = malloc(2 * n);
		long sum = 0;
		prbs_symbols(orders[k], 2 * n, s);
		for (size_t i = 0; i < n; i++)
			sum += s[i];
		assert_int_equal(sum, 1);
		assert_memory_equal(s, s + n, n);
		/* the register, all ones, does not come again earlier */
		for (size_t i = 1, run = 0; i < n; i++) {
			run = s[i] > 0 ? run + 1 : 0;
			assert_true(run < orders[k] || i < orders[k]);
		}
		free(s);
	}
}

static void compare(const char *name, const char *file, size_t n)
{
	char path[64], bits[1024] = "";
	snprintf(path, sizeof(path), "stats/%s", file);
	FILE *f = fopen(shared_data(path), "r");
	assert_non_null(f);
	assert_int_equal(fread(bits, 1, n, f), n);
	fclose(f);
	struct symbols s;
	assert_int_equal(symbols_open(name, SYMBOLS_AUTO, 2 * n, &s, NULL), 0);
	size_t shift = 0, same = 0;
	for (; shift < n && same < n; shift++)
		for (same = 0; same < n; same++)
			if ((bits[same] == '1' ? 1 : -1) !=
			    s.symbol[shift + same])
				break;
	symbols_close(&s);
	assert_int_equal(same, n);
}

static void test_reference(void **state)
{
	(void)state;
	compare("prbs7", "prbs7_one_period.txt", 127);
	compare("prbs9", "prbs9_one_period.txt", 511);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_periods),
		cmocka_unit_test(test_reference),
	};
	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
