/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An answer says everything in both of its forms, and a figure's data arrive
 * as they were given. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "analyze/answer.h"

static struct analyze_answer answer;

/* A value with everything, a refusal, a bound. */
static int setup(void **state)
{
	(void)state;
	answer_init(&answer, "allan", NULL);
	answer.file = "phase.csv";
	analyze_note(&answer, "%d readings", 1000);
	struct estimate e = estimate_make(1.25e-9, 2e-11, 40, 990, "s",
					  "ST-1/oadev", "");
	e.flags = ESTIMATE_FLAG_MISSING;
	struct analyze_row *row = analyze_add(&answer, "adev", &e);
	row->tau_s = 16;
	strcpy(row->type, "white PM");
	row->lane = 2;
	e = estimate_refuse(ESTIMATE_INSUFFICIENT, "s", "ST-1/oadev",
			    "no pair of readings is so far apart, and a "
			    "reason may well be longer than any terminal is "
			    "wide: it is told all the same");
	analyze_add(&answer, "adev", &e)->tau_s = 512;
	e = estimate_bound(-60, ESTIMATE_CENSOR_BELOW, 64, "dB", "XT-1", "");
	row = analyze_add(&answer, "crosstalk", &e);
	row->row = 0;
	row->column = 3;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	answer_free(&answer);
	return 0;
}

static char *shown(bool json)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	if (json)
		assert_int_equal(answer_write_json(f, &answer, NULL), 0);
	else
		answer_write_text(f, &answer, 80);
	fclose(f);
	return text;
}

static void test_text(void **state)
{
	(void)state;
	char *text = shown(false);
	static const char *const parts[] = {
		"1000 readings\n\nquantity", "adev lane 2", "16 s",
		"1.250 \xc2\xb1 0.020 ns", "1.210 to 1.290", "990",
		"white PM, MISSING", "512 s",
		"\n    INSUFFICIENT: no pair of readings", "all the same\n",
		"crosstalk row 0 column 3", "≤ −60 dB",
	};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (!strstr(text, parts[i]))
			fail_msg("no \"%s\" in\n%s", parts[i], text);
	assert_null(strstr(text, " \n"));
	free(text);
}

static json_t *get(json_t *results, size_t i, const char *key)
{
	json_t *value = json_object_get(json_array_get(results, i), key);
	assert_non_null(value);
	return value;
}

static void test_json(void **state)
{
	(void)state;
	char *text = shown(true);
	json_t *o = json_loads(text, 0, NULL);
	json_t *results = json_object_get(o, "results");
	assert_string_equal(json_string_value(json_object_get(o, "file")),
			    "phase.csv");
	assert_string_equal(json_string_value(json_object_get(o, "what")),
			    "allan");
	assert_int_equal(json_array_size(results), 3);
	assert_true(json_real_value(get(results, 0, "tau")) == 16);
	assert_true(json_real_value(get(results, 0, "value")) == 1.25e-9);
	assert_string_equal(json_string_value(get(results, 0, "type")),
			    "white PM");
	assert_int_equal(json_integer_value(get(results, 0, "lane")), 2);
	assert_true(json_is_null(get(results, 0, "row")));
	assert_true(json_is_null(get(results, 1, "value")));
	assert_true(json_is_null(get(results, 2, "tau")));
	assert_int_equal(json_integer_value(get(results, 2, "column")), 3);
	assert_true(json_is_null(get(results, 2, "verdict")));
	json_decref(o);
	free(text);
}

static void test_usable(void **state)
{
	(void)state;
	assert_true(answer_usable(&answer));
	answer.rows[0].estimate = answer.rows[1].estimate;
	assert_true(answer_usable(&answer)); /* a bound is a result */
	answer.nrows = 2;
	assert_false(answer_usable(&answer));
	assert_int_equal(answer_check(&answer, NULL), 0);
}

static void test_figure(void **state)
{
	(void)state;
	static const double x[] = { 1, 2 }, y[] = { -.5, INFINITY };
	assert_false(analyze_wants_figure(&answer));
	analyze_figure(&answer, "analyze-allan.gp", "it's");
	analyze_figure_value(&answer, "limit", NAN);
	analyze_figure_block(&answer, "data", 2, x, y, NULL, y);
	assert_string_equal(answer.figure.data,
			    "caption = 'it\xe2\x80\x99s'\nlimit = NaN\n"
			    "$data << EOD\n 1 -0.5 -0.5\n 2 NaN NaN\nEOD\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_text, setup, teardown),
		cmocka_unit_test_setup_teardown(test_json, setup, teardown),
		cmocka_unit_test_setup_teardown(test_usable, setup, teardown),
		cmocka_unit_test_setup_teardown(test_figure, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
