/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loopgauge instruments: who is there. */
#include <stdio.h>

#include "base/log.h"
#include "commands/command.h"
#include "commands/inputs.h"
#include "base/options.h"
#include "instruments/instrument_driver.h"
#include "sequencer/session.h"

static void list_driver_words(const struct instrument_driver *d)
{
	printf("  %-20s addresses:", "");
	for (const char *const *s = d->schemes; s && *s; s++)
		printf(" %s:", *s);
	putchar('\n');
	for (const struct instrument_setting *s = d->settings; s && s->name;
	     s++)
		printf("  %-20s %s (%s): %s\n", "", s->name, s->default_text,
		       s->help);
}

static void list_drivers(void)
{
	puts("Drivers:");
	for (size_t i = 0; instrument_drivers[i]; i++) {
		const struct instrument_driver *d = instrument_drivers[i];
		printf("  %-20s %-17s %s\n", d->name,
		       instrument_role_name(d->role), d->summary);
		if (log_get_level() == LOG_VERBOSE)
			list_driver_words(d);
	}
}

static void list_instruments(const struct session *session,
			     const struct err problems[ROLE_COUNT])
{
	for (int r = 0; r < ROLE_COUNT; r++) {
		const char *name =
			instrument_role_name((enum instrument_role)r);
		const struct bench_instrument *row =
			bench_find(session->bench, name);
		if (row)
			printf("%-17s %-20s %-26s %s%s\n", name,
			       row->driver->name, row->address,
			       problems[r].code ? "ERROR: " : "",
			       problems[r].code ? problems[r].text :
			       instrument_identity(session->role[r]));
	}
}

static enum err_code identify(const struct bench *bench, struct err *e)
{
	struct session session;
	struct err problems[ROLE_COUNT];
	size_t missing = session_open_each(bench, &session, problems);
	list_instruments(&session, problems);
	session_close(&session);
	if (missing)
		return err_set(e, ERR_INSTRUMENT, "%zu of %zu instruments "
			       "cannot be used", missing, bench->ninstruments);
	return ERR_OK;
}

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
	if (code)
		return code;
	if (!name) {
		list_drivers();
		return ERR_OK;
	}
	code = inputs_bench(name, "S2", NULL, NULL, &bench, e);
	if (code)
		return code;
	code = identify(bench.bench, e);
	inputs_bench_free(&bench);
	return code;
}

const struct command command_instruments = {
	.name = "instruments",
	.summary = "identify and check every instrument of a bench",
	.help = "usage: loopgauge instruments [--bench FILE|twin]\n"
		"\n"
		"Connects to every instrument of the bench file and prints "
		"role, driver, address\n"
		"and identity. Changes no setting. Without --bench, lists the "
		"drivers, with --verbose\n"
		"the addresses and settings (defaults) of each, too.\n",
	.run = run,
};
