/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loopgauge rejudge: estimates and verdicts once more from the recordings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "commands/command.h"
#include "commands/execute.h"
#include "base/options.h"
#include "commands/provenance.h"
#include "results/agree.h"
#include "results/export.h"
#include "sequencer/closure.h"
#include "sequencer/judge.h"
#include "sequencer/run.h"

/* How the results made again compare with the stored ones. */
struct comparison {
	bool bytes;   /* the same to the last digit */
	bool meaning; /* the same but for rounding */
	double worst; /* of what was rounded (results/agree.h) */
};

/* Prints both where more than rounding is between them. */
static enum err_code compare(const struct store_point *point,
			     const struct store_result *rows, size_t nrows,
			     struct comparison *c, struct err *e)
{
	char *stored = NULL, *again = NULL;
	enum err_code code = export_results_json(point->results,
						 point->nresults, &stored, e);
	if (!code)
		code = export_results_json(rows, nrows, &again, e);
	bool same = !code && strcmp(stored, again) == 0;
	c->bytes = c->bytes && same;
	if (!code && !same &&
	    !agree_results(point->results, point->nresults, rows, nrows,
			   &c->worst)) {
		c->meaning = false;
		printf("%s: the recordings now give other results\n"
		       "stored:\n%s\nagain:\n%s\n", point->step, stored,
		       again);
	}
	free(stored);
	free(again);
	return code;
}

static enum err_code rejudge_point(const struct plan *plan,
				   struct store *store,
				   const struct store_run *run,
				   const struct store_point *point,
				   struct comparison *c, struct err *e)
{
	if (strcmp(point->step, CLOSURE_STEP) == 0) {
		struct closure closure;
		enum err_code code = closure_evaluate(
			plan, run, closure_lanes(store), &closure, e);
		return code ? code : compare(point, closure.rows,
					     closure.nrows, c, e);
	}
	struct judged judged;
	enum err_code code = run_rejudge(plan, store, point, &judged, e);
	if (code)
		return code;
	code = compare(point, judged.rows, judged.nrows, c, e);
	judge_free(&judged);
	return code;
}

static void report(size_t points, const struct comparison *c)
{
	if (c->bytes)
		printf("rejudged %zu points from their recordings: the same "
		       "results to the last digit\n", points);
	else
		printf("rejudged %zu points from their recordings: the same "
		       "verdicts; last digits differ, by %.1g of the "
		       "uncertainty at most, as another processor or "
		       "mathematical library rounds\n", points, c->worst);
}

static enum err_code rejudge(struct store *store, int *exit_code,
			     struct err *e)
{
	struct plan *plan;
	struct store_run *run = NULL;
	struct comparison same = { .bytes = true, .meaning = true };
	size_t points = 0;
	enum err_code code = provenance_plan(store, &plan, e);
	if (code)
		return code;
	code = store_run_load(store, &run, e);
	for (size_t i = 0; !code && i < run->npoints; i++) {
		if (strcmp(run->points[i].status, "done") != 0 ||
		    run->points[i].nresults == 0)
			continue; /* nothing was measured */
		code = rejudge_point(plan, store, run, &run->points[i], &same,
				     e);
		points++;
	}
	/* The command line was right: it is the folder that is not. */
	if (code == ERR_INPUT || code == ERR_RANGE)
		code = e->code = ERR_STORE;
	if (!code)
		code = execute_show(store, exit_code, e);
	if (!code && !same.meaning)
		code = err_set(e, ERR_STORE, "the recordings do not give the "
			       "stored results (see above); stored by version "
			       "%s", store_meta_get(store, "version"));
	if (!code)
		report(points, &same);
	store_run_free(run);
	plan_free(plan);
	return code;
}

static enum err_code run(int argc, char **argv, int *exit_code, struct err *e)
{
	static const struct option_spec options[] = { { 0 } };
	struct store *store;
	int nargs;
	enum err_code code = options_parse(argc, argv, options, "RUN",
					   1, 1, &nargs, e);
	if (!code)
		code = store_open(argv[1], false, &store, e);
	if (code)
		return code;
	code = rejudge(store, exit_code, e);
	store_close(store);
	return code;
}

const struct command command_rejudge = {
	.name = "rejudge",
	.summary = "compute estimates and verdicts again from the recordings",
	.help = "usage: loopgauge rejudge RUN\n"
		"\n"
		"Evaluates the raw recordings of a run again, checks their "
		"SHA-512, and compares\n"
		"with what was stored, to the last digit. No bench is needed; "
		"nothing is changed.\n"
		"Another processor or mathematical library may round last "
		"digits differently: that\n"
		"is said, and how far. The exit code is the verdict's, or 4 "
		"if anything else differs.\n",
	.run = run,
};
