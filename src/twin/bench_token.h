/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Token mode: the timeline of a token, without light. Passes, an attention
 * step after every `attention_every` of them, input and output at the end. A
 * pass may be stretched by a slot; attention and I/O times vary about their
 * means; loss of lock suspends the token until the loop is locked again.
 * Inside of the bench: functions expect the mutex to be held.
 */
#ifndef TWIN_BENCH_TOKEN_H
#define TWIN_BENCH_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

struct twin_bench;

enum twin_token_phase {
	TWIN_TOKEN_NONE,
	TWIN_TOKEN_PASSES,
	TWIN_TOKEN_ATTENTION,
	TWIN_TOKEN_IO,
};

struct twin_token {
	uint64_t started;    /* tokens begun since power-up */
	uint64_t draws;	     /* attention and I/O times drawn */
	enum twin_token_phase phase;
	unsigned passes;     /* still to be run after this phase */
	double left_s;	     /* of this phase */
};

/* Runs the token under way, or the next, to its end. False if it is suspended
 * and nobody is relocking. */
bool bench_token_run(struct twin_bench *bench);

/* Exact mean time of a token over the list of passes, lock held. */
double bench_token_mean_s(const struct twin_bench *bench);

#endif
