/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames, recordings and gates that the loop procedures share. */
#include "procedure/frame.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/clipping.h"
#include "analysis/slip.h"
#include "analysis/stationarity.h"
#include "procedure/pattern.h"

void frame_from_params(const struct param_values *params,
		       struct controller_frame *frame)
{
	*frame = (struct controller_frame){
		.slot_period_s = param_get_double(params, "slot_period"),
		.slots = (unsigned)param_get_count(params, "slots"),
		.guard_slots = (unsigned)param_get_count(params,
							 "guard_slots"),
		.light = true,
		.integrate = true,
	};
	frame->record = param_get_passes(params, "record", &frame->nrecord);
	if (frame->nrecord)
		frame->passes = frame->record[frame->nrecord - 1];
}

struct frame_progress {
	const struct procedure_env *env;
	double from, to;
	size_t bursts;
};

static bool frame_progress(void *context, size_t done)
{
	const struct frame_progress *p = context;
	if (!p->env->progress)
		return true;
	double part = (double)done / (double)p->bursts;
	return p->env->progress(p->env->progress_context,
				p->from + part * (p->to - p->from));
}

enum err_code frame_record(const struct procedure_env *env, const char *label,
			   const struct controller_frame *frame, size_t bursts,
			   double part_from, double part_to,
			   struct capture_list *captures, struct err *e)
{
	struct instrument *controller = env->role[ROLE_CONTROLLER];
	struct controller_info info;
	enum err_code code = controller_get_info(controller, &info, e);
	if (code)
		return code;
	/* Judging one lane of many would pass for judging the bench. */
	if (info.lanes != 1)
		return err_set(e, ERR_UNSUPPORTED, "controller: it has %u "
			       "lanes, and the procedures of this version "
			       "measure benches of one lane", info.lanes);
	struct controller_frame lit = *frame;
	int8_t *pattern = NULL;
	lit.lane_mask = CONTROLLER_ALL_LANES;
	if (frame->light) {
		pattern = malloc(frame->slots);
		if (!pattern)
			return err_set(e, ERR_NOMEM, "out of memory");
		code = pattern_balanced(pattern, frame->slots, e);
		if (code)
			goto out;
	}
	struct frame_progress progress = {
		.env = env, .from = part_from, .to = part_to, .bursts = bursts,
	};
	struct capture *capture = NULL;
	code = capture_take(controller, label, &lit, pattern, bursts,
			    frame_progress, &progress, &capture, e);
	if (code)
		goto out;
	for (size_t i = 0; i < env->nfacts; i++)
		capture_fact_set(capture, env->facts[i].name,
				 env->facts[i].value);
	code = capture_list_add(captures, capture, e);
out:
	free(pattern);
	return code;
}

/*
 * Every window of every lane by itself: what follows in time. A sum of several
 * conversions may hold railed ones without being railed: those only the front
 * end can count. codes is room for one window.
 */
static bool frame_clipped(const struct capture *c, double *codes,
			  double *fraction)
{
	double railed = 0;
	size_t windows = c->bursts * c->windows;
	bool run = false;
	for (size_t w = 0; w < windows * c->lanes; w++) {
		const int32_t *in = c->codes + w / c->lanes * c->samples *
						       c->lanes + w % c->lanes;
		for (size_t i = 0; i < c->samples; i++)
			codes[i] = in[i * c->lanes];
		struct clipping clip = clipping_test(
			codes, c->samples, c->code_low, c->code_high);
		railed += (double)(clip.at_low + clip.at_high);
		run = run || clip.longest_run >= CLIPPING_RUN;
	}
	*fraction = fmax(railed, (double)c->overrange) /
		    (double)(windows * c->lanes * c->samples);
	return run || *fraction > CLIPPING_FRACTION;
}

static bool refuse_nomem(struct estimate *why)
{
	*why = estimate_refuse(ESTIMATE_ABORTED, "1", "gate/memory",
			       "out of memory");
	return false;
}

bool frame_gate(const struct capture *capture, struct estimate *why)
{
	double rail;
	if (capture->lost) {
		*why = estimate_refuse(ESTIMATE_INSUFFICIENT, "1", "gate/lost",
				       "%lu samples of \"%s\" were lost: what "
				       "follows them is out of place",
				       capture->lost, capture->label);
		why->flags |= ESTIMATE_FLAG_LOST_SAMPLES;
		return false;
	}
	double *codes = malloc(capture->samples * sizeof(*codes));
	if (!codes)
		return refuse_nomem(why);
	bool clipped = frame_clipped(capture, codes, &rail);
	free(codes);
	if (clipped) {
		*why = estimate_refuse(ESTIMATE_CLIPPED, "1", "gate/clipping",
				       "%.3g %% of the samples of \"%s\" are "
				       "at the rails of the converter",
				       100 * rail, capture->label);
		return false;
	}
	if (capture->unlocked) {
		*why = estimate_refuse(ESTIMATE_NOLOCK, "1", "gate/lock",
				       "%lu of %zu bursts of \"%s\" were taken "
				       "out of lock", capture->unlocked,
				       capture->bursts, capture->label);
		return false;
	}
	return true;
}

/* Mean of the first window of each burst against time: a change that noise
 * does not explain is reported, not averaged away. */
bool frame_gate_stationary(const struct capture *capture, struct estimate *why)
{
	double *mean = calloc(capture->bursts + 1, sizeof(*mean));
	if (!mean)
		return refuse_nomem(why);
	for (size_t r = 0; r < capture->bursts; r++) {
		const int32_t *codes = capture_window(capture, r, 0);
		for (size_t i = 0; i < capture->samples; i++)
			mean[r] += codes[i * capture->lanes];
	}
	struct stationarity s = stationarity_test(mean, capture->bursts);
	free(mean);
	if (!s.stationary)
		*why = estimate_refuse(ESTIMATE_NONSTATIONARY, "1",
				       "gate/stationarity",
				       "the mean of \"%s\" changed over its "
				       "bursts (ANOVA p = %.2g, Bartlett p = "
				       "%.2g)", capture->label, s.p_means,
				       s.p_variances);
	return s.stationary;
}

/* The first window whose light is seen in other slots than it was sent in. */
static bool frame_slip_find(const struct capture *capture,
			    const struct bursts *b, const double *level,
			    struct estimate *why)
{
	for (size_t i = 0; i < b->passes; i++) {
		struct slip slip = slip_find(b, i, level);
		if (!slip.found || !slip.slots)
			continue;
		*why = estimate_refuse(ESTIMATE_NOLOCK, "1", "gate/slip",
				       "\"%s\", pass %u: the light is %ld "
				       "slot%s %s", capture->label,
				       capture->record[i], labs(slip.slots),
				       labs(slip.slots) == 1 ? "" : "s",
				       slip.slots > 0 ? "late" : "early");
		return false;
	}
	return true;
}

bool frame_gate_aligned(const struct capture *capture, struct estimate *why)
{
	if (!capture->pattern || !capture->integrate)
		return true; /* nothing to stand beside */
	size_t slots = frame_slots(capture), windows = capture->windows;
	double *volts = malloc(capture->bursts * windows * slots *
			       sizeof(*volts));
	double *level = malloc(capture->slots * sizeof(*level));
	bool aligned = false;
	if (volts && level) {
		capture_levels(capture, 0, level);
		capture_lane_volts(capture, 0, 0, windows, slots, volts);
		struct bursts view = { volts, capture->bursts, windows,
				       slots };
		aligned = frame_slip_find(capture, &view, level, why);
	} else {
		refuse_nomem(why);
	}
	free(volts);
	free(level);
	return aligned;
}

struct estimate frame_refuse(const struct estimate *why, const char *unit,
			     const char *method)
{
	struct estimate e = *why;
	e.unit = unit;
	e.method = method;
	return e;
}

enum err_code frame_capture(const struct capture_list *captures,
			    const char *label, const struct capture **out,
			    struct err *e)
{
	*out = capture_list_find(captures, label);
	if (!*out)
		return err_set(e, ERR_INPUT, "the recording \"%s\" is missing",
			       label);
	return ERR_OK;
}

size_t frame_slots(const struct capture *capture)
{
	return capture->samples < capture->slots ? capture->samples :
						   capture->slots;
}

enum err_code frame_volts(const struct capture *capture, size_t samples,
			  double **volts, double **k, struct err *e)
{
	*volts = malloc(capture->bursts * capture->windows * samples *
			sizeof(**volts));
	*k = malloc(capture->windows * sizeof(**k));
	if (!*volts || !*k) {
		free(*volts);
		free(*k);
		*volts = *k = NULL;
		return err_set(e, ERR_NOMEM, "out of memory for \"%s\"",
			       capture->label);
	}
	capture_lane_volts(capture, 0, 0, capture->windows, samples, *volts);
	for (size_t i = 0; i < capture->windows; i++)
		(*k)[i] = capture->record[i];
	return ERR_OK;
}
