/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pruned exact search for several changes, on sums kept near zero. */
#include "analysis/change_point.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>

#include "analysis/bursts.h"
#include "analysis/moments.h"

#define METHOD "SB-4/pelt-bic"
#define PHI_MAX .99

struct search {
	size_t n, min_segment;
	enum change_cost cost;
	double variance, floor, penalty;
	double *sum, *square; /* [n + 1], of samples less their mean */
	double *best;	      /* [n + 1] */
	size_t *last;	      /* [n + 1]: start of the segment that ends here */
	size_t *candidate;    /* [n + 1] */
	double *work;	      /* [4 n] */
	int *counts;	      /* [5 n] */
};

/* Twice the negative log likelihood of [from, to), constants left out. */
static double segment_cost(const struct search *s, size_t from, size_t to)
{
	double len = (double)(to - from), sum = s->sum[to] - s->sum[from];
	double ss = s->square[to] - s->square[from] - sum * sum / len;

	if (s->cost == CHANGE_MEAN)
		return fmax(ss, 0) / s->variance;
	return len * (log(fmax(ss / len, s->floor)) + 1);
}

/* Drops starts that can no longer win, and those that are too near stay. */
static size_t prune(struct search *s, size_t count, size_t end)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		size_t from = s->candidate[i];
		if (from + s->min_segment > end ||
		    s->best[from] + segment_cost(s, from, end) <=
			    s->best[end] + s->penalty)
			s->candidate[kept++] = from;
	}
	return kept;
}

static size_t run(struct search *s, size_t *at)
{
	size_t count = 0;

	s->best[0] = -s->penalty;
	s->candidate[count++] = 0;
	for (size_t end = 1; end < s->min_segment; end++)
		s->best[end] = INFINITY;
	for (size_t end = s->min_segment; end <= s->n; end++) {
		s->best[end] = INFINITY;
		for (size_t i = 0; i < count; i++) {
			size_t from = s->candidate[i];
			if (from + s->min_segment > end)
				continue;
			double c = s->best[from] +
				   segment_cost(s, from, end) + s->penalty;
			if (c < s->best[end]) {
				s->best[end] = c;
				s->last[end] = from;
			}
		}
		count = prune(s, count, end);
		s->candidate[count++] = end;
	}
	size_t changes = 0;
	for (size_t end = s->n; s->last[end] > 0; end = s->last[end])
		changes++;
	for (size_t end = s->n, i = changes; i-- > 0; end = s->last[end])
		at[i] = s->last[end];
	return changes;
}

/* Samples less a line, in work. */
static void line_residuals(const double *x, size_t n, double mean,
			   double *work)
{
	double mid = ((double)n - 1) / 2, sxy = 0;

	for (size_t i = 0; i < n; i++)
		sxy += ((double)i - mid) * (x[i] - mean);
	double slope = 12 * sxy / ((double)n * ((double)n * (double)n - 1));
	for (size_t i = 0; i < n; i++)
		work[i] = x[i] - mean - slope * ((double)i - mid);
}

/* Samples less the mean of their segment; the sums are of x less mean. */
static void step_residuals(const struct search *s, const double *x,
			   double mean, const size_t *at, size_t changes,
			   double *work)
{
	for (size_t k = 0, from = 0; k <= changes; k++) {
		size_t to = k < changes ? at[k] : s->n;
		double level = mean + (s->sum[to] - s->sum[from]) /
					      (double)(to - from);
		for (; from < to; from++)
			work[from] = x[from] - level;
	}
}

/* Twice the negative log likelihood of residuals that are AR(1). */
static double wander_cost(const double *r, size_t n, double floor)
{
	double xx = 0, xy = 0, ss = 0;

	for (size_t i = 1; i < n; i++) {
		xx += r[i - 1] * r[i - 1];
		xy += r[i] * r[i - 1];
	}
	double phi = xx > 0 ? fmin(fmax(xy / xx, 0), PHI_MAX) : 0;
	for (size_t i = 1; i < n; i++)
		ss += (r[i] - phi * r[i - 1]) * (r[i] - phi * r[i - 1]);
	return (double)n * log(fmax(ss / ((double)n - 1), floor));
}

enum verdict { STEPS, WANDER, LINE };

/*
 * Steps, or a slow wander about a level or a line? Each with the phi that
 * suits it, at BIC's price: log n for the slope, twice that for a change.
 */
static enum verdict judge(const struct search *s, const double *x,
			  double mean, const size_t *at, size_t changes)
{
	double *work = s->work, price = log((double)s->n);

	step_residuals(s, x, mean, at, changes, work);
	double steps = wander_cost(work, s->n, s->floor) +
		       2 * price * (double)changes;
	line_residuals(x, s->n, mean, work);
	double line = wander_cost(work, s->n, s->floor) + price;
	for (size_t i = 0; i < s->n; i++)
		work[i] = x[i] - mean;
	double level = wander_cost(work, s->n, s->floor);
	if (steps <= line && steps <= level)
		return STEPS;
	return line < level ? LINE : WANDER;
}

/* Variance of the differences of samples `lag` apart, by Rousseeuw & Croux's
 * Qn: as robust as the median distance and twice as sharp. work: 4 n
 * numbers, counts: 5 n. */
static double apart_variance(const double *x, size_t n, size_t lag,
			     double *work, int *counts)
{
	for (size_t i = 0; i + lag < n; i++)
		work[i] = x[i + lag] - x[i];
	gsl_sort(work, 1, n - lag);
	double qn = gsl_stats_Qn_from_sorted_data(work, 1, n - lag, work + n,
						  counts);
	return qn * qn;
}

/*
 * From differences one and two samples apart, which a change of level touches
 * once or twice: their variances are 2 s^2 (1 - phi) and 2 s^2 (1 - phi^2).
 * Negative phi is not believed. *one: the first of the two.
 */
static double robust_phi(const double *x, size_t n, double *work, int *counts,
			 double *one)
{
	*one = apart_variance(x, n, 1, work, counts);
	double two = apart_variance(x, n, 2, work, counts);
	double phi = *one > 0 ? two / *one - 1 : 0;

	return fmin(fmax(phi, 0), PHI_MAX);
}

/* s^2 (1 + phi)/(1 - phi). */
static double long_run_variance(const double *x, size_t n, double *work,
				int *counts)
{
	double one, phi = robust_phi(x, n, work, counts, &one);

	return one * (1 + phi) / (2 * (1 - phi) * (1 - phi));
}

double change_robust_phi(const double *x, size_t n)
{
	double *work = malloc(4 * n * sizeof(*work));
	int *counts = malloc(5 * n * sizeof(*counts));
	double one, phi = 0;

	if (work && counts && n >= CHANGE_PHI_MIN)
		phi = robust_phi(x, n, work, counts, &one);
	free(work);
	free(counts);
	return phi;
}

static struct estimate search_with(struct search *s, const double *x,
				   size_t *at)
{
	struct moments m = moments_of(x, s->n);
	double n = (double)s->n;

	s->variance = long_run_variance(x, s->n, s->work, s->counts);
	/* A few steps of a quantised series: most neighbours are equal. */
	if (!(s->variance > 0))
		s->variance = m.variance / n;
	s->floor = 1e-12 * m.variance;
	s->penalty = (s->cost == CHANGE_MEAN ? 2 : 3) * log(n);
	s->sum[0] = s->square[0] = 0;
	for (size_t i = 0; i < s->n; i++) {
		double d = x[i] - m.mean;
		s->sum[i + 1] = s->sum[i] + d;
		s->square[i + 1] = s->square[i] + d * d;
	}
	size_t changes = run(s, at);
	enum verdict v = STEPS;
	if (changes && s->cost == CHANGE_MEAN)
		v = judge(s, x, m.mean, at, changes);
	struct estimate e = estimate_make(v == STEPS ? (double)changes : 0,
					  NAN, INFINITY, s->n, "1", METHOD, "");
	if (v != STEPS && e.status == ESTIMATE_OK)
		e.flags = v == LINE ? ESTIMATE_FLAG_DRIFT :
				      ESTIMATE_FLAG_AUTOCORRELATED;
	return e;
}

struct estimate change_pelt(const double *x, size_t n, enum change_cost cost,
			    size_t min_segment, size_t *at)
{
	struct search s = { .n = n,
			    .min_segment = min_segment < 2 ? 2 : min_segment,
			    .cost = cost };
	struct estimate why;

	if (!record_check(x, n, "1", METHOD, &why))
		return why;
	if (n < 2 * s.min_segment || n > CHANGE_POINT_MAX_SAMPLES)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "1", METHOD,
				       "%zu samples: needs %zu to %d", n,
				       2 * s.min_segment,
				       CHANGE_POINT_MAX_SAMPLES);
	double *real = calloc(7 * (n + 1), sizeof(*real));
	size_t *index = calloc(2 * (n + 1), sizeof(*index));
	struct estimate e;
	s.counts = calloc(5 * n, sizeof(*s.counts));
	if (real && index && s.counts) {
		s.sum = real;
		s.square = real + n + 1;
		s.best = real + 2 * (n + 1);
		s.work = real + 3 * (n + 1);
		s.last = index;
		s.candidate = index + n + 1;
		e = search_with(&s, x, at);
	} else {
		e = estimate_refuse(ESTIMATE_ABORTED, "1", METHOD,
				    "out of memory");
	}
	free(real);
	free(index);
	free(s.counts);
	return e;
}
