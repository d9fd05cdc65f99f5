/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of a parameter table; knows neither plans nor procedures. */
#include "base/param.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct value {
	char *text;
	bool given;
	double number; /* quantity, index of choice, bool */
	unsigned *passes;
	size_t passes_n;
};

struct param_values {
	const struct param_spec *specs;
	size_t count;
	struct value *values;
};

static const struct param_spec no_specs[] = { { 0 } };

size_t param_count(const struct param_spec *specs)
{
	size_t n = 0;
	while (specs && specs[n].name)
		n++;
	return n;
}

const struct param_spec *param_find(const struct param_spec *specs,
				    const char *name)
{
	for (; specs && specs->name; specs++)
		if (!strcmp(specs->name, name))
			return specs;
	return NULL;
}

static enum err_code quantity_read(const struct param_spec *spec,
				   const char *text, double *out,
				   struct err *e)
{
	double v;
	enum err_code rc = quantity_parse(text, spec->unit, &v, e);
	if (rc)
		return rc;
	bool free_range = spec->min == 0 && spec->max == 0;
	if (!free_range && (v < spec->min || v > spec->max)) {
		char range[96];
		return err_set(e, ERR_INPUT, "%.60s is out of range %s", text,
			       param_range_format(spec, range, sizeof(range)));
	}
	*out = v;
	return ERR_OK;
}

static enum err_code choice_read(const struct param_spec *spec,
				 const char *text, double *out, struct err *e)
{
	for (int i = 0; spec->choices[i]; i++)
		if (!strcmp(spec->choices[i], text)) {
			*out = i;
			return ERR_OK;
		}
	char range[200];
	return err_set(e, ERR_INPUT, "expected one of %s, got \"%.60s\"",
		       param_range_format(spec, range, sizeof(range)), text);
}

static enum err_code bool_read(const char *text, double *out, struct err *e)
{
	static const char *const words[] = { "false", "true", "off",
					     "on",    "no",   "yes" };
	for (int i = 0; i < 6; i++)
		if (!strcmp(words[i], text)) {
			*out = i % 2;
			return ERR_OK;
		}
	return err_set(e, ERR_INPUT, "expected true or false, got \"%.60s\"",
		       text);
}

static enum err_code passes_read(const struct param_spec *spec,
				 const char *text, struct value *v,
				 struct err *e)
{
	bool free_range = spec->min == 0 && spec->max == 0;
	return param_passes_parse(
		text, (unsigned)spec->min,
		free_range ? PARAM_PASS_MAX : (unsigned)spec->max, &v->passes,
		&v->passes_n, e);
}

static enum err_code value_read(const struct param_spec *spec,
				const char *text, struct value *v,
				struct err *e)
{
	switch (spec->kind) {
	case PARAM_QUANTITY:
		return quantity_read(spec, text, &v->number, e);
	case PARAM_CHOICE:
		return choice_read(spec, text, &v->number, e);
	case PARAM_PASSES:
		return passes_read(spec, text, v, e);
	case PARAM_BOOL:
		return bool_read(text, &v->number, e);
	case PARAM_TEXT:
		return ERR_OK;
	}
	return err_set(e, ERR_INPUT, "parameter of unknown kind");
}

static void value_free(struct value *v)
{
	free(v->text);
	free(v->passes);
}

static enum err_code value_set(const struct param_spec *spec,
			       struct value *place, const char *text,
			       bool given, struct err *e)
{
	struct value v = { .given = given };
	enum err_code rc = value_read(spec, text, &v, e);
	if (!rc) {
		v.text = strdup(text);
		if (!v.text)
			rc = err_set(e, ERR_NOMEM, "out of memory");
	}
	if (rc) {
		value_free(&v);
		return rc;
	}
	value_free(place);
	*place = v;
	return ERR_OK;
}

static enum err_code defaults_set(struct param_values *v, struct err *e)
{
	for (size_t i = 0; i < v->count; i++) {
		const struct param_spec *spec = &v->specs[i];
		if (!spec->default_text)
			continue;
		enum err_code rc = value_set(spec, &v->values[i],
					     spec->default_text, false, e);
		if (rc) {
			err_prefix(e, "default of %s", spec->name);
			return rc;
		}
	}
	return ERR_OK;
}

enum err_code param_values_new(const struct param_spec *specs,
			       struct param_values **out, struct err *e)
{
	struct param_values *v = calloc(1, sizeof(*v));
	if (!v)
		return err_set(e, ERR_NOMEM, "out of memory");
	v->specs = specs ? specs : no_specs;
	v->count = param_count(v->specs);
	v->values = calloc(v->count + 1, sizeof(*v->values));
	enum err_code rc = v->values ?
				   defaults_set(v, e) :
				   err_set(e, ERR_NOMEM, "out of memory");
	if (rc) {
		param_values_free(v);
		return rc;
	}
	*out = v;
	return ERR_OK;
}

void param_values_free(struct param_values *values)
{
	if (!values)
		return;
	for (size_t i = 0; values->values && i < values->count; i++)
		value_free(&values->values[i]);
	free(values->values);
	free(values);
}

const struct param_spec *param_specs(const struct param_values *values)
{
	return values->specs;
}

static struct value *value_find(const struct param_values *values,
				const char *name)
{
	const struct param_spec *spec = param_find(values->specs, name);
	assert(spec && "parameter is not in the table");
	return &values->values[spec - values->specs];
}

/* A value that must be there, of this kind. */
static const struct value *value_get(const struct param_values *values,
				     const char *name, enum param_kind kind)
{
	const struct value *v = value_find(values, name);
	assert(values->specs[v - values->values].kind == kind);
	assert(v->text && "parameter has no value");
	(void)kind;
	return v;
}

enum err_code param_set(struct param_values *values, const char *name,
			const char *text, struct err *e)
{
	struct value *v = value_find(values, name);
	return value_set(&values->specs[v - values->values], v, text, true, e);
}

bool param_has(const struct param_values *values, const char *name)
{
	return value_find(values, name)->text != NULL;
}

bool param_given(const struct param_values *values, const char *name)
{
	return value_find(values, name)->given;
}

double param_get_double(const struct param_values *values, const char *name)
{
	return value_get(values, name, PARAM_QUANTITY)->number;
}

long param_get_count(const struct param_values *values, const char *name)
{
	return lround(value_get(values, name, PARAM_QUANTITY)->number);
}

int param_get_choice(const struct param_values *values, const char *name)
{
	return (int)value_get(values, name, PARAM_CHOICE)->number;
}

bool param_get_bool(const struct param_values *values, const char *name)
{
	return value_get(values, name, PARAM_BOOL)->number != 0;
}

const char *param_get_text(const struct param_values *values, const char *name)
{
	const struct value *v = value_find(values, name);
	assert(v->text && "parameter has no value");
	return v->text;
}

const unsigned *param_get_passes(const struct param_values *values,
				 const char *name, size_t *n)
{
	const struct value *v = value_get(values, name, PARAM_PASSES);
	*n = v->passes_n;
	return v->passes;
}

static void choices_format(const char *const *choices, char *buf, size_t size)
{
	size_t used = 0;
	for (int i = 0; choices[i] && used < size; i++)
		used += (size_t)snprintf(buf + used, size - used, "%s%s",
					 i ? ", " : "", choices[i]);
}

const char *param_range_format(const struct param_spec *spec, char *buf,
			       size_t size)
{
	char lo[48], hi[48];
	buf[0] = '\0';
	if (spec->kind == PARAM_CHOICE)
		choices_format(spec->choices, buf, size);
	else if (spec->kind == PARAM_BOOL)
		snprintf(buf, size, "true, false");
	else if (spec->kind == PARAM_PASSES && spec->min == 0 && spec->max == 0)
		snprintf(buf, size, "0 .. %d", PARAM_PASS_MAX);
	else if (spec->kind == PARAM_PASSES)
		snprintf(buf, size, "%g .. %g", spec->min, spec->max);
	else if (spec->kind == PARAM_QUANTITY &&
		 !(spec->min == 0 && spec->max == 0))
		snprintf(buf, size, "%s .. %s",
			 quantity_format(spec->min, NAN, spec->unit, lo,
					 sizeof(lo)),
			 quantity_format(spec->max, NAN, spec->unit, hi,
					 sizeof(hi)));
	return buf;
}
