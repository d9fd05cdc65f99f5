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
#include "analysis/accumulation_test.h"
#include "analysis/distribution.h"
#include "analysis/jackknife.h"
#include "analysis/linear.h"
#include "analysis/runs.h"

#define ACCUMULATION_P 0.01
#define TIE 1e-6 /* models that span the same curves: the first listed */

static void refuse(struct accumulation_fit *fit, enum estimate_status status,
		   const char *sentence)
{
	fit->a = fit->n = fit->b = fit->q = fit->lambda = estimate_refuse(
		status, "1", accumulation_method(fit->model), "%s", sentence);
}

/* Columns of the listed parameters over all points, [n][p]. */
static void fill_columns(const struct points *d,
			 const struct accumulation_fit *fit,
			 const size_t *index, size_t p, double *col)
{
	for (size_t i = 0; i < d->n; i++) {
		double c[ACCUMULATION_PARAMS];
		accumulation_columns(fit, d->k[i], c);
		for (size_t j = 0; j < p; j++)
			col[i * p + j] = c[index[j]];
	}
}

/* theta at the fit's own g and lambda; false if the columns depend. */
static bool solve(const struct points *d, struct accumulation_fit *fit,
		  double *theta, double *op)
{
	size_t index[ACCUMULATION_PARAMS];
	size_t p = accumulation_linear_params(fit->model, index);
	double t[ACCUMULATION_PARAMS];

	fill_columns(d, fit, index, p, d->col);
	if (!linear_fit_operator(d->col, d->w, d->n, p, op))
		return false;
	for (size_t i = 0; i < d->n; i++)
		d->rest[i] = d->y[i] - accumulation_offset(fit, d->k[i]);
	linear_apply(op, d->n, p, d->rest, t);
	for (size_t j = 0; j < ACCUMULATION_LAMBDA; j++)
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

	fit->theta[ACCUMULATION_LAMBDA] = lambda;
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
	fit->theta[ACCUMULATION_LAMBDA] = .5 * (lo + hi);
}

/*
 * Operator for the leave-one-out fits: for model R one Gauss-Newton step with
 * lambda as a column of its own, else the linear fit itself.
 */
static bool loo_operator(const struct points *d, struct accumulation_fit *fit)
{
	size_t index[ACCUMULATION_PARAMS];
	size_t p = accumulation_params(fit->model, index);

	if (!solve(d, fit, fit->theta, d->op))
		return false;
	if (fit->model != ACCUMULATION_R)
		return true;
	fill_columns(d, fit, index, p, d->col);
	return linear_fit_operator(d->col, d->w, d->n, p, d->op);
}

/* Covariance of theta over the bursts (constants of the curve drop out). */
static void jackknife(const struct points *d, struct accumulation_fit *fit)
{
	size_t index[ACCUMULATION_PARAMS];
	size_t p = accumulation_params(fit->model, index);
	double cov[ACCUMULATION_PARAMS * ACCUMULATION_PARAMS];

	for (size_t r = 0; r < d->R; r++)
		linear_apply(d->op, d->n, p, d->loo + r * d->n,
			     d->theta + r * p);
	jackknife_covariance(d->theta, d->R, p, cov);
	for (size_t i = 0; i < p; i++)
		for (size_t j = 0; j < p; j++)
			fit->cov[index[i]][index[j]] = cov[i * p + j];
}

/* What the uncertainty of g does to theta (L, X: of their claim that g = 1). */
static void gain_shift(const struct points *d,
		       const struct accumulation_fit *fit, double u_g,
		       double shift[ACCUMULATION_PARAMS])
{
	struct accumulation_fit moved = *fit;

	for (size_t j = 0; j < ACCUMULATION_PARAMS; j++)
		shift[j] = 0;
	if (accumulation_claims_unity(moved.model)) {
		moved.model = moved.model == ACCUMULATION_L ? ACCUMULATION_G :
							      ACCUMULATION_GX;
		moved.g = 1;
		moved.b_dark = 0;
	}
	moved.g += u_g;
	if (moved.model == ACCUMULATION_R || !(u_g > 0) ||
	    !solve(d, &moved, moved.theta, d->op))
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

static void count_runs(const struct points *d, struct accumulation_fit *fit)
{
	for (size_t i = 0; i < d->n; i++) {
		double y;
		accumulation_curve(fit, d->k[i], &y, NULL);
		d->rest[i] = d->y[i] - y;
	}
	struct runs r = runs_test(d->rest, d->n);
	fit->runs = (unsigned)r.runs;
	fit->p_runs = r.p;
}

static void fit_model(const struct points *d,
		      const struct accumulation_input *in,
		      struct accumulation_fit *fit)
{
	size_t index[ACCUMULATION_PARAMS];
	double shift[ACCUMULATION_PARAMS];
	struct estimate *slot[] = { &fit->a, &fit->n, &fit->b, &fit->q,
				    &fit->lambda };

	if (!accumulation_spans(fit->model, fit->g, d->k, d->n)) {
		refuse(fit, ESTIMATE_INSUFFICIENT,
		       "the usable passes span less than a decade");
		return;
	}
	if (fit->model == ACCUMULATION_R)
		search_lambda(d, fit);
	fit->fitted = loo_operator(d, fit);
	if (!fit->fitted) {
		refuse(fit, ESTIMATE_UNSTABLE_FIT,
		       "the terms of the model cannot be told apart");
		return;
	}
	jackknife(d, fit);
	count_runs(d, fit);
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
						     .theta[ACCUMULATION_LAMBDA]
							     = 1,
						     .b_dark = in->b,
						     .p = NAN,
						     .chi2 = NAN,
						     .aicc = NAN,
						     .p_runs = NAN };
		if (status != ESTIMATE_OK) {
			refuse(&fits[f], status, why);
			continue;
		}
		fits[f].k_max = d.k[d.n - 1];
		fit_model(&d, in, &fits[f]);
	}
	if (status == ESTIMATE_OK && accumulation_test(&d, in, fits, count))
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
