/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The problems of a YAML file: found by base/yaml.h and by its readers. */
#ifndef BASE_YAML_PROBLEM_H
#define BASE_YAML_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct yaml_file; /* opaque: document, path, problems */

/* A node; copy freely, valid while the file is open. id 0 = absent. */
struct yaml_node {
	struct yaml_file *file;
	int id;
};

/* A warning does not stop anybody: yaml_file_check passes it over. */
enum yaml_severity { YAML_SEVERITY_ERROR, YAML_SEVERITY_WARNING };

struct yaml_problem {
	int line, column; /* from 1, columns in characters */
	enum yaml_severity severity;
	char text[400]; /* without file:line:column */
};

/* Problems in line order, errors and warnings; at most 200 are kept, while
 * yaml_error_count counts all errors. */
size_t yaml_problem_count(const struct yaml_file *file);
size_t yaml_error_count(const struct yaml_file *file);
const struct yaml_problem *yaml_problem_get(const struct yaml_file *file,
					    size_t i);
/* "path:line:column: text", with "warning: " before the text of one */
const char *yaml_problem_format(const struct yaml_file *file, size_t i,
				char *buf, size_t size);
/* OK if no errors; else ERR_INPUT with the first and "(and N more)". */
enum err_code yaml_file_check(const struct yaml_file *file,
			      struct err *e) MUST_CHECK;

/* Adds a problem at a node; at an absent node, at the top of the file. */
void yaml_problem_add(struct yaml_node at, const char *fmt, ...)
	PRINTF_LIKE(2, 3);
void yaml_warning_add(struct yaml_node at, const char *fmt, ...)
	PRINTF_LIKE(2, 3);

#endif
