/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binomial likelihood, and its maximum by a simplex. */
#include "analysis/waterfall_model.h"

#include <math.h>

#include <gsl/gsl_multimin.h>

#include "analysis/ternary.h"

enum { STEPS_MAX = 2000 };

unsigned waterfall_model_size(const struct waterfall_model *m)
{
	return (unsigned)(isnan(m->ln_power) + isnan(m->alpha) + m->floor);
}

double waterfall_model_ser(const struct waterfall_model *m,
			   const struct waterfall_maximum *at, double power_w)
{
	double f = at->floor, x0 = 1;

	if (!m->above) {
		double part = (m->target - f) / (1 - f);
		x0 = part > 0 ? ternary_half_eye(part) : NAN;
	}
	double x = x0 * exp(at->alpha * (log(power_w) - at->ln_power));
	return f + (1 - f) * 4. / 3 * ternary_tail(x);
}

static double minus_ln_l(const struct waterfall_model *m,
			 const struct waterfall_maximum *at)
{
	const struct waterfall_points *w = m->w;
	double sum = 0;

	for (size_t i = 0; i < w->n; i++) {
		double p = waterfall_model_ser(m, at, w->power_w[i]);
		if (!(p < 1))
			return INFINITY;
		if (w->errors[i] > 0)
			sum -= w->errors[i] * log(fmax(p, 1e-300));
		sum -= (w->symbols[i] - w->errors[i]) * log1p(-p);
	}
	return sum;
}

/* Free parameters as numbers without limits; the floor below the target, or
 * anywhere below 2/3. */
static void unpack(const struct waterfall_model *m, const gsl_vector *v,
		   struct waterfall_maximum *at)
{
	size_t i = 0;

	at->ln_power = m->ln_power;
	at->alpha = m->alpha;
	at->floor = 0;
	if (isnan(m->ln_power))
		at->ln_power = gsl_vector_get(v, i++);
	if (isnan(m->alpha))
		at->alpha = exp(gsl_vector_get(v, i++));
	if (m->floor)
		at->floor = (m->above ? 2. / 3 : m->target) /
			    (1 + exp(-gsl_vector_get(v, i)));
}

static void pack(const struct waterfall_model *m,
		 const struct waterfall_maximum *at, gsl_vector *v,
		 gsl_vector *step)
{
	size_t i = 0;
	double most = m->above ? 2. / 3 : m->target;
	double part = fmin(fmax(at->floor / most, 1e-6), 1 - 1e-3);

	if (isnan(m->ln_power)) {
		gsl_vector_set(step, i, .05);
		gsl_vector_set(v, i++, at->ln_power);
	}
	if (isnan(m->alpha)) {
		gsl_vector_set(step, i, .1);
		gsl_vector_set(v, i++, log(at->alpha));
	}
	if (m->floor) {
		gsl_vector_set(step, i, 1);
		gsl_vector_set(v, i, log(part / (1 - part)));
	}
}

static double cost(const gsl_vector *v, void *context)
{
	const struct waterfall_model *m = context;
	struct waterfall_maximum at;

	unpack(m, v, &at);
	double sum = minus_ln_l(m, &at);
	return isfinite(sum) ? sum : 1e300;
}

struct waterfall_maximum waterfall_model_fit(
	const struct waterfall_model *m, const struct waterfall_maximum *start)
{
	size_t size = waterfall_model_size(m);
	struct waterfall_maximum at = *start;

	if (size == 0) {
		at = (struct waterfall_maximum){ m->ln_power, m->alpha, 0, 0 };
		at.minus_ln_l = minus_ln_l(m, &at);
		return at;
	}
	struct waterfall_model copy = *m;
	gsl_multimin_function f = { cost, size, &copy };
	gsl_multimin_fminimizer *s = gsl_multimin_fminimizer_alloc(
		gsl_multimin_fminimizer_nmsimplex2, size);
	gsl_vector *v = gsl_vector_alloc(size), *step = gsl_vector_alloc(size);
	pack(m, start, v, step);
	gsl_multimin_fminimizer_set(s, &f, v, step);
	for (int i = 0; i < STEPS_MAX; i++) {
		if (gsl_multimin_fminimizer_iterate(s) ||
		    gsl_multimin_fminimizer_size(s) < 1e-7)
			break;
	}
	unpack(m, s->x, &at);
	at.minus_ln_l = minus_ln_l(m, &at);
	gsl_vector_free(v);
	gsl_vector_free(step);
	gsl_multimin_fminimizer_free(s);
	return at;
}
