/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict table fits its width, says everything, and cannot be made to
 * drive a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/number.h"
#include "report/table.h"
#include "synthetic_run.h"

static struct store_result rows[64];
static size_t nrows;
static char *text;

static int setup(void **state)
{
	(void)state;
	const struct store_run *run = synthetic_run();
	nrows = 0;
	for (size_t i = 0; i < run->npoints; i++)
		for (size_t j = 0; j < run->points[i].nresults; j++)
			rows[nrows++] = run->points[i].results[j];
	return 0;
}

static const char *table(const struct store_result *results, size_t n,
			 int width, bool colour, bool all)
{
	size_t size;
	struct table_options o = { width, colour, all };
	free(text);
	text = NULL;
	FILE *f = open_memstream(&text, &size);
	assert_non_null(f);
	table_write(f, results, n, &o);
	fclose(f);
	return text;
}

static int columns(const char *line, size_t len)
{
	int n = 0;
	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)line[i] & 0xc0) != 0x80;
	return n;
}

static void fits_the_width(void **state)
{
	(void)state;
	static const int widths[] = { 74, 80, 100, 132, 200 };
	for (size_t i = 0; i < 5; i++) {
		const char *line = table(rows, nrows, widths[i], false, true);
		while (*line) {
			size_t len = strcspn(line, "\n");
			assert_true(columns(line, len) <= widths[i]);
			assert_true(len == 0 || line[len - 1] != ' ');
			line += len + 1;
		}
	}
}

static size_t count_of(const char *in, const char *what)
{
	size_t n = 0;
	for (; (in = strstr(in, what)); in++)
		n++;
	return n;
}

static void has_every_limit(void **state)
{
	(void)state;
	const char *t = table(rows, nrows, 80, false, false);
	assert_int_equal(count_of(t, "PASS"), 5);
	assert_int_equal(count_of(t, "INDETERMINATE"), 1);
	assert_int_equal(count_of(t, "FAIL"), 1);
	assert_int_equal(count_of(t, "INVALID"), 1);
	assert_non_null(strstr(t, "\xe2\x89\xa5 19.9 dB"));
	assert_non_null(strstr(t, "no model describes the data"));
	assert_null(strstr(t, "half_life"));
	assert_non_null(strstr(table(rows, nrows, 80, false, true),
			       "half_life"));
}

static void marks_goals(void **state)
{
	(void)state;
	const char *t = table(rows, nrows, 120, false, false);
	assert_int_equal(count_of(t, "(goal)"), 2);
}

/* Every word of a long reason, none of its lines too wide. */
static void wraps_reasons(void **state)
{
	(void)state;
	struct store_result r = rows[0];
	r.verdict = "INVALID";
	r.reason = "CLIPPED: 20.8 % of the samples of \"raw\" are at the rails "
		   "of the converter, which takes no more than that; "
		   "0123456789012345678901234567890123456789012345678901234567"
		   "890123456789012345678901234567890123456789 last";
	const char *t = table(&r, 1, 80, false, false);
	assert_non_null(strstr(t, " rails "));
	assert_non_null(strstr(t, " takes "));
	assert_non_null(strstr(t, " last\n"));
	for (const char *line = t; *line; line += strcspn(line, "\n") + 1)
		assert_true(columns(line, strcspn(line, "\n")) <= 80);
}

static void aligns_columns(void **state)
{
	(void)state;
	/* The limit column is right-aligned: its ends are at one column. */
	char *lines = strdup(table(rows, nrows, 80, false, false));
	int head = -1, limit = -1;
	assert_non_null(lines);
	for (char *line = strtok(lines, "\n"); line;
	     line = strtok(NULL, "\n")) {
		const char *at = strstr(line, "limit");
		if (at && head < 0)
			head = columns(line, (size_t)(at - line)) + 5;
		at = strstr(line, "\xe2\x89\xa5 19.9 dB");
		if (at) /* 9 characters */
			limit = columns(line, (size_t)(at - line)) + 9;
	}
	free(lines);
	assert_true(head > 0);
	assert_int_equal(limit, head);
}

static void colours_only_when_asked(void **state)
{
	(void)state;
	assert_null(strchr(table(rows, nrows, 80, false, true), '\033'));
	const char *t = table(rows, nrows, 80, true, false);
	assert_int_equal(count_of(t, "\033[32mPASS\033[0m"), 5);
}

static void names_lanes_if_there_are_several(void **state)
{
	(void)state;
	struct store_result two[2] = { rows[0], rows[0] };
	two[0].lane = two[1].lane = 0;
	assert_null(strstr(table(two, 2, 80, false, true), "lane"));
	two[1].lane = 3;
	const char *t = table(two, 2, 80, false, true);
	assert_int_equal(count_of(t, "lane 0"), 1);
	assert_int_equal(count_of(t, "lane 3"), 1);
}

static void disarms_control_characters(void **state)
{
	(void)state;
	struct store_result r = rows[0];
	r.quantity = "evil\033[2J\xc2\x9b" "31m";
	r.why = "a\rb\nc";
	const char *t = table(&r, 1, 120, false, true);
	assert_null(strchr(t, '\033'));
	assert_null(strchr(t, '\r'));
	assert_null(strstr(t, "\xc2\x9b"));
	assert_int_equal(count_of(t, "\n"), 2);
	assert_non_null(strstr(t, "evil?[2J?31m"));
}

static void writes_nothing_for_nothing(void **state)
{
	(void)state;
	assert_string_equal(table(rows, 0, 80, false, true), "");
}

/* Expected texts by hand. */
static void formats_numbers(void **state)
{
	(void)state;
	static const struct {
		double value, u;
		const char *unit, *text;
	} cases[] = {
		{ 384.01234e-9, 1.1e-12, "s",
		  "384.0123 \xc2\xb1 0.0011 ns" },
		{ 31670.12, .72, "tokens/s",
		  "31\xe2\x80\xaf" "670.12 \xc2\xb1 0.72 tokens/s" },
		{ -.0213, .0014, "dB/pass",
		  "\xe2\x88\x92" "21.3 \xc2\xb1 1.4 mdB/pass" },
		{ 1.79e-5, 1.6e-6, "dB/pass",
		  "0.0179 \xc2\xb1 0.0016 mdB/pass" },
		{ 31668.7, 511.3, "tokens/s",
		  "31\xe2\x80\xaf" "670 \xc2\xb1 510 tokens/s" },
		{ 6.75448e-7, 2.1e-9, "1",
		  "6.754 \xc2\xb1 0.021 \xc3\x97" "10\xe2\x81\xbb\xe2\x81\xb7" },
		{ 10.13e-12, .0996e-12, "A/rtHz",
		  "10.13 \xc2\xb1 0.10 pA/\xe2\x88\x9aHz" },
		{ 64, NAN, "1", "64" },
		{ 999.9999e-9, 2e-9, "s", "1.0000 \xc2\xb1 0.0020 \xc2\xb5s" },
		{ 0, NAN, "s", "0 s" },
		{ NAN, NAN, "dB", "\xe2\x80\x93" },
		{ 21.5, 130, "dB", "20 \xc2\xb1 130 dB" },
		{ 512, 0, "1", "512" },
		/* the ends of what a double holds */
		{ 4.94065645841246544e-324, NAN, "1",
		  "4.94066 \xc3\x97" "10\xe2\x81\xbb\xc2\xb3\xc2\xb2\xe2\x81\xb4" },
		{ -1.25e308, 1e307, "W",
		  "\xe2\x88\x92" "1.25 \xc2\xb1 0.10 "
		  "\xc3\x97" "10\xc2\xb3\xe2\x81\xb0\xe2\x81\xb8 W" },
		{ 1e300, NAN, "dB",
		  "1 \xc3\x97" "10\xc2\xb3\xe2\x81\xb0\xe2\x81\xb0 dB" },
		{ 1e-15, 1e300, "s",
		  "0.0 \xc2\xb1 1.0 "
		  "\xc3\x97" "10\xc2\xb3\xe2\x81\xb0\xe2\x81\xb0 s" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct number n;
		char joined[NUMBER_JOINED];
		number_make(cases[i].value, cases[i].u, cases[i].unit, &n);
		assert_string_equal(number_join(&n, joined, sizeof(joined)),
				    cases[i].text);
	}
	struct number n;
	char end[NUMBER_TEXT];
	number_make(1, NAN, "1", &n);
	assert_string_equal(number_alike(&n, -1e300, end, sizeof(end)),
			    "\xe2\x88\x92" "1e+300");
}

static void formats_limits(void **state)
{
	(void)state;
	char b[128];
	assert_string_equal(number_limit(true, 19.9, false, 0, "dB", b, 128),
			    "\xe2\x89\xa5 19.9 dB");
	assert_string_equal(number_limit(false, 0, true, 1e-11, "s", b, 128),
			    "\xe2\x89\xa4 10 ps");
	assert_string_equal(number_limit(true, 9.5, true, 10.5, "dB", b, 128),
			    "9.5 to 10.5 dB");
	assert_string_equal(number_limit(true, -2, true, 2, "dB", b, 128),
			    "\xc2\xb1" "2 dB");
	assert_string_equal(number_limit(false, 0, false, 0, "dB", b, 128),
			    "");
}

static void never_rounds_risk_away(void **state)
{
	(void)state;
	char b[32];
	assert_string_equal(number_probability(.99999, b, 32), "> 0.999");
	assert_string_equal(number_probability(1e-5, b, 32), "< 0.001");
	assert_string_equal(number_probability(.94949, b, 32), "0.949");
	assert_string_equal(number_probability(NAN, b, 32), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fits_the_width),
		cmocka_unit_test(wraps_reasons),
		cmocka_unit_test(has_every_limit),
		cmocka_unit_test(marks_goals),
		cmocka_unit_test(aligns_columns),
		cmocka_unit_test(colours_only_when_asked),
		cmocka_unit_test(names_lanes_if_there_are_several),
		cmocka_unit_test(disarms_control_characters),
		cmocka_unit_test(writes_nothing_for_nothing),
		cmocka_unit_test(formats_numbers),
		cmocka_unit_test(formats_limits),
		cmocka_unit_test(never_rounds_risk_away),
	};
	return cmocka_run_group_tests_name("table", tests, setup, NULL);
}
