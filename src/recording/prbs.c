/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shift registers with feedback. */
#include "recording/prbs.h"

#include <string.h>

/* The bit `order` places back is added to the one `tap` places back. */
static const struct {
	const char *name;
	unsigned order, tap;
} sequences[] = {
	{ "prbs7", 7, 6 },    { "prbs9", 9, 5 },    { "prbs11", 11, 9 },
	{ "prbs15", 15, 14 }, { "prbs20", 20, 3 },  { "prbs23", 23, 18 },
	{ "prbs31", 31, 28 },
};

#define NSEQUENCES (sizeof(sequences) / sizeof(sequences[0]))

unsigned prbs_order(const char *name)
{
	for (size_t i = 0; i < NSEQUENCES; i++)
		if (strcmp(sequences[i].name, name) == 0)
			return sequences[i].order;
	return 0;
}

unsigned prbs_tap(unsigned order)
{
	for (size_t i = 0; i < NSEQUENCES; i++)
		if (sequences[i].order == order)
			return sequences[i].tap;
	return 0;
}

void prbs_symbols(unsigned order, size_t n, int8_t *out)
{
	unsigned tap = prbs_tap(order);
	for (size_t i = 0; i < n && i < order; i++)
		out[i] = 1;
	/* with +1 and -1 for 1 and 0, a sum modulo 2 is minus the product */
	for (size_t i = order; i < n; i++)
		out[i] = (int8_t)(-out[i - order] * out[i - tap]);
}
