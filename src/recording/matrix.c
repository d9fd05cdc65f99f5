/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of numbers, with names around them or without. */
#include "recording/matrix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "recording/number_text.h"
#include "recording/text_rows.h"

struct matrix_reader {
	const char *path;
	struct matrix *m;
	size_t capacity; /* rows */
	size_t fields;	 /* of each line; 0: not known yet */
	bool row_names;
};

static bool is_number(const char *text)
{
	double value;
	return number_text_parse(text, &value);
}

/* A head line has a name for each column, and may have one above the names of
 * the rows. */
static enum err_code take_head(struct matrix_reader *r,
			       const struct text_row *row, struct err *e)
{
	r->m->column_name = calloc(row->n + 1, sizeof(char *));
	bool good = r->m->column_name != NULL;
	for (size_t i = 0; good && i < row->n; i++)
		good = (r->m->column_name[i] = strdup(row->field[i])) != NULL;
	r->m->columns = row->n; /* as many as have to be freed */
	return good ? ERR_OK :
		      err_set(e, ERR_NOMEM, "%s: out of memory", r->path);
}

static bool is_head(const struct text_row *row)
{
	for (size_t i = 1; i < row->n; i++)
		if (!is_number(row->field[i]))
			return true;
	return false;
}

static enum err_code begin(struct matrix_reader *r, const struct text_row *row,
			   struct err *e)
{
	struct matrix *m = r->m;
	r->row_names = !is_number(row->field[0]) ||
		       (m->column_name && m->columns == row->n &&
			!*m->column_name[0]);
	r->fields = row->n;
	size_t columns = row->n - r->row_names;
	if (m->column_name && m->columns == columns + 1 && r->row_names) {
		free(m->column_name[0]);
		memmove(m->column_name, m->column_name + 1,
			columns * sizeof(char *));
		m->columns = columns;
	}
	if (m->column_name && m->columns != columns)
		return err_set(e, ERR_INPUT, "%s:%zu: %zu numbers below %zu "
			       "names of columns", r->path, row->line, columns,
			       m->columns);
	if (columns == 0)
		return err_set(e, ERR_INPUT, "%s:%zu: a name and no number",
			       r->path, row->line);
	m->columns = columns;
	return ERR_OK;
}

static enum err_code grow(struct matrix_reader *r, struct err *e)
{
	struct matrix *m = r->m;
	if (m->rows < r->capacity)
		return ERR_OK;
	size_t more = r->capacity ? 2 * r->capacity : 64;
	double *value = realloc(m->value, more * m->columns * sizeof(*value));
	if (value)
		m->value = value;
	char **names = value && r->row_names ?
			       realloc(m->row_name, more * sizeof(*names)) :
			       NULL;
	if (names)
		m->row_name = names;
	if (!value || (r->row_names && !names))
		return err_set(e, ERR_NOMEM, "%s: out of memory", r->path);
	r->capacity = more;
	return ERR_OK;
}

static enum err_code take_row(struct matrix_reader *r,
			      const struct text_row *row, struct err *e)
{
	struct matrix *m = r->m;
	double *to = m->value + m->rows * m->columns;
	for (size_t i = 0; i < m->columns; i++) {
		const char *text = row->field[i + r->row_names];
		if (!number_text_parse(text, &to[i]))
			return err_set(e, ERR_INPUT, "%s:%zu: field %zu: "
				       "expected a number, got \"%.60s\"",
				       r->path, row->line,
				       i + 1 + r->row_names, text);
		m->missing += isnan(to[i]);
	}
	if (r->row_names &&
	    !(m->row_name[m->rows] = strdup(row->field[0])))
		return err_set(e, ERR_NOMEM, "%s: out of memory", r->path);
	m->rows++;
	return ERR_OK;
}

static enum err_code matrix_row(void *context, const struct text_row *row,
				struct err *e)
{
	struct matrix_reader *r = context;
	enum err_code code = ERR_OK;
	if (!r->fields && !r->m->column_name && is_head(row))
		return take_head(r, row, e);
	if (!r->fields)
		code = begin(r, row, e);
	if (!code && row->n != r->fields)
		code = err_set(e, ERR_INPUT, "%s:%zu: expected %zu fields as "
			       "in the line before, got %zu", r->path,
			       row->line, r->fields, row->n);
	if (!code)
		code = grow(r, e);
	return code ? code : take_row(r, row, e);
}

enum err_code matrix_open(const char *path, struct matrix *out, struct err *e)
{
	struct matrix_reader r = { .path = path, .m = out };
	struct file_bytes bytes;
	*out = (struct matrix){ 0 };
	enum err_code code = file_bytes_open(path, &bytes, e);
	if (code)
		return code;
	code = text_rows_read(path, &bytes, matrix_row, &r, e);
	file_bytes_close(&bytes);
	if (!code && out->rows == 0)
		code = err_set(e, ERR_INPUT, "%s: no numbers in it", path);
	if (code)
		matrix_close(out);
	return code;
}

void matrix_close(struct matrix *m)
{
	for (size_t i = 0; m->row_name && i < m->rows; i++)
		free(m->row_name[i]);
	for (size_t i = 0; m->column_name && i < m->columns; i++)
		free(m->column_name[i]);
	free(m->row_name);
	free(m->column_name);
	free(m->value);
	*m = (struct matrix){ 0 };
}
