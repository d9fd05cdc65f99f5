/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A YAML map read by a parameter table. */
#include "plan/plan_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define LIST_MAX 4096

/* "[0-8, 12]" is the same list as "0-8,12"; NULL and a problem if not. */
static char *passes_text(struct yaml_node node, const char *name)
{
	struct buf text;
	struct err e = { 0 };
	buf_init(&text, LIST_MAX);
	size_t n = yaml_is_list(node) ? yaml_count(node) : 1;
	for (size_t i = 0; i < n; i++) {
		struct yaml_node item =
			yaml_is_list(node) ? yaml_item(node, i) : node;
		const char *part = yaml_text(item, name);
		if (!part)
			goto fail;
		if (buf_printf(&text, &e, "%s%s", i ? "," : "", part)) {
			yaml_problem_add(item, "%s: %s", name, e.text);
			goto fail;
		}
	}
	if (n > 0)
		return buf_take(&text);
	yaml_problem_add(node, "%s: the list is empty", name);
fail:
	buf_free(&text);
	return NULL;
}

/* The text of a value after a first look that knows places and near names. */
static const char *value_text(struct yaml_node node,
			      const struct param_spec *spec)
{
	double number;
	bool flag;
	int index;
	bool ok = true;
	switch (spec->kind) {
	case PARAM_QUANTITY:
		ok = yaml_quantity(node, spec->name, spec->unit, -INFINITY,
				   INFINITY, &number);
		break;
	case PARAM_BOOL:
		ok = yaml_bool(node, spec->name, &flag);
		break;
	case PARAM_CHOICE:
		ok = yaml_choice(node, spec->name, spec->choices, &index);
		break;
	case PARAM_PASSES:
	case PARAM_TEXT:
		break;
	}
	return ok ? yaml_text(node, spec->name) : NULL;
}

static enum err_code value_read(struct yaml_node node,
				const struct param_spec *spec,
				struct param_values *values, struct err *e)
{
	char *list = NULL;
	const char *text;
	if (spec->kind == PARAM_PASSES)
		text = list = passes_text(node, spec->name);
	else
		text = value_text(node, spec);
	struct err why = { 0 };
	enum err_code rc = ERR_OK;
	if (text)
		rc = param_set(values, spec->name, text, &why);
	free(list);
	if (rc == ERR_INPUT) {
		yaml_problem_add(node, "%s: %s", spec->name, why.text);
		return ERR_OK;
	}
	return rc ? err_set(e, rc, "%s", why.text) : ERR_OK;
}

static enum err_code keys_check(struct yaml_node node, const char *what,
				const struct param_spec *specs, struct err *e)
{
	const char **names =
		plan_names(specs, sizeof(*specs), param_count(specs));
	if (!names)
		return err_set(e, ERR_NOMEM, "out of memory");
	yaml_map_check(node, what, names);
	free(names);
	return ERR_OK;
}

static void required_check(struct yaml_node node, struct yaml_node at,
			   const char *what, const struct param_spec *specs)
{
	for (size_t i = 0; i < param_count(specs); i++)
		if (!specs[i].default_text &&
		    !yaml_present(yaml_get(node, specs[i].name)))
			yaml_problem_add(at, "\"%s\" is missing in %s",
					 specs[i].name, what);
}

enum err_code plan_params_read(struct yaml_node node, struct yaml_node at,
			       const char *what,
			       const struct param_spec *specs, bool required,
			       struct param_values **out, struct err *e)
{
	enum err_code rc = param_values_new(specs, out, e);
	if (!rc && yaml_present(node))
		rc = keys_check(node, what, specs, e);
	for (size_t i = 0; !rc && yaml_is_map(node) && i < yaml_count(node);
	     i++) {
		const char *key;
		struct yaml_node value = yaml_entry(node, i, &key);
		const struct param_spec *spec = param_find(specs, key);
		if (spec)
			rc = value_read(value, spec, *out, e);
	}
	if (!rc && required)
		required_check(node, at, what, specs);
	return rc;
}
