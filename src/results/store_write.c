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

/* Binding the columns of a row one after the other; the first error sticks
 * and is reported by row_insert. Texts must live until then. */
struct row {
	struct store *store;
	sqlite3_stmt *stmt;
	int column, rc;
};

static struct row row_new(struct store *store, enum store_sql sql)
{
	return (struct row){ .store = store,
			     .stmt = store->sql[sql],
			     .rc = SQLITE_OK };
}

static void row_text(struct row *row, const char *text)
{
	row->column++;
	if (row->rc == SQLITE_OK)
		row->rc = sqlite3_bind_text(row->stmt, row->column, text, -1,
					    SQLITE_STATIC);
}

static void row_real(struct row *row, double value)
{
	row->column++;
	if (row->rc == SQLITE_OK)
		row->rc = sqlite3_bind_double(row->stmt, row->column, value);
}

static void row_int(struct row *row, sqlite3_int64 value)
{
	row->column++;
	if (row->rc == SQLITE_OK)
		row->rc = sqlite3_bind_int64(row->stmt, row->column, value);
}

/* A limit that may be absent. */
static void row_optional(struct row *row, bool has, double value)
{
	row_real(row, has ? value : NAN);
}

static void row_reals(struct row *row, const double *values, size_t n)
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

static enum err_code row_insert(struct row *row, const char *what,
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
	struct row row = row_new(store, STORE_SQL_META_SET);
	row_text(&row, key);
	row_text(&row, value);
	return row_insert(&row, "storing provenance", e);
}

enum err_code store_instrument_add(struct store *store,
				   const struct store_instrument *instrument,
				   struct err *e)
{
	struct row row = row_new(store, STORE_SQL_INSTRUMENT_ADD);
	row_text(&row, instrument->role);
	row_text(&row, instrument->driver);
	row_text(&row, instrument->address);
	row_text(&row, instrument->identity);
	row_text(&row, instrument->calibrated);
	row_text(&row, instrument->due);
	row_text(&row, instrument->certificate);
	return row_insert(&row, "storing an instrument", e);
}

enum err_code store_event_add(struct store *store, const char *text,
			      struct err *e)
{
	char utc[40];
	struct row row = row_new(store, STORE_SQL_EVENT_ADD);
	row_text(&row, clock_utc(utc, sizeof(utc)));
	row_text(&row, text);
	return row_insert(&row, "storing an event", e);
}

static const char *censor_name(enum estimate_censor censor)
{
	static const char *const names[] = { NULL, "above", "below" };
	return names[censor];
}

static void row_estimate(struct row *row, const struct estimate *e,
			 char flags[FLAGS_TEXT_MAX])
{
	row_real(row, e->value);
	row_text(row, e->unit);
	row_real(row, e->u);
	row_real(row, e->lo);
	row_real(row, e->hi);
	row_real(row, e->coverage);
	row_real(row, e->nu_eff);
	row_int(row, (sqlite3_int64)e->n);
	row_text(row, estimate_status_name(e->status));
	row_text(row, censor_name(e->censor));
	row_text(row,
		       estimate_flags_format(e->flags, flags, FLAGS_TEXT_MAX));
	row_text(row, e->method);
	row_text(row, e->plane);
	row_text(row, e->note);
}

static enum err_code add_result(struct store *store, sqlite3_int64 point,
				const struct store_result *result,
				struct err *e)
{
	char flags[FLAGS_TEXT_MAX];
	struct row row = row_new(store, STORE_SQL_RESULT_ADD);
	row_int(&row, point);
	row_text(&row, result->step);
	row_text(&row, result->quantity);
	row_int(&row, result->lane);
	row_int(&row, result->pass);
	row_estimate(&row, &result->estimate, flags);
	row_optional(&row, result->has_min, result->min);
	row_optional(&row, result->has_max, result->max);
	row_int(&row, result->mandatory);
	row_text(&row, result->rule);
	row_text(&row, result->why);
	row_real(&row, result->p_conform);
	row_text(&row, result->verdict);
	row_text(&row, result->reason);
	row_text(&row, result->capture);
	return row_insert(&row, "storing a result", e);
}

static enum err_code add_capture(struct store *store, sqlite3_int64 point,
				 const struct store_capture *capture,
				 struct err *e)
{
	struct row row = row_new(store, STORE_SQL_CAPTURE_ADD);
	row_int(&row, point);
	row_text(&row, capture->step);
	row_text(&row, capture->label);
	row_text(&row, capture->name);
	row_text(&row, capture->sha512_data);
	row_text(&row, capture->sha512_meta);
	return row_insert(&row, "storing a capture", e);
}

static enum err_code add_curve(struct store *store, sqlite3_int64 point,
			       const struct store_curve *curve, struct err *e)
{
	struct row row = row_new(store, STORE_SQL_CURVE_ADD);
	row_int(&row, point);
	row_text(&row, curve->step);
	row_text(&row, curve->name);
	row_text(&row, curve->x_title);
	row_text(&row, curve->y_title);
	row_reals(&row, curve->x, curve->n);
	row_reals(&row, curve->y, curve->n);
	row_reals(&row, curve->lo, curve->n);
	row_reals(&row, curve->hi, curve->n);
	return row_insert(&row, "storing a curve", e);
}

static enum err_code add_head(struct store *store,
			      const struct store_point *point,
			      sqlite3_int64 *id, struct err *e)
{
	struct row row = row_new(store, STORE_SQL_POINT_ADD);
	row_text(&row, point->step);
	row_text(&row, point->procedure);
	row_text(&row, point->params_json);
	row_text(&row, point->status);
	row_text(&row, point->started_utc);
	row_text(&row, point->ended_utc);
	enum err_code code = row_insert(&row, "storing a point", e);
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
