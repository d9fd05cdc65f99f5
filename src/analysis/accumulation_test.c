/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SN-3: does each model describe the points, and at what price? */
#include "analysis/accumulation_test.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/accumulation_model.h"
#include "analysis/lack_of_fit.h"

/* Directions compared: all that the models have (they share most of theirs)
 * and a few more, but no more than bursts can tell. */
#define SPACE_MIN 8
#define SPACE_MAX 12

/* Weighted columns [p][n] of a fitted model. */
static size_t space_columns(const struct points *d,
			    const struct accumulation_fit *fit, double *col)
{
	size_t index[ACCUMULATION_PARAMS];
	size_t p = accumulation_params(fit->model, index);

	for (size_t i = 0; i < d->n; i++) {
		double c[ACCUMULATION_PARAMS];
		accumulation_columns(fit, d->k[i], c);
		for (size_t j = 0; j < p; j++)
			col[j * d->n + i] = sqrt(d->w[i]) * c[index[j]];
	}
	return p;
}

/*
 * The ring-down is data too: L claims g = 1 and must answer for how far the
 * measured g is from it; models that take g as measured have one parameter
 * more. Without this, L is chosen by chance and n is off by what g is off.
 */
static double gain_cost(const struct accumulation_input *in,
			enum accumulation_model model)
{
	if (!(in->u_g > 0) || model == ACCUMULATION_R)
		return 0;
	return accumulation_claims_unity(model) ?
		pow((in->g - 1) / in->u_g, 2) : 2;
}

static void test_model(const struct points *d,
		       const struct accumulation_input *in,
		       const struct contrast_space *s,
		       struct accumulation_fit *fit, double *col)
{
	struct lack_of_fit lof;
	size_t p = space_columns(d, fit, col);

	for (size_t i = 0; i < d->n; i++)
		d->rest[i] = sqrt(d->w[i]) *
			     (d->y[i] - accumulation_offset(fit, d->k[i]));
	if (!lack_of_fit_test(s, col, p, d->rest, d->wloo, d->R, &lof))
		return;
	double room = (double)s->dim - (double)p - 1;
	fit->chi2 = lof.chi2;
	fit->dof = lof.dof;
	fit->p = lof.p;
	fit->aicc = lof.chi2 + gain_cost(in, fit->model) + 2 * (double)p +
		    2 * (double)p * ((double)p + 1) / fmax(room, .5);
}

/* Every model's columns, then smooth polynomials in ln(1 + k). */
bool accumulation_test(const struct points *d,
		       const struct accumulation_input *in,
		       struct accumulation_fit *fits, size_t count)
{
	const size_t smooth = 6;
	size_t have = 0, n = d->n, rows = ACCUMULATION_PARAMS * count + smooth;
	double *col = malloc((2 * rows + 4) * n * sizeof(*col));
	struct contrast_space space;

	if (!col)
		return false;
	for (size_t f = 0; f < count; f++)
		if (fits[f].fitted)
			have += space_columns(d, &fits[f], col + have * n);
	size_t dim = have + 3 < SPACE_MIN ? SPACE_MIN :
		     have + 3 > SPACE_MAX ? SPACE_MAX : have + 3;
	for (size_t j = 0; j < smooth; j++, have++)
		for (size_t i = 0; i < n; i++)
			col[have * n + i] = sqrt(d->w[i]) *
					    pow(log1p(d->k[i]), (double)j + 1);
	dim = dim > n ? n : dim;
	dim = d->R > 4 && dim > d->R - 3 ? d->R - 3 : dim;
	contrast_space_init(&space, col, have, n, dim, col + rows * n);
	for (size_t f = 0; f < count; f++)
		if (fits[f].fitted)
			test_model(d, in, &space, &fits[f], col);
	free(col);
	return true;
}
