/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Typed getters of scalars: what is wrong becomes a problem at the node. */
#include "base/yaml_file.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *yaml_text(struct yaml_node node, const char *what)
{
	if (!yaml_node_wanted(node, YAML_SCALAR_NODE, what, "a text"))
		return NULL;
	return yaml_scalar_text(yaml_node_raw(node));
}

/* The text of a value that is no text: quotes are refused. */
static const char *plain_text(struct yaml_node node, const char *what,
			      const char *kind)
{
	if (!yaml_node_wanted(node, YAML_SCALAR_NODE, what, kind))
		return NULL;
	const yaml_node_t *raw = yaml_node_raw(node);
	if (yaml_scalar_plain(raw))
		return yaml_scalar_text(raw);
	yaml_problem_add(node, "%s: expected %s, got the quoted text \"%.60s\"",
			 what, kind, yaml_scalar_text(raw));
	return NULL;
}

bool yaml_choice(struct yaml_node node, const char *what,
		 const char *const *names, int *out)
{
	const char *text = yaml_text(node, what);
	if (!text)
		return false;
	for (int i = 0; names[i]; i++)
		if (!strcmp(text, names[i])) {
			*out = i;
			return true;
		}
	char list[300];
	const char *near = yaml_nearest(text, names);
	if (near)
		yaml_problem_add(node,
				 "unknown %s \"%.60s\", did you mean \"%s\"?",
				 what, text, near);
	else
		yaml_problem_add(node,
				 "unknown %s \"%.60s\", expected one of %s",
				 what, text,
				 yaml_names_join(names, list, sizeof(list)));
	return false;
}

bool yaml_bool(struct yaml_node node, const char *what, bool *out)
{
	static const char *const words[] = { "false", "true", "off",
					     "on",    "no",   "yes" };
	const char *text = plain_text(node, what, "true or false");
	if (!text)
		return false;
	for (int i = 0; i < 6; i++)
		if (!strcmp(text, words[i])) {
			*out = i % 2;
			return true;
		}
	yaml_problem_add(node, "%s: expected true or false, got \"%.60s\"",
			 what, text);
	return false;
}

bool yaml_long(struct yaml_node node, const char *what, long min, long max,
	       long *out)
{
	const char *text = plain_text(node, what, "a whole number");
	if (!text)
		return false;
	const char *digits = text + (*text == '-' || *text == '+');
	size_t len = strspn(digits, "0123456789");
	if (len == 0 || digits[len]) {
		yaml_problem_add(node,
				 "%s: expected a whole number, got \"%.60s\"",
				 what, text);
		return false;
	}
	errno = 0;
	long value = strtol(text, NULL, 10);
	if (errno || value < min || value > max) {
		yaml_problem_add(node, "%s: %.60s is out of range %ld .. %ld",
				 what, text, min, max);
		return false;
	}
	*out = value;
	return true;
}

static void range_problem(struct yaml_node node, const char *what,
			  const char *text, enum unit unit, double min,
			  double max)
{
	char lo[64], hi[64];
	quantity_format(min, NAN, unit, lo, sizeof(lo));
	quantity_format(max, NAN, unit, hi, sizeof(hi));
	if (isfinite(min) && isfinite(max))
		yaml_problem_add(node, "%s: %.60s is out of range %s .. %s",
				 what, text, lo, hi);
	else
		yaml_problem_add(node, "%s: %.60s is %s %s", what, text,
				 isfinite(min) ? "below" : "above",
				 isfinite(min) ? lo : hi);
}

bool yaml_quantity(struct yaml_node node, const char *what, enum unit unit,
		   double min, double max, double *out)
{
	const char *text = plain_text(node, what, "a number");
	if (!text)
		return false;
	struct err e = { 0 };
	double value;
	if (quantity_parse(text, unit, &value, &e)) {
		yaml_problem_add(node, "%s: %s", what, e.text);
		return false;
	}
	if (value < min || value > max) {
		range_problem(node, what, text, unit, min, max);
		return false;
	}
	*out = value;
	return true;
}
