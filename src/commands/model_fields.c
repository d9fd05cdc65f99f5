/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inputs of the library as options: names, units, help, refusals. */
#include "commands/model_request.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/yaml.h"
#include "commands/model_print.h"

#define OPTION_MAX 40

const char *model_option(unsigned field)
{
	static char names[MODEL_FIELDS_MAX][OPTION_MAX];
	assert(field < MODEL_FIELDS_MAX);
	char *name = names[field];
	snprintf(name, OPTION_MAX, "--%s", loopmodel_fields[field].option);
	return name;
}

const char *model_long_option(unsigned field)
{
	static char names[MODEL_FIELDS_MAX][OPTION_MAX];
	assert(field < MODEL_FIELDS_MAX);
	char *name = names[field];
	snprintf(name, OPTION_MAX, "--%s", loopmodel_fields[field].name);
	for (char *c = name; *c; c++)
		if (*c == '_')
			*c = '-';
	return name;
}

bool model_option_is_name(unsigned field)
{
	return strcmp(model_option(field), model_long_option(field)) == 0;
}

enum err_code model_refused(const struct loopmodel_error *refusal,
			    struct err *e)
{
	enum err_code code = refusal->status == LOOPMODEL_NO_MEMORY ?
				     ERR_NOMEM : ERR_USAGE;
	int field = refusal->argument ?
			    loopmodel_field_find(refusal->argument) : -1;
	if (field < 0)
		return err_set(e, code, "%s", refusal->text);
	return err_set(e, code, "%s: %s", model_option((unsigned)field),
		       refusal->text);
}

enum err_code model_field(const char *what, const char *name, unsigned *field,
			  struct err *e)
{
	const char *names[2 * MODEL_FIELDS_MAX + 1] = { NULL };
	int found = loopmodel_field_find(name);
	if (found >= 0) {
		*field = (unsigned)found;
		return ERR_OK;
	}
	for (unsigned i = 0; i < loopmodel_field_count; i++) {
		names[2 * i] = loopmodel_fields[i].option;
		names[2 * i + 1] = loopmodel_fields[i].name;
	}
	const char *near = yaml_nearest(name, names);
	return err_set(e, ERR_USAGE,
		       "%s: \"%.40s\" is no input of the model%s%s%s", what,
		       name, near ? ", did you mean \"" : "; see --help",
		       near ? near : "", near ? "\"?" : "");
}

static const char *default_text(const struct loopmodel_field *f, double value,
				char buf[MODEL_PRINT_MAX])
{
	if (f->kind == LOOPMODEL_CHOICE)
		return f->choices[(int)value];
	return isfinite(value) ? model_print(value, f->unit, buf) :
				 "not given";
}

static void help_input(FILE *out, const struct loopmodel_input *defaults,
		       unsigned i)
{
	const struct loopmodel_field *f = &loopmodel_fields[i];
	char value[MODEL_PRINT_MAX], text[300];
	size_t used = (size_t)snprintf(text, sizeof(text), "%s", f->help);
	for (const char *const *c = f->choices; c && *c; c++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "%s%s", c == f->choices ? "; " : ", ",
					 *c);
	snprintf(text + used, sizeof(text) - used, " [%s]",
		 default_text(f, loopmodel_field_get(defaults, i), value));
	fprintf(out, "  %s", model_option(i));
	if (!model_option_is_name(i))
		fprintf(out, ", %s", model_long_option(i));
	fputc('\n', out);
	model_print_wrapped(out, "        ", text);
}

void model_help_inputs(FILE *out)
{
	struct loopmodel_input defaults = loopmodel_defaults();
	fputs("\nInputs, with their default:\n", out);
	for (unsigned i = 0; i < loopmodel_field_count; i++)
		help_input(out, &defaults, i);
}
