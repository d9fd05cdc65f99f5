/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A process of its own that brings the bench to its safe state when the run
 * dies without doing so (SIGKILL, crash). It waits on a pipe whose other end
 * the run holds; the kernel closes it whatever the run dies of.
 */
#ifndef SEQUENCER_GUARDIAN_H
#define SEQUENCER_GUARDIAN_H

#include "plan/bench.h"

struct guardian {
	int pid, pipe;
};

/* Call before any instrument or store is opened. */
enum err_code guardian_start(const struct bench *bench, struct guardian *out,
			     struct err *e) MUST_CHECK;
/* The safe state is reached: the guardian may go. */
void guardian_release(struct guardian *guardian);

#endif
