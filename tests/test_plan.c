/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans: what a good one holds, and what is said about each bad one, to the
 * line and column. */
#include "plan/plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plan_fixture.h"

static struct plan *parse(const char *text, const char *const *sets,
			  size_t nsets)
{
	struct plan *plan = NULL;
	struct err e = { 0 };
	if (plan_parse("p", text, strlen(text), &fixture_catalog, sets, nsets,
		       &plan, &e))
		fail_msg("%s", e.text);
	return plan;
}

/* All problems of a file, one a line. */
static const char *problems(const struct yaml_file *file, char *buf,
			    size_t size)
{
	size_t used = 0;
	buf[0] = '\0';
	for (size_t i = 0; i < yaml_problem_count(file) && used < size; i++) {
		char line[700];
		yaml_problem_format(file, i, line, sizeof(line));
		used += (size_t)snprintf(buf + used, size - used, "%s\n",
					 line);
	}
	return buf;
}

static void expect_problems(const struct yaml_file *file, const char *expected,
			    const char *text)
{
	static char found[200000];
	problems(file, found, sizeof(found));
	if (strcmp(found, expected))
		fail_msg("in:\n%s\nexpected:\n%sfound:\n%s", text, expected,
			 found);
}

static void test_good(void **state)
{
	(void)state;
	struct plan *plan = parse(fixture_plan, NULL, 0);
	expect_problems(plan->file, "", fixture_plan);
	assert_string_equal(plan->name, "stage-2");
	assert_string_equal(plan->stage, "S2");
	assert_string_equal(plan->bench, "twin");
	assert_int_equal(plan->nsteps, 4);
	const struct plan_step *dark = &plan->steps[0];
	assert_string_equal(dark->name, "dark-floor");
	assert_int_equal(dark->kind, PLAN_STEP_PROCEDURE);
	assert_string_equal(dark->procedure->name, "front-end-noise");
	assert_int_equal(param_get_count(dark->params, "bursts"), 64);
	assert_true(param_get_double(dark->params, "settle") == 5e-3);
	assert_int_equal(dark->nlimits, 2);
	assert_true(dark->limits[0].has_max && !dark->limits[0].has_min);
	assert_true(dark->limits[0].max == 2e-6);
	assert_true(dark->limits[0].mandatory && !dark->limits[1].mandatory);
	assert_int_equal(dark->limits[0].pass, PLAN_ANY);
	assert_string_equal(dark->limits[0].why, "s.1");
	assert_int_equal(dark->limits[0].line, 12);
	const struct plan_step *up = &plan->steps[1];
	assert_int_equal(up->kind, PLAN_STEP_SET);
	assert_int_equal(up->nactions, 4);
	assert_string_equal(up->actions[0].role->name, "laser");
	assert_true(param_given(up->actions[0].values, "power"));
	assert_false(param_given(up->actions[0].values, "channel"));
	assert_int_equal(param_get_choice(up->actions[1].values, "shutter"),
			 1);
	assert_int_equal(up->actions[3].kind, PLAN_ACTION_SETTLE);
	assert_true(up->actions[3].settle_s == 50e-3);
	const struct plan_step *snr = &plan->steps[2];
	size_t n;
	assert_int_equal(param_get_passes(snr->params, "record", &n)[11], 64);
	assert_int_equal(n, 12);
	assert_true(param_get_bool(snr->params, "paired"));
	assert_string_equal(param_get_text(snr->params, "label"), "12");
	assert_int_equal(snr->limits[0].pass, 32);
	assert_int_equal(snr->limits[0].lane, 0);
	assert_int_equal(snr->limits[1].rule, PLAN_RULE_SIMPLE);
	assert_true(plan->model.present);
	assert_int_equal(plan->model.width, 64);
	assert_true(plan->model.io_time.value == 5e-6);
	assert_true(plan->model.attention_time.u == 0.1e-6);
	const char *step;
	assert_true(plan_uses_role(plan, "laser", &step));
	assert_string_equal(step, "light-up");
	assert_false(plan_uses_role(plan, "power_meter", NULL));
	plan_free(plan);
	plan_free(NULL);
}

static void test_sets(void **state)
{
	(void)state;
	static const char *const sets[] = { "bursts=128", "floor=3 uA" };
	struct plan *plan = parse(fixture_plan, sets, 2);
	expect_problems(plan->file, "", fixture_plan);
	assert_int_equal(param_get_count(plan->steps[0].params, "bursts"),
			 128);
	assert_true(plan->steps[0].limits[0].max == 3e-6);
	assert_string_equal(plan->vars[1].value, "3 uA");
	plan_free(plan);
	static const char *const bad[] = { "burst=1", "bursts", "=4", "q=1",
					   "bursts=12q" };
	plan = parse(fixture_plan, bad, 5);
	expect_problems(
		plan->file,
		"p:6:7: --set burst=1: no variable \"burst\", did you mean "
		"\"bursts\"?\n"
		"p:6:7: --set bursts: expected NAME=VALUE\n"
		"p:6:7: --set =4: expected NAME=VALUE\n"
		"p:6:7: --set q=1: no variable \"q\" under vars\n"
		"p:10:22: bursts: expected a whole number such as \"64\" (no "
		"unit), got \"12q\"\n"
		"p:23:15: bursts: expected a whole number such as \"64\" (no "
		"unit), got \"12q\"\n",
		"--set");
	plan_free(plan);
}

#include "bad_plans.h"

static void test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad_plans) / sizeof(bad_plans[0]); i++) {
		struct plan *plan = parse(bad_plans[i].text, NULL, 0);
		expect_problems(plan->file, bad_plans[i].problems,
				bad_plans[i].text);
		struct err e = { 0 };
		assert_int_equal(yaml_file_check(plan->file, &e), ERR_INPUT);
		plan_free(plan);
	}
}

/* The example between .EX and .EE of a manual page, its escapes undone. */
static void example_read(const char *path, char *buf, size_t size)
{
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	char line[300];
	bool inside = false;
	size_t used = 0;
	while (fgets(line, sizeof(line), f)) {
		if (line[0] == '.') {
			inside = !strcmp(line, ".EX\n");
			continue;
		}
		for (const char *c = line; inside && *c; c++) {
			bool quote = !strncmp(c, "\\(aq", 4);
			bool dash = !strncmp(c, "\\-", 2);
			assert_true(used + 2 < size);
			buf[used++] = quote ? '\'' : dash ? '-' : *c;
			c += quote ? 3 : dash ? 1 : 0;
		}
	}
	buf[used] = '\0';
	fclose(f);
}

static void test_manual(void **state)
{
	(void)state;
	const char *top = getenv("top_srcdir");
	char path[4096], text[4000];
	snprintf(path, sizeof(path), "%s/doc/loopgauge-plan.5",
		 top ? top : ".");
	example_read(path, text, sizeof(text));
	struct plan *plan = parse(text, NULL, 0);
	expect_problems(plan->file, "", text);
	assert_int_equal(plan->nsteps, 3);
	plan_free(plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_manual),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
