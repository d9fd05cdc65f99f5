/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's optics and receiver against closed forms: noise of the field pass
 * by pass, windows in time, quantiser. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "twin/exact.h"
#include "twin/loop.h"
#include "twin/moments.h"
#include "twin/receiver.h"
#include "twin/window.h"

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.10g is not %.10g within %.3g", value, expected,
			 tolerance);
}

/* The one lane has nothing of its own. */
static void lane_like_all(struct twin_optics *o)
{
	o->lane[0] = (struct twin_optics_lane){ .p2_w = o->p2_w,
						.gain = o->gain,
						.rest = o->rest,
						.absorber = o->absorber,
						.tap = 1,
						.ase_p3_w = o->ase_p3_w };
}

/* A pass with net gain g that adds ase per polarisation at P2. */
static struct twin_optics pass_of(double g, double ase)
{
	struct twin_optics o = {
		.p2_w = 1, .gain = 2, .rest = g / 2, .absorber = 1, .net = g
	};
	o.lanes = 1;
	o.ase_p2_w = ase;
	o.ase_p3_w = ase / o.rest;
	lane_like_all(&o);
	return o;
}

/* Section 13, field mode, as corrected in section 15.2: two polarisations. */
static const struct {
	double g, ase;
	unsigned k;
	double mean, mean_digit, var, var_digit;
} field_points[] = {
	{ 1, 1e-4, 20, 1.004, 1e-9, 4.008e-3, 1e-9 },
	{ 0.97, 1e-4, 50, 0.223278, 5e-7, 1.150340e-3, 5e-10 },
};

/* One lane that keeps to itself. */
static struct twin_mix mix_of(double factor)
{
	return (struct twin_mix){ .lanes = 1,
				  .modes = 1,
				  .wavelengths = 1,
				  .size = 1,
				  .factor = { sqrt(factor) },
				  .keep = { 1 } };
}

/* Moments at P2 after passes, by recursion. */
static void field_expect(const struct twin_optics *o, unsigned passes,
			 double *mean, double *var)
{
	struct twin_mix rest = mix_of(o->rest), all = mix_of(1);
	struct twin_loop_parts parts = { .optics = o,
					 .receive = &all,
					 .loop = &rest };
	struct twin_moments *m;
	double level = 1;
	assert_int_equal(twin_moments_new(&parts, 1, &m, NULL), ERR_OK);
	twin_moments_inject(m, &level);
	for (unsigned k = 0; k < passes; k++) {
		twin_moments_amplify(m);
		twin_moments_return(m);
	}
	assert_int_equal(twin_moments_receive(m, mean, var, NULL, NULL),
			 ERR_OK);
	twin_moments_free(m);
}

static void test_field_points_by_recursion(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct twin_optics o =
			pass_of(field_points[i].g, field_points[i].ase);
		double mean, var;
		field_expect(&o, field_points[i].k, &mean, &var);
		assert_near(mean, field_points[i].mean,
			    field_points[i].mean_digit);
		assert_near(var, field_points[i].var,
			    field_points[i].var_digit);
	}
}

/* Mean and variance over n samples at P2 after k passes. */
static void field_simulate(const struct twin_optics *o, unsigned passes,
			   uint64_t seed, size_t n, double *mean, double *var)
{
	struct twin_loop *loop;
	double *level = malloc(n * sizeof(*level));
	double *power = malloc(n * sizeof(*power));
	struct twin_mix mix = mix_of(o->rest);
	struct twin_loop_parts parts = { .optics = o,
					 .receive = &mix,
					 .loop = &mix };
	static const bool none[256];
	assert_int_equal(twin_loop_new(&parts, n, seed, &loop, NULL), ERR_OK);
	for (size_t i = 0; i < n; i++)
		level[i] = 1;
	twin_loop_inject(loop, 0, level, passes + 1);
	twin_loop_run(loop, passes, none, NULL);
	twin_loop_power(loop, power);
	double sum = 0, squares = 0;
	for (size_t i = 0; i < n; i++)
		sum += power[i];
	*mean = sum / (double)n;
	for (size_t i = 0; i < n; i++)
		squares += (power[i] - *mean) * (power[i] - *mean);
	*var = squares / (double)(n - 1);
	twin_loop_free(loop);
	free(level);
	free(power);
}

static void test_field_points_simulated(void **state)
{
	(void)state;
	enum { N = 4096, SEEDS = 30 };
	for (size_t i = 0; i < 2; i++) {
		struct twin_optics o =
			pass_of(field_points[i].g, field_points[i].ase);
		double var_true = field_points[i].var, mean_sum = 0, chi2 = 0;
		for (uint64_t seed = 1; seed <= SEEDS; seed++) {
			double mean, var;
			field_simulate(&o, field_points[i].k, seed, N, &mean,
				       &var);
			mean_sum += mean / SEEDS;
			chi2 += (N - 1) * var / var_true;
		}
		/* Nearly Gaussian: excess kurtosis below 0.1 adds under 3 %
		 * to the spread of chi-square, nu = 30 x 4095. */
		double nu = SEEDS * (N - 1.0);
		assert_near(chi2 / nu, 1, 4.2 * sqrt(2 / nu));
		assert_near(mean_sum, field_points[i].mean,
			    4 * sqrt(var_true / (SEEDS * (double)N)));
	}
}

/* An expanding absorber: in-phase noise grows by the squared log slope, what
 * is in quadrature does not. Simulated with little noise over signal. */
static void test_fast_absorber(void **state)
{
	(void)state;
	enum { N = 4096, SEEDS = 10, PASSES = 8 };
	struct twin_optics o = { .p2_w = 1,
				 .gain = 2,
				 .ase_p3_w = 2e-6,
				 .rin_var = 1e-6,
				 .kind = TWIN_FAST,
				 .a0 = 0.3,
				 .ans = 0.06,
				 .absorber_sat_w = 1.2 };
	o.lanes = 1;
	o.rest = 0.6;
	lane_like_all(&o);
	double mean_true, var_true;
	field_expect(&o, PASSES, &mean_true, &var_true);
	double chi2 = 0, mean_sum = 0;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		double mean, var;
		field_simulate(&o, PASSES, seed, N, &mean, &var);
		chi2 += (N - 1) * var / var_true;
		mean_sum += mean / SEEDS;
	}
	double nu = SEEDS * (N - 1.0);
	/* 0.5 % for the first-order approximation. */
	assert_near(chi2 / nu, 1, 4 * sqrt(2 / nu) + 0.005);
	assert_near(mean_sum / mean_true, 1, 1e-4);
}

/* Intensity noise comes with the injection and stays: its relative variance is
 * the same after any number of passes, and the same slots carry it. */
static void test_intensity_noise_stays(void **state)
{
	(void)state;
	struct twin_optics o = pass_of(0.5, 0);
	o.rin_var = 1e-4;
	double mean0, var0, mean, var;
	field_simulate(&o, 0, 5, 8192, &mean0, &var0);
	field_simulate(&o, 10, 5, 8192, &mean, &var);
	assert_near(var0 / 1e-4, 1, 4 * sqrt(2.0 / 8191));
	assert_near(mean / mean0, pow(0.5, 10), 1e-12);
	assert_near(var / (mean * mean), var0 / (mean0 * mean0), 1e-12);
}

/* A loop of 4 slots with 1.25 slots of walk per pass. */
static struct twin_timing timing_of(const unsigned *record, unsigned n)
{
	return (struct twin_timing){ .slot_s = 1,
				     .loop_s = 4.25,
				     .fs_hz = 1,
				     .pass_s = 4,
				     .whole = true,
				     .integrate = true,
				     .lanes = 1,
				     .nrecord = n,
				     .record = record,
				     .positions = 5,
				     .samples = 4 };
}

static void test_windows_walk(void **state)
{
	(void)state;
	static const unsigned record[] = { 0, 1, 3 };
	struct twin_timing t = timing_of(record, 3);
	struct twin_window *w;
	assert_int_equal(twin_window_new(&t, false, &w, NULL), ERR_OK);
	for (unsigned k = 0; k <= 3; k++) {
		double light[5] = { 10 + k, 20 + k, 30 + k, 40 + k, 0 };
		twin_window_add(w, k, light);
	}
	twin_window_end(w, 3);
	const double *s = twin_window_get(w, 0, 0);
	assert_near(s[0], 10, 1e-12);
	assert_near(s[3], 40, 1e-12);
	/* Pass 1 arrives at 4.25, its window begins at 4: each sample has a
	 * quarter of the slot before, the first a quarter of the dark rest of
	 * frame 0. */
	s = twin_window_get(w, 0, 1);
	assert_near(s[0], 0.75 * 11, 1e-12);
	assert_near(s[1], 0.25 * 11 + 0.75 * 21, 1e-12);
	assert_near(s[3], 0.25 * 31 + 0.75 * 41, 1e-12);
	/* Pass 3 arrives at 12.75, its window begins at 12, inside slot 3 of
	 * pass 2, which ends at 12.5; the rest of that round trip is dark. */
	s = twin_window_get(w, 0, 2);
	assert_near(s[0], 0.5 * 42 + 0.25 * 13, 1e-12);
	assert_near(s[1], 0.75 * 13 + 0.25 * 23, 1e-12);
	twin_window_free(w);
}

static void test_windows_square_weights(void **state)
{
	(void)state;
	static const unsigned record[] = { 1 };
	struct twin_timing t = timing_of(record, 1);
	struct twin_window *w;
	assert_int_equal(twin_window_new(&t, true, &w, NULL), ERR_OK);
	double light[5] = { 1, 2, 3, 4, 0 };
	twin_window_add(w, 0, light);
	twin_window_add(w, 1, light);
	twin_window_end(w, 1);
	const double *s = twin_window_get(w, 0, 0);
	assert_near(s[1], 0.0625 * 1 + 0.5625 * 2, 1e-12);
	twin_window_free(w);
}

/* FE-7: what the slot before leaves in a one-pole receiver at the end of a
 * slot, exp(-2 pi f3 Ts). */
static void test_one_pole_interference(void **state)
{
	(void)state;
	static const double row[][2] = { { 0.5, 0.043214 },
					 { 0.7, 0.012299 },
					 { 1.0, 0.0018674 } };
	static const unsigned record[] = { 0 };
	for (size_t i = 0; i < 3; i++) {
		struct twin_timing t = timing_of(record, 1);
		t.integrate = false;
		t.tia_s = 1 / (2 * M_PI * row[i][0]);
		t.phase_s = 1 - 1e-9; /* sample at the end of a slot */
		struct twin_window *w;
		assert_int_equal(twin_window_new(&t, false, &w, NULL), ERR_OK);
		double light[5] = { 0, 1, 0, 0, 0 };
		twin_window_add(w, 0, light);
		twin_window_end(w, 0);
		const double *s = twin_window_get(w, 0, 0);
		assert_near(s[2] / s[1], row[i][1], row[i][1] * 5e-5);
		twin_window_free(w);
	}
}

/* Receiver of one conversion per code. */
static struct twin_receiver receiver_of(double noise_lsb, unsigned sums)
{
	return (struct twin_receiver){ .responsivity = 1,
				       .tia_ohm = 1,
				       .integrate = true,
				       .sums = sums,
				       .lsb_a = 1,
				       .zero = -20.3,
				       .low = -128,
				       .high = 127,
				       .noise_lsb = noise_lsb,
				       .gain = 1 };
}

/* Moments of the sum by brute force: over the shared noise in fine steps, over
 * the codes of one conversion exactly. */
static void moments_by_sum(const struct twin_receiver *rx, double mean,
			   double var, double *m, double *v)
{
	double total = 0, s1 = 0, s2 = 0, own = 0, sd = sqrt(var);
	for (int i = -400; i <= 400; i++) {
		double z = i / 50.0, weight = exp(-z * z / 2);
		double x = rx->zero + mean + z * sd, e1 = 0, e2 = 0;
		for (int q = -140; q < 140; q++) {
			double a = (q - x) / rx->noise_lsb;
			double b = (q + 1 - x) / rx->noise_lsb;
			double p = 0.5 * (erfc(a / sqrt(2)) -
					  erfc(b / sqrt(2)));
			e1 += p * (q + 0.5);
			e2 += p * (q + 0.5) * (q + 0.5);
		}
		total += weight;
		s1 += weight * e1;
		s2 += weight * e1 * e1;
		own += weight * (e2 - e1 * e1);
	}
	s1 /= total;
	*m = s1 - rx->zero;
	*v = s2 / total - s1 * s1 + own / total / rx->sums;
}

static void test_quantiser_moments(void **state)
{
	(void)state;
	static const double noise[] = { 0.2, 0.3, 0.5 };
	for (size_t n = 0; n < 3; n++)
		for (unsigned sums = 1; sums <= 6; sums += 5)
			for (double mean = 0.1; mean < 60; mean += 7.13)
				for (double var = 1e-4; var < 2; var *= 30) {
					struct twin_receiver rx =
						receiver_of(noise[n], sums);
					double m, v, m2, v2;
					twin_receiver_moments(&rx, mean, var,
							      &m, &v);
					moments_by_sum(&rx, mean, var, &m2,
						       &v2);
					assert_near(m, m2, 1e-8);
					assert_near(v, v2, 1e-8);
				}
}

/* The converter itself against those moments, and its rails. */
static void test_converter(void **state)
{
	(void)state;
	enum { N = 20000 };
	static double current[N], work[8 * N];
	static int16_t code[N];
	struct twin_receiver rx = receiver_of(0.3, 6);
	struct twin_receiver_noise noise = {
		.adc = twin_rng_make(1, TWIN_SOURCE_ADC), .work = work
	};
	for (int i = 0; i < N; i++)
		current[i] = 33.37;
	struct twin_rng_at at = { 0, 0, 0 };
	assert_int_equal(twin_receiver_convert(&rx, &noise, at, current, N,
					       code, 1),
			 0);
	double sum = 0, squares = 0, mean, var;
	for (int i = 0; i < N; i++) {
		double value = code[i] / 6.0 + 0.5 - rx.zero;
		sum += value;
		squares += value * value;
	}
	twin_receiver_moments(&rx, 33.37, 0, &mean, &var);
	assert_near(sum / N, mean, 4 * sqrt(var / N));
	assert_near((squares / N - sum / N * sum / N) / var, 1,
		    4 * sqrt(2.0 / N));
	for (int i = 0; i < N; i++)
		current[i] = i < 10 ? 500 : -500;
	assert_int_equal(twin_receiver_convert(&rx, &noise, at, current, 20,
					       code, 1),
			 20);
	assert_int_equal(code[0], 6 * 127);
	assert_int_equal(code[19], 6 * -128);
}

/* FE-1 receiver budget: R 0.9 A/W, 10 pA/rtHz, Be 83.33 MHz: shot 72.28 and
 * thermal 73.88 dB at -3 dBm, from simulated photocurrent. */
static void test_photodiode(void **state)
{
	(void)state;
	enum { N = 100000 };
	static double power[N], current[N], work[2 * N];
	double be = 1 / 12e-9;
	struct twin_receiver rx = receiver_of(0, 1);
	rx.responsivity = 0.9;
	struct twin_receiver_noise noise = {
		.shot = twin_rng_make(1, TWIN_SOURCE_SHOT),
		.thermal = twin_rng_make(1, TWIN_SOURCE_THERMAL),
		.work = work
	};
	for (int i = 0; i < N; i++)
		power[i] = 0.501187e-3;
	for (int part = 0; part < 2; part++) {
		rx.shot_a = part == 0 ? 2 * 1.602176634e-19 * be : 0;
		rx.thermal_a = part == 1 ? 10e-12 * sqrt(be) : 0;
		twin_receiver_detect(&rx, &noise, (struct twin_rng_at){ 0 },
				     power, current, N);
		double sum = 0, squares = 0;
		for (int i = 0; i < N; i++)
			sum += current[i];
		double mean = sum / N;
		for (int i = 0; i < N; i++)
			squares += (current[i] - mean) * (current[i] - mean);
		double snr = 10 * log10(mean * mean / (squares / N));
		assert_near(snr, part ? 73.88 : 72.28,
			    0.005 + 4 * 4.343 * sqrt(2.0 / N));
	}
}

/* Noise of a one-pole receiver, sampled often: first-order autoregression of
 * the stated variance. */
static void test_noise_correlation(void **state)
{
	(void)state;
	enum { N = 100000 };
	static double power[N], current[N], work[2 * N];
	struct twin_receiver rx = receiver_of(0, 1);
	struct twin_receiver_noise noise = {
		.shot = twin_rng_make(1, TWIN_SOURCE_SHOT),
		.thermal = twin_rng_make(1, TWIN_SOURCE_THERMAL),
		.work = work
	};
	rx.thermal_a = 2;
	rx.correlation = 0.6;
	twin_receiver_detect(&rx, &noise, (struct twin_rng_at){ 0 }, power,
			     current, N);
	double s0 = 0, s1 = 0, s2 = 0;
	for (int i = 0; i + 2 < N; i++) {
		s0 += current[i] * current[i] / N;
		s1 += current[i] * current[i + 1] / N;
		s2 += current[i] * current[i + 2] / N;
	}
	/* Bartlett: sd of a variance is that of N (1 - a^2)/(1 + a^2)
	 * independent values, here 0.47 N. */
	assert_near(s0, 4, 4 * 4 * sqrt(2 / (0.47 * N)));
	assert_near(s1 / s0, 0.6, 4 * sqrt((1 - 0.36) / N));
	assert_near(s2 / s0, 0.36, 4 * 1.3 / sqrt(N));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_field_points_by_recursion),
		cmocka_unit_test(test_field_points_simulated),
		cmocka_unit_test(test_fast_absorber),
		cmocka_unit_test(test_intensity_noise_stays),
		cmocka_unit_test(test_windows_walk),
		cmocka_unit_test(test_windows_square_weights),
		cmocka_unit_test(test_one_pole_interference),
		cmocka_unit_test(test_quantiser_moments),
		cmocka_unit_test(test_converter),
		cmocka_unit_test(test_photodiode),
		cmocka_unit_test(test_noise_correlation),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
