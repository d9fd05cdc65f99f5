/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The innermost loops of symbol_count: 64 bytes of each stream at a time.
 * Nothing here knows of patterns, lags or threads.
 */
#ifndef ANALYSIS_SYMBOL_ROWS_H
#define ANALYSIS_SYMBOL_ROWS_H

#include <stddef.h>
#include <stdint.h>

/* Cells: 4 x sent + decided, each as -1, 0, +1 or none of them. */
#define SYMBOL_CELLS 16

/*
 * n slots, in blocks of `block`; cell[] is added to, errors[] (one for each
 * block begun) is set. A slot in which no symbol was sent (cells 12..15) is
 * no error.
 */
void symbol_rows_count(const int8_t *tx, const int8_t *rx, size_t n,
		       size_t block, uint64_t cell[SYMBOL_CELLS],
		       uint32_t *errors);

/* The same on packed streams; n and block are multiples of 4. */
void symbol_rows_count_packed(const uint8_t *tx, const uint8_t *rx, size_t n,
			      size_t block, uint64_t cell[SYMBOL_CELLS],
			      uint32_t *errors);

/* n symbols of packed data from its symbol `from` on; -2 for what is none. */
void symbol_rows_unpack(const uint8_t *packed, size_t from, size_t n,
			int8_t *out);

#endif
