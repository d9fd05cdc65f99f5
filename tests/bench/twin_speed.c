/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How fast the simulated bench simulates: lane-slots of stage S2 with all its
 * noise, every pass recorded or nine of them, against the four normal deviates
 * alone that a lane-slot needs, made with the C library's functions.
 */
#include "twin/bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BURSTS 400

static double cpu_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Lit, with every `step`th pass recorded. */
static struct twin_bench *bench_new(unsigned step, struct err *e)
{
	struct twin_config config;
	struct twin_bench *bench = NULL;
	if (twin_config_stage("S2", &config, e) != ERR_OK ||
	    twin_bench_new(&config, 1, &bench, e) != ERR_OK)
		return NULL;
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
	twin_laser_get(bench, 0, &laser);
	twin_attenuator_get(bench, &attenuator);
	twin_amplifier_get(bench, &amplifier);
	laser.on = attenuator.shutter_open = amplifier.on = true;
	if (twin_frame_set(bench, &frame) ||
	    twin_laser_set(bench, 0, &laser) ||
	    twin_attenuator_set(bench, &attenuator) ||
	    twin_amplifier_set(bench, &amplifier)) {
		err_set(e, ERR_REFUSED, "the bench refused its settings");
		twin_bench_free(bench);
		return NULL;
	}
	return bench;
}

/* Lane-slots a second, 0 on failure. */
static double bench_speed(unsigned step, struct err *e)
{
	struct twin_bench *bench = bench_new(step, e);
	if (!bench)
		return 0;
	struct twin_adc_format format;
	struct twin_frame frame;
	twin_adc_format(bench, &format);
	twin_frame_get(bench, &frame);
	int16_t *codes = malloc(format.samples_per_burst * sizeof(*codes));
	double start = cpu_now(), slots = 0;
	if (codes && twin_fire(bench, BURSTS) == 0)
		while (twin_burst_run(bench, codes, format.samples_per_burst,
				      NULL, 0) == 1)
			slots += (double)frame.slots * (frame.passes + 1);
	double speed = slots / (cpu_now() - start);
	free(codes);
	twin_bench_free(bench);
	return speed;
}

/* Deviates a second by logarithm, square root, sine and cosine. */
static double library_speed(void)
{
	enum { PAIRS = 2000000 };
	unsigned long long x = 1;
	double sum = 0, start = cpu_now();
	for (int i = 0; i < PAIRS; i++) {
		x = x * 6364136223846793005ULL + 1442695040888963407ULL;
		double u = ((double)(x >> 40) + 0.5) * 0x1p-24;
		double turn = (double)(x >> 16 & 0xffffff) * 0x1p-24;
		double r = sqrt(-2 * log(u));
		sum += r * cos(6.283185307179586 * turn) +
		       r * sin(6.283185307179586 * turn);
	}
	double speed = 2.0 * PAIRS / (cpu_now() - start);
	return isfinite(sum) ? speed : 0;
}

int main(void)
{
	struct err e = { 0 };
	double all = bench_speed(1, &e), some = bench_speed(16, &e);
	if (all <= 0 || some <= 0) {
		fprintf(stderr, "twin_speed: %s\n", e.text);
		return 1;
	}
	double library = library_speed() / 4;
	printf("twin_all_recorded %.3g lane-slots/s\n", all);
	printf("twin_nine_recorded %.3g lane-slots/s\n", some);
	printf("library_deviates %.3g lane-slots/s\n", library);
	printf("twin_vs_library %.3f 1\n", some / library);
	return 0;
}
