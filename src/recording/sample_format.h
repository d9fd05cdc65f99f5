/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a sample lies in a file, by SigMF's names: "ri16_le" is real, 16 bits,
 * little-endian; "cf32_be" complex, float. Values: integers are signed codes
 * (unsigned ones minus mid-scale), floats are what they are.
 */
#ifndef RECORDING_SAMPLE_FORMAT_H
#define RECORDING_SAMPLE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum sample_kind {
	SAMPLE_I8,
	SAMPLE_U8,
	SAMPLE_I16,
	SAMPLE_U16,
	SAMPLE_I24, /* WAV only */
	SAMPLE_I32,
	SAMPLE_U32,
	SAMPLE_F32,
	SAMPLE_F64,
};

struct sample_format {
	enum sample_kind kind;
	bool big_endian, complex;
};

/* ERR_INPUT lists the names. */
enum err_code sample_format_parse(const char *name, struct sample_format *out,
				  struct err *e) MUST_CHECK;

size_t sample_kind_bytes(enum sample_kind kind);
/* Bytes of a sample: of both numbers if complex. */
size_t sample_format_bytes(const struct sample_format *format);
bool sample_format_is_float(const struct sample_format *format);
/* Half the range: 2^(b-1) of an integer, 1 of a float. */
double sample_format_full_scale(const struct sample_format *format);

/*
 * Decodes n numbers that lie stride bytes apart. Readings that are none
 * (recording/missing.h) become NaN; returns how many there were.
 */
size_t sample_format_decode(const struct sample_format *format,
			    const unsigned char *bytes, size_t stride,
			    size_t n, double *out);

#endif
