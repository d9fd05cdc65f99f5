/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From windows of samples to one power per burst and pass. */
#include "analysis/ringdown.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/isi.h"
#include "analysis/linear.h"
#include "base/parallel.h"

/* Weights of a plain regression on the levels. */
static void plain_weights(const double *level, size_t n, double *w)
{
	double mean = 0, power = 0;

	for (size_t i = 0; i < n; i++)
		mean += level[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		power += (level[i] - mean) * (level[i] - mean);
	for (size_t i = 0; i < n; i++)
		w[i] = (level[i] - mean) / power;
}

/* Weights that give the sum of the responses to the slot's own level and to
 * both neighbours'. False if the pattern cannot tell them apart. */
static bool neighbour_weights(const double *level, size_t n, double *w)
{
	double *op = malloc((n + 1) * ISI_ROWS * sizeof(*op));
	bool ok = op && isi_operator(level, n, op);

	for (size_t i = 0; ok && i < n; i++)
		w[i] = op[ISI_OWN * n + i] + op[ISI_BEFORE * n + i] +
		       op[ISI_AFTER * n + i];
	free(op);
	return ok;
}

struct job {
	const struct burst_record *b;
	const double *w;
	double *signal;
};

/* One piece: one burst. */
static void work(void *context, size_t r, unsigned worker)
{
	const struct job *j = context;
	double *out = j->signal + r * j->b->passes;
	double *x = malloc((j->b->slots + 1) * sizeof(*x));

	(void)worker;
	for (size_t p = 0; p < j->b->passes; p++) {
		if (x)
			burst_record_window(j->b, r, p, x);
		out[p] = x ? linear_dot(j->w, x, j->b->slots) : NAN;
	}
	free(x);
}

void ringdown_amplitude_record(const struct burst_record *b,
			       const double *level, double *signal)
{
	double *w = malloc((b->slots + 1) * sizeof(*w));
	struct job j = { b, w, signal };

	if (w && !neighbour_weights(level, b->slots, w))
		plain_weights(level, b->slots, w);
	for (size_t i = 0; !w && i < b->bursts * b->passes; i++)
		signal[i] = NAN;
	if (w)
		parallel_for(b->bursts, 0, work, &j);
	free(w);
}

void ringdown_amplitude(const struct bursts *b, const double *level,
			double *signal)
{
	struct burst_record record = burst_record_of(b);

	ringdown_amplitude_record(&record, level, signal);
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
