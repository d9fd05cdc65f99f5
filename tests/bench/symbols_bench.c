/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * 1e8 ternary symbols against as many: confusion matrix and the errors of
 * each block of 1000, as bytes and packed, against reading the same memory
 * once and against numpy counting the differences only, if there is one.
 *
 * LOOPGAUGE_BENCH_DATA may name a folder with sym_tx.i8, sym_rx.i8, sym_tx.p2
 * and sym_rx.p2; without it the symbols are made here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analysis/symbol_count.h"

enum { N = 100000000, BLOCK = 1000, ROUNDS = 15, CASES = 4 };

static uint32_t errors[N / BLOCK];

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static void *room(size_t bytes)
{
	void *p = aligned_alloc(64, (bytes + 63) / 64 * 64);
	if (!p)
		exit(1);
	return p;
}

static void *load(const char *folder, const char *name, size_t bytes)
{
	char path[4096];
	void *to = room(bytes);
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "rb");
	if (!f || fread(to, 1, bytes, f) != bytes) {
		perror(path);
		exit(1);
	}
	fclose(f);
	return to;
}

/* One in a thousand wrong. */
static void make(int8_t *tx, int8_t *rx)
{
	uint64_t s = 1;
	for (size_t i = 0; i < N; i++) {
		s = s * 6364136223846793005 + 1442695040888963407;
		tx[i] = (int8_t)((int)((s >> 33) % 3) - 1);
		rx[i] = (s >> 20) % 1000 ? tx[i] :
					   (int8_t)((tx[i] + 2) % 3 - 1);
	}
}

static uint8_t *pack(const int8_t *symbol)
{
	uint8_t *p = room(N / 4);
	memset(p, 0, N / 4);
	for (size_t i = 0; i < N; i++)
		p[i / 4] |= (uint8_t)((symbol[i] & 3) << 2 * (i % 4));
	return p;
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

static double time_one(const struct symbol_view *tx,
		       const struct symbol_view *rx, unsigned threads,
		       struct symbol_counts *c)
{
	*c = (struct symbol_counts){ 0 };
	double start = now_ms();
	if (!symbol_count(tx, 0, rx, 0, N, BLOCK, threads, errors, c))
		exit(1);
	return now_ms() - start;
}

static double time_read(const int8_t *a, const int8_t *b)
{
	static volatile uint64_t sink;
	uint64_t s = 0;
	double start = now_ms();
	for (size_t i = 0; i < N / 8; i++)
		s += ((const uint64_t *)(const void *)a)[i] ^
		     ((const uint64_t *)(const void *)b)[i];
	sink = s;
	(void)sink;
	return now_ms() - start;
}

static void numpy(double ours_ms)
{
	double ms;
	FILE *p = popen("/usr/bin/python3 \"${top_srcdir:-.}\"/tests/bench/"
			"symbols_bench.py 2>/dev/null", "r");
	if (p && fscanf(p, "%lf", &ms) == 1)
		printf("symbols.numpy_confusion_by_ours %.1f\n", ms / ours_ms);
	else
		printf("symbols.numpy_confusion_by_ours - (no numpy)\n");
	if (p)
		pclose(p);
}

static void show(const char *name, const struct symbol_counts *c)
{
	fprintf(stderr, "# %s: errors %llu; confusion", name,
		(unsigned long long)symbol_counts_errors(c));
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			fprintf(stderr, " %llu", (unsigned long long)c->n[i][j]);
	fputc('\n', stderr);
}

int main(void)
{
	static const char *const names[CASES] = {
		"symbols.1e8.i8.1t", "symbols.1e8.i8.2t", "symbols.1e8.p2.1t",
		"symbols.1e8.p2.2t"
	};
	const char *folder = getenv("LOOPGAUGE_BENCH_DATA");
	double t[CASES][ROUNDS], read_once[ROUNDS], ratio[ROUNDS];
	struct symbol_counts c[CASES];
	int8_t *a, *b;

	if (folder) {
		a = load(folder, "sym_tx.i8", N);
		b = load(folder, "sym_rx.i8", N);
	} else {
		a = room(N);
		b = room(N);
		make(a, b);
	}
	struct symbol_view tx[] = { { a, N, false }, { pack(a), N, true } };
	struct symbol_view rx[] = { { b, N, false }, { pack(b), N, true } };
	for (int i = 0; i < ROUNDS; i++) {
		for (int k = 0; k < CASES; k++)
			t[k][i] = time_one(&tx[k / 2], &rx[k / 2],
					   1 + (unsigned)k % 2, &c[k]);
		read_once[i] = time_read(a, b);
		ratio[i] = t[0][i] / read_once[i];
	}
	for (int k = 0; k < CASES; k++) {
		printf("%s %.3f ms\n", names[k], middle(t[k]));
		printf("%s.min %.3f ms\n", names[k], t[k][0]);
		if (memcmp(&c[k], &c[0], sizeof(c[k])) != 0)
			return 1;
	}
	show("all", &c[0]);
	printf("symbols.1e8.i8.read_once.1t %.3f ms\n", middle(read_once));
	printf("symbols.ours_by_read_once.1t %.2f\n", middle(ratio));
	numpy(t[0][ROUNDS / 2]);
	return 0;
}
