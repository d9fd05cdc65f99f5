/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Baselines, and the three statistics run along a series. */
#include "analysis/control_chart.h"

#include <assert.h>
#include <math.h>

#include "analysis/bursts.h"
#include "analysis/chart_arl.h"
#include "analysis/distribution.h"
#include "analysis/moments.h"

#define METHOD "SB-2/baseline"
#define METHOD_AR "SB-2/baseline-ar-residuals"

struct chart_design chart_design_default(enum chart_type type)
{
	static const struct chart_design design[] = {
		[CHART_SHEWHART] = { CHART_SHEWHART, 3, 0 },
		[CHART_CUSUM] = { CHART_CUSUM, 5, .5 },
		[CHART_EWMA] = { CHART_EWMA, 2.814, .1 },
	};
	return design[type];
}

double chart_design_arl(const struct chart_design *d, double shift)
{
	switch (d->type) {
	case CHART_SHEWHART:
		return chart_arl_shewhart(d->limit, shift);
	case CHART_CUSUM:
		return chart_arl_cusum(d->weight, d->limit, shift);
	case CHART_EWMA:
		return chart_arl_ewma(d->weight, d->limit, shift);
	}
	return NAN;
}

struct chart_baseline chart_baseline_estimate(const double *x, size_t n,
					      const char *unit,
					      const char *plane)
{
	struct chart_baseline b = { .sigma = NAN, .widened = NAN, .phi = NAN,
				    .n_eff = NAN };

	if (!record_check(x, n, unit, METHOD, &b.mean))
		return b;
	if (n < CHART_BASELINE_MIN) {
		b.mean = estimate_refuse(ESTIMATE_INSUFFICIENT, unit, METHOD,
					 "a baseline of %zu samples: needs %d",
					 n, CHART_BASELINE_MIN);
		return b;
	}
	struct moments m = moments_of(x, n);
	b.phi = moments_phi(x, n);
	b.n_eff = fmax((double)n * (1 - b.phi) / (1 + b.phi), 2);
	b.widened = 1;
	if (b.n_eff < CHART_BASELINE)
		b.widened = distribution_t_quantile(.99865, b.n_eff - 1) / 3 *
			    sqrt(1 + 1 / b.n_eff);
	b.mean = estimate_make(m.mean, sqrt(m.variance / b.n_eff),
			       b.n_eff - 1, n, unit,
			       b.phi > 0 ? METHOD_AR : METHOD, plane);
	b.sigma = sqrt(m.variance * (1 - b.phi * b.phi)) * b.widened;
	if (b.phi > 0 && b.mean.status == ESTIMATE_OK)
		b.mean.flags |= ESTIMATE_FLAG_AUTOCORRELATED;
	return b;
}

/* State of one chart: up and down for CUSUM, the average for EWMA. */
struct state {
	double up, down;
	size_t up_since, down_since;
};

double chart_limit(const struct chart_design *d)
{
	if (d->type == CHART_EWMA)
		return d->limit * sqrt(d->weight / (2 - d->weight));
	return d->limit;
}

static double step_cusum(const struct chart_design *d, struct state *s,
			 double z, size_t at, size_t *since)
{
	if (s->up <= 0)
		s->up_since = at;
	if (s->down <= 0)
		s->down_since = at;
	s->up = fmax(s->up + z - d->weight, 0);
	s->down = fmax(s->down - z - d->weight, 0);
	*since = s->up >= s->down ? s->up_since : s->down_since;
	return s->up >= s->down ? s->up : -s->down;
}

/* What is charted after one more residual. */
static double step(const struct chart_design *d, struct state *s, double z,
		   size_t at, size_t *since)
{
	*since = at;
	if (d->type == CHART_CUSUM)
		return step_cusum(d, s, z, at, since);
	if (d->type == CHART_SHEWHART)
		return z;
	s->up += d->weight * (z - s->up);
	return s->up;
}

size_t chart_run(const struct chart_design *d, const struct chart_baseline *b,
		 const double *x, size_t n, struct chart_signal *signals,
		 size_t room, double *trace)
{
	struct state s = { 0 };
	double limit = chart_limit(d);
	size_t count = 0;
	double before = 0;

	assert(estimate_usable(&b->mean));
	for (size_t i = 0; i < n; i++) {
		double d0 = x[i] - b->mean.value;
		/* The first sample has no neighbour: scaled to the scatter of
		 * a residual. */
		double e = i ? d0 - b->phi * before :
			       d0 * sqrt(1 - b->phi * b->phi);
		size_t since;
		double value = step(d, &s, e / b->sigma, i, &since);
		if (trace)
			trace[i] = value;
		before = d0;
		if (!(fabs(value) > limit))
			continue;
		if (count < room)
			signals[count] = (struct chart_signal){
				i, since, value > 0 ? 1 : -1
			};
		count++;
		s = (struct state){ 0 };
	}
	return count;
}
