/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The verdict table for the terminal: aligned UTF-8 text, one line a result.
 * Reasons that do not fit into a column follow on a line of their own.
 */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "results/store.h"

#define TABLE_WIDTH_MIN 74

struct table_options {
	int width;   /* columns of the terminal; 0 = 80 */
	bool colour; /* escape sequences around verdicts */
	bool all;    /* results without a limit too */
};

/*
 * Writes nothing for no rows. Lanes are named if there are several. Texts come
 * from files and instruments: control characters are shown as '?', so that
 * they cannot drive a terminal.
 */
void table_write(FILE *out, const struct store_result *results, size_t n,
		 const struct table_options *options);

/* The line below it: "S2: PASS, 9 of 9 mandatory limits met". */
void table_write_verdict(FILE *out, const char *stage, const char *verdict,
			 const struct store_result *results, size_t n,
			 bool colour);

#endif
