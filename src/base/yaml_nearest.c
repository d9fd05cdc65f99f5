/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Did you mean": edit distance with swapped neighbours counted once. */
#include "base/yaml.h"

#include <ctype.h>
#include <string.h>

#define WORD_MAX 40

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Optimal string alignment distance of words no longer than WORD_MAX. */
static unsigned distance(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned d[WORD_MAX + 1][WORD_MAX + 1];
	for (size_t i = 0; i <= na; i++)
		d[i][0] = (unsigned)i;
	for (size_t j = 0; j <= nb; j++)
		d[0][j] = (unsigned)j;
	for (size_t i = 1; i <= na; i++) {
		for (size_t j = 1; j <= nb; j++) {
			unsigned swap = !same(a[i - 1], b[j - 1]);
			d[i][j] = least(least(d[i - 1][j], d[i][j - 1]) + 1,
					d[i - 1][j - 1] + swap);
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) &&
			    same(a[i - 2], b[j - 1]))
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	}
	return d[na][nb];
}

const char *yaml_nearest(const char *text, const char *const *names)
{
	size_t len = strlen(text);
	if (len == 0 || len > WORD_MAX)
		return NULL;
	const char *best = NULL;
	/* About one slip in three letters is still the same word; in a word of
	 * two letters any slip makes another. */
	unsigned limit = len < 3 ? 0 : 1 + (unsigned)len / 4;
	unsigned best_distance = limit + 1;
	for (; *names; names++) {
		const char *name = *names + (**names == '!');
		size_t n = strlen(name);
		if (n == 0 || n > WORD_MAX)
			continue;
		unsigned d = distance(text, len, name, n);
		if (d < best_distance && d < n) {
			best = name;
			best_distance = d;
		}
	}
	return best;
}
