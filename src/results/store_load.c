/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a run back, whole and as of one moment. */
#include "results/store.h"

#include <endian.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/store_db.h"

/* Everything that a run points to, freed at once. */
struct block {
	struct block *next;
	max_align_t data[];
};

struct run {
	struct store_run run; /* first: store_run_free gets its address */
	struct block *blocks;
};

/* Reading one row, column after column. */
struct reader {
	struct run *run;
	sqlite3_stmt *stmt;
	int column;
	bool nomem, damaged;
};

static void *run_alloc(struct run *run, size_t size)
{
	struct block *block = calloc(1, sizeof(*block) + size);
	if (!block)
		return NULL;
	block->next = run->blocks;
	run->blocks = block;
	return block->data;
}

static void *reader_copy(struct reader *r, const void *data, size_t size)
{
	void *copy = run_alloc(r->run, size ? size : 1);
	if (!copy)
		r->nomem = true;
	else if (size)
		memcpy(copy, data, size);
	return copy;
}

static const char *read_text(struct reader *r)
{
	int column = r->column++;
	const void *text = sqlite3_column_text(r->stmt, column);
	if (!text)
		return NULL;
	size_t size = (size_t)sqlite3_column_bytes(r->stmt, column) + 1;
	return reader_copy(r, text, size);
}

static double read_real(struct reader *r)
{
	int column = r->column++;
	if (sqlite3_column_type(r->stmt, column) == SQLITE_NULL)
		return NAN;
	return sqlite3_column_double(r->stmt, column);
}

static sqlite3_int64 read_int(struct reader *r)
{
	return sqlite3_column_int64(r->stmt, r->column++);
}

/* Doubles of a curve; n is how many there must be, unless there are none. */
static const double *read_reals(struct reader *r, size_t n, bool optional)
{
	int column = r->column++;
	const void *blob = sqlite3_column_blob(r->stmt, column);
	size_t size = (size_t)sqlite3_column_bytes(r->stmt, column);
	if (size != n * sizeof(uint64_t) && !(optional && size == 0))
		r->damaged = true;
	if (!blob || r->damaged)
		return NULL;
	uint64_t *bytes = reader_copy(r, blob, size);
	for (size_t i = 0; bytes && i < n; i++)
		bytes[i] = le64toh(bytes[i]);
	return (const double *)bytes;
}

static enum estimate_censor censor_find(const char *name)
{
	if (!name)
		return ESTIMATE_CENSOR_NONE;
	return strcmp(name, "above") ? ESTIMATE_CENSOR_BELOW
				     : ESTIMATE_CENSOR_ABOVE;
}

static void read_estimate(struct reader *r, struct estimate *e)
{
	e->value = read_real(r);
	e->unit = read_text(r);
	e->u = read_real(r);
	e->lo = read_real(r);
	e->hi = read_real(r);
	e->coverage = read_real(r);
	e->nu_eff = read_real(r);
	e->n = (unsigned long)read_int(r);
	const char *status = read_text(r);
	if (status)
		e->status = estimate_status_parse(status);
	e->censor = censor_find(read_text(r));
	const char *flags = read_text(r);
	e->flags = flags ? estimate_flags_parse(flags) : 0;
	e->method = read_text(r);
	e->plane = read_text(r);
	const char *note = read_text(r);
	snprintf(e->note, sizeof(e->note), "%s", note ? note : "");
}

static bool read_limit(struct reader *r, double *limit)
{
	*limit = read_real(r);
	bool has = !isnan(*limit);
	if (!has)
		*limit = 0;
	return has;
}

static void read_result(struct reader *r, void *row)
{
	struct store_result *result = row;
	result->step = read_text(r);
	result->quantity = read_text(r);
	result->lane = (int)read_int(r);
	result->pass = (int)read_int(r);
	read_estimate(r, &result->estimate);
	result->has_min = read_limit(r, &result->min);
	result->has_max = read_limit(r, &result->max);
	result->mandatory = read_int(r);
	result->rule = read_text(r);
	result->why = read_text(r);
	result->p_conform = read_real(r);
	result->verdict = read_text(r);
	result->reason = read_text(r);
	result->capture = read_text(r);
}

static void read_capture(struct reader *r, void *row)
{
	struct store_capture *capture = row;
	capture->step = read_text(r);
	capture->label = read_text(r);
	capture->name = read_text(r);
	capture->sha512_data = read_text(r);
	capture->sha512_meta = read_text(r);
}

static void read_curve(struct reader *r, void *row)
{
	struct store_curve *curve = row;
	curve->step = read_text(r);
	curve->name = read_text(r);
	curve->x_title = read_text(r);
	curve->y_title = read_text(r);
	curve->n = (size_t)sqlite3_column_bytes(r->stmt, r->column) /
		   sizeof(uint64_t);
	curve->x = read_reals(r, curve->n, false);
	curve->y = read_reals(r, curve->n, false);
	curve->lo = read_reals(r, curve->n, true);
	curve->hi = read_reals(r, curve->n, true);
}

static void read_instrument(struct reader *r, void *row)
{
	struct store_instrument *instrument = row;
	instrument->role = read_text(r);
	instrument->driver = read_text(r);
	instrument->address = read_text(r);
	instrument->identity = read_text(r);
	instrument->calibrated = read_text(r);
	instrument->due = read_text(r);
	instrument->certificate = read_text(r);
}

static void read_event(struct reader *r, void *row)
{
	struct store_event *event = row;
	event->utc = read_text(r);
	event->text = read_text(r);
}

/* A point and the id that finds what belongs to it. */
struct point_row {
	struct store_point point;
	sqlite3_int64 id;
};

static void read_point(struct reader *r, void *row)
{
	struct point_row *p = row;
	p->id = read_int(r);
	p->point.step = read_text(r);
	p->point.procedure = read_text(r);
	p->point.params_json = read_text(r);
	p->point.status = read_text(r);
	p->point.started_utc = read_text(r);
	p->point.ended_utc = read_text(r);
}

/* Reads all rows of a statement, of one point unless id is 0, into an array
 * of n elements that belongs to the run. */
static enum err_code load(struct store *store, struct run *run,
			  enum store_sql sql, sqlite3_int64 id, size_t size,
			  void (*read)(struct reader *r, void *row),
			  void **array, size_t *n, struct err *e)
{
	struct reader r = { .run = run, .stmt = store->sql[sql] };
	char *rows = NULL;
	size_t count = 0, room = 0;
	int rc = id ? sqlite3_bind_int64(r.stmt, 1, id) : SQLITE_OK;
	while (rc == SQLITE_OK && !r.nomem && !r.damaged &&
	       sqlite3_step(r.stmt) == SQLITE_ROW) {
		if (count == room) {
			room = room ? 2 * room : 16;
			char *more = realloc(rows, room * size);
			if (!more) {
				r.nomem = true;
				break;
			}
			rows = more;
		}
		memset(rows + count * size, 0, size);
		r.column = 0;
		read(&r, rows + count * size);
		count++;
	}
	enum err_code code = ERR_OK;
	/* The reset reports how the last step ended. */
	if (sqlite3_reset(r.stmt) != SQLITE_OK || rc != SQLITE_OK)
		code = store_fail(store, e, "reading the run");
	*array = reader_copy(&r, rows, count * size);
	*n = count;
	free(rows);
	if (r.nomem && !code)
		code = err_set(e, ERR_NOMEM, "out of memory");
	if (r.damaged && !code)
		code = err_set(e, ERR_STORE,
			       "%s/run.db: a curve is damaged: x, y and its "
			       "band differ in length",
			       store->dir);
	return code;
}

static enum err_code load_point(struct store *store, struct run *run,
				const struct point_row *row,
				struct store_point *out, struct err *e)
{
	void *results, *captures, *curves;
	*out = row->point;
	enum err_code code = load(store, run, STORE_SQL_RESULTS, row->id,
				  sizeof(*out->results), read_result, &results,
				  &out->nresults, e);
	if (!code)
		code = load(store, run, STORE_SQL_CAPTURES, row->id,
			    sizeof(*out->captures), read_capture, &captures,
			    &out->ncaptures, e);
	if (!code)
		code = load(store, run, STORE_SQL_CURVES, row->id,
			    sizeof(*out->curves), read_curve, &curves,
			    &out->ncurves, e);
	if (code)
		return code;
	out->results = results;
	out->captures = captures;
	out->curves = curves;
	return ERR_OK;
}

static enum err_code load_points(struct store *store, struct run *run,
				 struct err *e)
{
	void *rows;
	size_t n;
	enum err_code code =
		load(store, run, STORE_SQL_POINTS, 0, sizeof(struct point_row),
		     read_point, &rows, &n, e);
	if (code)
		return code;
	struct store_point *points = run_alloc(run, (n + 1) * sizeof(*points));
	if (!points)
		return err_set(e, ERR_NOMEM, "out of memory");
	const struct point_row *row = rows;
	for (size_t i = 0; !code && i < n; i++)
		code = load_point(store, run, &row[i], &points[i], e);
	run->run.points = points;
	run->run.npoints = n;
	return code;
}

static enum err_code load_all(struct store *store, struct run *run,
			      struct err *e)
{
	void *instruments, *events;
	enum err_code code = load_points(store, run, e);
	if (!code)
		code = load(store, run, STORE_SQL_INSTRUMENTS, 0,
			    sizeof(struct store_instrument), read_instrument,
			    &instruments, &run->run.ninstruments, e);
	if (!code)
		code = load(store, run, STORE_SQL_EVENTS, 0,
			    sizeof(struct store_event), read_event, &events,
			    &run->run.nevents, e);
	if (code)
		return code;
	run->run.instruments = instruments;
	run->run.events = events;
	return ERR_OK;
}

enum err_code store_run_load(struct store *store, struct store_run **out,
			     struct err *e)
{
	struct run *run = calloc(1, sizeof(*run));
	if (!run)
		return err_set(e, ERR_NOMEM, "out of memory");
	enum err_code code =
		store_do(store, STORE_SQL_BEGIN_READ, "reading the run", e);
	if (!code) {
		struct err end = { 0 };
		code = load_all(store, run, e);
		if (store_do(store, STORE_SQL_COMMIT, "reading", &end) && !code)
			code = err_set(e, end.code, "%s", end.text);
	}
	if (code)
		store_run_free(&run->run);
	else
		*out = &run->run;
	return code;
}

void store_run_free(struct store_run *run)
{
	if (!run)
		return;
	struct run *whole = (struct run *)run;
	while (whole->blocks) {
		struct block *next = whole->blocks->next;
		free(whole->blocks);
		whole->blocks = next;
	}
	free(whole);
}
