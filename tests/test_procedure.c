/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From recordings to results: what each procedure must say of recordings
 * whose content is known. Expected values follow from how they are made.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorded.h"

static void test_noise_floor(void **state)
{
	struct trial t = { 0 };
	struct content dark = dark_content(50);
	(void)state;
	add(&t, make("dark", consecutive, 16, &dark, 7));
	assert_int_equal(evaluate(&t, "front-end-noise"), ERR_OK);
	const struct estimate *v = good(&t, "noise_floor_voltage", -1);
	const struct estimate *a = good(&t, "noise_floor", -1);
	const struct estimate *nsd = good(&t, "noise_density", -1);
	/* Rounding to codes adds 1/12. */
	double volts = sqrt(50 * 50 + 1. / 12) * VOLT_PER_CODE;
	near_u(v, volts);
	near_u(good(&t, "dark_level", -1), (DARK + OFFSET) * VOLT_PER_CODE);
	near(a, v->value / 2000, 1e-12 * a->value);
	/* The 3 % of the transimpedance are in the current. */
	near(a, volts / 2000, 5 * v->u / 2000);
	assert_true(fabs(a->u / a->value -
			 hypot(v->u / v->value, .03)) < 1e-9);
	assert_true(a->hi - a->lo > 3.9 * .03 * a->value);
	assert_true(nsd->u > .03 * nsd->value);
	/* White noise: rms over the root of the Nyquist band. */
	near(nsd, volts / 2000 / sqrt(1 / 6e-9 / 2), .02 * nsd->value);
	end(&t);
	/* Windows that do not follow one another are records of their own. */
	add(&t, make("dark", spread, SPREAD, &dark, 8));
	assert_int_equal(evaluate(&t, "front-end-noise"), ERR_OK);
	near_u(good(&t, "noise_floor_voltage", -1), volts);
	for (size_t i = 0; i < t.out.ncurves; i++)
		assert_true(t.out.curves[i].n <= SAMPLES / 2);
	end(&t);
}

static void test_calibration_missing(void **state)
{
	static const char *const cases[][2] = {
		{ "front-end-noise", "tia_ohm" },
		{ "front-end-noise", "tia_ohm_u" },
		{ "loop-timing", "adc_clock_u" },
	};
	struct content dark = dark_content(50);
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct trial t = { 0 };
		struct capture *c = make("dark", consecutive, 16, &dark, 7);
		if (strcmp(cases[i][0], "loop-timing") == 0)
			strcpy(c->label, "raw");
		capture_fact_set(c, cases[i][1], NAN);
		add(&t, c);
		assert_int_equal(evaluate(&t, cases[i][0]), ERR_INPUT);
		end(&t);
	}
}

static void test_loop_gain(void **state)
{
	static const double gains[] = { .99, 1, 1.005 };
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct trial t = { 0 };
		struct content loop = loop_content(gains[i], 1e-4, 0);
		add(&t, make("signal", spread, SPREAD, &loop, 9 + i));
		assert_int_equal(evaluate(&t, "loop-gain"), ERR_OK);
		const struct estimate *db = good(&t, "net_gain_db", -1);
		const struct estimate *u = good(&t, "net_gain_db_u", -1);
		near_u(good(&t, "net_gain", -1), gains[i]);
		near_u(db, 10 * log10(gains[i]));
		near(u, db->u, 1e-12);
		assert_true(fabs(u->u * sqrt(2. * (BURSTS - 1)) / u->value -
				 1) < 1e-9);
		if (gains[i] < 1)
			near_u(good(&t, "half_life", -1),
			       log(.5) / log(gains[i]));
		end(&t);
	}
}

/* Levels 0, 1, 2: var 2/3 (equally frequent), so y = 1.5 (a + n k). */
static void test_snr(void **state)
{
	struct trial t = { 0 };
	struct content loop = loop_content(1, 1e-4, 2e-5);
	struct content dark = dark_content(5);
	(void)state;
	add(&t, make("dark", spread, 1, &dark, 20));
	add(&t, make("signal", spread, SPREAD, &loop, 21));
	assert_int_equal(evaluate(&t, "snr-vs-passes"), ERR_OK);
	for (size_t i = 0; i < SPREAD; i++)
		near_u(good(&t, "snr", (int)spread[i]),
		       -10 * log10(1.5 * (1e-4 + 2e-5 * spread[i])));
	const struct estimate *n = good(&t, "noise_per_pass", -1);
	const struct estimate *c = good(&t, "noise_per_pass_carrier", -1);
	near_u(good(&t, "noise_start", -1), 10 * log10(1.5e-4));
	near_u(n, 10 * log10(3e-5));
	assert_true(n->u < .3);
	/* Carrier basis, level 1: 1.761 dB below. The baseline is no light. */
	near(c, n->value - 10 * log10(1.5), .01);
	near(c, 10 * log10(2e-5), 5 * n->u);
	assert_true(strncmp(n->method, "SN-3/", 5) == 0 &&
		    (n->method[5] == 'L' || n->method[5] == 'G'));
	const struct estimate *p = good(&t, "fit_p", -1);
	assert_true(p->value >= .01 && p->value <= 1);
	assert_string_equal(p->method, n->method);
	near(good(&t, "fit_chi2_per_dof", -1), 1, 2);
	/* (1/SNR - a)/n at 19.887 dB */
	const struct estimate *k = good(&t, "useful_passes", -1);
	near_u(k, (pow(10, -1.9887) - 1.5e-4) / 3e-5);
	assert_true(result(&t, "useful_passes_lower", -1)->value < k->value);
	assert_true(k->flags & ESTIMATE_FLAG_EXTRAPOLATED);
	assert_int_equal(strncmp(k->method, "SN-4/", 5), 0);
	assert_string_equal(k->method + 5, n->method + 5);
	end(&t);
}

/* Gain that depends on the level is said of n too. */
static void test_saturating(void **state)
{
	(void)state;
	struct trial t = { 0 };
	struct content loop = loop_content(1, 1e-4, 2e-5);
	struct content dark = dark_content(5);
	for (size_t i = 0; i < SPREAD; i++) {
		double bend = exp(-2e-5 * spread[i] * spread[i]);
		loop.amplitude[i] *= bend;
		loop.noise[i] *= bend;
	}
	add(&t, make("dark", spread, 1, &dark, 20));
	add(&t, make("signal", spread, SPREAD, &loop, 22));
	assert_int_equal(evaluate(&t, "loop-gain"), ERR_OK);
	assert_true(good(&t, "net_gain", -1)->flags &
		    ESTIMATE_FLAG_SATURATING);
	output_free(&t.out);
	t.out = (struct procedure_output){ 0 };
	assert_int_equal(evaluate(&t, "snr-vs-passes"), ERR_OK);
	assert_true(result(&t, "noise_per_pass", -1)->flags &
		    ESTIMATE_FLAG_SATURATING);
	end(&t);
}

/* The baseline moves by 40 codes, 2 % of the mean level, when light is let in:
 * the carrier basis knows that it is unsure by 0.17 dB. */
static void test_moved_baseline(void **state)
{
	(void)state;
	for (int moved = 0; moved < 2; moved++) {
		struct trial t = { 0 };
		struct content loop = loop_content(1, 1e-6, 2e-5);
		struct content dark = dark_content(5);
		struct capture *c = make("signal", spread, SPREAD, &loop, 21);
		for (size_t i = 0; moved && i < BURSTS * SPREAD * SAMPLES; i++)
			c->codes[i] += 40;
		add(&t, make("dark", spread, 1, &dark, 20));
		add(&t, c);
		assert_int_equal(evaluate(&t, "snr-vs-passes"), ERR_OK);
		double u = good(&t, "noise_per_pass", -1)->u;
		const struct estimate *e = good(&t, "noise_per_pass_carrier",
						-1);
		double added = sqrt(e->u * e->u - u * u);
		assert_true(fabs(added - moved * 8.686 * .02) < .01);
		near_u(e, 10 * log10(2e-5));
		end(&t);
	}
}

/* Noise of +-NOISE codes, as many of each sign among the slots of a symbol and
 * among the bursts of a slot: no mean and no gain of a burst. */
#define NOISE 40
static void alternate(struct capture *c)
{
	size_t seen[3] = { 0 };
	for (size_t m = 0; m < SLOTS; m++) {
		size_t turn = seen[c->pattern[m] + 1]++;
		for (size_t r = 0; r < BURSTS; r++)
			for (size_t w = 0; w < c->windows; w++)
				c->codes[(r * c->windows + w) * SAMPLES + m] +=
					(r + turn) % 2 ? -NOISE : NOISE;
	}
}

/* The basis is three equally frequent symbols: exact to rounding. */
static void test_snr_basis(void **state)
{
	struct trial t = { 0 };
	struct content loop = loop_content(1, 0, 0);
	struct content dark = dark_content(5);
	struct capture *c = make("signal", spread, SPREAD, &loop, 21);
	(void)state;
	alternate(c);
	add(&t, make("dark", spread, 1, &dark, 20));
	add(&t, c);
	assert_int_equal(evaluate(&t, "snr-vs-passes"), ERR_OK);
	double m = SLOTS, r = BURSTS, a = 2000. * 2000 * 2 / 3, s2 = 0;
	/* Levels -1, 0, 1: d^2 over its sum is 1/40 for the outer ones. */
	for (int i = 0; i < 3; i++) {
		double kept = 1 - 1 / m - (i == 1 ? 0 : 1. / 40);
		s2 += NOISE * NOISE * r / (r - 1) / kept / 3;
	}
	double nu = (m - 2) * (r - 1), basis = m / (m - 1);
	double snr = (nu - 2) / nu * a / s2 - 1 / r / basis;
	for (size_t i = 0; i < SPREAD; i++)
		near(good(&t, "snr", (int)spread[i]), 10 * log10(snr), 1e-9);
	near(good(&t, "noise_start", -1),
	     -10 * log10(a / s2 - 1 / r / basis), 1e-6);
	end(&t);
}

/* Receiver noise grows against light that decays: the dark record says how
 * much, and n is what the loop adds. */
static void test_decaying_light(void **state)
{
	struct trial t = { 0 };
	double g = .99, n = 1e-5, receiver = 30;
	struct content loop = loop_content(g, 1e-4, 0);
	struct content dark = dark_content(receiver);
	(void)state;
	for (size_t i = 0; i < SPREAD; i++) {
		double h = (pow(g, -(double)spread[i]) - 1) / (1 - g);
		double own = loop.amplitude[i] * sqrt(1e-4 + n * h);
		loop.noise[i] = hypot(own, receiver);
	}
	add(&t, make("dark", spread, SPREAD, &dark, 24));
	add(&t, make("signal", spread, SPREAD, &loop, 25));
	assert_int_equal(evaluate(&t, "snr-vs-passes"), ERR_OK);
	const struct estimate *e = good(&t, "noise_per_pass", -1);
	near_u(e, 10 * log10(1.5 * n));
	assert_true(e->u < .4);
	assert_string_equal(e->method, "SN-3/G");
	end(&t);
}

/* From the fourth window on the bursts differ so much that their mean does not
 * stand 10 u above zero: there is an SNR, but no ring-down. */
static void test_no_gain_no_accumulation(void **state)
{
	struct trial t = { 0 };
	struct content loop = loop_content(1, 1e-4, 2e-5);
	struct content dark = dark_content(5);
	(void)state;
	for (size_t i = 3; i < SPREAD; i++) {
		loop.amplitude[i] = 800;
		loop.jitter[i] = 2;
	}
	add(&t, make("dark", spread, 1, &dark, 20));
	add(&t, make("signal", spread, SPREAD, &loop, 21));
	assert_int_equal(evaluate(&t, "snr-vs-passes"), ERR_OK);
	good(&t, "snr", 48);
	static const char *const names[] = {
		"noise_start", "noise_per_pass", "noise_per_pass_carrier",
		"useful_passes", "useful_passes_lower", "fit_p",
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_equal(result(&t, names[i], -1)->status,
				 ESTIMATE_INSUFFICIENT);
	for (size_t i = 0; i < t.out.ncurves; i++)
		assert_string_equal(t.out.curves[i].name, "snr-on");
	end(&t);
}

/* Off is better by 6 dB at passes 0 and 1, on by 6 dB from pass 2 on. */
static void test_on_off(void **state)
{
	struct trial t = { 0 };
	struct content on = loop_content(1, 1e-4, 0), off = on;
	(void)state;
	for (size_t i = 0; i < 5; i++) {
		on.noise[i] *= i < 2 ? 2 : 1;
		off.noise[i] *= i < 2 ? 1 : 2;
	}
	for (unsigned p = 1; p <= 4; p++) {
		char label[CAPTURE_LABEL_MAX];
		snprintf(label, sizeof(label), "on-%u", p);
		add(&t, make(label, spread, 5, &on, 40 + p));
		snprintf(label, sizeof(label), "off-%u", p);
		add(&t, make(label, spread, 5, &off, 50 + p));
	}
	assert_int_equal(evaluate(&t, "amplifier-on-off"), ERR_OK);
	for (int k = 0; k < 5; k++) {
		double sign = k < 2 ? -1 : 1, step = 20 * log10(2);
		double better = -10 * log10(1.5e-4);
		double on_db = better - (k < 2) * step;
		near(good(&t, "amplifier_advantage", k), sign * step, .5);
		near_u(good(&t, "snr_on", k), on_db);
		near_u(good(&t, "snr_off", k), on_db - sign * step);
		/* Of four blocks: half of one's, sqrt(2/nu2) at this SNR. */
		double u = 10 / M_LN10 *
			   sqrt(2. / ((SLOTS - 2) * (BURSTS - 1))) / 2;
		assert_true(fabs(good(&t, "snr_on", k)->u / u - 1) < .2);
	}
	near(good(&t, "crossover_pass", -1), 2, 0);
	assert_true(result(&t, "crossover_pass", -1)->lo == 1);
	end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_noise_floor),
		cmocka_unit_test(test_calibration_missing),
		cmocka_unit_test(test_loop_gain),
		cmocka_unit_test(test_snr),
		cmocka_unit_test(test_saturating),
		cmocka_unit_test(test_moved_baseline),
		cmocka_unit_test(test_snr_basis),
		cmocka_unit_test(test_decaying_light),
		cmocka_unit_test(test_no_gain_no_accumulation),
		cmocka_unit_test(test_on_off),
	};
	return cmocka_run_group_tests_name("procedures", tests, NULL, NULL);
}
