/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of trials on several threads; everything that depends on an order is
 * done in the order of the trials. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif

#include "model/trials.h"

#include <math.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "model/internal.h"
#include "model/order.h"
#include "model/versions.h"

enum { THREADS_MAX = 64, HUGE_PAGE = 1 << 21 };

/* One thread's own. */
struct workspace {
	double *columns; /* of one chunk */
	double *room;	 /* for a block */
	struct order_guess guess;
};

void loopmodel_moments_merge(struct moments *into, struct moments m)
{
	double n = into->n + m.n, d = m.mean - into->mean;
	into->squares += m.squares + d * d * into->n * m.n / n;
	into->mean += d * m.n / n;
	into->n = n;
}

double loopmodel_moments_deviation(struct moments m)
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
evaluate_chunk(const struct trials *t, uint64_t chunk, double *columns,
	       double *y, size_t n, struct moments *m,
	       struct loopmodel_error *e)
{
	const double *x[LOOPMODEL_INPUTS_MAX];
	for (size_t i = 0; i < t->sampler.inputs->count; i++)
		x[i] = columns + i * LOOPMODEL_CHUNK;
	loopmodel_sampler_fill(&t->sampler, chunk, columns);
	enum loopmodel_status status =
		t->f->block(x, y, n, t->f->context, e);
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
static void block_summary(const struct trials *t, const double *y, size_t n,
			  struct trial_block *b, struct workspace *w)
{
	struct order_ranks r =
		loopmodel_order_ranks(n, t->options->coverage);
	b->u = loopmodel_moments_deviation(b->all);
	loopmodel_order_ends(y, n, r, &w->guess, w->room, &b->lo, &b->hi);
}

static enum loopmodel_status run_block(struct trials *t, uint64_t block,
				       struct workspace *w,
				       struct loopmodel_error *e)
{
	uint64_t first = block * TRIALS_BLOCK;
	size_t n = t->count - first < TRIALS_BLOCK ? t->count - first
						   : TRIALS_BLOCK;
	struct trial_block b = { .u = 0 };
	for (size_t at = 0; at < n; at += LOOPMODEL_CHUNK) {
		size_t part = n - at < LOOPMODEL_CHUNK ? n - at
						       : LOOPMODEL_CHUNK;
		struct moments m;
		enum loopmodel_status status = evaluate_chunk(
			t, (first + at) / LOOPMODEL_CHUNK, w->columns,
			t->y + first + at, part, &m, e);
		if (status)
			return status;
		loopmodel_moments_merge(&b.all, m);
	}
	if (t->options->digits)
		block_summary(t, t->y + first, n, &b, w);
	t->blocks[block] = b;
	return LOOPMODEL_OK;
}

/* The error of the lowest block is the one told, as blocks are begun in
 * order and those begun are finished. */
static void note_failure(struct trials *t, uint64_t block,
			 enum loopmodel_status status,
			 const struct loopmodel_error *e)
{
	pthread_mutex_lock(&t->lock);
	if (!t->status || block < t->failed_block) {
		t->status = status;
		t->failed_block = block;
		t->error = *e;
	}
	pthread_mutex_unlock(&t->lock);
	atomic_store(&t->failed, true);
}

static void *work(void *arg)
{
	struct trials *t = arg;
	struct loopmodel_error e = { .status = LOOPMODEL_OK };
	size_t columns = t->sampler.inputs->count * LOOPMODEL_CHUNK;
	struct workspace w = {
		.columns = aligned_alloc(64, (columns + TRIALS_BLOCK + 8) *
						     sizeof(double))
	};
	if (!w.columns) {
		loopmodel_refuse(&e, LOOPMODEL_NO_MEMORY, "trials",
				 "out of memory");
		note_failure(t, 0, LOOPMODEL_NO_MEMORY, &e);
		return NULL;
	}
	w.room = w.columns + columns;
	while (!atomic_load(&t->failed)) {
		uint64_t block = atomic_fetch_add(&t->next, 1);
		if (block >= t->end)
			break;
		enum loopmodel_status status =
			run_block(t, block, &w, &e);
		if (status)
			note_failure(t, block, status, &e);
	}
	free(w.columns);
	return NULL;
}

enum loopmodel_status loopmodel_trials_run(struct trials *t, uint64_t from,
					   uint64_t to,
					   struct loopmodel_error *e)
{
	pthread_t threads[THREADS_MAX];
	unsigned started = 0;
	atomic_store(&t->next, from);
	t->end = to;
	while (started + 1 < t->threads && started + 1 < to - from &&
	       !pthread_create(&threads[started], NULL, work, t))
		started++;
	work(t);
	for (unsigned i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	if (t->status && e)
		*e = t->error;
	return t->status;
}

static unsigned thread_count(unsigned asked)
{
	long processors = asked ? (long)asked : sysconf(_SC_NPROCESSORS_ONLN);
	if (processors < 1)
		return 1;
	return processors < THREADS_MAX ? (unsigned)processors : THREADS_MAX;
}

/* Memory that is not touched costs nothing: all of it is asked for at once. */
static enum loopmodel_status reserve(struct trials *t,
				     struct loopmodel_error *e)
{
	t->count = t->options->max_trials;
	if (t->options->digits && t->count > TRIALS_BLOCK)
		t->count -= t->count % TRIALS_BLOCK;
	t->block_count = (t->count + TRIALS_BLOCK - 1) / TRIALS_BLOCK;
	t->threads = thread_count(t->options->threads);
	size_t bytes = t->count * sizeof(double);
	bytes = (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	t->y = aligned_alloc(HUGE_PAGE, bytes);
	t->blocks = calloc(t->block_count, sizeof(*t->blocks));
	if (!t->y || !t->blocks)
		return loopmodel_refuse(
			e, LOOPMODEL_NO_MEMORY, "max_trials",
			"not enough memory for %.3g trials",
			(double)t->count);
#ifdef MADV_HUGEPAGE
	/* Fewer page faults; it does not matter if it is refused. */
	(void)!madvise(t->y, bytes, MADV_HUGEPAGE);
#endif
	return LOOPMODEL_OK;
}

enum loopmodel_status
loopmodel_trials_open(struct trials *t, const struct loopmodel_function *f,
		      const struct loopmodel_inputs *inputs,
		      const struct loopmodel_mc_options *options,
		      struct loopmodel_error *e)
{
	*t = (struct trials){ .f = f,
			      .options = options,
			      .lock = PTHREAD_MUTEX_INITIALIZER };
	enum loopmodel_status status = loopmodel_sampler_init(
		&t->sampler, inputs, options->seed, e);
	return status ? status : reserve(t, e);
}

void loopmodel_trials_close(struct trials *t)
{
	loopmodel_sampler_release(&t->sampler);
	pthread_mutex_destroy(&t->lock);
	free(t->blocks);
	free(t->y);
}
