/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits against estimates. */
#include "sequencer/judge.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sequencer/bind.h"
#include "verdict/family.h"

void judge_free(struct judged *judged)
{
	output_free(&judged->output);
	free(judged->rows);
	free(judged->curves);
	free(judged->reasons);
	*judged = (struct judged){ 0 };
}

static bool judge_matches(const struct plan_limit *limit,
			  const struct procedure_result *r)
{
	return strcmp(limit->quantity->name, r->quantity) == 0 &&
	       (limit->lane == PLAN_ANY || limit->lane == r->lane) &&
	       (limit->pass == PLAN_ANY || limit->pass == r->pass);
}

static struct store_result *judge_row(struct judged *out,
				      const char *step, const char *quantity,
				      int lane, int pass,
				      const struct estimate *estimate,
				      const char *capture)
{
	struct store_result *row = &out->rows[out->nrows++];
	*row = (struct store_result){
		.step = step, .quantity = quantity, .lane = lane,
		.pass = pass, .estimate = *estimate, .p_conform = NAN,
		.capture = capture,
	};
	return row;
}

static void judge_limit(struct judged *out, struct store_result *row,
			const struct plan_limit *limit)
{
	struct verdict_limit against = {
		.has_min = limit->has_min, .has_max = limit->has_max,
		.min = limit->min, .max = limit->max,
		.mandatory = limit->mandatory,
	};
	if (!verdict_rule_find(plan_rule_names[limit->rule], &against.rule))
		abort(); /* plan rules are the verdict's by name */
	struct verdict_result v = verdict_judge(&row->estimate, &against);
	char *reason = out->reasons[row - out->rows];
	snprintf(reason, sizeof(out->reasons[0]), "%s", v.reason);
	row->has_min = limit->has_min;
	row->has_max = limit->has_max;
	row->min = limit->min;
	row->max = limit->max;
	row->mandatory = limit->mandatory;
	row->rule = verdict_rule_name(against.rule);
	row->why = limit->why;
	row->p_conform = v.p_conform;
	row->verdict = verdict_name(v.verdict);
	row->reason = *reason ? reason : NULL;
}

/* One row for each estimate and limit; an estimate without limit gets one
 * row, a limit that nothing was measured for gets an invalid one. */
static void judge_rows(const struct plan_step *step, struct judged *out)
{
	for (size_t i = 0; i < out->output.nresults; i++) {
		const struct procedure_result *r = &out->output.results[i];
		size_t before = out->nrows;
		for (size_t j = 0; j < step->nlimits; j++)
			if (judge_matches(&step->limits[j], r))
				judge_limit(out, judge_row(out, step->name,
							   r->quantity,
							   r->lane, r->pass,
							   &r->estimate,
							   r->capture),
					    &step->limits[j]);
		if (out->nrows == before)
			judge_row(out, step->name, r->quantity, r->lane,
				  r->pass, &r->estimate, r->capture);
	}
	for (size_t j = 0; j < step->nlimits; j++) {
		const struct plan_limit *limit = &step->limits[j];
		size_t i = 0;
		while (i < out->output.nresults &&
		       !judge_matches(limit, &out->output.results[i]))
			i++;
		if (i < out->output.nresults)
			continue;
		struct estimate none = estimate_refuse(
			ESTIMATE_INSUFFICIENT,
			unit_name(limit->quantity->unit), "none",
			"the step gave no such value");
		judge_limit(out, judge_row(out, step->name,
					   limit->quantity->name,
					   (int)limit->lane, (int)limit->pass,
					   &none, NULL),
			    limit);
	}
}

/* Rows of one limit that names no pass or lane are a family: FAIL only what
 * stands in it. */
static enum err_code judge_family(const struct plan_limit *limit,
				  struct judged *out, struct err *e)
{
	double *p = calloc(out->nrows, sizeof(*p));
	bool *fail = calloc(out->nrows, sizeof(*fail));
	size_t members = 0;
	if (!p || !fail) {
		free(p);
		free(fail);
		return err_set(e, ERR_NOMEM, "out of memory for verdicts");
	}
	for (size_t i = 0; i < out->nrows; i++) {
		const struct store_result *row = &out->rows[i];
		bool of_limit = row->why == limit->why && row->verdict;
		p[i] = of_limit ? row->p_conform : NAN;
		members += !isnan(p[i]);
		fail[i] = of_limit &&
			  strcmp(row->verdict, verdict_name(VERDICT_FAIL)) == 0;
	}
	family_holm(p, fail, out->nrows);
	for (size_t i = 0; i < out->nrows; i++) {
		struct store_result *row = &out->rows[i];
		if (isnan(p[i]) || fail[i] ||
		    strcmp(row->verdict, verdict_name(VERDICT_FAIL)) != 0)
			continue;
		row->verdict = verdict_name(VERDICT_INDETERMINATE);
		row->reason = out->reasons[i];
		snprintf(out->reasons[i], sizeof(out->reasons[i]),
			 "p_conform %.2g would fail one value, not one of %zu "
			 "against the same limit (Holm)", p[i], members);
	}
	free(p);
	free(fail);
	return ERR_OK;
}

static enum err_code judge_families(const struct plan_step *step,
				    struct judged *out, struct err *e)
{
	enum err_code code = ERR_OK;
	for (size_t j = 0; !code && j < step->nlimits; j++) {
		const struct plan_limit *limit = &step->limits[j];
		if (limit->rule == PLAN_RULE_GUARD95 &&
		    (limit->pass == PLAN_ANY || limit->lane == PLAN_ANY))
			code = judge_family(limit, out, e);
	}
	return code;
}

static enum err_code judge_curves(const struct plan_step *step,
				  struct judged *out, struct err *e)
{
	size_t n = out->output.ncurves;
	out->curves = calloc(n + 1, sizeof(*out->curves));
	if (!out->curves)
		return err_set(e, ERR_NOMEM, "out of memory for curves");
	for (size_t i = 0; i < n; i++) {
		const struct procedure_curve *c = &out->output.curves[i];
		out->curves[i] = (struct store_curve){
			.step = step->name, .name = c->name,
			.x_title = c->x_title, .y_title = c->y_title,
			.n = c->n, .x = c->x, .y = c->y, .lo = c->lo,
			.hi = c->hi,
		};
	}
	out->ncurves = n;
	return ERR_OK;
}

enum err_code judge_step(const struct plan_step *step,
			 const struct capture_list *captures,
			 struct judged *out, struct err *e)
{
	const struct procedure *p = bind_procedure(step->procedure);
	*out = (struct judged){ 0 };
	enum err_code code = p->evaluate(step->params, captures, &out->output,
					 e);
	size_t most = out->output.nresults * (step->nlimits + 1) +
		      step->nlimits + 1;
	if (!code) {
		out->rows = calloc(most, sizeof(*out->rows));
		out->reasons = calloc(most, sizeof(*out->reasons));
		if (!out->rows || !out->reasons)
			code = err_set(e, ERR_NOMEM, "out of memory for rows");
	}
	if (!code)
		judge_rows(step, out);
	if (!code)
		code = judge_families(step, out, e);
	if (!code)
		code = judge_curves(step, out, e);
	if (code)
		judge_free(out);
	return code;
}

static const struct store_point *judge_point(const struct store_run *run,
					     const char *step)
{
	for (size_t i = run->npoints; i-- > 0;)
		if (strcmp(run->points[i].step, step) == 0)
			return &run->points[i];
	return NULL;
}

enum err_code judge_stage(const struct plan *plan, const struct store_run *run,
			  enum verdict *out, struct err *e)
{
	size_t most = plan->nsteps + 1, n = 0;
	for (size_t i = 0; i < run->npoints; i++)
		most += run->points[i].nresults;
	enum verdict *verdicts = calloc(most, sizeof(*verdicts));
	bool *mandatory = calloc(most, sizeof(*mandatory));
	enum err_code code = ERR_OK;
	if (!verdicts || !mandatory)
		code = err_set(e, ERR_NOMEM, "out of memory for the verdicts");
	for (size_t s = 0; !code && s < plan->nsteps; s++) {
		const struct store_point *p =
			judge_point(run, plan->steps[s].name);
		/* Setting leaves a point only when it failed. */
		if (plan->steps[s].kind != PLAN_STEP_PROCEDURE && !p)
			continue;
		if (!p || strcmp(p->status, "done") != 0) {
			verdicts[n] = p ? VERDICT_ERROR : VERDICT_NOT_RUN;
			mandatory[n++] = true;
		}
		for (size_t i = 0; p && i < p->nresults; i++) {
			if (!p->results[i].verdict ||
			    !verdict_find(p->results[i].verdict, &verdicts[n]))
				continue;
			mandatory[n++] = p->results[i].mandatory;
		}
	}
	if (!code)
		*out = verdict_combine(verdicts, mandatory, n);
	free(verdicts);
	free(mandatory);
	return code;
}
