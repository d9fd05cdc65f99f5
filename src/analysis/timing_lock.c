/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matched filter over all lags. */
#include "analysis/timing_lock.h"

#include <math.h>

#define TIMING_PEAK_SIGMA 5
#define TIMING_PEAK_CONTRAST 2

/* Expected window at lag 0 without its mean: symbols as -1, 0, 1. Returns
 * the sum of squares. */
static double fill_template(const struct timing_frame *f, size_t n,
			    struct timing_response *response, double *t)
{
	double mean = 0, energy = 0;

	for (size_t m = 0; m < f->symbols; m++)
		mean += (double)f->symbol[m] / (double)f->symbols;
	timing_model_fill(f, 0, n, response);
	for (size_t i = 0; i < n; i++) {
		const double *phi = response[i].phi;
		t[i] = phi[2] - phi[0] - mean * (phi[0] + phi[1] + phi[2]);
		energy += t[i] * t[i];
	}
	return energy;
}

static void correlate(const double *t, const double *y, size_t n, double *c)
{
	for (size_t lag = 0; lag < n; lag++) {
		c[lag] = 0;
		for (size_t i = 0; i < n - lag; i++)
			c[lag] += t[i] * y[i + lag];
		for (size_t i = n - lag; i < n; i++)
			c[lag] += t[i] * y[i + lag - n];
	}
}

struct timing_lock timing_lock_find(const struct timing_frame *f,
				    const double *y, size_t n, double u,
				    struct timing_response *response,
				    double *work)
{
	double *t = work, *c = work + n, second = 0;
	double energy = fill_template(f, n, response, t);
	struct timing_lock out = {0};

	correlate(t, y, n, c);
	for (size_t i = 1; i < n; i++)
		if (c[i] > c[out.lag])
			out.lag = i;
	for (size_t i = 0; i < n; i++) {
		double apart = fabs((double)i - (double)out.lag);
		apart = fmin(apart, (double)n - apart);
		if (apart > 1.5 * f->slot)
			second = fmax(second, c[i]);
	}
	if (!(c[out.lag] > 0) || !(energy > 0))
		return out;
	out.peak = u > 0 ? c[out.lag] / (u * sqrt(energy)) : INFINITY;
	out.contrast = second > 0 ? c[out.lag] / second : INFINITY;
	out.found = out.peak >= TIMING_PEAK_SIGMA &&
		    out.contrast >= TIMING_PEAK_CONTRAST;
	return out;
}
