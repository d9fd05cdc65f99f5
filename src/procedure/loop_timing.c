/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TM-1, TM-2: loop period and slot period, measured separately. */
#include <math.h>

#include "procedure/frame.h"
#include "procedure/timing_input.h"

static const struct param_spec params[] = {
	FRAME_PARAMS("64"),
	{ .name = "record", .kind = PARAM_PASSES, .default_text = "0-16",
	  .help = "recorded passes; only 0 on a one-way link" },
	{ .name = "sampling", .kind = PARAM_QUANTITY, .unit = UNIT_HZ,
	  .default_text = "1 GHz", .min = 1e3, .max = 1e12,
	  .help = "sampling rate of the raw record" },
	{ 0 },
};

static const struct procedure_quantity quantities[] = {
	{ "loop_period", UNIT_S, false, "round trip of the loop, tau_L" },
	{ "slot_period", UNIT_S, false, "slot period, Ts" },
	{ "slot_period_relative_u", UNIT_ONE, false,
	  "u(Ts)/Ts, for limits on the uncertainty itself" },
	{ "loop_period_u", UNIT_S, false,
	  "u(tau_L), for limits on the uncertainty itself" },
	{ "loop_slots", UNIT_ONE, false, "whole slots in the loop" },
	{ "desync", UNIT_ONE, false,
	  "distance of tau_L/Ts from a whole number, in slots" },
	{ "bandwidth", UNIT_HZ, false, "3 dB bandwidth of the receiver" },
	{ 0 },
};

static enum err_code acquire(const struct procedure_env *env,
			     struct capture_list *captures, struct err *e)
{
	struct controller_frame frame;
	frame_from_params(env->params, &frame);
	frame.integrate = false;
	frame.sampling_hz = param_get_double(env->params, "sampling");
	return frame_record(env, "raw", &frame,
			    (size_t)param_get_count(env->params, "bursts"), 0,
			    1, captures, e);
}

static struct estimate desync_of(const struct estimate *ratio)
{
	if (ratio->status != ESTIMATE_OK)
		return frame_refuse(ratio, "1", "TM-2/ratio");
	struct estimate d = *ratio;
	double whole = round(ratio->value);
	d.value = fabs(ratio->value - whole);
	d.lo = d.value - (ratio->hi - ratio->lo) / 2;
	d.hi = d.value + (ratio->hi - ratio->lo) / 2;
	return d;
}

static enum err_code add_all(const struct timing_result *t, bool loop,
			     struct procedure_output *out, struct err *e)
{
	const struct output_row rows[] = {
		{ loop ? "loop_period" : NULL, t->loop_period },
		{ "slot_period", t->slot_period },
		{ "slot_period_relative_u",
		  output_uncertainty(&t->slot_period,
				     1 / t->slot_period.value, "1") },
		{ loop ? "loop_period_u" : NULL,
		  output_uncertainty(&t->loop_period, 1, "s") },
		{ loop ? "loop_slots" : NULL, t->loop_slots },
		{ loop ? "desync" : NULL, desync_of(&t->ratio) },
		{ "bandwidth", t->bandwidth },
	};
	return output_add_rows(out, rows, sizeof(rows) / sizeof(rows[0]),
			       "raw", e);
}

static enum err_code evaluate(const struct param_values *values,
			      const struct capture_list *captures,
			      struct procedure_output *out, struct err *e)
{
	(void)values;
	const struct capture *c;
	struct timing_result timing;
	struct estimate why;
	enum err_code code = frame_capture(captures, "raw", &c, e);
	if (code)
		return code;
	double clock_u = capture_fact_get(c, "adc_clock_u");
	if (isnan(clock_u))
		return err_set(e, ERR_INPUT, "the bench file gives no "
			       "calibration adc_clock_u: a time cannot be "
			       "stated");
	if (frame_gate(c, &why))
		code = timing_of_capture(c, clock_u, &timing, e);
	else
		timing_refuse(&timing, &why);
	return code ? code : add_all(&timing, c->passes > 0, out, e);
}

const struct procedure procedure_loop_timing = {
	.name = "loop-timing",
	.summary = "loop period and slot period, from raw samples",
	.help = "Fits the known pattern through a one-pole receiver to raw "
		"samples of the recorded passes (TM-1, TM-2). Loop period and "
		"slot period are never derived from one another. Refuses "
		"where no pattern is found.",
	.params = params,
	.quantities = quantities,
	.roles = 1 << ROLE_CONTROLLER | 1 << ROLE_LASER,
	.light = PROCEDURE_LASER,
	.acquire = acquire,
	.evaluate = evaluate,
};
