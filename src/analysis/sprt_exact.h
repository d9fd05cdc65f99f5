/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TC-4: what the sequential test does at any rate, exactly, by dynamic
 * programming over the errors at the symbols where its boundaries move, and
 * the interval of the rate after it has stopped.
 */
#ifndef ANALYSIS_SPRT_EXACT_H
#define ANALYSIS_SPRT_EXACT_H

#include "analysis/sprt.h"

struct sprt_exact {
	double accept, reject, open; /* probabilities; they sum to 1 */
	double expected;	     /* symbols */
};

/* At rate 0 <= p <= 1, symbol by symbol up to symbol n_stop <= n_max.
 * expected is NaN when memory is short. */
struct sprt_exact sprt_exact(const struct sprt *s, double p, double n_stop);

/*
 * The rate after a decision: errors by symbols with the 95 % interval of
 * stage-wise ordering (a rejection is more extreme the earlier it falls, an
 * acceptance likewise the other way; ends of blocks on the safe side). No
 * error: the bound at 95 % one-sided. Refused while the test goes on.
 */
struct estimate sprt_rate(const struct sprt *s, const char *plane);

#endif
