/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading files of 10^6 numbers: raw doubles and a column of text as series,
 * against a sum over the bytes of the same file (what the memory allows) and
 * against strtod alone on the same text; both take turns.
 */
#include "recording/series.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "recording/symbols.h"

#define NUMBERS 1000000
#define TURNS 15

static char dir[] = "/tmp/recording-bench-XXXXXX";

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double *v)
{
	qsort(v, TURNS, sizeof(*v), compare);
	return v[TURNS / 2];
}

static double read_series(const char *path, const char *format)
{
	struct recording_request q = { .format = format };
	struct series s;
	double begin = now();
	if (series_open(path, &q, &s, NULL) || s.n != NUMBERS)
		abort();
	double took = now() - begin;
	series_close(&s);
	return took;
}

static double read_symbols(const char *path)
{
	struct symbols s;
	double begin = now();
	if (symbols_open(path, SYMBOLS_I8, 0, &s, NULL))
		abort();
	double took = now() - begin;
	symbols_close(&s);
	return took;
}

/* Touches every byte once. */
static double sum_bytes(const char *path)
{
	struct file_bytes b;
	volatile unsigned long sink;
	double begin = now();
	if (file_bytes_open(path, &b, NULL))
		abort();
	unsigned long sum = 0, word;
	for (size_t i = 0; i + sizeof(word) <= b.size; i += sizeof(word)) {
		memcpy(&word, b.data + i, sizeof(word));
		sum += word;
	}
	sink = sum;
	(void)sink;
	double took = now() - begin;
	file_bytes_close(&b);
	return took;
}

static double only_strtod(const char *path)
{
	struct file_bytes b;
	volatile double sink;
	double sum = 0, begin = now();
	if (file_bytes_open(path, &b, NULL))
		abort();
	char *p = (char *)b.data, *end = p + b.size;
	while (p < end)
		sum += strtod(p, &p), p++;
	sink = sum;
	(void)sink;
	double took = now() - begin;
	file_bytes_close(&b);
	return took;
}

static void report(const char *name, double *ours, double *peer,
		   const char *what)
{
	double ratio[TURNS];
	for (int i = 0; i < TURNS; i++)
		ratio[i] = ours[i] / peer[i];
	printf("read_%s %.3f ms\n", name, 1e3 * median(ours));
	printf("read_%s_to_%s %.3f ratio\n", name, what, median(ratio));
}

int main(void)
{
	char raw[64], text[64], symbols[64];
	double ours[TURNS], peer[TURNS];
	if (!mkdtemp(dir))
		return 1;
	snprintf(raw, sizeof(raw), "%s/x.f64", dir);
	snprintf(text, sizeof(text), "%s/x.csv", dir);
	snprintf(symbols, sizeof(symbols), "%s/x.i8", dir);
	FILE *f = fopen(raw, "wb"), *t = fopen(text, "w");
	FILE *s = fopen(symbols, "wb");
	for (int i = 0; i < NUMBERS; i++) {
		double x = sin(i) * 1e-9;
		fwrite(&x, sizeof(x), 1, f);
		fprintf(t, "%.12e\n", x);
	}
	for (int i = 0; i < 10 * NUMBERS; i++)
		fputc(i % 3 - 1, s);
	fclose(f);
	fclose(t);
	fclose(s);
	for (int i = 0; i < TURNS; i++) {
		ours[i] = read_series(raw, "rf64_le");
		peer[i] = sum_bytes(raw);
	}
	report("f64_1e6", ours, peer, "memory");
	for (int i = 0; i < TURNS; i++) {
		ours[i] = read_series(text, NULL);
		peer[i] = only_strtod(text);
	}
	report("csv_1e6", ours, peer, "strtod");
	for (int i = 0; i < TURNS; i++) {
		ours[i] = read_symbols(symbols);
		peer[i] = sum_bytes(symbols);
	}
	report("symbols_1e7", ours, peer, "memory");
	unlink(raw);
	unlink(text);
	unlink(symbols);
	return rmdir(dir) != 0;
}
