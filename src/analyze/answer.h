/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making and showing an answer: for the command, not for a WHAT. */
#ifndef ANALYZE_ANSWER_H
#define ANALYZE_ANSWER_H

#include <stdio.h>

#include "analyze/analyze.h"

struct analyze_answer {
	const char *what, *file; /* not owned */
	const char *plot;	 /* file to draw into, not owned; or NULL */
	struct analyze_row *rows;
	size_t nrows, capacity;
	char **notes;
	size_t nnotes;
	struct buf table; /* of analyze_table */
	const char *script; /* of the figure, NULL: none was made */
	struct buf figure;
	enum err_code code; /* the first thing that went wrong in adding */
	struct err e;
	struct analyze_row spare; /* to be filled in where there is no room */
};

void answer_init(struct analyze_answer *answer, const char *what,
		 const char *plot);
void answer_free(struct analyze_answer *answer);

/* Is there a result that means something? */
bool answer_usable(const struct analyze_answer *answer);
/* What went wrong in adding. */
enum err_code answer_check(const struct analyze_answer *answer,
			   struct err *e) MUST_CHECK;

/* For people, in so many columns. */
void answer_write_text(FILE *out, const struct analyze_answer *answer,
		       int width);
/* {"file", "what", "notes", "results"}: results as `show --json` has them,
 * and "tau", "row", "column", "type". */
enum err_code answer_write_json(FILE *out, const struct analyze_answer *answer,
				struct err *e) MUST_CHECK;

/* Draws into answer->plot. */
enum err_code answer_plot(const struct analyze_answer *answer,
			  struct err *e) MUST_CHECK;

#endif
