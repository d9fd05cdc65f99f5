/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digits, prefixes and units of numbers; knows no HTML and no terminal. */
#include "report/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUS "\xe2\x88\x92"
#define THIN "\xe2\x80\xaf"
#define DASH "\xe2\x80\x93"
#define MIN_SIGN "\xe2\x89\xa5 "
#define MAX_SIGN "\xe2\x89\xa4 "

#define PREFIX_LEAST (-15)
#define PREFIX_MOST 12

/* What is larger has more digits than anybody reads. */
#define DIGITS_END 1e15

static const struct {
	const char *unit, *shown;
	bool prefixes;
} units[] = {
	{ "s", "s", true },	  { "Hz", "Hz", true },
	{ "W", "W", true },	  { "A", "A", true },
	{ "V", "V", true },	  { "J", "J", true },
	{ "m", "m", true },	  { "A/rtHz", "A/\xe2\x88\x9aHz", true },
	{ "A/sqrt(Hz)", "A/\xe2\x88\x9aHz", true },
	{ "V/rtHz", "V/\xe2\x88\x9aHz", true },
	{ "1", "", false },	  { "degC", "\xc2\xb0""C", false },
	{ "ohm", "\xce\xa9", true }, { "dB/pass", "dB/pass", true },
};

static const char *unit_shown(const char *unit, bool *prefixes)
{
	*prefixes = false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (!strcmp(unit, units[i].unit)) {
			*prefixes = units[i].prefixes;
			return units[i].shown;
		}
	return unit;
}

/* "n" for -9; NULL if there is none. */
static const char *prefix_of(int exponent)
{
	static const char *const prefix[] = { "f", "p", "n", "\xc2\xb5", "m",
					      "",  "k", "M", "G",	 "T" };
	if (exponent % 3 || exponent < PREFIX_LEAST || exponent > PREFIX_MOST)
		return NULL;
	return prefix[exponent / 3 + 5];
}

/* Decimal exponent of x as it is written with so many digits, so that 0.0996
 * with two digits counts as 0.10. */
static int decade(double x, int digits)
{
	char text[40];
	snprintf(text, sizeof(text), "%.*e", digits - 1, fabs(x));
	return atoi(strchr(text, 'e') + 1);
}

int number_exponent(double value, const char *unit)
{
	bool prefixes;
	unit_shown(unit, &prefixes);
	if (!prefixes || value == 0 || !isfinite(value))
		return 0;
	int e = (int)floor(decade(value, 6) / 3.0) * 3;
	/* people speak of millidecibels, not of micro- or kilodecibels */
	bool level = !strcmp(unit, "dB/pass");
	int least = level ? -3 : PREFIX_LEAST, most = level ? 0 : PREFIX_MOST;
	if (e >= most + 15)
		return 0; /* no prefix helps */
	return e < least ? least : e > most ? most : e;
}

/* Ratios and rates far from 1 are written with a power of ten. */
static int ratio_exponent(double value, double u)
{
	double size = fabs(value) > u || isnan(u) ? fabs(value) : u;
	if (size == 0 || !isfinite(size) || (size >= 1e-3 && size < 1e6))
		return 0;
	if (size >= 1e6 && size == floor(size) && size < 1e9)
		return 0; /* a count */
	return decade(size, 6);
}

/* x / 10^exponent, also where that power is no double. */
static double scaled(double x, int exponent)
{
	return exponent < -300 ? x * 1e300 / pow(10, exponent + 300) :
				 x / pow(10, exponent);
}

/* Thin spaces between groups of three, from five digits on (ISO 80000-1). */
static void group(const char *digits, char *buf)
{
	size_t whole = strcspn(digits, ".");
	for (size_t i = 0; digits[i]; i++) {
		if (whole > 4 && whole < 16 && i && i < whole &&
		    (whole - i) % 3 == 0) {
			strcpy(buf, THIN);
			buf += strlen(THIN);
		}
		*buf++ = digits[i];
	}
	*buf = '\0';
}

/* Tens and hundreds too are rounded away where u is that large. */
static double round_to(double x, double step)
{
	return step > 1 ? round(x / step) * step : x;
}

static const char *fixed(double x, int decimals, char *buf, unsigned size)
{
	char text[NUMBER_TEXT], grouped[2 * NUMBER_TEXT];
	if (fabs(x) >= DIGITS_END) {
		snprintf(buf, size, "%s%.3g", x < 0 ? MINUS : "", fabs(x));
		return buf;
	}
	double step = decimals < 0 ? pow(10, -decimals) : 1;
	snprintf(text, sizeof(text), "%.*f", decimals < 0 ? 0 : decimals,
		 round_to(fabs(x), step));
	bool zero = strspn(text, "0.") == strlen(text);
	group(text, grouped);
	snprintf(buf, size, "%s%s", x < 0 && !zero ? MINUS : "", grouped);
	return buf;
}

/* Without u: six significant digits, trailing zeros dropped. */
static int decimals_plain(double x)
{
	if (x == 0)
		return 0;
	int d = 5 - decade(x, 6);
	d = d < 0 ? 0 : d > 12 ? 12 : d;
	char text[NUMBER_TEXT];
	snprintf(text, sizeof(text), "%.*f", d, x);
	for (char *end = text + strlen(text) - 1; d > 0 && *end == '0'; end--)
		d--;
	return d;
}

static void superscript(int n, char *buf)
{
	static const char *const digit[] = {
		"\xe2\x81\xb0", "\xc2\xb9",	"\xc2\xb2",	"\xc2\xb3",
		"\xe2\x81\xb4", "\xe2\x81\xb5", "\xe2\x81\xb6", "\xe2\x81\xb7",
		"\xe2\x81\xb8", "\xe2\x81\xb9"
	};
	char text[12];
	snprintf(text, sizeof(text), "%d", n);
	*buf = '\0';
	for (const char *c = text; *c; c++)
		strcat(buf, *c == '-' ? "\xe2\x81\xbb" : digit[*c - '0']);
}

static void make_unit(struct number *out, const char *shown, bool prefixes)
{
	char power[32] = "";
	if (out->exponent && !prefixes) {
		superscript(out->exponent, power);
		snprintf(out->unit, sizeof(out->unit), "\xc3\x97" "10%s%s%s",
			 power, *shown ? " " : "", shown);
	} else {
		snprintf(out->unit, sizeof(out->unit), "%s%s",
			 prefixes ? prefix_of(out->exponent) : "", shown);
	}
}

void number_make(double value, double u, const char *unit, struct number *out)
{
	bool prefixes;
	const char *shown = unit_shown(unit ? unit : "1", &prefixes);
	*out = (struct number){ .decimals = 0 };
	if (prefixes)
		out->exponent = number_exponent(value != 0 ? value : u, unit);
	else if (!*shown || strstr(shown, "/s"))
		out->exponent = ratio_exponent(value, u);
	if (!isfinite(value)) {
		strcpy(out->value, DASH);
		return;
	}
	double size = isfinite(u) ? fmax(fabs(value), u) : fabs(value);
	if (scaled(size, out->exponent) >= DIGITS_END) {
		out->exponent = decade(size, 6);
		prefixes = false;
	}
	make_unit(out, shown, prefixes);
	double x = scaled(value, out->exponent);
	if (isfinite(u) && u > 0) {
		double x_u = scaled(u, out->exponent);
		int d = 1 - decade(x_u, 2);
		out->decimals = d > 12 ? 12 : d;
		fixed(x_u, out->decimals, out->u, sizeof(out->u));
	} else {
		out->decimals = decimals_plain(x);
	}
	fixed(x, out->decimals, out->value, sizeof(out->value));
}

void number_estimate(const struct estimate *e, struct number *out)
{
	number_make(e->value, e->u, e->unit, out);
	if (e->status != ESTIMATE_CENSORED || !isfinite(e->value))
		return;
	char text[NUMBER_TEXT];
	memcpy(text, out->value, sizeof(text));
	snprintf(out->value, sizeof(out->value), "%s%.*s",
		 e->censor == ESTIMATE_CENSOR_BELOW ? MAX_SIGN : MIN_SIGN,
		 NUMBER_TEXT - 8, text);
	out->u[0] = '\0';
}

const char *number_alike(const struct number *n, double value, char *buf,
			 unsigned size)
{
	if (!isfinite(value)) {
		snprintf(buf, size, "%s", DASH);
		return buf;
	}
	return fixed(scaled(value, n->exponent), n->decimals, buf, size);
}

const char *number_join(const struct number *n, char *buf, unsigned size)
{
	snprintf(buf, size, "%s%s%s%s%s", n->value, *n->u ? " \xc2\xb1 " : "",
		 n->u, *n->unit ? " " : "", n->unit);
	return buf;
}

const char *number_limit(bool has_min, double min, bool has_max, double max,
			 const char *unit, char *buf, unsigned size)
{
	struct number a, b;
	char low[NUMBER_JOINED], high[NUMBER_JOINED];
	number_make(min, NAN, unit, &a);
	number_make(max, NAN, unit, &b);
	number_join(&a, low, sizeof(low));
	number_join(&b, high, sizeof(high));
	if (has_min && has_max && min == -max)
		snprintf(buf, size, "\xc2\xb1%s", high);
	else if (has_min && has_max && !strcmp(a.unit, b.unit))
		snprintf(buf, size, "%s to %s", a.value, high);
	else if (has_min && has_max)
		snprintf(buf, size, "%s to %s", low, high);
	else if (has_min || has_max)
		snprintf(buf, size, "%s%s", has_min ? MIN_SIGN : MAX_SIGN,
			 has_min ? low : high);
	else
		snprintf(buf, size, "%s", "");
	return buf;
}

const char *number_probability(double p, char *buf, unsigned size)
{
	if (isnan(p))
		snprintf(buf, size, "%s", "");
	else if (p > .9995 || p < .0005)
		snprintf(buf, size, "%s", p > .5 ? "> 0.999" : "< 0.001");
	else
		snprintf(buf, size, "%.3f", p);
	return buf;
}
