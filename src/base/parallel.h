/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A loop over pieces of work on several threads. What a piece computes must
 * depend on its number alone, and the caller adds the pieces up in order: then
 * the result has the same bits for any number of threads.
 */
#ifndef BASE_PARALLEL_H
#define BASE_PARALLEL_H

#include <stddef.h>

#define PARALLEL_MAX 16

/* Processors that may be used, 1..PARALLEL_MAX; LOOPGAUGE_THREADS overrides. */
unsigned parallel_threads(void);

/*
 * Calls work(context, piece, worker) once for each piece 0..pieces-1, on up to
 * `threads` threads (0 = parallel_threads()), and returns when all are done.
 * worker < PARALLEL_MAX tells concurrent calls apart, for scratch memory. A
 * thread that cannot be started is done without.
 */
void parallel_for(size_t pieces, unsigned threads,
		  void (*work)(void *context, size_t piece, unsigned worker),
		  void *context);

#endif
