/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of run.db and every statement that is run on them. */
#include "results/store_db.h"

/* The value of a macro as text. */
#define TEXT(macro) TEXT_OF(macro)
#define TEXT_OF(value) #value

/* Doubles are of type ANY: the affinity of REAL would turn -0.0 into 0.0. */
const char store_schema[] =
	"PRAGMA journal_mode=WAL;"
	"BEGIN IMMEDIATE;"
	"CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)"
	" STRICT, WITHOUT ROWID;"
	"CREATE TABLE instrument (id INTEGER PRIMARY KEY, role TEXT,"
	" driver TEXT, address TEXT, identity TEXT, calibrated TEXT,"
	" due TEXT, certificate TEXT) STRICT;"
	"CREATE TABLE event (id INTEGER PRIMARY KEY, utc TEXT NOT NULL,"
	" text TEXT NOT NULL) STRICT;"
	"CREATE TABLE point (id INTEGER PRIMARY KEY, step TEXT NOT NULL,"
	" procedure TEXT, params TEXT, status TEXT NOT NULL,"
	" started_utc TEXT, ended_utc TEXT) STRICT;"
	"CREATE INDEX point_step ON point (step);"
	"CREATE TABLE result (id INTEGER PRIMARY KEY,"
	" point INTEGER NOT NULL REFERENCES point,"
	" step TEXT, quantity TEXT, lane INTEGER, pass INTEGER, value ANY,"
	" unit TEXT, u ANY, lo ANY, hi ANY, coverage ANY, nu_eff ANY,"
	" n INTEGER, status TEXT NOT NULL, censor TEXT, flags TEXT,"
	" method TEXT, plane TEXT, note TEXT, limit_min ANY, limit_max ANY,"
	" mandatory INTEGER, rule TEXT, why TEXT, p_conform ANY,"
	" verdict TEXT, reason TEXT, capture TEXT) STRICT;"
	"CREATE INDEX result_point ON result (point);"
	"CREATE TABLE capture (id INTEGER PRIMARY KEY,"
	" point INTEGER NOT NULL REFERENCES point, step TEXT, label TEXT,"
	" name TEXT, sha512_data TEXT, sha512_meta TEXT) STRICT;"
	"CREATE INDEX capture_point ON capture (point);"
	/* x, y, lo, hi: little-endian doubles */
	"CREATE TABLE curve (id INTEGER PRIMARY KEY,"
	" point INTEGER NOT NULL REFERENCES point, step TEXT, name TEXT,"
	" x_title TEXT, y_title TEXT, x BLOB, y BLOB, lo BLOB, hi BLOB)"
	" STRICT;"
	"CREATE INDEX curve_point ON curve (point);"
	"PRAGMA application_id=" TEXT(
		STORE_APPLICATION_ID) ";"
				      "PRAGMA user_version=" TEXT(
					      STORE_SCHEMA_VERSION) ";"
								    "COMMIT;";

const char *const store_statements[STORE_SQL_COUNT] = {
	[STORE_SQL_BEGIN_READ] = "BEGIN",
	[STORE_SQL_BEGIN] = "BEGIN IMMEDIATE",
	[STORE_SQL_COMMIT] = "COMMIT",
	[STORE_SQL_ROLLBACK] = "ROLLBACK",
	[STORE_SQL_META_SET] = "INSERT INTO meta VALUES (?, ?) "
			       "ON CONFLICT DO UPDATE SET value=excluded.value",
	[STORE_SQL_META_GET] = "SELECT value FROM meta WHERE key=?",
	[STORE_SQL_META_ALL] = "SELECT key, value FROM meta ORDER BY key",
	[STORE_SQL_INSTRUMENT_ADD] =
		"INSERT INTO instrument (" STORE_INSTRUMENT_COLUMNS
		") VALUES (?,?,?,?,?,?,?)",
	[STORE_SQL_EVENT_ADD] = "INSERT INTO event (utc, text) VALUES (?,?)",
	[STORE_SQL_POINT_ADD] = "INSERT INTO point (" STORE_POINT_COLUMNS
				") VALUES (?,?,?,?,?,?)",
	[STORE_SQL_RESULT_ADD] =
		"INSERT INTO result (point, " STORE_RESULT_COLUMNS
		") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
		"?,?,?)",
	[STORE_SQL_CAPTURE_ADD] =
		"INSERT INTO capture (point, " STORE_CAPTURE_COLUMNS
		") VALUES (?,?,?,?,?,?)",
	[STORE_SQL_CURVE_ADD] = "INSERT INTO curve (point, " STORE_CURVE_COLUMNS
				") VALUES (?,?,?,?,?,?,?,?,?)",
	[STORE_SQL_POINT_DONE] =
		"SELECT 1 FROM point WHERE step=? AND status='done' LIMIT 1",
	[STORE_SQL_POINT_FAILED] =
		"SELECT 1 FROM point WHERE id=(SELECT max(id) FROM point"
		" WHERE step=?) AND status<>'done'",
	[STORE_SQL_INSTRUMENTS] = "SELECT " STORE_INSTRUMENT_COLUMNS
				  " FROM instrument ORDER BY id",
	[STORE_SQL_EVENTS] = "SELECT utc, text FROM event ORDER BY id",
	[STORE_SQL_POINTS] =
		"SELECT id, " STORE_POINT_COLUMNS " FROM point ORDER BY id",
	[STORE_SQL_RESULTS] = "SELECT " STORE_RESULT_COLUMNS
			      " FROM result WHERE point=? ORDER BY id",
	[STORE_SQL_CAPTURES] = "SELECT " STORE_CAPTURE_COLUMNS
			       " FROM capture WHERE point=? ORDER BY id",
	[STORE_SQL_CURVES] = "SELECT " STORE_CURVE_COLUMNS
			     " FROM curve WHERE point=? ORDER BY id",
};
