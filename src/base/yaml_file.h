/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What yaml_file.c, yaml.c and yaml_expand.c share; nobody else includes it. */
#ifndef BASE_YAML_FILE_H
#define BASE_YAML_FILE_H

#include <stdarg.h>

#include <yaml.h>

#include "base/yaml.h"

#define YAML_SIZE_MAX (1 << 20)
#define YAML_PROBLEMS_MAX 200

struct yaml_file {
	char *path;
	char *text;
	size_t len;
	bool loaded; /* document is there */
	yaml_document_t document;
	struct yaml_problem problems[YAML_PROBLEMS_MAX];
	size_t problem_n;
	size_t error_n; /* also those that found no place */
};

/* Style of a scalar that has its problem already: getters return false without
 * another word. The parser never leaves this style. */
#define YAML_SPOILED_STYLE YAML_ANY_SCALAR_STYLE

/* libyaml's node, NULL if absent. */
yaml_node_t *yaml_node_raw(struct yaml_node node);

/* Line and column from 1. */
void yaml_problem_vadd(struct yaml_file *file, enum yaml_severity severity,
		       int line, int column, const char *fmt, va_list ap)
	PRINTF_LIKE(5, 0);
void yaml_problem_at(struct yaml_file *file, int line, int column,
		     const char *fmt, ...) PRINTF_LIKE(4, 5);

#endif
