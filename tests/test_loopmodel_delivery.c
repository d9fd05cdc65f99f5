/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Availability, errors, retries and codes: CD-1, CD-2 and TP-1's check
 * points. */
#include "loopmodel_case.h"

static void test_token_errors(void **state)
{
	(void)state;
	static const struct {
		double ser, decisions, p, digit;
	} cases[] = {
		{ 1e-6, LOOPMODEL_EVERY_PASS, .98492, 5e-6 },
		{ 1e-9, LOOPMODEL_EVERY_PASS, .00418552, 5e-9 },
		{ 1e-10, LOOPMODEL_EVERY_PASS, 4.19342e-4, 5e-10 },
		{ 1e-6, LOOPMODEL_AT_READOUT, .00815854, 5e-9 },
		{ 0, LOOPMODEL_EVERY_PASS, 0, 0 },
		{ 1, LOOPMODEL_AT_READOUT, 1, 0 },
	};
	struct loopmodel_input in = rig(16, 8192, 512);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		in.ser = cases[i].ser;
		in.decisions = cases[i].decisions;
		check_real(ask(&in).token_error, cases[i].p, cases[i].digit);
	}
	in.ser = 1e-6;
	in.decisions = LOOPMODEL_EVERY_PASS;
	check_real(ask(&in).attempts, 66.31, .005);
	in.ser = 1e-9;
	check_real(ask(&in).attempts, 1.0042031, 5e-8);
	/* p_tok <= 1e-3 */
	check_real(loopmodel_ser_allowed(1e-3, 4194304) * 1e10, 2.38538, 5e-6);
	check_real(loopmodel_ser_allowed(1e-3, 8192) * 1e7, 1.22131, 5e-6);
	/* ... which the text has as 1e-3/N, .05 % lower. */
	check_real(1e-3 / 4194304 * 1e10, 2.3842, 5e-5);
	check_real(1e-3 / 8192 * 1e7, 1.2207, 5e-5);
}

/* Certain and hopeless tokens give no NaN. */
static void test_ends(void **state)
{
	(void)state;
	struct loopmodel_input in = rig(16, 8192, 1);
	in.ser = 1;
	for (double every = 0; every < 2; every++)
		for (double code = 0; code < 2; code++)
			for (double retry = 0; retry < 3; retry++) {
				in.decisions = every;
				in.retry = retry;
				in.ecc_n = code * 3;
				in.ecc_k = code;
				in.ecc_t = code;
				struct loopmodel_output out = ask(&in);
				check_real(out.token_error, 1, 0);
				check_real(out.lost, 1, 0);
				check_real(out.delivered_per_s, 0, 0);
				assert_false(isnan(out.attempts));
				assert_true(out.flags &
					    LOOPMODEL_FLAG_FEW_DELIVERED);
			}
}

/* One in ten goes wrong: 1.11 attempts with two more, .001 lost; the rate of
 * accepted tokens is the same whatever the policy. */
static void test_retries(void **state)
{
	(void)state;
	struct loopmodel_input in = rig(1, 1, 1);
	in.ser = .1;
	in.retry = LOOPMODEL_CAPPED;
	in.retries = 2;
	struct loopmodel_output capped = ask(&in);
	check_real(capped.token_error, .1, 1e-12);
	check_real(capped.attempts, 1.11, 1e-12);
	check_real(capped.lost, 1e-3, 1e-12);
	check_real(capped.latency_s / capped.token_s, 1.11, 1e-12);
	in.retry = LOOPMODEL_UNLIMITED;
	struct loopmodel_output endless = ask(&in);
	check_real(endless.attempts, 1 / .9, 1e-12);
	check_real(endless.lost, 0, 0);
	in.retry = LOOPMODEL_DROP;
	struct loopmodel_output drop = ask(&in);
	check_real(drop.attempts, 1, 0);
	check_real(drop.lost, .1, 1e-12);
	check_real(drop.delivered_per_s, endless.delivered_per_s, 0);
	check_real(drop.delivered_per_s, capped.delivered_per_s, 0);
	check_real(drop.delivered_per_s / drop.tokens_per_s, .9, 1e-12);
	/* A wrong token which is not noticed is not tried again. */
	in.detection = .6;
	drop = ask(&in);
	check_real(drop.wrong_per_s / drop.attempted_per_s, .04, 1e-12);
	check_real(drop.lost, .06, 1e-12);
	check_real(drop.delivered_per_s / drop.tokens_per_s, .9, 1e-12);
}

/* 627.406 x .99551598 x (1 - .0041855) = 621.979 delivered. */
static void test_delivered(void **state)
{
	(void)state;
	struct loopmodel_input in = rig(16, 8192, 512);
	in.ser = 1e-9;
	in.decisions = LOOPMODEL_EVERY_PASS;
	in.calibration_interval = 60;
	in.calibration_time = .1;
	in.lock_mtbf = 600;
	in.relock_time = loopmodel_lognormal_mean(1.5, .5);
	check_real(in.relock_time, 1.69972, 5e-6);
	struct loopmodel_output out = ask(&in);
	/* Printed .99551598, 4e-8 more than its own factors give:
	 * 60/60.1 / (1 + 1.5 exp(.125)/600) = .995515938. */
	check_real(out.availability, .995515938, 5e-10);
	check_real(out.availability, .99551598, 5e-8);
	check_real(out.attempted_per_s, 627.406 * .99551598, 5e-4);
	check_real(out.delivered_per_s, 621.979, 5e-4);
	check_real(out.wrong_per_s, 0, 0);
	in.lock_mtbf = 0;
	in.relock_time = 0;
	check_real(ask(&in).availability, .99833611, 5e-9);
	in.calibration_interval = 600;
	in.calibration_time = 5;
	in.lock_mtbf = 3600;
	in.relock_time = 3;
	check_real(ask(&in).availability, .99090978, 5e-9);
	in.other_availability = .5;
	check_real(ask(&in).availability, .99090978 / 2, 5e-9);
	/* Two streams of a long loop deliver twice as many. */
	struct loopmodel_output one = ask(&in);
	in.loop_period = 2 * 512 * 6 * NS;
	in.streams = 2;
	check_real(ask(&in).delivered_per_s / one.delivered_per_s,
		   2 * one.token_s / ask(&in).token_s, 1e-12);
}

/* Ternary Golay [11,6,5] and threefold repetition. */
static void test_codes(void **state)
{
	(void)state;
	check_real(loopmodel_block_failure(11, 2, 1e-3) * 1e7, 1.64013, 5e-6);
	check_real(loopmodel_block_failure(11, 2, 1e-4) * 1e10, 1.64901, 5e-6);
	static const double ps[] = { 1e-9, 1e-3, .1, .5, .9, 1 };
	for (int i = 0; i < 6; i++) {
		double p = ps[i], want = 3 * p * p - 2 * p * p * p;
		check_real(loopmodel_block_failure(3, 1, p) / want, 1, 1e-12);
	}
	check_real(loopmodel_block_failure(11, 2, 0), 0, 0);
	check_real(loopmodel_block_failure(3, 3, .5), 0, 0);
	struct loopmodel_input in = rig(16, 8192, 512);
	in.ser = 1e-3;
	double bare_io = ask(&in).io_s;
	in.ecc_n = 11;
	in.ecc_k = 6;
	in.ecc_t = 2;
	struct loopmodel_output out = ask(&in);
	check_real(in.ecc_k / in.ecc_n, .545455, 5e-7);
	check_real(out.block_error * 1e7, 1.64013, 5e-6);
	/* 1366 blocks hold 8192 symbols. */
	check_real(out.token_error, 1 - pow(1 - 1.64013e-7, 1366), 1e-8);
	/* 5/6 more of 5 us and of a frame of 3.072 us */
	check_real((out.io_s - bare_io) / US, 5. / 6 * 8.072, 1e-9);
	/* Decided in every pass: the code helps in the last one only. */
	in.decisions = LOOPMODEL_EVERY_PASS;
	in.ser = 1e-9;
	check_real(ask(&in).token_error, 8192 * 511 * 1e-9, 1e-5);
}

static void test_lock_bounds(void **state)
{
	(void)state;
	struct loopmodel_error e;
	struct loopmodel_bounds b;
	assert_int_equal(loopmodel_availability_bounds(600, 2, 20, .95, &b, &e),
			 LOOPMODEL_OK);
	check_real(b.value, .99667774, 5e-9);
	check_real(b.u, .0010471, 5e-8);
	check_real(b.lo, .993788, 5e-7);
	check_real(b.hi, .998226, 5e-7);
	assert_int_equal(loopmodel_mtbf_bounds(12, 7200, .95, &b, &e),
			 LOOPMODEL_OK);
	check_real(b.value, 600, 1e-9);
	check_real(3600 / b.hi, 3.1003, 5e-5);
	check_real(3600 / b.lo, 10.4808, 5e-5);
	/* Any number of losses and cycles: 1.96 / sqrt(n) wide on each side. */
	for (double n = 900; n < 1e6; n *= 1.01) {
		assert_int_equal(loopmodel_mtbf_bounds(n, n, .95, &b, NULL),
				 LOOPMODEL_OK);
		assert_true(fabs((b.hi - b.lo) * sqrt(n) / 3.92 - 1) < .01);
		assert_int_equal(loopmodel_availability_bounds(1, 1, n, .95, &b,
							       NULL),
				 LOOPMODEL_OK);
		assert_true(fabs((b.hi - b.lo) / b.u / 3.92 - 1) < .01);
	}
	assert_int_equal(loopmodel_mtbf_bounds(0, 7200, .95, &b, &e),
			 LOOPMODEL_OK);
	check_real(b.lo, 2403.4, .05);
	assert_true(isinf(b.hi));
	assert_int_equal(loopmodel_mtbf_bounds(-1, 7200, .95, &b, &e),
			 LOOPMODEL_RANGE);
	assert_string_equal(e.argument, "losses");
	assert_int_equal(loopmodel_availability_bounds(0, 2, 20, .95, &b, &e),
			 LOOPMODEL_RANGE);
	assert_int_equal(loopmodel_availability_bounds(1, 2, 20, 1, &b, &e),
			 LOOPMODEL_RANGE);
	assert_string_equal(e.argument, "coverage");
}

static void test_intervals(void **state)
{
	(void)state;
	struct loopmodel_interval i = loopmodel_interval_walk(.05, 1, 1e-6);
	check_real(i.interval, 316.228, 5e-4);
	check_real(i.loss * 1e4, 3.16228, 5e-6);
	i = loopmodel_interval_drift(.05, 1, 1e-5);
	check_real(i.interval, 908.560, 5e-4);
	i = loopmodel_interval_failure(2, 3600);
	check_real(i.interval, 120, 1e-9);
	check_real(i.loss * 100, 3.333, 5e-4);
	i = loopmodel_interval_failure_exact(2, 3600);
	check_real(i.interval, 118.670, 5e-4);
	check_real(i.loss, .0340877, 1e-7);
	/* b = .1, D = 1e-4/s: mean exit 100 s */
	check_real(loopmodel_exit_probability(.1, 1e-4, 30), .135778, 5e-7);
	check_real(loopmodel_exit_time(.1, 1e-4, .05), 19.905, 5e-4);
	double mean = 0;
	for (double t = .5; t < 3000; t++)
		mean += 1 - loopmodel_exit_probability(.1, 1e-4, t);
	check_real(mean, 100, .01);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_token_errors),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_retries),
		cmocka_unit_test(test_delivered),
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_lock_bounds),
		cmocka_unit_test(test_intervals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
