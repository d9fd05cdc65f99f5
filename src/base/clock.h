/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time is an interface: the wall clock, or the bench's own clock, which a
 * simulated bench can advance. Deadlines on the wire always use the monotonic
 * wall clock; settling times and time stamps of results use struct clock.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>

#include "base/err.h"

struct clock {
	/* Seconds on this clock's own scale. */
	enum err_code (*now)(struct clock *clock, double *seconds,
			     struct err *e);
	/* Returns when this many seconds have passed on this clock; early with
	 * ERR_ABORTED if clock_interrupt was called. */
	enum err_code (*wait)(struct clock *clock, double seconds,
			      struct err *e);
	void *context;
};

extern struct clock clock_wall;

/*
 * Makes waits on the wall clock end early, the running one and all later ones,
 * until clock_resume; async-signal-safe, any thread. Whoever drives the bench
 * to its safe state resumes first, with hold = true: interrupts do nothing
 * until it calls again with false.
 */
void clock_interrupt(void);
void clock_resume(bool hold);

/* Monotonic milliseconds and deadlines: deadline = clock_deadline(500). */
long long clock_monotonic_ms(void);
long long clock_deadline(int timeout_ms);
/* Milliseconds left, 0 if past. */
int clock_left_ms(long long deadline);

/* ISO 8601 UTC time of the wall clock with microseconds; returns buf. */
const char *clock_utc(char *buf, unsigned size);

#endif
