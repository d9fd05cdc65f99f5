/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of loopgauge-twin. */
#ifndef TWIN_OPTIONS_H
#define TWIN_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum twin_action {
	TWIN_SERVE,
	TWIN_SHOW_TRUTH,
	TWIN_LIST_STAGES,
	TWIN_LIST_FAULTS,
	TWIN_DESCRIBE,
	TWIN_LINT,
	TWIN_HELP,
	TWIN_VERSION,
};

#define TWIN_OPTIONS_FAULTS_MAX 16
#define TWIN_OPTIONS_LAB_MAX 8

/* Texts point into argv. */
struct twin_options {
	enum twin_action action;
	const char *stage, *config; /* one or both are given to serve */
	const char *write_bench;    /* NULL = none */
	const char *lint;	    /* file to check */
	uint64_t seed;
	unsigned port; /* of the controller; 0 = any free one */
	bool json, exit_with_parent, realtime;
	bool amplifier_off; /* truth of a bench lined up so */
	const char *lab[TWIN_OPTIONS_LAB_MAX]; /* "ROLE=WHERE" */
	unsigned nlab;
	const char *faults[TWIN_OPTIONS_FAULTS_MAX];
	unsigned nfaults;
};

/* ERR_USAGE with a sentence for anything that is not understood. */
enum err_code twin_options_parse(int argc, char **argv,
				 struct twin_options *out,
				 struct err *e) MUST_CHECK;
extern const char twin_options_help[];

#endif
