/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for quantities; one row each. */
#include "report/label.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *quantity, *text;
} labels[] = {
	{ "tokens_per_s", "Tokens/s (state sweeps)" },
	{ "token_time", "Token time" },
	{ "pass_time", "Pass time" },
	{ "slots_per_frame", "Slots per frame" },
	{ "updates_per_token", "Updates per token" },
	{ "macs_per_token", "MACs per token, structural" },
	{ "slot_period", "Slot period" },
	{ "loop_period", "Loop period" },
	{ "attention_time", "Attention checkpoint" },
	{ "io_time", "Input and output" },
	{ "share_slot_period", "Share of the slot period" },
	{ "share_loop_period", "Share of the loop period" },
	{ "share_attention_time", "Share of attention checkpoints" },
	{ "share_io_time", "Share of input and output" },
	{ "loop_period_u", "u of the loop period" },
	{ "loop_slots", "Slots in the loop" },
	{ "desync", "Desynchronization" },
	{ "slot_period_relative_u", "Relative u of the slot period" },
	{ "bandwidth", "Receiver bandwidth" },
	{ "net_gain", "Net gain per pass g" },
	{ "net_gain_db", "Net gain per pass" },
	{ "net_gain_db_u", "u of the net gain" },
	{ "half_life", "Half-life in passes" },
	{ "noise_floor", "Noise floor" },
	{ "noise_floor_voltage", "Noise floor at the ADC" },
	{ "noise_density", "Noise density" },
	{ "dark_level", "Dark level" },
	{ "snr", "SNR" },
	{ "snr_on", "SNR, amplifier on" },
	{ "snr_off", "SNR, amplifier off" },
	{ "amplifier_advantage", "SNR on minus off" },
	{ "crossover_pass", "Crossover pass" },
	{ "noise_start", "Noise to signal at pass 0" },
	{ "noise_per_pass", "Noise per pass n" },
	{ "noise_per_pass_carrier", "Noise per pass n, carrier basis" },
	{ "useful_passes", "Useful passes" },
	{ "useful_passes_lower", "Useful passes, 95 % lower bound" },
	{ "useful_passes_enob", "Useful passes at ENOB" },
	{ "useful_passes_enob_lower", "Useful passes at ENOB, lower bound" },
};

const char *label_quantity(const char *quantity)
{
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (!strcmp(labels[i].quantity, quantity))
			return labels[i].text;
	return quantity;
}

bool label_has_lanes(const struct store_result *results, size_t n, int *lane)
{
	for (size_t i = 0; i < n; i++) {
		if (results[i].lane < 0)
			continue;
		if (*lane >= 0 && results[i].lane != *lane)
			return true;
		*lane = results[i].lane;
	}
	return false;
}

const char *label_where(int lane, int pass, char *buf, size_t size)
{
	if (lane >= 0 && pass >= 0)
		snprintf(buf, size, "lane %d, pass %d", lane, pass);
	else if (lane >= 0)
		snprintf(buf, size, "lane %d", lane);
	else if (pass >= 0)
		snprintf(buf, size, "pass %d", pass);
	else
		snprintf(buf, size, "%s", "");
	return buf;
}
