/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan beside the bench that shall run it. */
#include "plan/bench.h"

#include <string.h>

/* Told once per role, with the first step that needs it: the list of problems
 * leaves out what it already holds. */
static void role_check(struct bench *bench, const struct plan *plan,
		       const char *role)
{
	const char *step;
	if (!bench_find(bench, role) && plan_uses_role(plan, role, &step))
		yaml_problem_add(yaml_get(yaml_root(bench->file),
					  "instruments"),
				 "nobody plays the role %s, which step \"%s\" "
				 "needs",
				 role, step);
}

static void step_check(struct bench *bench, const struct plan *plan,
		       const struct plan_step *step)
{
	const char *const *roles =
		step->procedure ? step->procedure->roles : NULL;
	for (; roles && *roles; roles++)
		role_check(bench, plan, *roles);
	for (size_t i = 0; i < step->nactions; i++)
		if (step->actions[i].role)
			role_check(bench, plan, step->actions[i].role->name);
}

void bench_check_plan(struct bench *bench, const struct plan *plan)
{
	struct yaml_node root = yaml_root(bench->file);
	if (!yaml_present(root))
		return;
	if (*plan->stage && *bench->stage &&
	    strcmp(plan->stage, bench->stage))
		yaml_warning_add(yaml_get(root, "stage"),
				 "this bench is of stage %s, the plan \"%s\" "
				 "is for %s",
				 bench->stage, plan->name, plan->stage);
	for (size_t i = 0; i < plan->nsteps; i++)
		step_check(bench, plan, &plan->steps[i]);
}
