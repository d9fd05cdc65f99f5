/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of `analyze stability`: one lane in stretches, each judged alone. */
#ifndef ANALYZE_STABILITY_H
#define ANALYZE_STABILITY_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/control_chart.h"
#include "analyze/analyze.h"

#define STABILITY_MIN 20	/* samples of a stretch */
#define STABILITY_GROUPS 4096	/* points that are charted and cut */
#define STABILITY_SIGNALS 20	/* told one by one */

/* Static texts: of a value, of a difference, of a slope, and the time's. */
struct stability_units {
	const char *value, *difference, *slope, *time;
};

struct stability_options {
	struct chart_design design;
	size_t baseline; /* samples; 0 = a quarter, at least CHART_BASELINE */
};

/* One stretch of one lane: n values at times t (s, or sample numbers). */
struct stability_stretch {
	const double *t, *x;
	size_t n;
	int lane, number; /* -1: there is only one */
	bool known_time;
	unsigned flags; /* of every result: GAPS, MISSING */
	struct stability_units units;
};

/* What of a stretch is drawn: groups of samples and what was found. */
struct stability_picture {
	double *t, *x, *trace; /* [n]; trace: the chart's, in sigma */
	size_t n;
	double line[2]; /* drift line at t[0] and at t[n - 1]; NaN: none */
	size_t *change, nchanges;
	double *centre, *lo, *hi; /* [n]: baseline and its limits; NaN */
};

/* Adds the rows; *excursion is the stretch's. picture is filled even where
 * nothing is drawn: false when memory ran out. */
bool stability_evaluate(struct analyze_answer *answer,
			const struct stability_stretch *s,
			const struct stability_options *o,
			struct stability_picture *picture,
			struct estimate *excursion);
void stability_picture_free(struct stability_picture *picture);

/* Adds a row of the stretch; index: which of several, or -1. */
struct analyze_row *stability_add(struct analyze_answer *answer,
				  const struct stability_stretch *s,
				  const char *quantity, struct estimate e,
				  int index);

/* Finds the changes of the groups' level, before anything is said. */
struct estimate stability_cut(struct stability_picture *picture);

/* Rows of the changes, of the levels between them, and of the chart. */
void stability_follow(struct analyze_answer *answer,
		      const struct stability_stretch *s,
		      const struct stability_options *o, struct estimate changes,
		      struct stability_picture *picture);

/* The figure of all stretches of the first lane. */
void stability_draw(struct analyze_answer *answer,
		    const struct stability_picture *picture, size_t n,
		    const struct stability_options *o, const char *name,
		    const struct stability_units *units);

#endif
