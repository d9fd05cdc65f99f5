/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A run is a folder: run.db (SQLite, WAL, synchronous=FULL), captures/ with
 * SigMF recordings, and exports made from them. A finished point is committed
 * before the next one begins; what was judged is what is stored.
 *
 * The store knows no plan and no procedure: it keeps rows and gives them back
 * in the order in which they were added.
 */
#ifndef RESULTS_STORE_H
#define RESULTS_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/estimate.h"

struct store; /* opaque */

/*
 * Creates DIR and its parents (DIR must not exist or be empty) with captures/
 * and run.db. All errors of the store are ERR_STORE with the path and a
 * sentence. A store must not be used across fork().
 */
enum err_code store_create(const char *dir, struct store **out,
			   struct err *e) MUST_CHECK;
/* Opens an existing run, for writing only if no other process (or a child
 * that it left behind) may still do so. Readers and the writer do not mind
 * each other. */
enum err_code store_open(const char *dir, bool writable, struct store **out,
			 struct err *e) MUST_CHECK;
void store_close(struct store *store); /* NULL is accepted */
const char *store_dir(const struct store *store);

/* Provenance: plan, bench, stage, verdict, plan_text, plan_sha512, seed, ...
 * store_meta_get returns NULL if absent; valid until the next call. */
enum err_code store_meta_set(struct store *store, const char *key,
			     const char *value, struct err *e) MUST_CHECK;
const char *store_meta_get(struct store *store, const char *key);
/* Calls fn for all pairs in key order. */
void store_meta_each(struct store *store,
		     void (*fn)(void *context, const char *key,
				const char *value),
		     void *context);

/* Instruments as they identified themselves. */
struct store_instrument {
	const char *role, *driver, *address, *identity;
	const char *calibrated, *due, *certificate;
};
enum err_code store_instrument_add(struct store *store,
				   const struct store_instrument *instrument,
				   struct err *e) MUST_CHECK;

/* One judged (or only reported) number. lane, pass -1 = does not apply. */
struct store_result {
	const char *step, *quantity;
	int lane, pass;
	struct estimate estimate;
	bool has_min, has_max, mandatory;
	double min, max;
	const char *rule;    /* "guard95", NULL = no limit */
	const char *why;     /* trace of the limit, NULL */
	double p_conform;    /* NaN = none */
	const char *verdict; /* "PASS", ..., NULL = no limit */
	const char *reason;  /* in words, NULL */
	const char *capture; /* label of the recording it came from, NULL */
};

/* One recording: a SigMF pair captures/NAME.sigmf-meta, -data. */
struct store_capture {
	const char *step, *label, *name;
	const char *sha512_data, *sha512_meta;
};

/* A line for a figure: n points; lo, hi may be NULL. */
struct store_curve {
	const char *step, *name;       /* "snr-fit" */
	const char *x_title, *y_title; /* with units */
	size_t n;
	const double *x, *y, *lo, *hi;
};

/* Everything of one finished point, committed at once: on the disk when
 * store_point_add returns, or, after an error, not at all. */
struct store_point {
	const char *step, *procedure;
	const char *params_json;
	const char *status; /* "done", "error: ..." */
	const char *started_utc, *ended_utc;
	const struct store_result *results;
	size_t nresults;
	const struct store_capture *captures;
	size_t ncaptures;
	const struct store_curve *curves;
	size_t ncurves;
};
enum err_code store_point_add(struct store *store,
			      const struct store_point *point,
			      struct err *e) MUST_CHECK;
/* Is a point of this step stored with status "done"? */
bool store_point_done(struct store *store, const char *step);
/* Names of the steps that the run was to measure (meta "steps", each name
 * followed by a blank) and has not, joined by ", "; "" if none. Returns buf. */
const char *store_missing(struct store *store, char *buf, size_t size);
/* Is the last point of this step stored with another status? */
bool store_point_failed(struct store *store, const char *step);

/* Something that happened: retries, warnings, safe state, signals. */
enum err_code store_event_add(struct store *store, const char *text,
			      struct err *e) MUST_CHECK;

/* Everything back, for show, rejudge and the report. Arrays and texts belong
 * to the run and are freed with it. */
struct store_run {
	struct store_point *points; /* with their results, captures, curves */
	size_t npoints;
	struct store_instrument *instruments;
	size_t ninstruments;
	struct store_event {
		const char *utc, *text;
	} *events;
	size_t nevents;
};
enum err_code store_run_load(struct store *store, struct store_run **out,
			     struct err *e) MUST_CHECK;
void store_run_free(struct store_run *run);

#endif
