/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The library's token time in this program's types, with the first-order
 * uncertainty of the four times that the bench measures (JCGM 100). */
#include "model/token_time.h"

#include <math.h>

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

static enum err_code check_u(struct model_value v, const char *name,
			     struct err *e)
{
	if (isfinite(v.u) && v.u >= 0)
		return ERR_OK;
	return err_set(e, ERR_RANGE,
		       "the uncertainty of %s must be 0 or more, got %g s",
		       name, v.u);
}

static enum err_code check_uncertainties(const struct model_input *in,
					 struct err *e)
{
	enum err_code code = check_u(in->slot_period, "the slot period", e);
	if (!code)
		code = check_u(in->loop_period, "the loop period", e);
	if (!code)
		code = check_u(in->attention_time, "the attention time", e);
	if (!code)
		code = check_u(in->io_time, "the I/O time", e);
	return code;
}

static struct loopmodel_input input_of(const struct model_input *in)
{
	struct loopmodel_input model = loopmodel_defaults();
	model.lanes = in->lanes;
	model.width = in->width;
	model.passes = in->passes;
	model.guard_slots = in->guard_slots;
	model.attention_every = in->attention_every;
	model.attention_counting = in->attention_fractional ?
					   LOOPMODEL_FRACTIONAL :
					   LOOPMODEL_FLOOR;
	model.slot_period = in->slot_period.value;
	model.loop_period = in->loop_period.value;
	model.attention_time = in->attention_time.value;
	model.io_time = in->io_time.value;
	return model;
}

/* The library names members of its struct: "slot_period must be ...". */
static enum err_code refused(struct loopmodel_error *refusal, struct err *e)
{
	for (char *c = refusal->text; *c; c++)
		if (*c == '_')
			*c = ' ';
	return err_set(e, ERR_RANGE, "the %s", refusal->text);
}

/* The first-order contributions to the pass time. */
struct pass {
	double u_slot, u_loop;
};

static struct pass pass_of(const struct model_input *in,
			   struct model_output *out)
{
	double slots = (double)out->slots + in->guard_slots;
	double frame = out->model.frame_s;
	double u_frame = slots * in->slot_period.u;
	double loop = in->loop_period.value, u_loop = in->loop_period.u;
	out->frame_time = model_estimate(frame, u_frame, "s");
	out->binding = out->model.binding == LOOPMODEL_BINDS_LOOP ?
			       MODEL_BINDS_LOOP :
			       MODEL_BINDS_FRAME;
	/* A loop period of 0 says that the loop is cut to the frame. */
	out->near_tie =
		loop > 0 && fabs(loop - frame) < 2 * hypot(u_frame, u_loop);
	bool loop_u = out->near_tie ? u_loop > u_frame
				    : out->binding == MODEL_BINDS_LOOP;
	return (struct pass){
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

enum err_code model_token_time(const struct model_input *input,
			       struct model_output *out, struct err *e)
{
	enum err_code code = check_uncertainties(input, e);
	if (code)
		return code;
	struct loopmodel_error refusal;
	struct loopmodel_output model;
	struct loopmodel_input in = input_of(input);
	if (loopmodel_evaluate(&in, &model, &refusal))
		return refused(&refusal, e);
	*out = (struct model_output){
		.input = in,
		.model = model,
		.slots = (unsigned)model.slots,
		.checkpoints = model.checkpoints,
		.updates_per_token = model.updates_per_token,
		.updates_per_s = model.updates_per_s,
		.macs_per_token_structural = model.mac_structural,
	};
	struct pass pass = pass_of(input, out);
	double time = model.token_s, u = combine(input, pass, out);
	out->pass_time = model_estimate(
		model.pass_s, hypot(pass.u_slot, pass.u_loop), "s");
	out->token_time = model_estimate(time, u, "s");
	out->tokens_per_s = model_estimate(model.tokens_per_s,
					   u / (time * time), "tokens/s");
	return ERR_OK;
}

const char *model_binding_name(enum model_binding binding)
{
	return binding == MODEL_BINDS_LOOP ? "loop" : "frame";
}

double model_mac_shortfall(const struct model_output *output,
			   double dense_macs_per_token)
{
	return output->model.shortfall * dense_macs_per_token /
	       output->input.dense_macs;
}

const char *model_mac_sentence(const struct model_output *output,
			       double dense_macs_per_token, char *buf,
			       unsigned size)
{
	struct loopmodel_input in = output->input;
	struct loopmodel_output out = output->model;
	in.dense_macs = dense_macs_per_token;
	out.shortfall = model_mac_shortfall(output, dense_macs_per_token);
	out.shortfall_structural = out.shortfall / in.lanes;
	return loopmodel_mac_sentence(&in, &out, buf, size);
}
