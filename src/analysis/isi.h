/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * FE-7: intersymbol interference at the decision instant: how much of the slot
 * before (and after) is in a slot, relative to its own level.
 */
#ifndef ANALYSIS_ISI_H
#define ANALYSIS_ISI_H

#include "analysis/bursts.h"
#include "base/estimate.h"

#define ISI_MIN_BURSTS 4

/* Rows of a regression on a slot and its neighbours. */
enum isi_row { ISI_CONSTANT, ISI_OWN, ISI_BEFORE, ISI_AFTER, ISI_ROWS };

/* op[ISI_ROWS][n] (linear_apply); false if the pattern cannot tell them apart
 * or memory is short. Slots outside of the window are dark. */
bool isi_operator(const double *level, size_t n, double *op);

struct isi {
	struct estimate before; /* r1: unit "1" */
	struct estimate after;	/* of light that is early, or a late decision */
};

/*
 * Regression of window p on constant, own level, level before and level after;
 * level[slots]: what was sent, any scale on which no light is 0. u: jackknife
 * over the bursts. INSUFFICIENT: fewer
 * than four bursts; UNSTABLE_FIT: a pattern that cannot tell a slot from its
 * neighbours, or no pattern in the window.
 */
struct isi isi_estimate(const struct bursts *b, size_t p, const double *level,
			const char *plane);

/* r1 of a one-pole receiver of bandwidth f3dB that is dumped at the end of
 * slots of that duration. */
double isi_one_pole(double f3db, double slot);

#endif
