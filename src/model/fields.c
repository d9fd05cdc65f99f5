/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of inputs and the one of outputs, and access by index. */
#include "model/loopmodel.h"

#include <string.h>

#define MANY 1e10
/* Longer than any experiment; keeps products finite. */
#define LONG_S 1e9

static const char *const counting_choices[] = { "fractional", "floor", NULL };
static const char *const decision_choices[] = { "readout", "every-pass",
						NULL };
static const char *const retry_choices[] = { "drop", "capped", "unlimited",
					     NULL };
static const char *const basis_choices[] = { "variance", "carrier", NULL };
static const char *const level_choices[] = { "unipolar", "quadratic",
					     "dual-rail", NULL };
static const char *const noise_choices[] = { "level-independent",
					     "signal-spontaneous", NULL };

#define IN(member) #member
#define AT(member) .offset = offsetof(struct loopmodel_input, member)
#define NAMED(member, opt) .name = IN(member), .option = opt, AT(member)
#define COUNT_FROM(lowest)                                                    \
	.unit = "count", .kind = LOOPMODEL_COUNT, .min = lowest, .max = MANY
#define COUNT_TO(highest)                                                     \
	.unit = "count", .kind = LOOPMODEL_COUNT, .min = 0, .max = highest
#define TIME .unit = "s", .kind = LOOPMODEL_REAL, .min = 0, .max = LONG_S
#define PROBABILITY .unit = "1", .kind = LOOPMODEL_REAL, .min = 0, .max = 1
#define DECIBEL(lo, hi)                                                       \
	.unit = "dB", .kind = LOOPMODEL_REAL, .min = lo, .max = hi
#define CHOICE(list, last)                                                    \
	.unit = "1", .kind = LOOPMODEL_CHOICE, .min = 0, .max = last,         \
	.choices = list
#define ABOUT(text, from) .help = text, .source = from

const struct loopmodel_field loopmodel_fields[] = {
	{ NAMED(lanes, "lanes"), COUNT_FROM(1),
	  ABOUT("lanes C: wavelengths x modes", "TP-1") },
	{ NAMED(width, "width"), COUNT_FROM(1),
	  ABOUT("virtual width d_model", "TP-1") },
	{ NAMED(passes, "passes"), COUNT_FROM(1),
	  ABOUT("passes T per token (the cap, with halting)", "TP-1") },
	{ NAMED(slot_period, "slot"), TIME, .positive = true,
	  ABOUT("slot period Ts", "TP-1") },
	{ NAMED(frame_slots, "slots"), COUNT_FROM(0),
	  ABOUT("slots of a fixed frame; 0: ceil(width/lanes)", "TP-1") },
	{ NAMED(guard_slots, "guard"), COUNT_FROM(0),
	  ABOUT("guard slots in every pass", "TP-1, correction 4") },
	{ NAMED(loop_period, "loop"), TIME,
	  ABOUT("round trip tau_L; 0: the loop is cut to the frame",
		"TP-1, TP-3.9") },
	{ NAMED(sa_recovery, "sa-recovery"), TIME,
	  ABOUT("recovery of the saturable absorber: no slot is shorter",
		"TP-3.18") },
	{ NAMED(amplifier_recovery, "amplifier-recovery"), TIME,
	  ABOUT("recovery of the amplifier: no slot is shorter", "TP-3.18") },
	{ NAMED(attention_every, "attention-every"), COUNT_FROM(0),
	  ABOUT("attention every K passes; 0: none", "TP-1") },
	{ NAMED(attention_counting, "attention-counting"),
	  CHOICE(counting_choices, LOOPMODEL_FLOOR),
	  ABOUT("checkpoints: fractional T/K or floor(T/K)", "TP-1") },
	{ NAMED(attention_time, "attention"), TIME,
	  ABOUT("time of an attention checkpoint", "TP-1") },
	{ NAMED(io_time, "io"), TIME,
	  ABOUT("input and output conversion per token", "TP-1") },
	{ NAMED(streams, "streams"), COUNT_FROM(0),
	  ABOUT("tokens interleaved in a long loop; 0: as many as fit",
		"TP-1") },
	{ NAMED(calibration_interval, "calibration-interval"), TIME,
	  ABOUT("time of running between calibrations; 0: never", "CD-1") },
	{ NAMED(calibration_time, "calibration-time"), TIME,
	  ABOUT("time of a calibration", "CD-1") },
	{ NAMED(lock_mtbf, "mtbf"), TIME,
	  ABOUT("mean time between losses of lock; 0: never lost", "CD-1") },
	{ NAMED(relock_time, "relock"), TIME,
	  ABOUT("mean time to relock", "CD-1") },
	{ NAMED(other_availability, "availability"), PROBABILITY,
	  ABOUT("a measured availability beside lock and calibration",
		"CD-1") },
	{ NAMED(ser, "ser"), PROBABILITY,
	  ABOUT("symbol error rate of a decision", "TP-1") },
	{ NAMED(decisions, "decisions"),
	  CHOICE(decision_choices, LOOPMODEL_EVERY_PASS),
	  ABOUT("lanes are decided at readout only or in every pass",
		"TP-1") },
	{ NAMED(detection, "detection"), PROBABILITY,
	  ABOUT("share of the wrong tokens that is noticed", "TP-1") },
	{ NAMED(retry, "retry"), CHOICE(retry_choices, LOOPMODEL_UNLIMITED),
	  ABOUT("what happens to a token seen to be wrong", "TP-1") },
	{ NAMED(retries, "retries"), COUNT_FROM(0),
	  ABOUT("further attempts at most, when retry is capped", "TP-1") },
	{ NAMED(ecc_n, "ecc-n"), COUNT_TO(1e6),
	  ABOUT("symbols in a code block at readout; 0: no code", "TP-1") },
	{ NAMED(ecc_k, "ecc-k"), COUNT_TO(1e6),
	  ABOUT("symbols of data in a code block", "TP-1") },
	{ NAMED(ecc_t, "ecc-t"), COUNT_TO(1e6),
	  ABOUT("errors that the code corrects in a block", "TP-1") },
	{ NAMED(snr_basis, "snr-basis"),
	  CHOICE(basis_choices, LOOPMODEL_CARRIER),
	  ABOUT("what snr0 and noise-per-pass compare the noise with",
		"section 0") },
	{ NAMED(snr0_db, "snr0"), DECIBEL(-50, 200), .optional = true,
	  ABOUT("SNR before any pass", "SN-3, SN-4") },
	{ NAMED(noise_per_pass_db, "noise-per-pass"), DECIBEL(-200, 50),
	  .optional = true,
	  ABOUT("noise n added per pass, on the basis of snr0",
		"SN-3, SN-4") },
	{ NAMED(amplifier_input_dbm, "amplifier-input"), .unit = "dBm",
	  .min = -100, .max = 60, .optional = true,
	  ABOUT("power per lane at the amplifier's input P2: gives n",
		"LG-4") },
	{ NAMED(noise_figure_db, "noise-figure"), DECIBEL(0, 40),
	  ABOUT("optical noise figure of the amplifier", "LG-4") },
	{ NAMED(noise_bandwidth, "noise-bandwidth"), .unit = "Hz", .min = 0,
	  .max = 1e15,
	  ABOUT("noise bandwidth Be of the receiver; 0: 1/(2 Ts)",
		"section 0") },
	{ NAMED(wavelength, "wavelength"), .unit = "m", .min = 1e-7,
	  .max = 1e-4, ABOUT("of the light, in vacuum", "LG-3") },
	{ NAMED(level_scheme, "levels"),
	  CHOICE(level_choices, LOOPMODEL_DUAL_RAIL),
	  ABOUT("levels of the symbols -1, 0, +1", "TC-2") },
	{ NAMED(extinction_db, "extinction"), DECIBEL(0, 200),
	  .positive = true, .optional = true,
	  ABOUT("extinction ratio; not given: no light at the lowest level",
		"correction 7") },
	{ NAMED(noise_law, "noise-law"),
	  CHOICE(noise_choices, LOOPMODEL_NOISE_SIGNAL),
	  ABOUT("whether the noise's variance follows the level", "TC-2") },
	{ NAMED(required_enob, "enob"), .unit = "bit", .min = 0, .max = 30,
	  .optional = true,
	  ABOUT("effective bits wanted after the last pass", "SN-4") },
	{ NAMED(required_ser, "required-ser"), PROBABILITY, .positive = true,
	  .optional = true,
	  ABOUT("symbol error rate wanted after the last pass", "SN-4") },
	{ NAMED(crosstalk_db, "crosstalk"), DECIBEL(-200, 0),
	  .optional = true,
	  ABOUT("residual crosstalk per entry, after calibration", "XT-3") },
	{ NAMED(wall_power, "wall-power"), .unit = "W", .min = 0, .max = 1e9,
	  .optional = true, ABOUT("power at the wall", "section 7") },
	{ NAMED(dense_macs, "dense-macs"), .unit = "1", .min = 1, .max = 1e18,
	  ABOUT("MACs per token of the dense model compared to: its active "
		"parameters", "TP-3.14") },
};

const unsigned loopmodel_field_count =
	sizeof(loopmodel_fields) / sizeof(loopmodel_fields[0]);

#define OUT(member, unit_text, text, from)                                    \
	{ #member, unit_text, offsetof(struct loopmodel_output, member),      \
	  text, from }

const struct loopmodel_output_field loopmodel_output_fields[] = {
	OUT(tokens_per_s, "tokens/s",
	    "state-sweep rate S/E[t], attempted, nothing lost", "TP-1"),
	OUT(token_s, "s", "token time E[t]", "TP-1"),
	OUT(loop_s, "s", "its part in the loop", "TP-1"),
	OUT(attention_s, "s", "its part in attention", "TP-1"),
	OUT(io_s, "s", "its part in input and output", "TP-1"),
	OUT(slots, "count", "slots per frame M", "TP-1"),
	OUT(slot_s, "s", "slot period in effect", "TP-3.18"),
	OUT(frame_s, "s", "frame of slots and guard", "TP-1"),
	OUT(pass_s, "s", "pass time", "TP-1"),
	OUT(passes_mean, "1", "mean number of passes E[T]", "TP-1"),
	OUT(checkpoints, "1", "attention checkpoints per token as counted",
	    "TP-1"),
	OUT(checkpoints_fractional, "1", "counted as T/K", "TP-1"),
	OUT(checkpoints_floor, "1", "counted as floor(T/K)", "TP-1"),
	OUT(token_fractional_s, "s", "token time with T/K checkpoints",
	    "TP-1"),
	OUT(token_floor_s, "s", "token time with floor(T/K) checkpoints",
	    "TP-1"),
	OUT(streams, "count", "tokens interleaved S", "TP-1"),
	OUT(latency_s, "s", "time until a token is done, attempts included",
	    "TP-1"),
	OUT(loop_length, "m", "standard fibre that holds one pass (n_g 1.4682)",
	    "TM-1"),
	OUT(availability, "1", "share of time in which tokens are made",
	    "CD-1"),
	OUT(token_error, "1", "probability that an attempt goes wrong",
	    "TP-1"),
	OUT(block_error, "1", "probability that a readout block is wrong",
	    "TP-1"),
	OUT(attempts, "1", "attempts per token", "TP-1"),
	OUT(lost, "1", "share of the tokens given up", "TP-1"),
	OUT(attempted_per_s, "tokens/s", "attempts per second", "TP-1"),
	OUT(delivered_per_s, "tokens/s", "right tokens delivered", "TP-1"),
	OUT(wrong_per_s, "tokens/s", "wrong tokens delivered unnoticed",
	    "TP-1"),
	OUT(noise_per_pass_db, "dB", "noise added per pass, in use", "LG-4"),
	OUT(snr_db, "dB", "SNR after the last pass", "SN-3"),
	OUT(enob, "bit", "the same in effective bits", "SN-4"),
	OUT(ser_physics, "1", "symbol error rate of that SNR", "TC-2"),
	OUT(snr_required_db, "dB", "the stricter of what ENOB and SER ask for",
	    "SN-4"),
	OUT(passes_usable, "count", "passes until the SNR is used up: K_use",
	    "SN-4"),
	OUT(crosstalk_allowed_db, "dB", "residual crosstalk allowed per entry",
	    "XT-3"),
	OUT(updates_per_token, "1", "lane-slot updates per token",
	    "section 7"),
	OUT(updates_per_s, "Hz", "lane-slot updates per second in the loop",
	    "section 7"),
	OUT(mac_per_token, "1", "MACs per token: one per lane and slot",
	    "TP-3.14"),
	OUT(mac_structural, "1", "MACs per token with C^2 per slot, at most",
	    "section 7"),
	OUT(mac_dense, "1",
	    "d^2 T: only where slots are shown to mix across the frame",
	    "section 7"),
	OUT(mac_rate_needed, "Hz", "MAC/s of the dense model at this rate",
	    "TP-3.14"),
	OUT(shortfall, "1", "how far lane-slot updates fall short of it",
	    "TP-3.14"),
	OUT(shortfall_structural, "1", "the same with C^2 MACs per slot",
	    "TP-3.14"),
	OUT(j_per_update, "J", "wall energy per lane-slot update",
	    "section 7"),
	OUT(j_per_mac_structural, "J", "wall energy per MAC, C^2 per slot",
	    "section 7"),
	OUT(j_per_mac_dense, "J", "wall energy per MAC, if d^2 per pass",
	    "section 7"),
	OUT(j_per_token, "J", "wall energy per token", "section 7"),
	OUT(j_per_token_loop, "J", "its part spent in the loop", "section 7"),
	OUT(j_per_delivered, "J", "wall energy per right token delivered",
	    "section 7"),
	OUT(j_per_useful_update, "J",
	    "wall energy per lane-slot update of a right token delivered",
	    "section 7"),
};

const unsigned loopmodel_output_field_count =
	sizeof(loopmodel_output_fields) / sizeof(loopmodel_output_fields[0]);

static bool same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if (*a != *b && !((*a == '-' || *a == '_') &&
				  (*b == '-' || *b == '_')))
			return false;
	return *a == *b;
}

int loopmodel_field_find(const char *name)
{
	for (unsigned i = 0; i < loopmodel_field_count; i++)
		if (same_name(name, loopmodel_fields[i].name) ||
		    same_name(name, loopmodel_fields[i].option))
			return (int)i;
	return -1;
}

double loopmodel_field_get(const struct loopmodel_input *in, unsigned field)
{
	double value;
	memcpy(&value, (const char *)in + loopmodel_fields[field].offset,
	       sizeof(value));
	return value;
}

void loopmodel_field_set(struct loopmodel_input *in, unsigned field,
			 double value)
{
	memcpy((char *)in + loopmodel_fields[field].offset, &value,
	       sizeof(value));
}

int loopmodel_output_find(const char *name)
{
	for (unsigned i = 0; i < loopmodel_output_field_count; i++)
		if (same_name(name, loopmodel_output_fields[i].name))
			return (int)i;
	return -1;
}

double loopmodel_output_get(const struct loopmodel_output *out, unsigned field)
{
	double value;
	memcpy(&value,
	       (const char *)out + loopmodel_output_fields[field].offset,
	       sizeof(value));
	return value;
}

struct loopmodel_input loopmodel_defaults(void)
{
	return (struct loopmodel_input){
		.lanes = 16,
		.width = 8192,
		.passes = 512,
		.slot_period = 6e-9,
		.attention_every = 64,
		.attention_counting = LOOPMODEL_FRACTIONAL,
		.attention_time = 2e-6,
		.io_time = 5e-6,
		.streams = 1,
		.other_availability = 1,
		.detection = 1,
		.retry = LOOPMODEL_UNLIMITED,
		.snr0_db = LOOPMODEL_NOT_GIVEN,
		.noise_per_pass_db = LOOPMODEL_NOT_GIVEN,
		.amplifier_input_dbm = LOOPMODEL_NOT_GIVEN,
		.noise_figure_db = 5,
		.wavelength = 1550e-9,
		.level_scheme = LOOPMODEL_UNIPOLAR,
		.extinction_db = LOOPMODEL_NOT_GIVEN,
		.required_enob = LOOPMODEL_NOT_GIVEN,
		.required_ser = LOOPMODEL_NOT_GIVEN,
		.crosstalk_db = LOOPMODEL_NOT_GIVEN,
		.wall_power = LOOPMODEL_NOT_GIVEN,
		.dense_macs = 37e9,
	};
}
