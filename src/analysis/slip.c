/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Circular correlation of the mean window with the levels sent. */
#include "analysis/slip.h"

#include <math.h>
#include <stdlib.h>

static double correlation(const double *level, double centre,
			  const double *mean, size_t n, size_t lag)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (level[i] - centre) * mean[(i + lag) % n];
	return sum;
}

struct slip slip_find(const struct bursts *b, size_t p, const double *level)
{
	size_t n = b->slots, best = 0;
	double *mean = malloc((n + 1) * sizeof(*mean));
	double centre = 0, energy = 0, top = 0;
	struct slip out = { 0 };

	if (!mean || b->bursts < 2)
		goto out;
	/* of a slot of the mean */
	double u = sqrt(bursts_mean(b, p, mean) / (double)b->bursts);
	for (size_t i = 0; i < n; i++)
		centre += level[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		energy += (level[i] - centre) * (level[i] - centre);
	for (size_t lag = 0; lag < n; lag++) {
		double c = correlation(level, centre, mean, n, lag);
		if (c > top) {
			top = c;
			best = lag;
		}
	}
	out.peak = u > 0 && energy > 0 ? top / (u * sqrt(energy)) : 0;
	if (!(u > 0) && top > 0)
		out.peak = INFINITY;
	out.found = out.peak >= SLIP_SIGMA;
	out.slots = best > n / 2 ? (long)best - (long)n : (long)best;
out:
	free(mean);
	return out;
}
