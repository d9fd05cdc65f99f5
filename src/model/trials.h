/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbered trials in blocks, made by whichever thread is free and put where
 * they belong: what comes out does not depend on who made them.
 */
#ifndef MODEL_TRIALS_H
#define MODEL_TRIALS_H

#include <pthread.h>
#include <stdatomic.h>

#include "model/sample.h"

/* JCGM 101, 7.9.4: at least 10^4 trials in a block. */
#define TRIALS_BLOCK (20 * LOOPMODEL_CHUNK)

/* Count, mean and sum of squared differences from it; merged by Chan, Golub
 * and LeVeque (1979). */
struct moments {
	double n, mean, squares;
};

struct trial_block {
	struct moments all;
	double u, lo, hi; /* adaptive only */
};

struct trials {
	const struct loopmodel_function *f;
	const struct loopmodel_mc_options *options;
	struct sampler sampler;
	double *y; /* all trials */
	struct trial_block *blocks;
	uint64_t count, block_count; /* at most */
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

void loopmodel_moments_merge(struct moments *into, struct moments m);
double loopmodel_moments_deviation(struct moments m);

/* f, inputs and options have been checked and are borrowed. Memory for
 * options->max_trials, whole blocks only if their number is adaptive. Call
 * close even if open fails. */
enum loopmodel_status
loopmodel_trials_open(struct trials *t, const struct loopmodel_function *f,
		      const struct loopmodel_inputs *inputs,
		      const struct loopmodel_mc_options *options,
		      struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;
void loopmodel_trials_close(struct trials *t);

/* Makes blocks from <= i < to. */
enum loopmodel_status
loopmodel_trials_run(struct trials *t, uint64_t from, uint64_t to,
		     struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;

#endif
