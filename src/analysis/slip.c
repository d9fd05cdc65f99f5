/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Circular correlation of the mean window with the levels sent. */
#include "analysis/slip.h"

#include <math.h>
#include <stdlib.h>

/* Mean over bursts; returns the standard uncertainty of one slot of it. */
static double mean_window(const struct bursts *b, size_t p, double *mean)
{
	double R = (double)b->bursts, ss = 0;

	for (size_t i = 0; i < b->slots; i++) {
		double first = bursts_window(b, 0, p)[i], s = 0, square = 0;
		for (size_t r = 0; r < b->bursts; r++) {
			double d = bursts_window(b, r, p)[i] - first;
			s += d;
			square += d * d;
		}
		mean[i] = first + s / R;
		ss += (square - s * s / R) / (R - 1);
	}
	return sqrt(fmax(ss, 0) / R / (double)b->slots);
}

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
	double u = mean_window(b, p, mean);
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
