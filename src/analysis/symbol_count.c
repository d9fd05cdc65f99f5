/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of two streams for the innermost loops, on several threads. */
#include "analysis/symbol_count.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/symbol_rows.h"
#include "base/parallel.h"

/* Slots of a piece: in long streams so many that each thread reads on in one
 * place, which memory likes better than all threads at one front. */
enum { PIECE = 1 << 16, PIECE_LONG = 1 << 20, PIECES = 8, PER_BYTE = 4 };

const int8_t *symbol_view_read(const struct symbol_view *v, size_t from,
			       size_t n, int8_t *scratch)
{
	from %= v->n;
	if (!v->packed && n <= v->n - from)
		return (const int8_t *)v->data + from;
	for (size_t done = 0, len; done < n; done += len, from = 0) {
		len = n - done < v->n - from ? n - done : v->n - from;
		if (v->packed)
			symbol_rows_unpack(v->data, from, len, scratch + done);
		else
			memcpy(scratch + done, (const int8_t *)v->data + from,
			       len);
	}
	return scratch;
}

struct task {
	const struct symbol_view *tx, *rx;
	size_t from, at, n, block, piece;
	uint32_t *errors;
	uint64_t cell[PARALLEL_MAX][SYMBOL_CELLS];
	int8_t *scratch[PARALLEL_MAX]; /* [2 * piece], when it is needed */
	bool failed[PARALLEL_MAX];
};

/* Whole bytes of both, and the pattern does not begin again between. */
static bool in_bytes(const struct task *t, size_t from, size_t n)
{
	return t->tx->packed && t->rx->packed && t->block % PER_BYTE == 0 &&
	       from % PER_BYTE == 0 && t->at % PER_BYTE == 0 &&
	       n % PER_BYTE == 0 && n <= t->tx->n - from;
}

static void count_part(struct task *t, size_t i, unsigned worker,
		       uint64_t *cell)
{
	size_t begin = i * t->piece, from = (t->from + begin) % t->tx->n;
	size_t n = t->n - begin < t->piece ? t->n - begin : t->piece;
	uint32_t *errors = t->errors + begin / t->block;
	int8_t **scratch = &t->scratch[worker];

	if (in_bytes(t, from, n)) {
		symbol_rows_count_packed(
			(const uint8_t *)t->tx->data + from / PER_BYTE,
			(const uint8_t *)t->rx->data +
				(t->at + begin) / PER_BYTE,
			n, t->block, cell, errors);
		return;
	}
	if (!*scratch)
		*scratch = malloc(2 * t->piece);
	if (!*scratch) {
		t->failed[worker] = true;
		return;
	}
	symbol_rows_count(symbol_view_read(t->tx, from, n, *scratch),
			  symbol_view_read(t->rx, t->at + begin, n,
					   *scratch + t->piece),
			  n, t->block, cell, errors);
}

/* Cells of its own first: those of two workers may share a line of cache. */
static void count_piece(void *context, size_t i, unsigned worker)
{
	struct task *t = context;
	uint64_t cell[SYMBOL_CELLS] = { 0 };

	count_part(t, i, worker, cell);
	for (int k = 0; k < SYMBOL_CELLS; k++)
		t->cell[worker][k] += cell[k];
}

static void add_cells(const uint64_t *cell, struct symbol_counts *out)
{
	for (int i = 0; i < SYMBOL_CELLS; i++) {
		if (i / 4 < 3)
			out->n[i / 4][i % 4] += cell[i];
		else
			out->unsent += cell[i];
	}
}

bool symbol_count(const struct symbol_view *tx, size_t from,
		  const struct symbol_view *rx, size_t at, size_t n,
		  size_t block, unsigned threads, uint32_t *errors,
		  struct symbol_counts *out)
{
	struct task t = { tx, rx, from % tx->n, at, n, block, block, errors,
			  { { 0 } }, { NULL }, { false } };
	size_t piece = n / PIECES;
	bool failed = false;

	piece = piece < PIECE ? PIECE : piece > PIECE_LONG ? PIECE_LONG : piece;
	if (block < piece)
		t.piece = piece / block * block;
	parallel_for((n + t.piece - 1) / t.piece, threads, count_piece, &t);
	for (int w = 0; w < PARALLEL_MAX; w++) {
		add_cells(t.cell[w], out);
		free(t.scratch[w]);
		failed = failed || t.failed[w];
	}
	return !failed;
}

uint64_t symbol_counts_sent(const struct symbol_counts *c, unsigned row)
{
	return c->n[row][0] + c->n[row][1] + c->n[row][2] + c->n[row][3];
}

uint64_t symbol_counts_total(const struct symbol_counts *c)
{
	return symbol_counts_sent(c, 0) + symbol_counts_sent(c, 1) +
	       symbol_counts_sent(c, 2);
}

uint64_t symbol_counts_errors(const struct symbol_counts *c)
{
	return symbol_counts_total(c) - c->n[0][0] - c->n[1][1] - c->n[2][2];
}
