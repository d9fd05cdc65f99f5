/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits of a step: unit, rule, and whether they can ever be judged. */
#include "plan/plan_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LANE_MAX 4095

const char *const plan_rule_names[] = { "guard95", "contractual", "simple",
					"counts", NULL };

static const struct plan_quantity *
quantity_read(struct yaml_node node, const struct plan_procedure *procedure)
{
	const char *name = yaml_present(node) ? yaml_text(node, "quantity") :
						NULL;
	if (!name || !procedure)
		return NULL;
	const struct plan_quantity *q = plan_quantity_find(procedure, name);
	size_t n = 0;
	while (procedure->quantities && procedure->quantities[n].name)
		n++;
	if (!q)
		plan_unknown(node, "quantity", name, procedure->quantities,
			     sizeof(*procedure->quantities), n);
	return q;
}

static void bounds_read(struct yaml_node map, struct plan_limit *limit)
{
	struct yaml_node min = yaml_get(map, "min"), max = yaml_get(map, "max");
	if (!yaml_present(min) && !yaml_present(max))
		yaml_problem_add(map, "a limit needs \"min\", \"max\" or both");
	if (!limit->quantity)
		return;
	enum unit unit = limit->quantity->unit;
	limit->has_min = yaml_quantity(min, "min", unit, -INFINITY, INFINITY,
				       &limit->min);
	limit->has_max = yaml_quantity(max, "max", unit, -INFINITY, INFINITY,
				       &limit->max);
	if (limit->has_min && limit->has_max && limit->min > limit->max)
		yaml_problem_add(min, "min %s is above max %s",
				 yaml_text(min, "min"), yaml_text(max, "max"));
}

/* A limit at a pass that is never recorded would never be judged. */
static void pass_check(struct yaml_node node, const struct plan_step *step,
		       long pass)
{
	const char *name = step->procedure->passes_param;
	if (!name || !step->params || !param_has(step->params, name))
		return;
	size_t n;
	const unsigned *list = param_get_passes(step->params, name, &n);
	for (size_t i = 0; i < n; i++)
		if (list[i] == pass)
			return;
	yaml_problem_add(node, "pass %ld is not in \"%s\" of this step: %.80s",
			 pass, name, param_get_text(step->params, name));
}

static void pass_read(struct yaml_node node, const struct plan_step *step,
		      struct plan_limit *limit)
{
	if (!yaml_long(node, "pass", 0, PARAM_PASS_MAX, &limit->pass) ||
	    !limit->quantity)
		return;
	if (limit->quantity->per_pass)
		pass_check(node, step, limit->pass);
	else
		yaml_problem_add(node, "\"%s\" has no passes",
				 limit->quantity->name);
}

static void why_read(struct yaml_node node, struct plan_limit *limit)
{
	const char *why = yaml_text(node, "why");
	limit->why = why ? why : "";
	if (why && why[strspn(why, " ")] == '\0')
		yaml_problem_add(node, "why: say where the limit comes from");
}

static void limit_read(struct yaml_node map, const struct plan_step *step,
		       struct plan_limit *limit)
{
	static const char *const keys[] = { "!quantity", "min",	 "max",
					    "rule",	 "mandatory", "lane",
					    "pass",	 "!why", NULL };
	*limit = (struct plan_limit){ .mandatory = true,
				      .lane = PLAN_ANY,
				      .pass = PLAN_ANY,
				      .why = "",
				      .line = yaml_line(map) };
	if (!yaml_map_check(map, "a limit", keys))
		return;
	limit->quantity =
		quantity_read(yaml_get(map, "quantity"), step->procedure);
	bounds_read(map, limit);
	int rule;
	if (yaml_choice(yaml_get(map, "rule"), "rule", plan_rule_names, &rule))
		limit->rule = (enum plan_rule)rule;
	yaml_bool(yaml_get(map, "mandatory"), "mandatory", &limit->mandatory);
	yaml_long(yaml_get(map, "lane"), "lane", 0, LANE_MAX, &limit->lane);
	pass_read(yaml_get(map, "pass"), step, limit);
	why_read(yaml_get(map, "why"), limit);
}

/* Of two limits on the same result one would be forgotten by a reader. A
 * stretch goal beside the mandatory limit is another matter. */
static bool limit_same(const struct plan_limit *a, const struct plan_limit *b)
{
	return a->quantity && a->quantity == b->quantity &&
	       a->lane == b->lane && a->pass == b->pass &&
	       a->mandatory == b->mandatory;
}

static void limit_unique_check(struct yaml_node node,
			       const struct plan_step *step, size_t i)
{
	for (size_t j = 0; j < i; j++) {
		if (!limit_same(&step->limits[i], &step->limits[j]))
			continue;
		yaml_problem_add(node,
				 "a second limit on \"%s\", the first is at "
				 "line %d: give min and max in one",
				 step->limits[i].quantity->name,
				 step->limits[j].line);
		return;
	}
}

#define LIMITS_MAX 1000

enum err_code plan_limits_read(struct yaml_node list, struct plan_step *step,
			       struct err *e)
{
	if (!yaml_present(list))
		return ERR_OK;
	if (!yaml_is_list(list) || yaml_count(list) > LIMITS_MAX) {
		yaml_problem_add(list, "limits: expected a list of at most %d "
				       "limits",
				 LIMITS_MAX);
		return ERR_OK;
	}
	size_t n = yaml_count(list);
	enum err_code rc = plan_rows_new(n, sizeof(*step->limits),
					 &step->limits, e);
	if (rc)
		return rc;
	step->nlimits = n;
	for (size_t i = 0; i < n; i++) {
		struct yaml_node item = yaml_item(list, i);
		limit_read(item, step, &step->limits[i]);
		limit_unique_check(item, step, i);
	}
	return ERR_OK;
}
