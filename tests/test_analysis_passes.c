/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SN-4 and SN-5: useful passes from a fit, amplifier on against off. */
#include "analysis/paired.h"
#include "analysis/snr.h"
#include "analysis/useful_passes.h"

#include "check_real.h"
#include "simulate.h"

static struct accumulation_fit known_fit(enum accumulation_model model,
					 double a, double n, double ua,
					 double un, double g)
{
	struct accumulation_fit fit = { .model = model,
					.theta = { a, n, 0, 0, 1 },
					.fitted = true,
					.g = g,
					.k_max = 64 };

	fit.cov[0][0] = ua * ua;
	fit.cov[1][1] = un * un;
	fit.a = estimate_make(a, ua, 63, 64, "1", "m", "P2");
	fit.n = estimate_make(n, un, 63, 64, "1", "m", "P2");
	return fit;
}

static double k_use(double snr0_db, double n_db, double enob)
{
	double n = pow(10, n_db / 10);
	struct accumulation_fit fit =
		known_fit(ACCUMULATION_L, pow(10, -snr0_db / 10), n, 0,
			  .01 * n, 1);
	struct useful_passes k;

	useful_passes_estimate(&fit, snr_required(enob), &k);
	assert_int_equal(k.k_use.status, ESTIMATE_OK);
	return k.k_use.value;
}

static void test_table(void **state)
{
	(void)state;
	static const struct {
		double snr0, n, k[5];
	} row[] = {
		{ 50, -60, { 10406, 2594, 641, 152, 30 } },
		{ 40, -60, { 10316, 2504, 551, 62, 0 } },
		{ 45, -55, { 3284, 813, 195, 41, 2 } },
		{ 50, -50, { 1040, 259, 64, 15, 3 } },
	};

	for (int i = 0; i < 4; i++)
		for (int e = 0; e < 5; e++)
			check_real(k_use(row[i].snr0, row[i].n, 3 + e),
					   row[i].k[e], 0);
}

/* u^2(K) = [u^2(a) + K^2 u^2(n) + 2 K u(a,n)]/n^2, by hand. */
static void test_uncertainty(void **state)
{
	(void)state;
	struct accumulation_fit fit = known_fit(ACCUMULATION_L, 1e-4, 1e-5,
						3e-6, 2e-7, 1);
	struct useful_passes k;

	fit.cov[0][1] = fit.cov[1][0] = -2e-13;
	useful_passes_estimate(&fit, 1 / 6.05e-4, &k);
	double K = 50.5, u = sqrt(9e-12 + K * K * 4e-14 - 2 * K * 2e-13) /
			     1e-5;
	check_real(k.k_use.value, 50, 0);
	check_real(k.k_use.u, u, 1e-9);
	/* t(0.95, 63) = 1.6694 */
	check_real(k.k_lower.value, floor(K - 1.6694 * u), 0);
	assert_int_equal(k.k_lower.status, ESTIMATE_CENSORED);
	assert_int_equal(k.k_lower.censor, ESTIMATE_CENSOR_ABOVE);
	assert_false(k.k_use.flags & ESTIMATE_FLAG_EXTRAPOLATED);
	useful_passes_estimate(&fit, 1 / 1e-3, &k);
	assert_true(k.k_use.flags & ESTIMATE_FLAG_EXTRAPOLATED);
}

/* The crossing of model G against the curve itself. */
static void test_gain_crossing(void **state)
{
	(void)state;
	static const double g[] = { .97, 1.01 };
	struct useful_passes k;

	for (int i = 0; i < 2; i++) {
		struct accumulation_fit fit = known_fit(
			ACCUMULATION_G, 1e-4, 1e-5, 3e-6, 2e-7, g[i]);
		double y = 1e-4 + 1e-5 * accumulation_h(20.5, g[i]);
		useful_passes_estimate(&fit, 1 / y, &k);
		check_real(k.k_use.value, 20, 0);
		double dh = accumulation_h(21, g[i]) -
			    accumulation_h(20, g[i]);
		double h = accumulation_h(20.5, g[i]);
		check_real(k.k_use.u,
				   sqrt(9e-12 + h * h * 4e-14) / 1e-5 / dh,
				   .01);
	}
	/* g > 1: the noise-to-signal ratio levels off below the line. */
	struct accumulation_fit fit = known_fit(ACCUMULATION_G, 1e-4, 1e-5,
						3e-6, 2e-7, 1.1);
	useful_passes_estimate(&fit, 1 / 1e-3, &k);
	assert_int_equal(k.k_use.status, ESTIMATE_CENSORED);
	assert_int_equal(k.k_use.censor, ESTIMATE_CENSOR_ABOVE);
}

static void test_limits(void **state)
{
	(void)state;
	struct useful_passes k;
	struct accumulation_fit fit = known_fit(ACCUMULATION_L, 1e-2, 1e-6,
						1e-4, 1e-8, 1);

	useful_passes_estimate(&fit, 1e3, &k);
	assert_int_equal(k.k_use.status, ESTIMATE_OK);
	check_real(k.k_use.value, 0, 0);
	check_real(k.k_lower.value, 0, 0);
	/* n not above 2 u(n): a bound; here u(y) = 1e-7 k decides:
	 * 1.6694 1e-7 k + 1e-7 k = 9e-4. */
	fit = known_fit(ACCUMULATION_L, 1e-4, 1e-7, 0, 1e-7, 1);
	useful_passes_estimate(&fit, 1e3, &k);
	assert_int_equal(k.k_use.status, ESTIMATE_CENSORED);
	assert_int_equal(k.k_use.censor, ESTIMATE_CENSOR_ABOVE);
	check_real(k.k_use.value, 9e-4 / 2.6694e-7, 1);
	fit.n = estimate_refuse(ESTIMATE_UNSTABLE_FIT, "1", "m", "no");
	useful_passes_estimate(&fit, 1e3, &k);
	assert_int_equal(k.k_use.status, ESTIMATE_UNSTABLE_FIT);
}

/* (1e-3 - 1e-4)/n passes: 60 lie within the 64 recorded, 900 do not; then the
 * gain of a saturating loop says nothing of them. */
static void test_saturating(void **state)
{
	(void)state;
	struct useful_passes k;
	for (int deep = 0; deep < 2; deep++) {
		double n = deep ? 1e-6 : 1e-5 * 9 / 6;
		struct accumulation_fit fit = known_fit(
			ACCUMULATION_L, 1e-4, n, 0, .01 * n, 1);
		fit.n.flags = ESTIMATE_FLAG_SATURATING;
		useful_passes_estimate(&fit, 1e3, &k);
		check_real(k.k_use.value, deep ? 64 : 60, 0);
		assert_int_equal(k.k_use.status, deep ? ESTIMATE_CENSORED :
							ESTIMATE_OK);
		check_real(k.k_lower.value, deep ? 64 : 58, .5);
		assert_int_equal(k.k_use.flags, ESTIMATE_FLAG_SATURATING);
		assert_int_equal(k.k_lower.flags, ESTIMATE_FLAG_SATURATING);
		assert_int_equal(k.k_lower.censor, ESTIMATE_CENSOR_ABOVE);
	}
}

enum { PAIRS = 4, K = 3 };

static const double passes[K] = { 0, 1, 8 };

static void fill_pairs(struct estimate *on, struct estimate *off)
{
	static const double jitter[PAIRS] = { -.1, .1, .3, -.3 };

	for (int i = 0; i < PAIRS; i++)
		for (int p = 0; p < K; p++) {
			/* Slow drift of 1 dB per pair cancels. */
			double base = 40 + i - 3 * passes[p];
			on[i * K + p] = estimate_make(
				pow(10, (base + passes[p] + jitter[i]) / 10),
				1, 7, 8, "1", "m", "P6");
			off[i * K + p] = estimate_make(pow(10, base / 10), 1,
						       7, 8, "1", "m", "P6");
		}
}

static void test_pairs(void **state)
{
	(void)state;
	struct estimate on[PAIRS * K], off[PAIRS * K], d[K];
	struct paired_input in = { on, off, PAIRS, K, passes, "P6",
				   false };

	fill_pairs(on, off);
	struct estimate k = paired_compare(&in, d);
	/* sd of the jitter: sqrt(.2/3), u = sd/2. */
	for (int p = 0; p < K; p++) {
		check_real(d[p].value, passes[p], 1e-9);
		check_real(d[p].u, sqrt(.2 / 3) / 2, 1e-9);
		check_real(d[p].nu_eff, 3, 0);
	}
	assert_int_equal(k.status, ESTIMATE_OK);
	check_real(k.value, 1, 0);
	check_real(k.lo, 0, 0);
	assert_string_equal(k.method, "SN-5/pairs");
	in.equal_received = true;
	k = paired_compare(&in, d);
	assert_string_equal(k.method, "SN-5/equal-received");
	assert_string_equal(d[0].method, "SN-5/equal-received");
	/* Where "off" is lost in noise the difference is a lower bound. */
	off[2] = estimate_bound(off[2].value, ESTIMATE_CENSOR_BELOW, 8, "1",
				"m", "P6");
	k = paired_compare(&in, d);
	assert_int_equal(d[2].status, ESTIMATE_CENSORED);
	assert_int_equal(d[2].censor, ESTIMATE_CENSOR_ABOVE);
	/* Student, 95 % one-sided, 3 degrees of freedom: 2.3534. */
	check_real(d[2].value,
			   passes[2] - 2.3533634348 * sqrt(.2 / 3) / 2, 1e-9);
	check_real(k.value, 1, 0);
}

/* Pairs that agree by luck are not better than their halves: 1 % and 1 % of
 * SNR are 4.343 sqrt(2) 1 % in dB, and half that for four pairs. */
static void test_pairs_that_agree(void **state)
{
	(void)state;
	struct estimate on[PAIRS], off[PAIRS], d;
	struct paired_input in = { on, off, PAIRS, 1, passes, "P6",
				   false };

	for (int i = 0; i < PAIRS; i++) {
		on[i] = estimate_make(2000, 20, 50, 8, "1", "m", "P6");
		off[i] = estimate_make(1000, 10, 50, 8, "1", "m", "P6");
	}
	paired_compare(&in, &d);
	check_real(d.value, 10 * log10(2), 1e-9);
	check_real(d.u, 10 / M_LN10 * .01 * sqrt(2) / 2, 1e-12);
	check_real(d.nu_eff, 400, 0);
}

static void test_pairs_without_crossing(void **state)
{
	(void)state;
	struct estimate on[PAIRS * K], off[PAIRS * K], d[K];
	struct paired_input in = { off, on, PAIRS, K, passes, "P6",
				   false };

	fill_pairs(on, off);
	struct estimate k = paired_compare(&in, d);
	assert_int_equal(k.status, ESTIMATE_CENSORED);
	assert_int_equal(k.censor, ESTIMATE_CENSOR_ABOVE);
	check_real(k.value, 8, 0);
	in.pairs = 2;
	k = paired_compare(&in, d);
	assert_int_equal(k.status, ESTIMATE_INSUFFICIENT);
	assert_int_equal(d[0].status, ESTIMATE_INSUFFICIENT);
	in.pairs = 0;
	k = paired_compare(&in, d);
	assert_int_equal(k.status, ESTIMATE_INSUFFICIENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_uncertainty),
		cmocka_unit_test(test_gain_crossing),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_saturating),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_pairs_that_agree),
		cmocka_unit_test(test_pairs_without_crossing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
