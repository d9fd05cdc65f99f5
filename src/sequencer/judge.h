/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the recordings of a step to its rows in the store: evaluate, then put
 * every estimate against the limits of the plan. The same recordings give the
 * same rows, on the day and years later.
 */
#ifndef SEQUENCER_JUDGE_H
#define SEQUENCER_JUDGE_H

#include "capture/capture.h"
#include "plan/plan.h"
#include "procedure/output.h"
#include "results/store.h"
#include "verdict/verdict.h"

/* Rows point into the plan, into output and into texts; free together. */
struct judged {
	struct procedure_output output;
	struct store_result *rows;
	size_t nrows;
	struct store_curve *curves;
	size_t ncurves;
	char (*reasons)[160]; /* one for each row */
};

/* ERR_INPUT if the recordings do not fit the procedure. */
enum err_code judge_step(const struct plan_step *step,
			 const struct capture_list *captures,
			 struct judged *out, struct err *e) MUST_CHECK;
void judge_free(struct judged *judged);

/* Stage verdict of all rows with a limit; steps that did not run count as
 * NOT_RUN. (measurement definitions, section 11) */
enum err_code judge_stage(const struct plan *plan, const struct store_run *run,
			  enum verdict *out, struct err *e) MUST_CHECK;

#endif
