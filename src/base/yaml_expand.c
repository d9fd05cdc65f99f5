/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ${NAME} in scalar values, replaced in the loaded document. */
#include "base/yaml_file.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define EXPANDED_MAX 4096

static const char *var_find(const struct yaml_var *vars, size_t n,
			    const char *name, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(vars[i].name) == len &&
		    !memcmp(vars[i].name, name, len))
			return vars[i].value;
	return NULL;
}

static void unknown_var(struct yaml_node node, const struct yaml_var *vars,
			size_t n, const char *name, size_t len)
{
	char word[64];
	size_t used = len < sizeof(word) - 1 ? len : sizeof(word) - 1;
	memcpy(word, name, used);
	word[used] = '\0';
	const char **names = calloc(n + 1, sizeof(*names));
	const char *near = NULL;
	if (names) {
		for (size_t i = 0; i < n; i++)
			names[i] = vars[i].name;
		near = yaml_nearest(word, names);
	}
	if (near)
		yaml_problem_add(node,
				 "no variable \"%s\", did you mean \"%s\"?",
				 word, near);
	else
		yaml_problem_add(node, "no variable \"%s\" under vars", word);
	free(names);
}

/* Text with all variables in place; false and a problem if it cannot be. */
static bool text_expand(struct yaml_node node, const char *text,
			const struct yaml_var *vars, size_t n, struct buf *out)
{
	struct err e = { 0 };
	for (;;) {
		const char *mark = strstr(text, "${");
		size_t plain = mark ? (size_t)(mark - text) : strlen(text);
		if (buf_add(out, text, plain, &e))
			break;
		if (!mark)
			return true;
		const char *name = mark + 2, *end = strchr(name, '}');
		if (!end) {
			yaml_problem_add(node, "\"${\" without \"}\"");
			return false;
		}
		size_t len = (size_t)(end - name);
		const char *value = var_find(vars, n, name, len);
		if (!value) {
			unknown_var(node, vars, n, name, len);
			return false;
		}
		if (buf_add(out, value, strlen(value), &e))
			break;
		text = end + 1;
	}
	yaml_problem_add(node, "with its variables: %s", e.text);
	return false;
}

static void scalar_expand(struct yaml_node node, const struct yaml_var *vars,
			  size_t n)
{
	yaml_node_t *raw = yaml_node_raw(node);
	const char *text = (const char *)raw->data.scalar.value;
	if (!strstr(text, "${"))
		return;
	struct buf out;
	buf_init(&out, EXPANDED_MAX);
	if (text_expand(node, text, vars, n, &out)) {
		/* Inside {} and [] only a quoted scalar can hold "${": the
		 * quotes do not make its value a text. */
		raw->data.scalar.style = YAML_PLAIN_SCALAR_STYLE;
		/* The document frees scalars with free(). */
		raw->data.scalar.length = out.len;
		free(raw->data.scalar.value);
		raw->data.scalar.value = (yaml_char_t *)buf_take(&out);
	} else {
		raw->data.scalar.style = YAML_SPOILED_STYLE;
	}
	buf_free(&out);
}

/* Depth is bounded by YAML_DEPTH_MAX: there are no aliases. */
void yaml_expand(struct yaml_node node, const struct yaml_var *vars, size_t n)
{
	if (yaml_is_scalar(node))
		scalar_expand(node, vars, n);
	for (size_t i = 0; i < yaml_count(node); i++)
		yaml_expand(yaml_is_list(node) ? yaml_item(node, i) :
						 yaml_entry(node, i, NULL),
			    vars, n);
}
