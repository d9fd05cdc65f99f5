/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loopgauge lint: all problems of plans and bench files, no hardware. */
#include <stdio.h>

#include "base/log.h"
#include "commands/command.h"
#include "commands/inputs.h"
#include "base/options.h"
#include "sequencer/bind.h"

/* A bench file is known by its instruments. */
static enum err_code is_bench(const char *path, bool *bench, struct err *e)
{
	struct yaml_file *file;
	enum err_code code = yaml_file_open(path, &file, e);
	if (code)
		return code;
	*bench = yaml_present(yaml_get(yaml_root(file), "instruments"));
	yaml_file_close(file);
	return ERR_OK;
}

static enum err_code lint_one(const char *path, const char *const *sets,
			      size_t nsets, struct err *e)
{
	bool bench_file;
	enum err_code code = is_bench(path, &bench_file, e);
	if (code)
		return code;
	if (bench_file) {
		struct bench *bench;
		code = bench_read(path, bind_catalog(), NULL, &bench, e);
		if (!code) {
			code = inputs_problems(bench->file, e);
			bench_free(bench);
		}
		return code;
	}
	struct plan *plan;
	code = inputs_plan(path, sets, nsets, &plan, e);
	if (!code)
		plan_free(plan);
	return code;
}

static enum err_code run(int argc, char **argv, int *exit_code, struct err *e)
{
	const char *sets[64];
	size_t nsets = 0;
	int nargs, bad = 0;
	struct option_spec options[] = {
		{ "--set", .list = sets, .count = &nsets, .capacity = 64 },
		{ 0 },
	};
	enum err_code code = options_parse(argc, argv, options, "FILE",
					   1, -1, &nargs, e);
	if (code)
		return code;
	for (int i = 1; i <= nargs; i++) {
		struct err one = { 0 };
		if (lint_one(argv[i], sets, nsets, &one)) {
			fprintf(stderr, "%s\n", one.text);
			bad++;
		} else {
			log_note("%s: good", argv[i]);
		}
	}
	*exit_code = bad ? EXIT_USAGE : EXIT_PASS;
	return ERR_OK;
}

const struct command command_lint = {
	.name = "lint",
	.summary = "check plans and bench files, without hardware",
	.help = "usage: loopgauge lint [--set NAME=VALUE]... FILE...\n"
		"\n"
		"Checks plans and bench files and reports all problems of "
		"each, with file, line\n"
		"and column, what was expected and the nearest valid name. "
		"Opens no instrument.\n"
		"Exit code 2 if any file has a problem.\n"
		"\n"
		"  --set NAME=VALUE  replace a value of the plan's vars\n",
	.run = run,
};
