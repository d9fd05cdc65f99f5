/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tiles of columns whose sums stay in the nearest cache while the bursts run
 * past. Squares of three 16-bit samples fit 32 bits without a sign, so only
 * every third row of them is widened.
 */
#pragma GCC optimize("O3")

#include "analysis/burst_moments.h"

#include <math.h>
#include <stdint.h>

#include "base/parallel.h"
#include "base/simd.h"

#define TILE 1024
#define ROWS 3
/* Sums of so many 16-bit samples fit 32 bits; a multiple of ROWS. */
#define BLOCK 65535

struct tile {
	int64_t sum[TILE];
	uint64_t square[TILE];
};

SIMD_VERSIONS
static void add_rows(const int16_t *restrict x, size_t stride, size_t rows,
		     size_t n, int32_t *restrict sum,
		     uint64_t *restrict square)
{
	size_t r = 0;

	for (; r + ROWS <= rows; r += ROWS) {
		const int16_t *a = x + r * stride, *b = a + stride;
		const int16_t *c = b + stride;
		for (size_t i = 0; i < n; i++) {
			int32_t p = a[i], q = b[i], s = c[i];
			sum[i] += p + q + s;
			square[i] += (uint32_t)(p * p) + (uint32_t)(q * q) +
				     (uint32_t)(s * s);
		}
	}
	for (; r < rows; r++)
		for (size_t i = 0; i < n; i++) {
			int32_t p = x[r * stride + i];
			sum[i] += p;
			square[i] += (uint32_t)(p * p);
		}
}

static void sum_tile(const int16_t *x, size_t stride, size_t bursts, size_t n,
		     struct tile *t)
{
	int32_t part[TILE];

	for (size_t i = 0; i < n; i++)
		t->sum[i] = 0, t->square[i] = 0;
	for (size_t r = 0; r < bursts; r += BLOCK) {
		size_t rows = bursts - r < BLOCK ? bursts - r : BLOCK;
		for (size_t i = 0; i < n; i++)
			part[i] = 0;
		add_rows(x + r * stride, stride, rows, n, part, t->square);
		for (size_t i = 0; i < n; i++)
			t->sum[i] += part[i];
	}
}

struct job {
	const struct burst_record *b;
	size_t columns;
	double *mean, *variance;
};

static void integer_tile(const struct job *j, size_t first, size_t n)
{
	struct tile t;
	double R = (double)j->b->bursts;

	sum_tile((const int16_t *)j->b->x + first, j->columns, j->b->bursts, n,
		 &t);
	for (size_t i = 0; i < n; i++) {
		/* R sum(x^2) - sum(x)^2 needs up to 2 x 64 bits. */
		__int128 s = t.sum[i], q = t.square[i];
		__int128 spread = q * (int64_t)j->b->bursts - s * s;
		j->mean[first + i] = (double)t.sum[i] / R;
		if (j->variance)
			j->variance[first + i] = (double)spread /
						 (R * (R - 1));
	}
}

/* Sample of column c of burst r. */
static double sample(const struct burst_record *b, size_t at)
{
	return b->kind == BURST_I32 ? ((const int32_t *)b->x)[at] :
				      ((const double *)b->x)[at];
}

static void real_tile(const struct job *j, size_t first, size_t n)
{
	double R = (double)j->b->bursts;

	for (size_t i = first; i < first + n; i++)
		j->mean[i] = 0;
	for (size_t r = 0; r < j->b->bursts; r++)
		for (size_t i = first; i < first + n; i++)
			j->mean[i] += sample(j->b, r * j->columns + i) / R;
	if (!j->variance)
		return;
	for (size_t i = first; i < first + n; i++)
		j->variance[i] = 0;
	for (size_t r = 0; r < j->b->bursts; r++)
		for (size_t i = first; i < first + n; i++) {
			double e = sample(j->b, r * j->columns + i) -
				   j->mean[i];
			j->variance[i] += e * e / (R - 1);
		}
}

static void work(void *context, size_t piece, unsigned worker)
{
	const struct job *j = context;
	size_t first = piece * TILE, left = j->columns - first;
	size_t n = left < TILE ? left : TILE;

	(void)worker;
	if (j->b->kind == BURST_I16)
		integer_tile(j, first, n);
	else
		real_tile(j, first, n);
}

void burst_moments(const struct burst_record *b, unsigned threads,
		   double *mean, double *variance)
{
	struct job j = { b, b->passes * b->slots, mean, variance };

	parallel_for((j.columns + TILE - 1) / TILE, threads, work, &j);
	for (size_t i = 0; variance && b->bursts < 2 && i < j.columns; i++)
		variance[i] = NAN;
}
