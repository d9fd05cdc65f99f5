/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --list-presets: operating points, language models, and where the owner's
 * text is at odds with itself. */
#include "commands/model_answer.h"
#include "commands/model_print.h"

static void preset(FILE *out, const struct loopmodel_preset *p)
{
	char value[MODEL_PRINT_MAX], lo[MODEL_PRINT_MAX], hi[MODEL_PRINT_MAX];
	fprintf(out, "%s: %s (%s)\n", p->name, p->title, p->source);
	for (const struct loopmodel_preset_value *v = p->values; v->field;
	     v++) {
		int field = loopmodel_field_find(v->field);
		const struct loopmodel_field *f = &loopmodel_fields[field];
		struct loopmodel_input in = loopmodel_defaults();
		loopmodel_field_set(&in, (unsigned)field, v->value);
		fprintf(out, "    %-18s %s", f->option,
			model_print_input(&in, (unsigned)field, value));
		if (v->lo != v->hi)
			fprintf(out, " (%s to %s)",
				model_print(v->lo, f->unit, lo),
				model_print(v->hi, f->unit, hi));
		fputc('\n', out);
	}
	if (p->printed)
		fprintf(out, "    the owner's text: %s\n", p->printed);
	if (p->note)
		fprintf(out, "    right: %s\n", p->note);
}

static void range(FILE *out, const char *what, double lo, double hi)
{
	const char *power = hi >= 1e6 ? "e9" : "";
	double scale = hi >= 1e6 ? 1e9 : 1;
	if (!(hi > 0))
		return;
	fprintf(out, ", %s ", what);
	if (lo != hi)
		fprintf(out, "%.6g%s to ", lo / scale, power);
	fprintf(out, "%.6g%s", hi / scale, power);
}

static void language_model(FILE *out, const struct loopmodel_model *m)
{
	fprintf(out, "  %s", m->name);
	range(out, "d", m->width_lo, m->width_hi);
	range(out, "layers", m->layers, m->layers);
	range(out, "parameters", m->parameters, m->parameters);
	range(out, "active per token", m->active_lo, m->active_hi);
	fputc('\n', out);
}

static void slip(FILE *out, const struct loopmodel_inconsistency *s)
{
	char text[400];
	fprintf(out, "%3u. %s\n", s->number, s->says);
	snprintf(text, sizeof(text), "right: %s", s->right);
	model_print_wrapped(out, "     ", text);
}

void model_write_presets(FILE *out)
{
	fputs("Operating points (--preset NAME):\n\n", out);
	for (unsigned i = 0; i < loopmodel_preset_count; i++)
		preset(out, &loopmodel_presets[i]);
	fputs("\nLanguage models to compare MACs with (--model NAME):\n\n",
	      out);
	for (unsigned i = 0; i < loopmodel_model_count; i++)
		language_model(out, &loopmodel_models[i]);
	fputs("\nWhere the owner's text is at odds with itself, and the value "
	      "to use:\n\n", out);
	for (unsigned i = 0; i < loopmodel_inconsistency_count; i++)
		slip(out, &loopmodel_inconsistencies[i]);
}
