/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the entries of a crosstalk matrix and of what they add up to. */
#ifndef ANALYZE_CROSSTALK_ROWS_H
#define ANALYZE_CROSSTALK_ROWS_H

#include "analysis/crosstalk.h"
#include "analyze/crosstalk_answer.h"

/* All that is said of one matrix. */
struct crosstalk_picture {
	size_t n;
	struct crosstalk_matrix matrix;
	struct estimate *ratio, *db, *sum_db;
	const char *prefix, *type;
};

/* A result: its name with the prefix, its type that of the picture. */
struct analyze_row *crosstalk_add(struct analyze_answer *answer,
				  const struct crosstalk_picture *p,
				  const char *quantity,
				  const struct estimate *e);

/* Was the record of receiver i refused, which is the first (n: none), and
 * why. */
bool crosstalk_is_gated(const struct crosstalk_input *in, size_t i);
size_t crosstalk_first_gated(const struct crosstalk_input *in);
struct estimate crosstalk_gate_refusal(const struct crosstalk_input *in,
				       size_t i);

/* Entries, the worst and the median of them, sums, growth over passes; fills
 * sum_db. */
void crosstalk_add_rows(struct analyze_answer *answer,
			const struct crosstalk_settings *s,
			const struct crosstalk_picture *p,
			const struct crosstalk_input *in);

#endif
