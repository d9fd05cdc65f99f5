/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples as the scan elements of IIO store them ("le:s12/16>>4"); pure. */
#ifndef INSTRUMENTS_TRANSPORT_IIO_FORMAT_H
#define INSTRUMENTS_TRANSPORT_IIO_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct iio_format {
	unsigned bytes; /* of storage: 1, 2, 4 or 8 */
	unsigned bits;	/* of value: 1 .. 8 bytes */
	unsigned shift; /* right, before the bits are taken */
	bool is_signed, big_endian;
};

/* False if it is none that can be read. */
bool iio_format_valid(const struct iio_format *f);
/* Lowest and highest code. */
void iio_format_range(const struct iio_format *f, double *low, double *high);
/* True for le:s16/16>>0 on a machine that reads it as it is. */
bool iio_format_is_native_s16(const struct iio_format *f);

double iio_format_get(const struct iio_format *f, const void *sample);
/* Exact also beyond 53 bits; f must not be unsigned of 64 bits. */
int64_t iio_format_get_whole(const struct iio_format *f, const void *sample);
/* code must be in range; it is rounded to the nearest whole number. */
void iio_format_put(const struct iio_format *f, void *sample, double code);

/* n native signed 16-bit samples. */
void iio_format_get_s16(const void *samples, size_t n, int32_t *codes);

#endif
