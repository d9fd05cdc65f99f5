/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills codes; looks results up and compares them. */
#include "recorded.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "simulate.h"

const unsigned consecutive[CONSECUTIVE] = { 0,  1,	2,  3,	4,  5,	6,  7,
					8,  9,	10, 11, 12, 13, 14, 15 };
const unsigned spread[SPREAD] = { 0,  1,  2,  3,  4,  6,
				   8, 12, 16, 24, 32, 48 };

struct capture *make(const char *label, const unsigned *record,
			    size_t windows, const struct content *content,
			    uint64_t seed)
{
	size_t n = BURSTS * windows * SAMPLES;
	struct simulate_rng rng;
	struct capture *c = calloc(1, sizeof(*c));
	*c = (struct capture){
		.bursts = BURSTS, .windows = windows, .samples = SAMPLES,
		.lanes = 1, .slots = SLOTS, .guard_slots = GUARD,
		.passes = record[windows - 1], .integrate = true,
		.slot_period_s = 6e-9, .pass_period_s = SAMPLES * 6e-9,
		.sampling_hz = 1 / 6e-9, .bandwidth_hz = 1.2e8,
		.scale_v = VOLT_PER_CODE, .offset = OFFSET,
		.code_low = -RAIL, .code_high = RAIL,
		.levels = CONTROLLER_UNIPOLAR,
	};
	snprintf(c->label, sizeof(c->label), "%s", label);
	c->codes = calloc(n, sizeof(*c->codes));
	c->record = calloc(windows, sizeof(*c->record));
	c->pattern = calloc(SLOTS, 1);
	memcpy(c->record, record, windows * sizeof(*record));
	simulate_seed(&rng, 1);
	simulate_pattern(&rng, c->pattern, SLOTS);
	simulate_seed(&rng, seed);
	double gain = 1;
	for (size_t i = 0; i < n; i++) {
		size_t slot = i % SAMPLES, w = i / SAMPLES % windows;
		size_t r = i / SAMPLES / windows;
		if (slot == 0)
			gain = 1 + content->jitter[w] * simulate_normal(&rng);
		double level = slot < SLOTS ? c->pattern[slot] + 1 : 0;
		c->codes[i] = (int32_t)lround(
			DARK + level * content->amplitude[w] * gain +
			content->noise[w] * simulate_normal(&rng) +
			content->ramp * (double)r / BURSTS);
	}
	capture_fact_set(c, "tia_ohm", 2000);
	capture_fact_set(c, "tia_ohm_u", 60);
	capture_fact_set(c, "adc_clock_u", 1e-6);
	capture_fact_set(c, "amplifier_on", 1);
	return c;
}

void add(struct trial *t, struct capture *c)
{
	struct err e = { 0 };
	assert_int_equal(capture_list_add(&t->list, c, &e), ERR_OK);
}

enum err_code evaluate(struct trial *t, const char *name)
{
	struct err e = { 0 };
	struct param_values *values;
	t->procedure = procedure_find(name);
	assert_non_null(t->procedure);
	assert_int_equal(param_values_new(t->procedure->params, &values, &e),
			 ERR_OK);
	enum err_code code = t->procedure->evaluate(values, &t->list, &t->out,
						    &e);
	param_values_free(values);
	return code;
}

void end(struct trial *t)
{
	output_free(&t->out);
	capture_list_free(&t->list);
	*t = (struct trial){ 0 };
}

const struct estimate *result(const struct trial *t, const char *name,
				     int pass)
{
	for (size_t i = 0; i < t->out.nresults; i++)
		if (strcmp(t->out.results[i].quantity, name) == 0 &&
		    t->out.results[i].pass == pass)
			return &t->out.results[i].estimate;
	fail_msg("no result %s at %d", name, pass);
	return NULL;
}

const struct estimate *good(const struct trial *t, const char *name,
				   int pass)
{
	const struct estimate *e = result(t, name, pass);
	if (e->status != ESTIMATE_OK)
		fail_msg("%s: %s: %s", name, estimate_status_name(e->status),
			 e->note);
	return e;
}

void near(const struct estimate *e, double expected, double within)
{
	if (!(fabs(e->value - expected) <= within))
		fail_msg("%s: %.9g, expected %.9g within %.2g", e->method,
			 e->value, expected, within);
}

void near_u(const struct estimate *e, double expected)
{
	assert_true(e->u > 0);
	near(e, expected, 5 * e->u);
}

struct content dark_content(double noise)
{
	struct content c = { 0 };
	for (size_t i = 0; i < 32; i++)
		c.noise[i] = noise;
	return c;
}

struct content loop_content(double g, double a, double n)
{
	struct content c = { 0 };
	for (size_t i = 0; i < SPREAD; i++) {
		double k = spread[i];
		c.amplitude[i] = 2000 * pow(g, k);
		c.noise[i] = c.amplitude[i] * sqrt(a + n * k);
	}
	return c;
}
