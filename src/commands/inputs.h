/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans and benches as commands take them: read, checked, all problems shown,
 * and the simulated bench started when asked for. */
#ifndef COMMANDS_INPUTS_H
#define COMMANDS_INPUTS_H

#include "commands/twin_process.h"
#include "plan/bench.h"
#include "plan/plan.h"

/* Prints problems of a file to stderr, warnings too. Returns ERR_INPUT with a
 * summary if there are errors. */
enum err_code inputs_problems(const struct yaml_file *file,
			      struct err *e) MUST_CHECK;

enum err_code inputs_plan(const char *path, const char *const *sets,
			  size_t nsets, struct plan **out,
			  struct err *e) MUST_CHECK;

/* A bench file, or "twin": starts the simulated bench of the stage as a
 * process of its own (twin is then to be stopped) and reads the bench file it
 * writes. plan may be NULL. */
struct inputs_bench {
	struct bench *bench;
	struct twin_process *twin; /* NULL for a bench file */
};
enum err_code inputs_bench(const char *name, const char *stage,
			   const char *seed, const struct plan *plan,
			   struct inputs_bench *out, struct err *e) MUST_CHECK;
void inputs_bench_free(struct inputs_bench *bench);

#endif
