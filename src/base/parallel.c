/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

struct job {
	atomic_size_t next;
	size_t pieces;
	void (*work)(void *context, size_t piece, unsigned worker);
	void *context;
};

struct worker {
	struct job *job;
	unsigned number;
};

unsigned parallel_threads(void)
{
	const char *wish = getenv("LOOPGAUGE_THREADS");
	long n = wish ? strtol(wish, NULL, 10) : sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n > PARALLEL_MAX ? PARALLEL_MAX : (unsigned)n;
}

static void *run(void *argument)
{
	struct worker *w = argument;
	struct job *job = w->job;
	size_t piece;
	while ((piece = atomic_fetch_add(&job->next, 1)) < job->pieces)
		job->work(job->context, piece, w->number);
	return NULL;
}

void parallel_for(size_t pieces, unsigned threads,
		  void (*work)(void *context, size_t piece, unsigned worker),
		  void *context)
{
	struct job job = { .pieces = pieces, .work = work, .context = context };
	struct worker workers[PARALLEL_MAX];
	pthread_t started[PARALLEL_MAX];
	unsigned n = threads ? threads : parallel_threads(), running = 0;
	if (n > PARALLEL_MAX)
		n = PARALLEL_MAX;
	if (n > pieces)
		n = (unsigned)pieces;
	for (unsigned i = 0; i < n; i++)
		workers[i] = (struct worker){ &job, i };
	/* The caller is worker 0. */
	while (running + 1 < n &&
	       !pthread_create(&started[running], NULL, run,
			       &workers[running + 1]))
		running++;
	if (pieces)
		run(&(struct worker){ &job, 0 });
	while (running)
		pthread_join(started[--running], NULL);
}
