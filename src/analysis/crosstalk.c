/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XT-1 and XT-4: entries of the crosstalk matrix, with what can be said of
 * those that are lost in noise. */
#include "analysis/crosstalk.h"

#include <math.h>

#include "analysis/censored.h"
#include "analysis/distribution.h"

#define READINGS_METHOD "XT-1/one-at-a-time"
#define COMPARE_METHOD "XT-2/E_n"

/* A reading this many u below the dark is no chance: 1 in 3e6. */
#define BELOW_DARK 5

static bool reading_bad(const struct crosstalk_readings *r, size_t i, size_t j)
{
	size_t k = i * r->n + j;
	return !isfinite(r->y[k]) || (r->u_y && !(r->u_y[k] >= 0)) ||
	       !isfinite(r->dark[i]) || (r->u_dark && !(r->u_dark[i] >= 0));
}

bool crosstalk_from_readings(const struct crosstalk_readings *r, double *h,
			     double *u, struct estimate *why)
{
	for (size_t i = 0; i < r->n; i++) {
		for (size_t j = 0; j < r->n; j++) {
			size_t k = i * r->n + j;
			double launch = r->launch[j];
			if (reading_bad(r, i, j) || !(launch > 0) ||
			    isinf(launch)) {
				*why = estimate_refuse(
					ESTIMATE_INSUFFICIENT, "1",
					READINGS_METHOD,
					"receiver %zu with lane %zu lit: a "
					"reading, its u, the dark or the "
					"launch is none", i, j);
				return false;
			}
			h[k] = (r->y[k] - r->dark[i]) / launch;
			u[k] = r->u_y ? hypot(r->u_y[k],
					      r->u_dark ? r->u_dark[i] : 0) /
						launch
				      : NAN;
		}
	}
	return true;
}

/* Whether receiver i can be judged at all; a refusal into *why if not. */
static bool row_valid(const struct crosstalk_matrix *m, size_t i,
		      struct estimate *why)
{
	const double *row = m->h + i * m->n;
	size_t strongest = i;

	for (size_t j = 0; j < m->n; j++) {
		if (!isfinite(row[j])) {
			*why = estimate_refuse(ESTIMATE_INSUFFICIENT, "1",
					       m->method, "receiver %zu, lane "
					       "%zu: no number", i, j);
			return false;
		}
		if (row[j] > row[strongest])
			strongest = j;
	}
	double u = m->u ? m->u[i * m->n + strongest] : NAN;
	if (!(row[strongest] > 0) ||
	    row[strongest] < censored_detection_limit(u))
		*why = estimate_refuse(ESTIMATE_INSUFFICIENT, "1", m->method,
				       "receiver %zu does not see its own lane "
				       "or any other", i);
	else if (strongest != i)
		*why = estimate_refuse(ESTIMATE_UNSTABLE_FIT, "1", m->method,
				       "receiver %zu sees lane %zu better than "
				       "its own: are lanes %zu and %zu swapped?",
				       i, strongest, i, strongest);
	else
		return true;
	return false;
}

static struct estimate detected(const struct crosstalk_matrix *m, double x,
				double u)
{
	struct estimate e = estimate_make(x, u, m->nu, m->samples, "1",
					  m->method, m->plane);
	if (e.status == ESTIMATE_OK && u > CROSSTALK_SYMMETRIC * x) {
		e.u = NAN;
		censored_interval(x, u, &e.lo, &e.hi);
	}
	return e;
}

/*
 * Ratio of entry k to own lane o. u0 is what u would be without the signal;
 * the own lane and the linearity add in proportion to it.
 */
static struct estimate entry(const struct crosstalk_matrix *m, size_t k,
			     size_t o)
{
	double x = m->h[k] / m->h[o];
	double u0 = m->u ? m->u[k] / m->h[o] : NAN;
	double own = m->u ? m->u[o] / m->h[o] : NAN;

	if (x < -BELOW_DARK * u0)
		return estimate_refuse(ESTIMATE_NONSTATIONARY, "1", m->method,
				       "the reading lies %.3g u below the dark: "
				       "take the dark again", -x / u0);
	if (x < censored_decision_limit(u0))
		return estimate_bound(censored_upper_limit(x, u0),
				      ESTIMATE_CENSOR_BELOW, m->samples, "1",
				      m->method, m->plane);
	return detected(m, x, hypot(u0, x * hypot(own, m->u_linearity)));
}

void crosstalk_ratios(const struct crosstalk_matrix *m,
		      enum crosstalk_sense sense, struct estimate *x)
{
	size_t n = m->n;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			size_t own = sense == CROSSTALK_AT_RECEIVER ? i : j;
			struct estimate *e = &x[i * n + j];
			if (!row_valid(m, i, e) || !row_valid(m, own, e))
				continue;
			if (i == j)
				*e = estimate_make(1, 0, INFINITY, m->samples,
						   "1", m->method, m->plane);
			else
				*e = entry(m, i * n + j, own * n + own);
		}
}

struct estimate crosstalk_db(const struct estimate *ratio)
{
	return estimate_to_db(ratio);
}

struct estimate crosstalk_isolation_db(const struct estimate *ratio)
{
	struct estimate e = crosstalk_db(ratio);
	double lo = e.lo;

	e.value = -e.value;
	e.lo = -e.hi;
	e.hi = -lo;
	if (e.censor == ESTIMATE_CENSOR_BELOW)
		e.censor = ESTIMATE_CENSOR_ABOVE;
	return e;
}

struct estimate crosstalk_disagreement(size_t n, const double *h1,
				       const double *u1, const double *h2,
				       const double *u2)
{
	const double chance = 2 * distribution_normal(-2);
	unsigned long count = 0, apart = 0;

	for (size_t k = 0; k < n * n; k++) {
		double U = 2 * hypot(u1[k], u2[k]);
		if (!(U > 0) || !isfinite(h1[k] - h2[k]))
			continue;
		count++;
		apart += fabs(h1[k] - h2[k]) > U;
	}
	if (count == 0)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "1",
				       COMPARE_METHOD, "no entry has u in both "
				       "matrices");
	double share = (double)apart / (double)count;
	struct estimate e = estimate_make(share, NAN, INFINITY, count, "1",
					  COMPARE_METHOD, "");
	if (share > .05 &&
	    distribution_binomial_upper(apart, chance, count) < .01)
		e.flags |= ESTIMATE_FLAG_NONLINEAR;
	return e;
}
