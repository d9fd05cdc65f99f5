/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checked reading of YAML files through libyaml's document interface.
 *
 * All problems of a file are collected, each with file:line:column, what was
 * expected and the nearest valid name, so that one run shows them all. Readers
 * walk the document with the typed getters; a getter that finds a problem adds
 * it and returns false, leaving *out alone, and the reader goes on.
 *
 * Scalars are taken as written: "12q" is not 12, and a quoted number is text.
 * Keys that occur twice, aliases, anchors, tags, a second document, and nesting
 * deeper than YAML_DEPTH_MAX are problems of every file, found on opening.
 */
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/quantity.h"
#include "base/yaml_problem.h"

#define YAML_DEPTH_MAX 32

/*
 * Opens and parses. Syntax errors become problems, not errors: the file is
 * returned so that they can be listed. ERR_INPUT if it cannot be read or is
 * larger than 1 MiB. yaml_file_parse reads a text that is already in
 * memory; name is shown in messages.
 */
enum err_code yaml_file_open(const char *path, struct yaml_file **out,
			     struct err *e) MUST_CHECK;
enum err_code yaml_file_parse(const char *name, const char *text, size_t len,
			      struct yaml_file **out, struct err *e) MUST_CHECK;
void yaml_file_close(struct yaml_file *file); /* NULL is accepted */

const char *yaml_file_path(const struct yaml_file *file);
/* The text as read (for hashing and for storing beside the results). */
const char *yaml_file_text(const struct yaml_file *file, size_t *len);

/* Absent if the file is empty or could not be parsed: a problem says so. */
struct yaml_node yaml_root(struct yaml_file *file);
bool yaml_present(struct yaml_node node);
bool yaml_is_map(struct yaml_node node);
bool yaml_is_list(struct yaml_node node);
bool yaml_is_scalar(struct yaml_node node);
int yaml_line(struct yaml_node node);

/*
 * Checks that node is a map whose keys are all in keys[] (NULL-terminated),
 * once each; unknown keys are problems that name the nearest valid one, and
 * keys that begin with '!' in keys[] are required ("!name"). Returns false if
 * node is not a map; what, as in "a limit", says in messages what it should be.
 * In the getters below, what is the name of the value, and out stays untouched
 * when they return false.
 */
bool yaml_map_check(struct yaml_node node, const char *what,
		    const char *const *keys);
/* Value of a key, absent node if missing. Adds no problem. */
struct yaml_node yaml_get(struct yaml_node map, const char *key);
/* Entries of a map or list. For lists key is NULL. */
size_t yaml_count(struct yaml_node node);
struct yaml_node yaml_item(struct yaml_node list, size_t i);
struct yaml_node yaml_entry(struct yaml_node map, size_t i, const char **key);
/* The node of the i-th key itself, to place a problem at it. */
struct yaml_node yaml_key_node(struct yaml_node map, size_t i);

/* Scalar text; NULL (and a problem) if not a scalar, or nothing at all. */
const char *yaml_text(struct yaml_node node, const char *what);
/* One of names[] (NULL-terminated): its index. Problem names the nearest. */
bool yaml_choice(struct yaml_node node, const char *what,
		 const char *const *names, int *out);
bool yaml_bool(struct yaml_node node, const char *what, bool *out);
bool yaml_long(struct yaml_node node, const char *what, long min, long max,
	       long *out);
/* A number with unit, within [min, max] in base units (or -/+INFINITY). */
bool yaml_quantity(struct yaml_node node, const char *what, enum unit unit,
		   double min, double max, double *out);

/* The name of names[] (NULL-terminated) nearest to text by edit distance, or
 * NULL if none is near. */
const char *yaml_nearest(const char *text, const char *const *names);

/*
 * Replaces ${NAME} in all scalar values at and below node by the values of
 * vars; a name that is not there is a problem, and getters say no more about
 * that scalar. What was quoted for the sake of
 * its "${" counts as unquoted afterwards. Texts of nodes read before are no
 * longer valid.
 */
struct yaml_var {
	const char *name, *value;
};
void yaml_expand(struct yaml_node node, const struct yaml_var *vars, size_t n);

#endif
