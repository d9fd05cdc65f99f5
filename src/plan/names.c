/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small readers that plans and benches share. */
#include "plan/plan_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IDENTIFIER_MAX 64

enum err_code plan_rows_new(size_t n, size_t size, void *out, struct err *e)
{
	void *rows = calloc(n + 1, size);
	if (!rows)
		return err_set(e, ERR_NOMEM, "out of memory");
	memcpy(out, &rows, sizeof(rows));
	return ERR_OK;
}

const char **plan_names(const void *rows, size_t stride, size_t n)
{
	const char **names = calloc(n + 1, sizeof(*names));
	for (size_t i = 0; names && i < n; i++)
		memcpy(&names[i], (const char *)rows + i * stride,
		       sizeof(names[i]));
	return names;
}

void plan_unknown(struct yaml_node at, const char *what, const char *name,
		  const void *rows, size_t stride, size_t n)
{
	const char **names = plan_names(rows, stride, n);
	const char *near = names ? yaml_nearest(name, names) : NULL;
	char list[300] = "";
	size_t used = 0;
	for (size_t i = 0; names && i < n && used < sizeof(list); i++)
		used += (size_t)snprintf(list + used, sizeof(list) - used,
					 "%s%s", i ? ", " : "", names[i]);
	if (near)
		yaml_problem_add(at,
				 "unknown %s \"%.60s\", did you mean \"%s\"?",
				 what, name, near);
	else
		yaml_problem_add(at,
				 "unknown %s \"%.60s\", expected one of %s",
				 what, name, list);
	free(names);
}

const char *plan_identifier(struct yaml_node node, const char *what)
{
	const char *text = yaml_text(node, what);
	if (!text)
		return NULL;
	size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
	if (text[len] == '\0' && len > 0 && len <= IDENTIFIER_MAX)
		return text;
	yaml_problem_add(node,
			 "%s: expected a name of letters, digits, \"-\" and "
			 "\"_\" (at most %d), got \"%.80s\"",
			 what, IDENTIFIER_MAX, text);
	return NULL;
}

const char *plan_optional_text(struct yaml_node map, const char *key)
{
	struct yaml_node node = yaml_get(map, key);
	const char *text = yaml_present(node) ? yaml_text(node, key) : NULL;
	return text ? text : "";
}

bool plan_value_read(struct yaml_node map, const char *key, enum unit unit,
		     double min, double max, double *value, double *u)
{
	static const char *const keys[] = { "!value", "!u", NULL };
	struct yaml_node node = yaml_get(map, key);
	if (!yaml_present(node))
		return false;
	if (!yaml_is_map(node)) {
		yaml_problem_add(node,
				 "%s: expected a value with its standard "
				 "uncertainty, as in {value: ..., u: ...}",
				 key);
		return false;
	}
	if (!yaml_map_check(node, key, keys))
		return false;
	/* Both, so that both problems are seen. */
	bool ok = yaml_quantity(yaml_get(node, "value"), key, unit, min, max,
				value);
	return yaml_quantity(yaml_get(node, "u"), "u", unit, 0,
			     max - min, u) && ok;
}
