/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The codes of --codes: a name or a file, one code for each lane. */
#ifndef ANALYZE_CROSSTALK_CODESET_H
#define ANALYZE_CROSSTALK_CODESET_H

#include <stdint.h>

#include "base/err.h"

struct codeset {
	size_t lanes, length;
	size_t period; /* samples after which all codes repeat */
	int8_t *i8;  /* [lanes][length], or NULL and */
	double *f64; /* [lanes][length] */
};

/*
 * "hadamard[:ORDER]" (its row 0, which never changes, is left out),
 * "s-matrix[:ORDER]", "m-sequence:DEGREE" (lanes evenly delayed), a file .i8
 * (bytes, lane after lane) or a text with a row for each lane. Each step lasts
 * `step` samples and the codes repeat until `length` samples are filled.
 */
enum err_code codeset_open(const char *text, size_t lanes, size_t step,
			   size_t length, struct codeset *out,
			   struct err *e) MUST_CHECK;
void codeset_close(struct codeset *codes); /* all zero is accepted */

#endif
