/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From windows of samples to one power per burst and pass. */
#include "analysis/ringdown.h"

void ringdown_amplitude(const struct bursts *b, const double *level,
			double *signal)
{
	double mean = 0, power = 0;

	for (size_t i = 0; i < b->slots; i++)
		mean += level[i] / (double)b->slots;
	for (size_t i = 0; i < b->slots; i++)
		power += (level[i] - mean) * (level[i] - mean);
	for (size_t r = 0; r < b->bursts; r++)
		for (size_t p = 0; p < b->passes; p++) {
			const double *x = bursts_window(b, r, p);
			double s = 0;
			for (size_t i = 0; i < b->slots; i++)
				s += (level[i] - mean) * x[i];
			signal[r * b->passes + p] = s / power;
		}
}

void ringdown_power(const struct bursts *b, double dark, double *signal)
{
	for (size_t r = 0; r < b->bursts; r++)
		for (size_t p = 0; p < b->passes; p++) {
			const double *x = bursts_window(b, r, p);
			double s = 0;
			for (size_t i = 0; i < b->slots; i++)
				s += x[i];
			signal[r * b->passes + p] =
				s / (double)b->slots - dark;
		}
}
