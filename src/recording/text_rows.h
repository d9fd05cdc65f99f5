/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of fields of a text file, by libcsv: comma, semicolon, tab or blanks
 * between fields (found out), quoted fields, lines of any end. Blank lines and
 * those that begin with '#' are passed over; a byte order mark too.
 */
#ifndef RECORDING_TEXT_ROWS_H
#define RECORDING_TEXT_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "recording/file_bytes.h"

#define TEXT_FIELDS_MAX 4096

struct text_row {
	size_t line; /* on which it begins, from 1 */
	size_t n;
	char *const *field; /* without quotes and blanks around; may be changed,
			     * gone with the call */
	char delimiter;
};

/* Does it look like text? No control characters at its beginning. */
bool text_rows_plausible(const struct file_bytes *bytes);

/* The bytes are used up. Calls row for each; its error ends the reading.
 * ERR_INPUT names path and line. */
enum err_code text_rows_read(const char *path, const struct file_bytes *bytes,
			     enum err_code (*row)(void *context,
						  const struct text_row *row,
						  struct err *e),
			     void *context, struct err *e) MUST_CHECK;

#endif
