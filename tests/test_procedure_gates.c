/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What procedures must refuse to say: one recording after the other is spoiled
 * as the front end would, and at the limits nothing is refused. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorded.h"

static void set_lost(struct capture *c) { c->lost = 1; }
static void set_unlocked(struct capture *c) { c->unlocked = 1; }

/* One sample more than one in ten thousand. */
static void set_overrange(struct capture *c)
{
	c->overrange = c->bursts * c->windows * c->samples / 10000 + 1;
}

static void set_low_run(struct capture *c)
{
	c->codes[10] = c->codes[11] = -RAIL;
}

static void set_high_run(struct capture *c)
{
	c->codes[c->samples + 10] = c->codes[c->samples + 11] = RAIL;
}

/* Apart from each other, and still too many. */
static void set_singles(struct capture *c)
{
	size_t n = c->bursts * c->windows * c->samples;
	for (size_t i = 0; i <= n / 10000; i++)
		c->codes[i * 997] = RAIL;
}

static const struct gate {
	void (*spoil)(struct capture *c);
	enum estimate_status status;
} gates[] = {
	{ set_lost, ESTIMATE_INSUFFICIENT },
	{ set_unlocked, ESTIMATE_NOLOCK },
	{ set_overrange, ESTIMATE_CLIPPED },
	{ set_low_run, ESTIMATE_CLIPPED },
	{ set_high_run, ESTIMATE_CLIPPED },
	{ set_singles, ESTIMATE_CLIPPED },
};

static void all_refused(const struct trial *t, enum estimate_status status)
{
	assert_true(t->out.nresults > 0);
	for (size_t i = 0; i < t->out.nresults; i++) {
		const struct procedure_result *r = &t->out.results[i];
		if (r->estimate.status != status &&
		    strncmp(r->quantity, "fit_", 4) != 0)
			fail_msg("%s of %s is %s", r->quantity,
				 t->procedure->name,
				 estimate_status_name(r->estimate.status));
		assert_false(estimate_usable(&r->estimate));
		assert_true(isnan(r->estimate.value));
	}
}

/* No number comes out of a recording that a gate must stop. */
static void test_gates(void **state)
{
	static const char *const steps[][2] = {
		{ "front-end-noise", "dark" }, { "loop-gain", "signal" },
		{ "snr-vs-passes", "signal" }, { "loop-timing", "raw" },
	};
	(void)state;
	for (size_t s = 0; s < 4; s++)
		for (size_t i = 0; i < sizeof(gates) / sizeof(*gates); i++) {
			struct trial t = { 0 };
			struct content loop = loop_content(1, 1e-4, 2e-5);
			struct content dark = dark_content(5);
			struct capture *c = make(steps[s][1], spread, SPREAD,
						 s ? &loop : &dark, 30);
			c->integrate = s != 3;
			gates[i].spoil(c);
			add(&t, c);
			if (s == 2)
				add(&t, make("dark", spread, 1, &dark, 31));
			assert_int_equal(evaluate(&t, steps[s][0]), ERR_OK);
			all_refused(&t, gates[i].status);
			end(&t);
		}
}

/* At the limit of the gates, not beyond: results stand. */
static void test_gates_open(void **state)
{
	struct trial t = { 0 };
	struct content loop = loop_content(1, 1e-4, 2e-5);
	(void)state;
	struct capture *c = make("signal", spread, SPREAD, &loop, 30);
	size_t n = c->bursts * c->windows * c->samples;
	c->overrange = n / 10000;
	/* Last of one window, first of the next: not one after the other. */
	c->codes[SAMPLES - 1] = c->codes[SAMPLES] = RAIL;
	c->codes[2 * SAMPLES + 5] = RAIL - 1;
	c->codes[2 * SAMPLES + 6] = RAIL;
	add(&t, c);
	assert_int_equal(evaluate(&t, "loop-gain"), ERR_OK);
	good(&t, "net_gain", -1);
	end(&t);
}

/* A bad dark record stops what rests on it, not the SNR itself. */
static void test_bad_dark(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(gates) / sizeof(*gates); i++) {
		struct trial t = { 0 };
		struct content loop = loop_content(1, 1e-4, 2e-5);
		struct content dark = dark_content(5);
		struct capture *c = make("dark", spread, 2, &dark, 31);
		gates[i].spoil(c);
		add(&t, c);
		add(&t, make("signal", spread, SPREAD, &loop, 30));
		assert_int_equal(evaluate(&t, "snr-vs-passes"), ERR_OK);
		good(&t, "snr", 0);
		assert_int_equal(result(&t, "noise_per_pass", -1)->status,
				 gates[i].status);
		assert_int_equal(result(&t, "useful_passes", -1)->status,
				 gates[i].status);
		end(&t);
	}
}

static void test_nonstationary(void **state)
{
	struct trial t = { 0 };
	struct content loop = loop_content(1, 1e-4, 2e-5);
	struct content dark = dark_content(5);
	(void)state;
	loop.ramp = 100;
	add(&t, make("dark", spread, 1, &dark, 31));
	add(&t, make("signal", spread, SPREAD, &loop, 30));
	assert_int_equal(evaluate(&t, "snr-vs-passes"), ERR_OK);
	assert_int_equal(result(&t, "snr", 0)->status,
			 ESTIMATE_NONSTATIONARY);
	assert_int_equal(result(&t, "noise_per_pass", -1)->status,
			 ESTIMATE_NONSTATIONARY);
	end(&t);
	dark.ramp = 100;
	add(&t, make("dark", consecutive, 16, &dark, 31));
	assert_int_equal(evaluate(&t, "front-end-noise"), ERR_OK);
	all_refused(&t, ESTIMATE_NONSTATIONARY);
	end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gates),
		cmocka_unit_test(test_gates_open),
		cmocka_unit_test(test_bad_dark),
		cmocka_unit_test(test_nonstationary),
	};
	return cmocka_run_group_tests_name("gates", tests, NULL, NULL);
}
