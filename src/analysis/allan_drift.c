/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thirds of the record, and the slope +1/2 region. */
#include "analysis/allan_drift.h"

#include <math.h>
#include <stdlib.h>

#define SHORTEST 120 /* values */
#define FEWEST 10    /* degrees of freedom where the noise can be told */

static double third_mean(const double *x, size_t n, double origin)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += x[i] - origin;
	return sum / (double)n;
}

static double thirds(const double *x, size_t third, double tau0)
{
	double a[3], tau = (double)third * tau0;
	for (size_t k = 0; k < 3; k++)
		a[k] = third_mean(x + k * third, third, x[third]);
	return ((a[2] - a[1]) - (a[1] - a[0])) / (tau * tau);
}

/* mdev at T/120, whose noise can still be told, and at T/20 of the segment
 * without its drift. */
static bool residual_noise(struct allan_record r, double drift,
			   struct allan_point p[2])
{
	size_t n = r.segments->n, m[] = { n / 120, n / 20 };
	double *x = malloc(n * sizeof(*x));
	if (!x)
		return false;
	for (size_t i = 0; i < n; i++) {
		double t = ((double)i - (double)(n - 1) / 2) * r.tau0;
		x[i] = r.segments->x[i] - r.segments->x[0] - drift * t * t / 2;
	}
	struct allan_segment s = { x, n };
	r.segments = &s;
	allan_deviation(&r, ALLAN_MDEV, m, 2, .95, p);
	free(x);
	return true;
}

struct estimate allan_drift(const struct allan_record *r, const char *unit)
{
	static const char method[] = "SB-1/drift";
	struct allan_record one = *r;
	struct allan_point p[2];
	for (size_t k = 1; k < r->count; k++)
		if (r->segments[k].n > one.segments->n)
			one.segments = &r->segments[k];
	one.count = 1;
	size_t n = r->count ? one.segments->n : 0, third = n / 3;
	if (n < SHORTEST)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, unit, method,
				       "%zu values in a row, %d are needed", n,
				       SHORTEST);
	double drift = thirds(one.segments->x, third, r->tau0);
	if (!residual_noise(one, drift, p))
		return estimate_refuse(ESTIMATE_INSUFFICIENT, unit, method,
				       "not enough memory for %zu values", n);
	const struct estimate *level = &p[1].deviation;
	if (level->status != ESTIMATE_OK)
		return estimate_refuse(level->status, unit, method, "%s",
				       level->note);
	/* The modified variance goes with tau^-(1 + alpha). */
	double tau = (double)third * r->tau0;
	double slope = -(1 + p[0].alpha) / 2.;
	double at_third = level->value * pow(tau / p[1].tau, slope);
	struct estimate e = estimate_make(drift, sqrt(2) * at_third / tau,
					  p[1].edf, n, unit, method, "");
	e.flags = r->flags;
	return e;
}

/* The longest run of RWFM; its length. */
static size_t walk_region(const struct allan_point *p, size_t taus,
			  size_t *first)
{
	size_t best = 0, run = 0;
	for (size_t t = 0; t < taus; t++) {
		bool walk = p[t].deviation.status == ESTIMATE_OK &&
			    p[t].alpha == -2 && p[t].edf >= FEWEST;
		run = walk ? run + 1 : 0;
		if (run > best) {
			best = run;
			*first = t + 1 - run;
		}
	}
	return best;
}

struct estimate allan_random_walk(const struct allan_point *points,
				  size_t taus, const char *unit)
{
	static const char method[] = "CD-2/random walk";
	size_t first = 0;
	if (walk_region(points, taus, &first) < 2)
		return estimate_refuse(
			ESTIMATE_UNSTABLE_FIT, unit, method,
			"no two averaging times with 10 degrees of freedom "
			"have the noise of a random walk (slope +1/2)");
	const struct allan_point *p = points + first, *q = p + 1;
	double a = (double)p->m, b = (double)q->m;
	double square = b * b - a * a, tau0 = p->tau / a;
	double at_a = a * pow(p->deviation.value, 2);
	double at_b = b * pow(q->deviation.value, 2);
	/* m avar = w + s^2 (2 m^2 + 1) / 6. */
	double d = 3 * (at_b - at_a) / square / tau0;
	double u_a = at_a * sqrt(2 / p->edf), u_b = at_b * sqrt(2 / q->edf);
	/* Neighbouring taus share about half of their fluctuation. */
	double u = 3 * sqrt(u_b * u_b + u_a * u_a - u_a * u_b) / square / tau0;
	struct estimate e = estimate_make(d, u, q->edf, q->deviation.n, unit,
					  method, "");
	e.flags = q->deviation.flags;
	return e;
}
