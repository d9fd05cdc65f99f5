/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verdict of a stage from its points, and tokens/s from what they measured. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "recorded.h"
#include "sequencer/closure.h"
#include "sequencer/judge.h"
#include "verdict/family.h"

#define OK(call) assert_int_equal(call, ERR_OK)

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

/* Holm's procedure by hand: .05 over 5, 4, 3, 2, 1 members that are left. */
static void test_holm(void **state)
{
	(void)state;
	static const struct {
		double p[5];
		bool stands[5];
	} cases[] = {
		{ { .009, .9, .9, .9, .9 }, { true } },
		{ { .011, .9, .9, .9, .9 }, { false } },
		/* The second has .05/4 to pass once the first has. */
		{ { .9, .012, .9, .009, .9 }, { false, true, false, true } },
		{ { .9, .012, .9, .011, .9 }, { false } },
		/* One that fails ends it, though .016 < .05/3. */
		{ { .005, .013, .016, .9, .9 }, { true } },
		{ { .01, .0125, .016, .025, .05 },
		  { true, true, true, true, true } },
		/* What was not judged is no member: .05/2. */
		{ { .024, .9, NAN, NAN, NAN }, { true } },
		{ { .026, .9, NAN, NAN, NAN }, { false } },
		{ { .049, NAN, NAN, NAN, NAN }, { true } },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool fail[5];
		for (int j = 0; j < 5; j++)
			fail[j] = cases[i].p[j] <= .05;
		family_holm(cases[i].p, fail, 5);
		for (int j = 0; j < 5; j++)
			assert_int_equal(fail[j], cases[i].stands[j]);
	}
}

/* Verdicts on the SNR of every pass, all alike, against a minimum that lies
 * above, u of the worst one above it; how many of each. */
static void snr_verdicts(double above, long pass, size_t *fails, size_t *rows)
{
	static const struct plan_quantity quantity = { .name = "snr" };
	static const struct plan_procedure row = { .name = "snr-vs-passes" };
	struct content loop = loop_content(1, 1e-4, 0);
	struct content dark = dark_content(5);
	struct capture_list list = { 0 };
	struct judged judged;
	struct err e = { 0 };
	struct plan_limit limit = {
		.quantity = &quantity, .has_min = true, .min = -100,
		.rule = PLAN_RULE_GUARD95, .lane = PLAN_ANY, .pass = PLAN_ANY,
		.why = "a trace",
	};
	struct plan_step step = { .name = "snr", .procedure = &row,
				  .limits = &limit, .nlimits = 1 };
	OK(param_values_new(procedure_find(row.name)->params, &step.params,
			    &e));
	OK(capture_list_add(&list, make("dark", spread, 1, &dark, 20), &e));
	OK(capture_list_add(&list, make("signal", spread, SPREAD, &loop, 21),
			    &e));
	OK(judge_step(&step, &list, &judged, &e));
	const struct store_result *worst = &judged.rows[0];
	for (size_t i = 1; i < SPREAD; i++)
		if (judged.rows[i].estimate.value < worst->estimate.value)
			worst = &judged.rows[i];
	limit.min = worst->estimate.value + above * worst->estimate.u;
	limit.pass = pass == PLAN_ANY ? PLAN_ANY : worst->pass;
	judge_free(&judged);
	OK(judge_step(&step, &list, &judged, &e));
	*fails = *rows = 0;
	for (size_t i = 0; i < judged.nrows; i++) {
		if (!judged.rows[i].verdict)
			continue;
		(*rows)++;
		*fails += strcmp(judged.rows[i].verdict, "FAIL") == 0;
	}
	judge_free(&judged);
	capture_list_free(&list);
	param_values_free(step.params);
}

/* 2 u is FAIL for the one value asked for, not for the worst of twelve. */
static void test_family(void **state)
{
	(void)state;
	size_t fails, rows;
	snr_verdicts(2, 0, &fails, &rows);
	assert_int_equal(rows, 1);
	assert_int_equal(fails, 1);
	snr_verdicts(2, PLAN_ANY, &fails, &rows);
	assert_int_equal(rows, SPREAD);
	assert_int_equal(fails, 0);
	snr_verdicts(4, PLAN_ANY, &fails, &rows);
	assert_true(fails >= 1);
	snr_verdicts(20, PLAN_ANY, &fails, &rows);
	assert_int_equal(fails, SPREAD);
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

static struct closure close_model(struct estimate slot, struct estimate loop,
				  unsigned lanes)
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
	assert_int_equal(closure_evaluate(&plan, &run, lanes, &out, &e), ERR_OK);
	return out;
}

static struct estimate seconds(double value, double u)
{
	return estimate_make(value, u, 100, 64, "s", "TM", "P6");
}

static void close_to(double got, double expected)
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
					       seconds(loops[i], u_loop), 1);
		double pass = i ? 64 * 6e-9 : loops[i];
		double part = 64 * (i ? 64 * u_slot : u_loop);
		double time = 64 * pass + 2e-6 + 5e-6;
		double u = sqrt(part * part + 1e-14 + 25e-14);
		const struct estimate *t =
			&closure_row(&c, "token_time")->estimate;
		const struct estimate *rate =
			&closure_row(&c, "tokens_per_s")->estimate;
		close_to(t->value, time);
		close_to(t->u, u);
		close_to(rate->value, 1 / time);
		close_to(rate->u, u / time / time);
		close_to(closure_row(&c, i ? "share_slot_period" :
					 "share_loop_period")
			     ->estimate.value, part * part / u / u);
		close_to(closure_row(&c, "updates_per_token")->estimate.value,
		     63 * 64);
		assert_non_null(strstr(c.binding, i ? "frame" : "loop"));
		assert_non_null(strstr(c.mac_accounting, "not LLM tokens"));
	}
}

/* Three lanes share the width of 63: a third of the slots in each. */
static void test_closure_lanes(void **state)
{
	(void)state;
	struct closure c = close_model(seconds(6e-9, 1e-15),
				       seconds(4e-7, 1e-12), 3);
	close_to(closure_row(&c, "slots_per_frame")->estimate.value, 21);
	close_to(closure_row(&c, "macs_per_token")->estimate.value,
		 9 * 21 * 64);
}

/* A refused period is no period, and no other one takes its place. */
static void test_closure_refused(void **state)
{
	(void)state;
	struct estimate no = estimate_refuse(ESTIMATE_NOLOCK, "s", "TM", "-");
	for (int i = 0; i < 2; i++) {
		struct closure c = close_model(i ? no : seconds(6e-9, 1e-15),
					       i ? seconds(4e-7, 1e-12) : no,
					       1);
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
		cmocka_unit_test(test_holm),
		cmocka_unit_test(test_family),
		cmocka_unit_test(test_closure),
		cmocka_unit_test(test_closure_lanes),
		cmocka_unit_test(test_closure_refused),
	};
	return cmocka_run_group_tests_name("judging a run", tests, NULL, NULL);
}
