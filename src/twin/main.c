/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loopgauge-twin: the simulated bench as a process. The only file of the twin
 * that prints and chooses the exit code.
 */
#include <config.h> /* the one of the build, not twin/config.h */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "twin/bench.h"
#include "twin/describe.h"
#include "twin/endpoints.h"
#include "twin/fault.h"
#include "twin/options.h"
#include "twin/status.h"

/* Exit codes of the command line contract. */
#define EXIT_USAGE 2
#define EXIT_BENCH 4
/* How often --realtime moves the clock. */
#define TICK_NS 10000000

static enum err_code read_config(const struct twin_options *options,
				 struct twin_config *config, struct err *e)
{
	enum err_code code;

	if (!options->config)
		return twin_config_stage(options->stage, config, e);
	code = twin_config_lint(options->config, config, stderr, e);
	if (code == ERR_IO)
		code = ERR_INPUT; /* a file that is not there is wrong usage */
	if (!code && options->stage && strcmp(options->stage, config->stage))
		code = err_set(e, ERR_USAGE,
			       "%s is for stage %s, but --stage is %s",
			       options->config, config->stage, options->stage);
	return code;
}

static enum err_code make_bench(const struct twin_options *options,
				struct twin_bench **bench, struct err *e)
{
	struct twin_config config;
	char why[300];
	enum err_code code = read_config(options, &config, e);

	if (!code)
		code = twin_bench_new(&config, options->seed, bench, e);
	for (unsigned i = 0; !code && i < options->nfaults; i++)
		if (twin_fault_set(*bench, options->faults[i]))
			code = err_set(e, ERR_USAGE, "--fault: %s",
				       twin_fault_problem(options->faults[i],
							  why, sizeof(why)));
	return code;
}

static void list_faults(void)
{
	for (const char *const *name = twin_fault_names(); *name; name++)
		printf("%-20s %s %s\n", *name, twin_fault_help(*name),
		       twin_fault_is_once(*name) ? "(Once.)" :
						   "(Until cleared.)");
}

/* Without a stage, what every stage may say. */
static enum err_code describe(const struct twin_options *options,
			      struct err *e)
{
	struct twin_config config;
	bool given = options->stage || options->config;
	enum err_code code = given ? read_config(options, &config, e) : ERR_OK;

	if (!code)
		twin_config_describe(given ? &config : NULL, stdout);
	return code;
}

static enum err_code lint(const struct twin_options *options, struct err *e)
{
	struct twin_config config;
	enum err_code code =
		twin_config_lint(options->lint, &config, stderr, e);

	if (code == ERR_IO)
		code = ERR_INPUT;
	if (!code)
		printf("%s: no problems, stage %s\n", options->lint,
		       config.stage);
	return code;
}

static enum err_code show_truth(const struct twin_options *options,
				struct err *e)
{
	struct twin_bench *bench = NULL;
	enum err_code code = make_bench(options, &bench, e);

	if (!code) {
		char *truth = options->amplifier_off ?
				      twin_truth_unamplified(bench) :
				      twin_truth(bench);

		if (truth)
			fputs(truth, stdout);
		else
			code = err_set(e, ERR_NOMEM, "no memory for the truth");
		free(truth);
	}
	twin_bench_free(bench);
	return code;
}

/* Blocks until a signal asks to stop; moves the clock if it is to run. */
static void wait_for_stop(struct twin_bench *bench, const sigset_t *signals,
			  bool realtime)
{
	struct timespec tick = { .tv_nsec = TICK_NS };
	struct timespec last, now;

	if (!realtime) {
		while (sigwaitinfo(signals, NULL) < 0)
			;
		return;
	}
	clock_gettime(CLOCK_MONOTONIC, &last);
	while (sigtimedwait(signals, NULL, &tick) < 0) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		twin_bench_advance_ns(
			bench, (now.tv_sec - last.tv_sec) * 1000000000LL +
				       now.tv_nsec - last.tv_nsec);
		last = now;
	}
}

static enum err_code say_ready(const struct twin_options *options,
			       struct twin_bench *bench,
			       const struct twin_endpoints *endpoints,
			       struct err *e)
{
	char *line = options->json ? twin_status_json(bench, endpoints) :
				     twin_status_text(bench, endpoints);

	if (!line)
		return err_set(e, ERR_NOMEM, "no memory for the status line");
	bool said = puts(line) >= 0 && !fflush(stdout);

	free(line);
	return said ? ERR_OK :
		      err_set_errno(e, ERR_IO, "cannot write to stdout");
}

static enum err_code serve(const struct twin_options *options, struct err *e)
{
	struct twin_bench *bench = NULL;
	struct twin_endpoints *endpoints = NULL;
	sigset_t signals;
	enum err_code code;

	/* Before any thread is made: all inherit the mask. */
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	code = make_bench(options, &bench, e);
	if (!code)
		code = twin_endpoints_start(bench, options, &endpoints, e);
	if (!code && options->write_bench)
		code = twin_status_write_bench(bench, endpoints,
					       options->write_bench, e);
	if (!code)
		code = say_ready(options, bench, endpoints, e);
	if (!code)
		wait_for_stop(bench, &signals, options->realtime);
	twin_endpoints_stop(endpoints);
	twin_bench_free(bench);
	return code;
}

static enum err_code run(const struct twin_options *options, struct err *e)
{
	switch (options->action) {
	case TWIN_SERVE:
		return serve(options, e);
	case TWIN_SHOW_TRUTH:
		return show_truth(options, e);
	case TWIN_LIST_STAGES:
		return twin_stages_list(stdout, e);
	case TWIN_DESCRIBE:
		return describe(options, e);
	case TWIN_LINT:
		return lint(options, e);
	case TWIN_LIST_FAULTS:
		list_faults();
		return ERR_OK;
	case TWIN_HELP:
		fputs(twin_options_help, stdout);
		return ERR_OK;
	case TWIN_VERSION:
		puts("loopgauge-twin " PACKAGE_VERSION);
		return ERR_OK;
	}
	return ERR_OK;
}

int main(int argc, char **argv)
{
	pid_t parent = getppid();
	struct twin_options options;
	struct err e = { 0 };
	enum err_code code = twin_options_parse(argc, argv, &options, &e);

	if (!code && options.exit_with_parent) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			return EXIT_SUCCESS; /* it ended just now */
	}
	if (!code)
		code = run(&options, &e);
	if (!code)
		return EXIT_SUCCESS;
	fprintf(stderr, "loopgauge-twin: %s\n", e.text);
	if (code == ERR_USAGE)
		fputs("Try 'loopgauge-twin --help'.\n", stderr);
	return code == ERR_USAGE || code == ERR_INPUT ? EXIT_USAGE :
							EXIT_BENCH;
}
