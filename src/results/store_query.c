/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small questions to a run: provenance, and what is already done. */
#include "results/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/store_db.h"

const char *store_meta_get(struct store *store, const char *key)
{
	sqlite3_stmt *stmt = store->sql[STORE_SQL_META_GET];
	free(store->text);
	store->text = NULL;
	if (sqlite3_bind_text(stmt, 1, key, -1, SQLITE_STATIC) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW) {
		const void *text = sqlite3_column_text(stmt, 0);
		if (text)
			store->text = strdup(text);
	}
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	return store->text;
}

void store_meta_each(struct store *store,
		     void (*fn)(void *context, const char *key,
				const char *value),
		     void *context)
{
	sqlite3_stmt *stmt = store->sql[STORE_SQL_META_ALL];
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const void *key = sqlite3_column_text(stmt, 0);
		const void *value = sqlite3_column_text(stmt, 1);
		if (key && value)
			fn(context, key, value);
	}
	sqlite3_reset(stmt);
}

static bool query_any(struct store *store, enum store_sql sql,
		      const char *step)
{
	sqlite3_stmt *stmt = store->sql[sql];
	bool any = sqlite3_bind_text(stmt, 1, step, -1, SQLITE_STATIC) ==
			    SQLITE_OK &&
		    sqlite3_step(stmt) == SQLITE_ROW;
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	return any;
}

bool store_point_done(struct store *store, const char *step)
{
	return query_any(store, STORE_SQL_POINT_DONE, step);
}

const char *store_missing(struct store *store, char *buf, size_t size)
{
	const char *next = store_meta_get(store, "steps");
	size_t used = 0, len;
	buf[0] = '\0';
	for (; next && (len = strcspn(next, " ")) > 0; next += len + 1) {
		char step[128];
		snprintf(step, sizeof(step), "%.*s", (int)len, next);
		if (!store_point_done(store, step) && used < size)
			used += (size_t)snprintf(buf + used, size - used,
						 "%s%s", used ? ", " : "",
						 step);
		if (!next[len])
			break;
	}
	return buf;
}

bool store_point_failed(struct store *store, const char *step)
{
	return query_any(store, STORE_SQL_POINT_FAILED, step);
}
