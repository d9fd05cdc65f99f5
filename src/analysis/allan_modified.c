/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A running sum forgets digits the further it runs, so it starts anew in every
 * piece from sums over all values before, held in two doubles each (106 bits):
 * neither the length of the record nor an offset of the phase costs digits.
 */
#include "analysis/allan_modified.h"

#include <math.h>
#include <stdlib.h>

#include "base/parallel.h"
#include "base/simd.h"

#define STEP 64 /* values from one stored sum to the next */
#define RUN 1024
#define RUNS 8 /* running sums side by side */
#define PIECE (RUN * RUNS)

/* hi + lo, |lo| below half a unit in the last place of hi. */
struct pair {
	double hi, lo;
};

static struct pair pair_add(struct pair a, struct pair b)
{
	double s = a.hi + b.hi, v = s - a.hi;
	double e = (a.hi - (s - v)) + (b.hi - v) + (a.lo + b.lo);
	struct pair out = { s + e, 0 };
	out.lo = e - (out.hi - s);
	return out;
}

static struct pair pair_subtract(struct pair a, struct pair b)
{
	return pair_add(a, (struct pair){ -b.hi, -b.lo });
}

/* Sum of k <= STEP values: k times the first, whose product is kept exactly,
 * and the small differences from it. */
static struct pair sum_short(const double *x, size_t k)
{
	double rest = 0;
	if (!k)
		return (struct pair){ 0, 0 };
	for (size_t i = 1; i < k; i++)
		rest += x[i] - x[0];
	double product = (double)k * x[0];
	return pair_add((struct pair){ product, fma((double)k, x[0], -product) },
			(struct pair){ rest, 0 });
}

struct modified {
	const double *x;
	size_t n, m, count;
	const struct pair *before; /* [i] = sum of the first i * STEP values */
	double *partial;
};

static struct pair sum_before(const struct modified *w, size_t i)
{
	size_t step = i / STEP;
	return pair_add(w->before[step],
			sum_short(w->x + step * STEP, i % STEP));
}

static double start(const struct modified *w, size_t i)
{
	struct pair p[4], d[3];
	for (size_t k = 0; k < 4; k++)
		p[k] = sum_before(w, i + k * w->m);
	for (size_t k = 0; k < 3; k++)
		d[k] = pair_subtract(p[k + 1], p[k]);
	return pair_subtract(pair_subtract(d[2], d[1]),
			     pair_subtract(d[1], d[0]))
		.hi;
}

/* What each running sum gains from i to i + 1. */
SIMD_VERSIONS __attribute__((optimize("O3")))
static void gains(const double *x, size_t m, size_t count, double *gain)
{
	const double *x1 = x + m, *x2 = x1 + m, *x3 = x2 + m;
	for (size_t i = 0; i < count; i++) {
		double mid = x2[i] - x1[i];
		gain[i] = ((x3[i] - x2[i]) - mid) - (mid - (x1[i] - x[i]));
	}
}

static double squares(double s, const double *gain, size_t count)
{
	double sum = s * s;
	for (size_t i = 0; i + 1 < count; i++) {
		s += gain[i];
		sum += s * s;
	}
	return sum;
}

/* A whole piece: the runs go side by side, because one waits for its own
 * additions only. */
static double squares_full(double s, const double *gain)
{
	double at[RUNS], sum[RUNS] = { 0 }, total = 0;
	for (size_t r = 0; r < RUNS; r++) {
		double part[8] = { 0 };
		at[r] = s;
		for (size_t i = 0; i < RUN; i += 8)
			for (size_t j = 0; j < 8; j++)
				part[j] += gain[r * RUN + i + j];
		s += ((part[0] + part[4]) + (part[2] + part[6])) +
		     ((part[1] + part[5]) + (part[3] + part[7]));
	}
	for (size_t i = 0; i < RUN; i++) {
		for (size_t r = 0; r < RUNS; r++) {
			sum[r] += at[r] * at[r];
			at[r] += gain[r * RUN + i];
		}
	}
	for (size_t r = 0; r < RUNS; r++)
		total += sum[r];
	return total;
}

static void sum_piece(void *context, size_t piece, unsigned worker)
{
	const struct modified *w = context;
	size_t first = piece * PIECE, left = w->count - first;
	double gain[PIECE];
	(void)worker;
	/* The last value's gain would lie past the end of the record. */
	size_t count = left <= PIECE ? left : PIECE;
	gains(w->x + first, w->m, left <= PIECE ? count - 1 : PIECE, gain);
	w->partial[piece] =
		left <= PIECE ? squares(start(w, first), gain, count) :
				squares_full(start(w, first), gain);
}

static struct pair *sums_before(const double *x, size_t n)
{
	size_t steps = n / STEP;
	struct pair *before = malloc((steps + 1) * sizeof(*before));
	if (!before)
		return NULL;
	before[0] = (struct pair){ 0, 0 };
	for (size_t i = 0; i < steps; i++)
		before[i + 1] =
			pair_add(before[i], sum_short(x + i * STEP, STEP));
	return before;
}

bool allan_modified_sums(const double *x, size_t n, const size_t *m,
			 size_t taus, double *sums)
{
	struct pair *before = sums_before(x, n);
	double *partial = malloc((n / PIECE + 1) * sizeof(*partial));
	bool ok = before && partial;
	for (size_t t = 0; ok && t < taus; t++) {
		sums[t] = 0;
		if (m[t] > n / 3)
			continue;
		struct modified w = { x, n, m[t], n - 3 * m[t] + 1,
				      before, partial };
		size_t pieces = (w.count + PIECE - 1) / PIECE;
		parallel_for(pieces, pieces > 4 ? 0 : 1, sum_piece, &w);
		for (size_t p = 0; p < pieces; p++)
			sums[t] += partial[p];
	}
	free(before);
	free(partial);
	return ok;
}
