/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XT-3: aggregates with censored intervals, growth over passes, residual. */
#include "analysis/crosstalk_sum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct parts {
	double detected, limits; /* sums of ratios and of upper limits */
	double variance;	 /* of detected, without what all share */
	unsigned flags;
};

static bool in_group(const struct crosstalk_group *g, size_t k)
{
	return (g->coherent && g->coherent[k]) == g->of_coherent;
}

static double weight(const struct crosstalk_group *g, size_t i, size_t j)
{
	return g->launch ? g->launch[j] / g->launch[i] : 1;
}

static void add_entry(const struct crosstalk_matrix *m, struct parts *p,
		      const struct estimate *x, size_t i, size_t j, double w)
{
	double own = m->h[i * m->n + i];

	p->flags |= x->flags;
	if (x->status == ESTIMATE_CENSORED) {
		p->limits += w * x->value;
		return;
	}
	p->detected += w * x->value;
	if (m->u)
		p->variance += pow(w * m->u[i * m->n + j] / own, 2);
	else
		p->variance = NAN;
}

/* The own lane and the receiver's linearity are common to all entries. */
static double parts_u(const struct crosstalk_matrix *m, const struct parts *p,
		      size_t i)
{
	size_t k = i * m->n + i;
	double own = m->u ? m->u[k] / m->h[k] : NAN;
	return sqrt(p->variance + pow(p->detected, 2) *
				  (pow(own, 2) + pow(m->u_linearity, 2)));
}

static struct estimate sum_of(const struct crosstalk_matrix *m,
			      const struct parts *p, size_t i)
{
	double u = parts_u(m, p, i);
	struct estimate e;

	if (p->limits > p->detected) {
		double up = isnan(u) ? 0 : ESTIMATE_Z95 * u;
		e = estimate_bound(p->detected + p->limits + up,
				   ESTIMATE_CENSOR_BELOW, m->samples, "1",
				   m->method, m->plane);
		e.lo = p->detected;
	} else {
		e = estimate_make(p->detected, u, m->nu, m->samples, "1",
				  m->method, m->plane);
		if (p->limits > 0) {
			e.u = NAN;
			e.hi = (isnan(u) ? e.value : e.hi) + p->limits;
			e.lo = isnan(u) ? e.value : e.lo;
			e.coverage = .95;
		}
	}
	e.flags |= p->flags;
	return e;
}

struct estimate crosstalk_sum(const struct crosstalk_matrix *m,
			      const struct estimate *x, size_t i,
			      const struct crosstalk_group *group)
{
	struct parts p = { 0 };
	size_t members = 0;

	for (size_t j = 0; j < m->n; j++) {
		const struct estimate *e = &x[i * m->n + j];
		if (j == i || !in_group(group, i * m->n + j))
			continue;
		if (!estimate_usable(e))
			return *e;
		members++;
		add_entry(m, &p, e, i, j, weight(group, i, j));
	}
	if (members == 0)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "1", m->method,
				       "no other lane is in this group");
	return sum_of(m, &p, i);
}

struct estimate crosstalk_beat(const struct estimate *sum)
{
	struct estimate e = *sum;

	if (!estimate_usable(sum))
		return e;
	if (sum->value < 0)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "1", sum->method,
				       "the sum is negative");
	e.value = sqrt(2 * sum->value);
	e.u = e.value * sum->u / (2 * sum->value);
	e.lo = sqrt(2 * fmax(sum->lo, 0));
	e.hi = sqrt(2 * sum->hi);
	if (isnan(sum->lo))
		e.lo = NAN;
	return e;
}

double crosstalk_beat_peak(double ratio)
{
	return 2 * sqrt(ratio);
}

static void multiply(size_t n, const double *a, const double *b, double *out)
{
	memset(out, 0, n * n * sizeof(*out));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			for (size_t j = 0; j < n; j++)
				out[i * n + j] += a[i * n + k] * b[k * n + j];
}

/* Largest entry to 1; returns the decades taken out. */
static double rescale(double *a, size_t n)
{
	double top = 0;

	for (size_t k = 0; k < n * n; k++)
		top = fmax(top, fabs(a[k]));
	if (!(top > 0))
		return 0;
	for (size_t k = 0; k < n * n; k++)
		a[k] /= top;
	return log10(top);
}

bool crosstalk_after_passes(const double *h, size_t n, unsigned passes,
			    double *out, double *decades)
{
	size_t size = n * n;
	double *base = malloc(2 * size * sizeof(*base) + 1);
	double *product = base ? base + size : NULL, of_base = 0;

	for (size_t k = 0; k < size; k++)
		if (!base || !isfinite(h[k])) {
			free(base);
			return false;
		}
	memcpy(base, h, size * sizeof(*base));
	memset(out, 0, size * sizeof(*out));
	for (size_t i = 0; i < n; i++)
		out[i * n + i] = 1;
	*decades = 0;
	for (; passes; passes /= 2) {
		of_base += rescale(base, n);
		if (passes % 2) {
			multiply(n, out, base, product);
			memcpy(out, product, size * sizeof(*out));
			*decades += of_base + rescale(out, n);
		}
		multiply(n, base, base, product);
		memcpy(base, product, size * sizeof(*base));
		of_base *= 2;
	}
	free(base);
	return true;
}

void crosstalk_residual(size_t n, const double *c, const double *h,
			const double *u, double *out, double *u_out)
{
	multiply(n, c, h, out);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			double variance = 0;
			for (size_t k = 0; k < n; k++)
				variance += pow(c[i * n + k] * u[k * n + j],
						2);
			u_out[i * n + j] = sqrt(variance);
		}
}
