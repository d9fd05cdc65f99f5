/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LG-2 from bursts: which passes are used. */
#include "analysis/ringdown.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/ringdown_report.h"

static double column_mean(const struct ringdown_input *in, size_t p, double *u)
{
	double mean = 0, ss = 0, R = (double)in->bursts;

	for (size_t r = 0; r < in->bursts; r++)
		mean += in->signal[r * in->passes + p] / R;
	for (size_t r = 0; r < in->bursts; r++)
		ss += pow(in->signal[r * in->passes + p] - mean, 2);
	*u = sqrt(ss / (R * (R - 1)));
	return mean;
}

/* Keeps the passes that stand well above their u; column of each in use[]. */
static void select_passes(const struct ringdown_input *in, struct decay *d,
			  size_t *use, double *mean_out, double *u_out)
{
	for (size_t p = 0; p < in->passes; p++) {
		double u, mean = column_mean(in, p, &u);
		if (mean_out)
			mean_out[p] = mean;
		if (u_out)
			u_out[p] = u;
		if (!(mean > RINGDOWN_SIGNIFICANCE * u))
			continue;
		use[d->n] = p;
		d->k[d->n] = in->k[p];
		d->b[d->n] = mean;
		d->u[d->n++] = fmax(u, 1e-9 * mean);
	}
	for (size_t r = 0; r < in->bursts; r++)
		for (size_t i = 0; i < d->n; i++)
			d->loo[r * d->n + i] =
				d->b[i] +
				(d->b[i] - in->signal[r * in->passes +
						      use[i]]) /
					(double)(in->bursts - 1);
}

static void estimate(const struct ringdown_input *in, struct decay *d,
		     size_t *use, struct ringdown_result *out, double *mean,
		     double *u)
{
	struct ringdown_source source = { in->pedestal, (double)in->bursts - 1,
					  in->bursts, in->plane };

	select_passes(in, d, use, mean, u);
	ringdown_report(d, &source, out);
}

void ringdown_estimate(const struct ringdown_input *in,
		       struct ringdown_result *out, double *mean, double *u)
{
	size_t K = in->passes, R = in->bursts;
	struct bursts view = { in->signal, R, 1, K };
	struct estimate why = estimate_refuse(
		ESTIMATE_INSUFFICIENT, "1", RINGDOWN_METHOD,
		"%zu bursts: needs %d", R, RINGDOWN_MIN_BURSTS);

	for (size_t p = 0; p < K; p++) {
		if (mean)
			mean[p] = NAN;
		if (u)
			u[p] = NAN;
	}
	ringdown_refuse(out, why);
	if (R < RINGDOWN_MIN_BURSTS)
		return;
	if (!bursts_check(&view, "1", RINGDOWN_METHOD, &why)) {
		ringdown_refuse(out, why);
		return;
	}
	double *block = malloc((3 + R) * K * sizeof(*block));
	size_t *use = malloc(K * sizeof(*use));
	if (block && use) {
		struct decay d = { .bursts = R,
				   .k = block,
				   .b = block + K,
				   .u = block + 2 * K,
				   .loo = block + 3 * K };
		estimate(in, &d, use, out, mean, u);
	}
	free(block);
	free(use);
}
