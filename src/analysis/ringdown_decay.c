/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Least squares with weights 1/u^2; covariance by leaving out bursts, or of u
 * itself. */
#include "analysis/ringdown_decay.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/jackknife.h"
#include "analysis/linear.h"

struct work {
	double *col, *w, *y, *op, *theta;
};

static bool work_alloc(struct work *k, const struct decay *d, size_t p)
{
	size_t n = d->n;

	k->col = malloc((n * (2 * p + 2) + d->bursts * p) * sizeof(double));
	if (!k->col)
		return false;
	k->op = k->col + n * p;
	k->w = k->op + n * p;
	k->y = k->w + n;
	k->theta = k->y + n;
	return true;
}

/*
 * Weights (b/u)^2 with u/b made smooth over k: from a few bursts each u is
 * uncertain by tens of percent, and weights that follow it cost precision.
 */
static bool smooth_weights(const struct decay *d, struct work *k)
{
	double c[2];
	size_t n = d->n;

	for (size_t i = 0; i < n; i++) {
		double x = d->k[i];
		k->col[2 * i] = 1;
		k->col[2 * i + 1] = x;
		k->w[i] = 1;
		k->y[i] = log(d->b[i] / d->u[i]);
	}
	if (!linear_fit_operator(k->col, k->w, n, 2, k->op))
		return false;
	linear_apply(k->op, n, 2, k->y, c);
	for (size_t i = 0; i < n; i++)
		k->w[i] = exp(2 * (c[0] + c[1] * d->k[i]));
	return true;
}

/* Polynomial of ln b at the weights in w. */
static bool fit_polynomial(const struct decay *d, size_t p, struct work *k,
			   double *theta)
{
	size_t n = d->n;

	for (size_t i = 0; i < n; i++) {
		k->y[i] = log(d->b[i]);
		for (size_t j = 0; j < p; j++)
			k->col[i * p + j] = pow(d->k[i], (double)j);
	}
	if (!linear_fit_operator(k->col, k->w, n, p, k->op))
		return false;
	linear_apply(k->op, n, p, k->y, theta);
	return true;
}

static double polynomial(const double *theta, size_t p, double x)
{
	double y = 0;

	for (size_t j = p; j-- > 0;)
		y = y * x + theta[j];
	return y;
}

/* Known u: weights from the fitted curve, or powers that happen to be high
 * would weigh more. */
static bool known_weights(const struct decay *d, size_t p, struct work *k,
			  double *theta)
{
	for (size_t i = 0; i < d->n; i++)
		k->w[i] = pow(d->b[i] / d->u[i], 2);
	for (int round = 0; round < 3; round++) {
		if (!fit_polynomial(d, p, k, theta))
			return false;
		for (size_t i = 0; i < d->n; i++)
			k->w[i] = exp(2 * polynomial(theta, p, d->k[i])) /
				  (d->u[i] * d->u[i]);
	}
	return true;
}

/* Of op at weights that are 1/variance: op W^-1 op'. */
static void known_covariance(const struct decay *d, const struct work *k,
			     size_t p, double *cov)
{
	size_t n = d->n;

	for (size_t i = 0; i < p; i++)
		for (size_t j = 0; j < p; j++) {
			double s = 0;
			for (size_t m = 0; m < n; m++)
				s += k->op[i * n + m] * k->op[j * n + m] /
				     k->w[m];
			cov[i * p + j] = s;
		}
}

bool decay_fit_log(const struct decay *d, size_t p, struct decay_fit *out)
{
	struct work k;
	size_t n = d->n;

	if (!work_alloc(&k, d, p))
		return false;
	bool ok = d->bursts ? smooth_weights(d, &k) :
			      known_weights(d, p, &k, out->theta);
	ok = ok && fit_polynomial(d, p, &k, out->theta);
	out->chi2 = 0;
	for (size_t i = 0; ok && i < n; i++)
		out->chi2 += k.w[i] *
			     pow(k.y[i] - polynomial(out->theta, p, d->k[i]),
				 2);
	for (size_t r = 0; ok && r < d->bursts; r++) {
		for (size_t i = 0; i < n; i++)
			k.y[i] = log(d->loo[r * n + i]);
		linear_apply(k.op, n, p, k.y, k.theta + r * p);
	}
	if (ok && d->bursts)
		jackknife_covariance(k.theta, d->bursts, p, out->cov);
	else if (ok)
		known_covariance(d, &k, p, out->cov);
	free(k.col);
	return ok;
}

/* sum of g^j, j < k, and its derivative to ln g; k need not be whole. */
static double series(double s, double k, double *slope)
{
	if (fabs(s * k) < 1e-4) {
		*slope = k * (k - 1) / 2 + s * k * (k - 1) * (2 * k - 1) / 6;
		return k + s * k * (k - 1) / 2 +
		       s * s * k * (k - 1) * (2 * k - 1) / 12;
	}
	double h = expm1(s * k) / expm1(s);
	*slope = (k * exp(s * k) - h * exp(s)) / expm1(s);
	return h;
}

double decay_pedestal_curve(const double *theta, double k)
{
	double slope;

	return theta[0] * exp(theta[1] * k) +
	       theta[2] * series(theta[1], k, &slope);
}

/* Best P0 and A at fixed ln g = s; returns the weighted sum of squares. */
static double fit_fixed_gain(const struct decay *d, struct work *k, double s,
			     double *theta)
{
	double slope, linear[2], rss = 0;
	size_t n = d->n;

	for (size_t i = 0; i < n; i++) {
		k->col[2 * i] = exp(s * d->k[i]);
		k->col[2 * i + 1] = series(s, d->k[i], &slope);
	}
	if (!linear_fit_operator(k->col, k->w, n, 2, k->op))
		return INFINITY;
	linear_apply(k->op, n, 2, d->b, linear);
	theta[0] = linear[0];
	theta[1] = s;
	theta[2] = linear[1];
	for (size_t i = 0; i < n; i++)
		rss += k->w[i] *
		       pow(d->b[i] - decay_pedestal_curve(theta, d->k[i]), 2);
	return rss;
}

static bool start_pedestal(const struct decay *d, struct work *k,
			   double *theta)
{
	double best = INFINITY, trial[RINGDOWN_PARAMS] = { 0 };

	for (double s = -2; s < .2; s += .01) {
		double rss = fit_fixed_gain(d, k, s, trial);
		if (!(rss < best))
			continue;
		best = rss;
		for (size_t j = 0; j < RINGDOWN_PARAMS; j++)
			theta[j] = trial[j];
	}
	return isfinite(best);
}

/* Operator of one Gauss-Newton step at theta. */
static bool tangent(const struct decay *d, struct work *k, const double *theta)
{
	for (size_t i = 0; i < d->n; i++) {
		double slope, *c = k->col + 3 * i;
		double h = series(theta[1], d->k[i], &slope);
		c[0] = exp(theta[1] * d->k[i]);
		c[1] = theta[0] * d->k[i] * c[0] + theta[2] * slope;
		c[2] = h;
	}
	return linear_fit_operator(k->col, k->w, d->n, 3, k->op);
}

static void step(const struct decay *d, struct work *k, const double *theta,
		 const double *b, double *out)
{
	for (size_t i = 0; i < d->n; i++)
		k->y[i] = b[i] - decay_pedestal_curve(theta, d->k[i]);
	linear_apply(k->op, d->n, 3, k->y, out);
	for (size_t j = 0; j < 3; j++)
		out[j] += theta[j];
}

bool decay_fit_pedestal(const struct decay *d, struct decay_fit *out)
{
	struct work k;

	if (d->n < 4 || !work_alloc(&k, d, 3))
		return false;
	for (size_t i = 0; i < d->n; i++)
		k.w[i] = 1 / (d->u[i] * d->u[i]);
	bool ok = start_pedestal(d, &k, out->theta);
	for (int it = 0; ok && it < 8; it++) {
		double next[3];
		ok = tangent(d, &k, out->theta);
		if (!ok)
			break;
		step(d, &k, out->theta, d->b, next);
		ok = isfinite(next[0]) && fabs(next[1]) < 3;
		for (size_t j = 0; ok && j < 3; j++)
			out->theta[j] = next[j];
	}
	ok = ok && tangent(d, &k, out->theta);
	out->chi2 = 0;
	for (size_t i = 0; ok && i < d->n; i++)
		out->chi2 += k.w[i] *
			     pow(d->b[i] - decay_pedestal_curve(out->theta,
								d->k[i]),
				 2);
	for (size_t r = 0; ok && r < d->bursts; r++)
		step(d, &k, out->theta, d->loo + r * d->n, k.theta + 3 * r);
	if (ok && d->bursts)
		jackknife_covariance(k.theta, d->bursts, 3, out->cov);
	else if (ok)
		known_covariance(d, &k, 3, out->cov);
	free(k.col);
	return ok;
}
