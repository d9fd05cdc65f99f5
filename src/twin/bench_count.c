/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the counts of the comparators' decisions. */
#include "twin/bench_count.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "twin/bench_private.h"
#include "twin/binomial.h"
#include "twin/decisions.h"
#include "twin/eyes.h"

/* Bursts alike, and the first `part` symbols of one more. */
struct stretch {
	struct twin_bench *bench;
	struct twin_burst burst;
	uint64_t bursts, part;
	const struct twin_eyes *eyes;
	unsigned window;
};

/* Decisions after one slot, of those after the slot before. */
static void step_draw(struct twin_uniforms *u, const struct twin_step *step,
		      uint64_t state[TWIN_DECISIONS])
{
	uint64_t next[TWIN_DECISIONS] = { 0 };
	for (int b = 0; b < TWIN_DECISIONS; b++)
		twin_multinomial(u, state[b], step->p[b], TWIN_DECISIONS, next);
	memcpy(state, next, sizeof(next));
}

static void lane_draw(void *context, size_t index, unsigned worker)
{
	struct stretch *s = context;
	struct twin_bench *bench = s->bench;
	unsigned lane = (unsigned)index;
	uint64_t all[TWIN_DECISIONS] = { s->bursts, 0, 0, 0 };
	uint64_t one[TWIN_DECISIONS] = { 1, 0, 0, 0 };
	uint64_t before = (uint64_t)s->window * bench->frame.slots;
	struct twin_uniforms u = {
		.rng = twin_rng_make(bench->seed ^ 0x636f756e74u,
				     TWIN_SOURCE_COMPARATOR),
		.at = { bench->count.stretch, bench->frame.record[s->window],
			lane },
	};
	struct twin_comparator comparator;
	struct twin_eye eye;
	struct twin_step step;
	(void)worker;
	if (!(bench->frame.lane_mask >> lane & 1))
		return;
	twin_comparator_solve(&bench->config, &s->burst.optics, &bench->draws,
			      s->burst.slow, lane, bench->threshold_mv[lane],
			      bench->seed, s->burst.comparator.slot_s,
			      &comparator);
	for (unsigned m = 0; m < bench->frame.slots; m++) {
		uint64_t *row = bench->count.confusion[lane] +
				TWIN_DECISIONS * bench_sent(bench, lane, m);
		if (s->bursts == 0 && before + m >= s->part)
			return;
		twin_eyes_get(s->eyes, lane, m, &eye);
		twin_step_solve(&comparator, &s->burst.rx_comparator, &eye,
				&step);
		step_draw(&u, &step, all);
		for (int d = 0; d < TWIN_DECISIONS; d++)
			row[d] += all[d];
		if (before + m >= s->part)
			continue;
		step_draw(&u, &step, one);
		for (int d = 0; d < TWIN_DECISIONS; d++)
			row[d] += one[d];
	}
}

static void window_draw(void *context, const struct twin_eyes *eyes,
			unsigned window)
{
	struct stretch *s = context;
	s->eyes = eyes;
	s->window = window;
	parallel_for(s->bench->config.lanes, 0, lane_draw, s);
}

static int stretch_draw(struct stretch *s)
{
	struct twin_bench *bench = s->bench;
	size_t positions = s->burst.comparator.positions;
	struct twin_mix *mix = malloc(2 * sizeof(*mix));
	double *level = calloc(positions * bench->config.lanes, sizeof(*level));
	int code = -ENOMEM;
	if (mix && level) {
		twin_mix_receive(&bench->config, s->burst.slow,
				 &s->burst.optics, &mix[0]);
		twin_mix_loop(&bench->config, s->burst.slow, &s->burst.optics,
			      &mix[1]);
		s->burst.receive = &mix[0];
		s->burst.loop = &mix[1];
		bench_levels(bench, &s->burst.optics, positions, level);
		if (twin_eyes_run(&s->burst, level, window_draw, s, NULL) ==
		    ERR_OK)
			code = 0;
		bench->count.stretch++;
	}
	free(level);
	free(mix);
	return code;
}

/* How many bursts are like the next one, which it prepares. */
static double stretch_begin(struct stretch *s)
{
	const struct twin_bench *bench = s->bench;
	double pass_s = bench_pass_s(bench);
	double burst_s = (bench->frame.passes + 1) * pass_s;
	double change = bench_lock_change_s(bench);
	double most = fmax(1, floor(TWIN_COUNT_STRETCH_S / burst_s));
	bench_burst_prepare(bench, &s->burst);
	s->burst.lost_at = 0;
	if (!bench->locked)
		return fmin(most, fmax(1, ceil(change / burst_s)));
	s->burst.lost_at = bench->frame.passes + 1;
	if (change >= burst_s)
		return fmin(most, floor(change / burst_s));
	s->burst.lost_at = (unsigned)(change / pass_s);
	return 1;
}

static int count_run(struct twin_bench *bench, uint64_t left)
{
	const struct twin_frame *frame = &bench->frame;
	uint64_t each = (uint64_t)frame->slots * frame->nrecord;
	int code = 0;
	memset(bench->count.confusion, 0, sizeof(bench->count.confusion));
	bench->count.counted = 0;
	while (left && code == 0) {
		struct stretch s = { .bench = bench };
		double burst_s = (frame->passes + 1) * bench_pass_s(bench);
		double alike = stretch_begin(&s);
		s.bursts = left / each;
		s.part = left % each;
		if ((double)s.bursts >= alike) {
			s.bursts = (uint64_t)alike;
			s.part = 0;
		}
		code = stretch_draw(&s);
		bench_clock_add(bench,
				(double)(s.bursts + (s.part > 0)) * burst_s);
		left -= s.bursts * each + s.part;
		bench->count.counted += s.bursts * each + s.part;
	}
	return code;
}

int twin_count_symbols(struct twin_bench *bench, int64_t symbols)
{
	int code;
	pthread_mutex_lock(&bench->lock);
	if (bench->remaining)
		code = -EBUSY;
	else if (bench->frame.mode != TWIN_BURST)
		code = -EPERM;
	else if (symbols < 1 || symbols > TWIN_COUNT_MAX)
		code = -EINVAL;
	else
		code = bench_fire_check(bench);
	if (code == 0)
		code = count_run(bench, (uint64_t)symbols);
	pthread_mutex_unlock(&bench->lock);
	return code;
}

uint64_t twin_counted(struct twin_bench *bench)
{
	pthread_mutex_lock(&bench->lock);
	uint64_t counted = bench->count.counted;
	pthread_mutex_unlock(&bench->lock);
	return counted;
}

void twin_confusion_get(struct twin_bench *bench, unsigned lane,
			uint64_t out[TWIN_CONFUSION])
{
	pthread_mutex_lock(&bench->lock);
	memset(out, 0, TWIN_CONFUSION * sizeof(*out));
	if (lane < bench->config.lanes)
		memcpy(out, bench->count.confusion[lane],
		       TWIN_CONFUSION * sizeof(*out));
	pthread_mutex_unlock(&bench->lock);
}
