/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Correlated inputs by a Gaussian copula ("normal to anything"): x_i =
 * Q_i(Phi(z_i)) with normals z. With a_ik the coefficient of Q_i(Phi(z)) on
 * the normalised Hermite polynomial h_k, Mehler's formula gives
 * cov(x_i, x_j) = sum_{k>=1} rho^k a_ik a_jk: solved for rho.
 */
#include "model/sample.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/distribution.h"
#include "model/draw.h"

enum { TERMS = 256, NODES = 2305, MIDDLE = NODES / 2 };
#define STEP (1. / 128) /* of the nodes in z: -9..9 */

struct hermite {
	double a[TERMS]; /* divided by the standard deviation; a[0] unused */
	double x[NODES]; /* standardised, of rising z */
};

static double at_normal(const struct loopmodel_distribution *d, double z)
{
	if (d->shape == LOOPMODEL_NORMAL)
		return d->a + d->b * z;
	if (d->shape == LOOPMODEL_LOGNORMAL)
		return d->a * exp(d->b * z);
	return loopmodel_distribution_quantile(d, gsl_cdf_ugaussian_P(z));
}

static double weight(int node)
{
	double z = (node - MIDDLE) * STEP;
	return STEP * exp(-z * z / 2) / sqrt(2 * M_PI);
}

/* The trapezium rule, which for such integrands is as good as any. */
static void expand(const struct loopmodel_distribution *d, struct hermite *out)
{
	double mean = loopmodel_distribution_mean(d);
	double u = loopmodel_distribution_u(d);
	for (int i = 0; i < NODES; i++) {
		double z = (i - MIDDLE) * STEP, below = 0, h = 1;
		out->x[i] = (at_normal(d, z) - mean) / u;
		for (int k = 0; k < TERMS; k++) {
			out->a[k] += weight(i) * out->x[i] * h;
			double next =
				(z * h - sqrt(k) * below) / sqrt(k + 1);
			below = h;
			h = next;
		}
	}
}

/* The correlations that rho = 1 and -1 give. */
struct range {
	double lo, hi;
};

static struct range range_of(const struct hermite *p, const struct hermite *q)
{
	struct range r = { 0, 0 };
	for (int i = 0; i < NODES; i++) {
		r.hi += weight(i) * p->x[i] * q->x[i];
		r.lo += weight(i) * p->x[i] * q->x[NODES - 1 - i];
	}
	return r;
}

static double series(const struct hermite *p, const struct hermite *q,
		     double rho)
{
	double r = 0;
	for (int k = TERMS - 1; k >= 1; k--)
		r = (r + p->a[k] * q->a[k]) * rho;
	return r;
}

/* What the series leaves out matters next to the ends only, where samples
 * jump: it is made up for by a term of still higher order. */
static double correlation_of(const struct hermite *p, const struct hermite *q,
			     struct range range, double rho)
{
	double end = rho < 0 ? range.lo - series(p, q, -1)
			     : range.hi - series(p, q, 1);
	return series(p, q, rho) + end * pow(fabs(rho), 1.5 * TERMS);
}

/* Rises with rho, so it is bisected. Beyond the ends by no more than what the
 * integrals of a sample are wrong by is the end. */
static bool solve(const struct hermite *p, const struct hermite *q, double r,
		  double *rho)
{
	const double wrong = 1e-3;
	const struct range range = range_of(p, q);
	double lo = -1, hi = 1;
	if (r > range.hi + wrong || r < range.lo - wrong)
		return false;
	for (int i = 0; i < 60; i++) {
		double middle = (lo + hi) / 2;
		if (correlation_of(p, q, range, middle) < r)
			lo = middle;
		else
			hi = middle;
	}
	*rho = (lo + hi) / 2;
	return true;
}

/* Cholesky, in place, of a matrix that may be singular (r = 1). */
static bool decompose(double *m, size_t n)
{
	const double zero = 1e-10;
	for (size_t j = 0; j < n; j++) {
		double pivot = m[j * n + j];
		for (size_t k = 0; k < j; k++)
			pivot -= m[j * n + k] * m[j * n + k];
		if (pivot < -zero)
			return false;
		bool singular = pivot < zero;
		m[j * n + j] = singular ? 0 : sqrt(pivot);
		for (size_t i = j + 1; i < n; i++) {
			double sum = m[i * n + j];
			for (size_t k = 0; k < j; k++)
				sum -= m[i * n + k] * m[j * n + k];
			if (singular && fabs(sum) > 1e-5)
				return false;
			m[i * n + j] = singular ? 0 : sum / m[j * n + j];
		}
		for (size_t i = 0; i < j; i++)
			m[i * n + j] = 0;
	}
	return true;
}

static enum loopmodel_status pair(struct sampler *s, size_t i, size_t j,
				  const struct hermite *all,
				  struct loopmodel_error *e)
{
	const struct loopmodel_inputs *in = s->inputs;
	size_t n = in->count;
	double r = in->correlation[i * n + j], rho = r;
	bool constant = loopmodel_distribution_u(&in->x[i]) == 0 ||
			loopmodel_distribution_u(&in->x[j]) == 0;
	if (r == 0 || constant)
		return LOOPMODEL_OK;
	bool normals = in->x[i].shape == LOOPMODEL_NORMAL &&
		       in->x[j].shape == LOOPMODEL_NORMAL;
	if (!normals && !solve(&all[i], &all[j], r, &rho))
		return loopmodel_refuse(
			e, LOOPMODEL_NOT_PSD, "correlation",
			"the correlation of %s and %s cannot be %g with these "
			"two distributions",
			loopmodel_input_name(in, i),
			loopmodel_input_name(in, j), r);
	s->mix[i * n + j] = s->mix[j * n + i] = rho;
	s->correlated[i] = s->correlated[j] = true;
	return LOOPMODEL_OK;
}

static enum loopmodel_status build(struct sampler *s,
				   struct loopmodel_error *e)
{
	size_t n = s->inputs->count;
	struct hermite *all = calloc(n, sizeof(*all));
	s->mix = calloc(n * n, sizeof(*s->mix));
	enum loopmodel_status status = LOOPMODEL_OK;
	if (!all || !s->mix) {
		status = loopmodel_refuse(e, LOOPMODEL_NO_MEMORY,
						    "correlation",
						    "out of memory");
		goto out;
	}
	for (size_t i = 0; i < n; i++) {
		s->mix[i * n + i] = 1;
		if (loopmodel_distribution_u(&s->inputs->x[i]) > 0)
			expand(&s->inputs->x[i], &all[i]);
	}
	for (size_t i = 0; i < n && !status; i++)
		for (size_t j = 0; j < i && !status; j++)
			status = pair(s, i, j, all, e);
	if (!status && !decompose(s->mix, n))
		status = loopmodel_refuse(
			e, LOOPMODEL_NOT_PSD, "correlation",
			"no %zu quantities can be correlated like this (the "
			"matrix is not positive semidefinite)",
			n);
out:
	free(all);
	if (status)
		loopmodel_sampler_release(s);
	return status;
}

enum loopmodel_status loopmodel_sampler_init(struct sampler *s,
					     const struct loopmodel_inputs *in,
					     uint64_t seed,
					     struct loopmodel_error *e)
{
	*s = (struct sampler){ .inputs = in, .seed = seed };
	return in->correlation ? build(s, e) : LOOPMODEL_OK;
}

void loopmodel_sampler_release(struct sampler *s)
{
	free(s->mix);
	s->mix = NULL;
}

/* Row i of the factor times the columns, into column i, whose own factor is
 * the last: rows from the last to the first need no second array. */
static void mix_row(const struct sampler *s, size_t i, double *columns)
{
	double *out = columns + i * LOOPMODEL_CHUNK;
	const double *row = s->mix + i * s->inputs->count;
	for (size_t t = 0; t < LOOPMODEL_CHUNK; t++)
		out[t] *= row[i];
	for (size_t j = 0; j < i; j++) {
		const double *in = columns + j * LOOPMODEL_CHUNK;
		if (row[j] == 0)
			continue;
		for (size_t t = 0; t < LOOPMODEL_CHUNK; t++)
			out[t] += row[j] * in[t];
	}
}

void loopmodel_sampler_fill(const struct sampler *s, uint64_t chunk,
			    double *columns)
{
	const struct loopmodel_inputs *in = s->inputs;
	for (size_t i = 0; i < in->count; i++) {
		double *out = columns + i * LOOPMODEL_CHUNK;
		if (s->correlated[i])
			loopmodel_draw_normal(s->seed, chunk, (uint32_t)i, out);
		else
			loopmodel_draw_distribution(&in->x[i], s->seed, chunk,
						    (uint32_t)i, out);
	}
	for (size_t i = in->count; i-- > 0;)
		if (s->correlated[i])
			mix_row(s, i, columns);
	for (size_t i = 0; i < in->count; i++)
		if (s->correlated[i])
			loopmodel_draw_from_normal(
				&in->x[i], columns + i * LOOPMODEL_CHUNK);
}
