/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loopgauge resume: go on where a run was stopped. */
#include <stdio.h>
#include <string.h>

#include "commands/command.h"
#include "commands/execute.h"
#include "commands/inputs.h"
#include "base/options.h"
#include "commands/provenance.h"
#include "sequencer/stop.h"

/* The bench as stored; a run on the simulated bench gets a new one with the
 * same seed. */
static enum err_code resume_bench(const char *name, struct store *store,
				  const struct plan *plan,
				  struct inputs_bench *out, struct err *e)
{
	char seed[32] = "";
	const char *stored = store_meta_get(store, "bench");
	bool twin = name ? strcmp(name, "twin") == 0 :
			   stored && strncmp(stored, "twin", 4) == 0;
	*out = (struct inputs_bench){ 0 };
	if (twin) {
		const char *text = store_meta_get(store, "seed");
		snprintf(seed, sizeof(seed), "%s", text ? text : "");
		return inputs_bench("twin", plan->stage, *seed ? seed : NULL,
				    plan, out, e);
	}
	if (name)
		return inputs_bench(name, plan->stage, NULL, plan, out, e);
	return provenance_bench(store, &out->bench, e);
}

static enum err_code resume(struct store *store, const char *bench_name,
			    int *exit_code, struct err *e)
{
	struct plan *plan;
	struct inputs_bench bench;
	enum err_code code = provenance_plan(store, &plan, e);
	if (code)
		return code;
	code = resume_bench(bench_name, store, plan, &bench, e);
	if (!code)
		code = store_event_add(store, "resumed", e);
	if (!code) {
		struct execute_options options = {
			.report = true, .guardian = !bench.twin,
		};
		code = execute(plan, bench.bench, store, &options, exit_code,
			       e);
		inputs_bench_free(&bench);
	}
	plan_free(plan);
	return code;
}

static enum err_code run(int argc, char **argv, int *exit_code, struct err *e)
{
	const char *bench = NULL;
	struct option_spec options[] = {
		{ "--bench", .value = &bench },
		{ 0 },
	};
	struct store *store;
	int nargs;
	stop_install();
	enum err_code code = options_parse(argc, argv, options, "RUN",
					   1, 1, &nargs, e);
	if (!code)
		code = store_open(argv[1], true, &store, e);
	if (code)
		return code;
	code = resume(store, bench, exit_code, e);
	store_close(store);
	return code;
}

const struct command command_resume = {
	.name = "resume",
	.summary = "go on with a run that was stopped",
	.help = "usage: loopgauge resume RUN [--bench FILE|twin]\n"
		"\n"
		"Takes plan and bench from the run folder, skips the steps "
		"whose points are\n"
		"stored and measures the others. Steps that set instruments "
		"are repeated.\n"
		"\n"
		"  --bench FILE  another bench file than the stored one\n",
	.run = run,
};
