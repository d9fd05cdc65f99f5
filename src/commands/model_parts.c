/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options with a small language of their own. */
#include "commands/model_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/yaml.h"

#define NAME_MAX_CHARS 64
#define NAMES_MAX 64

static enum err_code unknown(const char *option, const char *what,
			     const char *name, const char *const *names,
			     struct err *e)
{
	const char *near = yaml_nearest(name, names);
	if (near)
		return err_set(e, ERR_USAGE, "%s: unknown %s \"%.40s\", did "
			       "you mean \"%s\"?", option, what, name, near);
	err_set(e, ERR_USAGE, "%s: unknown %s \"%.40s\"; there are ", option,
		what, name);
	for (; *names; names++) {
		size_t used = strlen(e->text);
		snprintf(e->text + used, sizeof(e->text) - used, "%s%s",
			 *names, names[1] ? ", " : "");
	}
	return ERR_USAGE;
}

static enum err_code choice_read(unsigned field, const char *text,
				 struct model_request *out, struct err *e)
{
	const struct loopmodel_field *f = &loopmodel_fields[field];
	for (unsigned i = 0; f->choices[i]; i++) {
		if (strcmp(f->choices[i], text))
			continue;
		loopmodel_field_set(&out->input, field, i);
		return ERR_OK;
	}
	return unknown(model_option(field), "choice", text, f->choices, e);
}

enum err_code model_input_read(unsigned field, const char *text,
			       struct model_request *out, struct err *e)
{
	const struct loopmodel_field *f = &loopmodel_fields[field];
	const char *option = model_option(field);
	struct model_given *given = &out->given[field];
	if (f->kind == LOOPMODEL_CHOICE)
		return choice_read(field, text, out, e);
	enum err_code code = model_given_parse(option, text,
					       model_unit(f->unit), given, e);
	if (code)
		return code;
	if (f->kind == LOOPMODEL_COUNT && given->uncertain)
		return err_set(e, ERR_USAGE, "%s: expected a whole number "
			       "without uncertainty, got \"%.60s\"", option,
			       text);
	loopmodel_field_set(&out->input, field, given->value);
	return ERR_OK;
}

enum err_code model_preset_read(const char *name, struct model_request *out,
				struct err *e)
{
	const char *names[NAMES_MAX] = { NULL };
	out->preset = loopmodel_preset_find(name);
	if (out->preset) {
		loopmodel_preset_apply(out->preset, &out->input);
		return ERR_OK;
	}
	for (unsigned i = 0; i < loopmodel_preset_count && i < NAMES_MAX - 1;
	     i++)
		names[i] = loopmodel_presets[i].name;
	return unknown("--preset", "preset", name, names, e);
}

enum err_code model_model_read(const char *name, struct model_request *out,
			       struct err *e)
{
	const char *names[NAMES_MAX] = { NULL };
	out->model = loopmodel_model_find(name);
	for (unsigned i = 0; i < loopmodel_model_count && i < NAMES_MAX - 1;
	     i++)
		names[i] = loopmodel_models[i].name;
	if (!out->model)
		return unknown("--model", "language model", name, names, e);
	if (!(out->model->active_hi > 0))
		return err_set(e, ERR_USAGE, "--model: how many parameters %s "
			       "uses for a token is not known; expected "
			       "--dense MACS", name);
	out->input.dense_macs = out->model->active_hi;
	return ERR_OK;
}

/* Splits "NAME=REST" at the first '='. */
static enum err_code name_before(const char *option, const char *form,
				 const char *text, char name[NAME_MAX_CHARS],
				 const char **rest, struct err *e)
{
	const char *equals = strchr(text, '=');
	if (!equals || equals == text || !equals[1] ||
	    equals - text >= NAME_MAX_CHARS)
		return err_set(e, ERR_USAGE, "%s: expected %s, got \"%.60s\"",
			       option, form, text);
	snprintf(name, NAME_MAX_CHARS, "%.*s", (int)(equals - text), text);
	*rest = equals + 1;
	return ERR_OK;
}

enum err_code model_sweep_read(const char *text, struct model_request *out,
			       struct err *e)
{
	char name[NAME_MAX_CHARS], label[NAME_MAX_CHARS + 16];
	const char *rest;
	unsigned field;
	enum err_code code = name_before("--sweep", "NAME=VALUES", text, name,
					 &rest, e);
	if (!code)
		code = model_field("--sweep", name, &field, e);
	if (code)
		return code;
	const struct loopmodel_field *f = &loopmodel_fields[field];
	if (f->kind == LOOPMODEL_CHOICE)
		return err_set(e, ERR_USAGE, "--sweep: %s is a choice, not a "
			       "number", name);
	for (size_t i = 0; i < out->nsweeps; i++)
		if (out->sweeps[i].field == field)
			return err_set(e, ERR_USAGE, "--sweep: %s is swept "
				       "twice", name);
	snprintf(label, sizeof(label), "--sweep %s", name);
	struct model_sweep *s = &out->sweeps[out->nsweeps];
	s->field = field;
	code = model_sweep_parse(label, rest, model_unit(f->unit), s, e);
	if (code)
		return code;
	out->nsweeps++;
	return ERR_OK;
}

static enum err_code uncertain_field(const char *name,
				     const struct model_request *out,
				     unsigned *field, struct err *e)
{
	enum err_code code = model_field("--correlate", name, field, e);
	if (code)
		return code;
	if (!out->given[*field].uncertain)
		return err_set(e, ERR_USAGE, "--correlate: %s carries no "
			       "uncertainty; expected one as in %s "
			       "VALUE+-UNCERTAINTY", name,
			       model_option(*field));
	return ERR_OK;
}

enum err_code model_correlation_read(const char *text,
				     struct model_request *out, struct err *e)
{
	static const char form[] = "NAME,NAME=R";
	struct model_correlation *c = &out->correlations[out->ncorrelations];
	char names[NAME_MAX_CHARS];
	const char *rest;
	enum err_code code = name_before("--correlate", form, text, names,
					 &rest, e);
	if (code)
		return code;
	char *comma = strchr(names, ',');
	if (!comma)
		return err_set(e, ERR_USAGE, "--correlate: expected %s, got "
			       "\"%.60s\"", form, text);
	*comma = '\0';
	code = uncertain_field(names, out, &c->a, e);
	if (!code)
		code = uncertain_field(comma + 1, out, &c->b, e);
	if (code)
		return code;
	if (c->a == c->b)
		return err_set(e, ERR_USAGE, "--correlate: expected two "
			       "different inputs, got %s twice", names);
	if (quantity_parse(rest, UNIT_ONE, &c->r, NULL) || fabs(c->r) > 1)
		return err_set(e, ERR_USAGE, "--correlate: expected a "
			       "correlation from -1 to 1, got \"%.60s\"", rest);
	out->ncorrelations++;
	return ERR_OK;
}

/* A token rate with its unit or bare: there is only one. */
static enum err_code rate(const char *option, const char *text, double *out,
			  struct err *e)
{
	if (quantity_parse(text, UNIT_ONE, out, NULL) &&
	    quantity_parse(text, UNIT_TOKENS_PER_S, out, e)) {
		err_prefix(e, "%s", option);
		return ERR_USAGE;
	}
	if (!(*out > 0))
		return err_set(e, ERR_USAGE, "%s: expected a token rate above "
			       "0, got %s", option, text);
	return ERR_OK;
}

enum err_code model_want_read(const char *want, const char *solve,
			      struct model_request *out, struct err *e)
{
	unsigned field;
	enum err_code code = rate("--want", want, &out->want, e);
	if (code)
		return code;
	out->has_want = true;
	if (!solve || strcmp(solve, "all") == 0)
		return ERR_OK;
	if (strcmp(solve, "cap") == 0) {
		out->solve = MODEL_SOLVE_CAP;
		if (!out->halting)
			return err_set(e, ERR_USAGE, "--solve cap: expected "
				       "--halting beside it: T is fixed");
		return ERR_OK;
	}
	code = model_field("--solve", solve, &field, e);
	if (!code)
		out->solve = (int)field;
	return code;
}

enum err_code model_measured_read(const char *text, struct model_request *out,
				  struct err *e)
{
	char value[NAME_MAX_CHARS];
	const char *mark = strstr(text, "+-");
	const char *after = mark ? mark + 2 : NULL;
	if (!mark) {
		mark = strstr(text, "\xc2\xb1");
		after = mark ? mark + 2 : NULL;
	}
	if (!mark || mark - text >= NAME_MAX_CHARS)
		return err_set(e, ERR_USAGE, "--measured: expected "
			       "RATE+-UNCERTAINTY such as 615+-4, got "
			       "\"%.60s\"", text);
	snprintf(value, sizeof(value), "%.*s", (int)(mark - text), text);
	out->has_measured = true;
	enum err_code code = rate("--measured", value, &out->measured, e);
	return code ? code :
		      rate("--measured", after, &out->measured_u, e);
}

enum err_code model_measured_input_read(const char *text,
					struct model_request *out,
					struct err *e)
{
	char name[NAME_MAX_CHARS], label[NAME_MAX_CHARS + 24];
	const char *rest;
	unsigned field;
	double value;
	enum err_code code = name_before("--measured-input", "NAME=VALUE",
					 text, name, &rest, e);
	if (!code)
		code = model_field("--measured-input", name, &field, e);
	if (code)
		return code;
	const struct loopmodel_field *f = &loopmodel_fields[field];
	if (f->kind == LOOPMODEL_CHOICE)
		return err_set(e, ERR_USAGE, "--measured-input: %s is a "
			       "choice, not a number", name);
	snprintf(label, sizeof(label), "--measured-input %s", name);
	if (quantity_parse(rest, model_unit(f->unit), &value, e)) {
		err_prefix(e, "%s", label);
		return ERR_USAGE;
	}
	loopmodel_field_set(&out->measured_input, field, value);
	out->has_measured_input = true;
	return ERR_OK;
}
