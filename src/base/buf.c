/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growing byte buffer with an upper size; knows nothing of what it holds. */
#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void buf_free(struct buf *b)
{
	if (!b)
		return;
	free(b->data);
	buf_init(b, b->max);
}

void buf_reset(struct buf *b)
{
	b->len = 0;
	if (b->data)
		b->data[0] = '\0';
}

/* Room for len more bytes and the final NUL. */
static enum err_code buf_reserve(struct buf *b, size_t len, struct err *e)
{
	assert(b->len <= b->max);
	if (len > b->max - b->len)
		return err_set(e, ERR_RANGE,
			       "more than %zu bytes, which is the limit here",
			       b->max);
	size_t need = b->len + len + 1;
	if (need <= b->cap)
		return ERR_OK;
	size_t cap = b->cap ? b->cap : 64;
	while (cap < need)
		cap *= 2;
	char *data = realloc(b->data, cap);
	if (!data)
		return err_set(e, ERR_NOMEM, "out of memory at %zu bytes", cap);
	b->data = data;
	b->cap = cap;
	return ERR_OK;
}

enum err_code buf_add(struct buf *b, const void *data, size_t len,
		      struct err *e)
{
	enum err_code rc = buf_reserve(b, len, e);
	if (rc)
		return rc;
	if (len)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
	return ERR_OK;
}

enum err_code buf_printf(struct buf *b, struct err *e, const char *fmt, ...)
{
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	enum err_code rc = buf_reserve(b, (size_t)len, e);
	if (!rc) {
		vsnprintf(b->data + b->len, (size_t)len + 1, fmt, again);
		b->len += (size_t)len;
	}
	va_end(again);
	return rc;
}

char *buf_take(struct buf *b)
{
	char *data = b->data;
	buf_init(b, b->max);
	return data;
}
