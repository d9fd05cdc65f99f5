/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The token's time, and what binds it (TP-1). */
#include "model/internal.h"


/* Group index of standard fibre at 1550 nm (TM-1), speed of light, m/s. */
#define GROUP_INDEX 1.4682
#define LIGHT_SPEED 299792458.0
/* Less fibre than this holds no erbium amplifier (TP-3.9), m. */
#define SHORTEST_EDFA_LOOP 3.0

double loopmodel_checkpoints_at(const struct loopmodel_input *in,
				double passes,
				enum loopmodel_counting counting)
{
	if (in->attention_every == 0)
		return 0;
	double every = passes / in->attention_every;
	return counting == LOOPMODEL_FLOOR ? floor(every) : every;
}

double loopmodel_token_at(const struct loopmodel_input *in,
			  const struct loopmodel_output *out, double passes)
{
	enum loopmodel_counting counting =
		(enum loopmodel_counting)in->attention_counting;
	return passes * out->pass_s +
	       loopmodel_checkpoints_at(in, passes, counting) *
		       in->attention_time +
	       out->io_s;
}

/* The slot as long as its slowest element needs. */
static enum loopmodel_binding stretch_slot(const struct loopmodel_input *in,
					   struct loopmodel_output *out)
{
	enum loopmodel_binding binding = LOOPMODEL_BINDS_SLOT;
	out->slot_s = in->slot_period;
	if (in->sa_recovery > out->slot_s) {
		out->slot_s = in->sa_recovery;
		binding = LOOPMODEL_BINDS_SA;
	}
	if (in->amplifier_recovery > out->slot_s) {
		out->slot_s = in->amplifier_recovery;
		binding = LOOPMODEL_BINDS_AMPLIFIER;
	}
	if (binding != LOOPMODEL_BINDS_SLOT)
		out->flags |= LOOPMODEL_FLAG_SLOT_STRETCHED;
	return binding;
}

static double streams_that_fit(const struct loopmodel_input *in,
			       const struct loopmodel_output *out)
{
	/* A loop cut to n frames must hold n of them whatever the rounding. */
	return fmax(1, floor(in->loop_period / out->frame_s * (1 + 1e-12)));
}

static void pass_evaluate(const struct loopmodel_input *in,
			  struct loopmodel_output *out)
{
	out->slots = in->frame_slots ? in->frame_slots :
				       ceil(in->width / in->lanes);
	out->binding = stretch_slot(in, out);
	out->frame_s = (out->slots + in->guard_slots) * out->slot_s;
	out->pass_s = fmax(out->frame_s, in->loop_period);
	if (in->loop_period > out->frame_s) {
		out->binding = LOOPMODEL_BINDS_LOOP;
		out->flags |= LOOPMODEL_FLAG_LOOP_LONGER;
	}
	out->streams = in->streams ? in->streams : streams_that_fit(in, out);
	out->loop_length = out->pass_s * LIGHT_SPEED / GROUP_INDEX;
	if (out->loop_length < SHORTEST_EDFA_LOOP)
		out->flags |= LOOPMODEL_FLAG_SHORT_LOOP;
	if (out->slots * in->lanes != in->width)
		out->flags |= LOOPMODEL_FLAG_WIDTH_PADDED;
}

/* A code of rate rho makes conversion and the readout frame 1/rho as long. */
static double io_with_code(const struct loopmodel_input *in,
			   const struct loopmodel_output *out)
{
	if (!in->ecc_n)
		return in->io_time;
	double stretch = in->ecc_n / in->ecc_k;
	return in->io_time * stretch +
	       (stretch - 1) * out->slots * out->slot_s;
}

static void mean_evaluate(const struct loopmodel_input *in,
			  struct loopmodel_output *out)
{
	size_t outcomes = loopmodel_outcomes(in);
	for (size_t i = 0; i < outcomes; i++) {
		struct loopmodel_outcome o = loopmodel_outcome(in, i);
		out->passes_mean += o.probability * o.passes;
		out->checkpoints_fractional +=
			o.probability *
			loopmodel_checkpoints_at(in, o.passes,
						 LOOPMODEL_FRACTIONAL);
		out->checkpoints_floor +=
			o.probability *
			loopmodel_checkpoints_at(in, o.passes, LOOPMODEL_FLOOR);
		if (in->halting && in->halting->passes[i] > in->passes)
			out->flags |= LOOPMODEL_FLAG_HALTING_CAPPED;
	}
	if (out->checkpoints_floor != out->checkpoints_fractional)
		out->flags |= LOOPMODEL_FLAG_COUNTINGS_DIFFER;
}

void loopmodel_time_evaluate(const struct loopmodel_input *in,
			     struct loopmodel_output *out)
{
	pass_evaluate(in, out);
	mean_evaluate(in, out);
	out->checkpoints = in->attention_counting == LOOPMODEL_FLOOR ?
				   out->checkpoints_floor :
				   out->checkpoints_fractional;
	out->io_s = io_with_code(in, out);
	out->loop_s = out->passes_mean * out->pass_s;
	out->attention_s = out->checkpoints * in->attention_time;
	out->token_s = out->loop_s + out->attention_s + out->io_s;
	out->token_fractional_s =
		out->loop_s + out->checkpoints_fractional * in->attention_time +
		out->io_s;
	out->token_floor_s = out->loop_s +
			     out->checkpoints_floor * in->attention_time +
			     out->io_s;
	out->tokens_per_s = out->streams / out->token_s;
}

static enum loopmodel_status check_streams(const struct loopmodel_input *in,
					   const struct loopmodel_output *out,
					   struct loopmodel_error *e)
{
	if (out->streams <= streams_that_fit(in, out))
		return LOOPMODEL_OK;
	return loopmodel_refuse(e, LOOPMODEL_UNREACHABLE, "streams",
				"streams must be at most %g: a loop of %g s "
				"holds no more frames of %g s, got %g",
				streams_that_fit(in, out), in->loop_period,
				out->frame_s, out->streams);
}

enum loopmodel_status loopmodel_evaluate(const struct loopmodel_input *in,
					 struct loopmodel_output *out,
					 struct loopmodel_error *e)
{
	enum loopmodel_status status = loopmodel_check(in, e);
	if (status)
		return status;
	struct loopmodel_output result = { 0 };
	loopmodel_time_evaluate(in, &result);
	status = check_streams(in, &result, e);
	if (status)
		return status;
	loopmodel_delivery_evaluate(in, &result);
	loopmodel_physics_evaluate(in, &result);
	loopmodel_energy_evaluate(in, &result);
	*out = result;
	return LOOPMODEL_OK;
}

const char *loopmodel_binding_name(enum loopmodel_binding binding)
{
	switch (binding) {
	case LOOPMODEL_BINDS_SLOT:
		return "slot";
	case LOOPMODEL_BINDS_SA:
		return "sa-recovery";
	case LOOPMODEL_BINDS_AMPLIFIER:
		return "amplifier-recovery";
	case LOOPMODEL_BINDS_LOOP:
		return "loop";
	}
	return "unknown";
}

const char *loopmodel_largest_part(const struct loopmodel_output *out)
{
	if (out->loop_s >= out->attention_s && out->loop_s >= out->io_s)
		return "loop";
	return out->attention_s >= out->io_s ? "attention" : "io";
}

const char *loopmodel_counting_name(enum loopmodel_counting counting)
{
	return counting == LOOPMODEL_FLOOR ? "floor" : "fractional";
}

/* Text and name of a flag come from the one list of the header. */
const char *loopmodel_flag_text(enum loopmodel_flag flag)
{
#define FLAG_TEXT(name, bit, text)                                            \
	case LOOPMODEL_FLAG_##name:                                           \
		return text;
	switch (flag) {
		LOOPMODEL_FLAGS(FLAG_TEXT)
	}
#undef FLAG_TEXT
	return "unknown";
}

const char *loopmodel_flag_name(enum loopmodel_flag flag)
{
#define FLAG_NAME(name, bit, text)                                            \
	case LOOPMODEL_FLAG_##name:                                           \
		return #name;
	switch (flag) {
		LOOPMODEL_FLAGS(FLAG_NAME)
	}
#undef FLAG_NAME
	return "unknown";
}
