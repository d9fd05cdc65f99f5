/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raw samples of slot-wise constant light through a one-pole receiver, by
 * closed form, and the periods that loop-timing must find in them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorded.h"
#include "simulate.h"

#define TS 6.003e-9
#define F3 1.1e8
#define T0 11e-9 /* first light on the time scale of the samples */
#define WINDOW 400

/* Receiver's output at time t of a frame that begins at 0. */
static double response(const int8_t *symbol, double t)
{
	double y = 0, rate = 2 * M_PI * F3;
	for (int m = 0; m <= SLOTS; m++) {
		double level = m < SLOTS ? symbol[m] + 1 : 0, from = m * TS;
		if (t <= from)
			return y;
		double on = m < SLOTS ? fmin(t - from, TS) : t - from;
		y = level + (y - level) * exp(-rate * on);
	}
	return y;
}

static struct capture *raw(double loop, uint64_t seed)
{
	static const unsigned record[] = { 0, 1, 2, 3, 4, 6, 8, 10, 12, 16 };
	enum { WINDOWS = 10 };
	struct content none = { 0 };
	struct simulate_rng rng;
	struct capture *c = make("raw", record, WINDOWS, &none, 1);
	c->integrate = false;
	c->samples = WINDOW;
	c->sampling_hz = 1e9;
	c->slot_period_s = 6e-9;
	c->pass_period_s = 384e-9;
	c->bandwidth_hz = 1.2e8;
	free(c->codes);
	c->codes = calloc(BURSTS * WINDOWS * WINDOW, sizeof(*c->codes));
	simulate_seed(&rng, seed);
	for (size_t w = 0; w < WINDOWS; w++) {
		double mean[WINDOW];
		for (size_t i = 0; i < WINDOW; i++) {
			double t = (capture_window_start(c, w) + (double)i) /
				   c->sampling_hz - T0;
			mean[i] = 0;
			for (unsigned k = 0; k <= c->passes; k++)
				if (t >= k * loop && t < (k + 1) * loop)
					mean[i] = response(c->pattern,
							   t - k * loop);
		}
		for (size_t r = 0; r < BURSTS; r++)
			for (size_t i = 0; i < WINDOW; i++)
				c->codes[(r * WINDOWS + w) * WINDOW + i] =
					(int32_t)lround(
						4000 * mean[i] + DARK +
						60 * simulate_normal(&rng));
	}
	return c;
}

static void test_periods(void **state)
{
	(void)state;
	/* Below and above a whole number of slots, and far off it. */
	static const double slots[] = { 64 - .02, 64 + .02, 64 + .2 };
	for (size_t i = 0; i < 3; i++) {
		struct trial t = { 0 };
		double loop = slots[i] * TS;
		add(&t, raw(loop, 60 + i));
		assert_int_equal(evaluate(&t, "loop-timing"), ERR_OK);
		const struct estimate *tau = good(&t, "loop_period", -1);
		const struct estimate *ts = good(&t, "slot_period", -1);
		near_u(tau, loop);
		near_u(ts, TS);
		near_u(good(&t, "bandwidth", -1), F3);
		assert_true(tau->u < 1e-11 && ts->u < 1e-13);
		/* The clock's 1 ppm is in both. */
		assert_true(tau->u > 1e-6 * loop && ts->u > 1e-6 * TS);
		near(good(&t, "loop_slots", -1), 64, 0);
		const struct estimate *d = good(&t, "desync", -1);
		assert_true(d->value > 0);
		near_u(d, fabs(slots[i] - 64));
		assert_true(!!(d->flags & ESTIMATE_FLAG_DESYNC) == (i == 2));
		/* u of a u: 1/sqrt(2 nu) of it. */
		const struct estimate *u = good(&t, "loop_period_u", -1);
		near(u, tau->u, 1e-9 * tau->u);
		assert_true(fabs(u->u / u->value * sqrt(2 * tau->nu_eff) - 1) <
			    1e-9);
		near(good(&t, "slot_period_relative_u", -1),
		     ts->u / ts->value, 1e-15);
		end(&t);
	}
}

/* Noise alone: no period, no slot. */
static void test_no_light(void **state)
{
	(void)state;
	struct trial t = { 0 };
	struct capture *c = raw(64 * TS, 70);
	struct simulate_rng rng;
	simulate_seed(&rng, 71);
	for (size_t i = 0; i < c->bursts * c->windows * c->samples; i++)
		c->codes[i] = DARK + (int32_t)lround(60 *
						     simulate_normal(&rng));
	add(&t, c);
	assert_int_equal(evaluate(&t, "loop-timing"), ERR_OK);
	for (size_t i = 0; i < t.out.nresults; i++)
		assert_int_equal(t.out.results[i].estimate.status,
				 ESTIMATE_NOLOCK);
	end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_periods),
		cmocka_unit_test(test_no_light),
	};
	return cmocka_run_group_tests_name("timing", tests, NULL, NULL);
}
