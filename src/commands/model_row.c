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

/* Ends of the owner's ranges: what was given on the command line stays. */
static void envelope_row(const struct loopmodel_preset *preset, bool slow,
			 struct model_row *row)
{
	for (const struct loopmodel_preset_value *v = preset->values; v->field;
	     v++) {
		unsigned field = (unsigned)loopmodel_field_find(v->field);
		if (loopmodel_field_get(&row->input, field) == v->value)
			loopmodel_field_set(&row->input, field,
					    slow ? v->hi : v->lo);
	}
	row->label = slow ? "slow end" : "fast end";
	row->printed = slow ? NULL : preset->printed;
}

static bool has_range(const struct loopmodel_preset *preset)
{
	for (const struct loopmodel_preset_value *v = preset->values; v->field;
	     v++)
		if (v->lo != v->hi)
			return true;
	return false;
}

enum err_code model_rows_make(const struct model_request *request,
			      struct model_rows *out, struct err *e)
{
	bool envelope = request->table && request->preset &&
			has_range(request->preset);
	enum err_code code = ERR_OK;
	out->many = request->table || request->nsweeps;
	out->n = envelope ? 2 :
		 request->table ? loopmodel_row_count :
		 model_grid_size(request->sweeps, request->nsweeps);
	out->row = calloc(out->n, sizeof(*out->row));
	if (!out->row)
		return err_set(e, ERR_NOMEM, "%zu rows: no memory", out->n);
	for (size_t i = 0; i < out->n && !code; i++) {
		struct model_row *row = &out->row[i];
		row->input = request->input;
		if (envelope)
			envelope_row(request->preset, i == 1, row);
		else if (request->table)
			table_row(i, row);
		else
			grid_row(request, i, row);
		code = evaluate(request, row, e);
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
