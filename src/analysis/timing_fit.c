/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gauss-Newton in Kaufman's form of variable projection: with the columns of
 * the window's linear part taken out of the gradient, the step needs the data
 * only, so one more projection per burst gives the delete-one-burst values.
 */
#include "analysis/timing_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/jackknife.h"
#include "analysis/linear.h"

#define COLUMNS (TIMING_SYMBOLS + 1)
#define DEPENDENT 1e-3
#define ITERATIONS 40
#define EDGE_SLOT 0.01 /* of a slot, where the jitter is not known */
#define EDGE_JITTER 4
#define CONVERGED 1e-7 /* samples; the uncertainty is far above */

struct workspace {
	struct timing_response *response; /* [samples] */
	double *column;			  /* [COLUMNS][samples] */
	double *gradient;		  /* [TIMING_PARAMS][samples] */
	double *mask;			  /* [windows][samples], 0 or 1 */
	double *loo;			  /* [bursts][TIMING_PARAMS] */
};

static bool workspace_alloc(struct workspace *w, const struct bursts *b)
{
	size_t n = b->slots;

	*w = (struct workspace){0};
	w->response = malloc(n * sizeof(*w->response));
	w->column = malloc((n * (COLUMNS + TIMING_PARAMS + b->passes) +
			    b->bursts * TIMING_PARAMS) * sizeof(double));
	if (!w->response || !w->column)
		return false;
	w->gradient = w->column + COLUMNS * n;
	w->mask = w->gradient + TIMING_PARAMS * n;
	w->loo = w->mask + b->passes * n;
	return true;
}

static void workspace_free(struct workspace *w)
{
	free(w->response);
	free(w->column);
}

static double dot(const double *a, const double *b, size_t n)
{
	double s = 0;

	for (size_t i = 0; i < n; i++)
		s += a[i] * b[i];
	return s;
}

/* Arrival of window p's own frame, in samples of that window. */
static double arrival(const struct timing_data *d, const double *theta,
		      size_t p)
{
	return theta[TIMING_T0] + d->in->k[p] * theta[TIMING_LOOP] -
	       (double)d->in->start[p];
}

/* True where aperture jitter rounds off the kink of a change of light: there
 * the mean over bursts is not the model's, and all windows may share it. */
static bool near_edge(const struct timing_data *d, double since, double slot)
{
	double edge = round(since / slot);
	double margin = EDGE_SLOT * slot + EDGE_JITTER * d->in->jitter *
						   d->in->fs;

	return edge >= 0 && edge <= (double)d->in->symbols &&
	       fabs(since - edge * slot) < margin;
}

/* Samples that only light of their own pass has reached. */
static void fill_mask(const struct timing_data *d, const double *theta,
		      double *mask)
{
	size_t n = d->in->windows.slots;
	double slot = theta[TIMING_SLOT], loop = theta[TIMING_LOOP];
	double frame = (double)d->in->symbols * slot;

	for (size_t p = 0; p < d->in->windows.passes; p++) {
		double a = arrival(d, theta, p);
		double from = a - loop + frame + d->gap, to = a + loop - 1;
		for (size_t i = 0; i < n; i++) {
			double t = (double)i;
			bool early = d->in->k[p] > 0 && t < from;
			bool other = loop > 0 && (early || t > to);
			mask[p * n + i] = !other &&
					  !near_edge(d, t - a, slot);
		}
	}
}

/* Takes the first count columns (orthonormal) out of v. */
static void project(const double *column, size_t count, size_t n, double *v,
		    double *coefficient)
{
	for (size_t j = 0; j < count; j++) {
		const double *q = column + j * n;
		double c = dot(q, v, n);
		if (coefficient)
			coefficient[j] += c;
		for (size_t i = 0; i < n; i++)
			v[i] -= c * q[i];
	}
}

/*
 * Orthonormalises the columns in place (dependent ones become 0) and solves
 * for the coefficients of the original ones, dependent ones 0.
 */
static void eliminate(double *column, size_t n, const double *y,
		      double beta[COLUMNS])
{
	double r[COLUMNS][COLUMNS] = { { 0 } }, c[COLUMNS];

	for (size_t j = 0; j < COLUMNS; j++) {
		double *v = column + j * n, along[COLUMNS] = { 0 };
		double before = sqrt(dot(v, v, n));
		project(column, j, n, v, along);
		project(column, j, n, v, along);
		for (size_t i = 0; i < j; i++)
			r[i][j] = along[i];
		double norm = sqrt(dot(v, v, n));
		bool kept = norm > DEPENDENT * before;
		r[j][j] = kept ? norm : 0;
		for (size_t i = 0; i < n; i++)
			v[i] = kept ? v[i] / norm : 0;
		c[j] = dot(v, y, n);
	}
	for (size_t j = COLUMNS; j-- > 0;) {
		beta[j] = 0;
		if (r[j][j] == 0)
			continue;
		for (size_t i = j + 1; i < COLUMNS; i++)
			c[j] -= r[j][i] * beta[i];
		beta[j] = c[j] / r[j][j];
	}
}

static double combine(const double *a, const double *beta)
{
	return a[0] * beta[1] + a[1] * beta[2] + a[2] * beta[3];
}

/* Column set and projected gradient of window p; returns the residual sum of
 * squares of its mean. */
static double prepare(const struct timing_data *d, const double *theta,
		      size_t p, struct workspace *w)
{
	size_t n = d->in->windows.slots;
	struct timing_frame f = { d->in->symbol, d->in->symbols,
				  theta[TIMING_SLOT],
				  exp(theta[TIMING_LN_TAU]) };
	const double *y = d->mean + p * n, *mask = w->mask + p * n;
	double beta[COLUMNS], rss = 0, *g = w->gradient;

	timing_model_fill(&f, arrival(d, theta, p), n, w->response);
	for (size_t i = 0; i < n; i++) {
		w->column[i] = mask[i];
		for (size_t j = 0; j < TIMING_SYMBOLS; j++)
			w->column[(j + 1) * n + i] =
				mask[i] * w->response[i].phi[j];
	}
	eliminate(w->column, n, y, beta);
	for (size_t i = 0; i < n; i++) {
		const struct timing_response *m = &w->response[i];
		double e = y[i] - beta[0] - combine(m->phi, beta);
		g[TIMING_T0 * n + i] = mask[i] * combine(m->by_start, beta);
		g[TIMING_SLOT * n + i] = mask[i] * combine(m->by_slot, beta);
		g[TIMING_LN_TAU * n + i] = mask[i] * combine(m->by_tau, beta);
		rss += mask[i] * e * e;
	}
	for (size_t j = 0; j < TIMING_LOOP; j++) {
		project(w->column, COLUMNS, n, g + j * n, NULL);
		project(w->column, COLUMNS, n, g + j * n, NULL);
	}
	for (size_t i = 0; i < n; i++)
		g[TIMING_LOOP * n + i] = d->in->k[p] * g[TIMING_T0 * n + i];
	return rss;
}

/* Adds window p's part of the normal matrix. */
static void add_normal(const struct timing_data *d, const struct workspace *w,
		       size_t p, size_t P, double *normal)
{
	size_t n = d->in->windows.slots;

	for (size_t i = 0; i < P; i++)
		for (size_t j = 0; j < P; j++)
			normal[i * P + j] +=
				d->weight[p] * dot(w->gradient + i * n,
						   w->gradient + j * n, n);
}

static void add_right_side(const struct timing_data *d,
			   const struct workspace *w, size_t p, size_t P,
			   const double *y, double *rhs)
{
	size_t n = d->in->windows.slots;

	for (size_t i = 0; i < P; i++)
		rhs[i] += d->weight[p] * dot(w->gradient + i * n, y, n);
}

/* Normal matrix (factored) and step at theta; chi2 of the mean windows. */
static bool gauss_newton(const struct timing_data *d, const double *theta,
			 size_t P, struct workspace *w, double *normal,
			 double *step, double *chi2)
{
	size_t n = d->in->windows.slots;

	memset(normal, 0, P * P * sizeof(*normal));
	memset(step, 0, P * sizeof(*step));
	*chi2 = 0;
	for (size_t p = 0; p < d->in->windows.passes; p++) {
		if (!d->use[p])
			continue;
		*chi2 += d->weight[p] * prepare(d, theta, p, w);
		add_normal(d, w, p, P, normal);
		add_right_side(d, w, p, P, d->mean + p * n, step);
	}
	if (!isfinite(*chi2) || !linear_cholesky(normal, P))
		return false;
	linear_solve(normal, P, step);
	return true;
}

static bool plausible(const double *theta, const double *start)
{
	double slot = start[TIMING_SLOT];

	return fabs(theta[TIMING_SLOT] - slot) < .1 * slot &&
	       theta[TIMING_LN_TAU] > log(.005 * slot) &&
	       theta[TIMING_LN_TAU] < log(5 * slot) &&
	       fabs(theta[TIMING_T0] - start[TIMING_T0]) < 3 * slot;
}

/* Damped steps until they vanish. */
static bool converge(const struct timing_data *d, struct timing_fit *fit,
		     struct workspace *w)
{
	double normal[TIMING_PARAMS * TIMING_PARAMS], step[TIMING_PARAMS];
	double start[TIMING_PARAMS], chi2, trial_chi2, scale = 1;
	size_t P = fit->params;

	memcpy(start, fit->theta, sizeof(start));
	if (!gauss_newton(d, fit->theta, P, w, normal, step, &chi2))
		return false;
	for (int it = 0; it < ITERATIONS; it++) {
		double trial[TIMING_PARAMS], next[TIMING_PARAMS], size = 0;
		memcpy(trial, fit->theta, sizeof(trial));
		for (size_t j = 0; j < P; j++) {
			trial[j] += scale * step[j];
			size = fmax(size, fabs(step[j]));
		}
		if (size < CONVERGED)
			return true;
		if (!plausible(trial, start) ||
		    !gauss_newton(d, trial, P, w, normal, next, &trial_chi2) ||
		    trial_chi2 > chi2 * (1 + 1e-9)) {
			scale /= 4;
			continue;
		}
		scale = fmin(1, 2 * scale);
		chi2 = trial_chi2;
		memcpy(fit->theta, trial, sizeof(trial));
		memcpy(step, next, sizeof(next));
	}
	return false;
}

static void jackknife(const struct timing_data *d, struct timing_fit *fit,
		      struct workspace *w, const double *factor)
{
	const struct bursts *b = &d->in->windows;
	size_t P = fit->params;
	double chi2 = 0, used = 0;

	memset(w->loo, 0, b->bursts * P * sizeof(*w->loo));
	for (size_t p = 0; p < b->passes; p++) {
		if (!d->use[p])
			continue;
		chi2 += d->weight[p] * prepare(d, fit->theta, p, w);
		for (size_t i = 0; i < b->slots; i++)
			used += w->mask[p * b->slots + i];
		used -= COLUMNS;
		for (size_t r = 0; r < b->bursts; r++)
			add_right_side(d, w, p, P, bursts_window(b, r, p),
				       w->loo + r * P);
	}
	fit->chi2_dof = chi2 * (double)b->bursts / (used - (double)P);
	/* Leaving burst r out moves the mean by -(y_r - mean)/(R - 1). */
	for (size_t r = 0; r < b->bursts; r++) {
		for (size_t j = 0; j < P; j++)
			w->loo[r * P + j] /= 1 - (double)b->bursts;
		linear_solve(factor, P, w->loo + r * P);
	}
	jackknife_covariance(w->loo, b->bursts, P, fit->cov);
}

bool timing_fit_run(const struct timing_data *d, struct timing_fit *fit)
{
	double factor[TIMING_PARAMS * TIMING_PARAMS], step[TIMING_PARAMS];
	double chi2;
	struct workspace w;
	bool ok = workspace_alloc(&w, &d->in->windows);

	/* Twice: the mask follows from where the first round put the light. */
	for (int round = 0; ok && round < 2; round++) {
		fill_mask(d, fit->theta, w.mask);
		ok = converge(d, fit, &w);
	}
	ok = ok && gauss_newton(d, fit->theta, fit->params, &w, factor, step,
				&chi2);
	if (ok)
		jackknife(d, fit, &w, factor);
	workspace_free(&w);
	return ok;
}
