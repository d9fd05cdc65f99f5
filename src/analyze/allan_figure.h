/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figure of `analyze allan`: reports/allan.gp. */
#ifndef ANALYZE_ALLAN_FIGURE_H
#define ANALYZE_ALLAN_FIGURE_H

#include "analysis/allan.h"
#include "analyze/analyze.h"

/* All zero to begin with. */
struct allan_figure {
	size_t n; /* points of all curves */
	double *tau, *value, *lo, *hi; /* one allocation */
	unsigned count;		       /* curves */
	char names[64];
};

/* Adds a curve, if a figure is wanted: rows first<count>..last<count>. */
void allan_figure_add(struct allan_figure *figure,
		      struct analyze_answer *answer, enum allan_type type,
		      const struct allan_point *points, size_t n);
/* Gives the curves to the answer. */
void allan_figure_draw(const struct allan_figure *figure,
		       struct analyze_answer *answer, const char *unit,
		       const char *caption);
void allan_figure_free(struct allan_figure *figure);

#endif
