/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a report is made of: one loaded run and its provenance, read once, so
 * that the sections are pure functions of it.
 */
#ifndef REPORT_DATA_H
#define REPORT_DATA_H

#include <stddef.h>

#include "results/store.h"

struct data_meta {
	char *key, *value;
};

struct data {
	const char *dir; /* name of the run */
	const struct store_run *run;
	struct data_meta *meta; /* in key order */
	size_t nmeta;
	bool lanes; /* results of more than one lane */
	char missing[512]; /* steps without a result, "" if none */
};

/* Copies the provenance of store; run stays the caller's. */
enum err_code data_init(struct data *d, struct store *store,
			const struct store_run *run, struct err *e) MUST_CHECK;
void data_free(struct data *d);

/* NULL if absent or empty. */
const char *data_meta(const struct data *d, const char *key);
/* First result of this quantity in the run, NULL if none. */
const struct store_result *data_result(const struct data *d,
				       const char *quantity);
/* Curve of a point with at least one point on it, NULL if none. */
const struct store_curve *data_curve(const struct store_point *point,
				     const char *name);

#endif
