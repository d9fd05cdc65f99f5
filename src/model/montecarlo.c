/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Monte Carlo by JCGM 101, clause 7: as many blocks of trials as it takes,
 * and what they say together. */
#include <math.h>

#include "model/distribution.h"
#include "model/order.h"
#include "model/trials.h"

enum {
	BLOCKS_MIN = 10, /* fewer give no useful standard deviation */
	BATCH_FIRST = 16,
};

/* The four results of each block, over blocks. */
struct spread {
	struct moments mean, u, lo, hi;
};

static void add_block(struct spread *s, const struct trial_block *b)
{
	loopmodel_moments_merge(&s->mean,
				(struct moments){ 1, b->all.mean, 0 });
	loopmodel_moments_merge(&s->u, (struct moments){ 1, b->u, 0 });
	loopmodel_moments_merge(&s->lo, (struct moments){ 1, b->lo, 0 });
	loopmodel_moments_merge(&s->hi, (struct moments){ 1, b->hi, 0 });
}

/* 7.9.4 e) to h): standard deviations of the averages over the blocks. */
static void judge(const struct spread *s, const struct trials *t,
		  struct loopmodel_mc *out)
{
	double root = sqrt(s->mean.n);
	out->s_mean = loopmodel_moments_deviation(s->mean) / root;
	out->s_u = loopmodel_moments_deviation(s->u) / root;
	out->s_lo = loopmodel_moments_deviation(s->lo) / root;
	out->s_hi = loopmodel_moments_deviation(s->hi) / root;
	out->tolerance = loopmodel_tolerance(out->u, t->options->digits) /
			 t->options->divisor;
	double worst = fmax(fmax(out->s_mean, out->s_u),
			    fmax(out->s_lo, out->s_hi));
	out->converged = s->mean.n >= BLOCKS_MIN &&
			 (2 * worst < out->tolerance || out->u == 0);
}

static enum loopmodel_status run_adaptive(struct trials *t,
					  struct loopmodel_mc *out,
					  struct loopmodel_error *e)
{
	struct moments all = { 0 };
	struct spread spread = { .u = { .n = 0 } };
	uint64_t done = 0;
	while (done < t->block_count && !out->converged) {
		uint64_t to = done ? done + done / 2 : BATCH_FIRST;
		if (to > t->block_count)
			to = t->block_count;
		enum loopmodel_status status =
			loopmodel_trials_run(t, done, to, e);
		if (status)
			return status;
		/* Stops at the first block that is enough, whatever more the
		 * batch holds. */
		for (; done < to && !out->converged; done++) {
			loopmodel_moments_merge(&all, t->blocks[done].all);
			add_block(&spread, &t->blocks[done]);
			out->mean = all.mean;
			out->u = loopmodel_moments_deviation(all);
			judge(&spread, t, out);
		}
	}
	out->trials = (uint64_t)all.n;
	return LOOPMODEL_OK;
}

static enum loopmodel_status run_fixed(struct trials *t,
				       struct loopmodel_mc *out,
				       struct loopmodel_error *e)
{
	struct moments all = { 0 };
	enum loopmodel_status status =
		loopmodel_trials_run(t, 0, t->block_count, e);
	if (status)
		return status;
	for (uint64_t i = 0; i < t->block_count; i++)
		loopmodel_moments_merge(&all, t->blocks[i].all);
	out->mean = all.mean;
	out->u = loopmodel_moments_deviation(all);
	out->trials = t->count;
	return LOOPMODEL_OK;
}

static enum loopmodel_status summarise(const struct trials *t,
				       struct loopmodel_mc *out,
				       struct loopmodel_error *e)
{
	struct order_ranks r =
		loopmodel_order_ranks(out->trials, out->coverage);
	const size_t ranks[3] = { r.lo, r.median, r.hi };
	double values[3];
	if (loopmodel_order_three(t->y, out->trials, ranks, values,
				  t->threads))
		return loopmodel_refuse(e, LOOPMODEL_NO_MEMORY, "trials",
					"out of memory");
	out->lo = values[0];
	out->median = values[1];
	out->hi = values[2];
	return LOOPMODEL_OK;
}

static enum loopmodel_status
check_options(const struct loopmodel_mc_options *o, struct loopmodel_error *e)
{
	const char *name = NULL, *wanted = NULL;
	if (!(o->coverage > 0 && o->coverage < 1))
		name = "coverage", wanted = "more than 0 and less than 1";
	else if (o->digits > 4)
		name = "digits", wanted = "1 to 4, or 0 for fixed trials";
	else if (o->digits && !(o->divisor >= 1 && o->divisor <= 100))
		name = "divisor", wanted = "1 to 100";
	else if (o->max_trials < 10 || o->max_trials > UINT64_C(1) << 32)
		name = "max_trials", wanted = "10 to 2^32";
	if (name)
		return loopmodel_refuse(e, LOOPMODEL_RANGE, name,
					"%s must be %s", name, wanted);
	return LOOPMODEL_OK;
}

struct loopmodel_mc_options loopmodel_mc_defaults(void)
{
	return (struct loopmodel_mc_options){ .seed = 1,
					      .coverage = .95,
					      .digits = 2,
					      .divisor = 5,
					      .max_trials = 30000000 };
}

enum loopmodel_status
loopmodel_montecarlo(const struct loopmodel_function *f,
		     const struct loopmodel_inputs *inputs,
		     const struct loopmodel_mc_options *options,
		     struct loopmodel_mc *out, struct loopmodel_error *e)
{
	struct trials t;
	struct loopmodel_mc mc = { .coverage = options->coverage };
	enum loopmodel_status status = loopmodel_inputs_check(inputs, e);
	if (!status)
		status = check_options(options, e);
	if (status)
		return status;
	status = loopmodel_trials_open(&t, f, inputs, options, e);
	if (!status)
		status = options->digits ? run_adaptive(&t, &mc, e)
					 : run_fixed(&t, &mc, e);
	if (!status)
		status = summarise(&t, &mc, e);
	if (!status)
		*out = mc;
	loopmodel_trials_close(&t);
	return status;
}
