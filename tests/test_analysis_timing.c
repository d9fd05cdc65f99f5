/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TM-1 and TM-2 against simulated raw samples: a receiver of one pole solved
 * slot by slot, aperture jitter, source, amplifier and converter noise, 8 bits,
 * a converter clock that is off by a draw from its uncertainty.
 */
#include "analysis/timing.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "simulate.h"

enum { M = 60, GUARD = 4, PASSES_MAX = 65 };

struct bench {
	double slot, loop, t0, f3, fs; /* truth */
	double clock_error, clock_u, jitter;
	double g, rin, ase, pedestal;
	double full_scale; /* ADC counts of mean light at k = 0 */
	double quantise;   /* step; 0 = none, and no noise */
	double pass_period, trigger_delay; /* what the controller believes */
	size_t bursts;
	const double *k;
	size_t windows;
};

struct scene {
	double *x;
	int8_t symbol[M];
	double k[PASSES_MAX];
	int64_t start[PASSES_MAX];
	size_t samples;
};

/* State of the receiver at every change of light, for one burst. */
struct light {
	double time[PASSES_MAX * (M + 1) + 2], power[PASSES_MAX * (M + 1) + 2];
	double state[PASSES_MAX * (M + 1) + 2];
	size_t n;
};

static void light_add(struct light *l, double time, double power, double tau)
{
	size_t i = l->n++;

	l->time[i] = time;
	l->power[i] = power;
	l->state[i] =
		i == 0 ? power :
			 l->power[i - 1] +
				 (l->state[i - 1] - l->power[i - 1]) *
					 exp(-(time - l->time[i - 1]) / tau);
}

static void light_fill(struct light *l, struct simulate_rng *g,
		       const struct bench *b, const int8_t *symbol)
{
	static const double alphabet[3] = { .0198, 1, 1.9802 };
	double tau = 1 / (2 * M_PI * b->f3), level[M];
	int last = (int)b->k[b->windows - 1];

	for (int m = 0; m < M; m++)
		level[m] = alphabet[symbol[m] + 1] *
			   (1 + b->rin * simulate_normal(g));
	l->n = 0;
	light_add(l, -1, 0, tau);
	for (int k = 0; k <= last; k++) {
		double begin = b->t0 + k * b->loop, floor = k * b->pedestal;
		for (int m = 0; m < M; m++) {
			if (k > 0)
				level[m] = b->g * level[m] +
					   sqrt(2 * b->ase * level[m]) *
						   simulate_normal(g);
			light_add(l, begin + m * b->slot, level[m] + floor,
				  tau);
		}
		light_add(l, begin + M * b->slot, floor, tau);
	}
}

static double light_at(const struct light *l, double t, double tau,
		       size_t *hint)
{
	while (*hint + 1 < l->n && l->time[*hint + 1] <= t)
		++*hint;
	while (*hint > 0 && l->time[*hint] > t)
		--*hint;
	size_t i = *hint;
	return l->power[i] + (l->state[i] - l->power[i]) *
				     exp(-(t - l->time[i]) / tau);
}

static double convert(struct simulate_rng *g, const struct bench *b, double y)
{
	double v = 20 + b->full_scale * y;

	if (b->quantise == 0)
		return v;
	v += .5 * b->quantise * simulate_normal(g);
	return b->quantise * round(v / b->quantise);
}

/* Highest circular side lobe over the window, relative to the peak. */
static double side_lobe(const int8_t *symbol)
{
	int worst = 0, energy = 0;

	for (int m = 0; m < M; m++)
		energy += symbol[m] * symbol[m];
	for (int lag = 1; lag < M + GUARD; lag++) {
		int sum = 0;
		for (int m = 0; m < M; m++) {
			int other = (m + lag) % (M + GUARD);
			sum += other < M ? symbol[m] * symbol[other] : 0;
		}
		worst = sum > worst ? sum : worst;
	}
	return (double)worst / energy;
}

static void scene_new(struct scene *s, const struct bench *b, uint64_t seed)
{
	struct simulate_rng g;
	struct light *l = malloc(sizeof(*l));
	double tau = 1 / (2 * M_PI * b->f3);
	double fs = b->fs * (1 + b->clock_error);

	simulate_seed(&g, seed + 1000);
	/* A pattern that nobody would send is not part of the test. */
	do
		simulate_pattern(&g, s->symbol, M);
	while (side_lobe(s->symbol) > .4);
	s->samples = (size_t)lround((M + GUARD) * 6e-9 * b->fs);
	s->x = malloc(b->bursts * b->windows * s->samples * sizeof(*s->x));
	for (size_t p = 0; p < b->windows; p++)
		s->start[p] = llround((b->trigger_delay +
				       b->k[p] * b->pass_period) * b->fs);
	double *x = s->x;
	for (size_t r = 0; r < b->bursts; r++) {
		size_t hint = 0;
		light_fill(l, &g, b, s->symbol);
		for (size_t p = 0; p < b->windows; p++)
			for (size_t i = 0; i < s->samples; i++) {
				double t = (double)(s->start[p] +
						    (int64_t)i) / fs;
				t += b->jitter * simulate_normal(&g);
				*x++ = convert(&g, b,
					       light_at(l, t, tau, &hint));
			}
	}
	free(l);
}

static struct timing_input scene_input(const struct scene *s,
				       const struct bench *b)
{
	return (struct timing_input){ .windows = { s->x, b->bursts, b->windows,
						   s->samples },
				      .k = b->k,
				      .start = s->start,
				      .fs = b->fs,
				      .symbol = s->symbol,
				      .symbols = M,
				      .slot_period = 6e-9,
				      .loop_period = 384e-9,
				      .bandwidth = 100e6,
				      .clock_u = b->clock_u,
				      .jitter = b->jitter };
}

static const double some_passes[] = { 0, 1, 2, 4, 8, 16, 32, 64 };

static struct bench bench_default(void)
{
	return (struct bench){ .slot = 6.0004e-9,
			       .loop = 384.0256e-9,
			       .t0 = 3.1e-9,
			       .f3 = 116e6,
			       .fs = 1e9,
			       .clock_u = 1e-6,
			       .jitter = 10e-12,
			       .g = 1,
			       .rin = 3e-4,
			       .ase = 1e-6,
			       .pedestal = 2e-6,
			       .full_scale = 100,
			       .quantise = 1,
			       .pass_period = 384e-9,
			       .trigger_delay = 0,
			       .bursts = 16,
			       .k = some_passes,
			       .windows = 8 };
}

/* Without noise the truth comes back to a femtosecond. */
static void test_exact(void **state)
{
	(void)state;
	struct bench b = bench_default();
	struct scene s;
	struct timing_result out;

	b.jitter = b.rin = b.ase = b.quantise = b.clock_u = 0;
	b.bursts = 4;
	scene_new(&s, &b, 1);
	struct timing_input in = scene_input(&s, &b);
	timing_estimate(&in, &out);
	assert_int_equal(out.loop_period.status, ESTIMATE_OK);
	assert_int_equal(out.windows_used, 8);
	assert_float_equal(out.loop_period.value, b.loop, 1e-17);
	assert_float_equal(out.slot_period.value, b.slot, 1e-17);
	assert_float_equal(out.t0.value, b.t0, 1e-15);
	assert_float_equal(out.bandwidth.value, b.f3, 1e3);
	assert_float_equal(out.loop_slots.value, 64, 0);
	assert_false(out.ratio.flags & ESTIMATE_FLAG_DESYNC);
	/* From starting values far off. */
	in.bandwidth = 50e6;
	in.slot_period = 6.005e-9;
	in.loop_period = 383e-9;
	timing_estimate(&in, &out);
	assert_float_equal(out.loop_period.value, b.loop, 1e-17);
	in.bandwidth = 300e6;
	in.slot_period = 5.995e-9;
	in.loop_period = 385e-9;
	timing_estimate(&in, &out);
	assert_float_equal(out.slot_period.value, b.slot, 1e-17);
	free(s.x);
}

/* A loop of 64.2 slots whose light walks through the windows by 1.2 ns a
 * pass, 4 dB of loss a pass as without amplifier. */
static void test_desync_and_loss(void **state)
{
	(void)state;
	static const double k[] = { 0, 1, 2, 3, 4 };
	struct bench b = bench_default();
	struct scene s;
	struct timing_result out;

	b.loop = 64.2 * 6e-9;
	b.slot = 6e-9;
	b.g = .398;
	b.k = k;
	b.windows = 5;
	scene_new(&s, &b, 1);
	struct timing_input in = scene_input(&s, &b);
	timing_estimate(&in, &out);
	assert_int_equal(out.loop_period.status, ESTIMATE_OK);
	assert_true(out.windows_used >= 4);
	assert_true(out.loop_period.flags & ESTIMATE_FLAG_DESYNC);
	assert_float_equal(out.ratio.value, 64.2, 5 * out.ratio.u);
	assert_float_equal(out.loop_period.value, b.loop,
			   5 * out.loop_period.u);
	free(s.x);
}

static void test_single_window(void **state)
{
	(void)state;
	struct bench b = bench_default();
	struct scene s;
	struct timing_result out;

	b.windows = 1;
	scene_new(&s, &b, 1);
	struct timing_input in = scene_input(&s, &b);
	in.loop_period = 0;
	timing_estimate(&in, &out);
	assert_int_equal(out.slot_period.status, ESTIMATE_OK);
	assert_float_equal(out.slot_period.value, b.slot,
			   5 * out.slot_period.u);
	assert_int_equal(out.loop_period.status, ESTIMATE_INSUFFICIENT);
	assert_int_equal(out.ratio.status, ESTIMATE_INSUFFICIENT);
	free(s.x);
}

static void test_no_lock(void **state)
{
	(void)state;
	struct bench b = bench_default();
	struct scene s;
	struct timing_result out;
	struct simulate_rng g;

	scene_new(&s, &b, 1);
	struct timing_input in = scene_input(&s, &b);
	/* The wrong pattern, then no light, then nothing at all. */
	simulate_seed(&g, 77);
	simulate_pattern(&g, s.symbol, M);
	timing_estimate(&in, &out);
	assert_int_equal(out.loop_period.status, ESTIMATE_NOLOCK);
	memset(s.symbol, 1, M);
	timing_estimate(&in, &out);
	assert_int_equal(out.loop_period.status, ESTIMATE_NOLOCK);
	assert_int_equal(out.slot_period.status, ESTIMATE_NOLOCK);
	assert_true(isnan(out.t0.value) && out.t0.note[0]);
	size_t n = b.bursts * b.windows * s.samples;
	for (size_t i = 0; i < n; i++)
		s.x[i] = round(20 + .5 * simulate_normal(&g));
	timing_estimate(&in, &out);
	assert_int_equal(out.slot_period.status, ESTIMATE_NOLOCK);
	for (size_t i = 0; i < n; i++)
		s.x[i] = 20;
	timing_estimate(&in, &out);
	assert_int_equal(out.slot_period.status, ESTIMATE_INSUFFICIENT);
	s.x[9] = NAN;
	timing_estimate(&in, &out);
	assert_int_equal(out.slot_period.status, ESTIMATE_INSUFFICIENT);
	in.windows.bursts = 0;
	timing_estimate(&in, &out);
	assert_int_equal(out.slot_period.status, ESTIMATE_INSUFFICIENT);
	free(s.x);
}

static void pull(const char *name, struct bench b, int seeds)
{
	struct simulate_pull loop = { .name = name }, slot = { .name = "  Ts" };
	struct simulate_pull ratio = { .name = "  tau_L/Ts" };
	struct simulate_pull bandwidth = { .name = "  f3dB" };
	double chi2 = 0, ul = 0, us = 0;

	for (int seed = 1; seed <= seeds; seed++) {
		struct simulate_rng g;
		struct scene s;
		struct timing_result out;
		struct bench c = b;
		simulate_seed(&g, (uint64_t)seed);
		c.loop += 20e-12 * simulate_normal(&g);
		c.slot += .3e-12 * simulate_normal(&g);
		c.t0 += 1e-9 * simulate_uniform(&g);
		c.f3 *= 1 + .1 * simulate_normal(&g);
		c.clock_error = c.clock_u * simulate_normal(&g);
		scene_new(&s, &c, (uint64_t)seed);
		struct timing_input in = scene_input(&s, &c);
		timing_estimate(&in, &out);
		simulate_pull_add(&loop, &out.loop_period, c.loop);
		simulate_pull_add(&slot, &out.slot_period, c.slot);
		simulate_pull_add(&ratio, &out.ratio, c.loop / c.slot);
		simulate_pull_add(&bandwidth, &out.bandwidth, c.f3);
		chi2 += out.chi2_dof / seeds;
		ul += out.loop_period.u / seeds;
		us += out.slot_period.u / seeds;
		free(s.x);
	}
	print_message("%-24s chi2/dof %.3f u(tau_L) %.3g fs u(Ts) %.3g fs\n",
		      "", chi2, ul * 1e15, us * 1e15);
	simulate_pull_check(&loop);
	simulate_pull_check(&slot);
	simulate_pull_check(&ratio);
	simulate_pull_check(&bandwidth);
}

static void test_pull(void **state)
{
	(void)state;
	static const double few[] = { 0, 1, 2, 4, 8 };
	struct bench b = bench_default();

	b.k = few;
	b.windows = 5;
	b.bursts = 24;
	pull("tau_L", b, 200);
	b.clock_u = 2e-5;
	b.bursts = 16;
	b.fs = 2e9;
	pull("tau_L, clock 20 ppm", b, 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exact),
		cmocka_unit_test(test_desync_and_loss),
		cmocka_unit_test(test_single_window),
		cmocka_unit_test(test_no_lock),
		cmocka_unit_test(test_pull),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
