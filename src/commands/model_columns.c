/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of numbers through libcsv. */
#include "commands/model_columns.h"

#include <stdio.h>
#include <stdlib.h>

#include <csv.h>

#include "base/quantity.h"

#define NUMBERS_MAX 10000000u

struct reader {
	const char *path;
	unsigned columns, column; /* wanted, seen in this line */
	unsigned texts;		  /* of them, those that are none */
	size_t line;
	double *numbers;
	size_t n, capacity;
	struct err *e;
	enum err_code code;
};

static bool reserve(struct reader *r)
{
	if (r->n < r->capacity)
		return true;
	size_t capacity = r->capacity ? 2 * r->capacity : 256;
	double *more = r->n < NUMBERS_MAX ?
			       realloc(r->numbers, capacity * sizeof(*more)) :
			       NULL;
	if (!more)
		return false;
	r->numbers = more;
	r->capacity = capacity;
	return true;
}

static void on_field(void *data, size_t len, void *user)
{
	struct reader *r = user;
	const char *text = data ? data : "";
	double value = 0;
	(void)len;
	if (r->code || r->column++ >= r->columns)
		return;
	if (quantity_parse(text, UNIT_ONE, &value, NULL))
		r->texts++;
	if (!reserve(r))
		r->code = err_set(r->e, ERR_NOMEM, "%s: too many numbers",
				  r->path);
	else
		r->numbers[r->n++] = value;
}

static void on_line(int end, void *user)
{
	struct reader *r = user;
	(void)end;
	r->line++;
	if (r->code)
		return;
	bool head = r->line == 1 && r->texts == r->columns;
	if (r->column != r->columns)
		r->code = err_set(r->e, ERR_INPUT,
				  "%s:%zu: expected %u number%s a line, got %u "
				  "fields", r->path, r->line, r->columns,
				  r->columns > 1 ? "s" : "", r->column);
	else if (r->texts && !head)
		r->code = err_set(r->e, ERR_INPUT,
				  "%s:%zu: expected a number without unit",
				  r->path, r->line);
	if (head)
		r->n = 0;
	r->column = r->texts = 0;
}

static void feed(struct reader *r, FILE *file, struct csv_parser *csv)
{
	char part[8192];
	size_t n;
	while (!r->code && (n = fread(part, 1, sizeof(part), file)) > 0)
		if (csv_parse(csv, part, n, on_field, on_line, r) != n)
			r->code = err_set(r->e, ERR_INPUT,
					  "%s:%zu: not a CSV file: %s",
					  r->path, r->line + 1,
					  csv_strerror(csv_error(csv)));
	if (!r->code && csv_fini(csv, on_field, on_line, r))
		r->code = err_set(r->e, ERR_INPUT, "%s: it ends in a quote",
				  r->path);
	if (!r->code && ferror(file))
		r->code = err_set_errno(r->e, ERR_IO, "%s", r->path);
	if (!r->code && !r->n)
		r->code = err_set(r->e, ERR_INPUT,
				  "%s: expected numbers, the file has none",
				  r->path);
}

enum err_code model_columns_read(const char *path, unsigned columns,
				 double **out, size_t *lines, struct err *e)
{
	struct reader r = { .path = path, .columns = columns, .e = e };
	struct csv_parser csv;
	FILE *file = fopen(path, "re");
	if (!file) {
		err_set_errno(e, ERR_INPUT, "%s", path);
		return ERR_INPUT;
	}
	if (csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL)) {
		fclose(file);
		return err_set(e, ERR_NOMEM, "%s: libcsv", path);
	}
	feed(&r, file, &csv);
	csv_free(&csv);
	fclose(file);
	if (r.code) {
		free(r.numbers);
		return r.code;
	}
	*out = r.numbers;
	*lines = r.n / columns;
	return ERR_OK;
}
