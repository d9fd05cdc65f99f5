/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From "locked or not" to stretches and cycles. Lock: the error signal within
 * its limit for at least 10 control periods; a relock ends when the check of
 * crosstalk or thresholds passes, so states come from that check, not from
 * what the servo says.
 */
#ifndef ANALYSIS_LOCK_CYCLES_H
#define ANALYSIS_LOCK_CYCLES_H

#include <stdbool.h>
#include <stddef.h>

#define LOCK_PERIODS 10

/* locked[i]: |error| < limit in this and the LOCK_PERIODS - 1 periods before
 * (NaN is out of the limit). */
void lock_from_error(const double *error, size_t n, double limit,
		     bool *locked);

enum lock_state { LOCK_UP, LOCK_DOWN, LOCK_DOWN_SCHEDULED };

struct lock_cycle {
	double up, down; /* s; down = 0 where up_censored */
	bool scheduled;	 /* the down time was planned */
	bool up_censored, down_censored; /* the record ended in it */
};

/*
 * state[i] holds from t[i] to t[i + 1], the last one to `end`; times in s,
 * ascending. Down time before the first up is left out: when it began is not
 * known. Down times of both kinds in a row are one, scheduled if they began
 * so. Returns the number of cycles into cycle (room: n), 0 also where times
 * do not ascend.
 */
size_t lock_cycles(const double *t, const enum lock_state *state, size_t n,
		   double end, struct lock_cycle *cycle);

/* Stretches [from, to) of samples that are locked and no more than max_gap
 * apart (INFINITY: gaps do not count; locked NULL: all are). Returns their
 * number into stretch (room: n). */
struct lock_stretch {
	size_t from, to;
};

size_t lock_stretches(const double *t, const bool *locked, size_t n,
		      double max_gap, struct lock_stretch *stretch);

#endif
