/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Trims the slot clock to the loop. Light of pass k walks through the windows
 * by k (tau_L - frame); integrate and dump would mix neighbouring slots after
 * a hundred passes. The loop period is measured over as many passes as are
 * recorded later, and the clock set so that the frame fills the loop.
 */
#include "procedure/frame.h"

#include <math.h>

#include "procedure/timing_input.h"

#define ALIGN_BURSTS 32
#define ALIGN_WINDOWS 9

/* 0, 1, 2, 4 ... up to the last pass: a long lever with unambiguous steps. */
static size_t align_record(unsigned passes, unsigned *record)
{
	size_t n = 0;
	record[n++] = 0;
	for (unsigned k = 1; k <= passes && n < ALIGN_WINDOWS; k *= 2)
		record[n++] = k;
	return n;
}

enum err_code frame_align(const struct procedure_env *env,
			  struct controller_frame *frame,
			  struct capture_list *captures, struct err *e)
{
	if (!frame->passes || !param_get_bool(env->params, "align"))
		return ERR_OK;
	unsigned record[ALIGN_WINDOWS];
	struct controller_frame raw = *frame;
	raw.integrate = false;
	raw.nrecord = align_record(frame->passes, record);
	raw.record = record;
	raw.passes = record[raw.nrecord - 1];
	enum err_code code = frame_record(env, "align", &raw, ALIGN_BURSTS, 0,
					  0.1, captures, e);
	if (code)
		return err_prefix(e, "aligning the slot clock");
	const struct capture *capture =
		captures->items[captures->count - 1];
	struct timing_result timing;
	code = timing_of_capture(capture, 0, &timing, e);
	if (code)
		return code;
	/* Where no loop period is found the clock stays as it is: what was
	 * recorded with it is refused by frame_trim_read(). */
	const struct estimate *tau = &timing.loop_period;
	if (tau->status == ESTIMATE_OK)
		frame->slot_period_s =
			tau->value / (frame->slots + frame->guard_slots);
	return ERR_OK;
}

enum err_code frame_trim_read(const struct capture_list *captures,
			      struct frame_trim *out, struct err *e)
{
	const struct capture *capture = capture_list_find(captures, "align");
	struct timing_result timing;
	*out = (struct frame_trim){ .good = true };
	if (!capture)
		return ERR_OK;
	out->good = frame_gate(capture, &out->why);
	if (!out->good)
		return ERR_OK;
	enum err_code code = timing_of_capture(capture, 0, &timing, e);
	if (code)
		return code;
	const struct estimate *tau = &timing.loop_period;
	out->good = tau->status == ESTIMATE_OK;
	if (!out->good)
		out->why = estimate_refuse(tau->status, "1", "gate/trim",
					   "the slot clock was not trimmed to "
					   "the loop: %s", tau->note);
	return ERR_OK;
}
