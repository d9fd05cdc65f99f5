/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the loop pass by pass and feeds the receivers. */
#include "twin/burst.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "twin/comparator.h"
#include "twin/exact.h"
#include "twin/loop.h"

struct work {
	struct twin_loop *loop;
	struct twin_window *adc, *cmp; /* NULL = not recorded */
	double *power;	 /* at P3, then P4: [lane * positions + slot] */
	double *current; /* of one window */
	double *noise;
};

static void work_free(struct work *w)
{
	twin_loop_free(w->loop);
	twin_window_free(w->adc);
	twin_window_free(w->cmp);
	free(w->power);
	free(w->current);
	free(w->noise);
}

static enum err_code work_new(const struct twin_burst *b, struct work *w,
			      struct err *e)
{
	const struct twin_timing *t = &b->adc;
	size_t most = t->samples > b->comparator.samples ?
			      t->samples :
			      b->comparator.samples;
	w->power = calloc(t->lanes * t->positions, sizeof(double));
	w->current = calloc(most, sizeof(double));
	w->noise = calloc(most * (b->config->adc.oversample + 2),
			  sizeof(double));
	if (!w->power || !w->current || !w->noise)
		return err_set(e, ERR_NOMEM, "no memory for a burst");
	enum err_code code =
		twin_loop_new(t->lanes, t->positions, b->seed, &w->loop, e);
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

static void passes_run(const struct twin_burst *b, struct work *w,
		       const double *level)
{
	size_t cells = b->adc.lanes * b->adc.positions;
	unsigned last = b->adc.loop_s > 0 ? b->passes : 0;
	twin_loop_inject(w->loop, &b->optics, b->serial, level);
	for (unsigned k = 0; k <= last; k++) {
		if (k)
			twin_loop_return(w->loop, &b->optics);
		if (k >= b->lost_at)
			twin_loop_quench(w->loop);
		twin_loop_amplify(w->loop, &b->optics, w->power);
		for (size_t i = 0; i < cells; i++)
			w->power[i] *= b->level;
		if (w->adc)
			twin_window_add(w->adc, k, w->power);
		if (w->cmp)
			twin_window_add(w->cmp, k, w->power);
	}
	if (w->adc)
		twin_window_end(w->adc, last);
	if (w->cmp)
		twin_window_end(w->cmp, last);
}

static void adc_write(struct twin_burst *b, struct work *w)
{
	const struct twin_timing *t = &b->adc;
	struct twin_receiver_noise noise = {
		.shot = twin_rng_make(b->seed, TWIN_SOURCE_SHOT),
		.thermal = twin_rng_make(b->seed, TWIN_SOURCE_THERMAL),
		.adc = twin_rng_make(b->seed, TWIN_SOURCE_ADC),
		.work = w->noise,
	};
	for (unsigned i = 0; i < t->nrecord; i++)
		for (unsigned lane = 0; lane < t->lanes; lane++) {
			struct twin_rng_at at = { b->serial, t->record[i],
						  lane };
			twin_receiver_detect(&b->rx, &noise, at,
					     twin_window_get(w->adc, lane, i),
					     w->current, t->samples);
			b->overrange += twin_receiver_convert(
				&b->rx, &noise, at, w->current, t->samples,
				b->out_adc + i * t->samples * t->lanes + lane,
				t->lanes);
		}
}

static void comparator_write(const struct twin_burst *b, struct work *w)
{
	const struct twin_timing *t = &b->comparator;
	struct twin_receiver rx = b->rx_comparator;
	/* The comparators' own receiver: one source, two independent keys. */
	struct twin_receiver_noise noise = {
		.shot = twin_rng_make(~b->seed, TWIN_SOURCE_COMPARATOR),
		.thermal = twin_rng_make(b->seed, TWIN_SOURCE_COMPARATOR),
		.work = w->noise,
	};
	if (b->config->noise_off & 1u << TWIN_SOURCE_COMPARATOR)
		rx.shot_a = rx.thermal_a = 0;
	double mv = rx.tia_ohm * 1e3;
	for (unsigned i = 0; i < t->nrecord; i++)
		for (unsigned lane = 0; lane < t->lanes; lane++) {
			struct twin_rng_at at = { b->serial, t->record[i],
						  lane };
			twin_receiver_detect(&rx, &noise, at,
					     twin_window_get(w->cmp, lane, i),
					     w->current, t->samples);
			for (size_t j = 0; j < t->samples; j++)
				w->current[j] *= mv;
			struct twin_comparator c;
			twin_comparator_solve(b->config, &b->optics, b->draws,
					      lane, b->threshold_mv[lane],
					      b->seed, t->slot_s, &c);
			twin_comparator_decide(
				&c, at, w->current, t->samples,
				b->out_cmp + i * t->samples * t->lanes + lane,
				t->lanes);
		}
}

enum err_code twin_burst_simulate(struct twin_burst *b, const double *level,
				  struct err *e)
{
	struct work w = { 0 };
	enum err_code code = work_new(b, &w, e);
	if (code != ERR_OK)
		goto out;
	passes_run(b, &w, level);
	if (w.adc)
		adc_write(b, &w);
	if (w.cmp)
		comparator_write(b, &w);
out:
	work_free(&w);
	return code;
}
