/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows as CSV (RFC 4180): inputs, outputs, what binds. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "commands/model_answer.h"

struct line {
	FILE *out;
	unsigned fields;
};

static void put_text(struct line *line, const char *text)
{
	if (line->fields++)
		fputc(',', line->out);
	csv_fwrite(line->out, text, strlen(text));
}

/* An output may have the name of an input: "streams" as asked for. */
static void put_name(struct line *line, const char *input)
{
	char name[64];
	snprintf(name, sizeof(name), "%s%s",
		 loopmodel_output_find(input) >= 0 ? "input_" : "", input);
	put_text(line, name);
}

/* As few digits as give the same double again. */
static void put_real(struct line *line, double value)
{
	char text[32] = "";
	for (int digits = 15; isfinite(value) && digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	put_text(line, text);
}

static void put_input(struct line *line, const struct loopmodel_input *in,
		      unsigned field)
{
	const struct loopmodel_field *f = &loopmodel_fields[field];
	double value = loopmodel_field_get(in, field);
	if (f->kind == LOOPMODEL_CHOICE)
		put_text(line, f->choices[(int)value]);
	else
		put_real(line, value);
}

static void write_head(FILE *out)
{
	struct line line = { out, 0 };
	for (unsigned i = 0; i < loopmodel_field_count; i++)
		put_name(&line, loopmodel_fields[i].name);
	for (unsigned i = 0; i < loopmodel_output_field_count; i++)
		put_text(&line, loopmodel_output_fields[i].name);
	put_text(&line, "u_tokens_per_s");
	put_text(&line, "binding");
	put_text(&line, "flags");
	put_text(&line, "mac_accounting");
	put_text(&line, "printed");
	fputs("\r\n", out);
}

static void write_row(FILE *out, const struct model_row *row)
{
	struct line line = { out, 0 };
	char flags[400] = "";
	for (unsigned i = 0; i < loopmodel_field_count; i++)
		put_input(&line, &row->input, i);
	for (unsigned i = 0; i < loopmodel_output_field_count; i++)
		put_real(&line, loopmodel_output_get(&row->out, i));
	for (unsigned bit = 0; bit < 32; bit++) {
		size_t used = strlen(flags);
		if (row->out.flags & 1u << bit)
			snprintf(flags + used, sizeof(flags) - used, "%s%s",
				 used ? "|" : "",
				 loopmodel_flag_name(
					 (enum loopmodel_flag)(1u << bit)));
	}
	put_real(&line, row->u);
	put_text(&line, loopmodel_binding_name(row->out.binding));
	put_text(&line, flags);
	put_text(&line, row->mac);
	put_text(&line, row->printed ? row->printed : "");
	fputs("\r\n", out);
}

void model_write_csv(FILE *out, const struct model_answer *answer)
{
	write_head(out);
	for (size_t i = 0; i < answer->rows.n; i++)
		write_row(out, &answer->rows.row[i]);
}
