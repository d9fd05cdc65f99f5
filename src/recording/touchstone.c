/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Touchstone files: a stream of numbers, cut into one record a frequency. */
#include "recording/touchstone_private.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "recording/file_bytes.h"
#include "recording/number_text.h"

#define LINE_MAX_BYTES 65536
#define NOISE_NUMBERS 5 /* of a line of noise data */

/* N of ".sNp", 0 of ".ts"; -1: neither. */
static long ports_of_name(const char *path)
{
	const char *dot = strrchr(path, '.');
	char *end;
	if (dot && strcasecmp(dot, ".ts") == 0)
		return 0;
	if (!dot || tolower((unsigned char)dot[1]) != 's' ||
	    !isdigit((unsigned char)dot[2]))
		return -1;
	long n = strtol(dot + 2, &end, 10);
	return n > 0 && strcasecmp(end, "p") == 0 ? n : -1;
}

bool touchstone_named(const char *path)
{
	return ports_of_name(path) >= 0;
}

static size_t record_length(const struct touchstone_reader *r)
{
	size_t n = r->t->ports;
	size_t pairs = r->matrix == TOUCHSTONE_FULL ? n * n : n * (n + 1) / 2;
	return 1 + 2 * pairs;
}

static double complex pair_value(const struct touchstone_reader *r,
				 const double *pair)
{
	double a = pair[0], angle = pair[1] * (M_PI / 180);
	if (r->format == TOUCHSTONE_RI)
		return pair[0] + I * pair[1];
	if (r->format == TOUCHSTONE_DB)
		a = pow(10, a / 20);
	return a * cos(angle) + I * (a * sin(angle));
}

/* Position in the matrix of the k-th pair: rows, but for two-ports. */
static void pair_place(const struct touchstone_reader *r, size_t k,
		       size_t *row, size_t *column)
{
	size_t n = r->t->ports;
	*row = k / n;
	*column = k % n;
	if (r->matrix != TOUCHSTONE_FULL) {
		size_t length = r->matrix == TOUCHSTONE_LOWER ? 1 : n;
		for (*row = 0; k >= length; (*row)++) {
			k -= length;
			length += r->matrix == TOUCHSTONE_LOWER ? 1 : -1;
		}
		*column = r->matrix == TOUCHSTONE_LOWER ? k : *row + k;
	} else if (n == 2 && !r->order_12) {
		*row = k % 2; /* S11 S21 S12 S22 */
		*column = k / 2;
	}
}

static enum err_code grow(struct touchstone_reader *r, struct err *e)
{
	struct touchstone *t = r->t;
	if (t->n < r->capacity)
		return ERR_OK;
	size_t more = r->capacity ? 2 * r->capacity : 64;
	double *f = realloc(t->frequency_hz, more * sizeof(*f));
	if (f)
		t->frequency_hz = f;
	double complex *s = f ? realloc(t->s, more * t->ports * t->ports *
						      sizeof(*s)) : NULL;
	if (s)
		t->s = s;
	if (!s)
		return err_set(e, ERR_NOMEM, "%s: out of memory", r->path);
	r->capacity = more;
	return ERR_OK;
}

static enum err_code end_record(struct touchstone_reader *r, struct err *e)
{
	struct touchstone *t = r->t;
	size_t n = t->ports;
	enum err_code code = grow(r, e);
	if (code)
		return code;
	double complex *s = t->s + t->n * n * n;
	for (size_t k = 0; k < r->record_length / 2; k++) {
		size_t row, column;
		double complex v = pair_value(r, &r->record[1 + 2 * k]);
		pair_place(r, k, &row, &column);
		if (!isfinite(creal(v)) || !isfinite(cimag(v))) {
			t->missing++;
			v = NAN + I * NAN;
		}
		s[row * n + column] = v;
		if (r->matrix != TOUCHSTONE_FULL)
			s[column * n + row] = v;
	}
	t->frequency_hz[t->n++] = r->record[0] * r->unit_hz;
	r->got = 0;
	return ERR_OK;
}

/* The first number of a record: a frequency, above the one before. Where it
 * falls behind it, the noise data of a two-port begin. */
static enum err_code check_frequency(struct touchstone_reader *r,
				     double value, bool first, size_t numbers,
				     struct err *e)
{
	struct touchstone *t = r->t;
	if (!first)
		return err_set(e, ERR_INPUT, "%s:%zu: more numbers than a "
			       "frequency of %zu ports has", r->path, r->line,
			       t->ports);
	if (!(value >= 0))
		return err_set(e, ERR_INPUT, "%s:%zu: expected a frequency",
			       r->path, r->line);
	if (t->n == 0 || value * r->unit_hz > t->frequency_hz[t->n - 1])
		return ERR_OK;
	r->done = t->ports == 2 && numbers == NOISE_NUMBERS;
	if (r->done)
		return ERR_OK;
	return err_set(e, ERR_INPUT, "%s:%zu: the frequency does not rise",
		       r->path, r->line);
}

static enum err_code begin_records(struct touchstone_reader *r, struct err *e)
{
	if (r->record)
		return ERR_OK;
	if (r->t->ports == 0)
		return err_set(e, ERR_INPUT, "%s:%zu: [Number of Ports] is "
			       "missing", r->path, r->line);
	r->record_length = record_length(r);
	r->record = malloc(r->record_length * sizeof(double));
	return r->record ? ERR_OK : err_set(e, ERR_NOMEM, "%s: out of memory",
					    r->path);
}

static size_t count_words(const char *text)
{
	size_t n = 0;
	while (*(text += strspn(text, " \t\r"))) {
		text += strcspn(text, " \t\r");
		n++;
	}
	return n;
}

static enum err_code data_line(struct touchstone_reader *r, char *text,
			       struct err *e)
{
	char *rest;
	bool first = true;
	size_t numbers = count_words(text);
	if (r->references) { /* of the other ports: not needed */
		r->references = 0;
		return ERR_OK;
	}
	if (r->version_2 && !r->in_data)
		return err_set(e, ERR_INPUT, "%s:%zu: expected [Network "
			       "Data] before numbers", r->path, r->line);
	enum err_code code = begin_records(r, e);
	for (char *word = strtok_r(text, " \t\r", &rest); word && !code;
	     word = strtok_r(NULL, " \t\r", &rest)) {
		double value;
		if (!number_text_parse(word, &value))
			return err_set(e, ERR_INPUT, "%s:%zu: expected a "
				       "number, got \"%.40s\"", r->path,
				       r->line, word);
		if (r->got == 0)
			code = check_frequency(r, value, first, numbers, e);
		if (code || r->done)
			return code;
		r->record[r->got++] = value;
		first = false;
		if (r->got == r->record_length)
			code = end_record(r, e);
	}
	return code;
}

static enum err_code take_line(struct touchstone_reader *r, char *text,
			       struct err *e)
{
	text[strcspn(text, "!")] = '\0';
	text += strspn(text, " \t\r\f");
	if (*text == '[')
		return touchstone_keyword(r, text, e);
	if (!*text || r->in_information)
		return ERR_OK;
	if (*text == '#')
		return touchstone_option_line(r, text, e);
	return data_line(r, text, e);
}

static enum err_code read_lines(struct touchstone_reader *r,
				const struct file_bytes *bytes, struct err *e)
{
	const unsigned char *p = bytes->data;
	size_t left = bytes->size;
	char text[LINE_MAX_BYTES];
	enum err_code code = ERR_OK;
	while (left > 0 && !code && !r->done) {
		const unsigned char *end = memchr(p, '\n', left);
		size_t n = end ? (size_t)(end - p) : left;
		r->line++;
		if (n >= sizeof(text) || memchr(p, '\0', n))
			return err_set(e, ERR_INPUT, "%s:%zu: not a line of "
				       "text", r->path, r->line);
		memcpy(text, p, n);
		text[n] = '\0';
		code = take_line(r, text, e);
		p += n + (end != NULL);
		left -= n + (end != NULL);
	}
	return code;
}

enum err_code touchstone_open(const char *path, struct touchstone *out,
			      struct err *e)
{
	struct file_bytes bytes;
	long ports = ports_of_name(path);
	*out = (struct touchstone){ .reference_ohm = 50 };
	struct touchstone_reader r = { .path = path, .t = out,
				       .unit_hz = 1e9 };
	if (ports < 0 || ports > TOUCHSTONE_PORTS_MAX)
		return err_set(e, ERR_INPUT, "%s: expected a name that ends "
			       "in .s1p to .s%dp or .ts", path,
			       TOUCHSTONE_PORTS_MAX);
	out->ports = (size_t)ports;
	enum err_code code = file_bytes_open(path, &bytes, e);
	if (code)
		return code;
	code = read_lines(&r, &bytes, e);
	file_bytes_close(&bytes);
	if (!code && r.got)
		code = err_set(e, ERR_INPUT, "%s:%zu: the file ends within a "
			       "frequency: expected %zu numbers, got %zu",
			       path, r.line, r.record_length, r.got);
	if (!code && out->n == 0)
		code = err_set(e, ERR_INPUT, "%s: no scattering parameters "
			       "in it", path);
	free(r.record);
	if (code)
		touchstone_close(out);
	return code;
}

void touchstone_close(struct touchstone *t)
{
	free(t->frequency_hz);
	free(t->s);
	*t = (struct touchstone){ 0 };
}
