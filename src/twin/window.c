/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Integrate-and-dump and one-pole samples of slot-wise constant light. */
#include "twin/window.h"

#include <math.h>
#include <stdlib.h>

#include "twin/exact.h"

struct twin_window {
	struct twin_timing t;
	bool squared;
	double *sample;	 /* [lane][record][sample] */
	double *state;	 /* one pole: per lane, at the frame's start */
	double *at_slot; /* one pole: per position, at the slot's start */
	double *dark;	 /* a frame of no light */
	unsigned first;	 /* windows before this one are complete */
	struct twin_rng jitter;
	uint64_t burst;
	double jitter_s, *jitter_z;
};

double twin_timing_start(const struct twin_timing *t, unsigned w)
{
	double start = t->delay_s + t->record[w] * t->pass_s;
	if (t->whole)
		start = floor(start * t->fs_hz + 0.5) / t->fs_hz;
	return start + t->phase_s;
}

double twin_timing_frame(const struct twin_timing *t)
{
	return t->loop_s > 0 ? t->loop_s : (double)t->positions * t->slot_s;
}

enum err_code twin_window_new(const struct twin_timing *timing, bool squared,
			      struct twin_window **out, struct err *e)
{
	struct twin_window *w = calloc(1, sizeof(*w));
	if (!w)
		return err_set(e, ERR_NOMEM, "no memory for the windows");
	w->t = *timing;
	w->squared = squared;
	size_t n = (size_t)timing->lanes * timing->nrecord * timing->samples;
	w->sample = calloc(n ? n : 1, sizeof(double));
	w->state = calloc(timing->lanes, sizeof(double));
	w->at_slot = calloc(timing->positions + 1, sizeof(double));
	w->dark = calloc(timing->positions + 1, sizeof(double));
	w->jitter_z = calloc(timing->samples + 1, sizeof(double));
	if (!w->sample || !w->state || !w->at_slot || !w->dark ||
	    !w->jitter_z) {
		twin_window_free(w);
		return err_set(e, ERR_NOMEM, "no memory for the windows");
	}
	*out = w;
	return ERR_OK;
}

void twin_window_free(struct twin_window *w)
{
	if (!w)
		return;
	free(w->sample);
	free(w->state);
	free(w->at_slot);
	free(w->dark);
	free(w->jitter_z);
	free(w);
}

void twin_window_jitter(struct twin_window *w, const struct twin_rng *rng,
			uint64_t burst, double sd)
{
	w->jitter = *rng;
	w->burst = burst;
	w->jitter_s = sd;
}

static double *samples_of(const struct twin_window *w, unsigned lane,
			  unsigned i)
{
	return w->sample +
	       ((size_t)lane * w->t.nrecord + i) * w->t.samples;
}

const double *twin_window_get(const struct twin_window *w, unsigned lane,
			      unsigned i)
{
	return samples_of(w, lane, i);
}

/* Overlap of [x, x + 1) with slot p, both in slots of the frame. */
static inline double overlap(double x, double p, double frame)
{
	double from = x > p ? x : p, to = x + 1 < p + 1 ? x + 1 : p + 1;
	if (to > frame)
		to = frame;
	return to > from ? to - from : 0;
}

/* Window whose first sample lies x0 slots after the start of the frame. */
static void integrate(const struct twin_window *w, double x0, const double *p,
		      double *out)
{
	long n = (long)w->t.positions;
	double frame = twin_timing_frame(&w->t) / w->t.slot_s;
	for (size_t j = 0; j < w->t.samples; j++) {
		double x = x0 + (double)j;
		long m = (long)floor(x);
		for (long i = m; i <= m + 1; i++) {
			if (i < 0 || i >= n)
				continue;
			double a = overlap(x, (double)i, frame);
			out[j] += (w->squared ? a * a : a) * p[i];
		}
	}
}

/* State of the pole at the start of every slot, and after the frame. */
static void pole_run(struct twin_window *w, unsigned lane, const double *p)
{
	double v = w->state[lane], frame = twin_timing_frame(&w->t);
	double full = twin_exp(-w->t.slot_s / w->t.tia_s);
	for (size_t m = 0; m < w->t.positions; m++) {
		w->at_slot[m] = v;
		double left = frame - (double)m * w->t.slot_s;
		double a = left < w->t.slot_s ? twin_exp(-left / w->t.tia_s) :
						full;
		double b = 1 - a;
		v = w->squared ? a * a * v + b * b * p[m] : a * v + b * p[m];
	}
	w->state[lane] = v;
}

static void pole_sample(const struct twin_window *w, double start,
			const double *p, double *out)
{
	double frame = twin_timing_frame(&w->t);
	for (size_t j = 0; j < w->t.samples; j++) {
		double t = start + (double)j / w->t.fs_hz +
			   w->jitter_s * w->jitter_z[j];
		if (t < 0 || t >= frame)
			continue;
		size_t m = (size_t)(t / w->t.slot_s);
		if (m >= w->t.positions)
			m = w->t.positions - 1;
		double a = twin_exp(-(t - (double)m * w->t.slot_s) /
				    w->t.tia_s);
		double b = 1 - a, v = w->at_slot[m];
		out[j] = w->squared ? a * a * v + b * b * p[m] :
				      a * v + b * p[m];
	}
}

static void window_fill(struct twin_window *w, unsigned lane, unsigned i,
			double start, const double *p)
{
	double *out = samples_of(w, lane, i);
	if (w->t.integrate) {
		integrate(w, start / w->t.slot_s, p, out);
		return;
	}
	if (w->jitter_s > 0)
		twin_rng_normal(&w->jitter,
				(struct twin_rng_at){ w->burst, w->t.record[i],
						      lane },
				w->jitter_z, w->t.samples);
	pole_sample(w, start, p, out);
}

bool twin_window_needs(const struct twin_window *w, unsigned k)
{
	double frame = twin_timing_frame(&w->t), begin = k * frame;
	double length = (double)w->t.samples / w->t.fs_hz;
	double margin = 8 * w->jitter_s;
	/* One pole: what a frame leaves matters to the next. */
	double after = w->t.integrate ? 0 : frame;
	for (unsigned i = 0; i < w->t.nrecord; i++) {
		double start = twin_timing_start(&w->t, i);
		if (start - margin < begin + frame + after &&
		    start + length + margin > begin)
			return true;
	}
	return false;
}

void twin_window_add(struct twin_window *w, unsigned k, const double *x)
{
	double frame = twin_timing_frame(&w->t), begin = k * frame;
	double length = (double)w->t.samples / w->t.fs_hz;
	double margin = 8 * w->jitter_s;
	while (w->first < w->t.nrecord &&
	       twin_timing_start(&w->t, w->first) + length + margin <= begin)
		w->first++;
	if (w->t.integrate && !x)
		return;
	for (unsigned lane = 0; lane < w->t.lanes; lane++) {
		const double *p = x ? x + lane * w->t.positions : w->dark;
		if (!w->t.integrate)
			pole_run(w, lane, p);
		for (unsigned i = w->first; i < w->t.nrecord; i++) {
			double start = twin_timing_start(&w->t, i) - begin;
			if (start >= frame + margin)
				break;
			window_fill(w, lane, i, start, p);
		}
	}
}

void twin_window_end(struct twin_window *w, unsigned passes)
{
	while (!w->t.integrate && w->first < w->t.nrecord)
		twin_window_add(w, ++passes, NULL);
}
