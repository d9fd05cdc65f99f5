/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What run and resume share: from an open store to the verdict on the
 * terminal, with the bench in its safe state whatever happened. */
#ifndef COMMANDS_EXECUTE_H
#define COMMANDS_EXECUTE_H

#include "plan/bench.h"
#include "plan/plan.h"
#include "results/store.h"

struct execute_options {
	bool report;   /* write report.html */
	bool guardian; /* a process that outlives this one secures the bench */
};

/* *exit_code from the stage verdict; errors of the bench, a stop by signal
 * and an unverified safe state are errors. Finished points are exported in
 * any case. */
enum err_code execute(const struct plan *plan, const struct bench *bench,
		      struct store *store,
		      const struct execute_options *options, int *exit_code,
		      struct err *e) MUST_CHECK;

/* The verdict table and the stage verdict on standard output; sets the exit
 * code that belongs to it. */
enum err_code execute_show(struct store *store, int *exit_code,
			   struct err *e) MUST_CHECK;

/* Exit code of a stage verdict's name. */
int execute_exit_code(const char *verdict);

#endif
