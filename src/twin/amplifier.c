/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gain and absorption through a slot of constant power. */
#include "twin/amplifier.h"

#include "twin/exact.h"

/* (1 - exp(-x))/x */
static double mean_decay(double x)
{
	if (x < 1e-3)
		return 1 - x * (0.5 - x * (1.0 / 6 - x / 24));
	return (1 - twin_exp(-x)) / x;
}

#define STEPS 12

double twin_amplifier_slot(double h0, double p, double x, double *h)
{
	/* Each step is a part more than the one before; after a few time
	 * constants the gain rests, so long slots need no more of them. */
	double ratio = x > 1 ? 1.5 : 1.0, length = 1, whole = 0, sum = 0;
	for (int i = 0; i < STEPS; i++, length *= ratio)
		whole += length;
	double step = x / whole, gain = twin_exp(*h);
	for (int i = 0; i < STEPS; i++, step *= ratio) {
		/* h' = f, df/dh = -j: h moves by f/j (1 - exp(-j step)). */
		double f = h0 - *h - (gain - 1) * p, j = 1 + gain * p;
		double half = *h + f * step / 2 * mean_decay(j * step / 2);
		double middle = twin_exp(half);
		/* Second half from there, so that the slope is that of the
		 * middle. */
		double g = h0 - half - (middle - 1) * p, k = 1 + middle * p;
		*h = half + g * step / 2 * mean_decay(k * step / 2);
		double end = twin_exp(*h);
		sum += step * (gain + 4 * middle + end) / 6;
		gain = end;
	}
	return sum / x;
}

double twin_absorber_slot(double a0, double p, double x, double *a)
{
	double rest = a0 / (1 + p), y = x * (1 + p), off = *a - rest;
	*a = rest + off * twin_exp(-y);
	return rest + off * mean_decay(y);
}
