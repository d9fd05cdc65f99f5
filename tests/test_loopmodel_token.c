/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Token time against the golden rows of TP-2: products of exact decimals,
 * computed apart, to the digits printed there. */
#include "loopmodel_case.h"

#include <stdio.h>

/* Rounded as printed in the owner's table, apart from the exact value. */
static const struct {
	double lanes, width, passes, slots, loop_us, token_us, tokens;
	const char *printed_us, *printed_tokens;
} rows[] = {
	{ 16, 2048, 256, 128, 196.608, 209.608, 4770.8103, "209.6", "4771" },
	{ 16, 2048, 512, 128, 393.216, 414.216, 2414.1994, "414.2", "2414" },
	{ 16, 4096, 256, 256, 393.216, 406.216, 2461.7445, "406.2", "2462" },
	{ 16, 4096, 512, 256, 786.432, 807.432, 1238.4944, "807.4", "1238" },
	{ 16, 8192, 256, 512, 786.432, 799.432, 1250.8881, "799.4", "1251" },
	{ 16, 8192, 512, 512, 1572.864, 1593.864, 627.4061, "1593.9", "627" },
	{ 16, 12288, 512, 768, 2359.296, 2380.296, 420.1158, "2380.3", "420" },
	{ 16, 12288, 256, 768, 1179.648, 1192.648, 838.4704, NULL, NULL },
	{ 1, 2048, 256, 2048, 3145.728, 3158.728, 316.5831, "3158.7", "316.6" },
	{ 1, 2048, 512, 2048, 6291.456, 6312.456, 158.4169, "6312.5", "158.4" },
	{ 1, 4096, 256, 4096, 6291.456, 6304.456, 158.6180, "6304.5", "158.6" },
	{ 1, 4096, 512, 4096, 12582.912, 12603.912, 79.3404, "12603.9",
	  "79.3" },
	{ 1, 8192, 256, 8192, 12582.912, 12595.912, 79.3908, "12595.9",
	  "79.4" },
	{ 1, 8192, 512, 8192, 25165.824, 25186.824, 39.7033, "25186.8",
	  "39.7" },
	{ 1, 12288, 256, 12288, 18874.368, 18887.368, 52.9454, "18887.4",
	  "52.9" },
	{ 1, 12288, 512, 12288, 37748.736, 37769.736, 26.4762, "37769.7",
	  "26.5" },
	{ 1, 8192, 128, 8192, 6291.456, 6300.456, 158.7187, NULL, NULL },
	{ 64, 8192, 512, 128, 393.216, 414.216, 2414.1994, NULL, NULL },
	{ 8, 8192, 512, 1024, 3145.728, 3166.728, 315.7834, NULL, NULL },
	{ 32, 8192, 512, 256, 786.432, 807.432, 1238.4944, NULL, NULL },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static void check_printed(double value, const char *printed)
{
	if (!printed)
		return;
	const char *point = strchr(printed, '.');
	char text[32];
	snprintf(text, sizeof(text), "%.*f",
		 point ? (int)strlen(point + 1) : 0, value);
	assert_string_equal(text, printed);
}

static void test_golden_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct loopmodel_input in =
			rig(rows[i].lanes, rows[i].width, rows[i].passes);
		struct loopmodel_output out = ask(&in);
		check_real(out.slots, rows[i].slots, 0);
		check_real(out.loop_s / US, rows[i].loop_us, 1e-9);
		check_real(out.token_s / US, rows[i].token_us, 1e-9);
		check_real(out.tokens_per_s, rows[i].tokens, 5.1e-5);
		check_real(out.attention_s / US, rows[i].passes / 64 * 2, 1e-9);
		check_real(out.io_s / US, 5, 1e-9);
		check_printed(out.token_s / US, rows[i].printed_us);
		check_printed(out.tokens_per_s, rows[i].printed_tokens);
	}
}

/* The library's own table is the same twenty rows in the same order. */
static void test_table(void **state)
{
	(void)state;
	assert_int_equal(loopmodel_row_count, ROWS);
	for (size_t i = 0; i < ROWS; i++) {
		const struct loopmodel_row *r = &loopmodel_rows[i];
		struct loopmodel_input in = loopmodel_defaults();
		loopmodel_preset_apply(loopmodel_preset_find(r->preset), &in);
		in.lanes = r->lanes;
		in.width = r->width;
		in.passes = r->passes;
		check_real(ask(&in).token_s / US, rows[i].token_us, 1e-9);
	}
}

/* Printed short list of one lane: 317/158/159/79/79/40/53/26 or 27. */
static void test_short_list(void **state)
{
	(void)state;
	static const double list[] = { 317, 158, 159, 79, 79, 40, 53, 26 };
	for (size_t i = 0; i < 8; i++)
		check_real(round(rows[8 + i].tokens), list[i], 0);
	/* 26.4762 was printed 26.5 first, and 27 from that. */
	struct loopmodel_input in = rig(1, 12288, 512);
	check_real(round(round(ask(&in).tokens_per_s * 10) / 10), 27, 0);
}

static const struct {
	const char *preset;
	double slots, loop_lo_us, loop_hi_us, token_lo_us, token_hi_us;
	double tokens_lo, tokens_hi;
} envelopes[] = {
	{ "tm-a", 128, 32.768, 32.768, 48.768, 58.768, 17016, 20505 },
	{ "tm-b", 64, 3.2768, 3.2768, 8.2768, 12.2768, 81454, 120820 },
	{ "tm-c", 32, .4096, .65536, 3.0096, 9.65536, 103569, 332270 },
	{ "1t-a", 64, 16.384, 16.384, 21.384, 37.384, 26749, 46764 },
	{ "1t-b", 48, 2.4576, 2.4576, 5.4576, 15.4576, 64693, 183231 },
	{ "1t-c", 32, .4096, .65536, 3.0096, 9.65536, 103569, 332270 },
};

static void test_envelopes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(envelopes) / sizeof(*envelopes); i++) {
		const struct loopmodel_preset *p =
			loopmodel_preset_find(envelopes[i].preset);
		struct loopmodel_output fast, slow;
		struct loopmodel_error e;
		assert_non_null(p);
		assert_int_equal(loopmodel_preset_envelope(p, &fast, &slow, &e),
				 LOOPMODEL_OK);
		check_real(fast.slots, envelopes[i].slots, 0);
		check_real(fast.checkpoints, 8, 0);
		check_real(fast.loop_s / US, envelopes[i].loop_lo_us, 1e-9);
		check_real(slow.loop_s / US, envelopes[i].loop_hi_us, 1e-9);
		check_real(fast.token_s / US, envelopes[i].token_lo_us, 1e-9);
		check_real(slow.token_s / US, envelopes[i].token_hi_us, 1e-9);
		check_real(round(slow.tokens_per_s), envelopes[i].tokens_lo, 0);
		check_real(round(fast.tokens_per_s), envelopes[i].tokens_hi, 0);
		/* What stands for the range lies inside. */
		struct loopmodel_input in = loopmodel_defaults();
		loopmodel_preset_apply(p, &in);
		assert_true(ask(&in).token_s >= fast.token_s);
		assert_true(ask(&in).token_s <= slow.token_s);
	}
}

/* 64, 6.4, .8-1.28, 32, 4.8 ns of loop; 627.27 m ... 16-26 cm of fibre. */
static void test_loop_lengths(void **state)
{
	(void)state;
	static const struct {
		double lanes, width, slot, pass_ns, metres, digit;
	} cases[] = {
		{ 1, 1, 6 * NS, 6, 1.22514, 5e-6 },
		{ 1, 1, 6.4 * NS, 6.4, 1.30682, 5e-6 },
		{ 16, 8192, 6 * NS, 3072, 627.273, 5e-4 },
		{ 16, 2048, 6 * NS, 768, 156.8, .05 },
		{ 16, 4096, 6 * NS, 1536, 313.6, .05 },
		{ 16, 12288, 6 * NS, 4608, 940.9, .05 },
		{ 1, 8192, 6 * NS, 49152, 10040, 5 },
		{ 64, 8192, .5 * NS, 64, 13.068, 5e-4 },
		{ 128, 8192, .1 * NS, 6.4, 1.31, 5e-3 },
		{ 256, 8192, 25 * PS, .8, .16, 5e-3 },
		{ 256, 8192, 40 * PS, 1.28, .26, 5e-3 },
		{ 192, 9216, .1 * NS, 4.8, .98, 5e-3 },
		{ 64, 8192, .1 * NS, 12.8, 2.61, 5e-3 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct loopmodel_input in =
			rig(cases[i].lanes, cases[i].width, 512);
		in.slot_period = cases[i].slot;
		struct loopmodel_output out = ask(&in);
		check_real(out.pass_s / NS, cases[i].pass_ns, 1e-9);
		check_real(out.loop_length, cases[i].metres, cases[i].digit);
		assert_int_equal(!(out.flags & LOOPMODEL_FLAG_SHORT_LOOP),
				 cases[i].metres > 3);
	}
}

/* Points worked elsewhere in the text, and the stages' targets. */
static void test_worked_points(void **state)
{
	(void)state;
	/* T = 512 with a loop of 1 ns: .512 us in the core. */
	struct loopmodel_input in = rig(1, 1, 512);
	in.slot_period = 1 * NS;
	check_real(ask(&in).loop_s / US, .512, 1e-12);
	/* 8 wavelengths x 8 modes at 10 GBd: 640 G lane-slots per second. */
	in = rig(64, 8192, 512);
	in.slot_period = .1 * NS;
	check_real(ask(&in).updates_per_s / 1e11, 6.4, 1e-9);
	/* 192 x 42 and 80 x 100 are both called 8k. */
	in = rig(192, 8064, 1);
	check_real(ask(&in).slots, 42, 0);
	in = rig(80, 8000, 1);
	check_real(ask(&in).slots, 100, 0);
	static const struct {
		const char *preset;
		double tokens, digit;
	} stages[] = { { "stage-3", 31670, .5 },
		       { "stage-4", 31670, .5 },
		       { "stage-5", 627.4, .05 },
		       { "stage-6", 64293.8, .05 } };
	for (size_t i = 0; i < 4; i++) {
		in = loopmodel_defaults();
		loopmodel_preset_apply(
			loopmodel_preset_find(stages[i].preset), &in);
		check_real(ask(&in).tokens_per_s, stages[i].tokens,
			   stages[i].digit);
	}
	check_real(ask(&in).token_s / US, 15.5536, 1e-9);
}

/* T = 100 at K = 64: 3.125 us as the owner counts, 2.000 us in hardware. */
static void test_countings(void **state)
{
	(void)state;
	struct loopmodel_input in = rig(16, 8192, 100);
	struct loopmodel_output out = ask(&in);
	double rest = 100 * 512 * 6 * NS + 5 * US;
	check_real(out.attention_s / US, 3.125, 1e-9);
	check_real((out.token_fractional_s - rest) / US, 3.125, 1e-9);
	check_real((out.token_floor_s - rest) / US, 2.000, 1e-9);
	assert_true(out.flags & LOOPMODEL_FLAG_COUNTINGS_DIFFER);
	in.attention_counting = LOOPMODEL_FLOOR;
	out = ask(&in);
	check_real(out.attention_s / US, 2.000, 1e-9);
	check_real(out.checkpoints, 1, 0);
	assert_string_equal(loopmodel_counting_name(LOOPMODEL_FLOOR), "floor");
	in.passes = 128;
	assert_false(ask(&in).flags & LOOPMODEL_FLAG_COUNTINGS_DIFFER);
	in.attention_every = 0;
	check_real(ask(&in).attention_s, 0, 0);
}

/* 20 m of fibre, 97.948 ns, frames of 6.4 ns: 15 streams fit. */
static void test_streams(void **state)
{
	(void)state;
	struct loopmodel_input in = rig(128, 8192, 512);
	in.slot_period = .1 * NS;
	in.loop_period = 97.948 * NS;
	in.attention_every = 0;
	in.io_time = 7 * US;
	struct loopmodel_output out = ask(&in);
	assert_int_equal(out.binding, LOOPMODEL_BINDS_LOOP);
	assert_string_equal(loopmodel_binding_name(out.binding), "loop");
	assert_true(out.flags & LOOPMODEL_FLAG_LOOP_LONGER);
	check_real(out.loop_s / US, 50.149, 5e-4);
	check_real(out.tokens_per_s, 17498, .5);
	check_real(out.streams, 1, 0);
	in.streams = 0;
	struct loopmodel_output all = ask(&in);
	check_real(all.streams, 15, 0);
	check_real(all.tokens_per_s / out.tokens_per_s, 15, 1e-12);
	check_real(all.latency_s, out.latency_s, 0);
	in.streams = 16;
	check_refused(&in, LOOPMODEL_UNREACHABLE, "streams", "at most 15");
	/* A loop cut to exactly 49 frames of 6 ns x 3 holds 49. */
	in = rig(1, 3, 1);
	in.streams = 0;
	in.loop_period = 49 * 3 * 6 * NS;
	check_real(ask(&in).streams, 49, 0);
	/* Cut to the frame: one. */
	in.loop_period = 0;
	check_real(ask(&in).streams, 1, 0);
}

/* The slot is the longest of three, and the output says which. */
static void test_recovery(void **state)
{
	(void)state;
	struct loopmodel_input in = rig(128, 8192, 512);
	in.slot_period = .1 * NS;
	in.sa_recovery = 5 * PS;
	struct loopmodel_output out = ask(&in);
	assert_int_equal(out.binding, LOOPMODEL_BINDS_SLOT);
	assert_false(out.flags & LOOPMODEL_FLAG_SLOT_STRETCHED);
	/* An SOA of 200 ps at 10 GBd: twice the loop time. */
	in.amplifier_recovery = 200 * PS;
	out = ask(&in);
	assert_string_equal(loopmodel_binding_name(out.binding),
			    "amplifier-recovery");
	assert_true(out.flags & LOOPMODEL_FLAG_SLOT_STRETCHED);
	check_real(out.slot_s / PS, 200, 1e-9);
	check_real(out.loop_s / US, 2 * 3.2768, 1e-9);
	in.sa_recovery = 300 * PS;
	out = ask(&in);
	assert_string_equal(loopmodel_binding_name(out.binding), "sa-recovery");
	check_real(out.loop_s / US, 3 * 3.2768, 1e-9);
	in.loop_period = 20 * NS;
	assert_string_equal(loopmodel_binding_name(ask(&in).binding), "loop");
	assert_string_equal(loopmodel_regime_name(5 * PS, .1 * NS, 6.4 * NS),
			    "instant");
	assert_string_equal(loopmodel_regime_name(.2 * NS, .1 * NS, 6.4 * NS),
			    "pattern-dependent");
	assert_string_equal(loopmodel_regime_name(10e-3, .1 * NS, 6.4 * NS),
			    "averaging");
}

/* Guard is inside the maximum; a fixed frame holds idle slots. */
static void test_frame(void **state)
{
	(void)state;
	struct loopmodel_input in = rig(1, 48, 1);
	in.guard_slots = 16;
	in.loop_period = 384 * NS;
	check_real(ask(&in).pass_s / NS, 384, 1e-9);
	in.guard_slots = 17;
	check_real(ask(&in).pass_s / NS, 390, 1e-9);
	in = rig(16, 8193, 1);
	check_real(ask(&in).slots, 513, 0);
	assert_true(ask(&in).flags & LOOPMODEL_FLAG_WIDTH_PADDED);
	in = rig(16, 8000, 1);
	in.frame_slots = 512;
	check_real(ask(&in).slots, 512, 0);
	in.width = 8193;
	check_refused(&in, LOOPMODEL_UNREACHABLE, "width", "at most 8192");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden_rows),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_short_list),
		cmocka_unit_test(test_envelopes),
		cmocka_unit_test(test_loop_lengths),
		cmocka_unit_test(test_worked_points),
		cmocka_unit_test(test_countings),
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_recovery),
		cmocka_unit_test(test_frame),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
