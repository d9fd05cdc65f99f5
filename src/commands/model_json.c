/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer as JSON. Names and order are stable; what does not apply is
 * null. */
#include <math.h>

#include <jansson.h>

#include "commands/model_answer.h"

#define DIGITS 15

static json_t *real(double value)
{
	if (!isfinite(value))
		return json_null();
	/* counts without ".0" */
	if (value == floor(value) && fabs(value) < 9e15)
		return json_integer((json_int_t)value);
	return json_real(value);
}

/* jansson's "new" functions accept NULL values and then fail: one check at the
 * end will do. */
static void put(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static void put_text(json_t *object, const char *key, const char *text)
{
	put(object, key, text ? json_string(text) : json_null());
}

static json_t *flags_array(unsigned flags)
{
	json_t *array = json_array();
	for (unsigned bit = 0; bit < 32; bit++)
		if (flags & 1u << bit)
			json_array_append_new(
				array, json_string(loopmodel_flag_name(
					       (enum loopmodel_flag)(1u
								     << bit))));
	return array;
}

static json_t *inputs_object(const struct loopmodel_input *in)
{
	json_t *object = json_object();
	for (unsigned i = 0; i < loopmodel_field_count; i++) {
		const struct loopmodel_field *f = &loopmodel_fields[i];
		double value = loopmodel_field_get(in, i);
		put(object, f->name,
		    f->kind == LOOPMODEL_CHOICE ?
			    json_string(f->choices[(int)value]) : real(value));
	}
	return object;
}

static json_t *row_object(const struct model_row *row)
{
	json_t *object = json_object();
	put(object, "lanes", real(row->input.lanes));
	put(object, "width", real(row->input.width));
	put(object, "passes", real(row->input.passes));
	for (unsigned i = 0; i < loopmodel_output_field_count; i++) {
		put(object, loopmodel_output_fields[i].name,
		    real(loopmodel_output_get(&row->out, i)));
		if (i == 0)
			put(object, "u_tokens_per_s", real(row->u));
	}
	put_text(object, "binding", loopmodel_binding_name(row->out.binding));
	put(object, "flags", flags_array(row->out.flags));
	put_text(object, "mac_accounting", row->mac);
	if (*row->label)
		put_text(object, "end", row->label);
	if (row->printed)
		put_text(object, "printed", row->printed);
	put(object, "inputs", inputs_object(&row->input));
	return object;
}

static json_t *budget_array(const struct model_answer *a)
{
	json_t *array = json_array();
	for (size_t i = 0; i < a->nbudget; i++) {
		const struct loopmodel_budget_row *b = &a->budget[i];
		json_t *o = json_object();
		put_text(o, "input", loopmodel_fields[b->input].name);
		put_text(o, "unit", loopmodel_fields[b->input].unit);
		put(o, "value", real(b->x));
		put(o, "u", real(b->u));
		put(o, "sensitivity", real(b->sensitivity));
		put(o, "contribution", real(b->contribution));
		put(o, "share", real(b->share));
		json_array_append_new(array, o);
	}
	return array;
}

static json_t *propagation_object(const struct model_request *r,
				  const struct model_answer *a)
{
	const struct loopmodel_propagation *p = &a->propagation;
	json_t *o = json_object(), *first = json_object(),
	       *mc = json_object();
	put(first, "value", real(p->gum.y));
	put(first, "u", real(p->gum.u));
	put(first, "lo", real(p->gum.lo));
	put(first, "hi", real(p->gum.hi));
	put(mc, "value", real(p->mc.mean));
	put(mc, "u", real(p->mc.u));
	put(mc, "lo", real(p->mc.lo));
	put(mc, "median", real(p->mc.median));
	put(mc, "hi", real(p->mc.hi));
	put(mc, "trials", json_integer((json_int_t)p->mc.trials));
	put(mc, "seed", json_integer((json_int_t)r->seed));
	put(mc, "converged", json_boolean(p->mc.converged));
	put(o, "coverage", real(p->gum.coverage));
	put(o, "first_order", first);
	put(o, "monte_carlo", mc);
	put(o, "digits", json_integer(r->digits));
	put(o, "agree", json_boolean(model_answer_valid(a)));
	put(o, "ends_differ_u", real(p->validation.largest_u));
	put(o, "budget", budget_array(a));
	return o;
}

static json_t *needs_object(const struct model_request *r,
			    const struct model_answer *a)
{
	json_t *o = json_object(), *array = json_array();
	put(o, "tokens_per_s", real(r->want));
	if (a->has_cap)
		put(o, "cap", real(a->cap));
	for (unsigned i = 0; i < a->nneeds; i++) {
		const struct loopmodel_need *n = &a->needs[i];
		json_t *row = json_object();
		put_text(row, "input", loopmodel_fields[n->field].name);
		put_text(row, "unit", loopmodel_fields[n->field].unit);
		put(row, "now", real(n->now));
		put(row, "needed", n->reachable ? real(n->value) :
						  json_null());
		put(row, "factor", n->reachable ? real(n->factor) :
						  json_null());
		put(row, "reachable", json_boolean(n->reachable));
		json_array_append_new(array, row);
	}
	put(o, "needs", array);
	return o;
}

static json_t *differences_array(const struct model_answer *a)
{
	json_t *array = json_array();
	for (unsigned i = 0; i < a->ndifferences; i++) {
		const struct loopmodel_difference *d = &a->differences[i];
		json_t *o = json_object();
		put_text(o, "input", loopmodel_fields[d->field].name);
		put(o, "projected", real(d->from));
		put(o, "measured", real(d->to));
		put(o, "effect", real(d->effect));
		json_array_append_new(array, o);
	}
	return array;
}

static json_t *compared_object(const struct model_request *r,
			       const struct model_answer *a)
{
	const struct loopmodel_compared *c = &a->compared;
	json_t *o = json_object();
	put(o, "measured", real(r->measured));
	put(o, "u_measured", real(r->measured_u));
	put(o, "difference", real(c->difference));
	put(o, "u", real(c->u));
	put(o, "en", real(c->en));
	put(o, "zeta", real(c->zeta));
	put(o, "agrees", json_boolean(c->agrees));
	put(o, "share_measured", real(c->share_measured));
	put(o, "share_projected", real(c->share_projected));
	if (r->has_measured_input) {
		put(o, "explained", differences_array(a));
		put(o, "unexplained", real(a->unexplained));
	}
	return o;
}

static json_t *averages_object(const struct loopmodel_averages *v)
{
	json_t *o = json_object();
	put(o, "passes_mean", real(v->passes_mean));
	put(o, "passes_median", real(v->passes_median));
	put(o, "rate", real(v->rate));
	put(o, "wrong_mean_of_rates", real(v->mean_of_rates));
	put(o, "wrong_rate_of_median", real(v->rate_of_median));
	return o;
}

static void propagation_flags(json_t *flags, const struct model_answer *a)
{
	if (!model_answer_valid(a))
		json_array_append_new(flags, json_string("GUM_INVALID"));
	if (!a->propagation.mc.converged)
		json_array_append_new(flags, json_string("MC_NOT_STABLE"));
}

static json_t *answer_object(const struct model_request *r,
			     const struct model_answer *a)
{
	if (a->rows.many) {
		json_t *o = json_object(), *array = json_array();
		for (size_t i = 0; i < a->rows.n; i++)
			json_array_append_new(array,
					      row_object(&a->rows.row[i]));
		put(o, "rows", array);
		return o;
	}
	json_t *o = row_object(a->rows.row);
	if (r->preset)
		put_text(o, "preset", r->preset->name);
	if (a->has_averages)
		put(o, "halting", averages_object(&a->averages));
	if (a->has_propagation) {
		put(o, "uncertainty", propagation_object(r, a));
		propagation_flags(json_object_get(o, "flags"), a);
	}
	if (r->has_want)
		put(o, "want", needs_object(r, a));
	if (a->has_compared)
		put(o, "comparison", compared_object(r, a));
	return o;
}

static enum err_code dump(FILE *out, json_t *value, struct err *e)
{
	int failed = !value ||
		     json_dumpf(value, out, JSON_INDENT(2) |
					    JSON_REAL_PRECISION(DIGITS));
	json_decref(value);
	if (failed)
		return err_set(e, ERR_IO, "the JSON could not be written");
	fputc('\n', out);
	return ERR_OK;
}

enum err_code model_write_json(FILE *out, const struct model_request *request,
			       const struct model_answer *answer,
			       struct err *e)
{
	return dump(out, answer_object(request, answer), e);
}

static json_t *preset_object(const struct loopmodel_preset *p)
{
	json_t *o = json_object(), *values = json_object();
	put_text(o, "name", p->name);
	put_text(o, "title", p->title);
	put_text(o, "source", p->source);
	for (const struct loopmodel_preset_value *v = p->values; v->field;
	     v++) {
		json_t *range = json_object();
		put(range, "value", real(v->value));
		put(range, "lo", real(v->lo));
		put(range, "hi", real(v->hi));
		put(values, v->field, range);
	}
	put(o, "values", values);
	put_text(o, "printed", p->printed);
	put_text(o, "right", p->note);
	return o;
}

static json_t *model_object(const struct loopmodel_model *m)
{
	json_t *o = json_object();
	put_text(o, "name", m->name);
	put(o, "width_lo", real(m->width_lo));
	put(o, "width_hi", real(m->width_hi));
	put(o, "layers", real(m->layers));
	put(o, "parameters", real(m->parameters));
	put(o, "active_lo", real(m->active_lo));
	put(o, "active_hi", real(m->active_hi));
	put_text(o, "source", m->source);
	return o;
}

enum err_code model_write_presets_json(FILE *out, struct err *e)
{
	json_t *o = json_object(), *presets = json_array(),
	       *models = json_array();
	for (unsigned i = 0; i < loopmodel_preset_count; i++)
		json_array_append_new(presets,
				      preset_object(&loopmodel_presets[i]));
	for (unsigned i = 0; i < loopmodel_model_count; i++)
		json_array_append_new(models,
				      model_object(&loopmodel_models[i]));
	put(o, "presets", presets);
	put(o, "models", models);
	return dump(out, o, e);
}
