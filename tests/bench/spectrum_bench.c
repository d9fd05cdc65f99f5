/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spectra of 16-bit tones in process, beside FFTW alone with the same kind of
 * plan. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <fftw3.h>

#include "analysis/spectrum.h"

enum { REPEATS = 15 };

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double *t)
{
	qsort(t, REPEATS, sizeof(*t), ascending);
	return t[REPEATS / 2];
}

/* -1 dBFS, harmonics at -85 and -80 dB, noise at -75 dBFS. */
static int16_t *make_tone(size_t records, size_t n)
{
	int16_t *x = malloc(records * n * sizeof(*x));
	uint64_t state = 88172645463325252u;

	for (size_t i = 0; x && i < records * n; i++) {
		double a = 2 * M_PI * fmod((double)(n * 3 / 32 + 1) *
					   (double)i / (double)n, 1);
		double noise = 0;
		for (int k = 0; k < 4; k++) {
			state ^= state << 13;
			state ^= state >> 7;
			state ^= state << 17;
			noise += (double)(state >> 11) * 0x1p-53 - .5;
		}
		x[i] = (int16_t)rint(29204 * (cos(a) + 56e-6 * cos(2 * a) +
					      1e-4 * cos(3 * a)) +
				     7.1 * noise);
	}
	return x;
}

static double spectrum_ms(const int16_t *x, size_t records, size_t n,
			  bool wide, unsigned threads, double *snr)
{
	struct spectrum_input in = {
		.x = { SAMPLES_I16, x, false, records * n },
		.length = n, .fs = 1, .full_scale = 32768, .low = -32768,
		.high = 32767, .window = WINDOW_BLACKMAN_HARRIS, .half = 6,
		.harmonics = 5, .double_precision = wide, .threads = threads,
		.unit = "LSB", .plane = "",
	};
	struct spectrum_result out;
	double from = now_ms();

	spectrum_estimate(&in, &out);
	*snr = out.snr.value;
	spectrum_result_clear(&out);
	return now_ms() - from;
}

static void compare(const char *name, size_t records, size_t n, bool wide,
		    unsigned threads)
{
	double ours[REPEATS], limit[REPEATS], ratio[REPEATS], snr, from;
	int16_t *x = make_tone(records, n);
	void *b = fftw_alloc_complex(n / 2 + 1);

	if (!x || !b)
		exit(1);
	for (size_t i = 0; i < n; i++) {
		if (wide)
			((double *)b)[i] = 0;
		else
			((float *)b)[i] = 0;
	}
	fftwf_plan single = fftwf_plan_dft_r2c_1d((int)n, b, b, FFTW_ESTIMATE);
	fftw_plan twice = fftw_plan_dft_r2c_1d((int)n, b, b, FFTW_ESTIMATE);
	spectrum_ms(x, records, n, wide, threads, &snr);
	for (int i = 0; i < REPEATS; i++) {
		ours[i] = spectrum_ms(x, records, n, wide, threads, &snr);
		from = now_ms();
		for (size_t r = 0; r < records; r++) {
			if (wide)
				fftw_execute(twice);
			else
				fftwf_execute(single);
		}
		limit[i] = now_ms() - from;
		ratio[i] = ours[i] / limit[i];
	}
	printf("spectrum.%s %.3f ms\n", name, median(ours));
	printf("spectrum.%s.limit.fftw.1t %.3f ms\n", name, median(limit));
	printf("spectrum.%s.over_limit %.2f ratio\n", name, median(ratio));
	fprintf(stderr, "# %s: SNR %.3f dB\n", name, snr);
	fftwf_destroy_plan(single);
	fftw_destroy_plan(twice);
	fftw_free(b);
	free(x);
}

/* scipy on the same shape, where it is there. */
static void compare_scipy(const char *name, size_t records, size_t n)
{
	char command[256], line[64];
	double snr, ours[REPEATS];
	int16_t *x = make_tone(records, n);

	snprintf(command, sizeof(command), "/usr/bin/python3 "
		 "\"${top_srcdir:-.}\"/tests/bench/spectrum_bench.py %zu %zu "
		 "2>/dev/null", records, n);
	FILE *p = popen(command, "r");
	double peer = p && fgets(line, sizeof(line), p) ? strtod(line, NULL) :
							  0;
	if (p)
		pclose(p);
	for (int i = 0; x && i < REPEATS; i++)
		ours[i] = spectrum_ms(x, records, n, false, 1, &snr);
	if (x && peer > 0) {
		printf("spectrum.%s.peer.scipy_f32.1t %.3f ms\n", name, peer);
		printf("spectrum.%s.over_scipy %.2f ratio\n", name,
		       median(ours) / peer);
	} else {
		fprintf(stderr, "# %s: no scipy\n", name);
	}
	free(x);
}

int main(void)
{
	compare("1x1M.f32", 1, 1 << 20, false, 1);
	compare("1x1M.f64", 1, 1 << 20, true, 1);
	compare("1000x16k.f32.1t", 1000, 16384, false, 1);
	compare("1000x16k.f32.2t", 1000, 16384, false, 2);
	compare("1000x16k.f64.1t", 1000, 16384, true, 1);
	compare_scipy("1x1M", 1, 1 << 20);
	compare_scipy("1000x16k", 1000, 16384);
	return 0;
}
