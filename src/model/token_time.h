/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The throughput/loop model: token time and tokens/s with first-order
 * uncertainty. Pure. (measurement definitions, section 10, TP-1, TP-3.14,
 * TP-4, and correction 4: the guard is inside the maximum)
 *
 * t_token = T max((M + guard) Ts, tau_L) + N_attn t_attn + t_io
 */
#ifndef MODEL_TOKEN_TIME_H
#define MODEL_TOKEN_TIME_H

#include <stdbool.h>

#include "base/err.h"
#include "base/estimate.h"

struct model_value {
	double value, u; /* standard uncertainty, same unit */
};

struct model_input {
	unsigned lanes, width;	  /* C, d_model */
	unsigned passes;	  /* T */
	unsigned guard_slots;
	unsigned attention_every; /* K; 0 = none */
	bool attention_fractional; /* T/K as the owner's tables; else floor */
	struct model_value slot_period; /* Ts, s */
	struct model_value loop_period; /* tau_L, s; 0 = one frame exactly */
	struct model_value attention_time, io_time; /* s */
};

enum model_binding { MODEL_BINDS_FRAME, MODEL_BINDS_LOOP };

struct model_output {
	unsigned slots;	  /* M = ceil(d / C) */
	double checkpoints; /* N_attn */
	enum model_binding binding; /* what sets the pass time */
	struct estimate pass_time, token_time; /* s */
	struct estimate tokens_per_s; /* state-sweep rate, single stream */
	/* MAC accounting beside every rate (TP-3.14) */
	double updates_per_token; /* N_ls = C x M x T: one MAC per lane-slot */
	double macs_per_token_structural; /* N_mac <= C^2 per slot */
	/* share of u^2(token_time) per input, in the order of the fields */
	double share_slot, share_loop, share_attention, share_io;
};

/* ERR_RANGE names the input that makes no sense (T = 0, width 0, NaN, ...). */
enum err_code model_token_time(const struct model_input *input,
			       struct model_output *out,
			       struct err *e) MUST_CHECK;

/* "state-sweep rate; 8705x short of a 37e9-MAC dense token": buf. */
const char *model_mac_sentence(const struct model_output *output,
			       double dense_macs_per_token, char *buf,
			       unsigned size);

#endif
