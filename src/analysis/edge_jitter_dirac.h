/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dual-Dirac model of jitter; inside of jitter only. */
#ifndef ANALYSIS_EDGE_JITTER_DIRAC_H
#define ANALYSIS_EDGE_JITTER_DIRAC_H

#include "analysis/edge_jitter.h"

/*
 * Straight lines through both tails of tie[in->n] on the normal quantile's
 * scale (each tail has half of the transitions): mean slope rj, distance dj.
 * u: jackknife over blocks.
 */
void edge_jitter_dirac(const struct edge_jitter_input *in, const double *tie,
		  struct estimate *rj, struct estimate *dj);

#endif
