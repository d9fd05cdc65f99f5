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

static size_t correlate(const double *t, const double *y, size_t n, double *c)
{
	size_t best = 0;

	for (size_t lag = 0; lag < n; lag++) {
		c[lag] = 0;
		for (size_t i = 0; i < n - lag; i++)
			c[lag] += t[i] * y[i + lag];
		for (size_t i = n - lag; i < n; i++)
			c[lag] += t[i] * y[i + lag - n];
		if (c[lag] > c[best])
			best = lag;
	}
	return best;
}

/*
 * y without its mean and without the step between frame and guard: the block
 * of light as such correlates with parts of the pattern at wrong lags.
 */
static void remove_block(const struct timing_response *response,
			 const double *y, size_t n, size_t lag, double *out)
{
	double sy = 0, so = 0, soo = 0, soy = 0;

	for (size_t i = 0; i < n; i++) {
		const double *phi = response[i].phi;
		double on = phi[0] + phi[1] + phi[2], v = y[(i + lag) % n];
		sy += v / (double)n;
		so += on / (double)n;
		soo += on * on / (double)n;
		soy += on * v / (double)n;
	}
	double var = soo - so * so;
	double slope = var > .01 ? (soy - so * sy) / var : 0;
	for (size_t i = 0; i < n; i++) {
		const double *phi = response[i].phi;
		double on = phi[0] + phi[1] + phi[2];
		out[(i + lag) % n] = y[(i + lag) % n] - sy -
				     slope * (on - so);
	}
}

struct timing_lock timing_lock_find(const struct timing_frame *f,
				    const double *y, size_t n, double u,
				    struct timing_response *response,
				    double *work)
{
	double *t = work, *c = work + n, *clean = work + 2 * n, second = 0;
	double energy = fill_template(f, n, response, t);
	struct timing_lock out = { .lag = correlate(t, y, n, c) };

	remove_block(response, y, n, out.lag, clean);
	out.lag = correlate(t, clean, n, c);
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
