/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wall clock and deadlines; the only place that sleeps. */
#include "config.h"

#include "base/clock.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

/* Waiters poll this descriptor, because a signal may arrive between their
 * look at the flag and their sleep, or in another thread. */
static atomic_int wake_fd = -1;
static atomic_bool interrupted, held;
static pthread_once_t wake_once = PTHREAD_ONCE_INIT;

static void wake_open(void)
{
	wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

void clock_interrupt(void)
{
	int saved = errno;
	if (held)
		return;
	interrupted = true;
	if (wake_fd >= 0) {
		uint64_t one = 1;
		ssize_t unused = write(wake_fd, &one, sizeof(one));
		(void)unused;
	}
	errno = saved;
}

void clock_resume(bool hold)
{
	held = hold;
	interrupted = false;
	uint64_t count;
	if (wake_fd >= 0) {
		ssize_t unused = read(wake_fd, &count, sizeof(count));
		(void)unused;
	}
}

static double monotonic(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

static enum err_code wall_now(struct clock *clock, double *seconds,
			      struct err *e)
{
	(void)clock;
	(void)e;
	*seconds = monotonic();
	return ERR_OK;
}

static enum err_code wall_wait(struct clock *clock, double seconds,
			       struct err *e)
{
	(void)clock;
	pthread_once(&wake_once, wake_open);
	if (wake_fd < 0)
		return err_set(e, ERR_IO, "no descriptor left to wait with");
	double end = monotonic() + seconds;
	while (!interrupted) {
		double left = end - monotonic();
		if (!(left > 0))
			return ERR_OK;
		if (left > 3600)
			left = 3600;
		struct timespec ts = { .tv_sec = (time_t)left };
		ts.tv_nsec = (long)((left - (double)ts.tv_sec) * 1e9);
		struct pollfd fd = { .fd = wake_fd, .events = POLLIN };
		if (ppoll(&fd, 1, &ts, NULL) < 0 && errno != EINTR)
			return err_set_errno(e, ERR_IO, "cannot wait");
	}
	return err_set(e, ERR_ABORTED, "interrupted while waiting");
}

struct clock clock_wall = { .now = wall_now, .wait = wall_wait };

long long clock_monotonic_ms(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

long long clock_deadline(int timeout_ms)
{
	return clock_monotonic_ms() + timeout_ms;
}

int clock_left_ms(long long deadline)
{
	long long left = deadline - clock_monotonic_ms();
	if (left < 0)
		return 0;
	return left > INT_MAX ? INT_MAX : (int)left;
}

const char *clock_utc(char *buf, unsigned size)
{
	struct timespec ts;
	clock_gettime(CLOCK_REALTIME, &ts);
	struct tm tm;
	gmtime_r(&ts.tv_sec, &tm);
	snprintf(buf, size, "%04d-%02d-%02dT%02d:%02d:%02d.%06ldZ",
		 tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		 tm.tm_min, tm.tm_sec, ts.tv_nsec / 1000);
	return buf;
}
