/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated bench as a child process. */
#ifndef COMMANDS_TWIN_PROCESS_H
#define COMMANDS_TWIN_PROCESS_H

#include "base/err.h"

struct twin_process; /* opaque */

/*
 * Starts loopgauge-twin (beside this program, else on PATH) for a stage and
 * waits until it says that it is ready. seed may be NULL.
 */
enum err_code twin_process_start(const char *stage, const char *seed,
				 struct twin_process **out,
				 struct err *e) MUST_CHECK;
/* The bench file that describes it. */
const char *twin_process_bench_file(const struct twin_process *twin);
/* Ends it and removes its files; NULL is accepted. */
void twin_process_stop(struct twin_process *twin);

#endif
