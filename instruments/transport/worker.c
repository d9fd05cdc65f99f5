/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thread for calls that may not come back in time; knows nothing of them. */
#include "config.h"

#include "instruments/transport/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct worker {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	void *state;
	void (*end)(void *state);
	void (*call)(void *state); /* running or about to; NULL = idle */
	bool ending, ended;
	bool abandoned; /* nobody waits: the thread frees the worker */
};

static void worker_free(struct worker *w)
{
	pthread_cond_destroy(&w->changed);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

/* Where the kernel is too old for it (before 5.9), only the silence is lost. */
static void separate_descriptors(void)
{
	if (close_range(3, UINT_MAX, CLOSE_RANGE_UNSHARE) < 0)
		return;
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (nowhere >= 0)
		dup2(nowhere, STDERR_FILENO);
}

static void *work(void *argument)
{
	struct worker *w = argument;
	separate_descriptors();
	pthread_mutex_lock(&w->lock);
	while (!w->ending && !w->abandoned) {
		if (!w->call) {
			pthread_cond_wait(&w->changed, &w->lock);
			continue;
		}
		pthread_mutex_unlock(&w->lock);
		w->call(w->state);
		pthread_mutex_lock(&w->lock);
		w->call = NULL;
		pthread_cond_broadcast(&w->changed);
	}
	pthread_mutex_unlock(&w->lock);
	w->end(w->state);
	pthread_mutex_lock(&w->lock);
	w->ended = true;
	bool alone = w->abandoned;
	pthread_cond_broadcast(&w->changed);
	pthread_mutex_unlock(&w->lock);
	if (alone)
		worker_free(w);
	return NULL;
}

/* The thread inherits a mask in which all signals are blocked. */
static int start(struct worker *w)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int problem = pthread_create(&w->thread, NULL, work, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return problem;
}

enum err_code worker_new(void *state, void (*end)(void *state),
			 struct worker **out, struct err *e)
{
	struct worker *w = calloc(1, sizeof(*w));
	if (!w)
		return err_set(e, ERR_NOMEM, "out of memory");
	w->state = state;
	w->end = end;
	pthread_condattr_t monotonic;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	errno = start(w);
	if (errno) {
		worker_free(w);
		return err_set_errno(e, ERR_IO, "cannot start a thread");
	}
	*out = w;
	return ERR_OK;
}

/* False at the deadline. Called with the lock held. */
static bool wait_change(struct worker *w, long long deadline)
{
	struct timespec t = { .tv_sec = deadline / 1000,
			      .tv_nsec = deadline % 1000 * 1000000L };
	return pthread_cond_timedwait(&w->changed, &w->lock, &t) == 0;
}

bool worker_run(struct worker *w, void (*call)(void *state),
		long long deadline)
{
	pthread_mutex_lock(&w->lock);
	w->call = call;
	pthread_cond_broadcast(&w->changed);
	while (w->call && wait_change(w, deadline))
		;
	bool done = w->call == NULL;
	if (!done) {
		w->abandoned = true;
		pthread_detach(w->thread);
	}
	pthread_mutex_unlock(&w->lock);
	return done;
}

void worker_end(struct worker *w, long long deadline)
{
	pthread_mutex_lock(&w->lock);
	w->ending = true;
	pthread_cond_broadcast(&w->changed);
	while (!w->ended && wait_change(w, deadline))
		;
	bool ended = w->ended;
	if (!ended) {
		w->abandoned = true;
		pthread_detach(w->thread);
	}
	pthread_mutex_unlock(&w->lock);
	if (ended) {
		pthread_join(w->thread, NULL);
		worker_free(w);
	}
}
