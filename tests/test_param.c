/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameter tables: defaults, ranges, lists of passes. */
#include "base/param.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *const schemes[] = { "linear", "quadratic", NULL };

static const struct param_spec specs[] = {
	{ .name = "bursts",
	  .kind = PARAM_QUANTITY,
	  .unit = UNIT_COUNT,
	  .default_text = "64",
	  .min = 8,
	  .max = 4096,
	  .help = "bursts taken" },
	{ .name = "settle",
	  .kind = PARAM_QUANTITY,
	  .unit = UNIT_S,
	  .default_text = "50 ms",
	  .min = 0,
	  .max = 10 },
	{ .name = "offset", .kind = PARAM_QUANTITY, .unit = UNIT_DB },
	{ .name = "record",
	  .kind = PARAM_PASSES,
	  .default_text = "0-8,12,16",
	  .min = 0,
	  .max = 512 },
	{ .name = "levels",
	  .kind = PARAM_CHOICE,
	  .choices = schemes,
	  .default_text = "linear" },
	{ .name = "paired", .kind = PARAM_BOOL, .default_text = "off" },
	{ .name = "label", .kind = PARAM_TEXT, .default_text = "" },
	{ 0 },
};

static void test_defaults(void **state)
{
	(void)state;
	struct param_values *v;
	struct err e = { 0 };
	assert_int_equal(param_values_new(specs, &v, &e), ERR_OK);
	assert_int_equal(param_count(specs), 7);
	assert_int_equal(param_get_count(v, "bursts"), 64);
	assert_true(param_get_double(v, "settle") == 0.05);
	assert_false(param_has(v, "offset"));
	assert_int_equal(param_get_choice(v, "levels"), 0);
	assert_false(param_get_bool(v, "paired"));
	assert_string_equal(param_get_text(v, "settle"), "50 ms");
	assert_string_equal(param_get_text(v, "label"), "");
	size_t n;
	const unsigned *passes = param_get_passes(v, "record", &n);
	const unsigned expected[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16 };
	assert_int_equal(n, 11);
	assert_memory_equal(passes, expected, sizeof(expected));
	assert_false(param_given(v, "bursts"));
	assert_ptr_equal(param_specs(v), specs);
	param_values_free(v);
	param_values_free(NULL);
	assert_int_equal(param_values_new(NULL, &v, &e), ERR_OK);
	param_values_free(v);
}

static void test_set(void **state)
{
	(void)state;
	struct param_values *v;
	struct err e = { 0 };
	assert_int_equal(param_values_new(specs, &v, &e), ERR_OK);
	assert_int_equal(param_set(v, "bursts", "128", &e), ERR_OK);
	assert_int_equal(param_set(v, "offset", "-3 dB", &e), ERR_OK);
	assert_int_equal(param_set(v, "levels", "quadratic", &e), ERR_OK);
	assert_int_equal(param_set(v, "paired", "on", &e), ERR_OK);
	assert_int_equal(param_set(v, "record", "3", &e), ERR_OK);
	assert_int_equal(param_get_count(v, "bursts"), 128);
	assert_true(param_given(v, "bursts"));
	assert_true(param_get_double(v, "offset") == -3);
	assert_int_equal(param_get_choice(v, "levels"), 1);
	assert_true(param_get_bool(v, "paired"));
	size_t n;
	assert_int_equal(param_get_passes(v, "record", &n)[0], 3);
	assert_int_equal(n, 1);
	param_values_free(v);
}

/* What is refused, with which words; the old value stays. */
static void test_refuse(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text, *message;
	} rows[] = {
		{ "bursts", "4", "4 is out of range 8 .. 4096" },
		{ "bursts", "5000", "5000 is out of range 8 .. 4096" },
		{ "bursts", "12q",
		  "expected a whole number such as \"64\" (no unit), got "
		  "\"12q\"" },
		{ "settle", "11 s", "11 s is out of range 0 s .. 10 s" },
		{ "levels", "cubic",
		  "expected one of linear, quadratic, got \"cubic\"" },
		{ "paired", "maybe", "expected true or false, got \"maybe\"" },
		{ "record", "0-513", "pass 513 is out of range 0 .. 512" },
		{ "record", "4,3",
		  "expected a rising list of pass numbers such as "
		  "\"0-8,12,16\", got \"4,3\"" },
	};
	struct param_values *v;
	struct err e = { 0 };
	assert_int_equal(param_values_new(specs, &v, &e), ERR_OK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(param_set(v, rows[i].name, rows[i].text, &e),
				 ERR_INPUT);
		assert_string_equal(e.text, rows[i].message);
	}
	assert_int_equal(param_get_count(v, "bursts"), 64);
	param_values_free(v);
}

static void test_passes(void **state)
{
	(void)state;
	static const char *const bad[] = { "",	  ",",	 "1,",	"1-",  "-1",
					   "3-1", "1,1", "1-3,3", "1;2", "a",
					   "1 2", "1.5", "99999999", "0x1" };
	struct err e = { 0 };
	unsigned *list = NULL;
	size_t n;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
			param_passes_parse(bad[i], 0, 100, &list, &n, &e),
			ERR_INPUT);
	assert_int_equal(param_passes_parse("0-2, 5 ,7-8,100", 0, 100, &list,
					    &n, &e),
			 ERR_OK);
	assert_int_equal(n, 7);
	char text[32];
	assert_int_equal(
		param_passes_format(list, n, text, sizeof(text), &e), ERR_OK);
	assert_string_equal(text, "0-2,5,7-8,100");
	assert_int_equal(param_passes_format(list, n, text, 13, &e),
			 ERR_RANGE);
	free(list);
}

static void test_range_text(void **state)
{
	(void)state;
	char text[100];
	static const char *const expected[] = {
		"8 .. 4096", "0 s .. 10 s", "", "0 .. 512",
		"linear, quadratic", "true, false", ""
	};
	for (size_t i = 0; i < 7; i++)
		assert_string_equal(
			param_range_format(&specs[i], text, sizeof(text)),
			expected[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults), cmocka_unit_test(test_set),
		cmocka_unit_test(test_refuse),	 cmocka_unit_test(test_passes),
		cmocka_unit_test(test_range_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
