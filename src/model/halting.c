/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions of T, and rates under them: 1/E[t] by renewal reward. */
#include "model/internal.h"

#include <stdlib.h>
#include <string.h>

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

struct sorted {
	double passes, probability;
};

static int by_passes(const void *a, const void *b)
{
	double x = ((const struct sorted *)a)->passes;
	double y = ((const struct sorted *)b)->passes;
	return (x > y) - (x < y);
}

/* The middle of the T at which half of the tokens have stopped and the next
 * larger one, if exactly half have: the median of {64,128,256,512} is 192. */
static double median_of(const struct sorted *s, size_t count)
{
	double sum = 0;
	for (size_t i = 0; i < count; i++) {
		sum += s[i].probability;
		if (fabs(sum - .5) <= SUM_TOLERANCE) {
			while (i + 1 < count && s[i + 1].probability == 0)
				i++;
			return i + 1 < count ?
				       (s[i].passes + s[i + 1].passes) / 2 :
				       s[i].passes;
		}
		if (sum > .5)
			return s[i].passes;
	}
	return s[count - 1].passes;
}

static enum loopmodel_status median_passes(const struct loopmodel_input *in,
					   double *median,
					   struct loopmodel_error *e)
{
	size_t count = loopmodel_outcomes(in);
	struct sorted *s = calloc(count, sizeof(*s));
	if (!s)
		return loopmodel_refuse(e, LOOPMODEL_NO_MEMORY, "halting",
					"halting: no memory for %zu values",
					count);
	for (size_t i = 0; i < count; i++) {
		struct loopmodel_outcome o = loopmodel_outcome(in, i);
		s[i] = (struct sorted){ o.passes, o.probability };
	}
	qsort(s, count, sizeof(*s), by_passes);
	*median = median_of(s, count);
	free(s);
	return LOOPMODEL_OK;
}

enum loopmodel_status loopmodel_averages(const struct loopmodel_input *in,
					 struct loopmodel_averages *averages,
					 struct loopmodel_error *e)
{
	struct loopmodel_output out;
	struct loopmodel_averages a = { 0 };
	enum loopmodel_status status = loopmodel_evaluate(in, &out, e);
	if (!status)
		status = median_passes(in, &a.passes_median, e);
	if (status)
		return status;
	a.passes_mean = out.passes_mean;
	a.rate = out.tokens_per_s;
	size_t outcomes = loopmodel_outcomes(in);
	for (size_t i = 0; i < outcomes; i++) {
		struct loopmodel_outcome o = loopmodel_outcome(in, i);
		a.mean_of_rates += o.probability * out.streams /
				   loopmodel_token_at(in, &out, o.passes);
	}
	a.rate_of_median = out.streams /
			   loopmodel_token_at(in, &out, a.passes_median);
	*averages = a;
	return LOOPMODEL_OK;
}

static double longest(const struct loopmodel_halting *h)
{
	double t = 1;
	for (size_t i = 0; i < h->count; i++)
		t = fmax(t, h->passes[i]);
	return t;
}

enum loopmodel_status loopmodel_budget_cap(const struct loopmodel_input *in,
					   double rate, double *cap,
					   struct loopmodel_error *e)
{
	enum loopmodel_status status = loopmodel_check(in, e);
	if (!status)
		status = loopmodel_check_rate("rate", rate, e);
	if (status)
		return status;
	struct loopmodel_input trial = *in;
	struct loopmodel_output out;
	double enough = 0; /* the largest cap known to be fast enough */
	double slow = 1 + (in->halting ? longest(in->halting) : in->passes);
	while (slow - enough > 1) {
		trial.passes = floor((enough + slow) / 2);
		status = loopmodel_evaluate(&trial, &out, e);
		if (status)
			return status;
		if (out.tokens_per_s >= rate)
			enough = trial.passes;
		else
			slow = trial.passes;
	}
	if (!enough)
		return loopmodel_refuse(e, LOOPMODEL_UNREACHABLE, "rate",
					"rate must be at most %g tokens/s: a "
					"cap of 1 gives no more, got %g",
					out.tokens_per_s, rate);
	*cap = enough;
	return LOOPMODEL_OK;
}
