/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Token time by the formulas of TP-1, its uncertainty by JCGM 100. */
#include "model/token_time.h"

#include <math.h>
#include <stdio.h>

/* Two-sided 95 % of the normal distribution; the inputs' u are taken as
 * known, so the outputs have infinite degrees of freedom. */
#define K95 1.9599639845400545

static struct estimate model_estimate(double value, double u, const char *unit)
{
	return (struct estimate){
		.value = value,
		.u = u,
		.lo = value - K95 * u,
		.hi = value + K95 * u,
		.coverage = .95,
		.nu_eff = INFINITY,
		.unit = unit,
		.method = "TP-1/first-order",
		.plane = "",
	};
}

static enum err_code check_value(struct model_value v, const char *name,
				 struct err *e)
{
	if (!isfinite(v.value) || v.value < 0)
		return err_set(e, ERR_RANGE,
			       "%s must be a time of 0 or more, got %g s", name,
			       v.value);
	if (!isfinite(v.u) || v.u < 0)
		return err_set(e, ERR_RANGE,
			       "the uncertainty of %s must be 0 or more, "
			       "got %g s",
			       name, v.u);
	return ERR_OK;
}

static enum err_code check_input(const struct model_input *in, struct err *e)
{
	const struct {
		struct model_value value;
		const char *name;
	} times[] = {
		{ in->slot_period, "the slot period" },
		{ in->loop_period, "the loop period" },
		{ in->attention_time, "the attention time" },
		{ in->io_time, "the I/O time" },
	};
	const struct {
		unsigned value;
		const char *name;
	} counts[] = {
		{ in->lanes, "the number of lanes" },
		{ in->width, "the width (d_model)" },
		{ in->passes, "the number of passes" },
	};
	for (unsigned i = 0; i < 3; i++)
		if (!counts[i].value)
			return err_set(e, ERR_RANGE,
				       "%s must be at least 1, got 0",
				       counts[i].name);
	for (unsigned i = 0; i < 4; i++) {
		enum err_code code =
			check_value(times[i].value, times[i].name, e);
		if (code)
			return code;
	}
	if (in->slot_period.value == 0)
		return err_set(e, ERR_RANGE,
			       "the slot period must be more than 0");
	return ERR_OK;
}

/* The pass time and its two first-order contributions. */
struct pass {
	double time, u_slot, u_loop;
};

static struct pass pass_of(const struct model_input *in,
			   struct model_output *out)
{
	double slots = (double)out->slots + in->guard_slots;
	double frame = slots * in->slot_period.value;
	double u_frame = slots * in->slot_period.u;
	double loop = in->loop_period.value, u_loop = in->loop_period.u;
	out->frame_time = model_estimate(frame, u_frame, "s");
	out->binding = loop > frame ? MODEL_BINDS_LOOP : MODEL_BINDS_FRAME;
	/* A loop period of 0 says that the loop is cut to the frame. */
	out->near_tie =
		loop > 0 && fabs(loop - frame) < 2 * hypot(u_frame, u_loop);
	bool loop_u = out->near_tie ? u_loop > u_frame :
				      out->binding == MODEL_BINDS_LOOP;
	return (struct pass){
		.time = fmax(frame, loop),
		.u_slot = loop_u ? 0 : u_frame,
		.u_loop = loop_u ? u_loop : 0,
	};
}

static double share(double part, double variance)
{
	return variance > 0 ? part * part / variance : 0;
}

/* Sums the contributions to u(t_token), each c_i u_i (JCGM 100, 5.1.2). */
static double combine(const struct model_input *in, struct pass pass,
		      struct model_output *out)
{
	double slot = in->passes * pass.u_slot;
	double loop = in->passes * pass.u_loop;
	double attention = out->checkpoints * in->attention_time.u;
	double io = in->io_time.u;
	double variance =
		slot * slot + loop * loop + attention * attention + io * io;
	out->share_slot = share(slot, variance);
	out->share_loop = share(loop, variance);
	out->share_attention = share(attention, variance);
	out->share_io = share(io, variance);
	return sqrt(variance);
}

static double checkpoints(const struct model_input *in)
{
	if (!in->attention_every)
		return 0;
	return in->attention_fractional ?
		       (double)in->passes / in->attention_every :
		       in->passes / in->attention_every;
}

enum err_code model_token_time(const struct model_input *input,
			       struct model_output *out, struct err *e)
{
	enum err_code code = check_input(input, e);
	if (code)
		return code;
	*out = (struct model_output){
		.slots = (input->width - 1) / input->lanes + 1,
		.checkpoints = checkpoints(input),
	};
	struct pass pass = pass_of(input, out);
	double time = input->passes * pass.time +
		      out->checkpoints * input->attention_time.value +
		      input->io_time.value;
	double u = combine(input, pass, out);
	out->pass_time =
		model_estimate(pass.time, hypot(pass.u_slot, pass.u_loop), "s");
	out->token_time = model_estimate(time, u, "s");
	out->tokens_per_s =
		model_estimate(1 / time, u / (time * time), "tokens/s");
	out->updates_per_token =
		(double)input->lanes * out->slots * input->passes;
	out->updates_per_s = (double)input->lanes * out->slots / pass.time;
	out->macs_per_token_structural = input->lanes * out->updates_per_token;
	return ERR_OK;
}

const char *model_binding_name(enum model_binding binding)
{
	return binding == MODEL_BINDS_LOOP ? "loop" : "frame";
}

double model_mac_shortfall(const struct model_output *output,
			   double dense_macs_per_token)
{
	return dense_macs_per_token * output->tokens_per_s.value /
	       output->updates_per_s;
}

static const char *ratio_format(double ratio, char *buf, unsigned size)
{
	if (ratio >= 1e6)
		snprintf(buf, size, "%.3g million times", ratio / 1e6);
	else
		snprintf(buf, size, ratio < 10 ? "%.2gx" : "%.0fx", ratio);
	return buf;
}

const char *model_mac_sentence(const struct model_output *output,
			       double dense_macs_per_token, char *buf,
			       unsigned size)
{
	double ratio = model_mac_shortfall(output, dense_macs_per_token);
	double lanes =
		output->macs_per_token_structural / output->updates_per_token;
	char flat[32], square[32];
	if (ratio > 1 && lanes == 1)
		snprintf(buf, size,
			 "state-sweep rate, not LLM tokens: %s short of a "
			 "%ge9-MAC dense token",
			 ratio_format(ratio, flat, sizeof(flat)),
			 dense_macs_per_token / 1e9);
	else if (ratio > 1)
		snprintf(buf, size,
			 "state-sweep rate, not LLM tokens: %s short of a "
			 "%ge9-MAC dense token (%s with C^2 MACs per slot)",
			 ratio_format(ratio, flat, sizeof(flat)),
			 dense_macs_per_token / 1e9,
			 ratio_format(ratio / lanes, square, sizeof(square)));
	else
		snprintf(buf, size,
			 "state-sweep rate, not LLM tokens: as many MACs as a "
			 "%ge9-MAC dense token needs",
			 dense_macs_per_token / 1e9);
	return buf;
}
