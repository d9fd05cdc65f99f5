/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Usable points of an accumulation fit, packed; inside of accumulation only. */
#ifndef ANALYSIS_ACCUMULATION_POINTS_H
#define ANALYSIS_ACCUMULATION_POINTS_H

#include "analysis/accumulation.h"

struct points {
	size_t n, R;
	double *k, *y, *w;   /* [n]; w: smooth in k */
	double *loo;	     /* [R][n] */
	double *wloo;	     /* the same times sqrt(w) */
	double *rest;	     /* work: n */
	double *col, *op;    /* work: ACCUMULATION_PARAMS n each */
	double *theta;	     /* work: ACCUMULATION_PARAMS R */
};

/* OK, or the status and sentence of the refusal. Free in either case. */
enum estimate_status points_load(struct points *d,
				 const struct accumulation_input *in,
				 const char **why);
void points_free(struct points *d);

#endif
