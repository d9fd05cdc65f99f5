/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Overlapping Allan deviation of 1e6 and 1e7 phase values at octave averaging
 * times: the sums alone, with noise and intervals, and the modified sums;
 * against reading the values once per averaging time as a plain loop would (a
 * pass per tau, -O2 like the rest), and numpy, if there is one.
 *
 * LOOPGAUGE_BENCH_DATA may name a folder with phase_1e6.f64, phase_1e7.f64;
 * without it the values are made here.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "analysis/allan.h"
#include "analysis/allan_modified.h"
#include "analysis/allan_sums.h"

enum { ROUNDS = 11, TAUS = 64 };

struct task {
	const char *name;
	double *x;
	size_t n, taus, m[TAUS];
	double value[TAUS];
};

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static double *make(size_t n)
{
	double *x = malloc(n * sizeof(*x)), f = 0;
	uint64_t s = 1;
	for (size_t i = 0; x && i < n; i++) {
		s = s * 6364136223846793005 + 1442695040888963407;
		f += ((double)(s >> 40) / 16777216 - .5) * 1e-16;
		x[i] = (i ? x[i - 1] : 0) + f;
	}
	return x;
}

static double *load(const char *folder, const char *name, size_t n)
{
	char path[4096];
	double *x = malloc(n * sizeof(*x));
	snprintf(path, sizeof(path), "%s/phase_%s.f64", folder, name);
	FILE *f = fopen(path, "rb");
	if (!f || !x || fread(x, sizeof(*x), n, f) != n) {
		perror(path);
		exit(1);
	}
	fclose(f);
	return x;
}

static void plain(struct task *t)
{
	for (size_t k = 0; k < t->taus; k++) {
		const double *x = t->x;
		size_t m = t->m[k], n = t->n - 2 * m;
		double sum = 0;
		for (size_t i = 0; i < n; i++) {
			double d = x[i + 2 * m] - 2 * x[i + m] + x[i];
			sum += d * d;
		}
		t->value[k] = sqrt(sum / (2. * (double)n)) / (double)m;
	}
}

static void sums(struct task *t)
{
	struct allan_sum s[TAUS];
	for (size_t k = 0; k < t->taus; k++)
		s[k] = (struct allan_sum){ t->x, t->m[k], t->n - 2 * t->m[k],
					   0 };
	if (!allan_sums(s, t->taus, 2))
		exit(1);
	for (size_t k = 0; k < t->taus; k++)
		t->value[k] = sqrt(s[k].sum / (2. * (double)s[k].count)) /
			      (double)t->m[k];
}

static void one_thread(struct task *t)
{
	setenv("LOOPGAUGE_THREADS", "1", 1);
	sums(t);
	unsetenv("LOOPGAUGE_THREADS");
}

static void whole(struct task *t)
{
	static struct allan_point p[TAUS];
	struct allan_segment s = { t->x, t->n };
	struct allan_record r = { &s, 1, 1, "1", 0 };
	allan_deviation(&r, ALLAN_OADEV, t->m, t->taus, .95, p);
}

static void modified(struct task *t)
{
	double out[TAUS];
	if (!allan_modified_sums(t->x, t->n, t->m, t->taus, out))
		exit(1);
}

static void (*const work[])(struct task *) = { plain, sums, one_thread, whole,
					       modified };
static const char *const names[] = { "plain_loop", "sums", "sums_1_thread",
				     "with_intervals", "modified_sums" };
enum { WORKS = 5 };

static int compare(const void *a, const void *b)
{
	double p = *(const double *)a, q = *(const double *)b;
	return (p > q) - (p < q);
}

static void numpy(const struct task *t, double ours_ms)
{
	char command[512];
	double ms;
	snprintf(command, sizeof(command), "/usr/bin/python3 "
		 "\"${top_srcdir:-.}\"/tests/bench/allan_bench.py %zu "
		 "2>/dev/null", t->n);
	FILE *p = popen(command, "r");
	if (p && fscanf(p, "%lf", &ms) == 1)
		printf("allan.%s.numpy_by_ours %.1f\n", t->name, ms / ours_ms);
	else
		printf("allan.%s.numpy_by_ours - (no numpy)\n", t->name);
	if (p)
		pclose(p);
}

static void measure(struct task *t)
{
	static double took[WORKS][ROUNDS];
	for (size_t m = 1; 2 * m < t->n - 1; m *= 2)
		t->m[t->taus++] = m;
	for (size_t r = 0; r < ROUNDS; r++) {
		for (size_t w = 0; w < WORKS; w++) {
			double start = now_ms();
			work[w](t);
			took[w][r] = now_ms() - start;
		}
	}
	for (size_t w = 0; w < WORKS; w++) {
		qsort(took[w], ROUNDS, sizeof(double), compare);
		printf("allan.%s.%s %.3f ms\n", t->name, names[w],
		       took[w][ROUNDS / 2]);
	}
	sums(t);
	fprintf(stderr, "# first %.6e last %.6e\n", t->value[0],
		t->value[t->taus - 1]);
	printf("allan.%s.plain_by_ours %.1f\n", t->name,
	       took[0][ROUNDS / 2] / took[1][ROUNDS / 2]);
	numpy(t, took[1][ROUNDS / 2]);
	free(t->x);
}

int main(void)
{
	static struct task task[] = { { .name = "1e6", .n = 1000000 },
				      { .name = "1e7", .n = 10000000 } };
	const char *folder = getenv("LOOPGAUGE_BENCH_DATA");
	for (size_t k = 0; k < 2; k++) {
		task[k].x = folder ? load(folder, task[k].name, task[k].n) :
				     make(task[k].n);
		if (!task[k].x)
			return 1;
		measure(&task[k]);
	}
	return 0;
}
