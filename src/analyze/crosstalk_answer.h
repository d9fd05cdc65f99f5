/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of one crosstalk matrix. */
#ifndef ANALYZE_CROSSTALK_ANSWER_H
#define ANALYZE_CROSSTALK_ANSWER_H

#include "analyze/crosstalk_input.h"

/* Parsed once for all frequencies. */
struct crosstalk_settings {
	const struct crosstalk_request *request;
	double u_linearity;
	size_t passes, seed;
	bool details; /* the entries, not only what they add up to */
	bool *coherent; /* [n * n], NULL: none is */
};

/* Adds the rows of a matrix, with type in each (a frequency, or ""). */
enum err_code crosstalk_answer(struct analyze_answer *answer,
			       const struct crosstalk_settings *settings,
			       const struct crosstalk_input *in,
			       const char *type, struct err *e) MUST_CHECK;

#endif
