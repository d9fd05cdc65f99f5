/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters of a program message, and the standard's error texts. */
#include "twin/scpi_parse.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	int code;
	const char *text;
} texts[] = {
	{ TWIN_SCPI_OK, "No error" },
	{ TWIN_SCPI_INVALID_CHARACTER, "Invalid character" },
	{ TWIN_SCPI_SYNTAX, "Syntax error" },
	{ TWIN_SCPI_SEPARATOR, "Invalid separator" },
	{ TWIN_SCPI_DATA_TYPE, "Data type error" },
	{ TWIN_SCPI_NOT_ALLOWED, "Parameter not allowed" },
	{ TWIN_SCPI_MISSING, "Missing parameter" },
	{ TWIN_SCPI_TOO_LONG, "Program mnemonic too long" },
	{ TWIN_SCPI_UNDEFINED, "Undefined header" },
	{ TWIN_SCPI_SUFFIX_RANGE, "Header suffix out of range" },
	{ TWIN_SCPI_BAD_NUMBER, "Invalid character in number" },
	{ TWIN_SCPI_EXPONENT, "Exponent too large" },
	{ TWIN_SCPI_DIGITS, "Too many digits" },
	{ TWIN_SCPI_UNIT, "Invalid suffix" },
	{ TWIN_SCPI_UNIT_NOT_ALLOWED, "Suffix not allowed" },
	{ TWIN_SCPI_CHARACTER_DATA, "Invalid character data" },
	{ TWIN_SCPI_STRING, "Invalid string data" },
	{ TWIN_SCPI_BLOCK_NOT_ALLOWED, "Block data not allowed" },
	{ TWIN_SCPI_EXPRESSION_NOT_ALLOWED, "Expression data not allowed" },
	{ TWIN_SCPI_EXECUTION, "Execution error" },
	{ TWIN_SCPI_SETTINGS, "Settings conflict" },
	{ TWIN_SCPI_RANGE, "Data out of range" },
	{ TWIN_SCPI_TOO_MUCH_DATA, "Too much data" },
	{ TWIN_SCPI_ILLEGAL_VALUE, "Illegal parameter value" },
	{ TWIN_SCPI_DEVICE, "Device-specific error" },
	{ TWIN_SCPI_QUEUE_OVERFLOW, "Queue overflow" },
};

const char *twin_scpi_code_text(int code)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].code == code)
			return texts[i].text;
	return "Device-specific error";
}

struct cursor {
	const char *p, *end;
};

static char peek(const struct cursor *c)
{
	return c->p < c->end ? *c->p : '\0';
}

static void skip_blanks(struct cursor *c)
{
	while (c->p < c->end && (unsigned char)*c->p <= ' ')
		c->p++;
}

static size_t digits(struct cursor *c)
{
	size_t n = 0;

	while (isdigit((unsigned char)peek(c))) {
		c->p++;
		n++;
	}
	return n;
}

/* Unit or word: letters, digits, '_', and '/' '.' '-' of composed units. */
static int take_name(struct cursor *c, bool unit, char *out)
{
	size_t n = 0;

	for (char ch = peek(c); isalnum((unsigned char)ch) || ch == '_' ||
				(unit && (ch == '/' || ch == '.'));
	     ch = peek(c)) {
		if (n + 1 >= TWIN_SCPI_TEXT_MAX)
			return TWIN_SCPI_CHARACTER_DATA;
		out[n++] = (char)toupper((unsigned char)ch);
		c->p++;
	}
	out[n] = '\0';
	return TWIN_SCPI_OK;
}

/* <DECIMAL NUMERIC PROGRAM DATA>, 7.7.2, with its unit. */
static int take_decimal(struct cursor *c, struct twin_scpi_value *v)
{
	const char *start = c->p;
	char text[300];

	if (peek(c) == '+' || peek(c) == '-')
		c->p++;
	size_t n = digits(c);
	if (peek(c) == '.') {
		c->p++;
		n += digits(c);
	}
	if (n == 0)
		return TWIN_SCPI_BAD_NUMBER;
	if (n > 255)
		return TWIN_SCPI_DIGITS;
	if (peek(c) == 'e' || peek(c) == 'E') {
		struct cursor back = *c;
		c->p++;
		if (peek(c) == '+' || peek(c) == '-')
			c->p++;
		const char *exponent = c->p;
		size_t ne = digits(c);
		if (ne == 0)
			*c = back;
		else if (ne > 5 || atol(exponent) > 32000)
			return TWIN_SCPI_EXPONENT;
	}
	size_t len = (size_t)(c->p - start);
	memcpy(text, start, len);
	text[len] = '\0';
	v->type = TWIN_SCPI_NUMBER;
	v->number = strtod(text, NULL);
	if (!isfinite(v->number))
		return TWIN_SCPI_EXPONENT;
	skip_blanks(c);
	v->text[0] = '\0';
	return isalpha((unsigned char)peek(c)) ? take_name(c, true, v->text) :
						 TWIN_SCPI_OK;
}

/* #H, #Q and #B numbers, 7.7.4; other things after '#' are blocks. */
static int take_hash(struct cursor *c, struct twin_scpi_value *v)
{
	static const struct {
		char letter;
		int base;
	} bases[] = { { 'H', 16 }, { 'Q', 8 }, { 'B', 2 } };
	char name[TWIN_SCPI_TEXT_MAX], *rest;
	int base = 0;

	c->p++;
	for (size_t i = 0; i < 3; i++)
		if (toupper((unsigned char)peek(c)) == bases[i].letter)
			base = bases[i].base;
	if (base == 0)
		return TWIN_SCPI_BLOCK_NOT_ALLOWED;
	c->p++;
	int code = take_name(c, false, name);
	if (code)
		return code;
	v->type = TWIN_SCPI_NUMBER;
	v->text[0] = '\0';
	v->number = (double)strtoull(name, &rest, base);
	return *name && !*rest ? TWIN_SCPI_OK : TWIN_SCPI_BAD_NUMBER;
}

/* A quote inside is written twice. */
static int take_string(struct cursor *c, struct twin_scpi_value *v)
{
	char quote = *c->p++;
	size_t n = 0;

	v->type = TWIN_SCPI_QUOTED;
	for (; c->p < c->end; c->p++) {
		if (*c->p == quote) {
			c->p++;
			if (peek(c) != quote) {
				v->text[n] = '\0';
				return TWIN_SCPI_OK;
			}
		}
		if (n + 1 >= sizeof(v->text))
			return TWIN_SCPI_STRING;
		v->text[n++] = *c->p;
	}
	return TWIN_SCPI_STRING;
}

static int take_value(struct cursor *c, struct twin_scpi_value *v)
{
	char ch = peek(c);

	v->number = 0;
	if (isdigit((unsigned char)ch) || ch == '+' || ch == '-' || ch == '.')
		return take_decimal(c, v);
	if (ch == '#')
		return take_hash(c, v);
	if (ch == '"' || ch == '\'')
		return take_string(c, v);
	if (ch == '(')
		return TWIN_SCPI_EXPRESSION_NOT_ALLOWED;
	if (!isalpha((unsigned char)ch))
		return ch == ',' || ch == '\0' ? TWIN_SCPI_SYNTAX :
						 TWIN_SCPI_INVALID_CHARACTER;
	v->type = TWIN_SCPI_WORD;
	return take_name(c, false, v->text);
}

int twin_scpi_values(const char *text, size_t len,
		     struct twin_scpi_value *values)
{
	struct cursor c = { text, text + len };
	int n = 0;

	skip_blanks(&c);
	if (c.p == c.end)
		return 0;
	for (;;) {
		if (n == TWIN_SCPI_VALUES)
			return TWIN_SCPI_NOT_ALLOWED;
		skip_blanks(&c);
		int code = take_value(&c, &values[n]);
		if (code)
			return code;
		n++;
		skip_blanks(&c);
		if (c.p == c.end)
			return n;
		if (*c.p != ',')
			return TWIN_SCPI_SEPARATOR;
		c.p++;
	}
}
