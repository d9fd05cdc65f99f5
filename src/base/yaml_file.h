/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the yaml*.c files share; nobody else includes it. */
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

bool yaml_parser_open(yaml_parser_t *parser, const struct yaml_file *file);
/* Syntax, aliases, anchors, tags, depth, a second document: all problems.
 * False if the document must not be loaded. */
bool yaml_scan(struct yaml_file *file);

/* libyaml's node, NULL if absent. */
yaml_node_t *yaml_node_raw(struct yaml_node node);

const char *yaml_scalar_text(const yaml_node_t *raw);
bool yaml_scalar_plain(const yaml_node_t *raw); /* not quoted */

/* Is there a node of this type? Another is a problem: "expected KIND for WHAT".
 * An absent one is none: the file did not load and has said why, or the key is
 * optional. */
bool yaml_node_wanted(struct yaml_node node, yaml_node_type_t type,
		      const char *what, const char *kind);
/* "a, b, c" of names[], a leading '!' left out. */
const char *yaml_names_join(const char *const *names, char *buf, size_t size);

/* Line and column from 1. */
void yaml_problem_at(struct yaml_file *file, int line, int column,
		     const char *fmt, ...) PRINTF_LIKE(4, 5);

#endif
