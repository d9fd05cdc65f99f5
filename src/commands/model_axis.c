/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inputs and outputs as axes of figures. */
#include "commands/model_plot.h"

#include <math.h>
#include <string.h>

#include "base/yaml.h"

#define NAMES_MAX 160

static enum err_code unknown(const char *option, const char *name,
			     struct err *e)
{
	const char *names[NAMES_MAX] = { NULL };
	size_t n = 0;
	for (unsigned i = 0; i < loopmodel_field_count; i++)
		names[n++] = loopmodel_fields[i].option;
	for (unsigned i = 0; i < loopmodel_output_field_count; i++)
		names[n++] = loopmodel_output_fields[i].name;
	const char *near = yaml_nearest(name, names);
	return err_set(e, ERR_USAGE, "%s: \"%.40s\" is neither an input nor an "
		       "output of the model%s%s%s", option, name,
		       near ? ", did you mean \"" : "", near ? near : "",
		       near ? "\"?" : "");
}

enum err_code model_axis_find(const char *option, const char *name,
			      struct model_axis *out, struct err *e)
{
	int input = loopmodel_field_find(name);
	int output = loopmodel_output_find(name);
	*out = (struct model_axis){ .scale = 1, .is_input = output < 0 };
	if (output >= 0) { /* "slots" is what comes out */
		out->index = (unsigned)output;
		out->unit = loopmodel_output_fields[output].unit;
	} else if (input >= 0) {
		out->index = (unsigned)input;
		out->unit = loopmodel_fields[input].unit;
	} else {
		return unknown(option, name, e);
	}
	return ERR_OK;
}

double model_axis_value(const struct model_axis *axis,
			const struct model_row *row)
{
	double value = axis->is_input ?
			       loopmodel_field_get(&row->input, axis->index) :
			       loopmodel_output_get(&row->out, axis->index);
	return value / axis->scale;
}

static const char *help_of(const struct model_axis *axis)
{
	return axis->is_input ? loopmodel_fields[axis->index].help :
				loopmodel_output_fields[axis->index].help;
}

/* The help without its remarks: "slot period Ts". */
static void title_write(struct model_axis *axis, const char *prefix)
{
	const char *help = help_of(axis);
	size_t len = strcspn(help, ":;(,");
	while (len && help[len - 1] == ' ')
		len--;
	bool bare = !strcmp(axis->unit, "1") || !strcmp(axis->unit, "count");
	snprintf(axis->title, sizeof(axis->title), "%.*s%s%s%s%s", (int)len,
		 help, bare ? "" : " / (", prefix, bare ? "" : axis->unit,
		 bare ? "" : ")");
	/* only units that are fractions need the brackets */
	if (!bare && !strchr(axis->unit, '/')) {
		size_t at = strlen(axis->title) - 1;
		axis->title[at] = '\0';
		char *open = strrchr(axis->title, '(');
		memmove(open, open + 1, strlen(open));
	}
}

void model_axis_scale(struct model_axis *axis, const struct model_rows *rows)
{
	static const char *const prefixes[] = { "f", "p", "n", "u", "m", "",
						"k", "M", "G", "T" };
	bool prefixed = strchr("smWJ", *axis->unit) && !axis->unit[1];
	double largest = 0;
	axis->scale = 1;
	for (size_t i = 0; i < rows->n; i++) {
		double value = fabs(model_axis_value(axis, &rows->row[i]));
		if (isfinite(value) && value > largest)
			largest = value;
	}
	int step = prefixed && largest > 0 ?
			   (int)floor(log10(largest) / 3) : 0;
	step = step < -5 ? -5 : step > 0 && strchr("sm", *axis->unit) ? 0 :
	       step > 4 ? 4 : step;
	axis->scale = pow(1000, step);
	title_write(axis, step ? prefixes[step + 5] : "");
}
