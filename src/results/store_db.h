/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the run store: the open database and how rows go in. Only files of
 * this folder named store*.c include it; they alone use SQLite. */
#ifndef RESULTS_STORE_DB_H
#define RESULTS_STORE_DB_H

#include <sqlite3.h>

#include "results/store.h"

/* Written into the header of run.db, so that file(1) and we know it. */
#define STORE_APPLICATION_ID 0x4c474155 /* "LGAU" */
#define STORE_SCHEMA_VERSION 1

/* The columns of a table, in the order in which they are bound and read. */
#define STORE_INSTRUMENT_COLUMNS                                               \
	"role, driver, address, identity, calibrated, due, certificate"
#define STORE_POINT_COLUMNS                                                    \
	"step, procedure, params, status, started_utc, ended_utc"
#define STORE_RESULT_COLUMNS                                                   \
	"step, quantity, lane, pass, value, unit, u, lo, hi, coverage, "       \
	"nu_eff, n, status, censor, flags, method, plane, note, "              \
	"limit_min, limit_max, mandatory, rule, why, p_conform, verdict, "     \
	"reason, capture"
#define STORE_CAPTURE_COLUMNS "step, label, name, sha512_data, sha512_meta"
#define STORE_CURVE_COLUMNS "step, name, x_title, y_title, x, y, lo, hi"

/* Every statement is prepared once, when the store is opened. */
enum store_sql {
	STORE_SQL_BEGIN_READ,
	STORE_SQL_BEGIN,
	STORE_SQL_COMMIT,
	STORE_SQL_ROLLBACK,
	STORE_SQL_META_SET,
	STORE_SQL_META_GET,
	STORE_SQL_META_ALL,
	STORE_SQL_INSTRUMENT_ADD,
	STORE_SQL_EVENT_ADD,
	STORE_SQL_POINT_ADD,
	STORE_SQL_RESULT_ADD,
	STORE_SQL_CAPTURE_ADD,
	STORE_SQL_CURVE_ADD,
	STORE_SQL_POINT_DONE,
	STORE_SQL_POINT_FAILED,
	STORE_SQL_INSTRUMENTS,
	STORE_SQL_EVENTS,
	STORE_SQL_POINTS,
	STORE_SQL_RESULTS, /* of one point, and so on */
	STORE_SQL_CAPTURES,
	STORE_SQL_CURVES,
	STORE_SQL_COUNT
};

extern const char store_schema[]; /* makes the tables */
extern const char *const store_statements[STORE_SQL_COUNT];

struct store {
	sqlite3 *db;
	sqlite3_stmt *sql[STORE_SQL_COUNT];
	char *dir;
	char *text; /* what store_meta_get handed out last */
	int lock;   /* the folder, locked while the store is writable; or -1 */
};

/* The steps of opening: an unconnected store, the lock of the folder, the
 * connection to a file, and the statements. store_close undoes any of them. */
enum err_code store_new(const char *dir, struct store **out,
			struct err *e) MUST_CHECK;
enum err_code store_lock(struct store *s, struct err *e) MUST_CHECK;
enum err_code store_connect(struct store *s, const char *name, int flags,
			    struct err *e) MUST_CHECK;
enum err_code store_prepare(struct store *s, struct err *e) MUST_CHECK;

/* Runs SQL text. */
enum err_code store_exec(struct store *s, const char *sql, const char *what,
			 struct err *e) MUST_CHECK;

/* ERR_STORE with the path, what was tried and what SQLite says. */
enum err_code store_fail(struct store *store, struct err *e, const char *what);

/* Runs a statement without parameters or rows. */
enum err_code store_do(struct store *store, enum store_sql sql,
		       const char *what, struct err *e) MUST_CHECK;

#endif
