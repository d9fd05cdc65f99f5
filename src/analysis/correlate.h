/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sums of products of the samples of many channels with the codes of many
 * lanes, as exact integers: the same on every machine.
 */
#ifndef ANALYSIS_CORRELATE_H
#define ANALYSIS_CORRELATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * sum[i * lanes + j] = sum over t of x[i * length + t] code[j * length + t];
 * length < 2^40. On up to `threads` threads (0 = parallel_threads()), any
 * number giving the same integers. False if memory is short.
 */
bool correlate_i16_i8(const int16_t *x, size_t channels, const int8_t *code,
		      size_t lanes, size_t length, unsigned threads,
		      int64_t *sum);

/* Sum, sum of squares and extremes of n < 2^32 samples, n > 0. */
struct correlate_moments {
	int64_t sum, square;
	int16_t low, high;
};
struct correlate_moments correlate_moments_i16(const int16_t *x, size_t n);

/* correlate_i16_i8 in double precision, for samples of any other type; the
 * sums are of pieces of fixed length, so their bits do not depend on the
 * machine. */
void correlate_f64(const double *x, size_t channels, const double *code,
		   size_t lanes, size_t length, double *sum);

#endif
