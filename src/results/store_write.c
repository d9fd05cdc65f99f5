/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding to a run: each call is one transaction, on the disk when it
 * returns. */
#include "results/store.h"

#include <endian.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "results/store_db.h"

#define FLAGS_TEXT_MAX 256

enum err_code store_do(struct store *store, enum store_sql sql,
		       const char *what, struct err *e)
{
	sqlite3_stmt *stmt = store->sql[sql];
	enum err_code code = ERR_OK;
	if (sqlite3_step(stmt) != SQLITE_DONE)
		code = store_fail(store, e, what);
	sqlite3_reset(stmt);
	return code;
}

struct store_row store_row_new(struct store *store, enum store_sql sql)
{
	return (struct store_row){ .store = store,
				   .stmt = store->sql[sql],
				   .rc = SQLITE_OK };
}

void store_row_text(struct store_row *row, const char *text)
{
	row->column++;
	if (row->rc == SQLITE_OK)
		row->rc = sqlite3_bind_text(row->stmt, row->column, text, -1,
					    SQLITE_STATIC);
}

void store_row_real(struct store_row *row, double value)
{
	row->column++;
	if (row->rc == SQLITE_OK)
		row->rc = sqlite3_bind_double(row->stmt, row->column, value);
}

void store_row_int(struct store_row *row, sqlite3_int64 value)
{
	row->column++;
	if (row->rc == SQLITE_OK)
		row->rc = sqlite3_bind_int64(row->stmt, row->column, value);
}

/* A limit that may be absent. */
static void store_row_optional(struct store_row *row, bool has, double value)
{
	store_row_real(row, has ? value : NAN);
}

void store_row_reals(struct store_row *row, const double *values, size_t n)
{
	row->column++;
	if (!values || row->rc != SQLITE_OK)
		return;
	uint64_t *bytes = malloc(n ? n * sizeof(*bytes) : 1);
	if (!bytes) {
		row->rc = SQLITE_NOMEM;
		return;
	}
	for (size_t i = 0; i < n; i++) {
		memcpy(&bytes[i], &values[i], sizeof(*bytes));
		bytes[i] = htole64(bytes[i]);
	}
	row->rc = sqlite3_bind_blob64(row->stmt, row->column, bytes,
				      n * sizeof(*bytes), free);
}

enum err_code store_row_insert(struct store_row *row, const char *what,
			       struct err *e)
{
	enum err_code code = ERR_OK;
	if (row->rc != SQLITE_OK || sqlite3_step(row->stmt) != SQLITE_DONE)
		code = store_fail(row->store, e, what);
	sqlite3_reset(row->stmt);
	sqlite3_clear_bindings(row->stmt);
	return code;
}

enum err_code store_meta_set(struct store *store, const char *key,
			     const char *value, struct err *e)
{
	struct store_row row = store_row_new(store, STORE_SQL_META_SET);
	store_row_text(&row, key);
	store_row_text(&row, value);
	return store_row_insert(&row, "storing provenance", e);
}

enum err_code store_instrument_add(struct store *store,
				   const struct store_instrument *instrument,
				   struct err *e)
{
	struct store_row row = store_row_new(store, STORE_SQL_INSTRUMENT_ADD);
	store_row_text(&row, instrument->role);
	store_row_text(&row, instrument->driver);
	store_row_text(&row, instrument->address);
	store_row_text(&row, instrument->identity);
	store_row_text(&row, instrument->calibrated);
	store_row_text(&row, instrument->due);
	store_row_text(&row, instrument->certificate);
	return store_row_insert(&row, "storing an instrument", e);
}

enum err_code store_event_add(struct store *store, const char *text,
			      struct err *e)
{
	char utc[40];
	struct store_row row = store_row_new(store, STORE_SQL_EVENT_ADD);
	store_row_text(&row, clock_utc(utc, sizeof(utc)));
	store_row_text(&row, text);
	return store_row_insert(&row, "storing an event", e);
}

static const char *censor_name(enum estimate_censor censor)
{
	static const char *const names[] = { NULL, "above", "below" };
	return names[censor];
}

static void row_estimate(struct store_row *row, const struct estimate *e,
			 char flags[FLAGS_TEXT_MAX])
{
	store_row_real(row, e->value);
	store_row_text(row, e->unit);
	store_row_real(row, e->u);
	store_row_real(row, e->lo);
	store_row_real(row, e->hi);
	store_row_real(row, e->coverage);
	store_row_real(row, e->nu_eff);
	store_row_int(row, (sqlite3_int64)e->n);
	store_row_text(row, estimate_status_name(e->status));
	store_row_text(row, censor_name(e->censor));
	store_row_text(row,
		       estimate_flags_format(e->flags, flags, FLAGS_TEXT_MAX));
	store_row_text(row, e->method);
	store_row_text(row, e->plane);
	store_row_text(row, e->note);
}

static enum err_code add_result(struct store *store, sqlite3_int64 point,
				const struct store_result *result,
				struct err *e)
{
	char flags[FLAGS_TEXT_MAX];
	struct store_row row = store_row_new(store, STORE_SQL_RESULT_ADD);
	store_row_int(&row, point);
	store_row_text(&row, result->step);
	store_row_text(&row, result->quantity);
	store_row_int(&row, result->lane);
	store_row_int(&row, result->pass);
	row_estimate(&row, &result->estimate, flags);
	store_row_optional(&row, result->has_min, result->min);
	store_row_optional(&row, result->has_max, result->max);
	store_row_int(&row, result->mandatory);
	store_row_text(&row, result->rule);
	store_row_text(&row, result->why);
	store_row_real(&row, result->p_conform);
	store_row_text(&row, result->verdict);
	store_row_text(&row, result->reason);
	store_row_text(&row, result->capture);
	return store_row_insert(&row, "storing a result", e);
}

static enum err_code add_capture(struct store *store, sqlite3_int64 point,
				 const struct store_capture *capture,
				 struct err *e)
{
	struct store_row row = store_row_new(store, STORE_SQL_CAPTURE_ADD);
	store_row_int(&row, point);
	store_row_text(&row, capture->step);
	store_row_text(&row, capture->label);
	store_row_text(&row, capture->name);
	store_row_text(&row, capture->sha512_data);
	store_row_text(&row, capture->sha512_meta);
	return store_row_insert(&row, "storing a capture", e);
}

static enum err_code add_curve(struct store *store, sqlite3_int64 point,
			       const struct store_curve *curve, struct err *e)
{
	struct store_row row = store_row_new(store, STORE_SQL_CURVE_ADD);
	store_row_int(&row, point);
	store_row_text(&row, curve->step);
	store_row_text(&row, curve->name);
	store_row_text(&row, curve->x_title);
	store_row_text(&row, curve->y_title);
	store_row_reals(&row, curve->x, curve->n);
	store_row_reals(&row, curve->y, curve->n);
	store_row_reals(&row, curve->lo, curve->n);
	store_row_reals(&row, curve->hi, curve->n);
	return store_row_insert(&row, "storing a curve", e);
}

static enum err_code add_head(struct store *store,
			      const struct store_point *point,
			      sqlite3_int64 *id, struct err *e)
{
	struct store_row row = store_row_new(store, STORE_SQL_POINT_ADD);
	store_row_text(&row, point->step);
	store_row_text(&row, point->procedure);
	store_row_text(&row, point->params_json);
	store_row_text(&row, point->status);
	store_row_text(&row, point->started_utc);
	store_row_text(&row, point->ended_utc);
	enum err_code code = store_row_insert(&row, "storing a point", e);
	*id = sqlite3_last_insert_rowid(store->db);
	return code;
}

static enum err_code add_all(struct store *store,
			     const struct store_point *point, struct err *e)
{
	sqlite3_int64 id;
	enum err_code code = add_head(store, point, &id, e);
	for (size_t i = 0; !code && i < point->nresults; i++)
		code = add_result(store, id, &point->results[i], e);
	for (size_t i = 0; !code && i < point->ncaptures; i++)
		code = add_capture(store, id, &point->captures[i], e);
	for (size_t i = 0; !code && i < point->ncurves; i++)
		code = add_curve(store, id, &point->curves[i], e);
	if (!code)
		code = store_do(store, STORE_SQL_COMMIT, "storing a point", e);
	return code;
}

enum err_code store_point_add(struct store *store,
			      const struct store_point *point, struct err *e)
{
	enum err_code code =
		store_do(store, STORE_SQL_BEGIN, "storing a point", e);
	if (code)
		return code;
	code = add_all(store, point, e);
	/* SQLite has rolled back by itself already on a full disk. If undoing
	 * fails too, the first error is the one that tells. */
	if (code && !sqlite3_get_autocommit(store->db)) {
		sqlite3_step(store->sql[STORE_SQL_ROLLBACK]);
		sqlite3_reset(store->sql[STORE_SQL_ROLLBACK]);
	}
	return code;
}
