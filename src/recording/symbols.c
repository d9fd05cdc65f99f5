/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Symbols as text, bytes or pairs of bits. */
#pragma GCC optimize("O3") /* vectors of what goes over all samples */
#include "recording/symbols.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/simd.h"
#include "recording/prbs.h"

#define PERIOD_ORDER_MAX 23 /* longer ones need a length */

enum err_code symbols_form_parse(const char *text, enum symbols_form *out,
				 struct err *e)
{
	static const char *const names[] = { [SYMBOLS_TEXT] = "text",
					     [SYMBOLS_I8] = "i8",
					     [SYMBOLS_P2] = "p2" };
	*out = SYMBOLS_AUTO;
	for (int i = SYMBOLS_TEXT; text && i <= SYMBOLS_P2; i++)
		if (strcmp(text, names[i]) == 0)
			*out = (enum symbols_form)i;
	if (!text || *out != SYMBOLS_AUTO)
		return ERR_OK;
	return err_set(e, ERR_USAGE, "expected the form of symbols, text, i8 "
		       "or p2, got \"%.40s\"", text);
}

static enum symbols_form form_by_ending(const char *path)
{
	const char *dot = strrchr(path, '.');
	if (dot && strcmp(dot, ".i8") == 0)
		return SYMBOLS_I8;
	return dot && strcmp(dot, ".p2") == 0 ? SYMBOLS_P2 : SYMBOLS_TEXT;
}

SIMD_VERSIONS
static bool bytes_good(const int8_t *p, size_t n)
{
	unsigned char bad = 0;
	for (size_t i = 0; i < n; i++)
		bad |= (unsigned char)(p[i] + 1) > 3;
	return !bad;
}

static enum err_code bytes_check(const char *path, const int8_t *p, size_t n,
				 struct err *e)
{
	if (bytes_good(p, n))
		return ERR_OK;
	size_t i = 0;
	while ((unsigned char)(p[i] + 1) <= 3)
		i++;
	return err_set(e, ERR_INPUT, "%s: byte %zu: expected -1, 0, +1 or 2 "
		       "(invalid), got %d", path, i, p[i]);
}

/* One symbol at text, which moves past it; false if there is none. */
static bool take_symbol(const char **text, const char *end, int8_t *out)
{
	const char *p = *text;
	int sign = *p == '-' ? -1 : 1;
	bool is_signed = *p == '-' || *p == '+';
	bool digit = is_signed && p + 1 < end && p[1] == '1';
	*out = (int8_t)sign;
	if (is_signed)
		p += digit ? 2 : 1; /* a sign alone is a symbol too */
	else if (*p >= '0' && *p <= '2')
		*out = (int8_t)(*p++ - '0');
	else
		return false;
	*text = p;
	return true;
}

static size_t line_of(const char *begin, const char *at)
{
	size_t line = 1;
	for (; begin < at; begin++)
		line += *begin == '\n';
	return line;
}

static enum err_code text_symbols(const char *path, struct symbols *s,
				  struct err *e)
{
	const char *begin = (const char *)s->bytes.data, *p = begin;
	const char *end = begin + s->bytes.size;
	s->symbol = s->owned = malloc(s->bytes.size + 1);
	if (!s->owned)
		return err_set(e, ERR_NOMEM, "%s: out of memory", path);
	while (p < end) {
		if (*p == '#') {
			const char *next = memchr(p, '\n', (size_t)(end - p));
			p = next ? next : end;
		} else if (strchr(" \t\r\n,;", *p) && *p) {
			p++;
		} else if (!take_symbol(&p, end, &s->owned[s->n++])) {
			return err_set(e, ERR_INPUT, "%s:%zu: expected "
				       "symbols -1, 0, +1 or -, 0, +, got "
				       "byte 0x%02x", path, line_of(begin, p),
				       (unsigned char)*p);
		}
	}
	return ERR_OK;
}

static enum err_code sequence(const char *path, unsigned order, size_t length,
			      struct symbols *s, struct err *e)
{
	if (!length && order > PERIOD_ORDER_MAX)
		return err_set(e, ERR_INPUT, "%s: its period is too long; a "
			       "number of symbols is needed", path);
	s->n = length ? length : ((size_t)1 << order) - 1;
	s->symbol = s->owned = malloc(s->n);
	if (!s->owned)
		return err_set(e, ERR_NOMEM, "%s: out of memory", path);
	prbs_symbols(order, s->n, s->owned);
	return ERR_OK;
}

static enum err_code symbols_load(const char *path, enum symbols_form form,
				  struct symbols *s, struct err *e)
{
	enum err_code code = file_bytes_open(path, &s->bytes, e);
	if (code)
		return code;
	switch (form == SYMBOLS_AUTO ? form_by_ending(path) : form) {
	case SYMBOLS_AUTO:
	case SYMBOLS_TEXT:
		return text_symbols(path, s, e);
	case SYMBOLS_I8:
		s->n = s->bytes.size;
		s->symbol = (const int8_t *)s->bytes.data;
		return bytes_check(path, s->symbol, s->n, e);
	case SYMBOLS_P2:
		s->n = 4 * s->bytes.size;
		s->packed = s->bytes.data;
		break;
	}
	return ERR_OK;
}

enum err_code symbols_open(const char *path, enum symbols_form form,
			   size_t length, struct symbols *out, struct err *e)
{
	unsigned order = prbs_order(path);
	*out = (struct symbols){ 0 };
	enum err_code code =
		order && access(path, F_OK) ?
			sequence(path, order, length, out, e) :
			symbols_load(path, form, out, e);
	if (!code && out->n == 0)
		code = err_set(e, ERR_INPUT, "%s: no symbols in it", path);
	if (!code && length > out->n)
		code = err_set(e, ERR_INPUT, "%s: expected %zu symbols, got "
			       "%zu", path, length, out->n);
	if (code)
		symbols_close(out);
	else if (length)
		out->n = length;
	return code;
}

void symbols_close(struct symbols *symbols)
{
	file_bytes_close(&symbols->bytes);
	free(symbols->owned);
	*symbols = (struct symbols){ 0 };
}

void symbols_read(const struct symbols *s, size_t from, size_t n, int8_t *out)
{
	static const int8_t pair[] = { 0, 1, SYMBOL_INVALID, -1 };
	if (s->symbol) {
		memcpy(out, s->symbol + from, n);
		return;
	}
	for (size_t i = 0; i < n; i++)
		out[i] = pair[s->packed[(from + i) / 4] >>
				      2 * ((from + i) % 4) & 3];
}
