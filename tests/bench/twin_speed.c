/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How fast the simulated bench simulates: lane-slots (one lane, one slot, one
 * pass) of each stage with all its noise, by the wall clock on all processors
 * and by the time of one; what each source of noise costs; against the four
 * normal deviates alone that a lane-slot needs, made with the C library. And a
 * stability run of two hours: crosstalk of every lane each minute.
 */
#include "twin/bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "twin/rng.h"

static double now(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Lit, with every `step`th pass recorded. */
static struct twin_bench *bench_new(const char *stage, unsigned noise_off,
				    unsigned step)
{
	struct twin_config config;
	struct twin_bench *bench = NULL;
	struct err e = { 0 };
	if (twin_config_stage(stage, &config, &e) == ERR_OK)
		config.noise_off = noise_off;
	if (e.code != ERR_OK || twin_bench_new(&config, 1, &bench, &e)) {
		fprintf(stderr, "twin_speed: %s\n", e.text);
		exit(1);
	}
	struct twin_frame frame;
	twin_frame_get(bench, &frame);
	frame.gate = true;
	frame.mode = TWIN_BURST;
	frame.nrecord = frame.passes / step + 1;
	for (unsigned i = 0; i < frame.nrecord; i++)
		frame.record[i] = i * step;
	struct twin_laser laser;
	struct twin_attenuator attenuator;
	struct twin_amplifier amplifier;
	for (unsigned i = 0; i < config.lanes; i++) {
		twin_laser_get(bench, i, &laser);
		laser.on = true;
		twin_laser_set(bench, i, &laser);
	}
	twin_attenuator_get(bench, &attenuator);
	twin_amplifier_get(bench, &amplifier);
	attenuator.shutter_open = amplifier.on = true;
	twin_attenuator_set(bench, &attenuator);
	twin_amplifier_set(bench, &amplifier);
	if (twin_frame_set(bench, &frame)) {
		fprintf(stderr, "twin_speed: the bench refused its frame\n");
		exit(1);
	}
	return bench;
}

struct speed {
	double wall, cpu; /* seconds per lane-slot */
};

static struct speed bench_speed(const char *stage, unsigned noise_off,
				unsigned step, double seconds)
{
	struct twin_bench *bench = bench_new(stage, noise_off, step);
	struct twin_adc_format format;
	struct twin_frame frame;
	twin_adc_format(bench, &format);
	twin_frame_get(bench, &frame);
	unsigned lanes = twin_bench_config(bench)->lanes;
	size_t n = format.samples_per_burst * lanes;
	int16_t *codes = malloc(n * sizeof(*codes));
	double wall = now(CLOCK_MONOTONIC);
	double cpu = now(CLOCK_PROCESS_CPUTIME_ID), slots = 0;
	while (codes && now(CLOCK_MONOTONIC) - wall < seconds &&
	       twin_fire(bench, 1) == 0 &&
	       twin_burst_run(bench, codes, n, NULL, 0) == 1)
		slots += (double)frame.slots * lanes * (frame.passes + 1);
	struct speed speed = {
		(now(CLOCK_MONOTONIC) - wall) / slots,
		(now(CLOCK_PROCESS_CPUTIME_ID) - cpu) / slots
	};
	free(codes);
	twin_bench_free(bench);
	return speed;
}

/* Seconds for two hours of XT-1 each minute: every lane alone, four bursts of
 * one pass each. */
static double stability_seconds(const char *stage)
{
	struct twin_bench *bench = bench_new(stage, 0, 4096);
	struct twin_frame frame;
	twin_frame_get(bench, &frame);
	unsigned lanes = twin_bench_config(bench)->lanes;
	frame.passes = 1;
	frame.nrecord = 2;
	frame.record[1] = 1;
	twin_frame_set(bench, &frame);
	struct twin_adc_format format;
	twin_adc_format(bench, &format);
	size_t n = format.samples_per_burst * lanes;
	int16_t *codes = malloc(n * sizeof(*codes));
	double start = now(CLOCK_MONOTONIC);
	for (int minute = 0; codes && minute < 120; minute++) {
		for (unsigned lane = 0; lane < lanes; lane++) {
			frame.lane_mask = UINT64_C(1) << lane;
			twin_frame_set(bench, &frame);
			twin_fire(bench, 4);
			while (twin_burst_run(bench, codes, n, NULL, 0) == 1)
				;
		}
		twin_bench_advance_ns(bench, INT64_C(60000000000));
	}
	free(codes);
	twin_bench_free(bench);
	return now(CLOCK_MONOTONIC) - start;
}

/* Deviates a second by logarithm, square root, sine and cosine. */
static double library_speed(void)
{
	enum { PAIRS = 2000000 };
	unsigned long long x = 1;
	double sum = 0, start = now(CLOCK_PROCESS_CPUTIME_ID);
	for (int i = 0; i < PAIRS; i++) {
		x = x * 6364136223846793005ULL + 1442695040888963407ULL;
		double u = ((double)(x >> 40) + 0.5) * 0x1p-24;
		double turn = (double)(x >> 16 & 0xffffff) * 0x1p-24;
		double r = sqrt(-2 * log(u));
		sum += r * cos(6.283185307179586 * turn) +
		       r * sin(6.283185307179586 * turn);
	}
	double speed = 2.0 * PAIRS / (now(CLOCK_PROCESS_CPUTIME_ID) - start);
	return isfinite(sum) ? speed : 0;
}

static void stage_print(const char *stage, unsigned step)
{
	struct speed s = bench_speed(stage, 0, step, 1);
	printf("%s_every_%u %.3g lane-slots/s\n", stage, step, 1 / s.wall);
	printf("%s_every_%u_cpu %.3g ns\n", stage, step, 1e9 * s.cpu);
}

/* What leaving a source out saves, receivers at work in every pass. */
static void sources_print(const char *stage, unsigned step)
{
	static const char *const names[] = {
#define NAME(name, text, what) text,
		TWIN_SOURCE_LIST(NAME)
#undef NAME
	};
	double all = bench_speed(stage, 0, step, 2).cpu;
	for (unsigned i = 0; i < TWIN_SOURCES; i++) {
		double less = bench_speed(stage, 1u << i, step, 0.3).cpu;
		printf("%s_%s_cpu %.2f ns\n", stage, names[i],
		       1e9 * (all - less));
	}
}

int main(void)
{
	stage_print("S2", 1);
	stage_print("S2", 16);
	stage_print("S3", 16);
	stage_print("S4", 16);
	stage_print("S5", 1);
	stage_print("S5", 64);
	stage_print("S6", 16);
	sources_print("S5", 1);
	printf("library_deviates %.3g lane-slots/s\n", library_speed() / 4);
	printf("S4_two_hours %.2f s\n", stability_seconds("S4"));
	printf("S6_two_hours %.2f s\n", stability_seconds("S6"));
	return 0;
}
