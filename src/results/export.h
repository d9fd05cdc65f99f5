/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exports made from a run: the JSON of `show --json` (bench-interface,
 * section 3) and results.csv (libcsv). The same run gives the same bytes. */
#ifndef RESULTS_EXPORT_H
#define RESULTS_EXPORT_H

#include "results/store.h"

/* JSON text for the caller to free. Absent values are null. */
enum err_code export_json(struct store *store, const struct store_run *run,
			  char **out, struct err *e) MUST_CHECK;
/* JSON of results alone (what rejudge compares), caller frees. */
enum err_code export_results_json(const struct store_result *results, size_t n,
				  char **out, struct err *e) MUST_CHECK;
/* Writes DIR/results.csv atomically. */
enum err_code export_csv(struct store *store, const struct store_run *run,
			 struct err *e) MUST_CHECK;

#endif
