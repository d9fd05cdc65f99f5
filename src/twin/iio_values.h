/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Attribute values as text: strict numbers and lists of passes. Parsers
 * return 0, or -EINVAL for anything but the whole text being such a value.
 */
#ifndef TWIN_IIO_VALUES_H
#define TWIN_IIO_VALUES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

int iio_value_long(const char *text, long long min, long long max,
		   long long *out);
/* Finite decimal numbers only. */
int iio_value_double(const char *text, double *out);
int iio_value_flag(const char *text, bool *out); /* "0" or "1" */
int iio_value_hex(const char *text, uint64_t *out);

/* "0-8,16,32,64": ascending, at most max numbers, none above top. */
int iio_value_list(const char *text, unsigned top, unsigned *list,
		   unsigned max, unsigned *n);
void iio_value_list_write(const unsigned *list, unsigned n, FILE *out);

#endif
