/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The throughput/loop model of "model/loopmodel.h" in the types of this
 * program: times with standard uncertainties in, estimates out. No formula of
 * its own but the propagation of uncertainty (TP-4).
 */
#ifndef MODEL_TOKEN_TIME_H
#define MODEL_TOKEN_TIME_H

#include <stdbool.h>

#include "base/err.h"
#include "base/estimate.h"
#include "model/loopmodel.h"

struct model_value {
	double value, u; /* standard uncertainty, same unit */
};

struct model_input {
	unsigned lanes, width;	   /* C, d_model */
	unsigned passes;	   /* T */
	unsigned guard_slots;	   /* in every pass */
	unsigned attention_every;  /* K; 0 = none */
	bool attention_fractional; /* T/K as the owner's tables; else floor */
	struct model_value slot_period; /* Ts, s */
	struct model_value loop_period; /* tau_L, s; 0 = one frame exactly */
	struct model_value attention_time, io_time; /* s */
};

/* What sets the pass time: the frame of slots or the way round the loop. */
enum model_binding { MODEL_BINDS_FRAME, MODEL_BINDS_LOOP };

struct model_output {
	unsigned slots;		    /* M = ceil(d / C) */
	double checkpoints;	    /* N_attn */
	struct estimate frame_time; /* (M + guard) Ts, s */
	enum model_binding binding;
	/* Frame and loop differ by less than twice the u of the difference:
	 * which one binds is not known. The derivative jumps there, so u is
	 * the larger one of the two cases. */
	bool near_tie;
	struct estimate pass_time, token_time; /* s */
	struct estimate tokens_per_s; /* state-sweep rate, single stream */
	/* MAC accounting beside every rate (TP-3.14) */
	double updates_per_token; /* N_ls = C x M x T: one MAC per lane-slot */
	double updates_per_s;	  /* C M / t_pass, while the loop runs */
	double macs_per_token_structural; /* C^2 per slot: C x N_ls at most */
	/* Shares of u^2(token_time), which add up to 1 (or are all 0). */
	double share_slot, share_loop, share_attention, share_io;
	/* What the library was asked, and all of its answer. */
	struct loopmodel_input input;
	struct loopmodel_output model;
};

/* ERR_RANGE names the input that makes no sense (T = 0, width 0, NaN, ...). */
enum err_code model_token_time(const struct model_input *input,
			       struct model_output *out,
			       struct err *e) MUST_CHECK;

const char *model_binding_name(enum model_binding binding); /* "frame" */

/* How far the rate is from one of a dense model with so many multiply-
 * accumulates per token, counting one per lane-slot: < 1 = faster. */
double model_mac_shortfall(const struct model_output *output,
			   double dense_macs_per_token);

/* "state-sweep rate, not LLM tokens: 8705x short of a 37e9-MAC dense token
 * (544x with C^2 MACs per slot)" into buf, which is returned. */
const char *model_mac_sentence(const struct model_output *output,
			       double dense_macs_per_token, char *buf,
			       unsigned size);

#endif
