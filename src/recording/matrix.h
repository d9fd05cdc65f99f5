/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A matrix of numbers from a text: rows are lines, with names at the top and
 * at the left or without. */
#ifndef RECORDING_MATRIX_H
#define RECORDING_MATRIX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct matrix {
	size_t rows, columns;
	double *value;	      /* [row][column]; NaN where missing */
	size_t missing;
	char **row_name;      /* NULL if there are none */
	char **column_name;   /* NULL if there are none */
};

/* ERR_INPUT names file and line: not a number, lines of different lengths,
 * nothing in it. */
enum err_code matrix_open(const char *path, struct matrix *out,
			  struct err *e) MUST_CHECK;
void matrix_close(struct matrix *matrix); /* all zero is accepted */

#endif
