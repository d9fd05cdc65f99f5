/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growing byte buffer with a mandatory upper size, so that a babbling
 * instrument cannot eat memory. NUL-terminated after the data; data is NULL
 * until something is added. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>

#include "base/err.h"

struct buf {
	char *data;
	size_t len, cap, max;
};

void buf_init(struct buf *b, size_t max);
void buf_free(struct buf *b);
void buf_reset(struct buf *b); /* keeps the memory */
/* ERR_RANGE beyond max, ERR_NOMEM; b is then as it was. */
enum err_code buf_add(struct buf *b, const void *data, size_t len,
		      struct err *e) MUST_CHECK;
enum err_code buf_printf(struct buf *b, struct err *e, const char *fmt, ...)
	MUST_CHECK PRINTF_LIKE(3, 4);
/* Hands the memory to the caller, who frees it; b becomes empty. NULL if
 * nothing was ever added. */
char *buf_take(struct buf *b);

#endif
