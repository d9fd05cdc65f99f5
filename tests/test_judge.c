/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verdict of a stage from its points, and tokens/s from what they measured. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sequencer/closure.h"
#include "sequencer/judge.h"

static struct plan_step steps[] = {
	{ .name = "first", .kind = PLAN_STEP_PROCEDURE },
	{ .name = "light", .kind = PLAN_STEP_SET },
	{ .name = "second", .kind = PLAN_STEP_PROCEDURE },
};

static struct plan plan = {
	.steps = steps,
	.nsteps = 3,
	.model = {
		.present = true, .width = 63, .passes = 64, .guard_slots = 1,
		.attention_every = 64, .attention_time = { 2e-6, 1e-7 },
		.io_time = { 5e-6, 5e-7 },
	},
};

static struct store_result verdict_row(const char *verdict, bool mandatory)
{
	return (struct store_result){ .quantity = "x", .lane = -1, .pass = -1,
				      .verdict = verdict,
				      .mandatory = mandatory };
}

static enum verdict stage_of(const struct store_run *run)
{
	enum verdict out = VERDICT_NOT_RUN;
	struct err e = { 0 };
	assert_int_equal(judge_stage(&plan, run, &out, &e), ERR_OK);
	return out;
}

/* The stage's verdict from one row of each step; status NULL: not run. */
static enum verdict stage(const char *status1, struct store_result row1,
			  const char *status2, struct store_result row2)
{
	struct store_point points[2];
	size_t n = 0;
	if (status1)
		points[n++] = (struct store_point){
			.step = "first", .status = status1, .results = &row1,
			.nresults = strcmp(status1, "done") == 0 };
	if (status2)
		points[n++] = (struct store_point){
			.step = "second", .status = status2, .results = &row2,
			.nresults = strcmp(status2, "done") == 0 };
	struct store_run run = { .points = points, .npoints = n };
	return stage_of(&run);
}

static void test_stage(void **state)
{
	(void)state;
	struct store_result pass = verdict_row("PASS", true);
	struct store_result fail = verdict_row("FAIL", true);
	struct store_result goal = verdict_row("FAIL", false);
	struct store_result open = verdict_row("INDETERMINATE", true);
	struct store_result bad = verdict_row("INVALID", true);
	struct store_result none = verdict_row(NULL, false);
	assert_int_equal(stage("done", pass, "done", pass), VERDICT_PASS);
	assert_int_equal(stage("done", pass, "done", none), VERDICT_PASS);
	assert_int_equal(stage("done", pass, "done", goal), VERDICT_PASS);
	assert_int_equal(stage("done", pass, "done", fail), VERDICT_FAIL);
	assert_int_equal(stage("done", pass, "done", open),
			 VERDICT_INDETERMINATE);
	assert_int_equal(stage("done", pass, "done", bad),
			 VERDICT_INDETERMINATE);
	/* What was not finished is never passed, nor failed. */
	assert_int_equal(stage("done", pass, "error: lost", pass),
			 VERDICT_ERROR);
	assert_int_equal(stage("error: lost", pass, "error: lost", pass),
			 VERDICT_ERROR);
	assert_int_equal(stage("done", pass, NULL, pass),
			 VERDICT_INDETERMINATE);
	assert_int_equal(stage(NULL, pass, NULL, pass), VERDICT_NOT_RUN);
	/* What failed stays failed. */
	assert_int_equal(stage("done", fail, "error: lost", pass),
			 VERDICT_FAIL);
}

/* Of two points of one step the later one counts. */
static void test_repeated_step(void **state)
{
	(void)state;
	struct store_result fail = verdict_row("FAIL", true);
	struct store_result pass = verdict_row("PASS", true);
	struct store_point points[] = {
		{ .step = "second", .status = "error: lost" },
		{ .step = "first", .status = "done", .results = &fail,
		  .nresults = 1 },
		{ .step = "second", .status = "done", .results = &pass,
		  .nresults = 1 },
		{ .step = "first", .status = "done", .results = &pass,
		  .nresults = 1 },
	};
	struct store_run run = { .points = points, .npoints = 4 };
	assert_int_equal(stage_of(&run), VERDICT_PASS);
	run.npoints = 3;
	assert_int_equal(stage_of(&run), VERDICT_FAIL);
}

static const struct store_result *closure_row(const struct closure *c,
					      const char *quantity)
{
	for (size_t i = 0; i < c->nrows; i++)
		if (strcmp(c->rows[i].quantity, quantity) == 0)
			return &c->rows[i];
	fail_msg("no %s", quantity);
	return NULL;
}

static struct closure close_model(struct estimate slot, struct estimate loop)
{
	struct store_result rows[] = {
		{ .quantity = "slot_period", .estimate = slot },
		{ .quantity = "loop_period", .estimate = loop },
	};
	struct store_point point = { .step = "first", .status = "done",
				     .results = rows, .nresults = 2 };
	struct store_run run = { .points = &point, .npoints = 1 };
	struct closure out;
	struct err e = { 0 };
	assert_int_equal(closure_evaluate(&plan, &run, &out, &e), ERR_OK);
	return out;
}

static struct estimate seconds(double value, double u)
{
	return estimate_make(value, u, 100, 64, "s", "TM", "P6");
}

static void near(double got, double expected)
{
	if (!(fabs(got - expected) <= 1e-9 * fabs(expected)))
		fail_msg("%.12g, expected %.12g", got, expected);
}

/* The loop binds: its u counts. The frame binds: the slot's does. */
static void test_closure(void **state)
{
	(void)state;
	static const double loops[] = { 400e-9, 370e-9 };
	for (int i = 0; i < 2; i++) {
		double u_slot = 1e-11, u_loop = 3e-9;
		struct closure c = close_model(seconds(6e-9, u_slot),
					       seconds(loops[i], u_loop));
		double pass = i ? 64 * 6e-9 : loops[i];
		double part = 64 * (i ? 64 * u_slot : u_loop);
		double time = 64 * pass + 2e-6 + 5e-6;
		double u = sqrt(part * part + 1e-14 + 25e-14);
		const struct estimate *t =
			&closure_row(&c, "token_time")->estimate;
		const struct estimate *rate =
			&closure_row(&c, "tokens_per_s")->estimate;
		near(t->value, time);
		near(t->u, u);
		near(rate->value, 1 / time);
		near(rate->u, u / time / time);
		near(closure_row(&c, i ? "share_slot_period" :
					 "share_loop_period")
			     ->estimate.value, part * part / u / u);
		near(closure_row(&c, "updates_per_token")->estimate.value,
		     63 * 64);
		assert_non_null(strstr(c.binding, i ? "frame" : "loop"));
		assert_non_null(strstr(c.mac_accounting, "not LLM tokens"));
	}
}

/* A refused period is no period, and no other one takes its place. */
static void test_closure_refused(void **state)
{
	(void)state;
	struct estimate no = estimate_refuse(ESTIMATE_NOLOCK, "s", "TM", "-");
	for (int i = 0; i < 2; i++) {
		struct closure c = close_model(i ? no : seconds(6e-9, 1e-15),
					       i ? seconds(4e-7, 1e-12) : no);
		assert_int_equal(c.nrows, 1);
		const struct estimate *rate =
			&closure_row(&c, "tokens_per_s")->estimate;
		assert_int_equal(rate->status, ESTIMATE_INSUFFICIENT);
		assert_non_null(strstr(rate->note, i ? "slot" : "loop"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stage),
		cmocka_unit_test(test_repeated_step),
		cmocka_unit_test(test_closure),
		cmocka_unit_test(test_closure_refused),
	};
	return cmocka_run_group_tests_name("judging a run", tests, NULL, NULL);
}
