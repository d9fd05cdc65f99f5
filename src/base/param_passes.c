/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of pass numbers, "0-8,12,16": the spelling of the loop controller. */
#include "base/param.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum err_code complain(const char *text, struct err *e)
{
	return err_set(e, ERR_INPUT,
		       "expected a rising list of pass numbers such as "
		       "\"0-8,12,16\", got \"%.60s\"",
		       text);
}

/* At most 7 digits, so that nothing overflows. */
static bool whole_scan(const char **s, unsigned *out)
{
	while (**s == ' ')
		(*s)++;
	size_t len = strspn(*s, "0123456789");
	if (len == 0 || len > 7)
		return false;
	*out = (unsigned)strtoul(*s, NULL, 10);
	*s += len;
	while (**s == ' ')
		(*s)++;
	return true;
}

/* One "A" or "A-B", and the comma after it unless the text ends. */
static bool range_scan(const char **s, unsigned *first, unsigned *last)
{
	if (!whole_scan(s, first))
		return false;
	*last = *first;
	if (**s == '-') {
		(*s)++;
		if (!whole_scan(s, last) || *last < *first)
			return false;
	}
	if (**s == '\0')
		return true;
	return *(*s)++ == ',' && **s != '\0';
}

enum err_code param_passes_parse(const char *text, unsigned min, unsigned max,
				 unsigned **out, size_t *n, struct err *e)
{
	/* First count, then fill: a range may be long. */
	unsigned *list = NULL;
	for (int fill = 0; fill < 2; fill++) {
		const char *s = text;
		size_t count = 0;
		unsigned first, last, next = 0;
		do {
			if (!range_scan(&s, &first, &last) || first < next) {
				free(list);
				return complain(text, e);
			}
			if (first < min || last > max)
				return err_set(e, ERR_INPUT,
					       "pass %u is out of range "
					       "%u .. %u",
					       first < min ? first : last, min,
					       max);
			next = last + 1;
			for (unsigned k = first; fill && k <= last; k++)
				list[count + k - first] = k;
			count += last - first + 1;
		} while (*s);
		if (!fill && !(list = malloc(count * sizeof(*list))))
			return err_set(e, ERR_NOMEM, "out of memory");
		*n = count;
	}
	*out = list;
	return ERR_OK;
}

enum err_code param_passes_format(const unsigned *passes, size_t n, char *buf,
				  size_t size, struct err *e)
{
	size_t used = 0;
	buf[0] = '\0';
	for (size_t i = 0; i < n;) {
		size_t run = 1;
		while (i + run < n && passes[i + run] == passes[i] + run)
			run++;
		const char *comma = i ? "," : "";
		int len = run > 1 ?
				  snprintf(buf + used, size - used, "%s%u-%u",
					   comma, passes[i],
					   passes[i + run - 1]) :
				  snprintf(buf + used, size - used, "%s%u",
					   comma, passes[i]);
		used += (size_t)len;
		if (used >= size)
			return err_set(e, ERR_RANGE,
				       "the list of passes is too long");
		i += run;
	}
	return ERR_OK;
}
