/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elements that remember, the loop's raster, and the receiver's limits: each
 * alone against closed forms or a fine numerical solution. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/light_rig.h"
#include "twin/amplifier.h"
#include "twin/comparator.h"
#include "twin/receiver.h"
#include "twin/rng.h"

#define SOURCE(name) (1u << TWIN_SOURCE_##name)

/* Check points of the measurement definitions, section 13 step 5. */
static void test_gain(void **state)
{
	(void)state;
	light_near(twin_optics_gain(100, 1e-3), 91.3602, 5e-5);
	light_near(twin_optics_gain(100, 0.01), 57.0770, 5e-5);
	light_near(twin_optics_gain(100, 0.1), 18.0952, 5e-5);
	/* Half the gain at an output of G0 ln2/(G0 - 2) = 0.707293 Psat. */
	light_near(twin_optics_gain(100, 0.707293 / 50), 50, 5e-5);
	light_near(twin_optics_gain(100, 0), 100, 0);
	light_near(twin_optics_gain(1, 10), 1, 1e-12);
	/* Strong input: the equation itself. */
	double g = twin_optics_gain(1000, 50);
	light_near(g, 1000 * exp(-(g - 1) * 50), 1e-9 * g);
}

/* SN-6: a0 = 0.3, ans = 0.05. */
static void test_absorber(void **state)
{
	(void)state;
	static const double row[][3] = { { 0.1, 0.677273, 1.036608 },
					 { 1, 0.800000, 1.093750 },
					 { 10, 0.922727, 1.026870 } };
	for (size_t i = 0; i < 3; i++) {
		double slope;
		double t = twin_optics_absorber(0.3, 0.05, row[i][0], &slope);
		light_near(t, row[i][1], 5e-7);
		light_near(slope, row[i][2], 5e-7);
	}
}

/* The two rate equations by small Runge-Kutta steps; returns the mean of
 * exp(y) or y over the slot. */
struct rate {
	double rest, p;
	int amplifier;
};

static double slope(const struct rate *r, double y)
{
	return r->amplifier ? r->rest - y - (exp(y) - 1) * r->p :
			      r->rest - y - y * r->p;
}

static double integrate(const struct rate *r, double x, double *y)
{
	enum { STEPS = 200000 };
	double h = x / STEPS, sum = 0;
	for (int i = 0; i < STEPS; i++) {
		double a = slope(r, *y), b = slope(r, *y + h / 2 * a);
		double c = slope(r, *y + h / 2 * b), d = slope(r, *y + h * c);
		double before = *y;
		*y += h / 6 * (a + 2 * b + 2 * c + d);
		sum += r->amplifier ? (exp(before) + exp(*y)) / 2 :
				      (before + *y) / 2;
	}
	return sum / STEPS;
}

/* At rest: G = G0 exp(-(G - 1) p), the amplifier's own equation. */
static void test_amplifier_rests(void **state)
{
	(void)state;
	for (double p = 1e-3; p < 1; p *= 5) {
		double g = twin_optics_gain(43.26, p), h = log(g);
		double mean = twin_amplifier_slot(log(43.26), p, 30, &h);
		light_near(mean / g, 1, 1e-12);
		light_near(h, log(g), 1e-12);
	}
}

/* In the dark h goes to h0 as an exponential. */
static void test_amplifier_recovers(void **state)
{
	(void)state;
	for (double x = 0.01; x < 40; x *= 3) {
		double h = 2;
		twin_amplifier_slot(3.5, 0, x, &h);
		light_near(h, 3.5 - 1.5 * exp(-x), 1e-12);
	}
}

/* Much light in a short time (Agrawal and Olsson, IEEE J. Quantum Electron. 25,
 * 2297): 1 - exp(-h) falls by exp(-energy over saturation energy). */
static void test_amplifier_saturates(void **state)
{
	(void)state;
	for (double u = 0.01; u < 0.5; u *= 3) {
		double h = 3, x = 1e-6, p = u / x;
		double mean = twin_amplifier_slot(3, p, x, &h);
		double end = -log(1 - (1 - exp(-3.0)) * exp(-u));
		light_near(h, end, 2e-3 * (3 - end) + 1e-6);
		/* Energy out over energy in. */
		double out = log(1 + exp(3.0) * (exp(u) - 1)) / u;
		light_near(mean / out, 1, 2e-3);
	}
}

static void test_amplifier_in_general(void **state)
{
	(void)state;
	static const double x[] = { 0.5, 4, 30 }, p[] = { 0.002, 0.02, 0.1 };
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			for (double h0 = 2.5; h0 < 4; h0 += 0.9) {
				struct rate r = { 3.77, p[j], 1 };
				double h = h0, y = h0;
				double m = twin_amplifier_slot(3.77, p[j],
							       x[i], &h);
				double n = integrate(&r, x[i], &y);
				light_near(m / n, 1, 2e-3);
				light_near(h, y, 2e-3 * fabs(y - h0) + 1e-9);
			}
}

static void test_absorber_slot(void **state)
{
	(void)state;
	for (double x = 0.01; x < 50; x *= 4)
		for (double p = 0.1; p < 20; p *= 5) {
			struct rate r = { 0.3, p, 0 };
			double a = 0.12, y = 0.12;
			double m = twin_absorber_slot(0.3, p, x, &a);
			light_near(m, integrate(&r, x, &y), 1e-7);
			light_near(a, y, 1e-9);
		}
	double a = 0.12;
	/* Its limits: follows the slot, or stays. */
	light_near(twin_absorber_slot(0.3, 1, 1e9, &a), 0.15, 1e-9);
	a = 0.12;
	light_near(twin_absorber_slot(0.3, 1, 1e-9, &a), 0.12, 1e-9);
}

/* Between the limits, in the loop: after a long dark stretch the first bright
 * slot meets more absorption than the later ones, as one exponential. */
static void test_absorber_remembers(void **state)
{
	(void)state;
	enum { SLOTS = 40, DARK = 30 };
	struct twin_config c = light_config("S2", 0);
	struct light_rig rig;
	c.absorber.tau_s = 3 * c.slot_period_s;
	assert_int_equal(twin_config_absorber(&c), TWIN_DYNAMIC);
	light_rig_make(&rig, &c, 1, 0, SLOTS, 1);
	for (int m = 0; m < SLOTS; m++)
		rig.level[m] = m >= DARK;
	double *p = light_rig_burst(&rig, 0);
	/* p = 1 at the mean level; A has relaxed to a0 for DARK / 3 time
	 * constants from a0 / 2, and falls with twice the rate. */
	double start = 0.3 - 0.15 * exp(-DARK / 3.0), x = 2 / 3.0;
	for (int m = DARK; m < SLOTS; m++) {
		double decay = exp(-x * (m - DARK)) * (1 - exp(-x)) / x;
		double a = 0.15 + (start - 0.15) * decay;
		double t = 1 - a - 0.06;
		light_near(p[SLOTS + m] / p[m] * 0.79 / t, 1, 1e-9);
	}
	free(p);
	light_rig_free(&rig);
}

/* Neighbouring regimes meet: five hundred time constants in a slot are fast,
 * and a thousand frames in one slow. */
static void test_absorber_limits_meet(void **state)
{
	(void)state;
	struct twin_config c = light_config("S2", 0);
	for (int slow = 0; slow < 2; slow++) {
		double *p[2];
		for (int dynamic = 0; dynamic < 2; dynamic++) {
			struct light_rig rig;
			c.absorber.tau_s = c.slot_period_s *
					   (slow ? 64000 : 0.002);
			assert_int_equal(twin_config_absorber(&c),
					 slow ? TWIN_SLOW : TWIN_FAST);
			light_rig_make(&rig, &c, 1, 0, 64, 2);
			light_rig_pattern(&rig);
			if (dynamic)
				rig.optics.kind = TWIN_DYNAMIC;
			p[dynamic] = light_rig_burst(&rig, 0);
			light_rig_free(&rig);
		}
		/* What a slot remembers of the one before, and how far a
		 * pattern of three frames drags the slow one. */
		for (int i = 0; i < 192; i++)
			light_near(p[1][i] / p[0][i], 1, 2e-3);
		free(p[0]);
		free(p[1]);
	}
}

/* Moments against simulation where slots depend on those before. */
static void agree(const char *stage, double tau_slots, double slack)
{
	struct twin_config c = light_config(stage, SOURCE(ASE) | SOURCE(RIN));
	struct light_rig rig;
	if (tau_slots > 0)
		c.absorber.tau_s = tau_slots * c.slot_period_s;
	light_rig_make(&rig, &c, 3, 0, 48, 8);
	light_rig_pattern(&rig);
	light_rig_agree(&rig, 300, slack);
	light_rig_free(&rig);
}

static void test_moments_that_remember(void **state)
{
	(void)state;
	agree("S2-soa", 0, 0.02);
	agree("S2", 0.5, 0.02);
}

/* A semiconductor amplifier gives a dark slot more gain than a bright one. */
static void test_pattern_effect(void **state)
{
	(void)state;
	struct twin_config c = light_config("S2-soa", 0);
	struct light_rig rig;
	light_rig_make(&rig, &c, 1, 0, 64, 0);
	for (int m = 0; m < 64; m++)
		rig.level[m] = m / 32 ? rig.optics.level[2] :
					rig.optics.level[0];
	double *p = light_rig_burst(&rig, 0);
	/* At the end of each half the gain rests: 30 time constants a slot. */
	for (int half = 0; half < 2; half++) {
		double level = rig.level[half * 32];
		double g = twin_optics_gain(rig.optics.gain0, level * 0.01);
		light_near(p[half * 32 + 31] / (1e-4 * level), g /
			   rig.optics.gain, 1e-9);
	}
	free(p);
	light_rig_free(&rig);
}

/* Each pass mixes a slot with the one before: binomial after k passes. */
static void test_desync(void **state)
{
	(void)state;
	enum { SLOTS = 32, PASSES = 12 };
	struct twin_config c = light_config("S2", 0);
	for (int sign = -1; sign <= 1; sign += 2) {
		struct light_rig rig;
		double f = 0.07, w = pow(1 - f, PASSES);
		c.desync = sign * f;
		light_rig_make(&rig, &c, 1, 0, SLOTS, PASSES);
		for (int m = 0; m < SLOTS; m++)
			rig.level[m] = m == 5;
		double *p = light_rig_burst(&rig, 0);
		double *mean, *var;
		light_rig_moments(&rig, &mean, &var);
		for (int j = 0; j <= PASSES; j++) {
			int at = (5 + sign * j + SLOTS) % SLOTS;
			light_near(p[PASSES * SLOTS + at] / 1e-4, w * w, 1e-12);
			light_near(mean[PASSES * SLOTS + at] / 1e-4, w * w,
				   1e-12);
			w *= f / (1 - f) * (PASSES - j) / (j + 1);
		}
		free(p);
		free(mean);
		free(var);
		light_rig_free(&rig);
	}
}

/* A step between slots turns jitter of the pass into noise: after one pass the
 * field of a slot is 1 - |f|, of its dark neighbour |f|, f normal. */
static void test_loop_jitter(void **state)
{
	(void)state;
	enum { BURSTS = 4000 };
	struct twin_config c = light_config("S2", SOURCE(LOOP_JITTER));
	struct light_rig rig;
	c.loop_jitter_s = 0.01 * c.slot_period_s;
	light_rig_make(&rig, &c, 1, 0, 16, 1);
	for (int m = 0; m < 16; m++)
		rig.level[m] = m == 5;
	double late = 0, early = 0;
	for (unsigned r = 0; r < BURSTS; r++) {
		double *p = light_rig_burst(&rig, r);
		late += p[16 + 6] / 1e-4 / BURSTS;
		early += p[16 + 4] / 1e-4 / BURSTS;
		free(p);
	}
	/* E f^2 over either half; the spread of f^2 is 5/4 of it squared. */
	light_near((late + early) / 1e-4, 1, 4 * sqrt(2.0 / BURSTS));
	light_near(late / early, 1, 4 * 2 * sqrt(5.0 / BURSTS));
	light_rig_free(&rig);
}

static void test_receiver_saturates(void **state)
{
	(void)state;
	struct twin_receiver rx = { .saturation_a = 1e-3 };
	double s, i = 0.75e-3, step = 1e-9;
	light_near(twin_receiver_saturate(&rx, i, &s), 0.6e-3, 1e-15);
	light_near(s, 0.8 * 0.8 * 0.8, 1e-12);
	light_near((twin_receiver_saturate(&rx, i + step, NULL) - 0.6e-3) /
			   step,
		   s, 1e-5);
	rx.saturation_a = 0;
	light_near(twin_receiver_saturate(&rx, i, &s), i, 0);
	light_near(s, 1, 0);
}

/* TC-2: hysteresis VH in noise, p = (Q((h - VH/2)/s) + Q((h + VH/2)/s))/2 for
 * an even chance of either state before; here the state is made low. */
static void test_comparator_noise(void **state)
{
	(void)state;
	enum { N = 20000 };
	static double mv[2 * N], work[2 * N];
	static int8_t out[2 * N];
	struct twin_comparator c = { .threshold_mv = { 0, 1000 },
				     .hysteresis_mv = 20,
				     .noise_mv = 50 };
	c.input = twin_rng_make(1, TWIN_SOURCE_COMPARATOR);
	for (int i = 0; i < 2 * N; i++)
		mv[i] = i % 2 ? -60 : -10000;
	twin_comparator_noise(&c, (struct twin_rng_at){ 0 }, mv, 2 * N, work);
	twin_comparator_decide(&c, (struct twin_rng_at){ 0 }, mv, 2 * N, out,
			       1);
	double high = 0, q = 0.5 * erfc(70 / 50.0 / sqrt(2));
	for (int i = 1; i < 2 * N; i += 2)
		high += out[i] == 0;
	light_near(high / N, q, 4 * sqrt(q / N));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gain),
		cmocka_unit_test(test_absorber),
		cmocka_unit_test(test_amplifier_rests),
		cmocka_unit_test(test_amplifier_recovers),
		cmocka_unit_test(test_amplifier_saturates),
		cmocka_unit_test(test_amplifier_in_general),
		cmocka_unit_test(test_absorber_slot),
		cmocka_unit_test(test_absorber_remembers),
		cmocka_unit_test(test_absorber_limits_meet),
		cmocka_unit_test(test_moments_that_remember),
		cmocka_unit_test(test_pattern_effect),
		cmocka_unit_test(test_desync),
		cmocka_unit_test(test_loop_jitter),
		cmocka_unit_test(test_receiver_saturates),
		cmocka_unit_test(test_comparator_noise),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
