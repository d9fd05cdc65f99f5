/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TM-2: crossings of the middle, by interpolation. */
#include "analysis/transitions.h"

#include <math.h>
#include <stdbool.h>

#define BINS 200
#define NEAR 2 /* bins around a mode that belong to its level */
#define SURE 0.2

static size_t bin_of(double x, double low, double high)
{
	double at = (x - low) / (high - low) * BINS;

	return at >= BINS ? BINS - 1 : at > 0 ? (size_t)at : 0;
}

/* Mean of what lies around the fullest of bins first .. last - 1. */
static double mode(const double *x, size_t n, const size_t *count,
		   size_t first, size_t last, double low, double high)
{
	size_t best = first, used = 0;
	double sum = 0;

	for (size_t i = first; i < last; i++)
		if (count[i] > count[best])
			best = i;
	for (size_t i = 0; i < n; i++) {
		size_t bin = bin_of(x[i], low, high);
		if (bin + NEAR >= best && bin <= best + NEAR) {
			sum += x[i];
			used++;
		}
	}
	return sum / (double)used;
}

void transitions_levels(const double *x, size_t n, double *low, double *high)
{
	size_t count[BINS] = { 0 };
	double min = INFINITY, max = -INFINITY;

	for (size_t i = 0; i < n; i++) {
		min = fmin(min, x[i]);
		max = fmax(max, x[i]);
	}
	*low = *high = min;
	if (!(max > min) || !isfinite(max - min))
		return;
	for (size_t i = 0; i < n; i++)
		count[bin_of(x[i], min, max)]++;
	*low = mode(x, n, count, 0, BINS / 2, min, max);
	*high = mode(x, n, count, BINS / 2, BINS, min, max);
}

/* Where the line from sample i - 1 to i is at the middle. */
static double crossing(const double *x, size_t i, double middle)
{
	return (double)i - 1 + (middle - x[i - 1]) / (x[i] - x[i - 1]);
}

size_t transitions_find(const double *x, size_t n, double low, double high,
			double *time, double *slew)
{
	double middle = .5 * (low + high), sure = SURE * (high - low);
	double candidate = 0, slope = 0, slopes = 0;
	size_t found = 0;
	int state = 0; /* -1 low, +1 high, 0 not known yet */
	bool crossed = false;

	for (size_t i = 0; i < n && high > low; i++) {
		if (i > 0 && state && !crossed &&
		    (x[i] > middle) != (x[i - 1] > middle)) {
			candidate = crossing(x, i, middle);
			slope = fabs(x[i] - x[i - 1]);
			crossed = true;
		}
		int now = x[i] < low + sure ? -1 : x[i] > high - sure ? 1 : 0;
		if (!now)
			continue;
		if (state && now != state && crossed) {
			time[found++] = candidate;
			slopes += slope;
		}
		state = now;
		crossed = false;
	}
	if (slew)
		*slew = found ? slopes / (double)found : NAN;
	return found;
}
