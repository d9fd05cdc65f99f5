/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of the columns of a row, in memory that is freed at once. */
#include "results/store_reader.h"

#include <endian.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct reader_block {
	struct reader_block *next;
	max_align_t data[];
};

void *reader_pool_alloc(struct reader_pool *pool, size_t size)
{
	struct reader_block *block = calloc(1, sizeof(*block) + size);
	if (!block)
		return NULL;
	block->next = pool->blocks;
	pool->blocks = block;
	return block->data;
}

void reader_pool_free(struct reader_pool *pool)
{
	while (pool->blocks) {
		struct reader_block *next = pool->blocks->next;
		free(pool->blocks);
		pool->blocks = next;
	}
}

void *reader_copy(struct reader *r, const void *data, size_t size)
{
	void *copy = reader_pool_alloc(r->pool, size ? size : 1);
	if (!copy)
		r->nomem = true;
	else if (size)
		memcpy(copy, data, size);
	return copy;
}

const char *reader_text(struct reader *r)
{
	int column = r->column++;
	const void *text = sqlite3_column_text(r->stmt, column);
	if (!text)
		return NULL;
	size_t size = (size_t)sqlite3_column_bytes(r->stmt, column) + 1;
	return reader_copy(r, text, size);
}

double reader_real(struct reader *r)
{
	int column = r->column++;
	if (sqlite3_column_type(r->stmt, column) == SQLITE_NULL)
		return NAN;
	return sqlite3_column_double(r->stmt, column);
}

sqlite3_int64 reader_int(struct reader *r)
{
	return sqlite3_column_int64(r->stmt, r->column++);
}

const double *reader_reals(struct reader *r, size_t n, bool optional)
{
	int column = r->column++;
	const void *blob = sqlite3_column_blob(r->stmt, column);
	size_t size = (size_t)sqlite3_column_bytes(r->stmt, column);
	if (size != n * sizeof(uint64_t) && !(optional && size == 0))
		r->damaged = true;
	if (!blob || r->damaged)
		return NULL;
	double *values = reader_copy(r, blob, size);
	for (size_t i = 0; values && i < n; i++) {
		uint64_t bytes;
		memcpy(&bytes, &values[i], sizeof(bytes));
		bytes = le64toh(bytes);
		memcpy(&values[i], &bytes, sizeof(bytes));
	}
	return values;
}
