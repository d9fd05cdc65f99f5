/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sweeps and tables as aligned text. */
#include <string.h>

#include "commands/model_answer.h"
#include "commands/model_print.h"

#define COLUMNS_MAX (MODEL_SWEEPS_MAX + 12)
#define CELL_MAX 128

struct cells {
	char text[CELL_MAX];
};

struct layout {
	unsigned fields[MODEL_SWEEPS_MAX + 3], nfields;
	bool label, u, printed, flags, delivered;
	size_t ncolumns;
};

static void add_field(struct layout *l, unsigned field)
{
	for (unsigned i = 0; i < l->nfields; i++)
		if (l->fields[i] == field)
			return;
	l->fields[l->nfields++] = field;
}

static struct layout layout_of(const struct model_request *r,
			       const struct model_rows *rows)
{
	struct layout l = { .nfields = 0 };
	if (r->table) {
		add_field(&l, (unsigned)loopmodel_field_find("lanes"));
		add_field(&l, (unsigned)loopmodel_field_find("width"));
		add_field(&l, (unsigned)loopmodel_field_find("passes"));
	}
	for (size_t i = 0; i < r->nsweeps; i++)
		add_field(&l, r->sweeps[i].field);
	char flags[CELL_MAX];
	for (size_t i = 0; i < rows->n; i++) {
		const struct model_row *row = &rows->row[i];
		l.label |= *row->label != '\0';
		l.u |= row->u > 0;
		l.printed |= row->printed != NULL;
		l.delivered |= row->out.delivered_per_s !=
			       row->out.tokens_per_s;
		l.flags |= strcmp("-", model_print_flags(row->out.flags, flags,
							 sizeof(flags))) != 0;
	}
	return l;
}

static size_t head(const struct layout *l, struct cells *c)
{
	size_t n = 0;
	if (l->label)
		snprintf(c[n++].text, CELL_MAX, "end");
	for (unsigned i = 0; i < l->nfields; i++)
		snprintf(c[n++].text, CELL_MAX, "%s",
			 loopmodel_fields[l->fields[i]].option);
	snprintf(c[n++].text, CELL_MAX, "slots");
	snprintf(c[n++].text, CELL_MAX, "loop time");
	snprintf(c[n++].text, CELL_MAX, "token time");
	snprintf(c[n++].text, CELL_MAX, "tokens/s");
	if (l->u)
		snprintf(c[n++].text, CELL_MAX, "u");
	if (l->delivered)
		snprintf(c[n++].text, CELL_MAX, "delivered");
	snprintf(c[n++].text, CELL_MAX, "short by");
	snprintf(c[n++].text, CELL_MAX, "binds");
	if (l->printed)
		snprintf(c[n++].text, CELL_MAX, "owner's text");
	if (l->flags)
		snprintf(c[n++].text, CELL_MAX, "flags");
	return n;
}

static size_t body(const struct layout *l, const struct model_row *row,
		   struct cells *c)
{
	char text[MODEL_PRINT_MAX];
	const struct loopmodel_output *o = &row->out;
	size_t n = 0;
	if (l->label)
		snprintf(c[n++].text, CELL_MAX, "%s", row->label);
	for (unsigned i = 0; i < l->nfields; i++)
		snprintf(c[n++].text, CELL_MAX, "%s",
			 model_print_input(&row->input, l->fields[i], text));
	snprintf(c[n++].text, CELL_MAX, "%.10g", o->slots);
	model_print(o->loop_s, "s", c[n++].text);
	model_print(o->token_s, "s", c[n++].text);
	model_print_rate(o->tokens_per_s, c[n++].text);
	if (l->u)
		snprintf(c[n++].text, CELL_MAX, "%.3g", row->u);
	if (l->delivered)
		model_print_rate(o->delivered_per_s, c[n++].text);
	snprintf(c[n++].text, CELL_MAX, o->shortfall < 10 ? "%.2gx" : "%.0fx",
		 o->shortfall);
	snprintf(c[n++].text, CELL_MAX, "%s",
		 loopmodel_binding_name(o->binding));
	if (l->printed)
		snprintf(c[n++].text, CELL_MAX, "%s",
			 row->printed ? row->printed : "-");
	if (l->flags)
		model_print_flags(o->flags, c[n++].text, CELL_MAX);
	return n;
}

/* Numbers to the right, the words of the last columns to the left. */
static void write_line(FILE *out, const struct layout *l,
		       const struct cells *c, const size_t *widths)
{
	size_t words = l->ncolumns - 1 - l->printed - l->flags;
	for (size_t i = 0; i < l->ncolumns; i++) {
		int width = (int)widths[i];
		bool last = i + 1 == l->ncolumns;
		if (i >= words || (i == 0 && l->label))
			fprintf(out, "%s%-*s", i ? "  " : "", last ? 0 : width,
				c[i].text);
		else
			fprintf(out, "%s%*s", i ? "  " : "", width, c[i].text);
	}
	fputc('\n', out);
}

static void widen(const struct cells *c, size_t n, size_t *widths)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(c[i].text) > widths[i])
			widths[i] = strlen(c[i].text);
}

static void explain(FILE *out, const struct model_request *r,
		    const struct model_rows *rows)
{
	unsigned set = 0;
	for (size_t i = 0; i < rows->n; i++)
		set |= rows->row[i].out.flags;
	char text[400];
	snprintf(text, sizeof(text),
		 "tokens/s is a state-sweep rate, not LLM tokens: \"short by\" "
		 "is how far the multiply-accumulates of one per lane and slot "
		 "fall short of a %.10ge9-MAC dense token%s%s.",
		 r->input.dense_macs / 1e9, r->model ? " of " : "",
		 r->model ? r->model->name : "");
	fputc('\n', out);
	model_print_wrapped(out, "", text);
	for (unsigned bit = 0; bit < 32; bit++) {
		unsigned flag = 1u << bit;
		if ((set & flag) && flag != LOOPMODEL_FLAG_NOT_LLM_TOKENS)
			fprintf(out, "%s: %s\n",
				loopmodel_flag_name((enum loopmodel_flag)flag),
				loopmodel_flag_text((enum loopmodel_flag)flag));
	}
	if (r->table && r->preset && r->preset->note)
		fprintf(out, "right: %s\n", r->preset->note);
}

void model_write_rows(FILE *out, const struct model_request *request,
		      const struct model_rows *rows)
{
	struct layout l = layout_of(request, rows);
	struct cells c[COLUMNS_MAX];
	size_t widths[COLUMNS_MAX] = { 0 };
	l.ncolumns = head(&l, c);
	widen(c, l.ncolumns, widths);
	for (size_t i = 0; i < rows->n; i++)
		widen(c, body(&l, &rows->row[i], c), widths);
	head(&l, c);
	write_line(out, &l, c, widths);
	for (size_t i = 0; i < rows->n; i++) {
		body(&l, &rows->row[i], c);
		write_line(out, &l, c, widths);
	}
	explain(out, request, rows);
}
