/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What noise, levels and crosstalk allow: SN-4, LG-4, TC-2, XT-3 and the
 * stages' predictions, to the digits printed there. */
#include "loopmodel_case.h"

#define C_BAND 1550e-9
/* 1/(2 Ts) of 6 ns, .1 ns, 25 ps, Hz */
#define BE_6NS (1 / 12e-9)
#define BE_100PS 5e9
#define BE_25PS 20e9

static void test_usable_passes(void **state)
{
	(void)state;
	static const struct {
		double snr0, n, usable[5]; /* at ENOB 3, 4, 5, 6, 7 */
	} cases[] = {
		{ 50, -60, { 10406, 2594, 641, 152, 30 } },
		{ 40, -60, { 10316, 2504, 551, 62, 0 } },
		{ 45, -55, { 3284, 813, 195, 41, 2 } },
		{ 50, -50, { 1040, 259, 64, 15, 3 } },
	};
	for (int i = 0; i < 4; i++)
		for (int bit = 0; bit < 5; bit++) {
			struct loopmodel_input in = rig(16, 8192, 512);
			in.snr0_db = cases[i].snr0;
			in.noise_per_pass_db = cases[i].n;
			in.required_enob = 3 + bit;
			struct loopmodel_output out = ask(&in);
			check_real(out.passes_usable, cases[i].usable[bit], 0);
			assert_int_equal(
				!!(out.flags & LOOPMODEL_FLAG_BEYOND_K_USE),
				cases[i].usable[bit] < 512);
		}
}

/* A T that is too deep is flagged, the rate is still given; nothing is said
 * where nothing is known. */
static void test_beyond(void **state)
{
	(void)state;
	struct loopmodel_input in = rig(16, 8192, 152);
	in.snr0_db = 50;
	in.noise_per_pass_db = -60;
	in.required_enob = 6;
	assert_false(ask(&in).flags & LOOPMODEL_FLAG_BEYOND_K_USE);
	in.passes = 153;
	assert_true(ask(&in).flags & LOOPMODEL_FLAG_BEYOND_K_USE);
	assert_true(ask(&in).tokens_per_s > 0);
	/* The deepest token counts, not the mean. */
	static const double depths[] = { 10, 10, 10, 153 };
	struct loopmodel_error e;
	struct loopmodel_halting *h = loopmodel_halting_list(depths, 4, &e);
	in.halting = h;
	assert_true(ask(&in).flags & LOOPMODEL_FLAG_BEYOND_K_USE);
	loopmodel_halting_free(h);
	in = rig(16, 8192, 512);
	struct loopmodel_output out = ask(&in);
	assert_true(isinf(out.passes_usable) && isinf(out.snr_db));
	assert_false(out.flags & LOOPMODEL_FLAG_BEYOND_K_USE);
	/* 40 dB, n = 1e-6: 32.1325 dB after 512 passes (SN-3) */
	in.snr0_db = 40;
	in.noise_per_pass_db = -60;
	check_real(ask(&in).snr_db, 32.1325, 5e-5);
	in.passes = 100;
	check_real(ask(&in).snr_db, 36.9897, 5e-5);
	/* 37 dB fail no token; 14 dB fail one symbol in 700. */
	assert_false(ask(&in).flags & LOOPMODEL_FLAG_SER_OPTIMISTIC);
	in.snr0_db = 14;
	assert_true(ask(&in).flags & LOOPMODEL_FLAG_SER_OPTIMISTIC);
	in.ser = 1e-2;
	assert_false(ask(&in).flags & LOOPMODEL_FLAG_SER_OPTIMISTIC);
	in.ser = 0;
	in.snr0_db = 40;
	/* More slots at the same Ts: the same noise (TP-3.10). */
	in.width = 12288;
	check_real(ask(&in).snr_db, 36.9897, 5e-5);
}

static void test_noise_of_amplifier(void **state)
{
	(void)state;
	double n = loopmodel_noise_per_pass_db(-10, 5, BE_6NS, C_BAND);
	check_real(n, -61.704, 5e-4);
	/* Printed 6.75448e-7, with Be rounded to 83.333 MHz. */
	double rounded = loopmodel_noise_per_pass_db(-10, 5, 83.333e6, C_BAND);
	check_real(pow(10, rounded / 10) * 1e7, 6.75448, 5e-6);
	check_real(loopmodel_noise_per_pass_db(-10, 5, BE_100PS, C_BAND),
		   -43.923, 5e-4);
	check_real(pow(10, loopmodel_noise_per_pass_db(-10, 5, BE_100PS,
						       C_BAND) / 10) * 1e5,
		   4.05271, 5e-6);
	check_real(loopmodel_noise_per_pass_db(-10, 5.5, BE_6NS, C_BAND),
		   -61.20, 5e-3);
	check_real(loopmodel_noise_per_pass_db(-10, 7.5, BE_6NS, C_BAND),
		   -59.20, 5e-3);
	check_real(loopmodel_noise_per_pass_db(-13, 5.5, BE_6NS, C_BAND),
		   -58.20, 5e-3);
	check_real(loopmodel_noise_per_pass_db(-10, 5.5, BE_100PS, C_BAND),
		   -43.42, 5e-3);
	/* evaluate takes 1/(2 Ts), and converts to the basis in use: n is
	 * 1.5 times as large against the variance of {0, 1/2, 1}. */
	struct loopmodel_input in = rig(16, 8192, 512);
	in.amplifier_input_dbm = -10;
	in.snr_basis = LOOPMODEL_CARRIER;
	check_real(ask(&in).noise_per_pass_db, -61.704, 5e-4);
	in.snr_basis = LOOPMODEL_VARIANCE;
	check_real(ask(&in).noise_per_pass_db, -61.704 + 10 * log10(1.5), 5e-4);
	in.level_scheme = LOOPMODEL_QUADRATIC;
	check_real(ask(&in).noise_per_pass_db, -61.704 + 10 * log10(.96154),
		   5e-4);
	in.noise_per_pass_db = -50;
	check_real(ask(&in).noise_per_pass_db, -50, 0);
}

/* Stage predictions of the twin; n rounded where the text rounded it. */
static void test_stages(void **state)
{
	(void)state;
	static const struct {
		double snr0, p2, nf, be, n, required, usable;
	} cases[] = {
		{ 50, -10, 5.5, BE_6NS, 0, 19.89, 13520 },
		{ 50, -10, 5.5, BE_6NS, 0, 37.8845, 201 },
		{ 50, -10, 7.5, BE_6NS, 0, 19.89, 8530 },
		{ 50, -10, 7.5, BE_6NS, 0, 37.8845, 127 },
		{ 50, -13, 5.5, BE_6NS, 0, 37.8845, 101 },
		{ 45, -13, 5.5, BE_6NS, 0, 37.8845, 86 },
		{ 38, -10, 5.5, BE_100PS, 0, 19.89, 222 },
		{ 38, -10, 5.5, BE_100PS, 0, 37.8845, 0 },
		{ 50, 0, 0, 0, -61.20, 21.358, 6419 },
		{ 45, 0, 0, 0, -58.20, 21.358, 3207 },
		{ 38, 0, 0, 0, -43.42, 21.358, 104 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		double n = cases[i].n ?
				   cases[i].n + 10 * log10(1.5) :
				   loopmodel_noise_per_pass_db(cases[i].p2,
							       cases[i].nf,
							       cases[i].be,
							       C_BAND);
		check_real(loopmodel_passes_usable(cases[i].snr0, n,
						   cases[i].required),
			   cases[i].usable, 0);
	}
}

static void test_input_power(void **state)
{
	(void)state;
	static const struct {
		double enob, passes, be, dbm;
	} cases[] = {
		{ 6, 1, BE_6NS, -33.82 },    { 6, 512, BE_6NS, -6.73 },
		{ 9, 512, BE_6NS, 11.33 },   { 6, 512, BE_100PS, 11.05 },
		{ 9, 512, BE_100PS, 29.12 }, { 6, 512, BE_25PS, 17.08 },
		{ 3, 512, BE_6NS, -24.79 },  { 3, 512, BE_100PS, -7.01 },
		{ 3, 512, BE_25PS, -.99 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_real(loopmodel_input_power_dbm(
				   loopmodel_snr_for_enob_db(cases[i].enob),
				   cases[i].passes, 5, cases[i].be, C_BAND),
			   cases[i].dbm, 5.1e-3);
	static const double be[] = { BE_6NS, BE_100PS, BE_25PS };
	static const double dbm[] = { -24.22, -6.44, -.42 };
	for (int i = 0; i < 3; i++)
		check_real(loopmodel_input_power_dbm(19.89, 512, 5.5, be[i],
						     C_BAND),
			   dbm[i], 5.1e-3);
	/* 64 such lanes at 10 GBd: over +29 dBm at the amplifier */
	assert_true(11.05 + 10 * log10(64) > 29);
	check_real(loopmodel_enob_of_snr(19.887), 3.011, 5e-4);
}

static void test_symbol_errors(void **state)
{
	(void)state;
	static const struct {
		double snr, ser, digit;
	} forward[] = { { 14, 1.431209e-3, 5e-10 },
			{ 17, 9.705649e-6, 5e-13 },
			{ 20, 6.094199e-10, 5e-17 },
			{ 22, 8.433e-15, 5e-19 } };
	for (int i = 0; i < 4; i++)
		for (int levels = 0; levels < 3; levels += 2)
			check_real(loopmodel_ser(forward[i].snr,
						 (enum loopmodel_levels)levels,
						 LOOPMODEL_NOISE_EQUAL,
						 INFINITY),
				   forward[i].ser, forward[i].digit);
	static const struct {
		double ser, snr;
	} back[] = { { 1e-3, 14.2937 },
		     { 1e-6, 17.9048 },
		     { 1e-9, 19.8867 },
		     { 1e-12, 21.2536 } };
	for (int i = 0; i < 4; i++)
		check_real(loopmodel_snr_for_ser_db(back[i].ser,
						    LOOPMODEL_UNIPOLAR,
						    LOOPMODEL_NOISE_EQUAL,
						    INFINITY),
			   back[i].snr, 5.1e-5);
	/* sqrt(3 SNR/8) = d/2 sigma: 3.174684 ... 7.074489 */
	check_real(sqrt(3 * pow(10, 1.42937) / 8), 3.174684, 1e-5);
}

/* Noise that follows the light: equal levels lose, quadratic ones win. */
static void test_signal_noise(void **state)
{
	(void)state;
	check_real(loopmodel_snr_for_ser_db(1e-9, LOOPMODEL_UNIPOLAR,
					    LOOPMODEL_NOISE_SIGNAL, INFINITY),
		   21.358, 5e-4);
	check_real(loopmodel_snr_for_ser_db(1e-9, LOOPMODEL_QUADRATIC,
					    LOOPMODEL_NOISE_SIGNAL, INFINITY),
		   18.016, 5e-4);
	double at = 19.8867;
	check_real(loopmodel_ser(at, LOOPMODEL_UNIPOLAR,
				 LOOPMODEL_NOISE_SIGNAL, INFINITY) * 1e7,
		   1.8398, 5e-4);
	check_real(loopmodel_ser(at, LOOPMODEL_QUADRATIC,
				 LOOPMODEL_NOISE_SIGNAL, INFINITY) * 1e14,
		   4.349, 5e-3);
	/* s = .1, .15, .2 at 0, 1, 2: Q 4 and 2.857143 */
	static const double level[] = { 0, 1, 2 }, sigma[] = { .1, .15, .2 };
	check_real(loopmodel_ser_of_levels(level, sigma) * 1e3, 1.446025,
		   5e-7);
	const double between[] = {
		loopmodel_threshold_best(0, .1, 1, .15),
		loopmodel_threshold_best(1, .15, 2, .2),
	};
	check_real(between[0], .4060666, 5e-8);
	check_real(between[1], 1.4371803, 5e-8);
	check_real(loopmodel_ser_at(level, sigma, between) * 1e3, 1.429605,
		   5e-7);
	static const double near[] = { .4, 1 + 3. / 7 };
	check_real(loopmodel_ser_at(level, sigma, near) * 1e3, 1.446025, 5e-7);
	/* Alike sigmas: half-way. */
	check_real(loopmodel_threshold_best(0, .1, 1, .1), .5, 1e-15);
	/* s^2 = .01 level: equal spacing Q 7.0711/2.9289, quadratic 5/5 */
	double q = .5 / sqrt(.005), q2 = .5 / (sqrt(.005) + .1);
	check_real(q, 7.0711, 5e-5);
	check_real(q2, 2.9289, 5e-5);
	static const double equal[] = { 0, .5, 1 }, square[] = { 0, .25, 1 };
	const double s_equal[] = { 0, sqrt(.005), .1 };
	const double s_square[] = { 0, .05, .1 };
	double five = erfc(5 / sqrt(2)) / 2;
	check_real(loopmodel_ser_of_levels(square, s_square) /
			   (4. / 3 * five),
		   1, 1e-9);
	check_real(loopmodel_ser_of_levels(equal, s_equal) /
			   (2. / 3 *
			    (erfc(q / sqrt(2)) + erfc(q2 / sqrt(2))) / 2),
		   1, 1e-9);
	check_real(20 * log10(5 / q2), 4.645, 5e-4);
}

/* var/mean^2: 2/3, 1/.96154, 3/2; extinction makes less of it. */
static void test_levels(void **state)
{
	(void)state;
	check_real(1 / loopmodel_level_variance(LOOPMODEL_UNIPOLAR, INFINITY),
		   1.5, 1e-12);
	check_real(1 / loopmodel_level_variance(LOOPMODEL_QUADRATIC, INFINITY),
		   .96154, 5e-6);
	check_real(loopmodel_level_variance(LOOPMODEL_DUAL_RAIL, INFINITY),
		   1.5, 1e-12);
	/* 20 dB: .01, .505, 1 */
	check_real(loopmodel_level_variance(LOOPMODEL_UNIPOLAR, 20),
		   2 * .495 * .495 / 3 / (.505 * .505), 1e-12);
	/* Dual-rail, no noise in the dark: both eyes 1 to sigma. */
	double snr = 15.5630250076729; /* 36: sigma^2 = (2/3)/36 x 1/(2/3) */
	check_real(loopmodel_ser(snr, LOOPMODEL_DUAL_RAIL,
				 LOOPMODEL_NOISE_SIGNAL, INFINITY) /
			   (2. / 3 * erfc(6 / sqrt(2))),
		   1, 1e-9);
	/* The same loop asked on both bases allows the same passes. */
	struct loopmodel_input in = rig(16, 8192, 512);
	in.amplifier_input_dbm = -10;
	in.required_ser = 1e-9;
	in.noise_law = LOOPMODEL_NOISE_SIGNAL;
	struct loopmodel_output by_variance = ask(&in);
	in.snr_basis = LOOPMODEL_CARRIER;
	struct loopmodel_output by_carrier = ask(&in);
	check_real(by_carrier.passes_usable, by_variance.passes_usable, 0);
	check_real(by_carrier.ser_physics / by_variance.ser_physics, 1, 1e-9);
	check_real(by_variance.snr_required_db, 21.358, 5e-4);
	check_real(by_carrier.snr_required_db, 21.358 + 1.761, 1e-3);
}

static void test_crosstalk(void **state)
{
	(void)state;
	static const struct {
		double lanes, entry, sum;
	} sums[] = { { 16, -30, -18.2391 },
		     { 64, -30, -12.0066 },
		     { 16, -20, -8.2391 },
		     { 64, -20, -2.0066 } };
	for (int i = 0; i < 4; i++)
		check_real(loopmodel_crosstalk_sum_db(sums[i].lanes,
						      sums[i].entry),
			   sums[i].sum, 5e-5);
	check_real(loopmodel_crosstalk_allowed_db(16, 37.884), -49.645, 5e-4);
	check_real(loopmodel_crosstalk_allowed_db(64, 37.884), -55.878, 1e-3);
	static const double lanes[] = { 4, 12, 16, 64 };
	static const double allowed[] = { -34.66, -40.30, -41.65, -47.88 };
	struct loopmodel_input in = rig(16, 8192, 512);
	in.required_ser = 1e-9;
	for (int i = 0; i < 4; i++) {
		in.lanes = lanes[i];
		check_real(ask(&in).crosstalk_allowed_db, allowed[i], 5e-3);
	}
	/* The stricter of the two. */
	in.lanes = 16;
	in.required_enob = 6;
	check_real(ask(&in).crosstalk_allowed_db, -49.645, 1e-3);
	in.crosstalk_db = -41.7;
	assert_true(ask(&in).flags & LOOPMODEL_FLAG_CROSSTALK);
	in.crosstalk_db = -49.7;
	assert_false(ask(&in).flags & LOOPMODEL_FLAG_CROSSTALK);
	in.lanes = 1;
	assert_true(isinf(ask(&in).crosstalk_allowed_db));
}

/* Entries that differ, of one wavelength, and left alone for many passes. */
static void test_crosstalk_sums(void **state)
{
	(void)state;
	static const double mixed[] = { -25, -25, -30, -30, -30, -30, -30,
					  -30, -30, -30, -30, -30, -30, -30,
					  -30 };
	check_real(loopmodel_crosstalk_list_db(mixed, 15), -17.139, 5e-4);
	check_real(loopmodel_crosstalk_list_db(mixed, 3), -21.352, 5e-4);
	assert_true(isinf(loopmodel_crosstalk_list_db(mixed, 0)));
	/* Same wavelength: 4.472 % of the level, 26.990 dB */
	static const double entry[] = { -30, -30, -40, -50 };
	static const double beats[] = { 1, 15, 1, 1 };
	static const double snr[] = { 26.990, 15.229, 36.990, 46.990 };
	for (int i = 0; i < 4; i++)
		check_real(loopmodel_crosstalk_coherent_snr_db(entry[i],
							       beats[i]),
			   snr[i], 5e-4);
	/* Growth if left alone: n = 16, e = 1e-3 */
	static const double passes[] = { 1, 10, 100, 512 };
	static const double after[] = { -30.00, -20.311, -13.007, -12.042 };
	for (int i = 0; i < 4; i++)
		check_real(10 * log10(loopmodel_crosstalk_after(16, 1e-3,
								passes[i])),
			   after[i], 5e-4);
	double off = loopmodel_crosstalk_after(16, 1e-3, 512);
	check_real(1 - 15 * off, .0627, 5e-5);
	off = loopmodel_crosstalk_after(16, 1e-5, 512);
	check_real(10 * log10(off), -23.084, 5e-4);
	check_real(10 * log10(15 * off / (1 - 15 * off)), -10.990, 5e-4);
	off = loopmodel_crosstalk_after(2, 1e-3, 512);
	check_real(10 * log10(off), -4.940, 5e-4);
}

/* a = 1e-5 +- 1e-6, n = 1e-6 +- 1e-7, r = -1/2, at ENOB 6 */
static void test_bound(void **state)
{
	(void)state;
	struct loopmodel_error e;
	struct loopmodel_passes_bound b;
	double snr = loopmodel_snr_for_enob_db(6);
	assert_int_equal(loopmodel_passes_usable_bound(1e-5, 1e-6, 1e-6, 1e-7,
						       -5e-14, snr, &b, &e),
			 LOOPMODEL_OK);
	double k = (pow(10, -3.78845) - 1e-5) / 1e-6;
	double u = sqrt(1e-12 + k * k * 1e-14 - 2 * k * 5e-14) / 1e-6;
	check_real(b.passes, 152, 0);
	check_real(b.u, u, 1e-9);
	check_real(b.lower, floor(k - 1.645 * u), 0);
	assert_false(b.censored);
	/* n of nothing, +- 1e-7: only "more than". */
	assert_int_equal(loopmodel_passes_usable_bound(1e-5, 0, 0, 1e-7, 0,
						       snr, &b, &e),
			 LOOPMODEL_OK);
	assert_true(b.censored);
	check_real(b.lower, floor((pow(10, -3.78845) - 1e-5) / 1.645e-7), 0);
	/* SNR_0 is not enough: none, not a negative number */
	assert_int_equal(loopmodel_passes_usable_bound(1e-3, 0, 1e-6, 0, 0,
						       snr, &b, &e),
			 LOOPMODEL_OK);
	check_real(b.passes, 0, 0);
	check_real(b.lower, 0, 0);
	assert_int_equal(loopmodel_passes_usable_bound(0, 0, 0, 0, 0, snr, &b,
						       &e),
			 LOOPMODEL_RANGE);
	assert_int_equal(loopmodel_passes_usable_bound(0, 1, 1, 1, 2, snr, &b,
						       &e),
			 LOOPMODEL_RANGE);
	assert_string_equal(e.argument, "covariance");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usable_passes),
		cmocka_unit_test(test_beyond),
		cmocka_unit_test(test_noise_of_amplifier),
		cmocka_unit_test(test_stages),
		cmocka_unit_test(test_input_power),
		cmocka_unit_test(test_symbol_errors),
		cmocka_unit_test(test_signal_noise),
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_crosstalk),
		cmocka_unit_test(test_crosstalk_sums),
		cmocka_unit_test(test_bound),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
