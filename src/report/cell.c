/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Width, cleaning and cutting of UTF-8 text. */
#include "report/cell.h"

#include <stdbool.h>
#include <string.h>

#define ELLIPSIS "\xe2\x80\xa6"

int cell_width(const char *text)
{
	int n = 0;
	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

void cell_copy(char *to, const char *from)
{
	size_t n = 0;
	for (; from && *from && n < CELL_MAX - 1; from++) {
		unsigned char c = (unsigned char)*from;
		/* C1 controls are 0xc2 0x80..0x9f in UTF-8 */
		bool c1 = c == 0xc2 && (unsigned char)from[1] >= 0x80 &&
			  (unsigned char)from[1] < 0xa0;
		if (c1)
			from++;
		to[n++] = c < 0x20 || c == 0x7f || c1 ? '?' : (char)c;
	}
	/* never half a character at the end */
	while (n == CELL_MAX - 1 &&
	       ((unsigned char)to[n - 1] & 0xc0) == 0x80)
		n--;
	to[n] = '\0';
}

void cell_cut(char *text, int width)
{
	if (cell_width(text) <= width)
		return;
	int n = 0;
	char *c = text;
	while (n < width - 1 && *c) {
		c++;
		while (((unsigned char)*c & 0xc0) == 0x80)
			c++;
		n++;
	}
	strcpy(c, ELLIPSIS);
}
