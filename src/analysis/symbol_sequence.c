/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With +1 and -1 for 1 and 0 a sum modulo 2 is minus the product. */
#include "analysis/symbol_sequence.h"

#include <string.h>

/* Symbols that a state must foretell; chance makes half of them wrong. A state
 * with one wrong bit errs seldom at first, so the last ones tell it; the first
 * ones tell noise cheaply. */
enum { ORDER_MAX = 64, AHEAD = 4096, FIRST = 64, LAST = 1024,
       SEEDS = 1 << 18 };

static bool foretells(unsigned order, unsigned tap, const int8_t *rx, int sign)
{
	int8_t s[ORDER_MAX + AHEAD];
	unsigned wrong = 0, ones = 0;

	for (unsigned i = 0; i < order; i++) {
		if (rx[i] != 1 && rx[i] != -1)
			return false;
		s[i] = (int8_t)(sign * rx[i]);
		ones += s[i] == 1;
	}
	if (ones == 0) /* a register of zeros stays one */
		return false;
	for (unsigned i = 0; i < AHEAD; i++) {
		int8_t *next = s + order + i;
		*next = (int8_t)(-next[-(int)order] * next[-(int)tap]);
		if (i == AHEAD - LAST)
			wrong = 0;
		wrong += *next != sign * rx[order + i];
		if (i == FIRST - 1 && wrong > FIRST * 3 / 8)
			return false;
	}
	return wrong <= LAST * 3 / 8;
}

static void extend(unsigned order, unsigned tap, int8_t *out, size_t seed,
		   size_t n)
{
	for (size_t i = seed + order; i < n; i++)
		out[i] = (int8_t)(-out[i - order] * out[i - tap]);
	for (size_t i = seed; i-- > 0;)
		out[i] = (int8_t)(-out[i + order] * out[i + order - tap]);
}

bool symbol_sequence_follow(unsigned order, unsigned tap,
			    const struct symbol_view *rx, int8_t *out, size_t n,
			    bool *inverted)
{
	int8_t scratch[ORDER_MAX + AHEAD];
	size_t need = order + AHEAD;

	for (size_t at = 0; at + need <= rx->n && at < SEEDS; at++) {
		const int8_t *r = symbol_view_read(rx, at, need, scratch);
		*inverted = !foretells(order, tap, r, 1);
		if (*inverted && !foretells(order, tap, r, -1))
			continue;
		for (unsigned i = 0; i < order; i++)
			out[at + i] = (int8_t)(*inverted ? -r[i] : r[i]);
		extend(order, tap, out, at, n);
		return true;
	}
	return false;
}
