/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts of SCPI replies as values; knows no link. */
#include "instruments/scpi_parse.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DIGITS_MAX 120

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static const char *skip_blanks(const char *p)
{
	while (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')
		p++;
	return p;
}

static enum err_code bad_number(const char *text, const char *suffix,
				struct err *e)
{
	return err_set(e, ERR_PROTOCOL, "expected a number%s%s, got \"%.60s\"",
		       suffix ? " in " : "", suffix ? suffix : "", text);
}

/* A decimal number without its groups' commas, as strtod reads it. */
struct number {
	char text[DIGITS_MAX];
	size_t len;
};

static bool put(struct number *n, char c)
{
	if (n->len + 1 >= sizeof(n->text))
		return false;
	n->text[n->len++] = c;
	n->text[n->len] = '\0';
	return true;
}

/* Exactly three digits, and no fourth. */
static bool is_group(const char *p)
{
	return is_digit(p[0]) && is_digit(p[1]) && is_digit(p[2]) &&
	       !is_digit(p[3]);
}

/* Digits, and groups if the first is of one to three. NULL if too many. */
static const char *take_whole(const char *p, struct number *n)
{
	size_t first = 0;
	for (; is_digit(*p); p++, first++)
		if (!put(n, *p))
			return NULL;
	while (first >= 1 && first <= 3 && *p == ',' && is_group(p + 1))
		for (p++; is_digit(*p); p++)
			if (!put(n, *p))
				return NULL;
	return p;
}

/* "E3", "e+003", and with blanks as IEEE 488.2 lets talkers be read: "e 3". */
static const char *take_exponent(const char *p, struct number *n)
{
	const char *q = skip_blanks(p);
	if (*q != 'e' && *q != 'E')
		return p;
	q = skip_blanks(q + 1);
	char sign = *q == '+' || *q == '-' ? *q++ : '+';
	if (!is_digit(*q))
		return p;
	if (!put(n, 'e') || !put(n, sign))
		return NULL;
	for (; is_digit(*q); q++)
		if (!put(n, *q))
			return NULL;
	return q;
}

static const char *take_decimal(const char *p, double *value)
{
	struct number n = { .len = 0 };
	if (*p == '+' || *p == '-')
		put(&n, *p++);
	size_t sign = n.len;
	p = take_whole(p, &n);
	if (p && *p == '.') {
		if (!put(&n, *p++))
			return NULL;
		for (; is_digit(*p); p++)
			if (!put(&n, *p))
				return NULL;
		sign++;
	}
	if (!p || n.len == sign) /* no digit at all */
		return NULL;
	p = take_exponent(p, &n);
	if (p)
		*value = strtod(n.text, NULL);
	return p;
}

static const char *take_based(const char *p, double *value)
{
	char kind = (char)toupper((unsigned char)p[1]);
	int base = kind == 'H' ? 16 : kind == 'Q' ? 8 : kind == 'B' ? 2 : 0;
	if (!base || !isxdigit((unsigned char)p[2]))
		return NULL;
	/* "#H0x1f" is no number, though strtoull reads one. */
	if (p[2] == '0' && (p[3] == 'x' || p[3] == 'X'))
		return NULL;
	char *end = NULL;
	unsigned long long v = strtoull(p + 2, &end, base);
	*value = (double)v;
	return end == p + 2 || end - p > 66 ? NULL : end;
}

static enum err_code check_meaning(const char *text, double v, struct err *e)
{
	const char *what = NULL;
	if (fabs(v) >= 9.905e37 && fabs(v) <= 9.915e37)
		what = "not a number";
	else if (!isfinite(v) || fabs(v) >= 9.9e37)
		what = v < 0 ? "negative overflow" : "overflow";
	else if (v == 9221120237577961472.0)
		what = "a NaN printed as an integer";
	if (!what)
		return ERR_OK;
	return err_set(e, ERR_PROTOCOL,
		       "expected a number, got \"%.60s\", which means %s", text,
		       what);
}

enum err_code scpi_parse_double(const char *text, const char *suffix,
				double *value, struct err *e)
{
	const char *p = skip_blanks(text);
	double v = 0;
	p = *p == '#' ? take_based(p, &v) : take_decimal(p, &v);
	if (!p)
		return bad_number(text, suffix, e);
	p = skip_blanks(p);
	if (suffix && *p && strncasecmp(p, suffix, strlen(suffix)) == 0)
		p = skip_blanks(p + strlen(suffix));
	if (*p)
		return bad_number(text, suffix, e);
	enum err_code code = check_meaning(text, v, e);
	if (!code)
		*value = v;
	return code;
}

enum err_code scpi_parse_doubles(const char *text, double *values, size_t n,
				 struct err *e)
{
	const char *p = text;
	for (size_t i = 0; i < n; i++) {
		char one[DIGITS_MAX];
		size_t len = strcspn(p, ",");
		if (len >= sizeof(one))
			return bad_number(p, NULL, e);
		memcpy(one, p, len);
		one[len] = '\0';
		enum err_code code =
			scpi_parse_double(one, NULL, &values[i], e);
		if (code)
			return err_prefix(e, "number %zu of %zu", i + 1, n);
		p += len;
		if ((*p == ',') != (i + 1 < n))
			return err_set(e, ERR_PROTOCOL,
				       "expected %zu numbers, got \"%.60s\"", n,
				       text);
		p += *p == ',';
	}
	return ERR_OK;
}

enum err_code scpi_parse_bool(const char *text, bool *value, struct err *e)
{
	char word[8];
	double v = 0;
	if (sscanf(text, " %7[A-Za-z]", word) == 1) {
		const char *rest = skip_blanks(text) + strlen(word);
		bool on = strcasecmp(word, "ON") == 0;
		if ((on || strcasecmp(word, "OFF") == 0) &&
		    *skip_blanks(rest) == '\0') {
			*value = on;
			return ERR_OK;
		}
	} else if (scpi_parse_double(text, NULL, &v, NULL) == ERR_OK &&
		   (v == 0 || v == 1)) {
		*value = v == 1;
		return ERR_OK;
	}
	return err_set(e, ERR_PROTOCOL,
		       "expected 0, 1, ON or OFF, got \"%.60s\"", text);
}

enum err_code scpi_parse_error(const char *reply, long *number, char *text,
			       size_t size, struct err *e)
{
	char *end = NULL;
	const char *p = skip_blanks(reply);
	size_t digits = strspn(p + (*p == '-' || *p == '+'), "0123456789");
	*number = strtol(p, &end, 10);
	p = skip_blanks(end);
	if (digits == 0 || digits > 9 || (*p != ',' && *p != '\0'))
		return err_set(e, ERR_PROTOCOL,
			       "expected an error queue entry such as "
			       "0,\"No error\", got \"%.60s\"",
			       reply);
	p = skip_blanks(p + (*p == ','));
	p += *p == '"';
	snprintf(text, size, "%s", p);
	size_t len = strlen(text);
	while (len && (text[len - 1] == '"' || text[len - 1] == ' '))
		text[--len] = '\0';
	return ERR_OK;
}

enum err_code scpi_parse_length(const char *digits, size_t d, size_t *length,
				struct err *e)
{
	size_t v = 0;
	for (size_t i = 0; i < d; i++) {
		if (!is_digit(digits[i]))
			return err_set(e, ERR_PROTOCOL,
				       "expected %zu digits of a block's "
				       "length",
				       d);
		v = v * 10 + (size_t)(digits[i] - '0');
	}
	*length = v; /* d <= 9: no overflow */
	return ERR_OK;
}

static enum err_code bad_block(struct err *e, const char *why)
{
	return err_set(e, ERR_PROTOCOL, "expected a block \"#...\": %s", why);
}

enum err_code scpi_parse_block(const char *data, size_t len,
			       const char **start, size_t *size, struct err *e)
{
	if (len < 2 || data[0] != '#' || !is_digit(data[1]))
		return bad_block(e, "wrong header");
	size_t d = (size_t)(data[1] - '0'), n = 0;
	if (d == 0) {
		n = len - 2;
		if (n && data[len - 1] == '\n')
			n--;
	} else {
		if (len < 2 + d)
			return bad_block(e, "cut off in its header");
		enum err_code code = scpi_parse_length(data + 2, d, &n, e);
		if (code)
			return code;
		if (len - 2 - d < n)
			return bad_block(e, "shorter than its header says");
		const char *rest = data + 2 + d + n;
		size_t left = len - 2 - d - n;
		left -= left && rest[0] == '\r';
		if (left > 1 || (left == 1 && data[len - 1] != '\n'))
			return bad_block(e, "bytes after its end");
	}
	*start = data + 2 + d;
	*size = n;
	return ERR_OK;
}
