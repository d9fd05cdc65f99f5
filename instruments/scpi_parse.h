/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The texts of SCPI replies as values; pure. Errors are ERR_PROTOCOL and quote
 * what came.
 */
#ifndef INSTRUMENTS_SCPI_PARSE_H
#define INSTRUMENTS_SCPI_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * One number in any form instruments send: NR1, NR2, NR3 (IEEE 488.2, 8.7.2 to
 * 8.7.4) with a leading + and three-digit exponents, #H, #Q and #B, groups of
 * three digits ("12,500.5"), outer blanks, and optionally the unit `suffix` in
 * any case (NULL = none allowed).
 *
 * Values that stand for no number are errors that say what they mean: 9.9E37
 * and -9.9E37 (overflow), 9.91E37 (not a number; SCPI 1999, 7.2.1.4 and
 * 7.2.1.5), 9221120237577961472 (a NaN printed as an integer).
 */
enum err_code scpi_parse_double(const char *text, const char *suffix,
				double *value, struct err *e) MUST_CHECK;

/* n numbers with commas between them (no digit groups here). */
enum err_code scpi_parse_doubles(const char *text, double *values, size_t n,
				 struct err *e) MUST_CHECK;

/* "0", "1", "ON", "OFF" in any case; a number that is 0 or 1. */
enum err_code scpi_parse_bool(const char *text, bool *value,
			      struct err *e) MUST_CHECK;

/* One entry of the error queue: -222,"Data out of range". text is the rest
 * without its quotes, in the caller's memory. */
enum err_code scpi_parse_error(const char *reply, long *number, char *text,
			       size_t size, struct err *e) MUST_CHECK;

/*
 * A block as a whole in memory, with or without a newline behind it:
 * #<d><d digits: length><bytes> or #0<bytes> (IEEE 488.2, 8.7.9 and 8.7.10).
 * *start points into data.
 */
enum err_code scpi_parse_block(const char *data, size_t len,
			       const char **start, size_t *size,
			       struct err *e) MUST_CHECK;

/* The length field behind "#<d>": exactly d digits. */
enum err_code scpi_parse_length(const char *digits, size_t d, size_t *length,
				struct err *e) MUST_CHECK;

#endif
