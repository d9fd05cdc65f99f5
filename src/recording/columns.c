/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of a text as channels of a recording. */
#include "recording/recording_open.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/quantity.h"
#include "recording/number_text.h"
#include "recording/text_rows.h"
#include "recording/timestamp.h"

/* Steps of a sampling clock that a file writes down differ by rounding. */
#define EVEN 0.01
#define NO_COLUMN ((size_t)-1)

struct columns {
	struct recording *r;
	const struct recording_request *request;
	bool begun;	     /* the columns are known */
	size_t fields;	     /* of a line */
	size_t field[TEXT_FIELDS_MAX]; /* of each channel */
	size_t time;	     /* its field, or NO_COLUMN */
	double time_scale;   /* seconds of its unit */
	struct timestamp first;
	size_t capacity;     /* frames */
	char *head[TEXT_FIELDS_MAX]; /* NULL: no head line */
};

static bool is_value(const char *text)
{
	double value;
	struct timestamp stamp;
	return number_text_parse(text, &value) ||
	       timestamp_parse(text, &stamp);
}

/* A line of which a field is neither number nor date holds names. */
static bool is_head(const struct text_row *row)
{
	for (size_t i = 0; i < row->n; i++)
		if (!is_value(row->field[i]))
			return true;
	return false;
}

/* "time [ms]", "power (dBm)", "tau/us": the name without, and its unit. */
static void head_split(char *text, const char **unit)
{
	char *open = strpbrk(text, "[(");
	*unit = "";
	if (open && open > text) {
		size_t len = strcspn(open + 1, "])");
		open[1 + len] = '\0';
		*unit = open + 1;
	} else {
		open = strrchr(text, '/');
		if (!open || open == text)
			return;
		*unit = open + 1;
	}
	for (*open = '\0'; open > text && open[-1] == ' '; open--)
		open[-1] = '\0';
}

static bool names_time(const char *name)
{
	static const char *const words[] = { "time", "t", "timestamp", "date",
					     "datetime", "utc" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(name, words[i]) == 0)
			return true;
	return false;
}

static enum err_code find_field(struct columns *c, const char *option,
				const char *text, size_t *out, struct err *e)
{
	double number;
	for (size_t i = 0; i < c->fields; i++) {
		const char *unit;
		char *name = c->head[i] ? strdup(c->head[i]) : NULL;
		bool same = name && strcmp(name, text) == 0;
		if (name && !same) {
			head_split(name, &unit);
			same = strcmp(name, text) == 0;
		}
		free(name);
		if (same) {
			*out = i;
			return ERR_OK;
		}
	}
	if (quantity_parse(text, UNIT_COUNT, &number, NULL) || number < 1 ||
	    number > (double)c->fields)
		return err_set(e, ERR_USAGE, "%s: there is no column \"%.60s\" "
			       "in %s; expected %sa number from 1 to %zu",
			       option, text, c->r->path,
			       c->head[0] ? "a name of its head line or " : "",
			       c->fields);
	*out = (size_t)number - 1;
	return ERR_OK;
}

/* The time is what the user says, or a column so called, or dates. */
static enum err_code find_time(struct columns *c, const struct text_row *row,
			       struct err *e)
{
	struct timestamp stamp;
	double second;
	const char *unit = "";
	c->time = NO_COLUMN;
	c->time_scale = 1;
	if (c->request->time) {
		enum err_code code = find_field(c, "--time", c->request->time,
						&c->time, e);
		if (code)
			return code;
	}
	for (size_t i = 0; i < c->fields; i++) {
		char *name = c->head[i] ? strdup(c->head[i]) : NULL;
		if (name)
			head_split(name, &unit);
		if (c->time == NO_COLUMN &&
		    ((name && c->fields > 1 && names_time(name)) ||
		     timestamp_parse(row->field[i], &stamp)))
			c->time = i;
		char text[32];
		if (name && c->time == i && strlen(unit) < 8) {
			snprintf(text, sizeof(text), "1%s", unit);
			if (quantity_parse(text, UNIT_S, &second, NULL) == 0)
				c->time_scale = second;
		}
		free(name);
	}
	return ERR_OK;
}

static enum err_code name_channels(struct columns *c, struct err *e)
{
	struct recording *r = c->r;
	if (!c->head[0])
		return ERR_OK;
	r->names = calloc(r->channels, sizeof(*r->names));
	r->units = calloc(r->channels, sizeof(*r->units));
	bool good = r->names && r->units;
	for (size_t i = 0; good && i < r->channels; i++) {
		const char *unit;
		r->names[i] = strdup(c->head[c->field[i]]);
		if (!r->names[i])
			break;
		head_split(r->names[i], &unit);
		r->units[i] = strdup(unit);
		good = r->units[i] != NULL;
	}
	return good ? ERR_OK : err_set(e, ERR_NOMEM, "%s: out of memory",
				       r->path);
}

/* With the first line of values everything is known. */
static enum err_code columns_begin(struct columns *c,
				   const struct text_row *row, struct err *e)
{
	const struct recording_request *q = c->request;
	c->begun = true;
	if (!c->head[0])
		c->fields = row->n;
	enum err_code code = find_time(c, row, e);
	size_t n = 0;
	for (size_t i = 0; !code && i < q->ncolumns; i++)
		code = find_field(c, "--column", q->columns[i],
				  &c->field[n++], e);
	for (size_t i = 0; !q->ncolumns && i < c->fields; i++)
		if (i != c->time)
			c->field[n++] = i;
	if (!code && n == 0)
		code = err_set(e, ERR_INPUT, "%s:%zu: a time and no value",
			       c->r->path, row->line);
	c->r->channels = n ? n : 1;
	return code ? code : name_channels(c, e);
}

static enum err_code columns_grow(struct columns *c, struct err *e)
{
	struct recording *r = c->r;
	if (r->length < c->capacity)
		return ERR_OK;
	size_t more = c->capacity ? 2 * c->capacity : 1024;
	double *values = realloc(r->decoded,
				 more * r->channels * sizeof(*values));
	if (values)
		r->decoded = values;
	double *time = values && c->time != NO_COLUMN ?
			       realloc(r->time_s, more * sizeof(*time)) : NULL;
	if (time)
		r->time_s = time;
	if (!values || (!time && c->time != NO_COLUMN))
		return err_set(e, ERR_NOMEM, "%s: out of memory", r->path);
	c->capacity = more;
	return ERR_OK;
}

static enum err_code take_time(struct columns *c, const struct text_row *row,
			       struct err *e)
{
	struct recording *r = c->r;
	struct timestamp stamp;
	double value;
	const char *text = c->time < row->n ? row->field[c->time] : "";
	if (timestamp_parse(text, &stamp))
		value = 0;
	else if (number_text_parse(text, &value) && !isnan(value))
		stamp = timestamp_of(value * c->time_scale);
	else
		return err_set(e, ERR_INPUT, "%s:%zu: expected a time in "
			       "seconds or as 2026-01-31T12:00:00Z, got "
			       "\"%.60s\"", r->path, row->line, text);
	if (r->length == 0) {
		c->first = stamp;
		r->start_s = timestamp_since(&stamp, NULL);
	}
	double t = timestamp_since(&stamp, &c->first);
	if (r->length && !(t > r->time_s[r->length - 1]))
		return err_set(e, ERR_INPUT, "%s:%zu: time does not rise: "
			       "\"%.60s\" is not after the line before",
			       r->path, row->line, text);
	r->time_s[r->length] = t;
	return ERR_OK;
}

static enum err_code take_values(struct columns *c, const struct text_row *row,
				 struct err *e)
{
	struct recording *r = c->r;
	double *to = r->decoded + r->length * r->channels;
	for (size_t i = 0; i < r->channels; i++) {
		size_t field = c->field[i];
		const char *text = field < row->n ? row->field[field] : "";
		if (!number_text_parse(text, &to[i]))
			return err_set(e, ERR_INPUT, "%s:%zu: field %zu: "
				       "expected a number, got \"%.60s\"%s",
				       r->path, row->line, field + 1, text,
				       strchr(text, ',') ?
				       " (write a decimal point, and no "
				       "commas between digits)" :
				       c->request->ncolumns ? "" :
				       "; choose columns by --column");
	}
	return ERR_OK;
}

static bool only_digits(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

/* "-0,25" and "3,0625" are each one number where the decimal point is a comma:
 * nobody writes two integers so. */
static enum err_code refuse_decimal_comma(const struct columns *c,
					  const struct text_row *row,
					  struct err *e)
{
	for (size_t i = 1; row->delimiter == ',' && i < row->n; i++) {
		const char *whole = row->field[i - 1], *part = row->field[i];
		bool minus = *whole == '-', zero = strcmp(whole, "-0") == 0;
		if (only_digits(whole + minus) && only_digits(part) &&
		    ((zero && part[1]) || (*part == '0' && strlen(part) > 2)))
			return err_set(e, ERR_INPUT, "%s:%zu: \"%.20s,%.20s\" "
				       "looks like a decimal comma: write a "
				       "decimal point; if it does divide "
				       "columns, choose them by --column",
				       c->r->path, row->line, whole, part);
	}
	return ERR_OK;
}

static enum err_code columns_row(void *context, const struct text_row *row,
				 struct err *e)
{
	struct columns *c = context;
	enum err_code code = ERR_OK;
	if (!c->begun && !c->head[0] && is_head(row)) {
		c->fields = row->n;
		for (size_t i = 0; i < row->n; i++)
			if (!(c->head[i] = strdup(row->field[i])))
				return err_set(e, ERR_NOMEM, "%s: out of "
					       "memory", c->r->path);
		return ERR_OK;
	}
	if (!c->begun)
		code = columns_begin(c, row, e);
	for (size_t i = c->fields; !code && i < row->n; i++)
		if (*row->field[i])
			code = err_set(e, ERR_INPUT, "%s:%zu: expected %zu "
				       "fields as in the lines before, got "
				       "%zu", c->r->path, row->line,
				       c->fields, row->n);
	if (!code)
		code = columns_grow(c, e);
	if (!code && !c->request->ncolumns)
		code = refuse_decimal_comma(c, row, e);
	if (!code && c->time != NO_COLUMN)
		code = take_time(c, row, e);
	if (!code)
		code = take_values(c, row, e);
	c->r->length += !code;
	return code;
}

/* A time column with even steps tells the sampling rate. */
static void columns_rate(struct recording *r)
{
	const double *t = r->time_s;
	size_t uneven = 0, first = 0;
	if (!t || r->length < 2 || !isnan(r->rate_hz))
		return;
	double step = t[r->length - 1] / (double)(r->length - 1);
	for (size_t i = 1; i < r->length; i++)
		if (fabs(t[i] - t[i - 1] - step) > EVEN * step && !uneven++)
			first = i;
	if (!uneven)
		r->rate_hz = 1 / step;
	else
		recording_warn(r, "%zu steps in time are uneven, the first "
			       "before reading %zu, at %.9g s", uneven,
			       first + 1, t[first]);
}

enum err_code columns_open(struct recording *r,
			   const struct recording_request *request,
			   struct err *e)
{
	struct columns *c = calloc(1, sizeof(*c));
	if (!c)
		return err_set(e, ERR_NOMEM, "%s: out of memory", r->path);
	c->r = r;
	c->request = request;
	enum err_code code = text_rows_read(r->path, &r->bytes, columns_row, c,
					    e);
	for (size_t i = 0; i < TEXT_FIELDS_MAX; i++)
		free(c->head[i]);
	free(c);
	if (code)
		return code;
	r->format = (struct sample_format){ .kind = SAMPLE_F64,
		.big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ };
	r->segments = malloc(sizeof(*r->segments));
	if (!r->segments)
		return err_set(e, ERR_NOMEM, "%s: out of memory", r->path);
	r->segments[0] = (struct recording_segment){
		(unsigned char *)r->decoded, r->length
	};
	r->nsegments = 1;
	code = recording_set_scale(r, request, e);
	columns_rate(r);
	return code;
}
