/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions of T: given, made, probed and capped. */
#include "model/internal.h"

#include <stdlib.h>

#define SUM_TOLERANCE 1e-9
/* A geometric distribution longer than this is not meant. */
#define LONGEST 1e7

enum loopmodel_status
loopmodel_halting_check(const struct loopmodel_halting *h,
			struct loopmodel_error *e)
{
	if (h->count == 0)
		return loopmodel_refuse(e, LOOPMODEL_EMPTY, "halting",
					"halting must have at least one T, "
					"got none");
	double sum = 0;
	for (size_t i = 0; i < h->count; i++) {
		double p = h->probability[i];
		enum loopmodel_status status = loopmodel_check_passes(
			"halting passes", h->passes[i], e);
		if (status)
			return status;
		if (!(p >= 0 && p <= 1))
			return loopmodel_refuse(
				e, isnan(p) ? LOOPMODEL_NOT_FINITE :
					      LOOPMODEL_RANGE,
				"halting probability",
				"halting probability must be between 0 and 1, "
				"got %g at T = %g",
				p, h->passes[i]);
		sum += p;
	}
	if (fabs(sum - 1) > SUM_TOLERANCE)
		return loopmodel_refuse(e, LOOPMODEL_SUM, "halting probability",
					"halting probabilities must add up "
					"to 1, got %.10g",
					sum);
	return LOOPMODEL_OK;
}

size_t loopmodel_outcomes(const struct loopmodel_input *in)
{
	return in->halting ? in->halting->count : 1;
}

struct loopmodel_outcome loopmodel_outcome(const struct loopmodel_input *in,
					   size_t i)
{
	if (!in->halting)
		return (struct loopmodel_outcome){ in->passes, 1 };
	return (struct loopmodel_outcome){
		fmin(in->halting->passes[i], in->passes),
		in->halting->probability[i],
	};
}

void loopmodel_halting_free(struct loopmodel_halting *h)
{
	if (!h)
		return;
	free((double *)h->passes);
	free((double *)h->probability);
	free(h);
}

/* With room for count outcomes, which the caller fills in. */
static struct loopmodel_halting *
halting_new(size_t count, double **passes, double **probability,
	    struct loopmodel_error *e)
{
	struct loopmodel_halting *h = calloc(1, sizeof(*h));
	*passes = calloc(count ? count : 1, sizeof(**passes));
	*probability = calloc(count ? count : 1, sizeof(**probability));
	if (h && *passes && *probability) {
		h->count = count;
		h->passes = *passes;
		h->probability = *probability;
		return h;
	}
	free(h);
	free(*passes);
	free(*probability);
	(void)loopmodel_refuse(e, LOOPMODEL_NO_MEMORY, "halting",
			       "halting: no memory for %zu values", count);
	return NULL;
}

static struct loopmodel_halting *checked(struct loopmodel_halting *h,
					 struct loopmodel_error *e)
{
	if (!h || loopmodel_halting_check(h, e) == LOOPMODEL_OK)
		return h;
	loopmodel_halting_free(h);
	return NULL;
}

struct loopmodel_halting *loopmodel_halting_list(const double *passes,
						 size_t count,
						 struct loopmodel_error *e)
{
	double *t, *p;
	struct loopmodel_halting *h = halting_new(count, &t, &p, e);
	if (!h)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		t[i] = passes[i];
		p[i] = 1 / (double)count;
	}
	return checked(h, e);
}

static double weight_sum(const double *weights, size_t count)
{
	double sum = 0;
	for (size_t i = 0; i < count; i++)
		sum += weights[i];
	return sum;
}

struct loopmodel_halting *
loopmodel_halting_histogram(const double *passes, const double *weights,
			    size_t count, struct loopmodel_error *e)
{
	double *t, *p, sum = weight_sum(weights, count);
	struct loopmodel_halting *h = halting_new(count, &t, &p, e);
	if (!h)
		return NULL;
	double scale = sum > 1 + SUM_TOLERANCE && isfinite(sum) ? sum : 1;
	for (size_t i = 0; i < count; i++) {
		t[i] = passes[i];
		p[i] = weights[i] / scale;
	}
	/* Counts are whole; probabilities that miss 1 are a mistake. */
	for (size_t i = 0; i < count && scale != 1; i++)
		if (weights[i] != floor(weights[i])) {
			(void)loopmodel_refuse(
				e, LOOPMODEL_SUM, "halting probability",
				"halting weights must be whole counts or "
				"probabilities that add up to 1, got %g and "
				"a sum of %.10g",
				weights[i], sum);
			loopmodel_halting_free(h);
			return NULL;
		}
	return checked(h, e);
}

struct loopmodel_halting *
loopmodel_halting_geometric(double p, double cap, struct loopmodel_error *e)
{
	if (!(p > 0 && p <= 1)) {
		(void)loopmodel_refuse(e,
				       isfinite(p) ? LOOPMODEL_RANGE :
						     LOOPMODEL_NOT_FINITE,
				       "halting probability",
				       "halting probability must be more than "
				       "0 and at most 1, got %g",
				       p);
		return NULL;
	}
	if (loopmodel_check_passes("halting cap", cap, e))
		return NULL;
	if (cap > LONGEST) {
		(void)loopmodel_refuse(e, LOOPMODEL_RANGE, "halting cap",
				       "halting cap must be at most %g, got "
				       "%g",
				       LONGEST, cap);
		return NULL;
	}
	double *t, *probability;
	size_t count = (size_t)cap;
	struct loopmodel_halting *h = halting_new(count, &t, &probability, e);
	if (!h)
		return NULL;
	double left = 1;
	for (size_t i = 0; i < count; i++) {
		t[i] = (double)i + 1;
		probability[i] = i + 1 < count ? left * p : left;
		left *= 1 - p;
	}
	return checked(h, e);
}

struct loopmodel_halting *
loopmodel_halting_probe(const struct loopmodel_halting *h, double every,
			double cap, struct loopmodel_error *e)
{
	if (loopmodel_halting_check(h, e) ||
	    loopmodel_check_passes("halting probe", every, e) ||
	    loopmodel_check_passes("halting cap", cap, e))
		return NULL;
	double *t, *p;
	struct loopmodel_halting *out = halting_new(h->count, &t, &p, e);
	if (!out)
		return NULL;
	for (size_t i = 0; i < h->count; i++) {
		t[i] = fmin(cap, ceil(h->passes[i] / every) * every);
		p[i] = h->probability[i];
	}
	return checked(out, e);
}

struct loopmodel_halting *
loopmodel_halting_cap(const struct loopmodel_halting *h, double cap,
		      struct loopmodel_error *e)
{
	return loopmodel_halting_probe(h, 1, cap, e);
}
