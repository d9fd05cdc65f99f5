/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums over the segments, noise, degrees of freedom and interval together. */
#include "analysis/allan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/allan_edf.h"
#include "analysis/allan_modified.h"
#include "analysis/allan_sums.h"
#include "analysis/allan_total.h"
#include "analysis/distribution.h"
#include "base/parallel.h"

static const struct {
	const char *name, *method;
	struct allan_filter filter;
	size_t longest; /* n / longest */
} kinds[] = {
	[ALLAN_ADEV] = { "adev", "SB-1/adev", { 2, false, false }, 4 },
	[ALLAN_OADEV] = { "oadev", "SB-1/oadev", { 2, false, true }, 4 },
	[ALLAN_MDEV] = { "mdev", "SB-1/mdev", { 2, true, true }, 5 },
	[ALLAN_TDEV] = { "tdev", "SB-1/tdev", { 2, true, true }, 5 },
	[ALLAN_HDEV] = { "hdev", "SB-1/hdev", { 3, false, false }, 5 },
	[ALLAN_OHDEV] = { "ohdev", "SB-1/ohdev", { 3, false, true }, 5 },
	[ALLAN_TOTDEV] = { "totdev", "SB-1/totdev", { 2, false, true }, 2 },
};

const char *allan_type_name(enum allan_type type)
{
	return kinds[type].name;
}

enum allan_type allan_type_parse(const char *name)
{
	unsigned t = 0;
	while (t < ALLAN_TYPES && strcmp(kinds[t].name, name))
		t++;
	return t;
}

size_t allan_longest(enum allan_type type, size_t n)
{
	return n / kinds[type].longest;
}

size_t allan_last(enum allan_type type, size_t n)
{
	if (type == ALLAN_MDEV || type == ALLAN_TDEV)
		return n / 3;
	return n ? (n - 1) / (size_t)kinds[type].filter.order : 0;
}

/* Differences that fit into n values. */
static size_t differences(enum allan_type type, size_t n, size_t m)
{
	size_t order = (size_t)kinds[type].filter.order;
	if (m > allan_last(type, n))
		return 0;
	if (type == ALLAN_TOTDEV)
		return n - 2;
	if (type == ALLAN_MDEV || type == ALLAN_TDEV)
		return n - 3 * m + 1;
	return kinds[type].filter.overlapped ? n - order * m :
					       (n - 1) / m - order + 1;
}

/* Adds the segment's sums of squared differences. */
static bool overlapping(const struct allan_segment *s, enum allan_type type,
			const size_t *m, size_t taus, double *sums)
{
	struct allan_sum *out = calloc(taus, sizeof(*out));
	bool ok = out != NULL;
	for (size_t t = 0; ok && t < taus; t++)
		out[t] = (struct allan_sum){ s->x, m[t],
					     differences(type, s->n, m[t]), 0 };
	ok = ok && allan_sums(out, taus, (unsigned)kinds[type].filter.order);
	for (size_t t = 0; ok && t < taus; t++)
		sums[t] = out[t].sum;
	free(out);
	return ok;
}

static bool segment_sums(const struct allan_segment *s, enum allan_type type,
			 const size_t *m, size_t taus, double *sums)
{
	unsigned order = (unsigned)kinds[type].filter.order;
	if (type == ALLAN_MDEV || type == ALLAN_TDEV)
		return allan_modified_sums(s->x, s->n, m, taus, sums);
	if (type == ALLAN_TOTDEV)
		return s->n < 3 || allan_total_sums(s->x, s->n, m, taus, sums);
	if (kinds[type].filter.overlapped)
		return overlapping(s, type, m, taus, sums);
	for (size_t t = 0; t < taus; t++) {
		size_t n = differences(type, s->n, m[t]);
		sums[t] = n ? allan_sum_apart(s->x, m[t], (n - 1) * m[t] + 1,
					      order) :
			      0;
	}
	return true;
}

/* What turns a mean square into a variance of frequency (of time for tdev):
 * 1 / (2 tau^2), Hadamard 1 / (6 tau^2), modified 1 / (2 m^2 tau^2). */
static double scale(enum allan_type type, size_t m, double tau0)
{
	double step = (double)m, tau = step * tau0;
	double out = kinds[type].filter.order == 3 ? 1 / 6.0 : 0.5;
	if (kinds[type].filter.modified)
		out /= step * step;
	return type == ALLAN_TDEV ? out / 3 : out / (tau * tau);
}

/* Mean squares times scale over all segments; NaN where nothing fits. */
static bool variances(const struct allan_record *r, enum allan_type type,
		      const size_t *m, size_t taus, double *variance)
{
	double *sums = calloc(taus, sizeof(*sums));
	bool ok = sums != NULL;
	for (size_t t = 0; t < taus; t++)
		variance[t] = 0;
	for (size_t k = 0; ok && k < r->count; k++) {
		memset(sums, 0, taus * sizeof(*sums));
		ok = segment_sums(&r->segments[k], type, m, taus, sums);
		for (size_t t = 0; ok && t < taus; t++)
			if (differences(type, r->segments[k].n, m[t]))
				variance[t] += sums[t];
	}
	for (size_t t = 0; ok && t < taus; t++) {
		size_t n = 0;
		for (size_t k = 0; k < r->count; k++)
			n += differences(type, r->segments[k].n, m[t]);
		variance[t] *= scale(type, m[t], r->tau0) /
			       (n ? (double)n : NAN);
	}
	free(sums);
	return ok;
}

struct noise {
	const struct allan_record *r;
	const size_t *m;
	int order, *alpha;
	bool failed;
};

static const struct allan_segment *longest(const struct allan_record *r)
{
	const struct allan_segment *out = &r->segments[0];
	for (size_t k = 1; k < r->count; k++)
		if (r->segments[k].n > out->n)
			out = &r->segments[k];
	return out;
}

/* Values at step m over all segments. */
static size_t noise_values(const struct allan_record *r, size_t m)
{
	size_t n = 0;
	for (size_t k = 0; k < r->count; k++)
		n += r->segments[k].n ? (r->segments[k].n - 1) / m + 1 : 0;
	return n;
}

static void identify(void *context, size_t piece, unsigned worker)
{
	struct noise *w = context;
	size_t m = w->m[piece], n = noise_values(w->r, m);
	(void)worker;
	if (n < ALLAN_NOISE_VALUES)
		return;
	double *scratch = malloc(n * sizeof(*scratch));
	if (scratch)
		w->alpha[piece] = allan_noise_alpha(w->r->segments, w->r->count,
						    m, w->order, scratch);
	else
		w->failed = true;
	free(scratch);
}

/* Sample variance of the averages over m values. */
static double standard_variance(const struct allan_segment *s, size_t m,
				double tau0, size_t *n)
{
	double mean = 0, square = 0, tau = (double)m * tau0;
	*n = s->n ? (s->n - 1) / m : 0;
	if (*n < 2)
		return NAN;
	mean = (s->x[*n * m] - s->x[0]) / (double)*n;
	for (size_t i = 0; i < *n; i++) {
		double d = s->x[(i + 1) * m] - s->x[i * m] - mean;
		square += d * d;
	}
	return square / (double)(*n - 1) / (tau * tau);
}

/* With less than ALLAN_FEWEST averages nothing can be told: the noise of the
 * averaging time before is kept, or that of the longest with
 * ALLAN_NOISE_VALUES if the one before is shorter. */
static void borrow(struct noise *w, size_t t, const struct allan_segment *s)
{
	size_t m = (s->n - 1) / (ALLAN_NOISE_VALUES - 1);
	struct noise at = { w->r, &m, w->order, &w->alpha[t], false };
	if (t && w->m[t - 1] >= m)
		w->alpha[t] = w->alpha[t - 1];
	else
		identify(&at, 0, 0);
	w->failed |= at.failed;
}

/* The averaging times with few values, on the longest segment. */
static bool identify_short(struct noise *w, size_t taus)
{
	const struct allan_segment *s = longest(w->r);
	struct allan_record one = *w->r;
	double avar, mvar;
	one.segments = s;
	one.count = 1;
	for (size_t t = 0; t < taus; t++) {
		size_t n;
		if (noise_values(w->r, w->m[t]) >= ALLAN_NOISE_VALUES)
			continue;
		if ((s->n - 1) / w->m[t] < ALLAN_FEWEST &&
		    (t || s->n >= ALLAN_NOISE_VALUES)) {
			borrow(w, t, s);
			continue;
		}
		if (!variances(&one, ALLAN_ADEV, &w->m[t], 1, &avar) ||
		    !variances(&one, ALLAN_MDEV, &w->m[t], 1, &mvar))
			return false;
		double v = standard_variance(s, w->m[t], one.tau0, &n);
		w->alpha[t] = allan_noise_alpha_short(n, w->m[t], v, avar, mvar,
						      w->order);
	}
	return true;
}

static bool noise_alphas(const struct allan_record *r, int order,
			 const size_t *m, size_t taus, int *alpha)
{
	struct noise w = { r, m, order, alpha, false };
	bool large = noise_values(r, 1) > 100000;
	parallel_for(taus, large ? 0 : 1, identify, &w);
	return !w.failed && identify_short(&w, taus) && !w.failed;
}

static double pooled_edf(const struct allan_record *r, enum allan_type type,
			 int alpha, size_t m, size_t *n_all)
{
	double sum = 0, spread = 0;
	*n_all = 0;
	for (size_t k = 0; k < r->count; k++) {
		size_t n = differences(type, r->segments[k].n, m);
		if (!n)
			continue;
		double edf = type == ALLAN_TOTDEV ?
				     allan_edf_total(alpha, m,
						     r->segments[k].n) :
				     allan_edf(kinds[type].filter, alpha, m,
					       r->segments[k].n);
		*n_all += n;
		sum += (double)n;
		spread += (double)n * (double)n / edf;
	}
	return sum * sum / spread;
}

/* What the total variance is too small by, over the longest segment. */
static double total_bias(int alpha, size_t m, size_t n)
{
	double a = alpha == -1 ? 1 / (3 * log(2)) : alpha <= -2 ? 0.75 : 0;
	return 1 - a * (double)m / (double)n;
}

static const char *unit_of(const struct allan_record *r, enum allan_type type)
{
	return type == ALLAN_TDEV ? "s" : r->unit;
}

static struct estimate judge(const struct allan_record *r, enum allan_type type,
			     const struct allan_point *p, double variance,
			     double coverage, size_t n)
{
	double value = sqrt(variance), tail = (1 - coverage) / 2;
	struct estimate e = estimate_make(value, value / sqrt(2 * p->edf),
					  p->edf, n, unit_of(r, type),
					  kinds[type].method, "");
	if (e.status != ESTIMATE_OK)
		return e;
	double upper = distribution_chi2_quantile(1 - tail, p->edf);
	double lower = distribution_chi2_quantile(tail, p->edf);
	e.lo = value * sqrt(p->edf / upper);
	e.hi = lower > 0 ? value * sqrt(p->edf / lower) : INFINITY;
	e.coverage = coverage;
	e.flags = r->flags;
	return e;
}

/* Of type `type` for record r. */
#define REFUSE(...)                                                            \
	estimate_refuse(ESTIMATE_INSUFFICIENT, unit_of(r, type),               \
			kinds[type].method, __VA_ARGS__)

static void fill_point(const struct allan_record *r, enum allan_type type,
		       double variance, double coverage,
		       struct allan_point *p)
{
	size_t n, length = longest(r)->n;
	p->edf = pooled_edf(r, type, p->reddest, p->m, &n);
	p->n = n;
	if (type == ALLAN_TOTDEV)
		variance /= total_bias(p->alpha, p->m, length);
	if (!n)
		p->deviation = REFUSE("no difference over %zu steps fits the "
				      "record", p->m);
	else if (!(variance > 0))
		p->deviation = REFUSE("all %zu differences are 0: the values "
				      "are constant or their resolution is too "
				      "coarse", n);
	else
		p->deviation = judge(r, type, p, variance, coverage, n);
	if (p->deviation.status != ESTIMATE_OK)
		p->edf = NAN;
	else if (p->m > allan_longest(type, length) || n < ALLAN_FEWEST)
		p->deviation.flags |= ESTIMATE_FLAG_FEW;
}

/* Few values often take white frequency for phase noise, which has more
 * degrees of freedom: 0.88 of the intervals of 95 % held the truth. Noise
 * does not turn whiter towards longer averaging times but by a servo. */
static int reddest(const struct allan_record *r, const struct allan_point *p,
		   bool first)
{
	if (first || noise_values(r, p->m) >= ALLAN_NOISE_VALUES ||
	    p[-1].reddest > p->alpha)
		return p->alpha;
	return p[-1].reddest;
}

void allan_deviation(const struct allan_record *r, enum allan_type type,
		     const size_t *m, size_t taus, double coverage,
		     struct allan_point *points)
{
	double *variance = calloc(taus + 1, sizeof(*variance));
	int *alpha = calloc(taus + 1, sizeof(*alpha));
	bool ok = variance && alpha && r->count &&
		  variances(r, type, m, taus, variance) &&
		  noise_alphas(r, kinds[type].filter.order, m, taus, alpha);
	for (size_t t = 0; t < taus; t++) {
		points[t] = (struct allan_point){ .m = m[t], .edf = NAN };
		points[t].tau = (double)m[t] * r->tau0;
		if (ok) {
			points[t].alpha = alpha[t];
			points[t].reddest = reddest(r, &points[t], !t);
			fill_point(r, type, variance[t], coverage,
				   &points[t]);
		} else {
			points[t].deviation = REFUSE(
				"no segment, or out of memory for %zu "
				"averaging times", taus);
		}
	}
	free(variance);
	free(alpha);
}
