/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs of states. */
#include "analysis/lock_cycles.h"

#include <math.h>

void lock_from_error(const double *error, size_t n, double limit,
		     bool *locked)
{
	size_t run = 0;

	for (size_t i = 0; i < n; i++) {
		run = fabs(error[i]) < limit ? run + 1 : 0;
		locked[i] = run >= LOCK_PERIODS;
	}
}

static bool ascending(const double *t, size_t n, double end)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(t[i]) || !((i + 1 < n ? t[i + 1] : end) >= t[i]))
			return false;
	return isfinite(end);
}

size_t lock_cycles(const double *t, const enum lock_state *state, size_t n,
		   double end, struct lock_cycle *cycle)
{
	size_t i = 0, count = 0;

	if (!ascending(t, n, end))
		return 0;
	while (i < n && state[i] != LOCK_UP)
		i++;
	while (i < n) {
		struct lock_cycle *c = &cycle[count++];
		double from = t[i];
		*c = (struct lock_cycle){ 0 };
		while (i < n && state[i] == LOCK_UP)
			i++;
		c->up_censored = i == n;
		c->up = (i < n ? t[i] : end) - from;
		if (i == n)
			break;
		from = t[i];
		c->scheduled = state[i] == LOCK_DOWN_SCHEDULED;
		while (i < n && state[i] != LOCK_UP)
			i++;
		c->down_censored = i == n;
		c->down = (i < n ? t[i] : end) - from;
	}
	return count;
}

size_t lock_stretches(const double *t, const bool *locked, size_t n,
		      double max_gap, struct lock_stretch *stretch)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		if (locked && !locked[i])
			continue;
		bool new = i == 0 || (locked && !locked[i - 1]) ||
			   t[i] - t[i - 1] > max_gap;
		if (new)
			stretch[count++].from = i;
		stretch[count - 1].to = i + 1;
	}
	return count;
}
