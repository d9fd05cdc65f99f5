/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ratio of two means of durations, on the logit scale. */
#include "analysis/availability.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort_double.h>

#include "analysis/distribution.h"
#include "analysis/moments.h"

#define METHOD_BOOT "CD-1/bootstrap-t"
#define METHOD_EXACT "CD-1/f-exact"
#define METHOD_DELTA "CD-1/logit-delta"

static const char *const methods[] = {
	[AVAILABILITY_BOOTSTRAP] = METHOD_BOOT,
	[AVAILABILITY_EXPONENTIAL] = METHOD_EXACT,
	[AVAILABILITY_DELTA] = METHOD_DELTA,
};

struct logit {
	double value, u;
};

/* up and down: n durations each; extra: exposure that ended in no loss. */
static struct logit logit_of(const double *up, const double *down, size_t n,
			     double extra)
{
	struct moments u = moments_of(up, n), d = moments_of(down, n);
	double cu = u.variance / (u.mean * u.mean);
	double cd = d.variance / (d.mean * d.mean);
	double mean_up = u.mean + extra / (double)n;

	return (struct logit){ log(mean_up / d.mean),
			       sqrt((cu + cd) / (double)n) };
}

static double from_logit(double l)
{
	return 1 / (1 + exp(-l));
}

/* Quantiles of (logit* - logit)/u*: what the interval is made of. False if
 * memory is short. */
static bool bootstrap_t(const double *up, const double *down, size_t n,
			double extra, uint32_t seed, double *low, double *high)
{
	struct logit all = logit_of(up, down, n, extra);
	double *work = malloc((2 * n + AVAILABILITY_DRAWS) * sizeof(*work));
	gsl_rng *g = gsl_rng_alloc(gsl_rng_mt19937);
	double *t = work + 2 * n;

	for (size_t b = 0; work && g && b < AVAILABILITY_DRAWS; b++) {
		if (b == 0)
			gsl_rng_set(g, seed);
		for (size_t i = 0; i < n; i++) {
			size_t j = gsl_rng_uniform_int(g, n);
			work[i] = up[j];
			work[n + i] = down[j];
		}
		struct logit l = logit_of(work, work + n, n, extra);
		/* All drawn alike: no scatter to compare with. */
		t[b] = l.u > 0 ? (l.value - all.value) / l.u : 0;
	}
	bool done = work && g;
	if (done) {
		gsl_sort(t, 1, AVAILABILITY_DRAWS);
		*low = t[AVAILABILITY_DRAWS / 40];
		*high = t[AVAILABILITY_DRAWS * 39 / 40];
	}
	free(work);
	if (g)
		gsl_rng_free(g);
	return done;
}

static struct estimate estimate_with(const double *up, const double *down,
				     size_t n, double extra,
				     enum availability_law law, uint32_t seed)
{
	struct logit l = logit_of(up, down, n, extra);
	double A = from_logit(l.value);
	double low = -ESTIMATE_Z975, high = ESTIMATE_Z975;
	double nu = 2 * (double)n;

	if (law == AVAILABILITY_EXPONENTIAL) {
		/* What the law says of the scatter, not the sample. */
		l.u = sqrt(2 / (double)n);
		double f = distribution_f_quantile(.975, nu, nu);
		high = log(f) / l.u;
		low = -high;
	} else if (law == AVAILABILITY_BOOTSTRAP &&
		   !bootstrap_t(up, down, n, extra, seed, &low, &high)) {
		return estimate_refuse(ESTIMATE_ABORTED, "1", METHOD_BOOT,
				       "out of memory");
	}
	struct estimate e = estimate_make(A, A * (1 - A) * l.u,
					  (double)n - 1, n, "1", methods[law],
					  "");
	if (e.status == ESTIMATE_OK) {
		e.lo = from_logit(l.value - high * l.u);
		e.hi = from_logit(l.value - low * l.u);
	}
	return e;
}

struct sums {
	size_t complete;
	double extra, up, down, planned;
	const char *bad;
};

/* Sorts cycles into durations; what the record cut off goes to extra. */
static struct sums take(const struct lock_cycle *cycle, size_t n, double *up,
			double *down)
{
	struct sums s = { .bad = NULL };

	for (size_t i = 0; i < n; i++) {
		const struct lock_cycle *c = &cycle[i];
		if (!(c->up >= 0 && c->down >= 0) || isinf(c->up + c->down)) {
			s.bad = "a duration is negative or not finite";
			return s;
		}
		if (c->up_censored)
			s.extra += c->up;
		if (c->up_censored || c->down_censored)
			continue;
		up[s.complete] = c->up;
		down[s.complete++] = c->down;
		s.up += c->up;
		s.down += c->down;
		s.planned += c->scheduled ? c->down : 0;
	}
	if (s.complete >= AVAILABILITY_MIN_CYCLES && !(s.up > 0 && s.down > 0))
		s.bad = "it was always up or always down";
	return s;
}

/* A part of 1 - A, with its relative u and interval. */
static struct estimate share(const struct estimate *a, double part)
{
	if (a->status != ESTIMATE_OK)
		return *a;
	double off = 1 - a->value;
	struct estimate e = estimate_make(part * off, part * a->u, a->nu_eff,
					  a->n, "1", a->method, a->plane);
	e.lo = part * (1 - a->hi);
	e.hi = part * (1 - a->lo);
	return e;
}

static struct estimate judge(const struct sums *s, const double *up,
			     const double *down, enum availability_law law,
			     uint32_t seed)
{
	if (s->bad)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "1",
				       methods[law], "%s", s->bad);
	if (s->complete < AVAILABILITY_MIN_CYCLES)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "1",
				       methods[law],
				       "%zu complete cycles: needs %d",
				       s->complete, AVAILABILITY_MIN_CYCLES);
	return estimate_with(up, down, s->complete, s->extra, law, seed);
}

struct availability availability_estimate(const struct lock_cycle *cycle,
					  size_t n, enum availability_law law,
					  uint32_t seed)
{
	struct availability out = { .mean_up = NAN, .mean_down = NAN };
	double *up = malloc((n + 1) * 2 * sizeof(*up));

	if (!up) {
		out.available = estimate_refuse(ESTIMATE_ABORTED, "1",
						methods[law], "out of memory");
	} else {
		double *down = up + n + 1;
		struct sums s = take(cycle, n, up, down);
		out.available = judge(&s, up, down, law, seed);
		out.cycles = s.complete;
		out.mean_up = (s.up + s.extra) / (double)s.complete;
		out.mean_down = s.down / (double)s.complete;
		double planned = s.planned / s.down;
		out.scheduled = share(&out.available, planned);
		out.unscheduled = share(&out.available, 1 - planned);
	}
	if (out.available.status != ESTIMATE_OK)
		out.scheduled = out.unscheduled = out.available;
	free(up);
	return out;
}
