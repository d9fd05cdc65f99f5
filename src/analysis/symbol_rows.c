/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For symbols x sent and y decided that are -1, 0 or +1 the nine cells of the
 * matrix follow from their number and eight sums, all of which are one or two
 * operations on whole vectors of bytes, or of fields of two bits. A segment
 * that holds anything else is counted slot by slot.
 */
#include "analysis/symbol_rows.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/simd.h"

/* A sum adds at most 2 a row, or 4 fields, to a counter of a byte. */
enum { ROW = 64, WORDS = ROW / 8, ROWS_MAX = 63, FIELDS = 4, SUMS = 8 };

/* At -O2 the compiler vectorises only what costs no code. */
#if defined(__GNUC__) && !defined(__clang__)
#define VECTORISED __attribute__((optimize("O3")))
#else
#define VECTORISED
#endif
#define INLINED static inline __attribute__((always_inline))

typedef uint64_t __attribute__((aligned(1), may_alias)) unaligned;

/* Occurrences in a segment: minus, plus or some (either), sent then decided. */
struct totals {
	int32_t minus_sent, some_sent, minus_decided, some_decided;
	int32_t some_some, minus_some, some_minus, minus_minus;
	bool symbols; /* there is nothing else; or the rest means nothing */
};

static const uint8_t keep[2 * ROW] = {
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
};

/* The rest of a segment, less than a row, may be the end of the memory. */
INLINED const uint8_t *rest(const uint8_t *p, size_t n, bool last,
			    uint8_t *scratch)
{
	if (!last)
		return p;
	memset(scratch, 0, ROW);
	memcpy(scratch, p, n);
	return scratch;
}

struct sums {
	int8_t of[SUMS][ROW];
	uint8_t bits[ROW];
};

INLINED void add(struct sums *s, int j, int8_t x, int8_t y)
{
	int8_t ax = (int8_t)abs(x), ay = (int8_t)abs(y);
#define ADD(sum, what) s->of[sum][j] = (int8_t)(s->of[sum][j] + (what))
	ADD(0, x);
	ADD(1, ax);
	ADD(2, y);
	ADD(3, ay);
	ADD(4, ax & ay);
	ADD(5, x & (y + y));
	ADD(6, (x + x) & y);
	ADD(7, x & y);
#undef ADD
	s->bits[j] |= (uint8_t)(ax | ay);
}

/* x & 2y is 2 for -1, +1 and -2 for -1, -1, else 0; x & y is 1 where both are
 * something, but -1 for -1, -1. */
INLINED struct totals total(const struct sums *s)
{
	int32_t t[SUMS] = { 0 };
	uint8_t bits = 0;

	for (int k = 0; k < SUMS; k++)
		for (int j = 0; j < ROW; j++)
			t[k] += s->of[k][j];
	for (int j = 0; j < ROW; j++)
		bits |= s->bits[j];
	int32_t mm = (t[4] - t[7]) / 2;
	return (struct totals){
		.minus_sent = (t[1] - t[0]) / 2,
		.some_sent = t[1],
		.minus_decided = (t[3] - t[2]) / 2,
		.some_decided = t[3],
		.some_some = t[4],
		.minus_some = t[5] / 2 + 2 * mm,
		.some_minus = t[6] / 2 + 2 * mm,
		.minus_minus = mm,
		.symbols = bits <= 1,
	};
}

VECTORISED SIMD_VERSIONS
static struct totals segment(const int8_t *tx, const int8_t *rx, size_t n,
			     bool last)
{
	struct sums s = { 0 };
	uint8_t sx[ROW], sy[ROW];
	size_t i = 0;

	for (; i + ROW <= n; i += ROW)
		for (int j = 0; j < ROW; j++)
			add(&s, j, tx[i + j], rx[i + j]);
	if (i < n) {
		const uint8_t *mask = keep + ROW - (n - i);
		const uint8_t *x, *y;
		x = rest((const uint8_t *)tx + i, n - i, last, sx);
		y = rest((const uint8_t *)rx + i, n - i, last, sy);
		for (int j = 0; j < ROW; j++)
			add(&s, j, (int8_t)(x[j] & mask[j]),
			    (int8_t)(y[j] & mask[j]));
	}
	return total(&s);
}

struct packed_sums {
	uint64_t of[SUMS][WORDS], none[WORDS];
};

/* Fields of two bits, the upper 0, into the bytes of a sum. */
INLINED void add_fields(uint64_t *sum, uint64_t fields)
{
	const uint64_t pairs = 0x3333333333333333, nibbles = 0x0f0f0f0f0f0f0f0f;

	fields = (fields & pairs) + (fields >> 2 & pairs);
	*sum += (fields + (fields >> 4)) & nibbles;
}

INLINED void add_packed(struct packed_sums *s, int j, uint64_t x, uint64_t y)
{
	const uint64_t low = 0x5555555555555555;
	uint64_t mx = x >> 1 & low, ax = x & low;
	uint64_t my = y >> 1 & low, ay = y & low;

	add_fields(&s->of[0][j], mx);
	add_fields(&s->of[1][j], ax);
	add_fields(&s->of[2][j], my);
	add_fields(&s->of[3][j], ay);
	add_fields(&s->of[4][j], ax & ay);
	add_fields(&s->of[5][j], mx & ay);
	add_fields(&s->of[6][j], ax & my);
	add_fields(&s->of[7][j], mx & my);
	s->none[j] |= (mx & ~ax) | (my & ~ay);
}

INLINED struct totals total_packed(const struct packed_sums *s)
{
	const uint64_t even = 0x00ff00ff00ff00ff, ones = 0x0001000100010001;
	int32_t t[SUMS];
	uint64_t none = 0;

	for (int k = 0; k < SUMS; k++) {
		uint64_t sum = 0;
		for (int j = 0; j < WORDS; j++)
			sum += (s->of[k][j] & even) + (s->of[k][j] >> 8 & even);
		t[k] = (int32_t)(sum * ones >> 48);
	}
	for (int j = 0; j < WORDS; j++)
		none |= s->none[j];
	return (struct totals){
		t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], none == 0
	};
}

/* n bytes of FIELDS slots. */
VECTORISED SIMD_VERSIONS
static struct totals packed_segment(const uint8_t *tx, const uint8_t *rx,
				    size_t n, bool last)
{
	struct packed_sums s = { 0 };
	uint8_t sx[ROW], sy[ROW];
	size_t i = 0;

	for (; i + ROW <= n; i += ROW) {
		const unaligned *x = (const unaligned *)(tx + i);
		const unaligned *y = (const unaligned *)(rx + i);
		for (int j = 0; j < WORDS; j++)
			add_packed(&s, j, x[j], y[j]);
	}
	if (i < n) {
		const unaligned *mask = (const unaligned *)(keep + ROW - (n - i));
		const unaligned *x, *y;
		x = (const unaligned *)rest(tx + i, n - i, last, sx);
		y = (const unaligned *)rest(rx + i, n - i, last, sy);
		for (int j = 0; j < WORDS; j++)
			add_packed(&s, j, x[j] & mask[j], y[j] & mask[j]);
	}
	return total_packed(&s);
}

/* The cells of n slots; returns the errors. */
static uint32_t add_cells(const struct totals *t, size_t n, uint64_t *cell)
{
	int32_t mm = t->minus_minus, mp = t->minus_some - mm;
	int32_t pm = t->some_minus - mm, pp = t->some_some - mm - mp - pm;
	int32_t m0 = t->minus_sent - mm - mp;
	int32_t p0 = t->some_sent - t->minus_sent - pm - pp;
	int32_t om = t->minus_decided - mm - pm;
	int32_t op = t->some_decided - t->minus_decided - mp - pp;
	int32_t of[SYMBOL_CELLS] = { mm, m0, mp, 0, om, 0, op, 0, pm, p0, pp };
	int32_t wrong = m0 + mp + om + op + pm + p0;

	of[5] = (int32_t)n - mm - pp - wrong;
	for (int i = 0; i < SYMBOL_CELLS; i++)
		cell[i] += (uint64_t)of[i];
	return (uint32_t)wrong;
}

static unsigned code(int8_t symbol)
{
	return symbol >= -1 && symbol <= 1 ? (unsigned)(symbol + 1) : 3;
}

/* Any bytes; returns the errors. */
static uint32_t one_by_one(const int8_t *tx, const int8_t *rx, size_t n,
			   uint64_t *cell)
{
	uint32_t wrong = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned sent = code(tx[i]), decided = code(rx[i]);
		cell[4 * sent + decided]++;
		wrong += sent < 3 && sent != decided;
	}
	return wrong;
}

static uint32_t unpacked(const uint8_t *tx, const uint8_t *rx, size_t n,
			 uint64_t *cell)
{
	int8_t x[ROW * FIELDS * ROWS_MAX], y[ROW * FIELDS * ROWS_MAX];

	symbol_rows_unpack(tx, 0, n, x);
	symbol_rows_unpack(rx, 0, n, y);
	return one_by_one(x, y, n, cell);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

void symbol_rows_count(const int8_t *tx, const int8_t *rx, size_t n,
		       size_t block, uint64_t cell[SYMBOL_CELLS],
		       uint32_t *errors)
{
	for (size_t begin = 0; begin < n; begin += block, errors++) {
		size_t end = n - begin < block ? n : begin + block, len;
		*errors = 0;
		for (size_t at = begin; at < end; at += len) {
			len = least(end - at, ROW * ROWS_MAX);
			struct totals t = segment(tx + at, rx + at, len,
						  at + len + ROW > n);
			*errors += t.symbols ?
				add_cells(&t, len, cell) :
				one_by_one(tx + at, rx + at, len, cell);
		}
	}
}

void symbol_rows_count_packed(const uint8_t *tx, const uint8_t *rx, size_t n,
			      size_t block, uint64_t cell[SYMBOL_CELLS],
			      uint32_t *errors)
{
	for (size_t begin = 0; begin < n; begin += block, errors++) {
		size_t end = n - begin < block ? n : begin + block, len;
		*errors = 0;
		for (size_t at = begin; at < end; at += len) {
			const uint8_t *x = tx + at / FIELDS;
			const uint8_t *y = rx + at / FIELDS;
			len = least(end - at, ROW * FIELDS * ROWS_MAX);
			struct totals t = packed_segment(
				x, y, len / FIELDS,
				at + len + ROW * FIELDS > n);
			*errors += t.symbols ? add_cells(&t, len, cell) :
					       unpacked(x, y, len, cell);
		}
	}
}

/* 00 = 0, 01 = +1, 11 = -1, and 10 becomes -2. */
void symbol_rows_unpack(const uint8_t *packed, size_t from, size_t n,
			int8_t *out)
{
	for (size_t i = 0; i < n; i++, from++) {
		int field = packed[from / FIELDS] >> from % FIELDS * 2 & 3;
		out[i] = (int8_t)((field ^ 2) - 2);
	}
}
