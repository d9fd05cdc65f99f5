/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which points a request asks about, and their evaluation. */
#include "commands/model_row.h"

#include <stdlib.h>
#include <string.h>

static enum err_code evaluate(const struct model_request *request,
			      struct model_row *row, struct err *e)
{
	struct loopmodel_error refusal;
	struct loopmodel_gum gum;
	if (loopmodel_evaluate(&row->input, &row->out, &refusal))
		return model_refused(&refusal, e);
	loopmodel_mac_sentence(&row->input, &row->out, row->mac,
			       sizeof(row->mac));
	row->u = 0;
	if (!model_request_uncertain(request))
		return ERR_OK;
	int output = loopmodel_output_find("tokens_per_s");
	enum err_code code = model_first_order(&row->input, request,
					       (unsigned)output, &gum, NULL,
					       e);
	if (!code)
		row->u = gum.u;
	return code;
}

static void grid_row(const struct model_request *r, size_t i,
		     struct model_row *row)
{
	for (size_t k = 0; k < r->nsweeps; k++)
		loopmodel_field_set(&row->input, r->sweeps[k].field,
				    model_grid_value(r->sweeps, r->nsweeps, k,
						     i));
}

static void table_row(size_t i, struct model_row *row)
{
	row->input.lanes = loopmodel_rows[i].lanes;
	row->input.width = loopmodel_rows[i].width;
	row->input.passes = loopmodel_rows[i].passes;
	row->printed = loopmodel_rows[i].printed;
}

/* The end of a preset's ranges. What the command line gives in place of a
 * value of its own preset stays. */
static void end_row(const struct loopmodel_preset *preset, bool slow,
		    struct model_row *row)
{
	for (const struct loopmodel_preset_value *v = preset->values; v->field;
	     v++) {
		unsigned field = (unsigned)loopmodel_field_find(v->field);
		if (loopmodel_field_get(&row->input, field) == v->value)
			loopmodel_field_set(&row->input, field,
					    slow ? v->hi : v->lo);
	}
	snprintf(row->label, sizeof(row->label), "%s %s", preset->name,
		 slow ? "slow" : "fast");
	row->printed = preset->printed;
}

static bool has_range(const struct loopmodel_preset *preset)
{
	if (!preset)
		return false;
	for (const struct loopmodel_preset_value *v = preset->values; v->field;
	     v++)
		if (v->lo != v->hi)
			return true;
	return false;
}

/* --table: the ends of the preset asked for, or all rows of the owner's table
 * and then the ends of all presets that have ranges. */
static size_t table_size(const struct model_request *r)
{
	if (has_range(r->preset))
		return 2;
	size_t n = loopmodel_row_count;
	for (unsigned i = 0; i < loopmodel_preset_count; i++)
		n += has_range(&loopmodel_presets[i]) ? 2 : 0;
	return n;
}

static void table_fill(const struct model_request *r, struct model_row *rows)
{
	size_t n = 0;
	if (has_range(r->preset)) {
		end_row(r->preset, false, &rows[0]);
		end_row(r->preset, true, &rows[1]);
		return;
	}
	for (; n < loopmodel_row_count; n++)
		table_row(n, &rows[n]);
	for (unsigned i = 0; i < loopmodel_preset_count; i++) {
		const struct loopmodel_preset *p = &loopmodel_presets[i];
		for (int slow = 0; slow < 2 && has_range(p); slow++, n++) {
			loopmodel_preset_apply(p, &rows[n].input);
			end_row(p, slow == 1, &rows[n]);
		}
	}
}

enum err_code model_rows_make(const struct model_request *request,
			      struct model_rows *out, struct err *e)
{
	enum err_code code = ERR_OK;
	out->many = request->table || request->nsweeps;
	out->n = request->table ? table_size(request) :
				  model_grid_size(request->sweeps,
						  request->nsweeps);
	out->row = calloc(out->n, sizeof(*out->row));
	if (!out->row)
		return err_set(e, ERR_NOMEM, "%zu rows: no memory", out->n);
	for (size_t i = 0; i < out->n; i++)
		out->row[i].input = request->input;
	if (request->table)
		table_fill(request, out->row);
	for (size_t i = 0; i < out->n && !code; i++) {
		if (!request->table)
			grid_row(request, i, &out->row[i]);
		code = evaluate(request, &out->row[i], e);
	}
	if (code)
		model_rows_free(out);
	return code;
}

void model_rows_free(struct model_rows *rows)
{
	free(rows->row);
	rows->row = NULL;
}
