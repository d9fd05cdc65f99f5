/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the bench, runs, secures, judges, exports. */
#include "commands/execute.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "commands/command.h"
#include "commands/provenance.h"
#include "commands/terminal.h"
#include "report/number.h"
#include "report/report.h"
#include "report/table.h"
#include "results/export.h"
#include "sequencer/guardian.h"
#include "sequencer/judge.h"
#include "sequencer/run.h"
#include "sequencer/session.h"

int execute_exit_code(const char *verdict)
{
	enum verdict v;
	if (!verdict || !verdict_find(verdict, &v))
		return EXIT_BENCH;
	switch (v) {
	case VERDICT_PASS:
		return EXIT_PASS;
	case VERDICT_FAIL:
		return EXIT_FAIL;
	case VERDICT_INDETERMINATE:
	case VERDICT_INVALID:
	case VERDICT_NOT_RUN: /* nothing was judged */
		return EXIT_INDETERMINATE;
	case VERDICT_ERROR:
		break;
	}
	return EXIT_BENCH;
}

/* Session, steps, safe state. An unverified safe state outranks every other
 * error; its text goes in front of it. */
static enum err_code execute_bench(const struct plan *plan,
				   const struct bench *bench,
				   struct store *store, struct err *e)
{
	struct session session;
	struct err unsafe = { 0 }, ignored = { 0 };
	enum err_code code = session_open(bench, &session, e);
	if (code)
		return code;
	code = provenance_instruments(store, &session, e);
	if (!code)
		code = run_plan(plan, &session, store, e);
	/* Past lint, a value that an instrument does not take is the bench's
	 * affair. */
	if (code == ERR_RANGE || code == ERR_INPUT || code == ERR_USAGE)
		code = e->code = ERR_INSTRUMENT;
	if (session_safe(&session, &unsafe)) {
		char before[ERR_TEXT_MAX];
		snprintf(before, sizeof(before), "%s", code ? e->text :
			 "the run ended");
		code = err_set(e, ERR_UNSAFE, "%s; %s", unsafe.text, before);
	}
	if (store_event_add(store, code == ERR_UNSAFE ? e->text :
			    "safe state reached and verified", &ignored))
		log_warn("%s", ignored.text);
	session_close(&session);
	return code;
}

/* The stage verdict from what is stored. */
static enum err_code execute_judge(const struct plan *plan,
				   struct store *store, struct err *e)
{
	char utc[40];
	struct store_run *run;
	enum err_code code = store_run_load(store, &run, e);
	if (code)
		return code;
	enum verdict verdict;
	code = judge_stage(plan, run, &verdict, e);
	store_run_free(run);
	if (code)
		return code;
	code = store_meta_set(store, "verdict", verdict_name(verdict), e);
	return code ? code : store_meta_set(store, "ended_utc",
					    clock_utc(utc, sizeof(utc)), e);
}

/* results.csv and, if asked, report.html from what the store holds. */
static enum err_code write_exports(struct store *store, bool report,
				   struct err *e)
{
	struct store_run *run;
	char path[4096];
	enum err_code code = store_run_load(store, &run, e);
	if (code)
		return code;
	code = export_csv(store, run, e);
	store_run_free(run);
	if (code || !report)
		return code;
	snprintf(path, sizeof(path), "%s/report.html", store_dir(store));
	code = report_write(store, path, e);
	if (!code)
		log_note("report: %s", path);
	return code;
}

/* All rows of a run in one array, which the caller frees. */
static struct store_result *execute_rows(const struct store_run *run,
					 size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < run->npoints; i++)
		*n += run->points[i].nresults;
	struct store_result *rows = calloc(*n + 1, sizeof(*rows));
	if (!rows)
		return NULL;
	struct store_result *next = rows;
	for (size_t i = 0; i < run->npoints; i++)
		for (size_t j = 0; j < run->points[i].nresults; j++)
			*next++ = run->points[i].results[j];
	return rows;
}

/* The rate never without what it stands for (TP-3.14). */
static void execute_show_rate(struct store *store,
			      const struct store_result *rows, size_t n)
{
	const char *accounting = store_meta_get(store, REPORT_META_MAC);
	for (size_t i = 0; accounting && i < n; i++) {
		struct number number;
		char text[NUMBER_JOINED];
		if (strcmp(rows[i].quantity, REPORT_TOKENS_PER_S) != 0)
			continue;
		number_estimate(&rows[i].estimate, &number);
		printf("model: %s (%s)\n",
		       number_join(&number, text, sizeof(text)), accounting);
	}
}

/* Limits of steps that were not measured are in no table. */
static void execute_show_missing(struct store *store)
{
	char missing[512];
	if (*store_missing(store, missing, sizeof(missing)))
		printf("not measured: %s; `loopgauge resume %s` goes on\n",
		       missing, store_dir(store));
}

enum err_code execute_show(struct store *store, int *exit_code, struct err *e)
{
	struct store_run *run;
	size_t n;
	enum err_code code = store_run_load(store, &run, e);
	if (code)
		return code;
	struct store_result *rows = execute_rows(run, &n);
	if (!rows) {
		store_run_free(run);
		return err_set(e, ERR_NOMEM, "out of memory");
	}
	struct table_options options = {
		.width = terminal_width(), .colour = terminal_colour(),
	};
	table_write(stdout, rows, n, &options);
	const char *stage = store_meta_get(store, "stage");
	char subject[64];
	snprintf(subject, sizeof(subject), "%s", stage ? stage : "");
	table_write_verdict(stdout, subject, store_meta_get(store, "verdict"),
			    rows, n, options.colour);
	execute_show_missing(store);
	execute_show_rate(store, rows, n);
	free(rows);
	store_run_free(run);
	*exit_code = execute_exit_code(store_meta_get(store, "verdict"));
	return ERR_OK;
}

enum err_code execute(const struct plan *plan, const struct bench *bench,
		      struct store *store,
		      const struct execute_options *options, int *exit_code,
		      struct err *e)
{
	struct guardian guardian = { 0 };
	struct err after = { 0 };
	enum err_code code = ERR_OK;
	if (options->guardian)
		code = guardian_start(bench, &guardian, e);
	if (!code)
		code = execute_bench(plan, bench, store, e);
	if (code != ERR_UNSAFE)
		guardian_release(&guardian);
	if (code)
		if (store_event_add(store, e->text, &after))
			log_warn("%s", after.text);
	/* What was finished is judged and exported, however the run ended. */
	enum err_code later = code ? ERR_OK : run_close(plan, store, &after);
	if (!later)
		later = execute_judge(plan, store, &after);
	if (!later)
		later = write_exports(store, options->report, &after);
	/* Shown also when it cannot be kept: a full disk hides no verdict. */
	struct err hidden = { 0 };
	if (execute_show(store, exit_code, &hidden) && !later)
		later = err_set(&after, hidden.code, "%s", hidden.text);
	if (later && !code)
		return err_set(e, later, "%s", after.text);
	if (later)
		log_warn("%s", after.text);
	return code;
}
