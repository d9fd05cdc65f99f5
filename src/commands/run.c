/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loopgauge run: a plan on a bench, into a new run folder. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/log.h"
#include "commands/command.h"
#include "commands/execute.h"
#include "commands/inputs.h"
#include "base/options.h"
#include "commands/provenance.h"
#include "sequencer/stop.h"

struct run_arguments {
	const char *plan, *bench, *out, *seed;
	const char *sets[64];
	size_t nsets;
	bool no_report;
};

/* runs/PLAN-20260117T201500Z, next to the user. */
static enum err_code run_default_dir(const struct plan *plan, char *dir,
				     size_t size, struct err *e)
{
	char stamp[32];
	time_t now = time(NULL);
	struct tm utc;
	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ",
		 gmtime_r(&now, &utc));
	snprintf(dir, size, "runs/%s-%s", plan->name, stamp);
	if (mkdir("runs", 0777) < 0 && errno != EEXIST)
		return err_set_errno(e, ERR_STORE, "cannot make the folder "
				     "runs; choose another with --out");
	return ERR_OK;
}

static enum err_code run_on(const struct run_arguments *a,
			    const struct plan *plan,
			    const struct inputs_bench *bench, int *exit_code,
			    struct err *e)
{
	char dir[4096];
	struct store *store;
	enum err_code code = ERR_OK;
	if (a->out)
		snprintf(dir, sizeof(dir), "%s", a->out);
	else
		code = run_default_dir(plan, dir, sizeof(dir), e);
	if (!code)
		code = store_create(dir, &store, e);
	if (code)
		return code;
	log_note("run folder: %s", dir);
	code = provenance_inputs(store, plan, bench->bench, a->seed, a->sets,
				 a->nsets, e);
	/* A bench that ends with this process needs no guardian. */
	struct execute_options options = {
		.report = !a->no_report, .guardian = !bench->twin,
	};
	if (!code)
		code = execute(plan, bench->bench, store, &options, exit_code,
			       e);
	store_close(store);
	return code;
}

static enum err_code run_arguments_read(int argc, char **argv,
					struct run_arguments *a, struct err *e)
{
	struct option_spec options[] = {
		{ "--bench", .value = &a->bench },
		{ "--out", .value = &a->out },
		{ "--seed", .value = &a->seed },
		{ "--set", .list = a->sets, .count = &a->nsets,
		  .capacity = 64 },
		{ "--no-report", .flag = &a->no_report },
		{ 0 },
	};
	int nargs;
	enum err_code code = options_parse(argc, argv, options, "PLAN",
					   1, 1, &nargs, e);
	a->plan = argv[1];
	if (!code && a->seed && (!*a->seed || strlen(a->seed) > 19 ||
				 a->seed[strspn(a->seed, "0123456789")]))
		code = err_set(e, ERR_USAGE, "--seed: expected a whole number "
			       "of at most 19 digits, got \"%s\"", a->seed);
	return code;
}

static enum err_code run(int argc, char **argv, int *exit_code, struct err *e)
{
	struct run_arguments a = { 0 };
	struct plan *plan;
	struct inputs_bench bench;
	/* Before anything shines: no signal may end the program past it. */
	stop_install();
	enum err_code code = run_arguments_read(argc, argv, &a, e);
	if (!code)
		code = inputs_plan(a.plan, a.sets, a.nsets, &plan, e);
	if (code)
		return code;
	const char *name = a.bench ? a.bench : plan->bench;
	if (!*name)
		code = err_set(e, ERR_USAGE, "%s names no bench: say --bench "
			       "FILE or --bench twin", a.plan);
	/* The seed is part of where a run comes from, given or not. */
	if (!a.seed && strcmp(name, "twin") == 0)
		a.seed = "1";
	if (!code)
		code = inputs_bench(name, plan->stage, a.seed, plan, &bench,
				    e);
	if (!code) {
		code = run_on(&a, plan, &bench, exit_code, e);
		inputs_bench_free(&bench);
	}
	plan_free(plan);
	return code;
}

const struct command command_run = {
	.name = "run",
	.summary = "execute a plan on a bench",
	.help = "usage: loopgauge run PLAN [--bench FILE|twin] [--out DIR]\n"
		"                     [--set NAME=VALUE]... [--seed N] "
		"[--no-report]\n"
		"\n"
		"Executes the plan step by step and leaves a run folder with "
		"the database of\n"
		"results, the raw recordings, results.csv and report.html. "
		"The bench is brought to\n"
		"its safe state at every end, amplifier first, and verified. "
		"Ctrl-C stops the run;\n"
		"finished points stay, and `loopgauge resume` goes on.\n"
		"\n"
		"  --bench FILE      bench file, or twin for the simulated "
		"bench; without it the\n"
		"                    bench that the plan names\n"
		"  --out DIR         run folder to create (default: "
		"runs/PLAN-TIME)\n"
		"  --set NAME=VALUE  replace a value of the plan's vars\n"
		"  --seed N          seed of the simulated bench (default: 1)\n"
		"  --no-report       leave report.html out\n",
	.run = run,
};
