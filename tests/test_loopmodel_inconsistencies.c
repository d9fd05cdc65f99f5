/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twenty inconsistencies of TP-3: for each, the right-hand value computed
 * by the model, and that the printed line says it. */
#include "loopmodel_case.h"

static double rate(double lanes, double width, double passes)
{
	struct loopmodel_input in = rig(lanes, width, passes);
	return ask(&in).tokens_per_s;
}

static struct loopmodel_input preset(const char *name)
{
	struct loopmodel_input in = loopmodel_defaults();
	loopmodel_preset_apply(loopmodel_preset_find(name), &in);
	return in;
}

static void envelope(const char *name, struct loopmodel_output *fast,
		     struct loopmodel_output *slow)
{
	assert_int_equal(loopmodel_preset_envelope(loopmodel_preset_find(name),
						   fast, slow, NULL),
			 LOOPMODEL_OK);
}

/* 1: were 6 ns the loop pass, 16 lanes would carry d = 16. */
static void slot_or_loop(void)
{
	struct loopmodel_input in = rig(16, 16, 512);
	struct loopmodel_output out = ask(&in);
	check_real(out.slots, 1, 0);
	check_real(out.loop_length, 1.225, 5e-4);
	check_real(out.loop_s / US, 3.072, 1e-9);
	check_real(out.token_s / US, 24.072, 1e-9);
	check_real(out.tokens_per_s, 41542, .5);
}

/* 2 */
static void rig_rate(void)
{
	check_real(rate(16, 8192, 512), 627.41, 5e-3);
	check_real(16 * rate(1, 8192, 512), 635, .5);
}

/* 3 */
static void lanes_gain(void)
{
	check_real(rate(64, 8192, 512) / rate(16, 8192, 512), 3.848, 5e-4);
	struct loopmodel_input a = rig(64, 8192, 512), b = rig(16, 8192, 512);
	check_real(ask(&b).loop_s / ask(&a).loop_s, 4, 1e-12);
	check_real(rate(8, 8192, 512) / rate(1, 8192, 512), 7.954, 5e-4);
	check_real(rate(16, 8192, 512) / rate(1, 8192, 512), 15.802, 5e-4);
}

/* 4 */
static void halving(void)
{
	check_real(rate(16, 8192, 256) / rate(16, 8192, 512), 1.9937, 5e-5);
	check_real(rate(16, 2048, 256) / rate(16, 2048, 512), 1.9761, 5e-5);
	struct loopmodel_input in = preset("tm-b");
	in.io_time = 1 * US;
	double full = ask(&in).tokens_per_s;
	in.passes = 256;
	check_real(ask(&in).tokens_per_s / full, 1.784, 5e-4);
}

/* 5, 6 */
static void upper_ends(void)
{
	struct loopmodel_output fast, slow;
	envelope("tm-a", &fast, &slow);
	check_real(fast.token_s / US, 48.8, .05);
	check_real(slow.token_s / US, 58.8, .05);
	check_real(fast.tokens_per_s / 1e3, 20.5, .05);
	check_real(slow.tokens_per_s / 1e3, 17.0, .05);
	envelope("tm-b", &fast, &slow);
	check_real(fast.tokens_per_s / 1e3, 120.8, .05);
	envelope("1t-a", &fast, &slow);
	check_real(fast.tokens_per_s / 1e3, 46.8, .05);
	envelope("1t-b", &fast, &slow);
	check_real(fast.tokens_per_s / 1e3, 183.2, .05);
	check_real(fast.token_s / US, 5.46, 5e-3);
}

/* 7 */
static void mean_not_median(void)
{
	static const double passes[] = { 64, 128, 256, 512 };
	struct loopmodel_halting *h = loopmodel_halting_list(passes, 4, NULL);
	struct loopmodel_input in = rig(16, 8192, 512);
	struct loopmodel_averages a;
	in.halting = h;
	assert_int_equal(loopmodel_averages(&in, &a, NULL), LOOPMODEL_OK);
	check_real(a.rate, 1333.7, .05);
	check_real(a.passes_median, 192, 0);
	check_real(a.rate_of_median, 1664.4, .05);
	loopmodel_halting_free(h);
}

/* 8 */
static void one_lane(void)
{
	check_real(rate(1, 8192, 128), 158.72, 5e-3);
}

/* 9: the fibre that the frame asks for; .2 dB/km, 37 ps/(km K) */
static void loop_length(void)
{
	struct loopmodel_input in = rig(16, 8192, 512);
	check_real(ask(&in).loop_length, 627.3, .05);
	in.lanes = 1;
	double km = ask(&in).loop_length / 1e3;
	check_real(km, 10.04, 5e-3);
	check_real(km * .2, 2, .05);
	check_real(km * 37, 371, .5);
	in = preset("tm-b");
	check_real(ask(&in).loop_length, 1.31, 5e-3);
	assert_true(ask(&in).flags & LOOPMODEL_FLAG_SHORT_LOOP);
	struct loopmodel_output fast, slow;
	envelope("tm-c", &fast, &slow);
	check_real(fast.loop_length, .16, 5e-3);
	check_real(slow.loop_length, .26, 5e-3);
}

/* 10: four times the slots at the same Ts and P2, the same SNR */
static void slots_and_noise(void)
{
	struct loopmodel_input few = rig(16, 2048, 512);
	few.amplifier_input_dbm = -10;
	struct loopmodel_input many = few;
	many.width = 8192;
	check_real(ask(&many).slots / ask(&few).slots, 4, 0);
	check_real(ask(&many).snr_db, ask(&few).snr_db, 0);
}

/* 11, 12: -49.6/-55.9 dB; -6.73, +11.33, +29.12 dBm */
static void bits(void)
{
	struct loopmodel_input in = rig(16, 8192, 512);
	in.required_enob = 6;
	in.crosstalk_db = -30;
	check_real(ask(&in).crosstalk_allowed_db, -49.6, .05);
	assert_true(ask(&in).flags & LOOPMODEL_FLAG_CROSSTALK);
	in.lanes = 64;
	check_real(ask(&in).crosstalk_allowed_db, -55.9, .05);
	static const struct {
		double enob, slot, dbm;
	} powers[] = { { 6, 6 * NS, -6.73 },
		       { 9, 6 * NS, 11.33 },
		       { 9, .1 * NS, 29.12 } };
	for (int i = 0; i < 3; i++) {
		in = rig(16, 8192, 512);
		in.snr_basis = LOOPMODEL_CARRIER;
		in.slot_period = powers[i].slot;
		in.required_enob = powers[i].enob;
		in.amplifier_input_dbm = powers[i].dbm + .006;
		assert_false(ask(&in).flags & LOOPMODEL_FLAG_BEYOND_K_USE);
		in.amplifier_input_dbm = powers[i].dbm - .006;
		assert_true(ask(&in).flags & LOOPMODEL_FLAG_BEYOND_K_USE);
	}
}

/* 13: 9 dB instead of 5.5 dB cost 3.5 dB of n, more than half the passes. */
static void noise_figure(void)
{
	struct loopmodel_input in = rig(16, 8192, 512);
	in.amplifier_input_dbm = -10;
	in.noise_figure_db = 5.5;
	double edfa = ask(&in).noise_per_pass_db;
	in.noise_figure_db = 9;
	check_real(ask(&in).noise_per_pass_db - edfa, 3.5, 1e-9);
}

/* 14 */
static void macs(void)
{
	struct loopmodel_input in = rig(16, 8192, 512);
	check_real(ask(&in).updates_per_s / 1e9, 2.667, 5e-4);
	check_real(ask(&in).mac_rate_needed / 1e13, 2.321, 5e-4);
	check_real(ask(&in).shortfall, 8705, .5);
	check_real(ask(&in).shortfall_structural, 544, .5);
}

/* 15: 1-10 mW per lane at both rates, and 60 W at the wall */
static void picojoules(void)
{
	for (double milliwatts = 1; milliwatts <= 10; milliwatts += 9) {
		struct loopmodel_input in = rig(16, 8192, 512);
		in.wall_power = 16 * milliwatts * 1e-3;
		check_real(ask(&in).j_per_update / PS, 6 * milliwatts, 1e-9);
		in.slot_period = .1 * NS;
		check_real(ask(&in).j_per_update / PS, .1 * milliwatts, 1e-9);
	}
	struct loopmodel_input in = preset("rig-16x6ns");
	check_real(ask(&in).j_per_update / NS, 22.5, 1e-9);
}

/* 16: one absorber, one saturating gain (SN-6): the slope at .5 is over 1 */
static double loop_map(double p)
{
	return 2 / (1 + p / 5) * (1 - .6 / (1 + p) - .05) * p;
}

static void three_levels(void)
{
	double h = 1e-6;
	check_real(loop_map(.5), .5, 1e-12);
	check_real(loop_map(3), 3, 1e-12);
	check_real((loop_map(.5 + h) - loop_map(.5 - h)) / (2 * h), 38. / 33,
		   1e-8);
	check_real((loop_map(3 + h) - loop_map(3 - h)) / (2 * h), 49. / 64,
		   1e-8);
	check_real((loop_map(h) - loop_map(0)) / h, .7, 1e-5);
}

/* 18: an SOA at 10 GBd stretches the slot; an EDFA averages. */
static void recovery(void)
{
	struct loopmodel_input in = preset("tm-b");
	in.amplifier_recovery = 200 * PS;
	assert_true(ask(&in).flags & LOOPMODEL_FLAG_SLOT_STRETCHED);
	assert_string_equal(
		loopmodel_regime_name(10e-3, in.slot_period, ask(&in).frame_s),
		"averaging");
	assert_string_equal(loopmodel_regime_name(200 * PS, in.slot_period,
						  ask(&in).frame_s),
			    "pattern-dependent");
}

/* 19: both rules, by name */
static void depth_policies(void)
{
	static const struct {
		const char *name;
		double lo, hi;
	} want[] = { { "past-knee", 1.25, 1.5 }, { "train-max", 1.5, 3 } };
	assert_int_equal(loopmodel_depth_policy_count, 2);
	for (int i = 0; i < 2; i++) {
		const struct loopmodel_depth_policy *p =
			&loopmodel_depth_policies[i];
		assert_string_equal(p->name, want[i].name);
		check_real(p->lo, want[i].lo, 0);
		check_real(p->hi, want[i].hi, 0);
	}
}

/* 17 and 20 have no value: the line says so. */
static void said_only(void)
{
}

static const struct {
	void (*check)(void);
	const char *words[4]; /* of the line printed for it */
} table[] = {
	{ slot_or_loop, { "slot", "1.225 m", "24.07 us", "41 542" } },
	{ rig_rate, { "627.41", "635" } },
	{ lanes_gain, { "3.848x", "4x in loop time", "7.954x-15.802x" } },
	{ halving, { "1.9937x", "1.9761x", "1.784x" } },
	{ upper_ends, { "48.8-58.8 us", "17.0-20.5k" } },
	{ upper_ends, { "120.8k", "46.8k", "183.2k", "5.46 us" } },
	{ mean_not_median, { "1333.7", "1664.4" } },
	{ one_lane, { "158.72" } },
	{ loop_length, { "627.3 m", "10.04 km", "1.31 m", "16-26 cm" } },
	{ slots_and_noise, { "does not depend on M", "hypothesis" } },
	{ bits, { "-49.6 dB", "-55.9 dB" } },
	{ bits, { "-6.73 dBm", "+11.33 dBm", "+29.12 dBm" } },
	{ noise_figure, { "9.0 dB" } },
	{ macs, { "state-sweep rate", "8705x", "544x" } },
	{ picojoules, { "0.1-1 pJ", "6-60 pJ", "22.5 nJ" } },
	{ three_levels, { "two levels", "38/33" } },
	{ said_only, { "absolute numbers only" } },
	{ recovery, { "100-500 ps", "10 ms" } },
	{ depth_policies, { "past-knee 1.25-1.5", "train-max 1.5-3" } },
	{ said_only, { "participation ratio decides" } },
};

static void test_all_twenty(void **state)
{
	(void)state;
	assert_int_equal(loopmodel_inconsistency_count, 20);
	assert_int_equal(sizeof(table) / sizeof(*table), 20);
	for (unsigned i = 0; i < 20; i++) {
		const struct loopmodel_inconsistency *line =
			&loopmodel_inconsistencies[i];
		assert_int_equal(line->number, i + 1);
		assert_true(line->says[0]);
		for (int w = 0; w < 4 && table[i].words[w]; w++)
			if (!strstr(line->right, table[i].words[w]))
				fail_msg("%u: \"%s\" lacks \"%s\"", i + 1,
					 line->right, table[i].words[w]);
		table[i].check();
	}
}

/* What was named to be swept. */
static void test_sweeps(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		unsigned count;
		double first, last;
	} want[] = { { "depth", 5, 64, 1024 },
		     { "micro-width", 3, 192, 320 },
		     { "table-width", 4, 2048, 12288 },
		     { "attention", 3, 32, 128 },
		     { "probes", 3, 16, 64 } };
	assert_int_equal(loopmodel_sweep_count, 5);
	for (unsigned i = 0; i < 5; i++) {
		const struct loopmodel_sweep *s = &loopmodel_sweeps[i];
		assert_string_equal(s->name, want[i].name);
		assert_int_equal(s->count, want[i].count);
		check_real(s->values[0], want[i].first, 0);
		check_real(s->values[s->count - 1], want[i].last, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_twenty),
		cmocka_unit_test(test_sweeps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
