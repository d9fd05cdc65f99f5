/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SN-1: check points, refusals, pull over seeds. */
#include "analysis/snr.h"

#include <stdlib.h>
#include <string.h>

#include "check_real.h"
#include "simulate.h"

static void levels_unipolar(const int8_t *symbol, double *level, size_t m,
			    double eps)
{
	double alphabet[3] = { eps, (1 + eps) / 2, 1 };

	for (size_t i = 0; i < m; i++)
		level[i] = alphabet[symbol[i] + 1] * 2 / (1 + eps);
}

static void levels_quadratic(const int8_t *symbol, double *level, size_t m)
{
	static const double alphabet[3] = { 0, .25, 1 };

	for (size_t i = 0; i < m; i++)
		level[i] = alphabet[symbol[i] + 1] * 2.4;
}

/* M=127, R=64, SNR=1000 -> u = 15.83 (0.0687 dB). */
static void test_homoscedastic_u(void **state)
{
	(void)state;
	double u = snr_u_homoscedastic(1000, 64, 127, 127 * 63);

	check_real(u, 15.83, .005);
	check_real(10 / M_LN10 * u / 1000, .0687, 5e-5);
}

static void test_basis(void **state)
{
	(void)state;
	check_real(snr_carrier_ratio((double[]){ 0, 1, 2 }, 3, 0), 1.5,
			   1e-12);
	check_real(snr_carrier_ratio((double[]){ 0, .25, 1 }, 3, 0),
			   .96154, 5e-6);
	check_real(10 * log10(snr_required(6)), 37.8845, 1e-4);
	check_real(10 * log10(snr_required(3)), 19.8227, 1e-4);
}

/* Gaussian bursts of constant noise at a known SNR. */
static void gaussian_bursts(struct simulate_rng *g, double *x, size_t R,
			    size_t M, double snr)
{
	double shape[127], mean = 0, ss = 0;

	for (size_t m = 0; m < M; m++) {
		shape[m] = (double)((m * 37) % M);
		mean += shape[m] / (double)M;
	}
	for (size_t m = 0; m < M; m++)
		ss += pow(shape[m] - mean, 2) / ((double)M - 1);
	for (size_t i = 0; i < R * M; i++)
		x[i] = shape[i % M] * sqrt(snr / ss) + simulate_normal(g);
}

/* M=127, R=8, SNR=1: raw mean 1.1276, corrected 1.0001, sd 0.085. */
static void test_bias_at_low_snr(void **state)
{
	(void)state;
	enum { R = 8, M = 127, SEEDS = 400 };
	static double x[R * M];
	double sum = 0, sum2 = 0, raw = 0;

	for (int seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		struct snr_pass p;
		simulate_seed(&g, (uint64_t)seed);
		gaussian_bursts(&g, x, R, M, 1);
		snr_estimate(&(struct bursts){ x, R, 1, M }, false, "P6", &p,
			     NULL);
		assert_int_equal(p.snr.status, ESTIMATE_OK);
		sum += p.snr.value;
		sum2 += p.snr.value * p.snr.value;
		raw += (p.signal + p.noise / R) / p.noise;
	}
	double mean = sum / SEEDS;
	double sd = sqrt((sum2 - SEEDS * mean * mean) / (SEEDS - 1));
	check_real(mean, 1.0, .015);
	double nu2 = M * (R - 1);
	check_real((1 + 1. / R) * nu2 / (nu2 - 2), 1.12754, 5e-6);
	check_real(raw / SEEDS, 1.12754, .015);
	check_real(sd, .085, .01);
}

static void test_monte_carlo_1000(void **state)
{
	(void)state;
	enum { R = 64, M = 127, SEEDS = 60 };
	static double x[R * M];
	double sum = 0;

	for (int seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		struct snr_pass p;
		simulate_seed(&g, (uint64_t)seed);
		gaussian_bursts(&g, x, R, M, 1000);
		snr_estimate(&(struct bursts){ x, R, 1, M }, false, "P6", &p,
			     NULL);
		/* With level-independent noise all three u agree. */
		check_real(p.u_robust, 15.83, 2);
		check_real(p.u_jackknife, 15.83, 6);
		sum += p.snr.value;
	}
	check_real(sum / SEEDS, 1000, 4 * 16.2 / sqrt(SEEDS));
}

static void test_drift_is_removed_and_reported(void **state)
{
	(void)state;
	enum { R = 32, M = 63 };
	static double x[R * M];
	double level[M], k = 0;
	int8_t symbol[M];
	struct simulate_rng g;
	struct snr_pass with, without, quiet;

	simulate_seed(&g, 1);
	simulate_pattern(&g, symbol, M);
	levels_unipolar(symbol, level, M, .01);
	struct simulate_loop l = { level, M, 1, 0, 0, .02, .05, .05 };
	simulate_bursts(&g, &l, &k, 1, R, x);
	snr_estimate(&(struct bursts){ x, R, 1, M }, true, "P6", &with, NULL);
	snr_estimate(&(struct bursts){ x, R, 1, M }, false, "P6", &without,
		     NULL);
	double truth = 1 / simulate_inverse_snr(&l, 0);
	assert_true(fabs(with.snr.value - truth) < 4 * with.snr.u);
	assert_true(without.snr.value < .5 * truth);
	assert_true(with.snr.flags & ESTIMATE_FLAG_DRIFT);
	/* .05^2 of offset and .05^2 of gain times the variance of levels. */
	check_real(with.drift, .0025 * (1 + .65), .002);
	l.drift_gain = l.drift_offset = 0;
	simulate_bursts(&g, &l, &k, 1, R, x);
	snr_estimate(&(struct bursts){ x, R, 1, M }, true, "P6", &quiet, NULL);
	assert_false(quiet.snr.flags & ESTIMATE_FLAG_DRIFT);
}

/* Two bursts, two windows of four slots of which two are guards. */
static void test_guard_variance(void **state)
{
	(void)state;
	const double x[16] = { 9, 8, 1, 5, 9, 9, 9, 9, 8, 9, 3, 5, 7, 7, 7, 7 };
	double out[8];
	struct bursts b = { x, 2, 2, 4 }, guards = bursts_crop(&b, 2, 2, out);

	assert_int_equal(guards.slots, 2);
	check_real(guards.x[4], 3, 0);
	double mean[2];
	/* Variances 2 and 0 at the first pass, 2 and 2 at the second. */
	check_real(bursts_mean(&guards, 0, mean), 1, 1e-12);
	check_real(bursts_mean(&guards, 1, mean), 2, 1e-12);
	guards.bursts = 1;
	assert_true(isnan(bursts_mean(&guards, 0, mean)));
}

static void test_refusals(void **state)
{
	(void)state;
	enum { R = 8, M = 31 };
	static double x[R * M];
	struct simulate_rng g;
	struct snr_pass p;
	double loo[R];

	simulate_seed(&g, 1);
	gaussian_bursts(&g, x, R, M, 10);
	struct bursts b = { x, R, 1, M };
	snr_estimate(&b, true, "P6", &p, loo);
	assert_int_equal(p.snr.status, ESTIMATE_OK);
	assert_true(isfinite(loo[R - 1]));
	snr_estimate(&(struct bursts){ x, R - 1, 1, M }, true, "P6", &p, NULL);
	assert_int_equal(p.snr.status, ESTIMATE_INSUFFICIENT);
	assert_true(isnan(p.snr.value) && p.snr.note[0]);
	snr_estimate(&(struct bursts){ x, R, 1, M - 1 }, true, "P6", &p, NULL);
	assert_int_equal(p.snr.status, ESTIMATE_INSUFFICIENT);
	x[5] = NAN;
	snr_estimate(&b, true, "P6", &p, loo);
	assert_int_equal(p.snr.status, ESTIMATE_INSUFFICIENT);
	assert_non_null(strstr(p.snr.note, "sample 5"));
	x[5] = INFINITY;
	snr_estimate(&b, true, "P6", &p, loo);
	assert_int_equal(p.snr.status, ESTIMATE_INSUFFICIENT);
	for (size_t i = 0; i < R * M; i++)
		x[i] = 3;
	snr_estimate(&b, true, "P6", &p, loo);
	assert_int_equal(p.snr.status, ESTIMATE_INSUFFICIENT);
	for (size_t i = 0; i < R * M; i++)
		x[i] = (double)(i % M);
	snr_estimate(&b, true, "P6", &p, loo);
	assert_int_equal(p.snr.status, ESTIMATE_INSUFFICIENT);
	for (size_t i = 0; i < R * M; i++)
		x[i] = (double)(i / M);
	snr_estimate(&b, true, "P6", &p, loo);
	assert_int_equal(p.snr.status, ESTIMATE_INSUFFICIENT);
}

/* No signal: an upper bound that covers the truth, never a value. */
static void test_no_signal_is_censored(void **state)
{
	(void)state;
	enum { R = 16, M = 63, SEEDS = 100 };
	static double x[R * M];
	int censored = 0;

	for (int seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		struct snr_pass p;
		simulate_seed(&g, (uint64_t)seed);
		for (size_t i = 0; i < R * M; i++)
			x[i] = simulate_normal(&g);
		snr_estimate(&(struct bursts){ x, R, 1, M }, true, "P6", &p,
			     NULL);
		if (p.snr.status != ESTIMATE_CENSORED)
			continue;
		censored++;
		assert_int_equal(p.snr.censor, ESTIMATE_CENSOR_BELOW);
		assert_true(p.snr.value >= 0 && p.snr.value < .2);
	}
	assert_true(censored >= 90);
}

/* Interval of the noncentral F: its ends put 2.5 % on either side, checked
 * against simulated F ratios. */
static void test_noncentral_interval(void **state)
{
	(void)state;
	enum { R = 8, M = 31, SEEDS = 1000 };
	static double x[R * M];
	int inside = 0;

	for (int seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		struct snr_pass p;
		double lo, hi;
		simulate_seed(&g, (uint64_t)seed);
		gaussian_bursts(&g, x, R, M, .5);
		double nu2 = M * (R - 1);
		snr_estimate(&(struct bursts){ x, R, 1, M }, false, "P6", &p,
			     NULL);
		double f = R * (p.signal + p.noise / R) / p.noise;
		snr_interval_noncentral(f, R, M, nu2, &lo, &hi);
		inside += lo <= .5 && .5 <= hi;
	}
	assert_true(inside > .93 * SEEDS && inside < .97 * SEEDS);
}

static void pull(const char *name, int quadratic, double drift, size_t R,
		 int seeds)
{
	enum { M = 63, K = 5 };
	static const double k[K] = { 0, 1, 4, 16, 64 };
	double *x = malloc(R * K * M * sizeof(*x)), level[M];
	struct simulate_pull robust = { .name = name };
	struct simulate_pull jack = { .name = "  by jackknife" };
	int8_t symbol[M];

	for (int seed = 1; seed <= seeds; seed++) {
		struct simulate_rng g;
		struct snr_pass p[K];
		simulate_seed(&g, (uint64_t)seed);
		simulate_pattern(&g, symbol, M);
		if (quadratic)
			levels_quadratic(symbol, level, M);
		else
			levels_unipolar(symbol, level, M, .01);
		struct simulate_loop l = { level, M,	1,     2e-5,
					   1e-3,  5e-3, drift, drift };
		simulate_bursts(&g, &l, k, K, R, x);
		snr_estimate(&(struct bursts){ x, R, K, M }, true, "P6", p,
			     NULL);
		size_t i = (size_t)seed % K;
		double truth = 1 / simulate_inverse_snr(&l, k[i]);
		simulate_pull_add(&robust, &p[i].snr, truth);
		struct estimate e = p[i].snr;
		e = estimate_make(e.value, p[i].u_jackknife, (double)R - 1,
				  R, "1", "jackknife", "P6");
		simulate_pull_add(&jack, &e, truth);
	}
	simulate_pull_check(&robust);
	simulate_pull_check(&jack);
	free(x);
}

static void test_pull(void **state)
{
	(void)state;
	pull("SNR unipolar", 0, 0, 32, 200);
	pull("SNR quadratic", 1, 0, 32, 200);
	pull("SNR drifting", 0, .01, 32, 200);
	pull("SNR R = 64", 1, .002, 64, 200);
	pull("SNR R = 12", 0, 0, 12, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_homoscedastic_u),
		cmocka_unit_test(test_basis),
		cmocka_unit_test(test_bias_at_low_snr),
		cmocka_unit_test(test_monte_carlo_1000),
		cmocka_unit_test(test_drift_is_removed_and_reported),
		cmocka_unit_test(test_guard_variance),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_no_signal_is_censored),
		cmocka_unit_test(test_noncentral_interval),
		cmocka_unit_test(test_pull),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
