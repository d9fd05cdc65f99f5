/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whatever comes in: every estimator answers with a finite number or with a
 * refusal that says why, and touches no memory that is not its own (seen by
 * the sanitizer build).
 */
#include "analysis/accumulation.h"
#include "analysis/noise.h"
#include "analysis/paired.h"
#include "analysis/ringdown.h"
#include "analysis/snr.h"
#include "analysis/timing.h"
#include "analysis/useful_passes.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "simulate.h"

enum { SEEDS = 400, SLOTS_MAX = 80, PASSES_MAX = 14, BURSTS_MAX = 20 };

static size_t answers; /* usable ones: or nothing but refusals was tested */

static void honest(const struct estimate *e)
{
	if (estimate_usable(e)) {
		answers++;
		assert_true(isfinite(e->value));
		assert_true(isnan(e->u) || e->u >= 0);
		assert_non_null(e->plane);
	} else {
		assert_true(isnan(e->value));
		assert_true(e->note[0] != '\0');
	}
	assert_non_null(e->unit);
	assert_non_null(e->method);
}

static size_t below(struct simulate_rng *g, size_t n)
{
	return (size_t)(simulate_uniform(g) * (double)n);
}

/* A value that somebody's front end might deliver. */
static double odd_value(struct simulate_rng *g)
{
	static const double odd[] = { 0,     NAN,    INFINITY, -INFINITY,
				      1e300, -1e300, 1e-300,   127,
				      -128,  5e-324 };

	return odd[below(g, sizeof(odd) / sizeof(odd[0]))];
}

enum texture { NOISE, ZERO, STEPS, HUGE_NOISE, SPRINKLED, TEXTURES };

static void fill(struct simulate_rng *g, double *x, size_t n)
{
	enum texture t = (enum texture)below(g, TEXTURES);

	for (size_t i = 0; i < n; i++) {
		double v = simulate_normal(g);
		x[i] = t == ZERO       ? 0 :
		       t == STEPS      ? floor(v) :
		       t == HUGE_NOISE ? 1e150 * v :
					 v;
		if (t == SPRINKLED && below(g, 50) == 0)
			x[i] = odd_value(g);
	}
}

struct shape {
	double x[SLOTS_MAX * PASSES_MAX * BURSTS_MAX];
	double loo[PASSES_MAX * BURSTS_MAX], k[PASSES_MAX];
	double level[SLOTS_MAX];
	int8_t symbol[SLOTS_MAX];
	int64_t start[PASSES_MAX];
	struct bursts b;
};

static void draw(struct shape *s, uint64_t seed, struct simulate_rng *g)
{
	double k = 0;

	simulate_seed(g, seed);
	s->b = (struct bursts){ s->x, below(g, BURSTS_MAX + 1),
				below(g, PASSES_MAX + 1),
				below(g, SLOTS_MAX + 1) };
	fill(g, s->x, s->b.bursts * s->b.passes * s->b.slots);
	for (size_t p = 0; p < PASSES_MAX; p++) {
		s->k[p] = k;
		s->start[p] = (int64_t)(k * (double)s->b.slots);
		k += 1 + (double)below(g, 4);
	}
	for (size_t m = 0; m < SLOTS_MAX; m++) {
		s->symbol[m] = (int8_t)((int)below(g, 3) - 1);
		s->level[m] = s->symbol[m] + 1;
	}
}

static void check_fit(struct shape *s, const struct snr_pass *pass,
		      struct simulate_rng *g)
{
	enum accumulation_model list[ACCUMULATION_MODELS];
	struct accumulation_fit fits[ACCUMULATION_MODELS];
	double y[PASSES_MAX], u[PASSES_MAX];
	struct useful_passes use;

	for (size_t p = 0; p < s->b.passes; p++) {
		y[p] = pass[p].y;
		u[p] = pass[p].u_y;
	}
	for (int i = 0; i < ACCUMULATION_MODELS; i++)
		list[i] = (enum accumulation_model)i;
	struct accumulation_input in = { .k = s->k,
					 .y = y,
					 .u = u,
					 .loo = s->loo,
					 .passes = s->b.passes,
					 .bursts = s->b.bursts,
					 .g = below(g, 2) ?
						      1 :
						      .5 + simulate_uniform(g),
					 .u_g = 1e-3,
					 .plane = "P2" };
	accumulation_fit(&in, list, ACCUMULATION_MODELS, fits);
	for (int i = 0; i < ACCUMULATION_MODELS; i++) {
		honest(&fits[i].a);
		honest(&fits[i].n);
		honest(&fits[i].b);
		struct estimate db = accumulation_db(&fits[i].n);
		honest(&db);
		useful_passes_estimate(&fits[i], 10, &use);
		honest(&use.k_use);
		honest(&use.k_lower);
	}
}

static void test_bursts(void **state)
{
	(void)state;
	answers = 0;
	struct shape *s = calloc(1, sizeof(*s));

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		struct snr_pass pass[PASSES_MAX];
		struct ringdown_result ring;
		draw(s, seed, &g);
		snr_estimate(&s->b, seed % 2, "P6", pass, s->loo);
		for (size_t p = 0; p < s->b.passes; p++)
			honest(&pass[p].snr);
		check_fit(s, pass, &g);
		struct ringdown_input in = { s->x, s->b.bursts,	  s->b.passes,
					     s->k, seed % 3 == 0, "P4" };
		for (size_t i = 0; i < in.bursts * in.passes; i++)
			s->x[i] = seed % 5 ? fabs(s->x[i]) + 20 : s->x[i];
		ringdown_estimate(&in, &ring, NULL, NULL);
		honest(&ring.g);
		honest(&ring.g_db);
		honest(&ring.half_life);
		honest(&ring.p0);
		if (ring.pedestal.note[0] || estimate_usable(&ring.pedestal))
			honest(&ring.pedestal);
	}
	free(s);
	assert_true(answers > SEEDS / 20);
}

static void test_timing(void **state)
{
	(void)state;
	struct shape *s = calloc(1, sizeof(*s));

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		struct timing_result out;
		draw(s, seed, &g);
		struct timing_input in = { .windows = s->b,
					   .k = s->k,
					   .start = s->start,
					   .fs = 1e9,
					   .symbol = s->symbol,
					   .symbols = below(&g, 20),
					   .slot_period = 4e-9,
					   .loop_period =
						   (double)s->b.slots * 1e-9,
					   .bandwidth = 2e8,
					   .clock_u = 1e-6 };
		timing_estimate(&in, &out);
		honest(&out.loop_period);
		honest(&out.slot_period);
		honest(&out.t0);
		honest(&out.bandwidth);
		honest(&out.ratio);
		honest(&out.loop_slots);
	}
	free(s);
}

static void test_noise(void **state)
{
	(void)state;
	answers = 0;
	double *x = malloc(4096 * sizeof(*x));

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		struct noise_result out;
		simulate_seed(&g, seed);
		fill(&g, x, 4096);
		size_t records = 1 + below(&g, 64);
		struct noise_input in = { .x = x,
					  .records = records,
					  .length =
						  below(&g, 4096 / records + 1),
					  .fs = 1e6,
					  .lsb = (double)below(&g, 3),
					  .low = -3 - 5. * (double)below(&g, 2),
					  .high = 5,
					  .segment = below(&g, 3) * 64,
					  .unit = "V",
					  .nsd_unit = "V/sqrt(Hz)",
					  .plane = "P5" };
		noise_estimate(&in, &out);
		honest(&out.sigma);
		honest(&out.mean);
		honest(&out.nsd);
	}
	free(x);
	assert_true(answers > SEEDS / 20);
}

static struct estimate any_estimate(struct simulate_rng *g)
{
	double v = below(g, 4) ? exp(simulate_normal(g)) : odd_value(g);

	switch (below(g, 4)) {
	case 0:
		return estimate_refuse(ESTIMATE_CLIPPED, "1", "m", "clipped");
	case 1:
		return estimate_bound(v, ESTIMATE_CENSOR_BELOW, 8, "1", "m",
				      "P6");
	default:
		return estimate_make(v, .1, 7, 8, "1", "m", "P6");
	}
}

static void test_paired(void **state)
{
	(void)state;
	answers = 0;
	enum { PAIRS = 6, K = 4 };
	static const double k[K] = { 0, 1, 4, 16 };

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		struct estimate on[PAIRS * K], off[PAIRS * K], d[K];
		simulate_seed(&g, seed);
		for (int i = 0; i < PAIRS * K; i++) {
			on[i] = any_estimate(&g);
			off[i] = any_estimate(&g);
		}
		struct paired_input in = {
			on, off, below(&g, PAIRS + 1), below(&g, K + 1), k, "P6", false
		};
		struct estimate x = paired_compare(&in, d);
		honest(&x);
		for (size_t p = 0; p < in.passes; p++)
			honest(&d[p]);
	}
	assert_true(answers > SEEDS / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bursts),
		cmocka_unit_test(test_timing),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_paired),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
