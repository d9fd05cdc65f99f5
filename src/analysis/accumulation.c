/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SN-3: fits, their uncertainty over bursts, and the choice of model. The
 * weights are smooth in k and fixed: weights from the points themselves
 * favour points that happen to be low, and pull n down.
 */
#include "analysis/accumulation.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/accumulation_model.h"
#include "analysis/accumulation_points.h"
#include "analysis/distribution.h"
#include "analysis/jackknife.h"
#include "analysis/lack_of_fit.h"
#include "analysis/linear.h"

#define ACCUMULATION_P 0.01
#define TIE 1e-6 /* models that span the same curves: the first listed */

static void refuse(struct accumulation_fit *fit, enum estimate_status status,
		   const char *sentence)
{
	fit->a = fit->n = fit->b = estimate_refuse(
		status, "1", accumulation_method(fit->model), "%s", sentence);
}

/* Columns of the model over all points: the fit's [n][p], or weighted and
 * transposed [p][n] for the test. */
static void fill_columns(const struct points *d,
			 const struct accumulation_fit *fit, bool weighted,
			 double *col)
{
	size_t index[ACCUMULATION_PARAMS];
	size_t p = accumulation_params(fit->model, index);

	for (size_t i = 0; i < d->n; i++) {
		double c[ACCUMULATION_PARAMS];
		accumulation_columns(fit->model, fit->g, fit->lambda, d->k[i],
				     c);
		for (size_t j = 0; j < p; j++)
			if (weighted)
				col[j * d->n + i] = sqrt(d->w[i]) *
						    c[index[j]];
			else
				col[i * p + j] = c[index[j]];
	}
}

/* theta at the fit's own g and lambda; false if the columns depend. */
static bool solve(const struct points *d, struct accumulation_fit *fit,
		  double *theta, double *op)
{
	size_t index[ACCUMULATION_PARAMS];
	size_t p = accumulation_params(fit->model, index);
	double t[ACCUMULATION_PARAMS];

	fill_columns(d, fit, false, d->col);
	if (!linear_fit_operator(d->col, d->w, d->n, p, op))
		return false;
	for (size_t i = 0; i < d->n; i++)
		d->rest[i] = d->y[i] - accumulation_offset(fit, d->k[i]);
	linear_apply(op, d->n, p, d->rest, t);
	for (size_t j = 0; j < ACCUMULATION_PARAMS; j++)
		theta[j] = 0;
	for (size_t j = 0; j < p; j++)
		theta[index[j]] = t[j];
	return true;
}

/* Weighted sum of squares at a given lambda. */
static double rss_at(const struct points *d, struct accumulation_fit *fit,
		     double lambda)
{
	double rss = 0;

	fit->lambda = lambda;
	if (!solve(d, fit, fit->theta, d->op))
		return INFINITY;
	fit->fitted = true;
	for (size_t i = 0; i < d->n; i++) {
		double y;
		accumulation_curve(fit, d->k[i], &y, NULL);
		rss += d->w[i] * (d->y[i] - y) * (d->y[i] - y);
	}
	return rss;
}

static void search_lambda(const struct points *d, struct accumulation_fit *fit)
{
	const double ratio = .6180339887498949;
	double best = .5, rss = INFINITY;

	for (double l = .05; l < 1; l += .025) {
		double r = rss_at(d, fit, l);
		if (r < rss) {
			rss = r;
			best = l;
		}
	}
	double lo = fmax(best - .025, 1e-3), hi = fmin(best + .025, 1);
	for (int i = 0; i < 40; i++) {
		double a = hi - ratio * (hi - lo), b = lo + ratio * (hi - lo);
		if (rss_at(d, fit, a) < rss_at(d, fit, b))
			hi = b;
		else
			lo = a;
	}
	fit->lambda = .5 * (lo + hi);
}

/*
 * Operator for the leave-one-out fits: for model R one Gauss-Newton step with
 * lambda as a third column, else the linear fit itself.
 */
static bool loo_operator(const struct points *d, struct accumulation_fit *fit,
			 size_t *p)
{
	size_t index[ACCUMULATION_PARAMS];
	const double h = 1e-5;

	*p = accumulation_params(fit->model, index);
	if (fit->model != ACCUMULATION_R)
		return solve(d, fit, fit->theta, d->op);
	if (!solve(d, fit, fit->theta, d->op))
		return false;
	*p = 3;
	for (size_t i = 0; i < d->n; i++) {
		double k = d->k[i], l = fit->lambda;
		d->col[3 * i] = 1;
		d->col[3 * i + 1] = accumulation_regenerated(k, l);
		d->col[3 * i + 2] = fit->theta[1] *
				    (accumulation_regenerated(k, l + h) -
				     accumulation_regenerated(k, l - h)) /
				    (2 * h);
	}
	return linear_fit_operator(d->col, d->w, d->n, 3, d->op);
}

/* Covariance of theta over the bursts (constants of the curve drop out). */
static void jackknife(const struct points *d, struct accumulation_fit *fit,
		      size_t p)
{
	size_t index[ACCUMULATION_PARAMS];
	double cov[9];

	accumulation_params(fit->model, index);
	for (size_t r = 0; r < d->R; r++)
		linear_apply(d->op, d->n, p, d->loo + r * d->n,
			     d->theta + r * p);
	jackknife_covariance(d->theta, d->R, p, cov);
	if (fit->model == ACCUMULATION_R) {
		fit->u_lambda = sqrt(cov[8]);
		index[2] = 2;
	}
	for (size_t i = 0; i < p; i++)
		for (size_t j = 0; j < p; j++)
			if (fit->model != ACCUMULATION_R || (i < 2 && j < 2))
				fit->cov[index[i]][index[j]] = cov[i * p + j];
}

/* What the uncertainty of g does to theta (L: of its claim that g = 1). */
static void gain_shift(const struct points *d,
		       const struct accumulation_fit *fit, double u_g,
		       double shift[ACCUMULATION_PARAMS])
{
	struct accumulation_fit moved = *fit;

	for (size_t j = 0; j < ACCUMULATION_PARAMS; j++)
		shift[j] = 0;
	if (moved.model == ACCUMULATION_L) {
		moved.model = ACCUMULATION_G;
		moved.g = 1;
		moved.b_dark = 0;
	}
	moved.g += u_g;
	if (!(u_g > 0) || !solve(d, &moved, moved.theta, d->op))
		return;
	for (size_t j = 0; j < ACCUMULATION_PARAMS; j++)
		shift[j] = moved.theta[j] - fit->theta[j];
}

static struct estimate report(const struct points *d,
			      const struct accumulation_fit *fit, size_t j,
			      double shift, const char *plane)
{
	struct estimate e = estimate_make(fit->theta[j],
					  sqrt(fit->cov[j][j]),
					  (double)d->R - 1, d->R, "1",
					  accumulation_method(fit->model),
					  plane);

	if (shift != 0)
		estimate_add_type_b(&e, fabs(shift));
	return e;
}

static void fit_model(const struct points *d,
		      const struct accumulation_input *in,
		      struct accumulation_fit *fit)
{
	size_t p, index[ACCUMULATION_PARAMS];
	double shift[ACCUMULATION_PARAMS];
	struct estimate *slot[] = { &fit->a, &fit->n, &fit->b };

	if (!accumulation_spans(fit->model, fit->g, d->k, d->n)) {
		refuse(fit, ESTIMATE_INSUFFICIENT,
		       "the usable passes span less than a decade");
		return;
	}
	if (fit->model == ACCUMULATION_R)
		search_lambda(d, fit);
	fit->fitted = loo_operator(d, fit, &p);
	if (!fit->fitted) {
		refuse(fit, ESTIMATE_UNSTABLE_FIT,
		       "the terms of the model cannot be told apart");
		return;
	}
	jackknife(d, fit, p);
	gain_shift(d, fit, in->u_g, shift);
	size_t count = accumulation_params(fit->model, index);
	refuse(fit, ESTIMATE_INSUFFICIENT, "not part of the model");
	for (size_t j = 0; j < count; j++)
		*slot[index[j]] = report(d, fit, index[j], shift[index[j]],
					 in->plane);
	for (size_t i = 0; i < ACCUMULATION_PARAMS; i++)
		for (size_t j = 0; j < ACCUMULATION_PARAMS; j++)
			fit->cov[i][j] += shift[i] * shift[j];
}

/* Adds the columns of a fitted model to the common space. */
static size_t space_columns(const struct points *d,
			    const struct accumulation_fit *fit, double *col)
{
	size_t index[ACCUMULATION_PARAMS];
	size_t p = accumulation_params(fit->model, index);

	fill_columns(d, fit, true, col);
	if (fit->model != ACCUMULATION_R)
		return p;
	for (size_t i = 0; i < d->n; i++)
		col[2 * d->n + i] =
			sqrt(d->w[i]) * 1e5 *
			(accumulation_regenerated(d->k[i], fit->lambda + 5e-6) -
			 accumulation_regenerated(d->k[i], fit->lambda - 5e-6));
	return 3;
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
	return model == ACCUMULATION_L ? pow((in->g - 1) / in->u_g, 2) : 2;
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
static bool test_models(const struct points *d,
			const struct accumulation_input *in,
			struct accumulation_fit *fits, size_t count)
{
	const size_t smooth = 6;
	size_t have = 0, n = d->n, rows = 3 * count + smooth;
	double *col = malloc((2 * rows + 3) * n * sizeof(*col));
	struct contrast_space space;

	if (!col)
		return false;
	for (size_t f = 0; f < count; f++)
		if (fits[f].fitted)
			have += space_columns(d, &fits[f], col + have * n);
	size_t dim = have + 3 > 8 ? have + 3 : 8;
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

static int choose(struct accumulation_fit *fits, size_t count)
{
	int best = -1;

	for (size_t f = 0; f < count; f++)
		if (fits[f].fitted && fits[f].p >= ACCUMULATION_P &&
		    (best < 0 || fits[f].aicc < fits[best].aicc - TIE))
			best = (int)f;
	for (size_t f = 0; best < 0 && f < count; f++)
		if (fits[f].fitted)
			refuse(&fits[f], ESTIMATE_UNSTABLE_FIT,
			       "no model describes how the noise grows");
	return best;
}

int accumulation_fit(const struct accumulation_input *in,
		     const enum accumulation_model *list, size_t count,
		     struct accumulation_fit *fits)
{
	struct points d;
	const char *why = NULL;
	enum estimate_status status = points_load(&d, in, &why);
	int best = -1;

	for (size_t f = 0; f < count; f++) {
		fits[f] = (struct accumulation_fit){ .model = list[f],
						     .g = in->g,
						     .lambda = 1,
						     .b_dark = in->b,
						     .p = NAN,
						     .chi2 = NAN,
						     .aicc = NAN,
						     .u_lambda = NAN };
		if (status != ESTIMATE_OK) {
			refuse(&fits[f], status, why);
			continue;
		}
		fits[f].k_max = d.k[d.n - 1];
		fit_model(&d, in, &fits[f]);
	}
	if (status == ESTIMATE_OK && test_models(&d, in, fits, count))
		best = choose(fits, count);
	points_free(&d);
	return best;
}

struct estimate accumulation_db(const struct estimate *ratio)
{
	if (ratio->status != ESTIMATE_OK || ratio->value > 2 * ratio->u)
		return estimate_to_db(ratio);
	double t = distribution_t_quantile(.95, fmax(ratio->nu_eff, 1));
	double top = fmax(ratio->value, 0) + t * ratio->u;
	if (!(top > 0))
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "dB",
				       ratio->method, "no noise was seen");
	struct estimate bound = estimate_bound(10 * log10(top),
					       ESTIMATE_CENSOR_BELOW, ratio->n,
					       "dB", ratio->method,
					       ratio->plane);
	bound.flags = ratio->flags;
	return bound;
}
