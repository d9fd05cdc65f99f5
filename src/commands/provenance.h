/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a run comes from: everything needed to make it, and to judge it,
 * again. */
#ifndef COMMANDS_PROVENANCE_H
#define COMMANDS_PROVENANCE_H

#include "commands/inputs.h"
#include "results/store.h"
#include "sequencer/session.h"

/* Plan and bench with their texts and hashes, options, versions, host. */
enum err_code provenance_inputs(struct store *store, const struct plan *plan,
				const struct bench *bench, const char *seed,
				const char *const *sets, size_t nsets,
				struct err *e) MUST_CHECK;
/* What the instruments said they are. */
enum err_code provenance_instruments(struct store *store,
				     const struct session *session,
				     struct err *e) MUST_CHECK;

/* The plan as it was run, read from the store: text and --set values. */
enum err_code provenance_plan(struct store *store, struct plan **out,
			      struct err *e) MUST_CHECK;
/* The bench as it was, likewise. */
enum err_code provenance_bench(struct store *store, struct bench **out,
			       struct err *e) MUST_CHECK;

#endif
