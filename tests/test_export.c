/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exports of a run, read back by the parsers of jansson and libcsv. */
#include "results/export.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csv.h>
#include <jansson.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store_fixture.h"

/* The contract of the command line, then what was added at the end. */
static const char *const keys[] = {
	"step", "quantity", "lane", "pass", "value", "unit", "u", "lo", "hi",
	"coverage", "nu_eff", "n", "status", "flags", "limit", "rule",
	"p_conform", "verdict", "method", "plane", "capture", "why",
	"mandatory", "reason",
};
#define NKEYS (sizeof(keys) / sizeof(keys[0]))

static const struct store_result judged = {
	.step = "snr",
	.quantity = "useful \"passes\", n",
	.lane = 0,
	.pass = 7,
	.estimate = { .value = 1.0 / 3,
		      .u = .1,
		      .lo = -INFINITY,
		      .hi = 6.02e23,
		      .coverage = .95,
		      .nu_eff = 12.5,
		      .n = 4096,
		      .flags = ESTIMATE_FLAG_DESYNC | ESTIMATE_FLAG_DRIFT,
		      .unit = "dB",
		      .method = "SN-4/jackknife",
		      .plane = "P4" },
	.has_min = true,
	.min = 100,
	.mandatory = true,
	.rule = "guard95",
	.why = "stage 2: \xe2\x89\xa5 100",
	.p_conform = .25,
	.verdict = "INDETERMINATE",
	.reason = "too near,\nthe limit",
	.capture = "burst-1",
};

static const struct store_result refused = {
	.step = "snr",
	.quantity = "n",
	.lane = -1,
	.pass = -1,
	.estimate = { .value = NAN,
		      .u = NAN,
		      .lo = NAN,
		      .hi = NAN,
		      .coverage = .95,
		      .nu_eff = INFINITY,
		      .status = ESTIMATE_CLIPPED,
		      .unit = "1",
		      .method = "SN-3",
		      .plane = "",
		      .note = "rail \xff codes" },
	.p_conform = NAN,
};

static struct store *make_run(void **state, struct store_run **run)
{
	struct err e = { 0 };
	struct store *store;
	char dir[300];
	snprintf(dir, sizeof(dir), "%s/run-1", (char *)*state);
	struct store_result results[] = { judged, refused };
	struct store_point points[] = {
		{ .step = "snr",
		  .status = "done",
		  .results = results,
		  .nresults = 2 },
		{ .step = "gain", .status = "error: lost" },
		{ .step = "again",
		  .status = "done",
		  .results = results + 1,
		  .nresults = 1 },
	};
	assert_int_equal(store_create(dir, &store, &e), ERR_OK);
	assert_int_equal(store_meta_set(store, "plan", "stage-2", &e), 0);
	assert_int_equal(store_meta_set(store, "stage", "S2", &e), 0);
	assert_int_equal(store_meta_set(store, "bench_path", "b.yaml", &e), 0);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(store_point_add(store, &points[i], &e), 0);
	assert_int_equal(store_run_load(store, run, &e), ERR_OK);
	return store;
}

static json_t *parse(const char *text)
{
	json_error_t error;
	json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, &error);
	if (!value)
		fail_msg("line %d: %s", error.line, error.text);
	return value;
}

static void check_keys(json_t *object, const char *const *names, size_t n)
{
	size_t i = 0;
	const char *key;
	json_t *value;
	json_object_foreach(object, key, value)
	{
		assert_true(i < n);
		assert_string_equal(key, names[i]);
		i++;
	}
	assert_int_equal(i, n);
}

static const char *text_of(json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static double real_of(json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);
	assert_true(json_is_real(value));
	return json_real_value(value);
}

static bool null_at(json_t *object, const char *key)
{
	return json_is_null(json_object_get(object, key));
}

static void check_judged(json_t *r)
{
	check_keys(r, keys, NKEYS);
	assert_string_equal(text_of(r, "step"), "snr");
	assert_string_equal(text_of(r, "quantity"), judged.quantity);
	assert_int_equal(json_integer_value(json_object_get(r, "lane")), 0);
	assert_int_equal(json_integer_value(json_object_get(r, "pass")), 7);
	/* The very same doubles. */
	assert_true(real_of(r, "value") == 1.0 / 3);
	assert_true(real_of(r, "u") == .1);
	assert_true(real_of(r, "hi") == 6.02e23);
	assert_true(null_at(r, "lo"));
	assert_true(real_of(r, "coverage") == .95);
	assert_true(real_of(r, "nu_eff") == 12.5);
	assert_int_equal(json_integer_value(json_object_get(r, "n")), 4096);
	assert_string_equal(text_of(r, "unit"), "dB");
	assert_string_equal(text_of(r, "status"), "OK");
	json_t *flags = json_object_get(r, "flags");
	assert_int_equal(json_array_size(flags), 2);
	assert_string_equal(json_string_value(json_array_get(flags, 0)),
			    "DESYNC");
	assert_string_equal(json_string_value(json_array_get(flags, 1)),
			    "DRIFT");
	json_t *limit = json_object_get(r, "limit");
	check_keys(limit, (const char *const[]){ "min", "max" }, 2);
	assert_true(real_of(limit, "min") == 100);
	assert_true(null_at(limit, "max"));
	assert_string_equal(text_of(r, "rule"), "guard95");
	assert_true(real_of(r, "p_conform") == .25);
	assert_string_equal(text_of(r, "verdict"), "INDETERMINATE");
	assert_string_equal(text_of(r, "method"), "SN-4/jackknife");
	assert_string_equal(text_of(r, "plane"), "P4");
	assert_string_equal(text_of(r, "capture"), "burst-1");
	assert_string_equal(text_of(r, "why"), judged.why);
	assert_true(json_is_true(json_object_get(r, "mandatory")));
	assert_string_equal(text_of(r, "reason"), judged.reason);
}

static void check_refused(json_t *r)
{
	static const char *const absent[] = {
		"lane",	 "pass",    "value", "u",	  "lo",
		"hi",	 "limit",   "rule",  "p_conform", "verdict",
		"plane", "capture", "why",   "coverage",  "nu_eff",
	};
	check_keys(r, keys, NKEYS);
	for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++)
		if (!null_at(r, absent[i]))
			fail_msg("%s is not null", absent[i]);
	assert_string_equal(text_of(r, "status"), "CLIPPED");
	assert_int_equal(json_array_size(json_object_get(r, "flags")), 0);
	assert_true(json_is_false(json_object_get(r, "mandatory")));
	/* What is no UTF-8 cannot spoil the whole. */
	assert_string_equal(text_of(r, "reason"), "rail ? codes");
}

static void test_json(void **state)
{
	struct err e = { 0 };
	struct store_run *run;
	struct store *store = make_run(state, &run);
	char *text = NULL, *again = NULL;
	assert_int_equal(export_json(store, run, &text, &e), ERR_OK);
	json_t *top = parse(text);
	check_keys(top,
		   (const char *const[]){ "run", "plan", "stage", "bench",
					  "verdict", "results" },
		   6);
	assert_string_equal(text_of(top, "run"), "run-1");
	assert_string_equal(text_of(top, "plan"), "stage-2");
	assert_string_equal(text_of(top, "stage"), "S2");
	assert_string_equal(text_of(top, "bench"), "b.yaml");
	assert_true(null_at(top, "verdict"));
	json_t *results = json_object_get(top, "results");
	assert_int_equal(json_array_size(results), 3);
	check_judged(json_array_get(results, 0));
	check_refused(json_array_get(results, 1));
	check_refused(json_array_get(results, 2));
	json_decref(top);
	assert_int_equal(export_json(store, run, &again, &e), ERR_OK);
	assert_string_equal(text, again);
	free(text);
	free(again);
	store_run_free(run);
	store_close(store);
}

static void test_results_json(void **state)
{
	(void)state;
	struct err e = { 0 };
	char *text;
	assert_int_equal(export_results_json(&judged, 1, &text, &e), ERR_OK);
	assert_int_equal(text[strlen(text) - 1], '\n');
	json_t *array = parse(text);
	assert_int_equal(json_array_size(array), 1);
	check_judged(json_array_get(array, 0));
	json_decref(array);
	free(text);
	assert_int_equal(export_results_json(NULL, 0, &text, &e), ERR_OK);
	assert_string_equal(text, "[]\n");
	free(text);
}

#define FIELDS 25
#define LINES 4

/* The table as libcsv reads it. */
struct table {
	char field[LINES][FIELDS][80];
	unsigned lines, fields;
};

static void on_field(void *text, size_t size, void *context)
{
	struct table *t = context;
	assert_true(t->lines < LINES && t->fields < FIELDS && size < 80);
	memcpy(t->field[t->lines][t->fields], text, size);
	t->field[t->lines][t->fields++][size] = '\0';
}

static void on_line(int end, void *context)
{
	struct table *t = context;
	(void)end;
	assert_int_equal(t->fields, FIELDS);
	t->lines++;
	t->fields = 0;
}

static void read_table(const char *path, struct table *t)
{
	char text[8192];
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	size_t size = fread(text, 1, sizeof(text), f);
	fclose(f);
	assert_true(size < sizeof(text));
	struct csv_parser parser;
	memset(t, 0, sizeof(*t));
	assert_int_equal(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI), 0);
	assert_int_equal(csv_parse(&parser, text, size, on_field, on_line, t),
			 size);
	assert_int_equal(csv_fini(&parser, on_field, on_line, t), 0);
	csv_free(&parser);
}

static const char *cell(const struct table *t, unsigned line, const char *name)
{
	for (unsigned i = 0; i < FIELDS; i++)
		if (!strcmp(t->field[0][i], name))
			return t->field[line][i];
	fail_msg("no column %s", name);
	return "";
}

static void test_csv(void **state)
{
	struct err e = { 0 };
	struct store_run *run;
	struct store *store = make_run(state, &run);
	char path[300];
	snprintf(path, sizeof(path), "%s/results.csv", store_dir(store));
	assert_int_equal(export_csv(store, run, &e), ERR_OK);
	static struct table t;
	read_table(path, &t);
	assert_int_equal(t.lines, 4);
	/* The columns are the keys of the JSON; the limit needs two. */
	for (unsigned i = 0, k = 0; k < NKEYS; k++)
		if (strcmp(keys[k], "limit")) {
			assert_string_equal(t.field[0][i++], keys[k]);
		} else {
			assert_string_equal(t.field[0][i++], "limit_min");
			assert_string_equal(t.field[0][i++], "limit_max");
		}
	assert_string_equal(cell(&t, 1, "quantity"), judged.quantity);
	assert_true(strtod(cell(&t, 1, "value"), NULL) == 1.0 / 3);
	assert_string_equal(cell(&t, 1, "u"), "0.1");
	assert_string_equal(cell(&t, 1, "lo"), "");
	assert_string_equal(cell(&t, 1, "limit_min"), "100");
	assert_string_equal(cell(&t, 1, "limit_max"), "");
	assert_string_equal(cell(&t, 1, "flags"), "DESYNC|DRIFT");
	assert_string_equal(cell(&t, 1, "reason"), judged.reason);
	assert_string_equal(cell(&t, 1, "pass"), "7");
	assert_string_equal(cell(&t, 2, "pass"), "");
	assert_string_equal(cell(&t, 2, "value"), "");
	assert_string_equal(cell(&t, 2, "nu_eff"), "");
	assert_string_equal(cell(&t, 2, "status"), "CLIPPED");
	assert_string_equal(cell(&t, 3, "mandatory"), "false");
	store_run_free(run);
	store_close(store);
}

/* An export that cannot be written says where. */
static void test_csv_fails(void **state)
{
	struct err e = { 0 };
	struct store_run *run;
	struct store *store = make_run(state, &run);
	char path[300];
	snprintf(path, sizeof(path), "%s/results.csv", store_dir(store));
	assert_int_equal(mkdir(path, 0777), 0);
	assert_int_equal(export_csv(store, run, &e), ERR_IO);
	assert_non_null(strstr(e.text, path));
	store_run_free(run);
	store_close(store);
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_json),
		TEST(test_results_json),
		TEST(test_csv),
		TEST(test_csv_fails),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
