/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Monte Carlo by JCGM 101, clause 7. Trials are numbered; blocks of them are
 * made by whichever thread is free and put where they belong, and everything
 * that depends on an order is done in the order of the blocks.
 */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "model/distribution.h"
#include "model/order.h"
#include "model/sample.h"
#include "model/versions.h"

enum {
	BLOCK_CHUNKS = 20,
	BLOCK = BLOCK_CHUNKS * LOOPMODEL_CHUNK, /* 7.9.4: at least 10^4 */
	BLOCKS_MIN = 10, /* fewer give no useful standard deviation */
	BATCH_FIRST = 16,
	THREADS_MAX = 64,
	HUGE_PAGE = 1 << 21,
};

/* Count, mean and sum of squared differences from it; merged by Chan, Golub
 * and LeVeque (1979). */
struct moments {
	double n, mean, squares;
};

struct block {
	struct moments all;
	double u, lo, hi; /* adaptive only */
};

struct run {
	const struct loopmodel_function *f;
	const struct loopmodel_mc_options *options;
	struct sampler sampler;
	double *y; /* all trials */
	struct block *blocks;
	uint64_t trials, block_count; /* at most */
	unsigned threads;
	/* of the batch under way */
	atomic_uint_fast64_t next;
	uint64_t end;
	atomic_bool failed;
	pthread_mutex_t lock; /* for the three below */
	uint64_t failed_block;
	enum loopmodel_status status;
	struct loopmodel_error error;
};

/* One thread's own. */
struct workspace {
	double *columns; /* of one chunk */
	double *room;	 /* for a block */
	struct order_guess guess;
};

static void merge(struct moments *into, struct moments m)
{
	double n = into->n + m.n, d = m.mean - into->mean;
	into->squares += m.squares + d * d * into->n * m.n / n;
	into->mean += d * m.n / n;
	into->n = n;
}

static double deviation(struct moments m)
{
	return m.n > 1 ? sqrt(m.squares / (m.n - 1)) : 0;
}

/* Eight sums side by side: the same order of additions whatever the width of
 * the machine's vectors. */
MODEL_VERSIONS static struct moments chunk_moments(const double *y, size_t n)
{
	double sum[8] = { 0 }, squares[8] = { 0 };
	size_t even = n & ~(size_t)7;
	for (size_t i = 0; i < even; i += 8)
		for (int k = 0; k < 8; k++)
			sum[k] += y[i + k];
	for (size_t i = even; i < n; i++)
		sum[i - even] += y[i];
	double mean = (((sum[0] + sum[4]) + (sum[1] + sum[5])) +
		       ((sum[2] + sum[6]) + (sum[3] + sum[7]))) /
		      (double)n;
	for (size_t i = 0; i < even; i += 8)
		for (int k = 0; k < 8; k++)
			squares[k] += (y[i + k] - mean) * (y[i + k] - mean);
	for (size_t i = even; i < n; i++)
		squares[i - even] += (y[i] - mean) * (y[i] - mean);
	return (struct moments){
		(double)n, mean,
		((squares[0] + squares[4]) + (squares[1] + squares[5])) +
			((squares[2] + squares[6]) + (squares[3] + squares[7]))
	};
}

static enum loopmodel_status
evaluate_chunk(const struct run *run, uint64_t chunk, double *columns,
	       double *y, size_t n, struct moments *m,
	       struct loopmodel_error *e)
{
	const double *x[LOOPMODEL_INPUTS_MAX];
	for (size_t i = 0; i < run->sampler.inputs->count; i++)
		x[i] = columns + i * LOOPMODEL_CHUNK;
	loopmodel_sampler_fill(&run->sampler, chunk, columns);
	enum loopmodel_status status =
		run->f->block(x, y, n, run->f->context, e);
	if (status)
		return status;
	*m = chunk_moments(y, n);
	if (!isfinite(m->mean))
		return loopmodel_refuse(
			e, LOOPMODEL_NOT_FINITE, "output",
			"the output of a trial is not a finite number: a "
			"distribution leaves the domain of the model");
	return LOOPMODEL_OK;
}

/* u and ends of the interval of this block alone, for 7.9.4. */
static void block_summary(const struct run *run, const double *y, size_t n,
			  struct block *b, struct workspace *w)
{
	struct order_ranks r =
		loopmodel_order_ranks(n, run->options->coverage);
	b->u = deviation(b->all);
	loopmodel_order_ends(y, n, r, &w->guess, w->room, &b->lo, &b->hi);
}

static enum loopmodel_status run_block(struct run *run, uint64_t block,
				       struct workspace *w,
				       struct loopmodel_error *e)
{
	uint64_t first = block * BLOCK;
	size_t n = run->trials - first < BLOCK ? run->trials - first : BLOCK;
	struct block b = { .u = 0 };
	for (size_t at = 0; at < n; at += LOOPMODEL_CHUNK) {
		size_t part = n - at < LOOPMODEL_CHUNK ? n - at
						       : LOOPMODEL_CHUNK;
		struct moments m;
		enum loopmodel_status status = evaluate_chunk(
			run, (first + at) / LOOPMODEL_CHUNK, w->columns,
			run->y + first + at, part, &m, e);
		if (status)
			return status;
		merge(&b.all, m);
	}
	if (run->options->digits)
		block_summary(run, run->y + first, n, &b, w);
	run->blocks[block] = b;
	return LOOPMODEL_OK;
}

/* The error of the lowest block is the one told, as blocks are begun in
 * order and those begun are finished. */
static void note_failure(struct run *run, uint64_t block,
			 enum loopmodel_status status,
			 const struct loopmodel_error *e)
{
	pthread_mutex_lock(&run->lock);
	if (!run->status || block < run->failed_block) {
		run->status = status;
		run->failed_block = block;
		run->error = *e;
	}
	pthread_mutex_unlock(&run->lock);
	atomic_store(&run->failed, true);
}

static void *work(void *arg)
{
	struct run *run = arg;
	struct loopmodel_error e = { .status = LOOPMODEL_OK };
	size_t columns = run->sampler.inputs->count * LOOPMODEL_CHUNK;
	struct workspace w = {
		.columns = aligned_alloc(64, (columns + BLOCK + 8) *
						     sizeof(double))
	};
	if (!w.columns) {
		loopmodel_refuse(&e, LOOPMODEL_NO_MEMORY, "trials",
				 "out of memory");
		note_failure(run, 0, LOOPMODEL_NO_MEMORY, &e);
		return NULL;
	}
	w.room = w.columns + columns;
	while (!atomic_load(&run->failed)) {
		uint64_t block = atomic_fetch_add(&run->next, 1);
		if (block >= run->end)
			break;
		enum loopmodel_status status =
			run_block(run, block, &w, &e);
		if (status)
			note_failure(run, block, status, &e);
	}
	free(w.columns);
	return NULL;
}

static enum loopmodel_status run_batch(struct run *run, uint64_t from,
				       uint64_t to, struct loopmodel_error *e)
{
	pthread_t threads[THREADS_MAX];
	unsigned started = 0;
	atomic_store(&run->next, from);
	run->end = to;
	while (started + 1 < run->threads && started + 1 < to - from &&
	       !pthread_create(&threads[started], NULL, work, run))
		started++;
	work(run);
	for (unsigned t = 0; t < started; t++)
		pthread_join(threads[t], NULL);
	if (run->status && e)
		*e = run->error;
	return run->status;
}

/* The four results of each block, over blocks. */
struct spread {
	struct moments mean, u, lo, hi;
};

static void add_block(struct spread *s, const struct block *b)
{
	merge(&s->mean, (struct moments){ 1, b->all.mean, 0 });
	merge(&s->u, (struct moments){ 1, b->u, 0 });
	merge(&s->lo, (struct moments){ 1, b->lo, 0 });
	merge(&s->hi, (struct moments){ 1, b->hi, 0 });
}

/* 7.9.4 e) to h): standard deviations of the averages over the blocks. */
static void judge(const struct spread *s, const struct run *run,
		  struct loopmodel_mc *out)
{
	double root = sqrt(s->mean.n);
	out->s_mean = deviation(s->mean) / root;
	out->s_u = deviation(s->u) / root;
	out->s_lo = deviation(s->lo) / root;
	out->s_hi = deviation(s->hi) / root;
	out->tolerance = loopmodel_tolerance(out->u, run->options->digits) /
			 run->options->divisor;
	double worst = fmax(fmax(out->s_mean, out->s_u),
			    fmax(out->s_lo, out->s_hi));
	out->converged = s->mean.n >= BLOCKS_MIN &&
			 (2 * worst < out->tolerance || out->u == 0);
}

static enum loopmodel_status run_adaptive(struct run *run,
					  struct loopmodel_mc *out,
					  struct loopmodel_error *e)
{
	struct moments all = { 0 };
	struct spread spread = { .u = { .n = 0 } };
	uint64_t done = 0;
	while (done < run->block_count && !out->converged) {
		uint64_t to = done ? done + done / 2 : BATCH_FIRST;
		if (to > run->block_count)
			to = run->block_count;
		enum loopmodel_status status = run_batch(run, done, to, e);
		if (status)
			return status;
		/* Stops at the first block that is enough, whatever more the
		 * batch holds. */
		for (; done < to && !out->converged; done++) {
			merge(&all, run->blocks[done].all);
			add_block(&spread, &run->blocks[done]);
			out->mean = all.mean;
			out->u = deviation(all);
			judge(&spread, run, out);
		}
	}
	out->trials = (uint64_t)all.n;
	return LOOPMODEL_OK;
}

static enum loopmodel_status run_fixed(struct run *run,
				       struct loopmodel_mc *out,
				       struct loopmodel_error *e)
{
	struct moments all = { 0 };
	enum loopmodel_status status = run_batch(run, 0, run->block_count, e);
	if (status)
		return status;
	for (uint64_t i = 0; i < run->block_count; i++)
		merge(&all, run->blocks[i].all);
	out->mean = all.mean;
	out->u = deviation(all);
	out->trials = run->trials;
	return LOOPMODEL_OK;
}

static enum loopmodel_status summarise(const struct run *run,
				       struct loopmodel_mc *out,
				       struct loopmodel_error *e)
{
	struct order_ranks r =
		loopmodel_order_ranks(out->trials, out->coverage);
	const size_t ranks[3] = { r.lo, r.median, r.hi };
	double values[3];
	if (loopmodel_order_three(run->y, out->trials, ranks, values,
				  run->threads))
		return loopmodel_refuse(e, LOOPMODEL_NO_MEMORY,
						  "trials", "out of memory");
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
						  "%s must be %s", name,
						  wanted);
	return LOOPMODEL_OK;
}

static unsigned thread_count(unsigned asked)
{
	long processors = asked ? (long)asked : sysconf(_SC_NPROCESSORS_ONLN);
	if (processors < 1)
		return 1;
	return processors < THREADS_MAX ? (unsigned)processors : THREADS_MAX;
}

/* Memory that is not touched costs nothing: all of it is asked for at once. */
static enum loopmodel_status run_open(struct run *run,
				      struct loopmodel_error *e)
{
	run->trials = run->options->max_trials;
	if (run->options->digits && run->trials > BLOCK)
		run->trials -= run->trials % BLOCK;
	run->block_count = (run->trials + BLOCK - 1) / BLOCK;
	run->threads = thread_count(run->options->threads);
	size_t bytes = run->trials * sizeof(double);
	bytes = (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	run->y = aligned_alloc(HUGE_PAGE, bytes);
	run->blocks = calloc(run->block_count, sizeof(*run->blocks));
	if (!run->y || !run->blocks)
		return loopmodel_refuse(
			e, LOOPMODEL_NO_MEMORY, "max_trials",
			"not enough memory for %.3g trials",
			(double)run->trials);
	/* Fewer page faults; it does not matter if it is refused. */
	(void)!madvise(run->y, bytes, MADV_HUGEPAGE);
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
	struct run run = { .f = f,
			   .options = options,
			   .lock = PTHREAD_MUTEX_INITIALIZER };
	struct loopmodel_mc mc = { .coverage = options->coverage };
	enum loopmodel_status status = loopmodel_inputs_check(inputs, e);
	if (!status)
		status = check_options(options, e);
	if (!status)
		status = loopmodel_sampler_init(&run.sampler, inputs,
						options->seed, e);
	if (status)
		return status;
	status = run_open(&run, e);
	if (!status)
		status = options->digits ? run_adaptive(&run, &mc, e)
					 : run_fixed(&run, &mc, e);
	if (!status)
		status = summarise(&run, &mc, e);
	if (!status)
		*out = mc;
	loopmodel_sampler_release(&run.sampler);
	pthread_mutex_destroy(&run.lock);
	free(run.blocks);
	free(run.y);
	return status;
}
