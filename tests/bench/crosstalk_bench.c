/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * 64 channels of 65536 samples against 64 codes of +-1, exactly, against
 * reading the same memory once and against numpy's float32 product, if there
 * is one.
 *
 * LOOPGAUGE_BENCH_DATA may name a folder with xt_chan_64x65536.i16 and
 * xt_codes_64x65536.i8; without it the samples are made here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "analysis/correlate.h"

enum { LANES = 64, LENGTH = 65536, ROUNDS = 15 };

static int16_t x[LANES * LENGTH] __attribute__((aligned(64)));
static int8_t code[LANES * LENGTH] __attribute__((aligned(64)));
static int64_t sum[LANES * LANES], again[LANES * LANES];

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static void load(const char *folder, const char *name, void *to, size_t bytes)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "rb");
	if (!f || fread(to, 1, bytes, f) != bytes) {
		perror(path);
		exit(1);
	}
	fclose(f);
}

static void make(void)
{
	uint64_t s = 1;
	for (size_t i = 0; i < LANES * LENGTH; i++) {
		s = s * 6364136223846793005 + 1442695040888963407;
		code[i] = s >> 63 ? 1 : -1;
		x[i] = (int16_t)(8000 * code[i] + (int)(s >> 54 & 255) - 128);
	}
}

static int compare(const void *a, const void *b)
{
	double p = *(const double *)a, q = *(const double *)b;
	return (p > q) - (p < q);
}

static double middle(double *t)
{
	qsort(t, ROUNDS, sizeof(*t), compare);
	return t[ROUNDS / 2];
}

static double time_one(unsigned threads, int64_t *to)
{
	double start = now_ms();
	if (!correlate_i16_i8(x, LANES, code, LANES, LENGTH, threads, to))
		exit(1);
	return now_ms() - start;
}

static double time_read(void)
{
	static volatile int64_t sink;
	const int64_t *w = (const void *)x;
	int64_t s = 0;
	double start = now_ms();
	for (size_t i = 0; i < LANES * LENGTH / 4; i++)
		s += w[i];
	sink = s;
	(void)sink;
	return now_ms() - start;
}

static void numpy(double ours_ms)
{
	double ms;
	FILE *p = popen("/usr/bin/python3 \"${top_srcdir:-.}\"/tests/bench/"
			"crosstalk_bench.py 2>/dev/null", "r");
	if (p && fscanf(p, "%lf", &ms) == 1)
		printf("crosstalk.numpy_f32_by_ours %.1f\n", ms / ours_ms);
	else
		printf("crosstalk.numpy_f32_by_ours - (no numpy)\n");
	if (p)
		pclose(p);
}

int main(void)
{
	const char *folder = getenv("LOOPGAUGE_BENCH_DATA");
	double one[ROUNDS], two[ROUNDS], read_once[ROUNDS];

	if (folder) {
		load(folder, "xt_chan_64x65536.i16", x, sizeof(x));
		load(folder, "xt_codes_64x65536.i8", code, sizeof(code));
	} else {
		make();
	}
	for (int i = 0; i < ROUNDS; i++) {
		one[i] = time_one(1, sum);
		two[i] = time_one(2, again);
		read_once[i] = time_read();
	}
	for (size_t i = 0; i < LANES * LANES; i++)
		if (sum[i] != again[i])
			return 1;
	double ours = middle(one);
	printf("crosstalk.64x65536.1t %.3f ms\n", ours);
	printf("crosstalk.64x65536.2t %.3f ms\n", middle(two));
	printf("crosstalk.64x65536.read_once %.3f ms\n", middle(read_once));
	fprintf(stderr, "# R[0][0] %.4f R[0][1] %.4f\n",
		(double)sum[0] / LENGTH, (double)sum[1] / LENGTH);
	numpy(ours);
	return 0;
}
