/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Extremes of blocks, drawn again: how much the extremes of a window vary. */
#include "analysis/excursion.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort_double.h>

#include "analysis/bursts.h"
#include "analysis/moments.h"

#define METHOD "XT-5/excursion-blocks"

/* Scale of the Gumbel law of block extremes, by moments. The largest of many
 * blocks has the same: more blocks only move the law. */
static double gumbel_scale(const double *x, size_t n)
{
	return sqrt(6 * moments_of(x, n).variance) / M_PI;
}

/* What one extreme is off its mean. */
static double gumbel_off(gsl_rng *g, double scale)
{
	return scale * (gsl_ran_gumbel1(g, 1, 1) - M_EULER);
}

/* high and low: the largest and the smallest (negated) of each block. */
static void block_extremes(const double *x, size_t n, double slope,
			   size_t blocks, double *high, double *low)
{
	for (size_t b = 0; b < blocks; b++) {
		high[b] = low[b] = -INFINITY;
		for (size_t i = b * n / blocks; i < (b + 1) * n / blocks; i++) {
			double r = x[i] - x[0] - slope * (double)i;
			high[b] = fmax(high[b], r);
			low[b] = fmax(low[b], -r);
		}
	}
}

/* What the excursion of one window is off its mean; blocks are drawn as pairs
 * of their extremes. work: 2 blocks numbers. */
static void draw_off(gsl_rng *g, const double *high, const double *low,
		     size_t blocks, double *work, double *off)
{
	for (size_t d = 0; d < EXCURSION_DRAWS; d++) {
		for (size_t b = 0; b < blocks; b++) {
			size_t i = gsl_rng_uniform_int(g, blocks);
			work[b] = high[i];
			work[blocks + b] = low[i];
		}
		off[d] = gumbel_off(g, gumbel_scale(work, blocks)) +
			 gumbel_off(g, gumbel_scale(work + blocks, blocks));
	}
}

static struct estimate from_draws(double *off, double value, size_t n,
				  const char *unit, const char *plane)
{
	struct moments m = moments_of(off, EXCURSION_DRAWS);
	struct estimate e = estimate_make(value, sqrt(m.variance), INFINITY, n,
					  unit, METHOD, plane);

	if (e.status != ESTIMATE_OK)
		return e;
	if (isnan(e.u))
		return estimate_refuse(ESTIMATE_UNSTABLE_FIT, unit, METHOD,
				       "the extremes of the blocks are not "
				       "finite numbers");
	/* One window was seen, one draw from this scatter. */
	gsl_sort(off, 1, EXCURSION_DRAWS);
	e.lo = fmax(value - off[EXCURSION_DRAWS * 39 / 40], 0);
	e.hi = value - off[EXCURSION_DRAWS / 40];
	return e;
}

struct estimate excursion_estimate(const double *x, size_t n, double slope,
				   uint32_t seed, const char *unit,
				   const char *plane)
{
	struct estimate e;

	if (!record_check(x, n, unit, METHOD, &e))
		return e;
	if (n < EXCURSION_MIN_SAMPLES)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, unit, METHOD,
				       "%zu samples: needs %d", n,
				       EXCURSION_MIN_SAMPLES);
	size_t blocks = (size_t)fmax(6, cbrt((double)n));
	struct moments m = moments_of(x, n);
	double *work = malloc((4 * blocks + EXCURSION_DRAWS) * sizeof(*work));
	gsl_rng *g = gsl_rng_alloc(gsl_rng_mt19937);
	if (work && g) {
		double *off = work + 4 * blocks;
		gsl_rng_set(g, seed);
		block_extremes(x, n, slope, blocks, work, work + blocks);
		draw_off(g, work, work + blocks, blocks, work + 2 * blocks,
			 off);
		e = from_draws(off, m.max - m.min, n, unit, plane);
	} else {
		e = estimate_refuse(ESTIMATE_ABORTED, unit, METHOD,
				    "out of memory");
	}
	free(work);
	if (g)
		gsl_rng_free(g);
	return e;
}

struct estimate excursion_worst(const struct estimate *lane, size_t n)
{
	size_t worst = 0;

	for (size_t i = 0; i < n; i++) {
		if (!estimate_usable(&lane[i]))
			return lane[i];
		if (lane[i].value > lane[worst].value)
			worst = i;
	}
	return lane[worst];
}
