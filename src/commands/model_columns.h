/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers from a CSV file: samples of an input, histograms of T. */
#ifndef COMMANDS_MODEL_COLUMNS_H
#define COMMANDS_MODEL_COLUMNS_H

#include <stddef.h>

#include "base/err.h"

/*
 * Reads lines of exactly `columns` numbers; a first line that holds no number
 * is a head line. *out has columns x *lines numbers, line by line, for the
 * caller to free. ERR_INPUT names file and line, also for a file without
 * numbers; ERR_IO if it cannot be read.
 */
enum err_code model_columns_read(const char *path, unsigned columns,
				 double **out, size_t *lines,
				 struct err *e) MUST_CHECK;

#endif
