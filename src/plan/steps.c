/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of a plan: a procedure with parameters and limits, or settings. */
#include "plan/plan_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum err_code procedure_read(struct yaml_node map,
				    const struct plan_catalog *catalog,
				    struct plan_step *step, struct err *e)
{
	struct yaml_node node = yaml_get(map, "procedure");
	const char *name = yaml_text(node, "procedure");
	enum err_code rc = ERR_OK;
	if (name) {
		step->procedure = plan_procedure_find(catalog, name);
		if (!step->procedure)
			plan_unknown(node, "procedure", name,
				     catalog->procedures,
				     sizeof(*catalog->procedures),
				     catalog->nprocedures);
	}
	if (step->procedure) {
		char what[120];
		snprintf(what, sizeof(what), "the parameters of %.80s", name);
		rc = plan_params_read(yaml_get(map, "params"), map, what,
				      step->procedure->params, true,
				      &step->params, e);
	}
	return rc ? rc : plan_limits_read(yaml_get(map, "limits"), step, e);
}

static enum err_code set_read(struct yaml_node map,
			      const struct plan_catalog *catalog,
			      struct plan_step *step,
			      struct plan_light_state *light, struct err *e)
{
	static const char *const foreign[] = { "params", "limits", NULL };
	step->kind = PLAN_STEP_SET;
	for (size_t i = 0; foreign[i]; i++)
		if (yaml_present(yaml_get(map, foreign[i])))
			yaml_problem_add(yaml_get(map, foreign[i]),
					 "\"%s\" belongs to a procedure, this "
					 "step only sets",
					 foreign[i]);
	return plan_actions_read(yaml_get(map, "set"), catalog, step, light,
				 e);
}

enum err_code plan_step_read(struct yaml_node map,
			     const struct plan_catalog *catalog,
			     struct plan_step *step,
			     struct plan_light_state *light, struct err *e)
{
	static const char *const keys[] = { "!step",  "procedure", "params",
					    "limits", "set",	   NULL };
	step->line = yaml_line(map);
	step->name = "";
	if (!yaml_map_check(map, "a step", keys))
		return ERR_OK;
	struct yaml_node node = yaml_get(map, "step");
	const char *name = yaml_present(node) ? plan_identifier(node, "step") :
						NULL;
	step->name = name ? name : "";
	bool procedure = yaml_present(yaml_get(map, "procedure"));
	bool set = yaml_present(yaml_get(map, "set"));
	if (procedure && set)
		yaml_problem_add(yaml_get(map, "set"),
				 "a step is a procedure or a set, not both");
	else if (!procedure && !set)
		yaml_problem_add(map, "a step needs \"procedure\" or \"set\"");
	if (set && !procedure)
		return set_read(map, catalog, step, light, e);
	if (!procedure)
		return ERR_OK;
	enum err_code rc = procedure_read(map, catalog, step, e);
	if (!rc)
		plan_light_check(light, step, yaml_get(map, "procedure"));
	return rc;
}

void plan_step_free(struct plan_step *step)
{
	param_values_free(step->params);
	free(step->limits);
	plan_actions_free(step);
}
