/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The estimators on bursts of the simulated bench of stage S2, against the
 * truth it states: time the loop on raw samples, trim the slot clock, then gain
 * and noise per pass from integrated ones.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/accumulation.h"
#include "analysis/ringdown.h"
#include "analysis/snr.h"
#include "analysis/timing.h"
#include "tests/lit_bench.h"
#include "tests/simulate.h"

enum { R = 64, M = 63, K = 11, SEEDS = 40 };

static const unsigned record[K] = { 0, 1, 2, 3, 4, 6, 8, 16, 24, 32, 64 };
static const double passes[K] = { 0, 1, 2, 3, 4, 6, 8, 16, 24, 32, 64 };

struct pulls {
	struct simulate_pull loop, slot, g, snr, n;
	int chance;
};

static void set_raw(struct twin_frame *frame)
{
	frame->integrate = false;
	frame->nrecord = 7;
}

static double trimmed_ps; /* lit_bench_frame hands nothing through */

static void set_trimmed(struct twin_frame *frame)
{
	frame->integrate = true;
	frame->nrecord = K;
	frame->slot_period_ps = trimmed_ps;
	frame->pass_period_ps = 0;
}

static void fill_symbols(int8_t *symbol, double *level)
{
	for (unsigned m = 0; m < M; m++) {
		symbol[m] = (int8_t)lit_symbol(m);
		level[m] = symbol[m] + 1;
	}
}

static struct timing_result time_loop(struct twin_bench *bench,
				      double clock_u)
{
	struct twin_frame frame;
	struct twin_adc_format format;
	struct timing_result out;
	int8_t symbol[M];
	double level[M];
	int64_t start[K];

	fill_symbols(symbol, level);
	lit_bench_frame(bench, set_raw);
	twin_frame_get(bench, &frame);
	twin_adc_format(bench, &format);
	for (unsigned p = 0; p < frame.nrecord; p++)
		start[p] = llround((format.trigger_delay_ps +
				    passes[p] * frame.pass_period_ps) *
				   1e-12 * format.sampling_hz);
	double *mv = lit_bench_capture(bench, R);
	struct timing_input in = { .windows = { mv, R, frame.nrecord,
						format.samples_per_burst /
							frame.nrecord },
				   .k = passes,
				   .start = start,
				   .fs = format.sampling_hz,
				   .symbol = symbol,
				   .symbols = M,
				   .slot_period = 6e-9,
				   .loop_period = 384e-9,
				   .bandwidth = format.bandwidth_hz,
				   .clock_u = clock_u };
	timing_estimate(&in, &out);
	free(mv);
	return out;
}

/* SNR and noise per pass; the truth refers to three equiprobable levels. */
static void judge_noise(const struct bursts *b, const struct estimate *g,
			double dark, const json_t *truth, int seed,
			struct pulls *pull)
{
	static const enum accumulation_model list[] = { ACCUMULATION_L,
							ACCUMULATION_G };
	struct accumulation_fit fits[2];
	struct snr_pass pass[K];
	double y[K], u[K], *loo = malloc(R * K * sizeof(*loo));
	const double basis = (M - 1.) / M;
	int p = seed % K;
	char path[32];

	snr_estimate(b, true, "P6", pass, loo);
	for (int i = 0; i < K; i++) {
		y[i] = pass[i].y;
		u[i] = pass[i].u_y;
	}
	snprintf(path, sizeof(path), "snr.var_p6.%u", record[p]);
	simulate_pull_add(&pull->snr, &pass[p].snr,
			  lit_number(truth, path) / basis);
	struct accumulation_input in = { .k = passes,
					 .y = y,
					 .u = u,
					 .loo = loo,
					 .passes = K,
					 .bursts = R,
					 .g = g->value,
					 .u_g = g->u,
					 .b = dark / pass[0].signal,
					 .plane = "P6" };
	int best = accumulation_fit(&in, list, 2, fits);
	if (best < 0)
		pull->chance++;
	else
		simulate_pull_add(&pull->n, &fits[best].n,
				  lit_number(truth, "n_var") * basis);
	free(loo);
}

static void measure_light(struct twin_bench *bench, const json_t *truth,
			  int seed, struct pulls *pull)
{
	struct twin_adc_format format;
	int8_t symbol[M];
	double level[M], *signal = malloc(R * K * sizeof(*signal));
	double *slots = malloc(R * K * M * sizeof(*slots));
	double *guard = malloc(R * K * sizeof(*guard));
	struct ringdown_result ring;

	fill_symbols(symbol, level);
	lit_bench_frame(bench, set_trimmed);
	twin_adc_format(bench, &format);
	double *mv = lit_bench_capture(bench, R);
	struct bursts all = { mv, R, K, format.samples_per_burst / K };
	struct bursts b = bursts_crop(&all, 0, M, slots);
	struct bursts gap = bursts_crop(&all, M, 1, guard);
	double dark;
	ringdown_amplitude(&b, level, signal);
	struct ringdown_input in = { signal, R, K, passes, false, "P4" };
	ringdown_estimate(&in, &ring, NULL, NULL);
	simulate_pull_add(&pull->g, &ring.g, lit_number(truth, "g"));
	judge_noise(&b, &ring.g, bursts_mean(&gap, 0, &dark), truth, seed, pull);
	free(mv);
	free(guard);
	free(slots);
	free(signal);
}

static void test_stage_2(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S2");
	struct pulls pull = { .loop.name = "tau_L",
			      .slot.name = "Ts",
			      .g.name = "g",
			      .snr.name = "SNR",
			      .n.name = "n" };

	for (int seed = 1; seed <= SEEDS; seed++) {
		struct twin_bench *bench = lit_bench_new(
			&config, (uint64_t)seed, record, K);
		json_t *truth = lit_bench_truth(bench);
		struct timing_result t = time_loop(bench,
						   config.adc.clock_u);
		simulate_pull_add(&pull.loop, &t.loop_period,
				  lit_number(truth, "tau_L_s"));
		simulate_pull_add(&pull.slot, &t.slot_period,
				  lit_number(truth, "slot_period_s"));
		assert_float_equal(t.loop_slots.value, 64, 0);
		trimmed_ps = round(t.loop_period.value / 64 * 1e15) / 1e3;
		measure_light(bench, truth, seed, &pull);
		json_decref(truth);
		twin_bench_free(bench);
	}
	simulate_pull_check(&pull.loop);
	simulate_pull_check(&pull.slot);
	simulate_pull_check(&pull.g);
	simulate_pull_check(&pull.snr);
	simulate_pull_check(&pull.n);
	assert_true(pull.chance <= 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stage_2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
