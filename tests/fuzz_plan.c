/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a plan, as a bench file, and as both beside each other. */
#include "fuzz_plan.h"

#include <stdlib.h>
#include <string.h>

#include "plan/bench.h"
#include "plan/plan.h"
#include "plan_fixture.h"

static void require(bool ok)
{
	if (!ok)
		abort();
}

/* What holds for every file: problems in order, and one line each. */
static void file_check(const struct yaml_file *file)
{
	char text[700];
	int line = 1;
	for (size_t i = 0; i < yaml_problem_count(file); i++) {
		const struct yaml_problem *p = yaml_problem_get(file, i);
		require(p->line >= line && p->column >= 1);
		require(p->text[0] && !strchr(p->text, '\n'));
		yaml_problem_format(file, i, text, sizeof(text));
		line = p->line;
	}
	struct err e = { 0 };
	require((yaml_file_check(file, &e) == ERR_OK) ==
		(yaml_error_count(file) == 0));
}

/* What a plan without errors promises to its users. */
static void plan_promises(const struct plan *plan)
{
	require(*plan->name && *plan->title && *plan->stage && plan->nsteps);
	for (size_t i = 0; i < plan->nsteps; i++) {
		const struct plan_step *step = &plan->steps[i];
		require(*step->name);
		require((step->kind == PLAN_STEP_SET) == !step->procedure);
		require((step->kind == PLAN_STEP_SET) == (step->nactions > 0));
		require(!step->procedure || step->params);
		for (size_t j = 0; j < step->nlimits; j++) {
			const struct plan_limit *l = &step->limits[j];
			require(l->quantity && *l->why);
			require(l->has_min || l->has_max);
		}
		for (size_t j = 0; j < step->nactions; j++)
			require(step->actions[j].kind == PLAN_ACTION_SETTLE ||
				(step->actions[j].role &&
				 step->actions[j].values));
	}
}

static void bench_promises(const struct bench *bench)
{
	require(*bench->name && *bench->stage);
	for (size_t i = 0; i < bench->ninstruments; i++) {
		const struct bench_instrument *inst = &bench->instruments[i];
		require(inst->role && inst->driver && *inst->address);
		require(inst->settings);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const sets[] = { "bursts=16" };
	struct err e = { 0 };
	struct plan *plan = NULL;
	struct bench *bench = NULL;
	if (plan_parse("p", (const char *)data, size, &fixture_catalog, sets,
		       size % 2, &plan, &e))
		return 0;
	file_check(plan->file);
	if (yaml_error_count(plan->file) == 0)
		plan_promises(plan);
	if (!bench_parse("b", (const char *)data, size, &fixture_catalog,
			 "2026-11-24", &bench, &e)) {
		file_check(bench->file);
		if (yaml_error_count(bench->file) == 0)
			bench_promises(bench);
		bench_check_plan(bench, plan);
		file_check(bench->file);
	}
	bench_free(bench);
	plan_free(plan);
	return 0;
}
