/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums over clean bins. Spurs are told from noise by the median of block
 * means, which a few of them cannot move. */
/* Vectorisation of these loops needs more than -O2 here. */
#pragma GCC optimize("O3")
#include "analysis/spectrum_floor.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_sort_double.h>

#include "analysis/distribution.h"
#include "base/simd.h"

#define LANES 8
#define BLOCKS 64
#define BLOCK_MIN 8
#define FALSE_SPUR 1e-4	   /* chance of one in pure noise */
#define SPUR_SHARE_MAX .05 /* more of the bins: the noise has a colour */

struct block {
	double sum, square, greatest;
};

SIMD_VERSIONS
static struct block block_sum(const double *p, size_t n)
{
	double sum[LANES] = { 0 }, square[LANES] = { 0 }, top[LANES] = { 0 };
	struct block b = { 0 };
	size_t i = 0;

	for (; i + LANES <= n; i += LANES)
		for (size_t k = 0; k < LANES; k++) {
			double v = p[i + k];
			sum[k] += v;
			square[k] += v * v;
			top[k] = v > top[k] ? v : top[k];
		}
	for (size_t k = 0; i < n; i++, k++) {
		sum[k] += p[i];
		square[k] += p[i] * p[i];
		top[k] = p[i] > top[k] ? p[i] : top[k];
	}
	for (size_t k = 0; k < LANES; k++) {
		b.sum += sum[k];
		b.square += square[k];
		b.greatest = top[k] > b.greatest ? top[k] : b.greatest;
	}
	return b;
}

double spectrum_clean_sum(const struct spectrum_bands *b, const double *power)
{
	double sum = 0;
	for (size_t r = 0; r < b->ranges; r++)
		sum += block_sum(power + b->clean[r].from,
				 b->clean[r].to - b->clean[r].from).sum;
	return sum;
}

struct totals {
	double sum, square;
	double means[2 * BLOCKS + SPECTRUM_RANGES_MAX];
	size_t blocks, block_length;
};

static void add_range(const double *power, struct spectrum_range range,
		      struct totals *t, struct spectrum_floor *f)
{
	for (size_t j = range.from; j < range.to; j += t->block_length) {
		size_t n = range.to - j;
		n = n < t->block_length ? n : t->block_length;
		struct block s = block_sum(power + j, n);
		t->sum += s.sum;
		t->square += s.square;
		if (2 * n >= t->block_length || t->blocks == 0)
			t->means[t->blocks++] = s.sum / (double)n;
		if (s.greatest <= f->greatest && f->greatest_bin)
			continue;
		f->greatest = s.greatest;
		for (size_t i = 0; i < n; i++)
			if (power[j + i] == s.greatest)
				f->greatest_bin = j + i;
	}
}

static double median_level(struct totals *t, size_t averaged)
{
	double nu = 2 * (double)(t->block_length * averaged);

	if (t->blocks == 0)
		return 0;
	gsl_sort(t->means, 1, t->blocks);
	/* The median of chi-squared lies below its mean. */
	return t->means[t->blocks / 2] / pow(1 - 2 / (9 * nu), 3);
}

/* Takes the spurs out of the totals, unless there are too many to be any. */
static void remove_spurs(const struct spectrum_bands *b, const double *power,
			 struct totals *t, struct spectrum_floor *f)
{
	struct totals left = { 0 };

	for (size_t r = 0; r < b->ranges; r++)
		for (size_t j = b->clean[r].from; j < b->clean[r].to; j++) {
			if (power[j] > f->threshold) {
				f->spurs++;
				continue;
			}
			left.sum += power[j];
			left.square += power[j] * power[j];
		}
	if ((double)f->spurs > SPUR_SHARE_MAX * b->clean_weight) {
		f->spurs = 0;
		return;
	}
	t->sum = left.sum;
	t->square = left.square;
}

struct spectrum_floor spectrum_floor(const struct spectrum_bands *b,
				     const double *power, size_t averaged)
{
	struct spectrum_floor f = { 0 };
	struct totals t = { 0 };
	double nu = 2 * (double)averaged;

	if (b->clean_weight < 1)
		return f;
	t.block_length = (size_t)b->clean_weight / BLOCKS;
	if (t.block_length < BLOCK_MIN)
		t.block_length = BLOCK_MIN;
	for (size_t r = 0; r < b->ranges; r++)
		add_range(power, b->clean[r], &t, &f);
	f.sum = t.sum;
	f.threshold = median_level(&t, averaged) *
		      distribution_chi2_quantile(
			      1 - FALSE_SPUR / b->clean_weight, nu) / nu;
	if (f.greatest > f.threshold)
		remove_spurs(b, power, &t, &f);
	f.level = t.sum / (b->clean_weight - (double)f.spurs);
	/* A bin is the mean of `averaged` exponentials: its square is 1 +
	 * 1/averaged times that of its mean. A spur adds twice its power times
	 * the noise. */
	f.spur_sum = f.sum - t.sum;
	double spurs = 2 * f.spur_sum * f.level / (double)averaged;
	double noise = t.square / ((double)averaged + 1);
	f.variance = f.sum > 0 ? (noise + spurs) / (f.sum * f.sum) : 0;
	f.level_variance = t.sum > 0 ? noise / (t.sum * t.sum) : 0;
	return f;
}
