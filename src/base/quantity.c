/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and writing numbers with units; spellings are rows of a table. */
#include "base/quantity.h"

#include <assert.h>
#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct spelling {
	const char *text;
	int exponent; /* of ten */
	int factor;   /* 0 = 1; for units that are no power of ten */
};

struct unit_row {
	const char *name, *what, *example;
	const char *spellings; /* for messages */
	const struct spelling *accepted;
	bool prefixes; /* written with k, m, u, n, ... */
};

/* Both micro signs of Unicode (U+00B5, U+03BC) stand beside "u". */
#define SI_SMALL(base)                                                         \
	{ "m" base, -3, 0 }, { "u" base, -6, 0 }, { "\xc2\xb5" base, -6, 0 },  \
		{ "\xce\xbc" base, -6, 0 }, { "n" base, -9, 0 },               \
		{ "p" base, -12, 0 }, { "f" base, -15, 0 }
#define SI_LARGE(base)                                                         \
	{ "k" base, 3, 0 }, { "M" base, 6, 0 }, { "G" base, 9, 0 },            \
		{ "T" base, 12, 0 }
#define LIST(...) ((const struct spelling[]){ __VA_ARGS__, { NULL, 0, 0 } })

static const struct unit_row units[] = {
	[UNIT_ONE] = { "1", "a number", "0.5", "no unit, %, ppm, ppb",
		       LIST({ "", 0, 0 }, { "%", -2, 0 }, { "ppm", -6, 0 },
			    { "ppb", -9, 0 }),
		       false },
	[UNIT_COUNT] = { "count", "a whole number", "64", "no unit",
			 LIST({ "", 0, 0 }), false },
	[UNIT_S] = { "s", "a time", "6 ns", "h, min, s, ms, us, ns, ps, fs",
		     LIST({ "s", 0, 0 }, SI_SMALL("s"), { "min", 0, 60 },
			  { "h", 0, 3600 }),
		     true },
	[UNIT_HZ] = { "Hz", "a frequency", "100 MHz", "Hz, kHz, MHz, GHz, THz",
		      LIST({ "Hz", 0, 0 }, { "mHz", -3, 0 }, SI_LARGE("Hz")),
		      true },
	[UNIT_M] = { "m", "a length", "1550 nm", "km, m, cm, mm, um, nm, pm",
		     LIST({ "m", 0, 0 }, SI_SMALL("m"), { "cm", -2, 0 },
			  { "km", 3, 0 }),
		     true },
	[UNIT_W] = { "W", "a power", "2 mW", "kW, W, mW, uW, nW, pW",
		     LIST({ "W", 0, 0 }, SI_SMALL("W"), { "kW", 3, 0 }), true },
	[UNIT_A] = { "A", "a current", "2 uA", "A, mA, uA, nA, pA, fA",
		     LIST({ "A", 0, 0 }, SI_SMALL("A")), true },
	[UNIT_V] = { "V", "a voltage", "20 mV", "kV, V, mV, uV, nV",
		     LIST({ "V", 0, 0 }, SI_SMALL("V"), { "kV", 3, 0 }), true },
	[UNIT_DEGC] = { "degC", "a temperature", "25 degC", "degC",
			LIST({ "degC", 0, 0 }, { "mdegC", -3, 0 },
			     { "\xc2\xb0""C", 0, 0 }),
			false },
	[UNIT_DB] = { "dB", "a ratio in decibels", "2.5 dB", "dB, mdB",
		      LIST({ "dB", 0, 0 }, { "mdB", -3, 0 }), false },
	[UNIT_DBM] = { "dBm", "a level", "-13 dBm", "dBm",
		       LIST({ "dBm", 0, 0 }), false },
	[UNIT_BIT] = { "bit", "a number of bits", "7.5 bit", "bit",
		       LIST({ "bit", 0, 0 }), false },
	[UNIT_J] = { "J", "an energy", "60 pJ", "J, mJ, uJ, nJ, pJ, fJ",
		     LIST({ "J", 0, 0 }, SI_SMALL("J"), { "kJ", 3, 0 }), true },
	[UNIT_TOKENS_PER_S] = { "tokens/s", "a token rate", "600 tokens/s",
				"tokens/s", LIST({ "tokens/s", 0, 0 }), false },
	[UNIT_DB_PER_PASS] = { "dB/pass", "a gain per pass", "0.02 dB/pass",
			       "dB/pass, mdB/pass",
			       LIST({ "dB/pass", 0, 0 },
				    { "mdB/pass", -3, 0 }),
			       false },
	[UNIT_OHM] = { "ohm", "a resistance", "1 kohm", "ohm, kohm, Mohm",
		       LIST({ "ohm", 0, 0 }, { "mohm", -3, 0 },
			    SI_LARGE("ohm")),
		       true },
	[UNIT_A_PER_W] = { "A/W", "a responsivity", "0.9 A/W", "A/W, mA/W",
			   LIST({ "A/W", 0, 0 }, { "mA/W", -3, 0 }), false },
	[UNIT_A_PER_RTHZ] = { "A/rtHz", "a noise density", "10 pA/rtHz",
			      "A/rtHz, uA/rtHz, nA/rtHz, pA/rtHz",
			      LIST({ "A/rtHz", 0, 0 }, SI_SMALL("A/rtHz")),
			      true },
};

#define UNIT_ROWS (sizeof(units) / sizeof(units[0]))
#define DIGITS_MAX 40 /* more digits than a double can use */

static const struct unit_row *unit_row(enum unit unit)
{
	assert((unsigned)unit < UNIT_ROWS);
	return &units[unit];
}

const char *unit_name(enum unit unit)
{
	return unit_row(unit)->name;
}

static locale_t c_locale;

static void c_locale_open(void)
{
	c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

/* Decimal points are points in every country; returns what to restore. */
static locale_t locale_enter(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, c_locale_open);
	return uselocale(c_locale);
}

struct number {
	char digits[DIGITS_MAX + 4]; /* sign, digits, point */
	int exponent;
	const char *rest;
};

static size_t digits_scan(const char *s)
{
	return strspn(s, "0123456789");
}

/* [+-] digits [. digits] [e [+-] digits]; false if text starts otherwise. */
static bool number_scan(const char *text, struct number *n)
{
	const char *s = text;
	if (*s == '+' || *s == '-')
		s++;
	size_t whole = digits_scan(s), fraction = 0;
	s += whole;
	if (*s == '.') {
		fraction = digits_scan(s + 1);
		s += 1 + fraction;
	}
	size_t len = (size_t)(s - text);
	if (whole + fraction == 0 || len > DIGITS_MAX)
		return false;
	memcpy(n->digits, text, len);
	n->digits[len] = '\0';
	n->exponent = 0;
	n->rest = s;
	if (*s != 'e' && *s != 'E')
		return true;
	const char *mark = s + 1;
	bool negative = *mark == '-';
	mark += *mark == '+' || *mark == '-';
	size_t count = digits_scan(mark);
	if (count == 0 || count > 4)
		return false;
	n->exponent = atoi(mark) * (negative ? -1 : 1);
	n->rest = mark + count;
	return true;
}

static const struct spelling *spelling_find(const struct unit_row *row,
					    const char *text)
{
	for (const struct spelling *s = row->accepted; s->text; s++)
		if (!strcmp(text, s->text))
			return s;
	return NULL;
}

static enum err_code complain(const struct unit_row *row, const char *text,
			      const char *why, struct err *e)
{
	return err_set(e, ERR_INPUT,
		       "expected %s such as \"%s\" (%s), got \"%.60s\"%s",
		       row->what, row->example, row->spellings, text, why);
}

/* The power of ten joins the digits before conversion, so that "6 ns" is the
 * double nearest to 6e-9 and not a product with its own rounding. */
static double number_value(const struct number *n, const struct spelling *s)
{
	char full[DIGITS_MAX + 32];
	snprintf(full, sizeof(full), "%se%d", n->digits,
		 n->exponent + s->exponent);
	locale_t old = locale_enter();
	double value = strtod(full, NULL);
	uselocale(old);
	return s->factor ? value * s->factor : value;
}

enum err_code quantity_parse(const char *text, enum unit unit, double *value,
			     struct err *e)
{
	const struct unit_row *row = unit_row(unit);
	struct number n;
	if (!number_scan(text, &n))
		return complain(row, text, "", e);
	const char *rest = n.rest;
	while (*rest == ' ')
		rest++;
	bool bare = *n.rest == '\0';
	if (!bare && *rest == '\0')
		return complain(row, text, ": it ends in a blank", e);
	const struct spelling *s = spelling_find(row, rest);
	if (!s)
		return complain(row, text,
				bare ? ": the unit is missing" : "", e);
	double v = number_value(&n, s);
	if (!isfinite(v))
		return complain(row, text, ": it is too large", e);
	if (unit == UNIT_COUNT && (v < 0 || v != floor(v) || v > 9e15))
		return complain(row, text, "", e);
	*value = v;
	return ERR_OK;
}

/* Engineering exponent for a magnitude, within the prefixes there are. */
static int prefix_exponent(double magnitude)
{
	if (!(magnitude > 0))
		return 0;
	int exponent = 3 * (int)floor(log10(magnitude) / 3);
	return exponent < -15 ? -15 : exponent > 12 ? 12 : exponent;
}

static const char *prefix_text(int exponent)
{
	static const char *const texts[] = { "f", "p", "n", "u", "m",
					     "",  "k", "M", "G", "T" };
	return texts[exponent / 3 + 5];
}

/* Digits after the point that show u to two digits. */
static int decimals_for(double u)
{
	int place = (int)floor(log10(u));
	/* 0.0996 is written 0.10 */
	if (u / pow(10, place) >= 9.95)
		place++;
	int decimals = 1 - place;
	return decimals < 0 ? 0 : decimals > 15 ? 15 : decimals;
}

static void number_format(double value, double u, int digits, char *out,
			  size_t size)
{
	if (isfinite(u) && u > 0)
		snprintf(out, size, "%.*f", decimals_for(u), value);
	else
		snprintf(out, size, "%.*g", digits, value);
}

const char *quantity_format(double value, double u, enum unit unit, char *buf,
			    size_t size)
{
	const struct unit_row *row = unit_row(unit);
	bool plain = unit == UNIT_ONE || unit == UNIT_COUNT;
	/* Counts are exact: 1048576, not 1.04858e+06. */
	int exponent = 0, digits = unit == UNIT_COUNT ? 15 : 6;
	char number[352]; /* DBL_MAX with %f, and decimals */
	locale_t old = locale_enter();
	if (row->prefixes && isfinite(value))
		exponent = prefix_exponent(value != 0 ? fabs(value) : u);
	number_format(value / pow(10, exponent), u / pow(10, exponent), digits,
		      number, sizeof(number));
	/* 999.9999 may have become 1000 */
	if (row->prefixes && exponent < 12 && fabs(atof(number)) >= 1000) {
		exponent += 3;
		number_format(value / pow(10, exponent), u / pow(10, exponent),
			      digits, number, sizeof(number));
	}
	uselocale(old);
	snprintf(buf, size, "%s%s%s%s", number, plain ? "" : " ",
		 row->prefixes ? prefix_text(exponent) : "",
		 plain ? "" : row->name);
	return buf;
}
