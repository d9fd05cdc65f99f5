/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Variables of a plan: defaults in the file, --set on the command line. */
#include "plan/plan_private.h"

#include <stdlib.h>
#include <string.h>

static enum err_code var_read(struct plan *plan, struct yaml_node map, size_t i,
			      struct err *e)
{
	const char *name;
	struct yaml_node node = yaml_entry(map, i, &name);
	const char *value = yaml_text(node, name);
	/* Kept even if wrong, so that its uses are not called unknown. */
	char *copy = strdup(value ? value : "");
	if (!copy)
		return err_set(e, ERR_NOMEM, "out of memory");
	plan->vars[plan->nvars++] = (struct yaml_var){ name, copy };
	plan_identifier(yaml_key_node(map, i), "variable");
	return ERR_OK;
}

static void set_unknown(struct plan *plan, struct yaml_node at,
			const char *set, const char *name)
{
	const char **names = plan_names(plan->vars, sizeof(*plan->vars),
					plan->nvars);
	const char *near = names ? yaml_nearest(name, names) : NULL;
	if (near)
		yaml_problem_add(at,
				 "--set %.80s: no variable \"%.60s\", did you "
				 "mean \"%s\"?",
				 set, name, near);
	else
		yaml_problem_add(at,
				 "--set %.80s: no variable \"%.60s\" under "
				 "vars",
				 set, name);
	free(names);
}

static enum err_code set_apply(struct plan *plan, struct yaml_node at,
			       const char *set, struct err *e)
{
	const char *mark = strchr(set, '=');
	if (!mark || mark == set) {
		yaml_problem_add(at, "--set %.80s: expected NAME=VALUE", set);
		return ERR_OK;
	}
	size_t len = (size_t)(mark - set);
	char *copy = strdup(mark + 1);
	char *name = strndup(set, len);
	enum err_code rc = ERR_OK;
	size_t i = 0;
	if (!copy || !name) {
		rc = err_set(e, ERR_NOMEM, "out of memory");
		goto out;
	}
	while (i < plan->nvars && strcmp(plan->vars[i].name, name))
		i++;
	if (i == plan->nvars) {
		set_unknown(plan, at, set, name);
		goto out;
	}
	free((char *)plan->vars[i].value);
	plan->vars[i].value = copy;
	copy = NULL;
out:
	free(copy);
	free(name);
	return rc;
}

enum err_code plan_vars_read(struct plan *plan, struct yaml_node map,
			     const char *const *sets, size_t nsets,
			     struct err *e)
{
	if (yaml_present(map) && !yaml_is_map(map))
		yaml_problem_add(map, "vars: expected a map, as in "
				      "{bursts: 64}");
	size_t n = yaml_is_map(map) ? yaml_count(map) : 0;
	enum err_code rc = plan_rows_new(n, sizeof(*plan->vars), &plan->vars,
					 e);
	for (size_t i = 0; !rc && i < n; i++)
		rc = var_read(plan, map, i, e);
	for (size_t i = 0; !rc && i < nsets; i++)
		rc = set_apply(plan, map, sets[i], e);
	return rc;
}

void plan_vars_free(struct plan *plan)
{
	for (size_t i = 0; i < plan->nvars; i++)
		free((char *)plan->vars[i].value);
	free(plan->vars);
}
