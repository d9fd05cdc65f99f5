/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ternary symbols from a file: text ("-1 0 1" or "-0+"), a byte each, or four
 * in a byte (p2: 00 = 0, 01 = +1, 11 = -1, first symbol in the low bits); or
 * of a pseudo-random sequence by its name. Bytes and p2 stay where they are.
 * A decision may also be invalid: 2 as a byte or a text, 10 in p2.
 */
#ifndef RECORDING_SYMBOLS_H
#define RECORDING_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "recording/file_bytes.h"

#define SYMBOL_INVALID 2

enum symbols_form {
	SYMBOLS_AUTO, /* .i8 and .p2 by the ending, else text */
	SYMBOLS_TEXT,
	SYMBOLS_I8,
	SYMBOLS_P2,
};

struct symbols {
	size_t n;
	/* One of the two is NULL. Each symbol is -1, 0, +1 or 2. */
	const int8_t *symbol;
	const unsigned char *packed; /* bits behind the n-th symbol: any */
	struct file_bytes bytes;
	int8_t *owned;
};

/* "text", "i8", "p2"; NULL is SYMBOLS_AUTO. ERR_USAGE. */
enum err_code symbols_form_parse(const char *text, enum symbols_form *out,
				 struct err *e) MUST_CHECK;

/*
 * path may be the name of a sequence (recording/prbs.h) if there is no such
 * file: bit 1 is +1, bit 0 is -1. length: take so many symbols, 0 = all of the
 * file or one period; ERR_INPUT if the file has fewer, or a byte or a word is
 * no symbol.
 */
enum err_code symbols_open(const char *path, enum symbols_form form,
			   size_t length, struct symbols *out,
			   struct err *e) MUST_CHECK;
void symbols_close(struct symbols *symbols); /* all zero is accepted */

/* Symbols from..from+n-1 of either form. */
void symbols_read(const struct symbols *symbols, size_t from, size_t n,
		  int8_t *out);

#endif
