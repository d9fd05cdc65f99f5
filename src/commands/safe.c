/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loopgauge safe: bring a bench to its safe state, and nothing else. */
#include <stdio.h>

#include "commands/command.h"
#include "commands/inputs.h"
#include "base/options.h"
#include "sequencer/session.h"
#include "sequencer/stop.h"

static enum err_code run(int argc, char **argv, int *exit_code, struct err *e)
{
	const char *name = NULL;
	struct option_spec options[] = {
		{ "--bench", .value = &name },
		{ 0 },
	};
	struct inputs_bench bench;
	int nargs;
	(void)exit_code;
	enum err_code code = options_parse(argc, argv, options, NULL,
					   0, 0, &nargs, e);
	if (!code && !name)
		code = err_set(e, ERR_USAGE, "--bench FILE is missing; see "
			       "--help");
	if (!code)
		code = inputs_bench(name, "S2", NULL, NULL, &bench, e);
	if (code)
		return code;
	stop_install();
	/* Instruments are opened as they are secured: one that is gone must
	 * not keep the others alight. */
	struct session session = { .bench = bench.bench };
	code = session_safe(&session, e);
	if (!code)
		puts("safe: amplifier off, laser off, shutter closed, "
		     "verified by read-back");
	session_close(&session);
	inputs_bench_free(&bench);
	return code;
}

const struct command command_safe = {
	.name = "safe",
	.summary = "drive a bench to its safe state and verify it",
	.help = "usage: loopgauge safe --bench FILE\n"
		"\n"
		"Amplifier off, then laser off, then shutter closed, then the "
		"channels of a\n"
		"supply off that the bench file names, then the source gate "
		"closed; each is\n"
		"verified by read-back. Exit code 6 if that cannot be shown.\n",
	.run = run,
};
