/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TM-3: the tails of the time interval error. */
#include "analysis/edge_jitter_dirac.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "analysis/distribution.h"
#include "analysis/jackknife.h"

#define DIRAC_METHOD "TM-3/dual-Dirac"
#define BLOCKS 20
#define TAIL 0.05 /* of all transitions, on each side */

struct entry {
	double tie;
	size_t block;
};

struct tails {
	double rj, dj;
};

static int ascending(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return (x->tie > y->tie) - (x->tie < y->tie);
}

/* Line t = mean + sigma q. */
struct line {
	double n, q, t, qq, qt;
};

static void line_add(struct line *l, double q, double t)
{
	l->n++;
	l->q += q;
	l->t += t;
	l->qq += q * q;
	l->qt += q * t;
}

static double line_slope(const struct line *l)
{
	return (l->n * l->qt - l->q * l->t) / (l->n * l->qq - l->q * l->q);
}

/* The m-th of n from its end, as quantile of the half that is this tail. */
static double quantile(size_t m, size_t n)
{
	return distribution_t_quantile(((double)m + .5) / (.5 * (double)n),
				       INFINITY);
}

/* Both tails of the sorted entries that are not of block `without`; q[]:
 * quantiles of the tail of as many. */
static struct tails fit_tails(const struct entry *e, size_t n, size_t without,
			      const double *q, size_t tail)
{
	struct line low = { 0 }, high = { 0 };
	size_t m = 0;

	for (size_t i = 0; i < n && m < tail; i++)
		if (e[i].block != without)
			line_add(&low, q[m++], e[i].tie);
	m = 0;
	for (size_t i = n; i-- > 0 && m < tail;)
		if (e[i].block != without)
			line_add(&high, -q[m++], e[i].tie);
	double a = line_slope(&low), b = line_slope(&high);
	return (struct tails){
		.5 * (a + b), (high.t - b * high.q) / high.n -
				      (low.t - a * low.q) / low.n
	};
}

static void fill_quantiles(double *q, size_t n)
{
	for (size_t m = 0; m < (size_t)(TAIL * (double)n); m++)
		q[m] = quantile(m, n);
}

static void report(const struct edge_jitter_input *in, struct tails all,
		   const double cov[4], struct estimate *rj,
		   struct estimate *dj)
{
	double var = all.rj * all.rj - in->noise * in->noise;
	double u = hypot(2 * all.rj * sqrt(cov[0]),
			 2 * in->noise * in->u_noise);

	*dj = estimate_make(all.dj, sqrt(cov[3]), BLOCKS - 1, in->n, "s",
			    DIRAC_METHOD, in->plane);
	if (var > 2 * u)
		*rj = estimate_make(sqrt(var), u / (2 * sqrt(var)), BLOCKS - 1,
				    in->n, "s", DIRAC_METHOD, in->plane);
	else
		*rj = estimate_bound(sqrt(fmax(var, 0) + 1.73 * u),
				     ESTIMATE_CENSOR_BELOW, in->n, "s",
				     DIRAC_METHOD, in->plane);
}

static void fit_all(const struct edge_jitter_input *in, struct entry *e,
		    double *q, struct estimate *rj, struct estimate *dj)
{
	/* Blocks of the same size, or their tails would not compare. */
	size_t n = in->n - in->n % BLOCKS, part = n - n / BLOCKS;
	double loo[2 * BLOCKS], cov[4];

	qsort(e, n, sizeof(*e), ascending);
	fill_quantiles(q, n);
	struct tails all = fit_tails(e, n, BLOCKS, q,
				     (size_t)(TAIL * (double)n));
	fill_quantiles(q, part);
	for (size_t b = 0; b < BLOCKS; b++) {
		struct tails t = fit_tails(e, n, b, q,
					   (size_t)(TAIL * (double)part));
		loo[2 * b] = t.rj;
		loo[2 * b + 1] = t.dj;
	}
	jackknife_covariance(loo, BLOCKS, 2, cov);
	report(in, all, cov, rj, dj);
}

void edge_jitter_dirac(const struct edge_jitter_input *in, const double *tie,
		  struct estimate *rj, struct estimate *dj)
{
	size_t n = in->n;

	*rj = *dj = estimate_refuse(ESTIMATE_INSUFFICIENT, "s", DIRAC_METHOD,
				    "%zu transitions: needs %d", n,
				    EDGE_JITTER_DIRAC_MIN);
	if (n < EDGE_JITTER_DIRAC_MIN)
		return;
	struct entry *e = malloc(n * sizeof(*e));
	double *q = malloc(n * sizeof(*q));
	for (size_t i = 0; e && i < n; i++)
		e[i] = (struct entry){ tie[i], i / (n / BLOCKS) };
	if (e && q)
		fit_all(in, e, q, rj, dj);
	else
		*rj = *dj = estimate_refuse(ESTIMATE_ABORTED, "s",
					    DIRAC_METHOD, "out of memory");
	free(e);
	free(q);
}
