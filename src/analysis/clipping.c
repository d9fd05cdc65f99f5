/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts samples at the rails. */
#include "analysis/clipping.h"

struct clipping clipping_test(const double *x, size_t n, double low,
			      double high)
{
	struct clipping c = { 0 };
	size_t run_low = 0, run_high = 0;

	for (size_t i = 0; i < n; i++) {
		run_low = x[i] <= low ? run_low + 1 : 0;
		run_high = x[i] >= high ? run_high + 1 : 0;
		c.at_low += run_low > 0;
		c.at_high += run_high > 0;
		if (run_low > c.longest_run)
			c.longest_run = run_low;
		if (run_high > c.longest_run)
			c.longest_run = run_high;
	}
	if (n > 0)
		c.fraction = (double)(c.at_low + c.at_high) / (double)n;
	c.clipped = c.fraction > CLIPPING_FRACTION ||
		    c.longest_run >= CLIPPING_RUN;
	return c;
}
