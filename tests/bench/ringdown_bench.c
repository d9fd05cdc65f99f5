/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mean and variance over 1000 bursts of 256 passes of 64 slots (16 bit): ours
 * on one thread and on all, against reading the record once. Argument: a file
 * of such a record; without, one is made.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "analysis/burst_moments.h"

enum { BURSTS = 1000, PASSES = 256, SLOTS = 64, ROUNDS = 15 };
#define COLUMNS (PASSES * SLOTS)

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void print_median(const char *name, double *ms)
{
	qsort(ms, ROUNDS, sizeof(*ms), ascending);
	printf("ringdown.1000x256x64.%s %.6g ms\n", name, ms[ROUNDS / 2]);
}

/* Triangular noise on three levels, falling by 0.05 dB per pass. */
static void make(int16_t *x)
{
	uint32_t s = 1;

	for (size_t i = 0; i < (size_t)BURSTS * COLUMNS; i++) {
		size_t k = i / SLOTS % PASSES, m = i % SLOTS;
		int noise = 0;
		for (int j = 0; j < 2; j++) {
			s = s * 1664525u + 1013904223u;
			noise += (int)(s >> 26) - 32;
		}
		x[i] = (int16_t)(20000 * pow(10, -.0025 * (double)k) *
				 ((double)(m * 7 % 3) - 1) + 2 * noise);
	}
}

static void print_snr(const double *mean, const double *variance, size_t k)
{
	double a = 0, b = 0;

	for (size_t i = k * SLOTS; i < (k + 1) * SLOTS; i++) {
		a += mean[i] * mean[i];
		b += variance[i];
	}
	printf("ringdown.pass_%zu.mean_square_over_variance %.4f dB\n", k,
	       10 * log10(a / b));
}

/* numpy's time in ms; NaN where it is not installed. */
static double peer(void)
{
	double ms = NAN;
	const char *dir = getenv("LOOPGAUGE_DATADIR");
	char command[1024];

	snprintf(command, sizeof(command), "/usr/bin/python3 '%s/tests/bench/"
		 "ringdown_bench.py' 2>/dev/null", dir ? dir : ".");
	FILE *f = popen(command, "r");
	if (f && fscanf(f, "%lf", &ms) != 1)
		ms = NAN;
	if (f)
		pclose(f);
	return ms;
}

int main(int argc, char **argv)
{
	static double mean[COLUMNS], variance[COLUMNS];
	size_t n = (size_t)BURSTS * COLUMNS;
	int16_t *x = malloc(n * sizeof(*x));
	FILE *f = argc > 1 ? fopen(argv[1], "rb") : NULL;
	double one[ROUNDS], all[ROUNDS], read[ROUNDS];
	struct burst_record b = { x, BURST_I16, BURSTS, PASSES, SLOTS };
	volatile int64_t sink = 0;

	if (!x || (argc > 1 && !f) || (f && fread(x, 2, n, f) != n))
		return 1;
	if (f)
		fclose(f);
	else
		make(x);
	for (int i = 0; i < ROUNDS; i++) {
		double t = now_ms();
		burst_moments(&b, 1, mean, variance);
		one[i] = now_ms() - t;
		t = now_ms();
		burst_moments(&b, 0, mean, variance);
		all[i] = now_ms() - t;
		t = now_ms();
		int64_t sum = 0;
		for (size_t j = 0; j < n / 4; j++)
			sum += ((const int64_t *)(const void *)x)[j];
		sink = sum;
		read[i] = now_ms() - t;
	}
	(void)sink;
	print_median("ours.1t", one);
	print_median("ours", all);
	print_median("read_once.1t", read);
	printf("ringdown.1000x256x64.ours_over_read %.4g 1\n",
	       one[ROUNDS / 2] / read[ROUNDS / 2]);
	double numpy = peer();
	if (isfinite(numpy))
		printf("ringdown.1000x256x64.numpy %.6g ms\n"
		       "ringdown.1000x256x64.ours_over_numpy %.4g 1\n", numpy,
		       all[ROUNDS / 2] / numpy);
	print_snr(mean, variance, 0);
	print_snr(mean, variance, PASSES - 1);
	free(x);
	return 0;
}
