/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ISO 8601 dates and times, without locale and time zone of the machine. */
#include "recording/timestamp.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#define DAY 86400

/* Exactly n digits within limits; text moves past them. */
static bool take_digits(const char **text, int n, int min, int max, int *out)
{
	int value = 0;
	for (int i = 0; i < n; i++, (*text)++) {
		if (!isdigit((unsigned char)**text))
			return false;
		value = 10 * value + **text - '0';
	}
	*out = value;
	return value >= min && value <= max;
}

static bool take(const char **text, char c)
{
	if (**text != c)
		return false;
	(*text)++;
	return true;
}

/* Days since 1970-01-01 of the Gregorian calendar. */
static int64_t days_of(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 +
			  day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	       of_year - 719468;
}

static bool take_zone(const char **text, int64_t *s)
{
	int hours, minutes = 0;
	bool west = **text == '-';
	if (take(text, 'Z') || !**text)
		return true;
	if (!take(text, '+') && !take(text, '-'))
		return false;
	if (!take_digits(text, 2, 0, 23, &hours))
		return false;
	if (take(text, ':') || **text)
		if (!take_digits(text, 2, 0, 59, &minutes))
			return false;
	*s += (west ? 1 : -1) * (hours * 3600 + minutes * 60);
	return true;
}

static bool take_time(const char **text, struct timestamp *out)
{
	int hours, minutes, seconds = 0;
	if (!take_digits(text, 2, 0, 24, &hours) || !take(text, ':') ||
	    !take_digits(text, 2, 0, 59, &minutes))
		return false;
	if (take(text, ':')) {
		if (!take_digits(text, 2, 0, 60, &seconds))
			return false;
		if (**text == ',' || **text == '.') {
			double scale = 0.1;
			for ((*text)++; isdigit((unsigned char)**text);
			     (*text)++, scale /= 10)
				out->fraction += (**text - '0') * scale;
		}
	}
	out->s += hours * 3600 + minutes * 60 + seconds;
	return true;
}

bool timestamp_parse(const char *text, struct timestamp *out)
{
	int year, month, day;
	if (!take_digits(&text, 4, 0, 9999, &year) || !take(&text, '-') ||
	    !take_digits(&text, 2, 1, 12, &month) || !take(&text, '-') ||
	    !take_digits(&text, 2, 1, 31, &day))
		return false;
	*out = (struct timestamp){ days_of(year, month, day) * DAY, 0 };
	if (!*text)
		return true;
	if (!take(&text, 'T') && !take(&text, ' '))
		return false;
	return take_time(&text, out) && take_zone(&text, &out->s) && !*text;
}

struct timestamp timestamp_of(double seconds)
{
	double whole = floor(seconds);
	if (!(fabs(whole) < 9007199254740992.0))
		return (struct timestamp){ whole > 0 ? INT64_MAX / 4 :
						       INT64_MIN / 4, 0 };
	return (struct timestamp){ (int64_t)whole, seconds - whole };
}

double timestamp_since(const struct timestamp *t,
		       const struct timestamp *from)
{
	if (!from)
		return (double)t->s + t->fraction;
	return (double)(t->s - from->s) + (t->fraction - from->fraction);
}
