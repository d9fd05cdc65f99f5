/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Executes a plan on an open bench into a store: every step in order, its
 * point committed before the next one begins. The caller opens the session
 * and brings it to the safe state afterwards, whatever this returns.
 */
#ifndef SEQUENCER_RUN_H
#define SEQUENCER_RUN_H

#include "plan/plan.h"
#include "results/store.h"
#include "sequencer/session.h"

/*
 * ERR_ABORTED after a signal; the error of the instrument that failed (the
 * step is stored as "error: ..."). Steps whose points are already done are
 * skipped, so that a run can be resumed; `set` steps always run. A step that
 * fails on the wire is tried once more, which is recorded.
 */
enum err_code run_plan(const struct plan *plan, struct session *session,
		       struct store *store, struct err *e) MUST_CHECK;

/* Model closure: replaces nothing, adds the point "model" if the plan asks
 * for it and it is not there. */
enum err_code run_close(const struct plan *plan, struct store *store,
			struct err *e) MUST_CHECK;

/* Evaluates the stored recordings of one point again: rows for comparison.
 * captures are read from the run's folder. */
struct judged;
enum err_code run_rejudge(const struct plan *plan, struct store *store,
			  const struct store_point *point, struct judged *out,
			  struct err *e) MUST_CHECK;

#endif
