/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a run: what was measured goes into the throughput model and the
 * token rate becomes one more point of the run. */
#ifndef SEQUENCER_CLOSURE_H
#define SEQUENCER_CLOSURE_H

#include "plan/plan.h"
#include "results/store.h"

#define CLOSURE_STEP "model"
#define CLOSURE_ROWS_MAX 12

struct closure {
	struct store_result rows[CLOSURE_ROWS_MAX];
	size_t nrows;
	char mac_accounting[256]; /* what the rate stands for, in words */
	const char *binding;	  /* what sets the pass time, in words */
};

/*
 * Token time and tokens/s of plan->model from slot_period and loop_period
 * measured in this run (the last valid ones). Refused rows with a reason
 * where a measurement is missing; nothing is assumed in its place. lanes: C of
 * the bench.
 */
enum err_code closure_evaluate(const struct plan *plan,
			       const struct store_run *run, unsigned lanes,
			       struct closure *out, struct err *e) MUST_CHECK;

/* Lanes of the bench, as the run's provenance has them. */
unsigned closure_lanes(struct store *store);

#endif
