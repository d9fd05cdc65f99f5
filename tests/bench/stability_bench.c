/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the parts of `analyze stability` take for 1e6 samples of AR(1), against
 * adding the samples up once.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "analysis/drift.h"
#include "analysis/kpss.h"
#include "analysis/moments.h"
#include "analysis/rank_trend.h"
#include "analysis/stationarity.h"

enum { N = 1000000, ROUNDS = 7 };

static double x[N], t[N], work[N], sink;

static void add_up(void)
{
	double sum[8] = { 0 };

	for (size_t i = 0; i < N; i += 8)
		for (size_t j = 0; j < 8; j++)
			sum[j] += x[i + j];
	sink += sum[0] + sum[7];
}

static void run_moments(void)
{
	sink += moments_of(x, N).variance;
}

static void run_robust(void)
{
	sink += moments_robust_sigma(x, N, work);
}

static void run_gate(void)
{
	sink += stationarity_test(x, N).p_means;
}

static void run_drift(void)
{
	sink += drift_estimate(t, x, N, "1/h", "").slope.value;
}

static void run_kpss(void)
{
	struct estimate s, p;

	kpss_test(x, N, kpss_lags(N, .9), &s, &p);
	sink += s.value;
}

static void run_trend(void)
{
	static double bt[RANK_TREND_MAX], bx[RANK_TREND_MAX];
	size_t each, n = rank_trend_blocks(t, x, N, bt, bx, &each);

	sink += rank_trend_test(bt, bx, n, "1", "").s;
}

static const struct {
	const char *name;
	void (*run)(void);
} parts[] = {
	{ "limit_sum", add_up },	{ "moments", run_moments },
	{ "robust_sigma", run_robust }, { "gate", run_gate },
	{ "drift", run_drift },		{ "kpss", run_kpss },
	{ "rank_trend", run_trend },
};

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

static int ascending(const void *a, const void *b)
{
	double p = *(const double *)a, q = *(const double *)b;

	return (p > q) - (p < q);
}

int main(void)
{
	enum { PARTS = sizeof(parts) / sizeof(parts[0]) };
	static double ms[PARTS][ROUNDS];
	unsigned s = 1;

	for (size_t i = 0; i < N; i++) {
		s = s * 1664525u + 1013904223u;
		x[i] = (i ? .9 * x[i - 1] : 0) + (s >> 8) * 0x1p-24 - .5;
		t[i] = (double)i * .1;
	}
	for (size_t r = 0; r < ROUNDS; r++)
		for (size_t p = 0; p < PARTS; p++) {
			double start = now_ms();
			parts[p].run();
			ms[p][r] = now_ms() - start;
		}
	for (size_t p = 0; p < PARTS; p++) {
		qsort(ms[p], ROUNDS, sizeof(ms[p][0]), ascending);
		printf("stability.1e6.%s %.4g ms\n", parts[p].name,
		       ms[p][ROUNDS / 2]);
	}
	return isfinite(sink) ? 0 : 1;
}
