/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of the entries, or the worst of too many; the heat map. */
#include "analyze/crosstalk_show.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define CELL 16
#define WORST 8

/* "-31.4", "<-42.0", "?" for a refusal; "*" behind what is to be measured one
 * lane at a time. */
static void make_cell(const struct estimate *e, int decimals, char *cell)
{
	const char *mark = e->flags & ESTIMATE_FLAG_LEAKAGE ? "*" : "";
	if (!estimate_usable(e))
		snprintf(cell, CELL, "?");
	else
		snprintf(cell, CELL, "%s%.*f%s",
			 e->status == ESTIMATE_CENSORED ? "<" : "", decimals,
			 e->value, mark);
}

static void table_row(struct analyze_answer *answer, size_t n, size_t i,
		      const struct estimate *db, const struct estimate *sum,
		      int decimals)
{
	char cell[CELL];
	int width = decimals ? 8 : 5;
	analyze_table(answer, "%8zu", i);
	for (size_t j = 0; j < n; j++) {
		make_cell(&db[i * n + j], decimals, cell);
		analyze_table(answer, "%*s", width, i == j ? "." : cell);
	}
	make_cell(sum, 1, cell);
	analyze_table(answer, "%9s\n", cell);
}

static void whole_table(struct analyze_answer *answer, size_t n,
			const struct estimate *db, const struct estimate *sum)
{
	int decimals = n <= 7 ? 1 : 0, width = decimals ? 8 : 5;
	analyze_table(answer, "receiver");
	for (size_t j = 0; j < n; j++)
		analyze_table(answer, "%*zu", width, j);
	analyze_table(answer, "%9s\n", "sum");
	for (size_t i = 0; i < n; i++)
		table_row(answer, n, i, db, &sum[i], decimals);
}

struct place {
	double value;
	size_t at;
};

/* Largest first. */
static int place_compare(const void *a, const void *b)
{
	const struct place *p = a, *q = b;
	return (p->value < q->value) - (p->value > q->value);
}

/* Places of the largest usable of n values; *count of them. */
static struct place *order(const struct estimate *e, size_t n, size_t skip,
			   size_t *count)
{
	struct place *p = malloc((n + 1) * sizeof(*p));
	*count = 0;
	for (size_t k = 0; p && k < n; k++)
		if (estimate_usable(&e[k]) && !(skip && k % skip == 0))
			p[(*count)++] = (struct place){ e[k].value, k };
	if (p)
		qsort(p, *count, sizeof(*p), place_compare);
	return p;
}

static void worst_list(struct analyze_answer *answer, size_t n,
		       const struct estimate *db, const struct estimate *sum)
{
	char cell[CELL], of_lane[CELL];
	size_t entries, lanes;
	struct place *entry = order(db, n * n, n + 1, &entries);
	struct place *lane = order(sum, n, 0, &lanes);
	analyze_table(answer, "worst entries             worst sums\n"
		      "receiver  lane      dB    receiver      dB\n");
	for (size_t k = 0; entry && lane && k < WORST && k < entries; k++) {
		size_t at = entry[k].at;
		make_cell(&db[at], 1, cell);
		analyze_table(answer, "%8zu%6zu%8s", at / n, at % n, cell);
		if (k < lanes) {
			make_cell(&sum[lane[k].at], 1, of_lane);
			analyze_table(answer, "%12zu%8s", lane[k].at, of_lane);
		}
		analyze_table(answer, "\n");
	}
	free(entry);
	free(lane);
}

void crosstalk_table(struct analyze_answer *answer, size_t n,
		     const struct estimate *db, const struct estimate *sum)
{
	size_t refused = 0, marked = 0, bounds = 0;
	for (size_t k = 0; k < n * n; k++) {
		refused += !estimate_usable(&db[k]);
		bounds += db[k].status == ESTIMATE_CENSORED;
		marked += (db[k].flags & ESTIMATE_FLAG_LEAKAGE) != 0;
	}
	analyze_table(answer, "crosstalk in dB of optical power: receiver "
		      "(row) from lane (column)\n");
	if (n <= CROSSTALK_TABLE_MAX)
		whole_table(answer, n, db, sum);
	else
		worst_list(answer, n, db, sum);
	if (bounds)
		analyze_table(answer, "<  below the decision limit: a 95 %% "
			      "upper limit (%zu)\n", bounds);
	if (marked)
		analyze_table(answer, "*  below what simultaneous codes "
			      "resolve: measure one at a time (%zu)\n", marked);
	if (refused)
		analyze_table(answer, "?  refused, see below (%zu)\n", refused);
}

void crosstalk_figure(struct analyze_answer *answer, size_t n,
		      const struct estimate *db)
{
	double *x = malloc((4 * n * n + 1) * sizeof(*x));
	if (!analyze_wants_figure(answer) || !x) {
		free(x);
		return;
	}
	double *y = x + n * n, *level = y + n * n, *kind = level + n * n;
	for (size_t k = 0; k < n * n; k++) {
		bool bound = db[k].status == ESTIMATE_CENSORED;
		bool own = k % (n + 1) == 0;
		x[k] = (double)(k % n);
		y[k] = (double)(k / n);
		level[k] = own || !estimate_usable(&db[k]) ? NAN : db[k].value;
		/* 0 read, 1 a bound, 2 refused, 3 the own lane */
		kind[k] = own ? 3 : bound ? 1 : estimate_usable(&db[k]) ? 0 : 2;
	}
	analyze_figure_value(answer, "lanes", (double)n);
	analyze_figure_block(answer, "cells", n * n, x, y, level, kind);
	analyze_figure(answer, "crosstalk.gp", "hatched: 95 % upper limits; "
		       "crossed: refused");
	free(x);
}
