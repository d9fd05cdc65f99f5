/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command-line options by table: --NAME, --NAME VALUE, --NAME=VALUE; whatever
 * does not begin with '-' is an argument. */
#ifndef BASE_OPTIONS_H
#define BASE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* The largest whole number of an option: a double holds it exactly where
 * size_t has 64 bits. */
#define OPTION_WHOLE_MAX (SIZE_MAX >> 11)

/* The whole number min..max that text holds; NULL, an option that was not
 * given, leaves *out. ERR_USAGE names the option. */
enum err_code option_whole(const char *name, const char *text, size_t min,
			   size_t max, size_t *out, struct err *e) MUST_CHECK;

#endif
