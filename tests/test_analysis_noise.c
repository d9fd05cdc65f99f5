/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FE-1 and the gates: printed values, refusals, pull over seeds. */
#include "analysis/clipping.h"
#include "analysis/noise.h"
#include "analysis/welch.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "check_real.h"
#include "simulate.h"

enum { N = 8192 };

static double x[N];

static struct noise_input input(size_t n)
{
	return (struct noise_input){ .x = x,
				     .records = 1,
				     .length = n,
				     .fs = 1,
				     .unit = "V",
				     .nsd_unit = "V/sqrt(Hz)",
				     .plane = "P6" };
}

static void white(uint64_t seed, double sigma)
{
	struct simulate_rng g;

	simulate_seed(&g, seed);
	for (size_t i = 0; i < N; i++)
		x[i] = 3 + sigma * simulate_normal(&g);
}

/* Sum S df equals the mean square to 1e-12. */
static void test_parseval(void **state)
{
	(void)state;
	double psd[513], sum = 0, square = 0;

	white(1, 1);
	assert_int_equal(welch_psd(x, 1, N, 1024, 48e3, WELCH_RECTANGLE, psd),
			 8);
	for (size_t j = 0; j <= 512; j++)
		sum += psd[j] * 48e3 / 1024;
	for (size_t i = 0; i < N; i++)
		square += x[i] * x[i] / N;
	assert_float_equal(sum / square, 1, 1e-12);
	assert_int_equal(welch_psd(x, 1, 100, 128, 1, WELCH_HANN, psd), 0);
	assert_int_equal(welch_psd(x, 8, 1024, 1024, 1, WELCH_HANN, psd), 8);
	assert_int_equal(welch_psd(x, 1, 8192, 1024, 1, WELCH_HANN, psd), 15);
}

/* A tone of amplitude A on a bin: A^2/2 times 1/(1.5 df) at its bin (Hann
 * equivalent noise bandwidth 1.5 bins). */
static void test_hann_density(void **state)
{
	(void)state;
	double psd[129];

	for (size_t i = 0; i < N; i++)
		x[i] = 2 * cos(2 * M_PI * 20 * (double)i / 256);
	welch_psd(x, 1, N, 256, 256, WELCH_HANN, psd);
	assert_float_equal(psd[20], 2 / 1.5, 1e-9);
	assert_float_equal(psd[21], 2 / 1.5 / 4, 1e-9);
}

/* Unit white noise at fs = 1: one-sided density 2, u(s)/s = 1/sqrt(2(N-1)). */
static void test_pull(void **state)
{
	(void)state;
	struct simulate_pull sigma = { .name = "sigma" };
	struct simulate_pull nsd = { .name = "nsd" }, mean = { .name = "mean" };
	struct noise_result out;
	int refused = 0;

	for (int seed = 1; seed <= 202; seed++) {
		struct noise_input in = input(N);
		white((uint64_t)seed, 1);
		noise_estimate(&in, &out);
		refused += out.sigma.status != ESTIMATE_OK;
		if (out.sigma.status != ESTIMATE_OK)
			continue;
		simulate_pull_add(&sigma, &out.sigma, 1);
		simulate_pull_add(&nsd, &out.nsd, sqrt(2));
		simulate_pull_add(&mean, &out.mean, 3);
	}
	assert_true(refused <= 2); /* two gates at 1e-3 */
	assert_float_equal(out.sigma.u / out.sigma.value,
			   1 / sqrt(2. * (N - 1)), 1e-3);
	assert_float_equal(out.sigma_mad, 1, .05);
	simulate_pull_check(&sigma);
	simulate_pull_check(&nsd);
	simulate_pull_check(&mean);
}

/* Noise through one pole: neighbours are correlated, u must know. */
static void test_pull_correlated(void **state)
{
	(void)state;
	struct simulate_pull sigma = { .name = "sigma, one pole" };
	struct simulate_pull mean = { .name = "mean, one pole" };
	int refused = 0;

	for (int seed = 1; seed <= 210; seed++) {
		struct noise_input in = input(N);
		struct noise_result out;
		white((uint64_t)seed, sqrt(1 - .36));
		double y = 0;
		for (size_t i = 0; i < N; i++)
			x[i] = y = .6 * y + x[i] - 3;
		noise_estimate(&in, &out);
		refused += out.sigma.status != ESTIMATE_OK;
		if (out.sigma.status != ESTIMATE_OK)
			continue;
		simulate_pull_add(&sigma, &out.sigma, 1);
		simulate_pull_add(&mean, &out.mean, 0);
	}
	assert_true(refused <= 4);
	simulate_pull_check(&sigma);
	simulate_pull_check(&mean);
}

/* Dark windows of many bursts; a spur does not count as noise floor. */
static void test_records_and_spur(void **state)
{
	(void)state;
	struct noise_input in = input(N);
	struct noise_result out;

	white(3, 1);
	in.records = 64;
	in.length = 128;
	noise_estimate(&in, &out);
	assert_int_equal(out.nsd.status, ESTIMATE_OK);
	assert_float_equal(out.nsd.value, sqrt(2), 4 * out.nsd.u);
	in = input(N);
	for (size_t i = 0; i < N; i++)
		x[i] += .3 * cos(2 * M_PI * .21 * (double)i);
	noise_estimate(&in, &out);
	assert_true(out.spurs >= 1 && out.spurs <= 3);
	assert_float_equal(out.nsd.value, sqrt(2), 4 * out.nsd.u);
	assert_float_equal(out.sigma.value, sqrt(1.045), .03);
}

static void test_underrange(void **state)
{
	(void)state;
	struct noise_input in = input(N);
	struct noise_result out;

	white(1, .2);
	for (size_t i = 0; i < N; i++)
		x[i] = floor(x[i] + .1) + .5;
	in.lsb = 4;
	noise_estimate(&in, &out);
	assert_int_equal(out.sigma.status, ESTIMATE_CENSORED);
	assert_int_equal(out.sigma.censor, ESTIMATE_CENSOR_BELOW);
	assert_float_equal(out.sigma.value, 4 / sqrt(12), 1e-12);
	assert_true(out.sigma.flags & ESTIMATE_FLAG_UNDERRANGE);
	assert_int_equal(out.nsd.status, ESTIMATE_CENSORED);
	check_real(out.nsd.hi, 4 / sqrt(12) / sqrt(in.fs / 2), 1e-12);
	check_real(out.nsd.value, out.nsd.hi, 1e-15);
	double fs = in.fs;
	in.fs = NAN;
	noise_estimate(&in, &out);
	assert_int_equal(out.sigma.status, ESTIMATE_CENSORED);
	assert_int_equal(out.nsd.status, ESTIMATE_INSUFFICIENT);
	in.fs = fs;
	/* An ideal quantiser well dithered adds lsb^2/12. */
	white(2, 2);
	for (size_t i = 0; i < N; i++)
		x[i] = floor(x[i]) + .5;
	in.lsb = 1;
	noise_estimate(&in, &out);
	assert_float_equal(out.sigma.value, sqrt(4 + 1. / 12),
			   4 * out.sigma.u);
}

static void test_clipping(void **state)
{
	(void)state;
	struct noise_input in = input(N);
	struct noise_result out;

	white(1, 1);
	assert_false(clipping_test(x, N, -100, 100).clipped);
	x[100] = 127;
	struct clipping c = clipping_test(x, N, -128, 127);
	assert_int_equal(c.at_high, 1);
	/* One sample in 8192 is 1.2e-4: above 1e-4. */
	assert_true(c.clipped);
	x[100] = 3;
	assert_false(clipping_test(x, 0, -128, 127).clipped);
	x[7] = x[8] = -128;
	c = clipping_test(x, N, -128, 127);
	assert_int_equal(c.longest_run, 2);
	assert_true(c.clipped);
	in.low = -128;
	in.high = 127;
	noise_estimate(&in, &out);
	assert_int_equal(out.sigma.status, ESTIMATE_CLIPPED);
	assert_int_equal(out.nsd.status, ESTIMATE_CLIPPED);
	assert_true(isnan(out.sigma.value));
}

static void test_stationarity(void **state)
{
	(void)state;
	struct noise_input in = input(N);
	struct noise_result out;

	white(1, 1);
	assert_true(stationarity_test(x, N).stationary);
	for (size_t i = 0; i < N; i++)
		x[i] += .3 * (double)i / N;
	assert_true(stationarity_test(x, N).p_means < 1e-3);
	noise_estimate(&in, &out);
	assert_int_equal(out.sigma.status, ESTIMATE_NONSTATIONARY);
	white(1, 1);
	for (size_t i = N / 2; i < N; i++)
		x[i] = 3 + 1.2 * (x[i] - 3);
	assert_true(stationarity_test(x, N).p_variances < 1e-3);
	assert_false(stationarity_test(x, N).stationary);
	white(1, 1);
	for (size_t i = N / 3; i < N; i++)
		x[i] += .2;
	assert_true(stationarity_test(x, N).p_means < 1e-3);
	assert_true(stationarity_test(x, 16).stationary);
}

static void test_refusals(void **state)
{
	(void)state;
	struct noise_input in = input(1023);
	struct noise_result out;

	white(1, 1);
	noise_estimate(&in, &out);
	assert_int_equal(out.sigma.status, ESTIMATE_INSUFFICIENT);
	in = input(N);
	x[17] = NAN;
	noise_estimate(&in, &out);
	assert_int_equal(out.sigma.status, ESTIMATE_INSUFFICIENT);
	assert_non_null(strstr(out.sigma.note, "sample 17"));
	x[17] = -INFINITY;
	noise_estimate(&in, &out);
	assert_int_equal(out.nsd.status, ESTIMATE_INSUFFICIENT);
	for (size_t i = 0; i < N; i++)
		x[i] = 5;
	noise_estimate(&in, &out);
	assert_int_equal(out.mean.status, ESTIMATE_INSUFFICIENT);
	assert_non_null(strstr(out.mean.note, "equal"));
	in.length = 0;
	noise_estimate(&in, &out);
	assert_int_equal(out.sigma.status, ESTIMATE_INSUFFICIENT);
	assert_string_equal(out.nsd.unit, "V/sqrt(Hz)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parseval),
		cmocka_unit_test(test_hann_density),
		cmocka_unit_test(test_pull),
		cmocka_unit_test(test_pull_correlated),
		cmocka_unit_test(test_records_and_spur),
		cmocka_unit_test(test_underrange),
		cmocka_unit_test(test_clipping),
		cmocka_unit_test(test_stationarity),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
