/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline of tokens. */
#include "twin/bench_token.h"

#include <math.h>

#include "twin/bench_private.h"
#include "twin/exact.h"

/* Places in the stream of token draws: pass number of the address. */
enum { DRAW_ATTENTION, DRAW_IO, DRAW_STRETCH };

static struct twin_rng stream(const struct twin_bench *bench)
{
	return twin_rng_make(bench->seed, TWIN_SOURCE_TOKEN);
}

static bool quiet(const struct twin_bench *bench)
{
	return bench->config.noise_off & 1u << TWIN_SOURCE_TOKEN;
}

/* Lognormal with this mean. */
static double duration(struct twin_bench *bench, unsigned place, double mean)
{
	double s = bench->config.token.spread;
	struct twin_rng rng = stream(bench);
	struct twin_rng_at at = { bench->token.draws++, place, 0 };
	if (quiet(bench) || s == 0)
		return mean;
	return mean * twin_exp(s * twin_rng_normal_one(&rng, at) - s * s / 2);
}

/* Time of n passes, of which some are stretched by a slot each. */
static double passes_s(struct twin_bench *bench, unsigned n)
{
	double p = bench->config.token.stretch;
	struct twin_rng rng = stream(bench);
	struct twin_rng_at at = { bench->token.draws++, DRAW_STRETCH, 0 };
	unsigned stretched = 0;
	if (!quiet(bench) && p > 0)
		for (unsigned i = 0; i < n; i++)
			stretched += twin_rng_uniform(&rng, at, i) < p;
	return n * bench_pass_s(bench) + stretched * bench_slot_s(bench);
}

/* Lets the time of the phase go by while the loop is locked. */
static bool work(struct twin_bench *bench, double *left_s)
{
	while (*left_s > 0) {
		if (!bench->locked) {
			int64_t until = bench->servo.relock_at_ns;
			if (until == TWIN_NEVER_NS)
				return false;
			bench_clock_add(bench,
					1e-9 * (double)(until -
							bench->now_ns));
			continue;
		}
		double step = fmin(*left_s, bench_lock_left_s(bench));
		bench_clock_add(bench, step);
		*left_s -= step;
	}
	return true;
}

static void passes_begin(struct twin_bench *bench)
{
	struct twin_token *token = &bench->token;
	unsigned every = bench->frame.attention_every;
	unsigned n = token->passes;
	if (every && n > every)
		n = every;
	token->passes -= n;
	token->left_s = passes_s(bench, n);
	token->phase = TWIN_TOKEN_PASSES;
}

static void begin(struct twin_bench *bench)
{
	struct twin_token *token = &bench->token;
	const struct twin_frame *frame = &bench->frame;
	bench_event(bench, TWIN_EVENT_TOKEN, (uint16_t)token->started);
	token->passes = frame->ntoken_passes ?
				frame->token_passes[token->started %
						    frame->ntoken_passes] :
				frame->passes;
	passes_begin(bench);
}

static void io_begin(struct twin_bench *bench)
{
	struct twin_token *token = &bench->token;
	bench_event(bench, TWIN_EVENT_IO, (uint16_t)token->started);
	token->left_s = duration(bench, DRAW_IO, bench->config.token.io_s);
	token->phase = TWIN_TOKEN_IO;
}

/* A checkpoint after every K whole passes, the last included. */
static bool checkpoint(const struct twin_bench *bench)
{
	const struct twin_frame *frame = &bench->frame;
	const struct twin_token *token = &bench->token;
	unsigned all = frame->ntoken_passes ?
			       frame->token_passes[token->started %
						   frame->ntoken_passes] :
			       frame->passes;
	unsigned done = all - token->passes;
	return frame->attention_every && done &&
	       done % frame->attention_every == 0;
}

/* What follows a phase that is over. */
static void proceed(struct twin_bench *bench)
{
	struct twin_token *token = &bench->token;
	uint16_t number = (uint16_t)token->started;
	switch (token->phase) {
	case TWIN_TOKEN_NONE:
		begin(bench);
		return;
	case TWIN_TOKEN_PASSES:
		if (checkpoint(bench)) {
			bench_event(bench, TWIN_EVENT_ATTENTION, number);
			token->left_s =
				duration(bench, DRAW_ATTENTION,
					 bench->config.token.attention_s);
			token->phase = TWIN_TOKEN_ATTENTION;
			return;
		}
		io_begin(bench);
		return;
	case TWIN_TOKEN_ATTENTION:
		bench_event(bench, TWIN_EVENT_ATTENTION_DONE, number);
		if (token->passes)
			passes_begin(bench);
		else
			io_begin(bench);
		return;
	case TWIN_TOKEN_IO:
		bench_event(bench, TWIN_EVENT_IO_DONE, number);
		bench_event(bench, TWIN_EVENT_TOKEN_DONE, number);
		token->started++;
		token->phase = TWIN_TOKEN_NONE;
		return;
	}
}

bool bench_token_run(struct twin_bench *bench)
{
	do {
		if (bench->token.phase != TWIN_TOKEN_NONE &&
		    !work(bench, &bench->token.left_s))
			return false;
		proceed(bench);
	} while (bench->token.phase != TWIN_TOKEN_NONE);
	return true;
}

static double token_s(const struct twin_bench *bench, unsigned passes)
{
	const struct twin_config *c = &bench->config;
	unsigned every = bench->frame.attention_every;
	double stretch = quiet(bench) ? 0 : c->token.stretch;
	return passes * (bench_pass_s(bench) + stretch * bench_slot_s(bench)) +
	       (every ? passes / every : 0) * c->token.attention_s +
	       c->token.io_s;
}

double bench_token_mean_s(const struct twin_bench *bench)
{
	const struct twin_frame *frame = &bench->frame;
	double sum = 0;
	if (!frame->ntoken_passes)
		return token_s(bench, frame->passes);
	for (unsigned i = 0; i < frame->ntoken_passes; i++)
		sum += token_s(bench, frame->token_passes[i]);
	return sum / frame->ntoken_passes;
}
