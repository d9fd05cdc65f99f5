/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * By how many whole slots the light stands beside its windows: the lag at
 * which the mean of the bursts correlates best with the levels that were
 * sent. Estimators that compare repeats do not see such a slip, and those that
 * know the pattern are wrong by it.
 */
#ifndef ANALYSIS_SLIP_H
#define ANALYSIS_SLIP_H

#include "analysis/bursts.h"

/* A lag counts when its correlation stands this far out of its noise. */
#define SLIP_SIGMA 5

struct slip {
	bool found; /* the pattern is there at all, at 5 sigma */
	long slots; /* late > 0, early < 0; circular in the window */
	double peak; /* of the correlation, in units of its noise */
};

/* Window p of the view against level[b->slots] (not all equal). */
struct slip slip_find(const struct bursts *b, size_t p, const double *level);

#endif
