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

/* The same in double precision, for samples of any other type; the sums are
 * of pieces of fixed length, so their bits do not depend on the machine. */
void correlate_f64(const double *x, size_t channels, const double *code,
		   size_t lanes, size_t length, double *sum);

#endif
