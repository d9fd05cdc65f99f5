/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Light of two frames at a time, of which a window has its samples. */
#include "twin/eyes.h"

#include <math.h>
#include <stdlib.h>

#include "twin/comparator.h"
#include "twin/moments.h"

struct twin_eyes {
	const struct twin_burst *burst;
	struct twin_loop_parts parts;
	struct twin_moments *moments;
	struct twin_eye_light *light[2]; /* of frame k: light[k % 2] */
	double *dark;
	long last;			     /* frame that has light */
	double shot_a, thermal_a, input_var; /* of the comparators' receiver */
	/* The present window: first sample in slots from frame 0, frames. */
	double start;
	long from, to;
};

static double frame_slots(const struct twin_eyes *w)
{
	const struct twin_timing *t = &w->burst->comparator;
	return twin_timing_frame(t) / t->slot_s;
}

static void window_place(struct twin_eyes *w, unsigned i)
{
	const struct twin_timing *t = &w->burst->comparator;
	double frame = frame_slots(w), samples = (double)t->samples;
	w->start = twin_timing_start(t, i) / t->slot_s;
	w->from = (long)floor(w->start / frame);
	w->to = (long)ceil((w->start + samples) / frame) - 1;
}

/* Part of [x, x + 1) that is in slot p of a frame of this length. */
static double overlap(double x, double p, double frame)
{
	double from = fmax(x, p), to = fmin(fmin(x + 1, p + 1), frame);
	return to > from ? to - from : 0;
}

static void frame_add(const struct twin_eyes *w, long k, unsigned lane,
		      size_t j, double sign, struct twin_eye *out)
{
	size_t n = w->burst->comparator.positions;
	double frame = frame_slots(w),
	       x = w->start + (double)j - (double)k * frame;
	if (k < 0 || k > w->last)
		return;
	const struct twin_eye_light *light = w->light[k % 2] + lane * n;
	for (long m = (long)floor(x); m <= (long)floor(x) + 1; m++)
		if (m >= 0 && m < (long)n)
			twin_eye_add(out, &light[m],
				     w->burst->level *
					     overlap(x, (double)m, frame),
				     sign);
}

static void rail_add(const struct twin_eyes *w, unsigned lane, size_t j,
		     double sign, struct twin_eye *out)
{
	double dark = w->burst->rx_comparator.dark_a;
	out->noise_var += w->thermal_a * w->thermal_a + w->shot_a * dark;
	out->offset_a += sign * dark;
	for (long k = w->from; k <= w->to; k++)
		frame_add(w, k, lane, j, sign, out);
}

void twin_eyes_get(const struct twin_eyes *w, unsigned lane, size_t j,
		   struct twin_eye *out)
{
	const struct twin_receiver *rx = &w->burst->rx_comparator;
	double mean, var, slope;
	*out = (struct twin_eye){ .responsivity = rx->responsivity,
				  .shot_a = w->shot_a };
	if (w->burst->optics.dual_rail) {
		rail_add(w, lane & ~1u, j, 1, out);
		rail_add(w, lane | 1u, j, -1, out);
	} else {
		rail_add(w, lane, j, 1, out);
	}
	/* Input noise comes after a receiver that saturates. */
	twin_eye_moments(out, &mean, &var);
	twin_receiver_saturate(rx, mean, &slope);
	out->noise_var += w->input_var / (slope * slope);
}

static void eyes_free(struct twin_eyes *w)
{
	twin_moments_free(w->moments);
	free(w->light[0]);
	free(w->light[1]);
	free(w->dark);
}

static enum err_code eyes_new(const struct twin_burst *b, struct twin_eyes *w,
			      struct err *e)
{
	const struct twin_config *c = b->config;
	size_t cells = b->comparator.lanes * b->comparator.positions;
	struct twin_comparator input;
	bool quiet = c->noise_off & 1u << TWIN_SOURCE_COMPARATOR;
	double none[2] = { 0, 0 };
	w->burst = b;
	w->last = b->comparator.loop_s > 0 ? (long)b->passes : 0;
	w->shot_a = quiet ? 0 : b->rx_comparator.shot_a;
	w->thermal_a = quiet ? 0 : b->rx_comparator.thermal_a;
	twin_comparator_solve(c, &b->optics, b->draws, b->slow, 0, none,
			      b->seed, b->comparator.slot_s, &input);
	double noise_a = input.noise_mv / (b->rx_comparator.tia_ohm * 1e3);
	w->input_var = noise_a * noise_a;
	w->parts = (struct twin_loop_parts){
		.optics = &b->optics,
		.receive = b->receive,
		.loop = b->loop,
		.weight = c->levels == TWIN_DUAL_RAIL ? c->weight : NULL,
		.desync = c->desync,
	};
	w->dark = calloc(cells, sizeof(*w->dark));
	for (int i = 0; i < 2; i++)
		w->light[i] = calloc(cells, sizeof(*w->light[i]));
	if (!w->dark || !w->light[0] || !w->light[1])
		return err_set(e, ERR_NOMEM, "no memory for the eyes");
	return twin_moments_new(&w->parts, b->comparator.positions, &w->moments,
				e);
}

/* Light of frame k, at P3, the frames before having been walked. */
static void frame_walk(struct twin_eyes *w, long k, const double *level)
{
	if (k == 0)
		twin_moments_inject(w->moments, level);
	else
		twin_moments_return(w->moments);
	if (k >= (long)w->burst->lost_at)
		twin_moments_inject(w->moments, w->dark);
	twin_moments_amplify(w->moments);
}

enum err_code twin_eyes_run(const struct twin_burst *b, const double *level,
			    twin_eyes_fn *done, void *context, struct err *e)
{
	struct twin_eyes w = { 0 };
	long walked = -1;
	enum err_code code = eyes_new(b, &w, e);
	for (unsigned i = 0; code == ERR_OK && i < b->comparator.nrecord; i++) {
		window_place(&w, i);
		while (code == ERR_OK && walked < w.to && walked < w.last) {
			frame_walk(&w, ++walked, level);
			if (walked >= w.from)
				code = twin_moments_light(
					w.moments, w.light[walked % 2], e);
		}
		if (code == ERR_OK)
			done(context, &w, i);
	}
	eyes_free(&w);
	return code;
}
