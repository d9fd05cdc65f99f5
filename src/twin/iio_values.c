/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strict readers of attribute values. */
#include "twin/iio_values.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

int iio_value_long(const char *text, long long min, long long max,
		   long long *out)
{
	char *end;

	if (!isdigit((unsigned char)text[0]) &&
	    !(text[0] == '-' && isdigit((unsigned char)text[1])))
		return -EINVAL;
	errno = 0;
	long long value = strtoll(text, &end, 10);

	if (errno || *end || value < min || value > max)
		return -EINVAL;
	*out = value;
	return 0;
}

int iio_value_double(const char *text, double *out)
{
	char *end;

	if (!*text || strspn(text, "0123456789+-.eE") != strlen(text))
		return -EINVAL;
	double value = strtod(text, &end);

	if (*end || !isfinite(value))
		return -EINVAL;
	*out = value;
	return 0;
}

int iio_value_flag(const char *text, bool *out)
{
	if ((text[0] != '0' && text[0] != '1') || text[1])
		return -EINVAL;
	*out = text[0] == '1';
	return 0;
}

int iio_value_hex(const char *text, uint64_t *out)
{
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		text += 2;
	size_t len = strlen(text);

	if (!len || len > 16 ||
	    strspn(text, "0123456789abcdefABCDEF") != len)
		return -EINVAL;
	*out = strtoull(text, NULL, 16);
	return 0;
}

/* One number of a list; moves *text past it. */
static bool list_number(const char **text, unsigned top, unsigned *out)
{
	char *end;

	if (!isdigit((unsigned char)**text))
		return false;
	errno = 0;
	unsigned long value = strtoul(*text, &end, 10);

	if (errno || value > top)
		return false;
	*text = end;
	*out = (unsigned)value;
	return true;
}

int iio_value_list(const char *text, unsigned top, unsigned *list,
		   unsigned max, unsigned *n)
{
	unsigned count = 0;

	for (;;) {
		unsigned first, last;

		if (!list_number(&text, top, &first))
			return -EINVAL;
		last = first;
		if (*text == '-' &&
		    (text++, !list_number(&text, top, &last)))
			return -EINVAL;
		if (last < first || (count && first <= list[count - 1]) ||
		    last - first >= max - count)
			return -EINVAL;
		for (unsigned k = first; k <= last; k++)
			list[count++] = k;
		if (!*text)
			break;
		if (*text++ != ',')
			return -EINVAL;
	}
	*n = count;
	return 0;
}

void iio_value_list_write(const unsigned *list, unsigned n, FILE *out)
{
	for (unsigned i = 0; i < n;) {
		unsigned j = i;

		while (j + 1 < n && list[j + 1] == list[j] + 1)
			j++;
		fprintf(out, "%s%u", i ? "," : "", list[i]);
		if (j > i)
			fprintf(out, "-%u", list[j]);
		i = j + 1;
	}
}
