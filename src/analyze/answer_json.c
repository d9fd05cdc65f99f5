/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An answer as JSON: the same objects as those of a run. */
#include "analyze/answer.h"

#include <math.h>
#include <stdlib.h>

#include <jansson.h>

#include "results/export.h"

static json_t *index_value(int i)
{
	return i < 0 ? json_null() : json_integer(i);
}

static json_t *row_value(const struct analyze_row *row)
{
	struct store_result result = {
		.quantity = row->quantity, .lane = row->lane,
		.pass = row->pass, .estimate = row->estimate,
		.p_conform = NAN,
	};
	json_t *o = export_result(&result);
	json_t *tau = isfinite(row->tau_s) ? json_real(row->tau_s) :
					     json_null();
	json_t *type = *row->type ? json_string(row->type) : json_null();
	if (json_object_set_new(o, "tau", tau) |
	    json_object_set_new(o, "row", index_value(row->row)) |
	    json_object_set_new(o, "column", index_value(row->column)) |
	    json_object_set_new(o, "type", type)) {
		json_decref(o);
		return NULL;
	}
	return o;
}

/* A path may be no UTF-8, which JSON cannot hold. */
static json_t *text_value(const char *text)
{
	json_t *value = json_string(text);
	return value ? value : json_string("?");
}

static json_t *answer_value(const struct analyze_answer *a)
{
	json_t *notes = json_array(), *results = json_array();
	int bad = 0;
	for (size_t i = 0; i < a->nnotes; i++)
		bad |= json_array_append_new(notes, text_value(a->notes[i]));
	for (size_t i = 0; i < a->nrows; i++)
		bad |= json_array_append_new(results, row_value(&a->rows[i]));
	json_t *o = json_pack("{s:o, s:s, s:o, s:o}", "file",
			      text_value(a->file), "what", a->what, "notes",
			      notes, "results", results);
	if (bad) {
		json_decref(o);
		return NULL;
	}
	return o;
}

enum err_code answer_write_json(FILE *out, const struct analyze_answer *answer,
				struct err *e)
{
	json_t *value = answer_value(answer);
	int bad = !value || json_dumpf(value, out, JSON_INDENT(2));
	json_decref(value);
	if (bad)
		return err_set(e, ERR_NOMEM, "out of memory");
	fputc('\n', out);
	return ERR_OK;
}
