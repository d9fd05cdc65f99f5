/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ordered actions of a `set` step. */
#include "plan/plan_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SETTLE_MAX_S 86400
#define ACTIONS_MAX 1000

/* The settable roles and "settle". */
static void action_unknown(struct yaml_node at, const char *name,
			   const struct plan_catalog *catalog)
{
	const char **names =
		calloc(catalog->nroles + 1, sizeof(*names));
	if (!names)
		return;
	size_t n = 0;
	for (size_t i = 0; i < catalog->nroles; i++)
		if (catalog->roles[i].fields)
			names[n++] = catalog->roles[i].name;
	names[n++] = "settle";
	plan_unknown(at, "action", name, names, sizeof(*names), n);
	free(names);
}

static enum err_code set_read(struct yaml_node fields, struct yaml_node at,
			      struct plan_action *action, struct err *e)
{
	const struct plan_role *role = action->role;
	char what[80];
	snprintf(what, sizeof(what), "the fields of %.40s", role->name);
	if (!yaml_is_map(fields) || yaml_count(fields) == 0)
		yaml_problem_add(at, "%s: nothing to set, expected fields as "
				     "in {%s: ...}",
				 role->name,
				 param_count(role->fields) ?
					 role->fields[0].name :
					 "");
	return plan_params_read(fields, at, what, role->fields, false,
				&action->values, e);
}

static enum err_code action_read(struct yaml_node map,
				 const struct plan_catalog *catalog,
				 struct plan_action *action, struct err *e)
{
	action->line = yaml_line(map);
	action->kind = PLAN_ACTION_SETTLE;
	if (!yaml_is_map(map) || yaml_count(map) != 1) {
		yaml_problem_add(map, "expected one action, as in \"laser: "
				      "{output: on}\" or \"settle: 50 ms\"");
		return ERR_OK;
	}
	const char *name;
	struct yaml_node value = yaml_entry(map, 0, &name);
	if (!strcmp(name, "settle")) {
		yaml_quantity(value, "settle", UNIT_S, 0, SETTLE_MAX_S,
			      &action->settle_s);
		return ERR_OK;
	}
	const struct plan_role *role = plan_role_find(catalog, name);
	if (!role || !role->fields) {
		action_unknown(yaml_key_node(map, 0), name, catalog);
		return ERR_OK;
	}
	action->kind = PLAN_ACTION_SET;
	action->role = role;
	return set_read(value, yaml_key_node(map, 0), action, e);
}

enum err_code plan_actions_read(struct yaml_node list,
				const struct plan_catalog *catalog,
				struct plan_step *step,
				struct plan_light_state *light, struct err *e)
{
	size_t n = yaml_is_list(list) ? yaml_count(list) : 0;
	if (n == 0 || n > ACTIONS_MAX) {
		yaml_problem_add(list, "set: expected a list of actions, as in "
				       "\"- laser: {output: on}\"");
		light->unknown = true;
		return ERR_OK;
	}
	enum err_code rc = plan_rows_new(n, sizeof(*step->actions),
					 &step->actions, e);
	for (size_t i = 0; !rc && i < n; i++) {
		struct yaml_node item = yaml_item(list, i);
		size_t before = yaml_error_count(list.file);
		step->nactions = i + 1;
		rc = action_read(item, catalog, &step->actions[i], e);
		if (yaml_error_count(list.file) != before)
			light->unknown = true;
		else if (!rc)
			plan_light_follow(light, &step->actions[i], item);
	}
	return rc;
}

void plan_actions_free(struct plan_step *step)
{
	for (size_t i = 0; i < step->nactions; i++)
		param_values_free(step->actions[i].values);
	free(step->actions);
}
