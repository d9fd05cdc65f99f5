/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples as the scan elements of IIO store them; knows no library. */
#include "instruments/transport/iio_format.h"

#include <math.h>
#include <string.h>

bool iio_format_valid(const struct iio_format *f)
{
	bool storage = f->bytes == 1 || f->bytes == 2 || f->bytes == 4 ||
		       f->bytes == 8;
	return storage && f->bits >= 1 && f->bits + f->shift <= 8 * f->bytes;
}

void iio_format_range(const struct iio_format *f, double *low, double *high)
{
	int bits = (int)f->bits;
	*low = f->is_signed ? -ldexp(1, bits - 1) : 0;
	*high = ldexp(1, f->is_signed ? bits - 1 : bits) - 1;
}

bool iio_format_is_native_s16(const struct iio_format *f)
{
	const uint16_t one = 1;
	unsigned char first;
	memcpy(&first, &one, 1);
	return first == 1 && f->bytes == 2 && f->bits == 16 && f->shift == 0 &&
	       f->is_signed && !f->big_endian;
}

/* The place of the i-th least significant byte. */
static unsigned place(const struct iio_format *f, unsigned i)
{
	return f->big_endian ? f->bytes - 1 - i : i;
}

/* The bits of the value at the top of a word. */
static uint64_t top_bits(const struct iio_format *f, const void *sample)
{
	const unsigned char *p = sample;
	uint64_t v = 0;
	for (unsigned i = 0; i < f->bytes; i++)
		v |= (uint64_t)p[place(f, i)] << (8 * i);
	return v >> f->shift << (64 - f->bits);
}

double iio_format_get(const struct iio_format *f, const void *sample)
{
	uint64_t v = top_bits(f, sample);
	unsigned unused = 64 - f->bits;
	if (f->is_signed)
		return (double)((int64_t)v >> unused);
	return (double)(v >> unused);
}

int64_t iio_format_get_whole(const struct iio_format *f, const void *sample)
{
	uint64_t v = top_bits(f, sample);
	unsigned unused = 64 - f->bits;
	return f->is_signed ? (int64_t)v >> unused : (int64_t)(v >> unused);
}

void iio_format_put(const struct iio_format *f, void *sample, double code)
{
	unsigned char *p = sample;
	double whole = nearbyint(code);
	uint64_t v = whole < 0 ? (uint64_t)(int64_t)whole : (uint64_t)whole;
	unsigned unused = 64 - f->bits;
	v = v << unused >> unused << f->shift;
	for (unsigned i = 0; i < f->bytes; i++)
		p[place(f, i)] = (unsigned char)(v >> (8 * i));
}

/* Blocks of a fixed length: compilers turn those into vector code at -O2. */
void iio_format_get_s16(const void *samples, size_t n, int32_t *codes)
{
	enum { BLOCK = 16 };
	const int16_t *restrict in = samples;
	int32_t *restrict out = codes;
	size_t i = 0;
	for (; i + BLOCK <= n; i += BLOCK)
		for (size_t k = 0; k < BLOCK; k++)
			out[i + k] = in[i + k];
	for (; i < n; i++)
		out[i] = in[i];
}
