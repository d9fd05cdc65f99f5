/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a plan: its head, its steps in order, its model. */
#include "plan/plan.h"

#include <stdlib.h>
#include <string.h>

#include "plan/plan_private.h"

#define STEPS_MAX 1000
#define WIDTH_MAX 10000000
#define PASSES_MAX 10000000

static const char *const stage_names[] = { "S0", "S1", "S2", "S3",
					   "S4", "S5", "S6", NULL };

const char *plan_stage_read(struct yaml_node map)
{
	struct yaml_node node = yaml_get(map, "stage");
	int stage;
	if (!yaml_choice(node, "stage", stage_names, &stage))
		return "";
	return stage_names[stage];
}

static void head_read(struct plan *plan, struct yaml_node root)
{
	struct yaml_node name = yaml_get(root, "plan");
	const char *id = yaml_present(name) ? plan_identifier(name, "plan") :
					      NULL;
	plan->name = id ? id : "";
	plan->title = plan_optional_text(root, "title");
	plan->bench = plan_optional_text(root, "bench");
	plan->notes = plan_optional_text(root, "notes");
	plan->stage = plan_stage_read(root);
}

static void name_unique_check(const struct plan *plan, struct yaml_node map,
			      size_t i)
{
	const char *name = plan->steps[i].name;
	for (size_t j = 0; *name && j < i; j++) {
		if (strcmp(name, plan->steps[j].name))
			continue;
		yaml_problem_add(yaml_get(map, "step"),
				 "a second step \"%s\", the first is at line "
				 "%d",
				 name, plan->steps[j].line);
		return;
	}
}

/* ${NAME} in the steps, then the steps in order. */
static enum err_code steps_read(struct plan *plan, struct yaml_node list,
				const struct plan_catalog *catalog,
				struct err *e)
{
	size_t before = yaml_error_count(plan->file);
	yaml_expand(list, plan->vars, plan->nvars);
	/* The bench is dark when a run begins. */
	struct plan_light_state light = {
		.unknown = yaml_error_count(plan->file) != before
	};
	size_t n = yaml_is_list(list) ? yaml_count(list) : 0;
	if (yaml_present(list) && (n == 0 || n > STEPS_MAX)) {
		yaml_problem_add(list,
				 "steps: expected a list of 1 to %d steps",
				 STEPS_MAX);
		return ERR_OK;
	}
	enum err_code rc = plan_rows_new(n, sizeof(*plan->steps), &plan->steps,
					 e);
	for (size_t i = 0; !rc && i < n; i++) {
		struct yaml_node map = yaml_item(list, i);
		plan->nsteps = i + 1;
		rc = plan_step_read(map, catalog, &plan->steps[i], &light, e);
		name_unique_check(plan, map, i);
	}
	return rc;
}

static void model_read(struct plan_model *model, struct yaml_node map)
{
	static const char *const keys[] = { "!width",
					    "!passes",
					    "guard_slots",
					    "attention_every",
					    "attention_fractional",
					    "attention_time",
					    "io_time",
					    NULL };
	if (!yaml_present(map) || !yaml_map_check(map, "the model", keys))
		return;
	model->present = true;
	yaml_long(yaml_get(map, "width"), "width", 1, WIDTH_MAX,
		  &model->width);
	yaml_long(yaml_get(map, "passes"), "passes", 1, PASSES_MAX,
		  &model->passes);
	yaml_long(yaml_get(map, "guard_slots"), "guard_slots", 0, WIDTH_MAX,
		  &model->guard_slots);
	yaml_long(yaml_get(map, "attention_every"), "attention_every", 0,
		  PASSES_MAX, &model->attention_every);
	yaml_bool(yaml_get(map, "attention_fractional"),
		  "attention_fractional", &model->attention_fractional);
	plan_value_read(map, "attention_time", UNIT_S, 0, 1,
			&model->attention_time.value, &model->attention_time.u);
	plan_value_read(map, "io_time", UNIT_S, 0, 1, &model->io_time.value,
			&model->io_time.u);
}

static enum err_code root_read(struct plan *plan,
			       const struct plan_catalog *catalog,
			       const char *const *sets, size_t nsets,
			       struct err *e)
{
	static const char *const keys[] = { "!plan", "!title", "!stage",
					    "bench", "notes",  "vars",
					    "!steps", "model", NULL };
	struct yaml_node root = yaml_root(plan->file);
	yaml_map_check(root, "a plan", keys);
	head_read(plan, root);
	enum err_code rc = plan_vars_read(plan, yaml_get(root, "vars"), sets,
					  nsets, e);
	if (!rc)
		rc = steps_read(plan, yaml_get(root, "steps"), catalog, e);
	model_read(&plan->model, yaml_get(root, "model"));
	return rc;
}

/* Takes over file. */
static enum err_code plan_new(struct yaml_file *file,
			      const struct plan_catalog *catalog,
			      const char *const *sets, size_t nsets,
			      struct plan **out, struct err *e)
{
	struct plan *plan = calloc(1, sizeof(*plan));
	if (!plan) {
		yaml_file_close(file);
		return err_set(e, ERR_NOMEM, "out of memory");
	}
	plan->file = file;
	enum err_code rc = root_read(plan, catalog, sets, nsets, e);
	if (rc) {
		plan_free(plan);
		return rc;
	}
	*out = plan;
	return ERR_OK;
}

enum err_code plan_read(const char *path, const struct plan_catalog *catalog,
			const char *const *sets, size_t nsets,
			struct plan **out, struct err *e)
{
	struct yaml_file *file;
	enum err_code rc = yaml_file_open(path, &file, e);
	return rc ? rc : plan_new(file, catalog, sets, nsets, out, e);
}

enum err_code plan_parse(const char *name, const char *text, size_t len,
			 const struct plan_catalog *catalog,
			 const char *const *sets, size_t nsets,
			 struct plan **out, struct err *e)
{
	struct yaml_file *file;
	enum err_code rc = yaml_file_parse(name, text, len, &file, e);
	return rc ? rc : plan_new(file, catalog, sets, nsets, out, e);
}

void plan_free(struct plan *plan)
{
	if (!plan)
		return;
	for (size_t i = 0; i < plan->nsteps; i++)
		plan_step_free(&plan->steps[i]);
	free(plan->steps);
	plan_vars_free(plan);
	yaml_file_close(plan->file);
	free(plan);
}

static bool step_uses_role(const struct plan_step *step, const char *role)
{
	for (size_t i = 0; i < step->nactions; i++)
		if (step->actions[i].role &&
		    !strcmp(step->actions[i].role->name, role))
			return true;
	const char *const *roles =
		step->procedure ? step->procedure->roles : NULL;
	for (; roles && *roles; roles++)
		if (!strcmp(*roles, role))
			return true;
	return false;
}

bool plan_uses_role(const struct plan *plan, const char *role,
		    const char **step)
{
	for (size_t i = 0; i < plan->nsteps; i++) {
		if (!step_uses_role(&plan->steps[i], role))
			continue;
		if (step)
			*step = plan->steps[i].name;
		return true;
	}
	return false;
}
