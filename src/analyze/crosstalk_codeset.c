/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes by name and from files. */
#include "analyze/crosstalk_codeset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/codes.h"
#include "analyze/crosstalk_input.h"
#include "recording/matrix.h"

#define NAMED_ORDER_MAX 4096

void codeset_close(struct codeset *c)
{
	free(c->i8);
	free(c->f64);
	*c = (struct codeset){ 0 };
}

static enum err_code no_memory(struct err *e)
{
	return err_set(e, ERR_NOMEM, "out of memory for the codes");
}

/* Rows first.. of the square matrix that make() fills. */
static enum err_code named_rows(const char *text, size_t order, size_t first,
				bool (*make)(size_t, int8_t *),
				struct codeset *out, struct err *e)
{
	if (order < out->lanes + first || order > NAMED_ORDER_MAX)
		return err_set(e, ERR_USAGE, "--codes %s: %zu lanes need an "
			       "order from %zu to %d", text, out->lanes,
			       out->lanes + first, NAMED_ORDER_MAX);
	out->length = order;
	out->i8 = malloc(order * order);
	if (!out->i8)
		return no_memory(e);
	if (!make(order, out->i8))
		return err_set(e, ERR_USAGE, "--codes %s: there is no such "
			       "code of order %zu here", text, order);
	memmove(out->i8, out->i8 + first * order, out->lanes * order);
	return ERR_OK;
}

static enum err_code delayed_sequence(const char *text, size_t degree,
				      struct codeset *out, struct err *e)
{
	size_t period = ((size_t)1 << (degree < 17 ? degree : 0)) - 1;
	if (degree < 2 || degree > 16 || period < out->lanes)
		return err_set(e, ERR_USAGE, "--codes %s: expected "
			       "m-sequence:DEGREE, 2 to 16 and 2^DEGREE above "
			       "the %zu lanes", text, out->lanes);
	out->length = period;
	out->i8 = malloc((out->lanes + 1) * period);
	if (!out->i8)
		return no_memory(e);
	int8_t *one = out->i8 + out->lanes * period;
	codes_m_sequence((unsigned)degree, one);
	for (size_t j = 0; j < out->lanes; j++)
		for (size_t t = 0; t < period; t++)
			out->i8[j * period +
				(t + j * (period / out->lanes)) % period] =
				one[t];
	return ERR_OK;
}

/* False if text is no such name; *order 0 if none is given. */
static bool is_named(const char *text, const char *name, size_t *order)
{
	size_t len = strlen(name);
	char *end;
	*order = 0;
	if (strncmp(text, name, len) != 0)
		return false;
	if (text[len] == '\0')
		return true;
	if (text[len] != ':' || text[len + 1] < '0' || text[len + 1] > '9')
		return false;
	*order = strtoul(text + len + 1, &end, 10);
	return *end == '\0';
}

/* S-matrices are of Hadamard orders less one. */
static size_t s_matrix_order(size_t lanes)
{
	return codes_hadamard_order(lanes + 1) - 1;
}

static enum err_code read_bytes(const char *path, struct codeset *out,
				struct err *e)
{
	struct file_bytes b;
	enum err_code code = file_bytes_open(path, &b, e);
	if (code)
		return code;
	if (b.size == 0 || b.size % out->lanes) {
		code = err_set(e, ERR_INPUT, "%s: %zu bytes are not codes of "
			       "%zu lanes one after the other", path, b.size,
			       out->lanes);
	} else {
		out->length = b.size / out->lanes;
		out->i8 = malloc(b.size);
		if (out->i8)
			memcpy(out->i8, b.data, b.size);
		else
			code = no_memory(e);
	}
	file_bytes_close(&b);
	return code;
}

static bool all_small(const double *value, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (value[k] != rint(value[k]) || fabs(value[k]) > 127)
			return false;
	return true;
}

static enum err_code read_text(const char *path, struct codeset *out,
			       struct err *e)
{
	struct matrix m;
	enum err_code code = matrix_open(path, &m, e);
	if (code)
		return code;
	size_t n = m.rows * m.columns;
	if (m.rows != out->lanes || m.missing) {
		code = err_set(e, ERR_INPUT, "%s: expected a row of numbers "
			       "for each of %zu lanes, got %zu rows%s", path,
			       out->lanes, m.rows,
			       m.missing ? " with missing numbers" : "");
	} else if (all_small(m.value, n)) {
		out->i8 = malloc(n);
		for (size_t k = 0; out->i8 && k < n; k++)
			out->i8[k] = (int8_t)m.value[k];
		if (!out->i8)
			code = no_memory(e);
	} else {
		out->f64 = m.value;
		m.value = NULL;
	}
	out->length = m.columns;
	matrix_close(&m);
	return code;
}

static bool ends_in(const char *text, const char *ending)
{
	size_t len = strlen(text), tail = strlen(ending);
	return len > tail && strcmp(text + len - tail, ending) == 0;
}

static enum err_code make_codes(const char *text, struct codeset *out,
				struct err *e)
{
	size_t order;
	if (is_named(text, "hadamard", &order))
		return named_rows(text, order ? order :
				  codes_hadamard_order(out->lanes + 1), 1,
				  codes_hadamard, out, e);
	if (is_named(text, "s-matrix", &order))
		return named_rows(text, order ? order :
				  s_matrix_order(out->lanes), 0,
				  codes_s_matrix, out, e);
	if (is_named(text, "m-sequence", &order))
		return delayed_sequence(text, order, out, e);
	return ends_in(text, ".i8") ? read_bytes(text, out, e)
				    : read_text(text, out, e);
}

/* Codes as long as the record. */
static enum err_code stretch(struct codeset *c, size_t step, size_t length,
			     struct err *e)
{
	size_t size = c->i8 ? sizeof(*c->i8) : sizeof(*c->f64);
	c->period = c->length * step;
	if (step == 1 && length == c->length)
		return ERR_OK;
	char *long_one = calloc(c->lanes * length + 1, size);
	char *from = c->i8 ? (char *)c->i8 : (char *)c->f64;
	if (!long_one)
		return no_memory(e);
	for (size_t j = 0; j < c->lanes; j++)
		for (size_t t = 0; t < length; t++)
			memcpy(long_one + (j * length + t) * size,
			       from + (j * c->length + t / step % c->length) *
					      size, size);
	free(from);
	if (c->i8)
		c->i8 = (int8_t *)long_one;
	else
		c->f64 = (double *)long_one;
	c->length = length;
	return ERR_OK;
}

enum err_code codeset_open(const char *text, size_t lanes, size_t step,
			   size_t length, struct codeset *out, struct err *e)
{
	*out = (struct codeset){ .lanes = lanes };
	enum err_code code = make_codes(text, out, e);
	return code ? code : stretch(out, step, length, e);
}
