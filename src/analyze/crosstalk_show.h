/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables and the figure of a crosstalk matrix, for people. */
#ifndef ANALYZE_CROSSTALK_SHOW_H
#define ANALYZE_CROSSTALK_SHOW_H

#include "analyze/analyze.h"

/* Up to this many lanes are a table, more are the worst entries and lanes. */
#define CROSSTALK_TABLE_MAX 16

/* db[n * n] entries and sum[n] of the lanes, in dB. */
void crosstalk_table(struct analyze_answer *answer, size_t n,
		     const struct estimate *db, const struct estimate *sum);

/* reports/crosstalk.gp. */
void crosstalk_figure(struct analyze_answer *answer, size_t n,
		      const struct estimate *db);

#endif
