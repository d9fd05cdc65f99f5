/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command-line options by table: --NAME, --NAME VALUE, --NAME=VALUE; whatever
 * does not begin with '-' is an argument. */
#ifndef BASE_OPTIONS_H
#define BASE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct option_spec {
	const char *name;   /* "--bench"; NULL ends the table */
	const char **value; /* takes a value, the last one counts */
	bool *flag;	    /* or takes none */
	/* or may be repeated: up to *capacity values, counted in *count */
	const char **list;
	size_t *count, capacity;
};

/*
 * Fills the targets and moves the arguments to the front of argv[1..]; *nargs
 * counts them; arg is what a message calls one that is missing. --quiet and
 * --verbose are understood everywhere. ERR_USAGE names the option that is
 * wrong.
 */
enum err_code options_parse(int argc, char **argv,
			    const struct option_spec *table,
			    const char *arg, int min_args, int max_args,
			    int *nargs, struct err *e) MUST_CHECK;

#endif
