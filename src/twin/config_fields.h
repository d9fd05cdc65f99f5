/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of a stage as one table: reading, checking and describing them
 * all go by it. */
#ifndef TWIN_CONFIG_FIELDS_H
#define TWIN_CONFIG_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/yaml.h"
#include "twin/config.h"

enum twin_field_kind { TWIN_NUMBER, TWIN_WHOLE };

/* One key. A section "a.b" is the map b within the map a; "" is the top. */
struct twin_field {
	const char *section, *key;
	enum twin_field_kind kind;
	enum unit unit;	   /* UNIT_ONE: a bare number */
	double min, max;   /* in base units */
	double scale;	   /* stored = base unit x scale */
	size_t offset;	   /* in struct twin_config */
	bool optional;	   /* keeps the default */
	const char *help;
};

extern const struct twin_field twin_fields[];
extern const size_t twin_fields_count;

/* Range as a person reads it: "1 ps .. 1 ms". Returns buf. */
const char *twin_field_range(const struct twin_field *field, char *buf,
			     size_t size);

/* Reads the keys of a section; `others` (NULL-terminated) are keys that it may
 * have beside the table's. */
void twin_config_section(struct yaml_node map, const char *section,
			 const char *const *others, struct twin_config *out);

/* Adds problems of numbers that do not go together. */
void twin_config_check(struct yaml_node root, const struct twin_config *config);

#endif
