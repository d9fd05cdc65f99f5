/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boundaries and walk of the sequential test. */
#include "analysis/sprt.h"

#include <assert.h>
#include <math.h>

#include <gsl/gsl_cdf.h>

#include "analysis/binomial.h"

/* Largest plan; part of the expected number that a block may be. */
enum { ERRORS_MAX = 10000 };
#define BLOCK_PART .02

struct sprt_fixed sprt_fixed_plan(double p0, double p1, double alpha,
				  double beta)
{
	struct sprt_fixed plan = { 0, 0 };

	for (; plan.c < ERRORS_MAX; plan.c++) {
		plan.n = poisson_trials(plan.c, p1, beta);
		if (gsl_cdf_poisson_P(plan.c, plan.n * p0) >= 1 - alpha)
			break;
	}
	return plan;
}

bool sprt_init(struct sprt *s, double p0, double p1, double alpha, double beta)
{
	*s = (struct sprt){ .p0 = p0, .p1 = p1, .alpha = alpha, .beta = beta };
	if (!(p0 > 0 && p0 < p1 && p1 < 1 && alpha > 0 && alpha < .5 &&
	      beta > 0 && beta < .5))
		return false;
	struct sprt_fixed plan = sprt_fixed_plan(p0, p1, alpha, beta);
	if (plan.c == ERRORS_MAX)
		return false;
	s->upper = log((1 - beta) / alpha);
	s->lower = log(beta / (1 - alpha));
	s->up = log(p1 / p0);
	s->down = log1p(-p0) - log1p(-p1);
	s->n_max = ceil(3 * plan.n);
	return true;
}

/* Log likelihood ratio so far. */
static double log_ratio(const struct sprt *s)
{
	return s->errors * s->up - (s->n - s->errors) * s->down;
}

/* First symbol at which e errors accept. */
static double accepts_at(const struct sprt *s, double e)
{
	return ceil(e + (e * s->up - s->lower) / s->down);
}

double sprt_zero_error(const struct sprt *s)
{
	return accepts_at(s, 0);
}

enum sprt_decision sprt_update(struct sprt *s, double errors, double symbols)
{
	assert(errors >= 0 && errors <= symbols);
	if (s->decision != SPRT_CONTINUE || symbols == 0)
		return s->decision;
	s->before = s->n;
	s->n += symbols;
	s->errors += errors;
	double accepts = accepts_at(s, s->errors);
	if (errors == 0 && s->n > fmin(accepts, s->n_max))
		s->n = fmin(accepts, s->n_max);
	if (log_ratio(s) >= s->upper)
		s->decision = SPRT_REJECT;
	else if (s->n >= accepts)
		s->decision = SPRT_ACCEPT;
	else if (s->n >= s->n_max)
		s->decision = SPRT_INDETERMINATE;
	return s->decision;
}

void sprt_wald(const struct sprt *s, double expected[2])
{
	double d0 = s->p0 * s->up - (1 - s->p0) * s->down;
	double d1 = s->p1 * s->up - (1 - s->p1) * s->down;

	expected[0] = ((1 - s->alpha) * s->lower + s->alpha * s->upper) / d0;
	expected[1] = ((1 - s->beta) * s->upper + s->beta * s->lower) / d1;
}

double sprt_next(const struct sprt *s)
{
	double expected[2];

	sprt_wald(s, expected);
	double block = fmax(floor(BLOCK_PART * fmin(expected[0], expected[1])),
			    1);
	double left = fmin(accepts_at(s, s->errors), s->n_max) - s->n;
	return fmax(fmin(block, left), 1);
}

double sprt_divergence(double p, double q)
{
	return p * log(p / q) + (1 - p) * (log1p(-p) - log1p(-q));
}
