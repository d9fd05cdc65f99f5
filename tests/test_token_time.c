/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The token time model against the golden rows: products of exact decimal
 * numbers, computed apart and printed to the digits that are compared. */
#include "model/token_time.h"

#include <math.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "check_real.h"

#define US 1e-6
#define NS 1e-9

static struct model_input table_input(unsigned lanes, unsigned width,
				      unsigned passes)
{
	return (struct model_input){
		.lanes = lanes,
		.width = width,
		.passes = passes,
		.attention_every = 64,
		.attention_fractional = true,
		.slot_period = { 6 * NS, 0 },
		.attention_time = { 2 * US, 0 },
		.io_time = { 5 * US, 0 },
	};
}

static struct model_output run(const struct model_input *input)
{
	struct err e = { 0 };
	struct model_output out;
	if (model_token_time(input, &out, &e))
		fail_msg("%s", e.text);
	return out;
}

static void test_golden_rows(void **state)
{
	(void)state;
	static const struct {
		unsigned lanes, width, passes, slots;
		double loop_us, token_us, tokens;
	} rows[] = {
		{ 16, 2048, 256, 128, 196.608, 209.608, 4770.8103 },
		{ 16, 2048, 512, 128, 393.216, 414.216, 2414.1994 },
		{ 16, 4096, 256, 256, 393.216, 406.216, 2461.7445 },
		{ 16, 4096, 512, 256, 786.432, 807.432, 1238.4944 },
		{ 16, 8192, 256, 512, 786.432, 799.432, 1250.8881 },
		{ 16, 8192, 512, 512, 1572.864, 1593.864, 627.4061 },
		{ 16, 12288, 512, 768, 2359.296, 2380.296, 420.1158 },
		{ 16, 12288, 256, 768, 1179.648, 1192.648, 838.4704 },
		{ 1, 2048, 256, 2048, 3145.728, 3158.728, 316.5831 },
		{ 1, 2048, 512, 2048, 6291.456, 6312.456, 158.4169 },
		{ 1, 4096, 256, 4096, 6291.456, 6304.456, 158.6180 },
		{ 1, 4096, 512, 4096, 12582.912, 12603.912, 79.3404 },
		{ 1, 8192, 256, 8192, 12582.912, 12595.912, 79.3908 },
		{ 1, 8192, 512, 8192, 25165.824, 25186.824, 39.7033 },
		{ 1, 12288, 256, 12288, 18874.368, 18887.368, 52.9454 },
		{ 1, 12288, 512, 12288, 37748.736, 37769.736, 26.4762 },
		{ 1, 8192, 128, 8192, 6291.456, 6300.456, 158.7187 },
		{ 64, 8192, 512, 128, 393.216, 414.216, 2414.1994 },
		{ 8, 8192, 512, 1024, 3145.728, 3166.728, 315.7834 },
		{ 32, 8192, 512, 256, 786.432, 807.432, 1238.4944 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct model_input in = table_input(
			rows[i].lanes, rows[i].width, rows[i].passes);
		struct model_output out = run(&in);
		assert_int_equal(out.slots, rows[i].slots);
		check_real(out.pass_time.value * in.passes / US,
			   rows[i].loop_us, 5e-7);
		check_real(out.token_time.value / US, rows[i].token_us, 5e-7);
		check_real(out.tokens_per_s.value, rows[i].tokens, 5.1e-5);
	}
}

/* Ranges of attention, I/O and slot times: envelopes of faster loops. */
static void test_envelopes(void **state)
{
	(void)state;
	static const struct {
		unsigned lanes, width;
		double slot, attention, io, token_us;
	} rows[] = {
		{ 64, 8192, .5 * NS, 2 * US, 0, 48.768 },
		{ 64, 8192, .5 * NS, 2 * US, 10 * US, 58.768 },
		{ 128, 8192, .1 * NS, .5 * US, 1 * US, 8.2768 },
		{ 128, 8192, .1 * NS, .5 * US, 5 * US, 12.2768 },
		{ 256, 8192, .025 * NS, .2 * US, 1 * US, 3.0096 },
		{ 256, 8192, .04 * NS, .5 * US, 5 * US, 9.65536 },
		{ 192, 9216, .1 * NS, .25 * US, 1 * US, 5.4576 },
		{ 192, 9216, .1 * NS, 1 * US, 5 * US, 15.4576 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct model_input in =
			table_input(rows[i].lanes, rows[i].width, 512);
		in.slot_period.value = rows[i].slot;
		in.attention_time.value = rows[i].attention;
		in.io_time.value = rows[i].io;
		check_real(run(&in).token_time.value / US, rows[i].token_us,
			   1e-9);
	}
}

/* T = 100, K = 64: 3.125 us or 2.000 us of attention at 2 us each. */
static void test_checkpoints(void **state)
{
	(void)state;
	struct model_input in = table_input(16, 8192, 100);
	double loop = 100 * 512 * 6 * NS, io = 5 * US;
	struct model_output out = run(&in);
	check_real(out.checkpoints, 1.5625, 0);
	check_real((out.token_time.value - loop - io) / US, 3.125, 1e-9);
	in.attention_fractional = false;
	out = run(&in);
	check_real(out.checkpoints, 1, 0);
	check_real((out.token_time.value - loop - io) / US, 2.000, 1e-9);
	in.attention_every = 0;
	check_real((run(&in).token_time.value - loop - io) / US, 0, 1e-9);
}

/* A width that the lanes do not divide; the guard is inside the maximum. */
static void test_slots(void **state)
{
	(void)state;
	struct model_input in = table_input(16, 8193, 1);
	assert_int_equal(run(&in).slots, 513);
	in.width = 1;
	assert_int_equal(run(&in).slots, 1);
	in.width = in.lanes = 4294967295u;
	assert_int_equal(run(&in).slots, 1);
	in = table_input(1, 48, 1);
	in.guard_slots = 16;
	in.loop_period.value = 384 * NS;
	check_real(run(&in).pass_time.value / NS, 384, 1e-9);
	in.guard_slots = 17;
	check_real(run(&in).pass_time.value / NS, 390, 1e-9);
}

/* 20 m of fibre, 97.948 ns, with 64 slots of .1 ns: the loop binds. */
static void test_loop_binds(void **state)
{
	(void)state;
	struct model_input in = table_input(128, 8192, 512);
	in.slot_period = (struct model_value){ .1 * NS, .001 * NS };
	in.loop_period = (struct model_value){ 97.948 * NS, 10e-12 };
	in.attention_time.value = 0;
	in.io_time.value = 7 * US;
	struct model_output out = run(&in);
	assert_int_equal(out.binding, MODEL_BINDS_LOOP);
	assert_string_equal(model_binding_name(out.binding), "loop");
	assert_false(out.near_tie);
	check_real(out.frame_time.value / NS, 6.4, 1e-9);
	check_real(out.token_time.value / US, 57.149376, 1e-9);
	check_real(out.tokens_per_s.value, 17498, .5);
	/* Only tau_L counts: 512 x 10 ps. */
	check_real(out.token_time.u / NS, 5.12, 1e-9);
	check_real(out.share_loop, 1, 1e-12);
	check_real(out.share_slot, 0, 0);
}

/* u(Ts) 6 ps, u(t_attn) .1 us, u(t_io) .5 us at 8192/512. */
static void test_uncertainty(void **state)
{
	(void)state;
	struct model_input in = table_input(16, 8192, 512);
	in.slot_period.u = 6e-12;
	in.attention_time.u = .1 * US;
	in.io_time.u = .5 * US;
	struct model_output out = run(&in);
	assert_int_equal(out.binding, MODEL_BINDS_FRAME);
	check_real(out.token_time.u / US, 1.83409, 5e-6);
	check_real(out.tokens_per_s.u, .72197, 5e-6);
	/* Ends that a Monte Carlo of 2e6 trials gave. */
	check_real(out.tokens_per_s.lo, 625.99, .01);
	check_real(out.tokens_per_s.hi, 628.82, .01);
	/* 1.572864, .8 and .5 us, squared, of 3.363901 us^2 */
	check_real(out.share_slot, .735426, 1e-5);
	check_real(out.share_attention, .190255, 1e-5);
	check_real(out.share_io, .074318, 1e-5);
	check_real(out.share_loop, 0, 0);
	assert_string_equal(out.tokens_per_s.unit, "tokens/s");
	assert_int_equal(out.tokens_per_s.status, ESTIMATE_OK);
}

/* The derivative by finite differences, on both sides of the maximum. */
static void test_derivatives(void **state)
{
	(void)state;
	for (int side = 0; side < 2; side++) {
		struct model_input in = table_input(1, 48, 100);
		in.guard_slots = 16;
		in.loop_period.value = (side ? 380 : 390) * NS;
		double base = run(&in).token_time.value;
		struct model_input moved = in;
		moved.slot_period.value += 1e-14;
		double by_slot = run(&moved).token_time.value - base;
		moved = in;
		moved.loop_period.value += 1e-14;
		double by_loop = run(&moved).token_time.value - base;
		in.slot_period.u = in.loop_period.u = 1e-14;
		struct model_output out = run(&in);
		assert_false(out.near_tie);
		check_real(out.token_time.u * 1e12,
			   hypot(by_slot, by_loop) * 1e12, 1e-6);
		assert_true((by_loop > 0) == !side);
		assert_int_equal(out.binding,
				 side ? MODEL_BINDS_FRAME : MODEL_BINDS_LOOP);
	}
}

/* A loop cut to 64 slots: neither is known to bind, so neither uncertainty
 * may be left out. */
static void test_near_tie(void **state)
{
	(void)state;
	struct model_input in = table_input(1, 48, 100);
	in.guard_slots = 16;
	in.attention_time.value = 0;
	in.slot_period = (struct model_value){ 6 * NS, 1e-13 };
	in.loop_period = (struct model_value){ 384 * NS - 1e-12, 20e-12 };
	struct model_output out = run(&in);
	assert_int_equal(out.binding, MODEL_BINDS_FRAME);
	assert_true(out.near_tie);
	check_real(out.pass_time.u * 1e12, 20, 1e-9);
	in.loop_period = (struct model_value){ 384 * NS + 1e-12, 1e-12 };
	out = run(&in);
	assert_int_equal(out.binding, MODEL_BINDS_LOOP);
	assert_true(out.near_tie);
	check_real(out.pass_time.u * 1e12, 6.4, 1e-9);
	/* Two and a bit times u of the difference (6.478 ps) apart. */
	in.loop_period = (struct model_value){ 384 * NS + 13e-12, 1e-12 };
	out = run(&in);
	assert_false(out.near_tie);
	check_real(out.pass_time.u * 1e12, 1, 1e-9);
}

static void test_macs(void **state)
{
	(void)state;
	struct model_input in = table_input(16, 8192, 512);
	struct model_output out = run(&in);
	char text[200];
	check_real(out.updates_per_token, 16 * 512 * 512, 0);
	check_real(out.macs_per_token_structural, 16 * 16 * 512 * 512.0, 0);
	check_real(out.updates_per_s / 1e9, 2.6666667, 1e-6);
	check_real(model_mac_shortfall(&out, 37e9), 8705, .5);
	model_mac_sentence(&out, 37e9, text, sizeof(text));
	assert_string_equal(text, "state-sweep rate, not LLM tokens: 8705x "
				  "short of a 37e9-MAC dense token (544x with "
				  "C^2 MACs per slot)");
	model_mac_sentence(&out, 1e6, text, sizeof(text));
	assert_null(strstr(text, "short"));
	/* One lane: C^2 is C. */
	in = table_input(1, 64, 64);
	struct model_output one = run(&in);
	model_mac_sentence(&one, 37e9, text, sizeof(text));
	assert_null(strstr(text, "C^2"));
	assert_non_null(strstr(text, " million times short of a 37e9-MAC"));
	/* Never beyond the buffer. */
	char small[16];
	assert_string_equal(model_mac_sentence(&out, 37e9, small, 12),
			    "state-sweep");
}

static void refuses(struct model_input in, const char *what)
{
	struct err e = { 0 };
	struct model_output out;
	assert_int_equal(model_token_time(&in, &out, &e), ERR_RANGE);
	if (!strstr(e.text, what))
		fail_msg("%s", e.text);
}

static void test_refusals(void **state)
{
	(void)state;
	const struct model_input good = table_input(16, 8192, 512);
	struct model_input in = good;
	in.lanes = 0;
	refuses(in, "lanes");
	in = good;
	in.width = 0;
	refuses(in, "width");
	in = good;
	in.passes = 0;
	refuses(in, "passes");
	in = good;
	in.slot_period.value = 0;
	refuses(in, "slot period");
	in = good;
	in.slot_period.value = NAN;
	refuses(in, "slot period");
	in = good;
	in.loop_period.value = INFINITY;
	refuses(in, "loop period");
	in = good;
	in.attention_time.value = -1;
	refuses(in, "attention time");
	in = good;
	in.io_time.u = NAN;
	refuses(in, "uncertainty of the I/O time");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden_rows),
		cmocka_unit_test(test_envelopes),
		cmocka_unit_test(test_checkpoints),
		cmocka_unit_test(test_slots),
		cmocka_unit_test(test_loop_binds),
		cmocka_unit_test(test_uncertainty),
		cmocka_unit_test(test_derivatives),
		cmocka_unit_test(test_near_tie),
		cmocka_unit_test(test_macs),
		cmocka_unit_test(test_refusals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
