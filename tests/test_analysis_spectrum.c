/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FE-2, FE-3, FE-5: printed values, and what users send. */
#include "analysis/distribution.h"
#include "analysis/spectrum.h"
#include "analysis/window.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check_real.h"
#include "simulate.h"

enum { N = 4096, RECORDS = 16 };

static double x[RECORDS * N];

static struct spectrum_input input(size_t n)
{
	return (struct spectrum_input){
		.x = { SAMPLES_F64, x, false, n },
		.fs = (double)n,
		.full_scale = 1,
		.unit = "FS",
		.plane = "P6",
	};
}

static struct spectrum_result run(const struct spectrum_input *in)
{
	struct spectrum_result out;
	spectrum_estimate(in, &out);
	free(out.power);
	out.power = NULL;
	return out;
}

/* Coherent gain, noise bandwidth, loss half-way between bins. */
static void test_windows(void **state)
{
	(void)state;
	static const struct {
		enum window_kind kind;
		double gain, enbw, scallop;
	} rows[] = {
		{ WINDOW_HANN, .5, 1.5, -1.4236 },
		{ WINDOW_BLACKMAN_HARRIS, .35875, 2.00435, -.82557 },
		{ WINDOW_FLAT_TOP, .21557895, 3.77025, -.00978 },
	};
	static double w[N];

	for (size_t i = 0; i < 3; i++) {
		const struct window *win = window_get(rows[i].kind);
		double s = 0, s2 = 0, re = 0, im = 0;
		window_fill(win, N, 1, w);
		for (int n = 0; n < N; n++) {
			s += w[n];
			s2 += w[n] * w[n];
			re += w[n] * cos(M_PI * n / N);
			im += w[n] * sin(M_PI * n / N);
		}
		check_real(s / N, rows[i].gain, 1e-9);
		check_real(N * s2 / (s * s), rows[i].enbw, 5e-6);
		check_real(20 * log10(hypot(re, im) / s), rows[i].scallop,
			   5e-5);
		double complex line = window_line(win, .5, N);
		check_real(cabs(line), hypot(re, im), 1e-9 * N);
		check_real(cabs(window_line(win, 0, N)), s, 1e-9 * N);
		struct window_means m = window_means(win);
		check_real(m.w2 / (m.w * m.w), rows[i].enbw, 5e-6);
	}
	check_real(10 * log10(N / 2.), 33.113, 5e-4);
}

/* Medians of chi-squared over nu (FE-1). */
static void test_medians(void **state)
{
	(void)state;
	static const double nu[] = { 2, 20, 40 };
	static const double want[] = { .693147, .966871, .983384 };

	for (int i = 0; i < 3; i++)
		check_real(distribution_chi2_quantile(.5, nu[i]) / nu[i],
			   want[i], 5e-7);
}

static void harmonics(double sigma, uint64_t seed)
{
	struct simulate_rng g;

	simulate_seed(&g, seed);
	for (int n = 0; n < N; n++) {
		double a = 2 * M_PI * fmod(127. * n, N) / N;
		x[n] = sin(a) + .01 * sin(2 * a + .3) + .005 * sin(3 * a + 1) +
		       sigma * simulate_normal(&g);
	}
}

static void test_harmonics(void **state)
{
	(void)state;
	struct spectrum_input in = input(N);

	in.full_scale = 2;
	harmonics(0, 1);
	struct spectrum_result r = run(&in);
	assert_int_equal(r.window, WINDOW_RECTANGLE);
	check_real(r.thd.value, -39.0309, 5e-5);
	check_real(r.sfdr.value, 40, 1e-9);
	check_real(r.harmonic[3].value, 20 * log10(.005), 1e-9);
	check_real(r.spur_frequency.value, 254, 1e-9);
	check_real(r.frequency.value, 127, 1e-9);
	check_real(r.amplitude.value, 1, 1e-12);
	assert_int_equal(r.snr.status, ESTIMATE_INSUFFICIENT);
	assert_int_equal(r.density.status, ESTIMATE_INSUFFICIENT);
	double snr = 0, sinad = 0, enob = 0;
	for (uint64_t seed = 1; seed <= 50; seed++) {
		harmonics(1e-3, seed);
		r = run(&in);
		snr += r.snr.value / 50;
		sinad += r.sinad.value / 50;
		enob += r.enob_carrier.value / 50;
	}
	/* u of one is 0.096 dB. */
	check_real(snr, 56.990, .04);
	check_real(sinad, 38.962, 2e-3);
	check_real(enob, 6.179, 1e-3);
	check_real(r.snr.u, 8.686 / sqrt(2. * (N - 4)), 6e-3);
}

static void test_quantiser(void **state)
{
	(void)state;
	static const struct {
		int bits;
		double sinad;
	} rows[] = { { 6, 37.6982 }, { 8, 49.8084 }, { 10, 61.9118 } };
	struct spectrum_input in = input(N);

	for (size_t i = 0; i < 3; i++) {
		double levels = ldexp(1, rows[i].bits - 1);
		for (int n = 0; n < N; n++) {
			double v = (1 - 1e-9) * sin(2 * M_PI *
						    fmod(1021. * n, N) / N +
						    .1);
			x[n] = (floor(v * levels) + .5) / levels;
		}
		struct spectrum_result r = run(&in);
		check_real(r.sinad.value, rows[i].sinad, 5e-4);
		if (rows[i].bits != 8)
			continue;
		check_real(r.enob.value, 7.981, 5e-4);
		check_real(r.enob_scaled.value, 7.9805, 5e-4);
	}
}

static void tone(size_t n, double periods, double amplitude, double dc,
		 double sigma)
{
	struct simulate_rng g;

	simulate_seed(&g, 7);
	for (size_t i = 0; i < n; i++)
		x[i] = dc + sigma * simulate_normal(&g) +
		       amplitude * cos(2 * M_PI * fmod(periods * (double)i,
						       (double)n) / (double)n);
}

/* A record that is not coherent is given a window, and says so. A hundredth
 * of a bin would hide noise 45 dB down. */
static void test_coherence(void **state)
{
	(void)state;
	struct spectrum_input in = input(N);

	tone(N, 401, .8, 0, 1e-4);
	struct spectrum_result r = run(&in);
	assert_int_equal(r.window, WINDOW_RECTANGLE);
	assert_int_equal(r.snr.flags & ESTIMATE_FLAG_WINDOWED, 0);
	assert_string_equal(r.snr.method, "FE-2/coherent");
	double want = 10 * log10(.32 / 1e-8);
	check_real(r.snr.value, want, 4 * r.snr.u);
	static const double periods[] = { 401.01, 401.3, 401.5 };
	for (int i = 0; i < 3; i++) {
		tone(N, periods[i], .8, 0, 1e-4);
		r = run(&in);
		assert_int_equal(r.window, WINDOW_BLACKMAN_HARRIS);
		assert_true(r.snr.flags & ESTIMATE_FLAG_WINDOWED);
		check_real(r.snr.value, want, 4 * r.snr.u);
		check_real(r.frequency.value, periods[i], 4 * r.frequency.u);
		check_real(r.amplitude.value, .8, 4 * r.amplitude.u);
	}
	in.window = WINDOW_FLAT_TOP;
	r = run(&in);
	assert_int_equal(r.window, WINDOW_FLAT_TOP);
	assert_int_equal(r.snr.flags & ESTIMATE_FLAG_WINDOWED, 0);
	check_real(r.snr.value, want, 4 * r.snr.u);
}

static void check_status(const struct spectrum_input *in,
			 enum estimate_status want, const char *words)
{
	struct spectrum_result r = run(in);
	assert_int_equal(r.snr.status, want);
	assert_int_equal(r.enob.status, want);
	assert_int_equal(r.harmonic[2].status, want);
	if (!strstr(r.sinad.note, words)) {
		print_error("\"%s\" lacks \"%s\"\n", r.sinad.note, words);
		fail();
	}
	assert_true(isnan(r.snr.value));
}

static void test_refusals(void **state)
{
	(void)state;
	struct spectrum_input in = input(N);

	tone(N, 401, .8, 0, 1e-3);
	x[77] = NAN;
	check_status(&in, ESTIMATE_INSUFFICIENT, "sample 77");
	x[77] = INFINITY;
	check_status(&in, ESTIMATE_INSUFFICIENT, "sample 77");
	tone(N, 401, 0, 0, 0);
	check_status(&in, ESTIMATE_INSUFFICIENT, "equal");
	tone(N, 401, 0, 3, 0);
	check_status(&in, ESTIMATE_INSUFFICIENT, "equal");
	tone(N, 401, 0, 3, 1e-3);
	check_status(&in, ESTIMATE_NOLOCK, "no tone above the noise");
	struct spectrum_result r = run(&in);
	check_real(r.noise.value, 1e-3, 5e-5);
	check_real(r.dc.value, 3, 1e-4);
	tone(N, 3, .8, 0, 1e-3);
	check_status(&in, ESTIMATE_INSUFFICIENT, "periods");
	tone(N, 2.2, .8, 0, 1e-3);
	check_status(&in, ESTIMATE_INSUFFICIENT, "periods");
	tone(N, 7.3, .8, 0, 1e-3);
	check_status(&in, ESTIMATE_INSUFFICIENT, "periods");
	tone(N, 1901, .8, 0, 1e-3);
	check_status(&in, ESTIMATE_INSUFFICIENT, "half of it");
	tone(N, N / 2, .8, 0, 1e-3);
	check_status(&in, ESTIMATE_INSUFFICIENT, "half of it");
	tone(N, 401, 1.1, 0, 1e-3);
	check_status(&in, ESTIMATE_CLIPPED, "above full scale");
	in.harmonics = 30;
	tone(100, 11.3, .5, 0, 1e-3);
	in.x.length = 100;
	check_status(&in, ESTIMATE_INSUFFICIENT, "no bins to the noise");
	in.x.length = 0;
	check_status(&in, ESTIMATE_INSUFFICIENT, "no record");
	in.x.length = 63;
	check_status(&in, ESTIMATE_INSUFFICIENT, "no record");
	in = input(N);
	tone(N, 401, 1.1, 0, 1e-3);
	for (int i = 0; i < N; i++)
		x[i] = fmax(fmin(x[i], 1), -1);
	in.low = -1;
	in.high = 1;
	check_status(&in, ESTIMATE_CLIPPED, "rails");
}

/* Codes that repeat themselves come from no converter. */
static void test_repetition(void **state)
{
	(void)state;
	static int16_t codes[N];
	struct spectrum_input in = input(N);

	for (int i = 0; i < N; i++)
		codes[i] = (int16_t)(i % 4 * (i % 4) * 1000);
	in.x = (struct samples){ SAMPLES_I16, codes, false, N };
	in.full_scale = 32768;
	check_status(&in, ESTIMATE_INSUFFICIENT, "repeat themselves");
}

/* Noise below what the window leaks: bounds. */
static void test_tone_without_noise(void **state)
{
	(void)state;
	struct spectrum_input in = input(N);

	tone(N, 401.37, .8, 0, 0);
	struct spectrum_result r = run(&in);
	assert_true(r.leaking);
	assert_int_equal(r.snr.status, ESTIMATE_CENSORED);
	assert_int_equal(r.snr.censor, ESTIMATE_CENSOR_ABOVE);
	assert_true(r.snr.value > 80);
	assert_int_equal(r.noise.censor, ESTIMATE_CENSOR_BELOW);
	check_real(r.frequency.value, 401.37, 1e-4);
	check_real(r.amplitude.value, .8, 1e-5);
	/* What the window leaks is no spur. */
	assert_int_equal(r.sfdr.status, ESTIMATE_CENSORED);
	assert_true(r.sfdr.value > 85);
	tone(N, 401.37, .8, 0, 1e-6);
	r = run(&in);
	assert_int_equal(r.sfdr.status, ESTIMATE_CENSORED);
	for (int i = 0; i < N; i++)
		x[i] += .8e-3 * cos(2 * M_PI * fmod(408. * i, N) / N);
	r = run(&in);
	assert_int_equal(r.sfdr.status, ESTIMATE_OK);
	check_real(r.sfdr.value, 60, 1);
	check_real(r.spur_frequency.value, 408, 1e-9);
}

/* Level and frequency of DC, second tone, folding do not matter to others. */
static void test_company(void **state)
{
	(void)state;
	struct spectrum_input in = input(N);
	double want = 10 * log10(.125 / 1e-6);

	in.full_scale = 1000;
	tone(N, 401, .5, 700, 1e-3);
	struct spectrum_result r = run(&in);
	check_real(r.dc.value, 700, 4 * r.dc.u);
	check_real(r.snr.value, want, 4 * r.snr.u);
	tone(N, 401.4, .5, 700, 1e-3);
	r = run(&in);
	check_real(r.dc.value, 700, 4 * r.dc.u);
	check_real(r.snr.value, want, 4 * r.snr.u);
	tone(N, 401, .5, 0, 1e-3);
	for (int i = 0; i < N; i++)
		x[i] += .2 * cos(2 * M_PI * fmod(777. * i, N) / N);
	r = run(&in);
	check_real(r.sfdr.value, 20 * log10(2.5), 4 * r.sfdr.u);
	check_real(r.spur_frequency.value, 777, 1e-9);
	check_real(r.snr.value, 20 * log10(2.5), .01);
	/* Neither does a second tone make the offset less certain. */
	check_real(r.dc.u, 1e-3 / sqrt(N), 1e-6);
	check_real(r.density.value,
		   10 * log10(2e-6 / N / 5e5), 4 * r.density.u);
	assert_int_equal(r.spurs, 1);
	assert_int_equal(r.frequency.status, ESTIMATE_OK);
}

/* 4 and 6 fall on DC or the tone: THD is at least what is left. */
static void test_folding(void **state)
{
	(void)state;
	struct spectrum_input in = input(N);

	tone(N, N / 4, .5, 0, 1e-4);
	for (int i = 0; i < N; i++)
		x[i] += .01 * cos(M_PI * i) + .02 * cos(M_PI * i / 2 + .4);
	struct spectrum_result r = run(&in);
	assert_int_equal(r.harmonic[2].status, ESTIMATE_OK);
	assert_int_equal(r.harmonic[3].status, ESTIMATE_INSUFFICIENT);
	assert_non_null(strstr(r.harmonic[3].note, "onto the tone"));
	assert_non_null(strstr(r.harmonic[4].note, "onto DC"));
	assert_non_null(strstr(r.harmonic[6].note, "lower harmonic"));
	assert_int_equal(r.thd.status, ESTIMATE_CENSORED);
	assert_int_equal(r.thd.censor, ESTIMATE_CENSOR_ABOVE);
}

/* Any length, also a prime; all records count. */
static void test_lengths(void **state)
{
	(void)state;
	static const size_t lengths[] = { 4093, 1000, 3000, 4095, 64 };

	for (size_t i = 0; i < 5; i++) {
		size_t n = lengths[i];
		struct spectrum_input in = input(n);
		tone(n, 13, .5, .1, 1e-3);
		struct spectrum_result r = run(&in);
		assert_int_equal(r.snr.status, ESTIMATE_OK);
		assert_int_equal(r.window, WINDOW_RECTANGLE);
		check_real(r.snr.value, 10 * log10(.125 / 1e-6),
			   4 * r.snr.u + 12. / (double)n);
		if (n < 1000)
			continue;
		tone(n, 33.3, .5, .1, 1e-3);
		r = run(&in);
		assert_int_equal(r.window, WINDOW_BLACKMAN_HARRIS);
		check_real(r.snr.value, 10 * log10(.125 / 1e-6), 4 * r.snr.u);
		check_real(r.frequency.value, 33.3, 4 * r.frequency.u);
	}
}

/* Near 0 Hz the mirror of a tone reaches into its line. */
static void test_mirror(void **state)
{
	(void)state;
	static const size_t lengths[] = { 4096, 4095 };

	for (size_t i = 0; i < 2; i++) {
		size_t n = lengths[i];
		struct spectrum_input in = input(n);
		tone(n, 11.3, .5, 0, 1e-6);
		struct spectrum_result r = run(&in);
		check_real(r.frequency.value, 11.3, 4 * r.frequency.u);
		in.window = WINDOW_HANN;
		tone(n, 7.4, .5, 0, 1e-5);
		r = run(&in);
		check_real(r.frequency.value, 7.4, 4 * r.frequency.u);
	}
}

static void fill_records(double periods, bool iq)
{
	struct simulate_rng g;

	simulate_seed(&g, 5);
	for (size_t r = 0; r < RECORDS; r++)
		for (size_t i = 0; i < N / (iq ? 2u : 1u); i++) {
			double a = 2 * M_PI * periods * (double)(r * N + i) /
				   N;
			if (iq) {
				x[r * N + 2 * i] = .5 * cos(a);
				x[r * N + 2 * i + 1] = .5 * sin(a);
			} else {
				x[r * N + i] = .5 * cos(a);
			}
		}
	for (size_t i = 0; i < RECORDS * N; i++)
		x[i] += 1e-3 * simulate_normal(&g);
}

/* The same bits for any number of threads, and u from the scatter. */
static void test_records(void **state)
{
	(void)state;
	struct spectrum_input in = input(RECORDS * N);
	struct spectrum_result one, two;

	fill_records(401, false);
	in.length = N;
	in.threads = 1;
	one = run(&in);
	in.threads = 2;
	two = run(&in);
	assert_int_equal(one.records, RECORDS);
	assert_true(one.snr.value == two.snr.value);
	assert_true(one.frequency.value == two.frequency.value);
	check_real(one.snr.nu_eff, RECORDS - 1, 0);
	check_real(one.snr.value, 10 * log10(.125 / 1e-6), 5 * one.snr.u);
	assert_true(one.snr.u < .05 && one.snr.u > .01);
}

/* Tone at negative frequency, image, offset of I and Q. */
static void test_iq(void **state)
{
	(void)state;
	struct spectrum_input in = input(RECORDS * N / 2);
	static const double periods[] = { 802, -802, -802.6 };

	in.x.iq = true;
	in.length = N / 2;
	in.fs = N / 2;
	for (int i = 0; i < 3; i++) {
		fill_records(periods[i], true);
		for (size_t k = 0; k < RECORDS * N; k += 2) {
			x[k] = x[k] * 1.01 + .2; /* image at -46.06 dB */
			x[k + 1] -= .1;
		}
		struct spectrum_result r = run(&in);
		assert_int_equal(r.bins, N / 2);
		check_real(r.frequency.value, periods[i] / 2,
			   4 * r.frequency.u + 1e-9);
		check_real(r.amplitude.value, .5025, 4 * r.amplitude.u);
		check_real(r.image.value, 20 * log10(.005 / 1.005), .05);
		check_real(r.dc.value, .2, 5 * r.dc.u);
		check_real(r.dc_q.value, -.1, 5 * r.dc_q.u);
		double noise = 1e-6 * (1 + 1.01 * 1.01);
		check_real(r.snr.value,
			   10 * log10(.5025 * .5025 / noise), .1);
		assert_int_equal(r.window, i < 2 ? WINDOW_RECTANGLE :
						   WINDOW_BLACKMAN_HARRIS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_medians),
		cmocka_unit_test(test_harmonics),
		cmocka_unit_test(test_quantiser),
		cmocka_unit_test(test_coherence),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_repetition),
		cmocka_unit_test(test_tone_without_noise),
		cmocka_unit_test(test_company),
		cmocka_unit_test(test_folding),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_mirror),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_iq),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
