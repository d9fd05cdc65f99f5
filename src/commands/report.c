/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loopgauge report: make the report of a run again. */
#include "report/report.h"

#include <stdio.h>

#include "base/log.h"
#include "commands/command.h"
#include "base/options.h"

static enum err_code run(int argc, char **argv, int *exit_code, struct err *e)
{
	const char *out = NULL;
	struct option_spec options[] = {
		{ "-o", .value = &out },
		{ "--output", .value = &out },
		{ 0 },
	};
	struct store *store;
	char path[4096];
	int nargs;
	(void)exit_code;
	enum err_code code = options_parse(argc, argv, options, "RUN",
					   1, 1, &nargs, e);
	if (!code)
		code = store_open(argv[1], false, &store, e);
	if (code)
		return code;
	snprintf(path, sizeof(path), "%s/report.html", argv[1]);
	code = report_write(store, out ? out : path, e);
	if (!code)
		log_note("report: %s", out ? out : path);
	store_close(store);
	return code;
}

const struct command command_report = {
	.name = "report",
	.summary = "write the report of a run again",
	.help = "usage: loopgauge report RUN [-o FILE.html]\n"
		"\n"
		"Writes one self-contained HTML file (default: report.html in "
		"the run folder).\n",
	.run = run,
};
