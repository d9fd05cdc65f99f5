/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory is the limit: the walk goes block by block with all averaging factors
 * inside, so that what one factor has fetched serves the next. Differences are
 * taken of neighbours first, which is exact for values that lie close
 * together: a large offset of the phase costs no digits.
 */
#include "analysis/allan_sums.h"

#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "base/simd.h"

#define LANES 32   /* partial sums: four of the widest vectors */
#define BLOCK 2048 /* three of them fit the first-level cache */
#define PIECE (8 * BLOCK)
#define GROUP 64   /* averaging factors of one walk */

/* O3: only there do the lanes become vectors that stay in registers. */
SIMD_VERSIONS __attribute__((optimize("O3")))
static void add_second(const double *x, size_t m, size_t count, double *sums)
{
	const double *x1 = x + m, *x2 = x1 + m;
	double s[LANES];
	size_t i = 0;
	memcpy(s, sums, sizeof(s));
	for (; i + LANES <= count; i += LANES) {
		for (size_t j = 0; j < LANES; j++) {
			double mid = x1[i + j];
			double d = (x2[i + j] - mid) - (mid - x[i + j]);
			s[j] += d * d;
		}
	}
	memcpy(sums, s, sizeof(s));
	for (size_t j = 0; i < count; i++, j++) {
		double d = (x2[i] - x1[i]) - (x1[i] - x[i]);
		sums[j] += d * d;
	}
}

SIMD_VERSIONS __attribute__((optimize("O3")))
static void add_third(const double *x, size_t m, size_t count, double *sums)
{
	const double *x1 = x + m, *x2 = x1 + m, *x3 = x2 + m;
	double s[LANES];
	size_t i = 0;
	memcpy(s, sums, sizeof(s));
	for (; i + LANES <= count; i += LANES) {
		for (size_t j = 0; j < LANES; j++) {
			double b = x1[i + j], c = x2[i + j], mid = c - b;
			double d = ((x3[i + j] - c) - mid) -
				   (mid - (b - x[i + j]));
			s[j] += d * d;
		}
	}
	memcpy(sums, s, sizeof(s));
	for (size_t j = 0; i < count; i++, j++) {
		double mid = x2[i] - x1[i];
		double d = ((x3[i] - x2[i]) - mid) - (mid - (x1[i] - x[i]));
		sums[j] += d * d;
	}
}

struct walk {
	const struct allan_sum *sums;
	size_t n;
	unsigned order;
	double *partial; /* [piece][n] */
};

static void walk_piece(void *context, size_t piece, unsigned worker)
{
	const struct walk *w = context;
	double lane[GROUP][LANES] = { { 0 } };
	size_t first = piece * PIECE;
	(void)worker;
	for (size_t b = first; b < first + PIECE; b += BLOCK) {
		for (size_t t = 0; t < w->n; t++) {
			const struct allan_sum *s = &w->sums[t];
			if (b >= s->count)
				continue;
			size_t left = s->count - b;
			size_t count = left < BLOCK ? left : BLOCK;
			(w->order == 2 ? add_second : add_third)(
				s->x + b, s->m, count, lane[t]);
		}
	}
	for (size_t t = 0; t < w->n; t++) {
		double sum = 0;
		for (size_t j = 0; j < LANES; j++)
			sum += lane[t][j];
		w->partial[piece * w->n + t] = sum;
	}
}

static bool walk_group(struct allan_sum *sums, size_t n, unsigned order)
{
	size_t longest = 0;
	for (size_t t = 0; t < n; t++)
		if (sums[t].count > longest)
			longest = sums[t].count;
	size_t pieces = (longest + PIECE - 1) / PIECE;
	struct walk w = { sums, n, order,
			  malloc((pieces * n + 1) * sizeof(double)) };
	if (!w.partial)
		return false;
	parallel_for(pieces, pieces > 2 ? 0 : 1, walk_piece, &w);
	for (size_t t = 0; t < n; t++) {
		sums[t].sum = 0;
		for (size_t p = 0; p < pieces; p++)
			sums[t].sum += w.partial[p * n + t];
	}
	free(w.partial);
	return true;
}

bool allan_sums(struct allan_sum *sums, size_t n, unsigned order)
{
	for (size_t t = 0; t < n; t += GROUP)
		if (!walk_group(sums + t, n - t < GROUP ? n - t : GROUP, order))
			return false;
	return true;
}

double allan_sum_apart(const double *x, size_t m, size_t count, unsigned order)
{
	double sum = 0;
	for (size_t i = 0; i < count; i += m) {
		const double *p = x + i;
		double mid = p[2 * m] - p[m], d = mid - (p[m] - p[0]);
		if (order == 3)
			d = ((p[3 * m] - p[2 * m]) - mid) - d;
		sum += d * d;
	}
	return sum;
}
