/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operating points and models that the owner's text names, as it gives them. */
#include "model/internal.h"

#include <string.h>

#define US 1e-6
#define NS 1e-9
#define PS 1e-12
#define FIXED(name, x) { name, x, x, x }
/* A range is held by its ends; its middle stands for it. */
#define RANGE(name, lo, hi) { name, ((lo) + (hi)) / 2, lo, hi }
#define SIZE(c, d, t)                                                         \
	FIXED("lanes", c), FIXED("width", d), FIXED("passes", t),             \
		FIXED("attention_every", 64)
#define RIG(c, watts)                                                         \
	SIZE(c, 8192, 512), FIXED("slot_period", 6 * NS),                     \
		FIXED("attention_time", 2 * US), FIXED("io_time", 5 * US),    \
		FIXED("wall_power", watts)

const struct loopmodel_preset loopmodel_presets[] = {
	{ .name = "rig-16x6ns", .title = "today's rig: 16 lanes, 6 ns per slot",
	  .source = "TP-2, s.1979", .values = { RIG(16, 60) },
	  .printed = "1.594 ms, 627",
	  .note = "627.41; ~630 and ~640 elsewhere in the text (TP-3.2)" },
	{ .name = "rig-1x6ns", .title = "one lane, 6 ns per slot",
	  .source = "TP-2, s.1979", .values = { RIG(1, 60) },
	  .printed = "25186.8 us, 39.7" },
	{ .name = "tm-a", .title = "64 lanes at 2 GBd",
	  .source = "s.1126-1244",
	  .values = { SIZE(64, 8192, 512), FIXED("slot_period", .5 * NS),
		      FIXED("attention_time", 2 * US),
		      RANGE("io_time", 0, 10 * US) },
	  .printed = "~49 us, ~20k",
	  .note = "only at 0 us of I/O: 48.8-58.8 us, 17.0-20.5k (TP-3.5)" },
	{ .name = "tm-b", .title = "128 lanes at 10 GBd",
	  .source = "s.1248-1313",
	  .values = { SIZE(128, 8192, 512), FIXED("slot_period", .1 * NS),
		      FIXED("attention_time", .5 * US),
		      RANGE("io_time", 1 * US, 5 * US) },
	  .printed = "8-12 us, 80-125k",
	  .note = "the upper end is 120.8k (TP-3.6)" },
	{ .name = "tm-c", .title = "256 lanes at 25-40 GBd",
	  .source = "s.1315-1376",
	  .values = { SIZE(256, 8192, 512),
		      RANGE("slot_period", 25 * PS, 40 * PS),
		      RANGE("attention_time", .2 * US, .5 * US),
		      RANGE("io_time", 1 * US, 5 * US) },
	  .printed = "3-8 us, 125-330k",
	  .note = "3.01-9.66 us, 103.6-332.3k with 1-5 us of I/O" },
	{ .name = "1t-a", .title = "1T class, 128 lanes at 2 GBd",
	  .source = "s.1692-1746",
	  .values = { SIZE(128, 8192, 512), FIXED("slot_period", .5 * NS),
		      RANGE("attention_time", .5 * US, 2 * US),
		      RANGE("io_time", 1 * US, 5 * US) },
	  .printed = "21-37 us, 27-48k",
	  .note = "the upper end is 46.8k (TP-3.6)" },
	{ .name = "1t-b", .title = "1T class, 192 lanes at 10 GBd",
	  .source = "s.1748-1802",
	  .values = { SIZE(192, 9216, 512), FIXED("slot_period", .1 * NS),
		      RANGE("attention_time", .25 * US, 1 * US),
		      RANGE("io_time", 1 * US, 5 * US) },
	  .printed = "5-15 us, 65-200k",
	  .note = "the upper end is 183.2k: 5.46 us, not 5 (TP-3.6)" },
	{ .name = "1t-c", .title = "1T class, 256 lanes at 25-40 GBd",
	  .source = "s.1804-1862",
	  .values = { SIZE(256, 8192, 512),
		      RANGE("slot_period", 25 * PS, 40 * PS),
		      RANGE("attention_time", .2 * US, .5 * US),
		      RANGE("io_time", 1 * US, 5 * US) },
	  .printed = "3-10 us, 100-330k",
	  .note = "3.01-9.66 us, 103.6-332.3k" },
	{ .name = "parity", .title = "one lane against a GPU's 100 tokens/s",
	  .source = "parity line: 100 tokens/s, 10 ms per token",
	  .values = { RIG(1, 60) }, .target = 100, .printed = "10 ms",
	  .note = "one lane gives 39.70 tokens/s: ask what would reach 100" },
	{ .name = "stage-3", .title = "stage S3: four wavelengths",
	  .source = "section 12",
	  .values = { SIZE(4, 256, 64), FIXED("slot_period", 6 * NS),
		      FIXED("attention_time", 2 * US),
		      FIXED("io_time", 5 * US), FIXED("wall_power", 50) },
	  .printed = "31 670" },
	{ .name = "stage-4", .title = "stage S4: 4 wavelengths x 3 modes",
	  .source = "section 12",
	  .values = { SIZE(12, 768, 64), FIXED("slot_period", 6 * NS),
		      FIXED("attention_time", 2 * US),
		      FIXED("io_time", 5 * US), FIXED("wall_power", 55) },
	  .printed = "31 670" },
	{ .name = "stage-5", .title = "stage S5: the 16-lane, 6 ns rig",
	  .source = "section 12", .values = { RIG(16, 60) },
	  .printed = "627.4" },
	{ .name = "stage-6", .title = "stage S6: 64 lanes at 10 GBd",
	  .source = "section 12",
	  .values = { SIZE(64, 8192, 512), FIXED("slot_period", .1 * NS),
		      FIXED("attention_time", .5 * US),
		      FIXED("io_time", 5 * US), FIXED("wall_power", 200) },
	  .printed = "64 293.8" },
};

const unsigned loopmodel_preset_count =
	sizeof(loopmodel_presets) / sizeof(loopmodel_presets[0]);

#define RIG16 "rig-16x6ns"
#define RIG1 "rig-1x6ns"

const struct loopmodel_row loopmodel_rows[] = {
	{ RIG16, 16, 2048, 256, "209.6 us, 4771" },
	{ RIG16, 16, 2048, 512, "414.2 us, 2414" },
	{ RIG16, 16, 4096, 256, "406.2 us, 2462" },
	{ RIG16, 16, 4096, 512, "807.4 us, 1238" },
	{ RIG16, 16, 8192, 256, "799.4 us, 1251" },
	{ RIG16, 16, 8192, 512, "1.594 ms, 627" },
	{ RIG16, 16, 12288, 512, "2.380 ms, 420" },
	{ RIG16, 16, 12288, 256, NULL },
	{ RIG1, 1, 2048, 256, "3158.7 us, 316.6" },
	{ RIG1, 1, 2048, 512, "6312.5 us, 158.4" },
	{ RIG1, 1, 4096, 256, "6304.5 us, 158.6" },
	{ RIG1, 1, 4096, 512, "12603.9 us, 79.3" },
	{ RIG1, 1, 8192, 256, "12595.9 us, 79.4" },
	{ RIG1, 1, 8192, 512, "25186.8 us, 39.7" },
	{ RIG1, 1, 12288, 256, "18887.4 us, 52.9" },
	{ RIG1, 1, 12288, 512, "37769.7 us, 26.5" },
	{ RIG1, 1, 8192, 128, "~159 / ~160" },
	{ RIG16, 64, 8192, 512, "\"4x\"" },
	{ RIG16, 8, 8192, 512, NULL },
	{ RIG16, 32, 8192, 512, NULL },
};

const unsigned loopmodel_row_count =
	sizeof(loopmodel_rows) / sizeof(loopmodel_rows[0]);

/* One MAC per active parameter and token. */
const struct loopmodel_model loopmodel_models[] = {
	{ "gpt-3-175b", 12288, 12288, 96, 175e9, 175e9, 175e9,
	  "owner's list" },
	{ "llama-2-70b", 8192, 8192, 80, 70e9, 70e9, 70e9, "owner's list" },
	{ "palm-540b", 0, 0, 118, 540e9, 540e9, 540e9, "owner's list" },
	{ "mt-nlg-530b", 0, 0, 105, 530e9, 530e9, 530e9, "owner's list" },
	{ "llama-3.1-405b", 0, 0, 126, 405e9, 405e9, 405e9, "owner's list" },
	{ "mixtral-8x7b", 4096, 4096, 0, 0, 13e9, 13e9,
	  "owner's list: top-2 of 8 experts" },
	{ "deepseek-v3", 0, 0, 0, 671e9, 37e9, 37e9, "owner's list" },
	{ "gpt-3.5-ish", 4096, 5120, 0, 0, 10e9, 15e9, "owner's width tier" },
	{ "gpt-4-lite", 5120, 6144, 0, 0, 20e9, 30e9, "owner's width tier" },
	{ "gpt-4-strong", 6144, 8192, 0, 0, 30e9, 50e9, "owner's width tier" },
	{ "1t-moe", 8192, 12288, 0, 1e12, 20e9, 40e9,
	  "owner's width tier: T 512-1024" },
};

const unsigned loopmodel_model_count =
	sizeof(loopmodel_models) / sizeof(loopmodel_models[0]);

const struct loopmodel_sweep loopmodel_sweeps[] = {
	{ "depth", "passes", 5, { 64, 128, 256, 512, 1024 } },
	{ "micro-width", "width", 3, { 192, 256, 320 } },
	{ "table-width", "width", 4, { 2048, 4096, 8192, 12288 } },
	{ "attention", "attention_every", 3, { 32, 64, 128 } },
	{ "probes", NULL, 3, { 16, 32, 64 } },
};

const unsigned loopmodel_sweep_count =
	sizeof(loopmodel_sweeps) / sizeof(loopmodel_sweeps[0]);

const struct loopmodel_depth_policy loopmodel_depth_policies[] = {
	{ "past-knee", 1.25, 1.5, "s.302, s.440: stop 25-50 % past the knee" },
	{ "train-max", 1.5, 3, "s.502, s.589: largest T of training" },
};

const unsigned loopmodel_depth_policy_count =
	sizeof(loopmodel_depth_policies) / sizeof(loopmodel_depth_policies[0]);

const struct loopmodel_preset *loopmodel_preset_find(const char *name)
{
	for (unsigned i = 0; i < loopmodel_preset_count; i++)
		if (strcmp(loopmodel_presets[i].name, name) == 0)
			return &loopmodel_presets[i];
	return NULL;
}

const struct loopmodel_model *loopmodel_model_find(const char *name)
{
	for (unsigned i = 0; i < loopmodel_model_count; i++)
		if (strcmp(loopmodel_models[i].name, name) == 0)
			return &loopmodel_models[i];
	return NULL;
}

/* Which of a value's three numbers is wanted. */
enum end { END_VALUE, END_LO, END_HI };

static void apply(const struct loopmodel_preset *preset, enum end end,
		  struct loopmodel_input *in)
{
	for (const struct loopmodel_preset_value *v = preset->values; v->field;
	     v++) {
		double x = end == END_LO ? v->lo :
			   end == END_HI ? v->hi :
					   v->value;
		int field = loopmodel_field_find(v->field);
		loopmodel_field_set(in, (unsigned)field, x);
	}
}

void loopmodel_preset_apply(const struct loopmodel_preset *preset,
			    struct loopmodel_input *in)
{
	apply(preset, END_VALUE, in);
}

enum loopmodel_status
loopmodel_preset_envelope(const struct loopmodel_preset *preset,
			  struct loopmodel_output *fast,
			  struct loopmodel_output *slow,
			  struct loopmodel_error *e)
{
	struct loopmodel_input in = loopmodel_defaults();
	struct loopmodel_output first;
	apply(preset, END_LO, &in);
	enum loopmodel_status status = loopmodel_evaluate(&in, &first, e);
	if (status)
		return status;
	apply(preset, END_HI, &in);
	status = loopmodel_evaluate(&in, slow, e);
	if (!status)
		*fast = first;
	return status;
}
