/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was decided for each symbol sent (TC-1), counted in one sweep together
 * with the errors of each block of slots, at the speed of memory. Symbols are
 * -1, 0, +1; whatever else was decided (two comparators that contradict each
 * other) is a class of its own, "invalid", and an error. Where none of the
 * three was sent nothing can be right or wrong: such slots are counted apart.
 */
#ifndef ANALYSIS_SYMBOL_COUNT_H
#define ANALYSIS_SYMBOL_COUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Column of symbol_counts.n for decisions that are no symbol. */
#define SYMBOL_DECIDED_NONE 3

/* Slots of a block, at most. */
#define SYMBOL_BLOCK_MAX (1 << 20)

/* Symbols as they lie in a file or in memory; a view owns nothing. */
struct symbol_view {
	const void *data; /* int8_t[n], or packed: 4 a byte, the first in the
			   * low bits, 00 = 0, 01 = +1, 11 = -1, 10 invalid */
	size_t n;
	bool packed;
};

struct symbol_counts {
	uint64_t n[3][4]; /* [sent + 1][decided + 1], or SYMBOL_DECIDED_NONE */
	uint64_t unsent;  /* slots in which no symbol was sent */
};

/*
 * n symbols of a view from its symbol `from` on, as int8_t; behind its end it
 * begins again. In place, or put into scratch[n].
 */
const int8_t *symbol_view_read(const struct symbol_view *v, size_t from,
			       size_t n, int8_t *scratch);

/*
 * Adds n slots to *out: sent tx[from % tx->n ...] (the pattern repeats),
 * decided rx[at ...], which must be there. errors[(n + block - 1) / block]
 * gets the errors of each block of slots, the last of which may be short.
 * threads as in parallel_for. False when memory is short.
 */
bool symbol_count(const struct symbol_view *tx, size_t from,
		  const struct symbol_view *rx, size_t at, size_t n,
		  size_t block, unsigned threads, uint32_t *errors,
		  struct symbol_counts *out);

uint64_t symbol_counts_sent(const struct symbol_counts *c, unsigned row);
uint64_t symbol_counts_total(const struct symbol_counts *c); /* sent */
uint64_t symbol_counts_errors(const struct symbol_counts *c);

#endif
