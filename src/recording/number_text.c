/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text to double. strtod knows how to round, but takes more than half of the
 * time that a long text takes; most numbers need no rounding but one. */
#include "recording/number_text.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "recording/missing.h"

#define EXACT_MANTISSA ((uint64_t)1 << 53)
#define EXACT_POWER 22 /* 10^22 is the last power of ten without rounding */
#define DIGITS_MAX 18

/* Digits of a number without a point in it; *digits counts them. */
static const char *take_digits(const char *p, uint64_t *value, int *digits)
{
	for (; *p >= '0' && *p <= '9'; p++, ++*digits)
		if (*digits < DIGITS_MAX)
			*value = 10 * *value + (uint64_t)(*p - '0');
	return p;
}

static const char *take_exponent(const char *p, int *exponent)
{
	uint64_t value = 0;
	int digits = 0, sign = 1;
	if (*p != 'e' && *p != 'E')
		return p;
	p++;
	if (*p == '+' || *p == '-')
		sign = *p++ == '-' ? -1 : 1;
	p = take_digits(p, &value, &digits);
	*exponent += digits > 0 && digits < 5 ? sign * (int)value : 9999;
	return p;
}

/* Mantissa and power of ten are both exact, so that their product or quotient
 * is rounded once, as it should be (Clinger 1990). False: strtod's work. */
static bool parse_exact(const char *p, double *value)
{
	static const double power[] = { 1e0,  1e1,  1e2,  1e3,	1e4,  1e5,
					1e6,  1e7,  1e8,  1e9,	1e10, 1e11,
					1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
					1e18, 1e19, 1e20, 1e21, 1e22 };
	bool negative = *p == '-';
	uint64_t mantissa = 0;
	int digits = 0, before, exponent = 0;
	p += negative || *p == '+';
	p = take_digits(p, &mantissa, &digits);
	before = digits;
	if (*p == '.')
		p = take_digits(p + 1, &mantissa, &digits);
	exponent = before - digits;
	p = take_exponent(p, &exponent);
	if (*p || digits == 0 || digits > DIGITS_MAX ||
	    mantissa > EXACT_MANTISSA || abs(exponent) > EXACT_POWER)
		return false;
	double x = (double)mantissa;
	x = exponent < 0 ? x / power[-exponent] : x * power[exponent];
	*value = negative ? -x : x;
	return true;
}

static bool parse_any(const char *text, double *value)
{
	char *end;
	*value = strtod(text, &end);
	return end != text && !*end && !strpbrk(text, "xX");
}

bool number_text_parse(const char *text, double *value)
{
	if (parse_exact(text, value) || parse_any(text, value)) {
		if (missing_number(*value))
			*value = NAN;
		return true;
	}
	*value = NAN;
	return missing_text(text);
}
