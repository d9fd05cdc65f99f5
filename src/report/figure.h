/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The figures of a report. Each is a gnuplot script in reports/ and a rule
 * that says for which point it is drawn; a figure that cannot be drawn becomes
 * a sentence that says why, and the report goes on.
 */
#ifndef REPORT_FIGURE_H
#define REPORT_FIGURE_H

#include "report/data.h"
#include "report/html.h"

/* Bars of the uncertainty budget; shares add up to 1. */
struct figure_share {
	const char *name;
	double share;
};
#define FIGURE_SHARES_MAX 8

/* All figures that the curves of the run allow, in reading order. */
void figure_add_all(struct html *h, const struct data *d);
void figure_add_budget(struct html *h, const struct figure_share *shares,
		       size_t n);

#endif
