/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loopgauge show: the verdicts of a run again, as a table or as JSON. */
#include <stdio.h>
#include <stdlib.h>

#include "commands/command.h"
#include "commands/execute.h"
#include "base/options.h"
#include "results/export.h"

static enum err_code show_json(struct store *store, struct err *e)
{
	struct store_run *run;
	char *text;
	enum err_code code = store_run_load(store, &run, e);
	if (code)
		return code;
	code = export_json(store, run, &text, e);
	store_run_free(run);
	if (code)
		return code;
	puts(text);
	free(text);
	return ERR_OK;
}

static enum err_code run(int argc, char **argv, int *exit_code, struct err *e)
{
	bool json = false;
	struct option_spec options[] = {
		{ "--json", .flag = &json },
		{ 0 },
	};
	struct store *store;
	int nargs;
	enum err_code code = options_parse(argc, argv, options, "RUN",
					   1, 1, &nargs, e);
	if (!code)
		code = store_open(argv[1], false, &store, e);
	if (code)
		return code;
	if (json) {
		code = show_json(store, e);
		*exit_code = execute_exit_code(store_meta_get(store,
							      "verdict"));
	} else {
		code = execute_show(store, exit_code, e);
	}
	store_close(store);
	return code;
}

const struct command command_show = {
	.name = "show",
	.summary = "print the verdicts of a run",
	.help = "usage: loopgauge show RUN [--json]\n"
		"\n"
		"Prints the verdict table of a run folder; the exit code is "
		"the verdict's.\n"
		"\n"
		"  --json  every result as JSON: {\"run\", \"plan\", "
		"\"stage\", \"bench\", \"verdict\",\n"
		"          \"results\": [...]}, absent values null\n",
	.run = run,
};
