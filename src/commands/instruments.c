/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loopgauge instruments: who is there. */
#include <stdio.h>

#include "commands/command.h"
#include "commands/inputs.h"
#include "commands/options.h"
#include "instruments/instrument_driver.h"
#include "sequencer/session.h"

static void list_drivers(void)
{
	puts("Drivers:");
	for (size_t i = 0; instrument_drivers[i]; i++) {
		const struct instrument_driver *d = instrument_drivers[i];
		printf("  %-18s %-13s %s\n", d->name,
		       instrument_role_name(d->role), d->summary);
	}
}

static void list_instruments(const struct session *session)
{
	for (int r = 0; r < ROLE_COUNT; r++) {
		const struct instrument *inst = session->role[r];
		if (inst)
			printf("%-13s %-18s %-28s %s\n",
			       instrument_role_name((enum instrument_role)r),
			       instrument_driver_name(inst),
			       instrument_address(inst),
			       instrument_identity(inst));
	}
}

static enum err_code run(int argc, char **argv, int *exit_code, struct err *e)
{
	const char *name = NULL;
	struct option_spec options[] = {
		{ "--bench", .value = &name },
		{ 0 },
	};
	struct inputs_bench bench;
	struct session session;
	int nargs;
	(void)exit_code;
	enum err_code code = options_parse(argc, argv, options, 0, 0, &nargs,
					   e);
	if (code)
		return code;
	if (!name) {
		list_drivers();
		return ERR_OK;
	}
	code = inputs_bench(name, "S2", NULL, NULL, &bench, e);
	if (code)
		return code;
	code = session_open(bench.bench, &session, e);
	if (!code) {
		list_instruments(&session);
		session_close(&session);
	}
	inputs_bench_free(&bench);
	return code;
}

const struct command command_instruments = {
	.name = "instruments",
	.summary = "identify and check every instrument of a bench",
	.help = "usage: loopgauge instruments [--bench FILE|twin]\n"
		"\n"
		"Connects to every instrument of the bench file and prints "
		"role, driver, address and\n"
		"identity. Changes no setting. Without --bench, lists the "
		"drivers.\n",
	.run = run,
};
