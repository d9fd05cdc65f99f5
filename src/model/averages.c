/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rates under a distribution of T: 1/E[t] by renewal reward, the wrong ones
 * for comparison, and the cap that reaches a wanted rate (TP-1, TP-3.7). */
#include "model/internal.h"

#include <stdlib.h>

#define SUM_TOLERANCE 1e-9

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
