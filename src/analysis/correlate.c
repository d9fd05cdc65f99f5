/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Correlation in tiles of 4 channels by 4 lanes: each sample that is loaded
 * meets four codes. Plain C: the compiler makes the multiply-add of pairs of
 * 16-bit integers out of it that every vector unit has (vpmaddwd).
 */
#include "analysis/correlate.h"

#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "base/simd.h"

enum {
	TILE = 4,
	/* Samples at a time: widened codes of 64 lanes fit the second cache. */
	BLOCK = 2048,
	/* A sum of products stays below 2^31: 2^15 samples by codes up to
	 * 2^4 in blocks of 2048, by any code (2^7) in runs of 256. */
	SMALL_CODE = 16,
	RUN = 256,
};

struct work {
	const int16_t *x;
	const int8_t *code;
	size_t channels, lanes, length;
	size_t rows, columns; /* up to whole tiles */
	size_t run;
	int16_t *scratch; /* per worker: samples, then codes, BLOCK each */
	int64_t *sum;	  /* per worker, rows by columns */
};

/* O3: at O2 this compiler does not vectorise sums. */
SIMD_VERSIONS __attribute__((optimize("O3"))) static void
tile_add(const int16_t *restrict x, size_t x_stride,
	 const int16_t *restrict code, size_t run, int64_t *restrict sum,
	 size_t sum_stride)
{
	int32_t s[TILE * TILE] = { 0 };

	for (size_t t = 0; t < run; t++) {
#pragma GCC unroll 4
		for (size_t i = 0; i < TILE; i++) {
#pragma GCC unroll 4
			for (size_t j = 0; j < TILE; j++)
				s[TILE * i + j] += x[i * x_stride + t] *
						   code[j * BLOCK + t];
		}
	}
	for (size_t i = 0; i < TILE; i++)
		for (size_t j = 0; j < TILE; j++)
			sum[i * sum_stride + j] += s[TILE * i + j];
}

SIMD_VERSIONS __attribute__((optimize("O3"))) static void
widen(const int8_t *restrict code, size_t n, int16_t *restrict wide)
{
	for (size_t t = 0; t < n; t++)
		wide[t] = code[t];
	memset(wide + n, 0, (BLOCK - n) * sizeof(*wide));
}

/* Samples of four channels from t on: in place, or, where a tile or the
 * record ends, a copy filled up with zeros. */
static const int16_t *tile_samples(const struct work *w, size_t i, size_t t,
				   size_t n, int16_t *copy, size_t *stride)
{
	if (n == BLOCK && i + TILE <= w->channels) {
		*stride = w->length;
		return w->x + i * w->length + t;
	}
	memset(copy, 0, TILE * BLOCK * sizeof(*copy));
	for (size_t r = 0; r < TILE && i + r < w->channels; r++)
		memcpy(copy + r * BLOCK, w->x + (i + r) * w->length + t,
		       n * sizeof(*copy));
	*stride = BLOCK;
	return copy;
}

static void block_add(void *context, size_t piece, unsigned worker)
{
	const struct work *w = context;
	size_t t = piece * BLOCK;
	size_t n = w->length - t < BLOCK ? w->length - t : BLOCK;
	int16_t *copy = w->scratch + worker * (TILE + w->columns) * BLOCK;
	int16_t *wide = copy + TILE * BLOCK;
	int64_t *sum = w->sum + worker * w->rows * w->columns;

	for (size_t j = 0; j < w->lanes; j++)
		widen(w->code + j * w->length + t, n, wide + j * BLOCK);
	for (size_t i = 0; i < w->rows; i += TILE) {
		size_t stride;
		const int16_t *x = tile_samples(w, i, t, n, copy, &stride);
		for (size_t j = 0; j < w->columns; j += TILE)
			for (size_t r = 0; r < BLOCK; r += w->run)
				tile_add(x + r, stride, wide + j * BLOCK + r,
					 w->run, sum + i * w->columns + j,
					 w->columns);
	}
}

static bool codes_small(const int8_t *code, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (code[i] > SMALL_CODE || code[i] < -SMALL_CODE)
			return false;
	return true;
}

static void sum_workers(const struct work *w, unsigned workers, int64_t *sum)
{
	memset(sum, 0, w->channels * w->lanes * sizeof(*sum));
	for (unsigned k = 0; k < workers; k++) {
		const int64_t *part = w->sum + k * w->rows * w->columns;
		for (size_t i = 0; i < w->channels; i++)
			for (size_t j = 0; j < w->lanes; j++)
				sum[i * w->lanes + j] +=
					part[i * w->columns + j];
	}
}

bool correlate_i16_i8(const int16_t *x, size_t channels, const int8_t *code,
		      size_t lanes, size_t length, unsigned threads,
		      int64_t *sum)
{
	struct work w = {
		.x = x,
		.code = code,
		.channels = channels,
		.lanes = lanes,
		.length = length,
		.rows = (channels + TILE - 1) / TILE * TILE,
		.columns = (lanes + TILE - 1) / TILE * TILE,
	};
	size_t blocks = (length + BLOCK - 1) / BLOCK;

	threads = threads ? threads : parallel_threads();
	if (threads > blocks)
		threads = blocks ? (unsigned)blocks : 1;
	w.run = codes_small(code, lanes * length) ? BLOCK : RUN;
	w.scratch = calloc(threads * (TILE + w.columns) * BLOCK,
			   sizeof(*w.scratch));
	w.sum = calloc(threads * w.rows * w.columns + 1, sizeof(*w.sum));
	bool ok = w.scratch && w.sum;
	if (ok) {
		parallel_for(blocks, threads, block_add, &w);
		sum_workers(&w, threads, sum);
	}
	free(w.scratch);
	free(w.sum);
	return ok;
}

SIMD_VERSIONS __attribute__((optimize("O3"))) struct correlate_moments
correlate_moments_i16(const int16_t *x, size_t n)
{
	struct correlate_moments m = { 0, 0, x[0], x[0] };

	for (size_t t = 0; t < n; t++) {
		m.sum += x[t];
		m.square += x[t] * x[t];
		m.low = x[t] < m.low ? x[t] : m.low;
		m.high = x[t] > m.high ? x[t] : m.high;
	}
	return m;
}

enum { PARTS = 8 };

SIMD_VERSIONS __attribute__((optimize("O3"))) static double
product_sum(const double *restrict x, const double *restrict y, size_t n)
{
	double part[PARTS] = { 0 };
	size_t t = 0;

	for (; t + PARTS <= n; t += PARTS)
		for (size_t k = 0; k < PARTS; k++)
			part[k] += x[t + k] * y[t + k];
	for (; t < n; t++)
		part[0] += x[t] * y[t];
	return ((part[0] + part[4]) + (part[1] + part[5])) +
	       ((part[2] + part[6]) + (part[3] + part[7]));
}

void correlate_f64(const double *x, size_t channels, const double *code,
		   size_t lanes, size_t length, double *sum)
{
	memset(sum, 0, channels * lanes * sizeof(*sum));
	for (size_t t = 0; t < length; t += BLOCK) {
		size_t n = length - t < BLOCK ? length - t : BLOCK;
		for (size_t i = 0; i < channels; i++)
			for (size_t j = 0; j < lanes; j++)
				sum[i * lanes + j] +=
					product_sum(x + i * length + t,
						    code + j * length + t, n);
	}
}
