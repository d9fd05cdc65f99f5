/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads numbers of a stage as the table says. */
#include "twin/config_fields.h"

#include <stdio.h>
#include <string.h>

static void field_read(const struct twin_field *field, struct yaml_node node,
		       struct twin_config *out)
{
	char what[64];
	char *at = (char *)out + field->offset;
	snprintf(what, sizeof(what), "%s%s%s", field->section,
		 *field->section ? "." : "", field->key);
	if (field->kind == TWIN_WHOLE) {
		long value;
		if (yaml_long(node, what, (long)field->min, (long)field->max,
			      &value))
			*(unsigned *)at = (unsigned)value;
		return;
	}
	double value;
	if (yaml_quantity(node, what, field->unit, field->min, field->max,
			  &value))
		*(double *)at = value * field->scale;
}

/* The keys of a section as yaml_map_check wants them. */
struct keys {
	const char *key[40];
	char text[40][32];
	size_t n;
};

static void keys_collect(const char *section, const char *const *others,
			 struct keys *out)
{
	out->n = 0;
	for (size_t i = 0; i < twin_fields_count && out->n < 36; i++) {
		if (strcmp(twin_fields[i].section, section) != 0)
			continue;
		snprintf(out->text[out->n], sizeof(out->text[0]), "%s%s",
			 twin_fields[i].optional ? "" : "!",
			 twin_fields[i].key);
		out->key[out->n] = out->text[out->n];
		out->n++;
	}
	for (size_t i = 0; others && others[i] && out->n < 39; i++)
		out->key[out->n++] = others[i];
	out->key[out->n] = NULL;
}

void twin_config_section(struct yaml_node map, const char *section,
			 const char *const *others, struct twin_config *out)
{
	struct keys keys;
	keys_collect(section, others, &keys);
	if (*section && !yaml_map_check(map, section, keys.key))
		return;
	for (size_t i = 0; i < twin_fields_count; i++) {
		if (strcmp(twin_fields[i].section, section) != 0)
			continue;
		struct yaml_node node = yaml_get(map, twin_fields[i].key);
		if (yaml_present(node))
			field_read(&twin_fields[i], node, out);
	}
}

const char *twin_field_range(const struct twin_field *field, char *buf,
			     size_t size)
{
	char low[32], high[32];
	enum unit unit = field->kind == TWIN_WHOLE ? UNIT_COUNT : field->unit;
	snprintf(buf, size, "%s .. %s",
		 quantity_format(field->min, 0, unit, low, sizeof(low)),
		 quantity_format(field->max, 0, unit, high, sizeof(high)));
	return buf;
}
