/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the run store: how the columns of a row come out. */
#ifndef RESULTS_STORE_READER_H
#define RESULTS_STORE_READER_H

#include <stdbool.h>
#include <stddef.h>

#include <sqlite3.h>

/* Memory for everything that a run points to; zero-initialise. */
struct reader_pool {
	struct reader_block *blocks;
};

/* Zeroed memory, NULL if there is none. */
void *reader_pool_alloc(struct reader_pool *pool, size_t size);
void reader_pool_free(struct reader_pool *pool);

/* A row that a statement stands on, read column after column. Errors stick. */
struct reader {
	struct reader_pool *pool;
	sqlite3_stmt *stmt;
	int column;
	bool nomem, damaged;
};

void *reader_copy(struct reader *r, const void *data, size_t size);
const char *reader_text(struct reader *r); /* NULL for NULL */
double reader_real(struct reader *r);	   /* NaN for NULL */
sqlite3_int64 reader_int(struct reader *r);
/* n doubles; NULL if optional and absent. Any other number is damage. */
const double *reader_reals(struct reader *r, size_t n, bool optional);

#endif
