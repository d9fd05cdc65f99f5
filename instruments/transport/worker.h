/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A thread for calls that may not come back in time: the caller waits until a
 * deadline, and a call that is later than that is left to its thread together
 * with everything it works on.
 *
 * For libraries that do as they please, the thread has no signals (SIGPIPE
 * included) and descriptors of its own: none is open but 0, 1 and 2, what it
 * opens is not seen by other threads, and its stderr leads nowhere.
 */
#ifndef INSTRUMENTS_TRANSPORT_WORKER_H
#define INSTRUMENTS_TRANSPORT_WORKER_H

#include <stdbool.h>

#include "base/err.h"

struct worker; /* opaque */

/* state belongs to the worker from here on: end(state) runs on its thread
 * after the last call. */
enum err_code worker_new(void *state, void (*end)(void *state),
			 struct worker **out, struct err *e) MUST_CHECK;

/* True when call(state) has returned. False at the deadline: the worker and
 * its state are gone for the caller. */
bool worker_run(struct worker *worker, void (*call)(void *state),
		long long deadline);

/* Runs end(state); past the deadline it ends without being waited for. */
void worker_end(struct worker *worker, long long deadline);

#endif
