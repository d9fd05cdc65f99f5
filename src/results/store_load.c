/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a run back, whole and as of one moment. */
#include "results/store.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/store_db.h"
#include "results/store_reader.h"

struct run {
	struct store_run run; /* first: store_run_free gets its address */
	struct reader_pool pool;
};

static enum estimate_censor censor_find(const char *name)
{
	if (!name)
		return ESTIMATE_CENSOR_NONE;
	return strcmp(name, "above") ? ESTIMATE_CENSOR_BELOW :
				       ESTIMATE_CENSOR_ABOVE;
}

static void read_estimate(struct reader *r, struct estimate *e)
{
	e->value = reader_real(r);
	e->unit = reader_text(r);
	e->u = reader_real(r);
	e->lo = reader_real(r);
	e->hi = reader_real(r);
	e->coverage = reader_real(r);
	e->nu_eff = reader_real(r);
	e->n = (unsigned long)reader_int(r);
	const char *status = reader_text(r);
	if (status)
		e->status = estimate_status_parse(status);
	e->censor = censor_find(reader_text(r));
	const char *flags = reader_text(r);
	e->flags = flags ? estimate_flags_parse(flags) : 0;
	e->method = reader_text(r);
	e->plane = reader_text(r);
	const char *note = reader_text(r);
	snprintf(e->note, sizeof(e->note), "%s", note ? note : "");
}

static bool read_limit(struct reader *r, double *limit)
{
	*limit = reader_real(r);
	bool has = !isnan(*limit);
	if (!has)
		*limit = 0;
	return has;
}

static void read_result(struct reader *r, void *row)
{
	struct store_result *result = row;
	result->step = reader_text(r);
	result->quantity = reader_text(r);
	result->lane = (int)reader_int(r);
	result->pass = (int)reader_int(r);
	read_estimate(r, &result->estimate);
	result->has_min = read_limit(r, &result->min);
	result->has_max = read_limit(r, &result->max);
	result->mandatory = reader_int(r);
	result->rule = reader_text(r);
	result->why = reader_text(r);
	result->p_conform = reader_real(r);
	result->verdict = reader_text(r);
	result->reason = reader_text(r);
	result->capture = reader_text(r);
}

static void read_capture(struct reader *r, void *row)
{
	struct store_capture *capture = row;
	capture->step = reader_text(r);
	capture->label = reader_text(r);
	capture->name = reader_text(r);
	capture->sha512_data = reader_text(r);
	capture->sha512_meta = reader_text(r);
}

static void read_curve(struct reader *r, void *row)
{
	struct store_curve *curve = row;
	curve->step = reader_text(r);
	curve->name = reader_text(r);
	curve->x_title = reader_text(r);
	curve->y_title = reader_text(r);
	curve->n = (size_t)sqlite3_column_bytes(r->stmt, r->column) /
		   sizeof(uint64_t);
	curve->x = reader_reals(r, curve->n, false);
	curve->y = reader_reals(r, curve->n, false);
	curve->lo = reader_reals(r, curve->n, true);
	curve->hi = reader_reals(r, curve->n, true);
}

static void read_instrument(struct reader *r, void *row)
{
	struct store_instrument *instrument = row;
	instrument->role = reader_text(r);
	instrument->driver = reader_text(r);
	instrument->address = reader_text(r);
	instrument->identity = reader_text(r);
	instrument->calibrated = reader_text(r);
	instrument->due = reader_text(r);
	instrument->certificate = reader_text(r);
}

static void read_event(struct reader *r, void *row)
{
	struct store_event *event = row;
	event->utc = reader_text(r);
	event->text = reader_text(r);
}

/* A point and the id that finds what belongs to it. */
struct point_row {
	struct store_point point;
	sqlite3_int64 id;
};

static void read_point(struct reader *r, void *row)
{
	struct point_row *p = row;
	p->id = reader_int(r);
	p->point.step = reader_text(r);
	p->point.procedure = reader_text(r);
	p->point.params_json = reader_text(r);
	p->point.status = reader_text(r);
	p->point.started_utc = reader_text(r);
	p->point.ended_utc = reader_text(r);
}

/* Reads all rows of a statement, of one point unless id is 0, into an array
 * of n elements that belongs to the run. */
static enum err_code load(struct store *store, struct run *run,
			  enum store_sql sql, sqlite3_int64 id, size_t size,
			  void (*read)(struct reader *r, void *row),
			  void **array, size_t *n, struct err *e)
{
	struct reader r = { .pool = &run->pool, .stmt = store->sql[sql] };
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
	struct store_point *points =
		reader_pool_alloc(&run->pool, (n + 1) * sizeof(*points));
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
	reader_pool_free(&whole->pool);
	free(whole);
}
