/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the loop pass by pass and feeds the receivers. */
#include "twin/burst.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "twin/comparator.h"
#include "twin/exact.h"
#include "twin/loop.h"

#define CHUNK 32 /* passes whose light is held at a time, at most */
#define CHUNK_CELLS (1u << 22)

struct work {
	const struct twin_burst *burst;
	struct twin_loop *loop;
	struct twin_window *adc, *cmp; /* NULL = not recorded */
	double *power; /* at P4: [pass of a chunk][lane * positions + slot] */
	double *scratch; /* of each worker: `each` numbers */
	size_t each;
	unsigned chunk;
	unsigned long railed[PARALLEL_MAX];
};

static void work_free(struct work *w)
{
	twin_loop_free(w->loop);
	twin_window_free(w->adc);
	twin_window_free(w->cmp);
	free(w->power);
	free(w->scratch);
}

static enum err_code loop_new(const struct twin_burst *b, struct work *w,
			      struct err *e)
{
	const struct twin_config *c = b->config;
	bool jitter = !(c->noise_off & 1u << TWIN_SOURCE_LOOP_JITTER);
	const struct twin_loop_parts parts = {
		.optics = &b->optics,
		.receive = b->receive,
		.loop = b->loop,
		.weight = c->levels == TWIN_DUAL_RAIL ? c->weight : NULL,
		.desync = c->desync,
		.jitter = jitter ? c->loop_jitter_s / b->adc.slot_s : 0,
		.threads = b->threads,
	};
	return twin_loop_new(&parts, b->adc.positions, b->seed, &w->loop, e);
}

static enum err_code work_new(const struct twin_burst *b, struct work *w,
			      struct err *e)
{
	const struct twin_timing *t = &b->adc;
	size_t most = t->samples > b->comparator.samples ?
			      t->samples :
			      b->comparator.samples;
	w->burst = b;
	w->each = most * (b->config->adc.oversample + 5);
	size_t cells = t->lanes * t->positions;
	size_t chunk = cells < CHUNK_CELLS ? CHUNK_CELLS / cells : 1;
	w->chunk = chunk < CHUNK ? (unsigned)chunk : CHUNK;
	w->power = calloc(w->chunk * cells, sizeof(double));
	w->scratch = calloc(PARALLEL_MAX * w->each, sizeof(double));
	if (!w->power || !w->scratch)
		return err_set(e, ERR_NOMEM, "no memory for a burst");
	enum err_code code = loop_new(b, w, e);
	if (code == ERR_OK && b->out_adc)
		code = twin_window_new(t, false, &w->adc, e);
	if (code == ERR_OK && b->out_cmp)
		code = twin_window_new(&b->comparator, false, &w->cmp, e);
	if (code == ERR_OK && w->adc && !t->integrate &&
	    !(b->config->noise_off & 1u << TWIN_SOURCE_JITTER)) {
		struct twin_rng rng =
			twin_rng_make(b->seed, TWIN_SOURCE_JITTER);
		twin_window_jitter(w->adc, &rng, b->serial,
				   b->config->adc.jitter_s);
	}
	return code;
}

/* A chunk of passes from the first: which are wanted, their light, and where
 * it falls. */
static void chunk_run(struct work *w, unsigned first, unsigned n)
{
	const struct twin_burst *b = w->burst;
	size_t cells = b->adc.lanes * b->adc.positions;
	bool adc[CHUNK], cmp[CHUNK], wanted[CHUNK];
	for (unsigned k = 0; k < n; k++) {
		adc[k] = w->adc && twin_window_needs(w->adc, first + k);
		cmp[k] = w->cmp && twin_window_needs(w->cmp, first + k);
		wanted[k] = adc[k] || cmp[k];
	}
	twin_loop_run(w->loop, n, wanted, w->power);
	double *power = w->power;
	for (unsigned k = 0; k < n; k++) {
		if (!wanted[k])
			continue;
		for (size_t i = 0; b->level != 1 && i < cells; i++)
			power[i] *= b->level;
		if (adc[k])
			twin_window_add(w->adc, first + k, power);
		if (cmp[k])
			twin_window_add(w->cmp, first + k, power);
		power += cells;
	}
}

/* After the last recorded pass nobody looks. */
static unsigned passes_needed(const struct work *w, unsigned last)
{
	for (unsigned n = last + 1; n > 0; n--)
		if ((w->adc && twin_window_needs(w->adc, n - 1)) ||
		    (w->cmp && twin_window_needs(w->cmp, n - 1)))
			return n;
	return 0;
}

static void passes_run(struct work *w, const double *level)
{
	const struct twin_burst *b = w->burst;
	unsigned last = b->adc.loop_s > 0 ? b->passes : 0;
	unsigned needed = passes_needed(w, last);
	twin_loop_inject(w->loop, b->serial, level, b->lost_at);
	for (unsigned k = 0; k < needed; k += w->chunk)
		chunk_run(w, k,
			  needed - k < w->chunk ? needed - k : w->chunk);
	if (w->adc)
		twin_window_end(w->adc, last);
	if (w->cmp)
		twin_window_end(w->cmp, last);
}

/* Window and lane of a piece of receiver work. */
static void adc_piece(void *context, size_t piece, unsigned worker)
{
	struct work *w = context;
	const struct twin_burst *b = w->burst;
	const struct twin_timing *t = &b->adc;
	unsigned i = (unsigned)(piece / t->lanes);
	unsigned lane = (unsigned)(piece % t->lanes);
	double *current = w->scratch + worker * w->each;
	struct twin_receiver_noise noise = {
		.shot = twin_rng_make(b->seed, TWIN_SOURCE_SHOT),
		.thermal = twin_rng_make(b->seed, TWIN_SOURCE_THERMAL),
		.adc = twin_rng_make(b->seed, TWIN_SOURCE_ADC),
		.work = current + t->samples,
	};
	struct twin_rng_at at = { b->serial, t->record[i], lane };
	twin_receiver_detect(&b->rx, &noise, at,
			     twin_window_get(w->adc, lane, i), current,
			     t->samples);
	w->railed[worker] += twin_receiver_convert(
		&b->rx, &noise, at, current, t->samples,
		b->out_adc + i * t->samples * t->lanes + lane, t->lanes);
}

/* Receiver and threshold decisions have an amplifier of their own; rails of a
 * pair are compared with each other. */
static void detect_mv(const struct work *w, unsigned lane, unsigned i,
		      double *out, double *scratch)
{
	const struct twin_burst *b = w->burst;
	const struct twin_timing *t = &b->comparator;
	struct twin_receiver rx = b->rx_comparator;
	/* The comparators' own receiver: one source, two independent keys. */
	struct twin_receiver_noise noise = {
		.shot = twin_rng_make(~b->seed, TWIN_SOURCE_COMPARATOR),
		.thermal = twin_rng_make(b->seed, TWIN_SOURCE_COMPARATOR),
		.work = scratch,
	};
	if (b->config->noise_off & 1u << TWIN_SOURCE_COMPARATOR)
		rx.shot_a = rx.thermal_a = 0;
	struct twin_rng_at at = { b->serial, t->record[i], lane };
	twin_receiver_detect(&rx, &noise, at, twin_window_get(w->cmp, lane, i),
			     out, t->samples);
	for (size_t j = 0; j < t->samples; j++)
		out[j] *= rx.tia_ohm * 1e3;
}

static void comparator_piece(void *context, size_t piece, unsigned worker)
{
	struct work *w = context;
	const struct twin_burst *b = w->burst;
	const struct twin_timing *t = &b->comparator;
	unsigned i = (unsigned)(piece / t->lanes);
	unsigned lane = (unsigned)(piece % t->lanes);
	size_t n = t->samples;
	double *mv = w->scratch + worker * w->each, *other = mv + n;
	struct twin_rng_at at = { b->serial, t->record[i], lane };
	struct twin_comparator c;
	detect_mv(w, b->optics.dual_rail ? lane & ~1u : lane, i, mv,
		  other + n);
	if (b->optics.dual_rail) {
		detect_mv(w, lane | 1u, i, other, other + n);
		for (size_t j = 0; j < n; j++)
			mv[j] -= other[j];
	}
	twin_comparator_solve(b->config, &b->optics, b->draws, b->slow, lane,
			      b->threshold_mv[lane], b->seed, t->slot_s, &c);
	twin_comparator_noise(&c, at, mv, n, other + n);
	twin_comparator_decide(&c, at, mv, n,
			       b->out_cmp + i * n * t->lanes + lane,
			       t->lanes);
}

/* Threads cost more than they bring for a few samples. */
static void pieces_run(struct work *w, const struct twin_timing *t,
		       void (*piece)(void *, size_t, unsigned))
{
	size_t pieces = (size_t)t->nrecord * t->lanes;
	bool few = pieces * t->samples < 4096;
	parallel_for(pieces, few ? 1 : w->burst->threads, piece, w);
}

enum err_code twin_burst_simulate(struct twin_burst *b, const double *level,
				  struct err *e)
{
	struct work w = { 0 };
	enum err_code code = work_new(b, &w, e);
	if (code != ERR_OK)
		goto out;
	passes_run(&w, level);
	if (w.adc)
		pieces_run(&w, &b->adc, adc_piece);
	if (w.cmp)
		pieces_run(&w, &b->comparator, comparator_piece);
	for (unsigned i = 0; i < PARALLEL_MAX; i++)
		b->overrange += w.railed[i];
out:
	work_free(&w);
	return code;
}
