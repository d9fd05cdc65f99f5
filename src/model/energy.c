/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a token costs, and what it stands for: energy and MACs under each
 * definition (section 7, TP-3.14). */
#include "model/internal.h"

#include <stdio.h>

double loopmodel_macs(const struct loopmodel_output *out,
		      enum loopmodel_mac definition)
{
	switch (definition) {
	case LOOPMODEL_MAC_STRUCTURAL:
		return out->mac_structural;
	case LOOPMODEL_MAC_DENSE:
		return out->mac_dense;
	case LOOPMODEL_MAC_LANE_SLOT:
	case LOOPMODEL_MAC_COUNT:
		break;
	}
	return out->mac_per_token;
}

double loopmodel_j_per_mac(const struct loopmodel_output *out,
			   enum loopmodel_mac definition, double watts)
{
	return watts / out->updates_per_s * out->updates_per_token /
	       loopmodel_macs(out, definition);
}

const char *loopmodel_mac_name(enum loopmodel_mac definition)
{
	switch (definition) {
	case LOOPMODEL_MAC_LANE_SLOT:
		return "one per lane and slot";
	case LOOPMODEL_MAC_STRUCTURAL:
		return "C^2 per slot, at most";
	case LOOPMODEL_MAC_DENSE:
		return "d^2 per pass, only if slots mix across the frame";
	case LOOPMODEL_MAC_COUNT:
		break;
	}
	return "unknown";
}

static void wall_evaluate(const struct loopmodel_input *in,
			  struct loopmodel_output *out)
{
	double watts = in->wall_power;
	out->j_per_update = out->j_per_mac_structural = out->j_per_mac_dense =
		LOOPMODEL_NOT_GIVEN;
	out->j_per_token = out->j_per_token_loop = out->j_per_delivered =
		out->j_per_useful_update = LOOPMODEL_NOT_GIVEN;
	if (!loopmodel_given(watts))
		return;
	out->j_per_update =
		loopmodel_j_per_mac(out, LOOPMODEL_MAC_LANE_SLOT, watts);
	out->j_per_mac_structural =
		loopmodel_j_per_mac(out, LOOPMODEL_MAC_STRUCTURAL, watts);
	out->j_per_mac_dense =
		loopmodel_j_per_mac(out, LOOPMODEL_MAC_DENSE, watts);
	out->j_per_token = watts * out->token_s / out->streams;
	out->j_per_token_loop = watts * out->loop_s / out->streams;
	if (out->delivered_per_s > 0)
		out->j_per_delivered = watts / out->delivered_per_s;
	out->j_per_useful_update =
		out->j_per_delivered / out->updates_per_token;
}

void loopmodel_energy_evaluate(const struct loopmodel_input *in,
			       struct loopmodel_output *out)
{
	double frame = in->lanes * out->slots;
	out->updates_per_token = frame * out->passes_mean;
	out->updates_per_s = out->streams * frame / out->pass_s;
	out->mac_per_token = out->updates_per_token;
	out->mac_structural = in->lanes * out->updates_per_token;
	out->mac_dense = in->width * in->width * out->passes_mean;
	out->mac_rate_needed = in->dense_macs * out->tokens_per_s;
	out->shortfall = out->mac_rate_needed / out->updates_per_s;
	out->shortfall_structural = out->shortfall / in->lanes;
	if (out->shortfall > 1)
		out->flags |= LOOPMODEL_FLAG_NOT_LLM_TOKENS;
	wall_evaluate(in, out);
}

static const char *ratio_text(double ratio, char *buf, size_t size)
{
	if (ratio >= 1e6)
		snprintf(buf, size, "%.3g million times", ratio / 1e6);
	else
		snprintf(buf, size, ratio < 10 ? "%.2gx" : "%.0fx", ratio);
	return buf;
}

const char *loopmodel_mac_sentence(const struct loopmodel_input *in,
				   const struct loopmodel_output *out,
				   char *buf, size_t size)
{
	char flat[32], square[40] = "";
	double model = in->dense_macs / 1e9;
	if (out->shortfall <= 1) {
		snprintf(buf, size,
			 "state-sweep rate, not LLM tokens: as many MACs as a "
			 "%ge9-MAC dense token needs",
			 model);
		return buf;
	}
	ratio_text(out->shortfall, flat, sizeof(flat));
	ratio_text(out->shortfall_structural, square, sizeof(square));
	int used = snprintf(buf, size,
			    "state-sweep rate, not LLM tokens: %s short of a "
			    "%ge9-MAC dense token",
			    flat, model);
	if (in->lanes > 1 && used > 0 && (size_t)used < size)
		snprintf(buf + used, size - (size_t)used,
			 " (%s with C^2 MACs per slot)", square);
	return buf;
}
