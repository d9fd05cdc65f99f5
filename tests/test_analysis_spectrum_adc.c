/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FE-2 against the figures of Analog Devices' genalyzer for quantised tones,
 * read from the reference data. */
#include "analysis/spectrum.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_real.h"

static int16_t codes[1 << 20];

static struct spectrum_result run(const struct spectrum_input *in)
{
	struct spectrum_result out;
	spectrum_estimate(in, &out);
	spectrum_result_clear(&out);
	return out;
}

static const char *shared(const char *name)
{
	static char path[512];
	const char *dir = getenv("LOOPGAUGE_SHARED");

	if (dir)
		snprintf(path, sizeof(path), "%s/data/adc/%s", dir, name);
	else
		snprintf(path, sizeof(path), "%s/../shared/data/adc/%s",
			 getenv("top_srcdir") ? getenv("top_srcdir") : ".",
			 name);
	return path;
}

static size_t read_codes(const char *name)
{
	FILE *f = fopen(shared(name), "r");
	int v;
	size_t n = 0;

	while (f && n < 8192 && fscanf(f, "%d", &v) == 1)
		codes[n++] = (int16_t)v;
	if (f)
		fclose(f);
	return n;
}

static double figure(const char *json, const char *key)
{
	char quoted[64];
	snprintf(quoted, sizeof(quoted), "\"%s\": ", key);
	const char *at = strstr(json, quoted);
	return at ? strtod(at + strlen(quoted), NULL) : NAN;
}

static void compare_genalyzer(const char *csv, const char *json_name,
			      double full_scale, double sinad)
{
	static char json[16384];
	FILE *f = fopen(shared(json_name), "r");
	if (!f || read_codes(csv) != 8192) {
		print_message("no %s (LOOPGAUGE_SHARED)\n", csv);
		if (f)
			fclose(f);
		skip();
	}
	json[fread(json, 1, sizeof(json) - 1, f)] = '\0';
	fclose(f);
	for (int wide = 0; wide < 2; wide++) {
		struct spectrum_input in = {
			.x = { SAMPLES_I16, codes, false, 8192 },
			.fs = 8192,
			.full_scale = full_scale,
			.harmonics = 6,
			.double_precision = wide,
			.unit = "LSB",
			.plane = "P6",
		};
		struct spectrum_result r = run(&in);
		check_real(r.sinad.value, sinad, .01);
		/* It divides residuals by N, not by N - 3. */
		check_real(r.sinad.value, figure(json, "sinad") -
			   10 * log10(8192. / 8189), 2e-4);
		check_real(r.sfdr.value, figure(json, "sfdr"), 1e-3);
		check_real(r.amplitude_dbfs.value,
			   figure(json, "A:mag_dbfs"), 1e-5);
		/* It leaves the noise in the 5 harmonics' bins out. */
		double part = 10 * log10(4096 / 4089.5);
		check_real(r.snr.value, figure(json, "snr") - part, 3e-3);
		check_real(20 * log10(full_scale / r.noise.value) -
			   10 * log10(2), figure(json, "fsnr") - part, 3e-3);
		for (unsigned h = 2; h <= 6; h++) {
			char key[16];
			snprintf(key, sizeof(key), "%uA:ffinal", h);
			check_real((double)r.harmonic_bin[h],
				   figure(json, key), 0);
			/* Bins stand for the noise around them there. */
			snprintf(key, sizeof(key), "%uA:mag_dbc", h);
			if (figure(json, key) > -80)
				check_real(r.harmonic[h].value,
					   figure(json, key), .02);
		}
		check_real(r.dc.value / full_scale,
			   -figure(json, "dc:mag") * M_SQRT1_2, 1e-6);
		check_real((double)r.bin, 1021, 0);
		/* The largest line that is neither tone nor harmonic. */
		if (figure(json, "wo:mag_dbc") > -80)
			continue;
		check_real(r.spur_frequency.value, figure(json, "wo:ffinal"),
			   0);
	}
}

static void test_genalyzer_8(void **state)
{
	(void)state;
	compare_genalyzer("tone_8b_n8192_m1021.csv",
			  "tone_8b_n8192_m1021__none.json", 128, 49.390);
}

static void test_genalyzer_12(void **state)
{
	(void)state;
	compare_genalyzer("tone_12b_n8192_m1021.csv",
			  "tone_12b_n8192_m1021__none.json", 2048, 73.931);
}

static uint64_t rotl(uint64_t x, int k)
{
	return (x << k) | (x >> (64 - k));
}

/* xoshiro256++ to a uniform number. */
static double uniform(uint64_t *s)
{
	uint64_t result = rotl(s[0] + s[3], 23) + s[0], t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return (double)(result >> 11) * 0x1p-53;
}

static double normal(uint64_t *s)
{
	double u = 1 - uniform(s), v = uniform(s);
	return sqrt(-2 * log(u)) * cos(2 * M_PI * v);
}

/* The tone of the performance peers: -1 dBFS, harmonics at -85 and -80 dB,
 * noise at -75 dBFS. */
static void make_peers_tone(size_t n)
{
	uint64_t s[4], seed = 11;
	double bin = (double)(n * 3 / 32 + 1), a = 32767 * pow(10, -1 / 20.);
	double noise = 32767 / sqrt(2) * pow(10, -75 / 20.);

	for (int i = 0; i < 4; i++) {
		uint64_t z = seed += 0x9e3779b97f4a7c15;
		z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
		z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
		s[i] = z ^ (z >> 31);
	}
	double phase = 2 * M_PI * uniform(s);
	for (size_t i = 0; i < n; i++) {
		double w = 2 * M_PI * fmod(bin * (double)i / (double)n, 1) +
			   phase;
		double x = a * (cos(w) + pow(10, -85 / 20.) * cos(2 * w) +
				pow(10, -80 / 20.) * cos(3 * w));
		codes[i] = (int16_t)rint(x + noise * normal(s));
	}
}

/* SNR 73.987, SINAD 72.748, SFDR 79.997 dB, 11.792 bit: Blackman-Harris, 5
 * harmonics, 6 bins to each side. (The last with 1.76 and 6.02, rounded.) */
static void test_peers(void **state)
{
	(void)state;
	size_t n = 1 << 20;

	make_peers_tone(n);
	for (int wide = 0; wide < 2; wide++) {
		struct spectrum_input in = {
			.x = { SAMPLES_I16, codes, false, n },
			.fs = 1,
			.full_scale = 32768,
			.low = -32768,
			.high = 32767,
			.window = WINDOW_BLACKMAN_HARRIS,
			.half = 6,
			.harmonics = 5,
			.double_precision = wide,
			.unit = "LSB",
			.plane = "P6",
		};
		struct spectrum_result r = run(&in);
		check_real(r.snr.value, 73.987, 6e-4);
		check_real(r.sinad.value, 72.748, 6e-4);
		check_real(r.sfdr.value, 79.997, 6e-4);
		check_real((r.sinad.value - 1.76) / 6.02, 11.792, 6e-4);
		check_real(r.enob_carrier.value, 11.792, 2e-3);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_genalyzer_8),
		cmocka_unit_test(test_genalyzer_12),
		cmocka_unit_test(test_peers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
