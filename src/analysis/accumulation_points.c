/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Selection of points and their smooth weights. */
#include "analysis/accumulation_points.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/linear.h"

static bool points_alloc(struct points *d, size_t K, size_t R)
{
	const size_t P = ACCUMULATION_PARAMS;

	*d = (struct points){.R = R};
	d->k = calloc((4 + 2 * P) * K + 2 * R * K + P * R + 1,
		      sizeof(*d->k));
	if (!d->k)
		return false;
	d->y = d->k + K;
	d->w = d->y + K;
	d->rest = d->w + K;
	d->col = d->rest + K;
	d->op = d->col + P * K;
	d->loo = d->op + P * K;
	d->wloo = d->loo + R * K;
	d->theta = d->wloo + R * K;
	return true;
}

/* Passes of which everything is a number, ascending; returns how many. */
static size_t find_usable(const struct accumulation_input *in, size_t *use)
{
	size_t n = 0;

	for (size_t p = 0; p < in->passes; p++)
		if (isfinite(in->k[p]) && in->y[p] > 0 && isfinite(in->y[p]) &&
		    in->u[p] > 0 && isfinite(in->u[p]))
			use[n++] = p;
	for (size_t r = 0; r < in->bursts; r++) {
		const double *row = in->loo + r * in->passes;
		size_t kept = 0;
		for (size_t i = 0; i < n; i++)
			if (isfinite(row[use[i]]))
				use[kept++] = use[i];
		n = kept;
	}
	return n;
}

static bool pack(struct points *d, const struct accumulation_input *in)
{
	size_t *use = malloc((in->passes + 1) * sizeof(*use));

	if (!use)
		return false;
	d->n = find_usable(in, use);
	for (size_t i = 0; i < d->n; i++) {
		d->k[i] = in->k[use[i]];
		d->y[i] = in->y[use[i]];
		d->w[i] = in->y[use[i]] / in->u[use[i]];
	}
	for (size_t r = 0; r < in->bursts; r++)
		for (size_t i = 0; i < d->n; i++)
			d->loo[r * d->n + i] =
				in->loo[r * in->passes + use[i]];
	free(use);
	return true;
}

#define SMOOTH 4

/* ln y is smooth in these, whether noise adds up or light dies away. */
static void smooth_columns(double k, double *c)
{
	double l = log1p(k);

	c[0] = 1;
	c[1] = l;
	c[2] = l * l;
	c[3] = k;
}

/* u = (u/y of the point) x (y of a smooth curve through all). */
static bool smooth_weights(struct points *d)
{
	double theta[SMOOTH], c[SMOOTH];

	for (size_t i = 0; i < d->n; i++) {
		smooth_columns(d->k[i], d->col + SMOOTH * i);
		d->rest[i] = 1;
		d->wloo[i] = log(d->y[i]);
	}
	if (!linear_fit_operator(d->col, d->rest, d->n, SMOOTH, d->op))
		return false;
	linear_apply(d->op, d->n, SMOOTH, d->wloo, theta);
	for (size_t i = 0; i < d->n; i++) {
		double ln_y = 0;
		smooth_columns(d->k[i], c);
		for (size_t j = 0; j < SMOOTH; j++)
			ln_y += theta[j] * c[j];
		d->w[i] = pow(d->w[i] / exp(ln_y), 2);
	}
	return true;
}

enum estimate_status points_load(struct points *d,
				 const struct accumulation_input *in,
				 const char **why)
{
	if (!points_alloc(d, in->passes, in->bursts) || !pack(d, in)) {
		*why = "out of memory";
		return ESTIMATE_ABORTED;
	}
	*why = "fewer than six passes with a usable SNR";
	if (d->n < ACCUMULATION_MIN_PASSES)
		return ESTIMATE_INSUFFICIENT;
	*why = "fewer than eight bursts";
	if (d->R < 8)
		return ESTIMATE_INSUFFICIENT;
	*why = "passes are not different";
	if (!smooth_weights(d))
		return ESTIMATE_INSUFFICIENT;
	for (size_t i = 0; i < d->n; i++)
		d->rest[i] = sqrt(d->w[i]);
	for (size_t r = 0; r < d->R; r++)
		for (size_t i = 0; i < d->n; i++)
			d->wloo[r * d->n + i] = d->rest[i] *
						d->loo[r * d->n + i];
	return ESTIMATE_OK;
}

void points_free(struct points *d)
{
	free(d->k);
}
