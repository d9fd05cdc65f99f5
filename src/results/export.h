/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exports made from a run: the JSON of `show --json` (bench interface,
 * section 3) and results.csv. The same run gives the same bytes, wherever its
 * folder lies. What is absent, NaN or infinite is null in JSON and empty in
 * CSV; numbers have as many digits as it takes to read the same double back.
 */
#ifndef RESULTS_EXPORT_H
#define RESULTS_EXPORT_H

#include "results/store.h"

/*
 * JSON text for the caller to free, with a newline at its end. "run" is the
 * name of the folder; "plan", "stage", "bench" and "verdict" are provenance of
 * these names ("plan_path" and "bench_path" where "plan" or "bench" is not
 * set). ERR_NOMEM.
 */
enum err_code export_json(struct store *store, const struct store_run *run,
			  char **out, struct err *e) MUST_CHECK;
/* JSON of results alone (what rejudge compares), caller frees. */
enum err_code export_results_json(const struct store_result *results, size_t n,
				  char **out, struct err *e) MUST_CHECK;
/* One result as an object of jansson, the caller's; NULL: out of memory. */
struct json_t *export_result(const struct store_result *result);
/* Writes DIR/results.csv atomically: a head line, then a line a result. */
enum err_code export_csv(struct store *store, const struct store_run *run,
			 struct err *e) MUST_CHECK;

#endif
