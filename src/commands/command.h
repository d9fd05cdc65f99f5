/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A subcommand: one file, one const struct, one row in main.c's table. */
#ifndef COMMANDS_COMMAND_H
#define COMMANDS_COMMAND_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"

/* Exit codes of the program (bench-interface, section 3). */
enum command_exit {
	EXIT_PASS = 0,
	EXIT_FAIL = 1,
	EXIT_USAGE = 2,
	EXIT_INDETERMINATE = 3,
	EXIT_BENCH = 4,
	EXIT_ABORTED = 5,
	EXIT_UNSAFE = 6,
};

struct command {
	const char *name, *summary;
	const char *help; /* usage line and options, as --help shows it */
	void (*more_help)(FILE *out); /* what follows it, or NULL */
	/* Or NULL: explains the word after the command instead of all this;
	 * false if there is no such topic. */
	bool (*topic_help)(FILE *out, const char *topic);
	/* argv[0] is the command's name. ERR_OK and *exit_code, or an error
	 * that main prints and turns into an exit code. */
	enum err_code (*run)(int argc, char **argv, int *exit_code,
			     struct err *e);
};

#endif
