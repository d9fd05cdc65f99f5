/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XT-2: codes, recovery of a matrix, its uncertainty and its refusals. */
#include <stdlib.h>
#include <string.h>

#include "analysis/codes.h"
#include "analysis/correlate.h"
#include "analysis/crosstalk_codes.h"
#include "check_real.h"
#include "simulate.h"

#define SEEDS 200
enum { LANES_MAX = 64, STEPS_MAX = 512 };

static void check_hadamard(size_t n)
{
	int8_t *h = malloc(n * n);

	assert_non_null(h);
	assert_true(codes_hadamard(n, h));
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(h[i], 1);
		assert_int_equal(h[i * n], 1);
		for (size_t j = 0; j <= i; j++) {
			int sum = 0;
			for (size_t t = 0; t < n; t++)
				sum += h[i * n + t] * h[j * n + t];
			assert_int_equal(sum, i == j ? (int)n : 0);
		}
	}
	free(h);
}

static void test_hadamard(void **state)
{
	(void)state;
	const size_t orders[] = { 1,  2,  4,  8,  12, 16, 20, 24, 28,
				  32, 36, 40, 44, 48, 56, 60, 64, 68 };
	int8_t none[52 * 52];

	for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++)
		check_hadamard(orders[i]);
	assert_false(codes_hadamard(0, none));
	assert_false(codes_hadamard(3, none));
	assert_false(codes_hadamard(6, none));
	assert_false(codes_hadamard(52, none));
	assert_int_equal(codes_hadamard_order(3), 4);
	assert_int_equal(codes_hadamard_order(13), 16);
	assert_int_equal(codes_hadamard_order(49), 56);
	assert_int_equal(codes_hadamard_order(0), 0);
	assert_int_equal(codes_hadamard_order(1 << 20), 0);
}

static void test_m_sequence(void **state)
{
	(void)state;
	static int8_t c[(1 << 16) - 1];

	for (unsigned degree = 2; degree <= 16; degree++) {
		size_t n = ((size_t)1 << degree) - 1, lags = n < 127 ? n : 127;
		int sum = 0;
		assert_true(codes_m_sequence(degree, c));
		for (size_t t = 0; t < n; t++)
			sum += c[t];
		assert_int_equal(sum, 1);
		/* Deg 7: 127/-1, deg 4: 15/-1. */
		for (size_t lag = 0; lag < lags; lag++) {
			int r = 0;
			for (size_t t = 0; t < n; t++)
				r += c[t] * c[(t + lag) % n];
			assert_int_equal(r, lag ? -1 : (int)n);
		}
	}
	assert_false(codes_m_sequence(1, c));
	assert_false(codes_m_sequence(17, c));
}

/* |correlation| of two complex sequences at a lag. */
static double correlation(const double *a, const double *b, size_t n,
			  size_t lag)
{
	double re = 0, im = 0;

	for (size_t t = 0; t < n; t++) {
		size_t k = (t + lag) % n;
		re += a[2 * t] * b[2 * k] + a[2 * t + 1] * b[2 * k + 1];
		im += a[2 * t + 1] * b[2 * k] - a[2 * t] * b[2 * k + 1];
	}
	return hypot(re, im);
}

static void test_zadoff_chu(void **state)
{
	(void)state;
	enum { N = 31 };
	double one[2 * N], two[2 * N];

	codes_zadoff_chu(N, 1, one);
	codes_zadoff_chu(N, 2, two);
	for (size_t lag = 1; lag < N; lag++)
		check_real(correlation(one, one, N, lag), 0, 1e-12);
	check_real(correlation(one, one, N, 0), N, 1e-12);
	for (size_t lag = 0; lag < N; lag++)
		check_real(correlation(one, two, N, lag), 5.56776, 5e-6);
}

/* A record and all sums of it. */
struct record {
	size_t lanes, steps;
	double code[LANES_MAX * STEPS_MAX];
	double y[LANES_MAX * STEPS_MAX];
	double gram[LANES_MAX * LANES_MAX], cross[LANES_MAX * LANES_MAX];
	double code_sum[LANES_MAX], sum[LANES_MAX], square[LANES_MAX];
	double h[LANES_MAX * LANES_MAX], u[LANES_MAX * LANES_MAX];
	double multiplicative[LANES_MAX];
};

static struct record r;
static const double zeros[LANES_MAX];

static void set_codes(const int8_t *c, size_t first, size_t lanes,
		      size_t period, size_t repeats)
{
	r.lanes = lanes;
	r.steps = period * repeats;
	for (size_t j = 0; j < lanes; j++)
		for (size_t t = 0; t < r.steps; t++)
			r.code[j * r.steps + t] =
				c[(j + first) * period + t % period];
}

/* Unit diagonal, x elsewhere. */
static double truth(size_t i, size_t j, double x)
{
	return i == j ? 1 : x;
}

static void set_record(struct simulate_rng *g, double x, double dark,
		       double sigma, double multiplicative)
{
	for (size_t i = 0; i < r.lanes; i++)
		for (size_t t = 0; t < r.steps; t++) {
			double y = 0;
			for (size_t j = 0; j < r.lanes; j++)
				y += truth(i, j, x) * r.code[j * r.steps + t];
			if (multiplicative > 0)
				y *= 1 + multiplicative * simulate_normal(g);
			y += dark;
			if (sigma > 0)
				y += sigma * simulate_normal(g);
			r.y[i * r.steps + t] = y;
		}
}

static bool solve(const struct crosstalk_dark *d, struct crosstalk_fit *fit,
		  struct estimate *why)
{
	static double ones[STEPS_MAX];
	struct crosstalk_sums s = { r.lanes, r.lanes,  r.steps, r.gram,
				    r.code_sum, r.cross, r.sum, r.square };

	for (size_t t = 0; t < STEPS_MAX; t++)
		ones[t] = 1;
	correlate_f64(r.code, r.lanes, r.code, r.lanes, r.steps, r.gram);
	correlate_f64(r.y, r.lanes, r.code, r.lanes, r.steps, r.cross);
	correlate_f64(r.code, r.lanes, ones, 1, r.steps, r.code_sum);
	correlate_f64(r.y, r.lanes, ones, 1, r.steps, r.sum);
	for (size_t i = 0; i < r.lanes; i++)
		correlate_f64(r.y + i * r.steps, 1, r.y + i * r.steps, 1,
			      r.steps, &r.square[i]);
	*fit = (struct crosstalk_fit){ r.h, r.u, r.multiplicative, NAN };
	return crosstalk_codes_solve(&s, d, fit, why);
}

static void check_recovery(double x)
{
	for (size_t i = 0; i < r.lanes; i++)
		for (size_t j = 0; j < r.lanes; j++)
			check_real(r.h[i * r.lanes + j], truth(i, j, x), 1e-12);
}

/* u of one entry against that of one-at-a-time with the same sigma: the gain
 * that multiplexing brings. */
static void check_gain(double want, double tolerance)
{
	double sigma[LANES_MAX];
	struct crosstalk_dark d = { zeros, NULL, sigma };
	struct crosstalk_fit fit;
	struct estimate why;

	for (size_t i = 0; i < LANES_MAX; i++)
		sigma[i] = 1;
	set_record(NULL, .001, 0, 0, 0);
	assert_true(solve(&d, &fit, &why));
	check_recovery(.001);
	check_real(1 / fit.u[1], want, tolerance);
	check_real(1 / fit.u[r.lanes * r.lanes - 1], want, tolerance);
}

static void test_recovery(void **state)
{
	(void)state;
	static int8_t c[64 * 64];
	const struct {
		size_t n;
		double gain;
	} s_matrix[] = { { 7, 1.51186 }, { 15, 2.06559 }, { 31, 2.87368 },
			 { 63, 4.03162 } };

	assert_true(codes_hadamard(16, c));
	set_codes(c, 0, 16, 16, 1);
	check_gain(4, 1e-12);
	for (size_t k = 0; k < 4; k++) {
		size_t n = s_matrix[k].n;
		assert_true(codes_s_matrix(n, c));
		set_codes(c, 0, n, n, 1);
		check_gain(s_matrix[k].gain, 5e-6);
	}
	/* S15: variance factor 4N/(N+1)^2. */
	assert_true(codes_s_matrix(15, c));
	set_codes(c, 0, 15, 15, 1);
	check_gain(1 / sqrt(.234375), 1e-9);
	assert_false(codes_s_matrix(16, c));
	assert_false(codes_s_matrix(0, c));
}

/* Complex coefficients from Zadoff-Chu codes of two roots. */
static void test_coherent(void **state)
{
	(void)state;
	enum { N = 31 };
	double c[2 * 2 * N], field[2][2] = { { 1, .2 }, { -.03, .01 } };
	struct crosstalk_dark d = { zeros, NULL, NULL };
	struct crosstalk_fit fit;
	struct estimate why;

	codes_zadoff_chu(N, 1, c);
	codes_zadoff_chu(N, 2, c + 2 * N);
	r.lanes = 4;
	r.steps = 2 * N;
	codes_complex(c, 2, N, r.code);
	memset(r.y, 0, sizeof(r.y));
	for (size_t t = 0; t < N; t++)
		for (size_t j = 0; j < 2; j++) {
			const double *v = c + 2 * (j * N + t);
			r.y[2 * t] += field[j][0] * v[0] - field[j][1] * v[1];
			r.y[2 * t + 1] += field[j][0] * v[1] +
					  field[j][1] * v[0];
		}
	assert_true(solve(&d, &fit, &why));
	for (size_t k = 0; k < 4; k++)
		check_real(fit.h[k], field[k / 2][k % 2], 1e-12);
}

/* One lane behind a filter: its response lag by lag. */
static void test_lags(void **state)
{
	(void)state;
	enum { N = 127, LAGS = 8 };
	int8_t c[N], late[LAGS * N];
	const double tap[LAGS] = { 0, 0, 1, .3, -.1, .02, 0, 0 };
	struct crosstalk_dark d = { NULL, NULL, NULL };
	struct crosstalk_fit fit;
	struct estimate why;

	assert_true(codes_m_sequence(7, c));
	codes_delayed(c, N, LAGS, late);
	set_codes(late, 0, LAGS, N, 1);
	for (size_t t = 0; t < N; t++) {
		r.y[t] = .7;
		for (size_t lag = 0; lag < LAGS; lag++)
			r.y[t] += tap[lag] * c[(t + N - lag) % N];
	}
	assert_true(solve(&d, &fit, &why));
	for (size_t lag = 0; lag < LAGS; lag++)
		check_real(fit.h[lag], tap[lag], 1e-12);
}

static void test_shared_code(void **state)
{
	(void)state;
	int8_t c[16 * 16];
	struct crosstalk_dark d = { zeros, NULL, NULL };
	struct crosstalk_fit fit;
	struct estimate why;

	assert_true(codes_hadamard(16, c));
	memcpy(c + 5 * 16, c + 2 * 16, 16);
	set_codes(c, 1, 8, 16, 2);
	set_record(NULL, .01, 0, 0, 0);
	assert_false(solve(&d, &fit, &why));
	assert_int_equal(why.status, ESTIMATE_UNSTABLE_FIT);
	assert_non_null(strstr(why.note, "lanes 1 and 4 share a code"));

	/* Turned round is shared too. */
	for (int t = 0; t < 16; t++)
		c[5 * 16 + t] = (int8_t)-c[5 * 16 + t];
	set_codes(c, 1, 8, 16, 2);
	assert_false(solve(&d, &fit, &why));
	assert_non_null(strstr(why.note, "lanes 1 and 4 share a code"));

	/* A sum of two others. */
	for (int t = 0; t < 16; t++)
		c[5 * 16 + t] = (int8_t)(c[1 * 16 + t] + c[2 * 16 + t]);
	set_codes(c, 1, 8, 16, 2);
	assert_false(solve(&d, &fit, &why));
	assert_non_null(strstr(why.note, "lane 4 is a sum"));

	memset(c + 5 * 16, 0, 16);
	set_codes(c, 1, 8, 16, 2);
	assert_false(solve(&d, &fit, &why));
	assert_non_null(strstr(why.note, "lane 4 has no code"));

	/* A constant code hides behind a fitted offset. */
	assert_true(codes_hadamard(16, c));
	set_codes(c, 0, 8, 16, 2);
	d.dark = NULL;
	assert_false(solve(&d, &fit, &why));
	assert_non_null(strstr(why.note, "lane 0 never changes"));
}

static void test_too_short(void **state)
{
	(void)state;
	int8_t c[15 * 15];
	struct crosstalk_dark d = { NULL, NULL, NULL };
	struct crosstalk_fit fit;
	struct estimate why;

	assert_true(codes_s_matrix(15, c));
	set_codes(c, 0, 15, 15, 1);
	set_record(NULL, .01, .5, 0, 0);
	assert_false(solve(&d, &fit, &why));
	assert_int_equal(why.status, ESTIMATE_INSUFFICIENT);
	/* Without a residual or sigma there is H but no u. */
	d.dark = zeros;
	assert_true(solve(&d, &fit, &why));
	assert_true(isnan(fit.u[3]));
	r.y[20] = NAN;
	assert_false(solve(&d, &fit, &why));
	assert_int_equal(why.status, ESTIMATE_INSUFFICIENT);
	assert_non_null(strstr(why.note, "receiver 1"));
}

static void pull_entries(struct simulate_pull *pull,
			 const struct crosstalk_fit *fit, double x)
{
	for (size_t k = 0; k < 3; k++) {
		size_t i = k, j = (k * 3 + 1) % r.lanes;
		struct estimate e = estimate_make(
			fit->h[i * r.lanes + j], fit->u[i * r.lanes + j],
			fit->nu, r.steps, "1", "XT-2", "");
		simulate_pull_add(&pull[k], &e, truth(i, j, x));
	}
}

static void pull(const char *name, bool fitted)
{
	struct simulate_pull entries[3] = { { .name = name }, { .name = name },
					    { .name = name } };

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		struct estimate why;
		struct crosstalk_fit fit;
		double dark[LANES_MAX], u_dark[LANES_MAX];
		struct crosstalk_dark d = { fitted ? NULL : dark, u_dark,
					    NULL };
		simulate_seed(&g, seed);
		set_record(&g, .003, .4, .01, 0);
		for (size_t i = 0; i < r.lanes; i++) {
			u_dark[i] = .002;
			dark[i] = .4 + .002 * simulate_normal(&g);
		}
		assert_true(solve(&d, &fit, &why));
		pull_entries(entries, &fit, .003);
	}
	for (int k = 0; k < 3; k++)
		simulate_pull_check(&entries[k]);
}

static void test_pull(void **state)
{
	(void)state;
	int8_t c[16 * 16];

	assert_true(codes_hadamard(12, c));
	set_codes(c, 1, 8, 12, 4);
	pull("Hadamard, offset fitted", true);
	pull("Hadamard, dark given", false);
	assert_true(codes_s_matrix(11, c));
	set_codes(c, 0, 8, 11, 4);
	pull("S-matrix, offset fitted", true);
	pull("S-matrix, dark given", false);
}

/* Multiplicative noise m of the own lane's 0 dB leaks about m sqrt(2/N) into
 * every entry: .351 m at N = 15, .177 m at N = 63 by Monte Carlo. */
static double leak(size_t n, double m)
{
	static int8_t c[63 * 63];
	const double sigma[LANES_MAX] = { 0 };
	struct crosstalk_dark d = { zeros, NULL, sigma };
	struct crosstalk_fit fit;
	struct estimate why;
	double square = 0;
	const int draws = n == 15 ? 400 : 40;

	assert_true(codes_s_matrix(n, c));
	set_codes(c, 0, n, n, 1);
	for (int seed = 1; seed <= draws; seed++) {
		struct simulate_rng g;
		simulate_seed(&g, (uint64_t)seed);
		set_record(&g, 0, 0, 0, m);
		assert_true(solve(&d, &fit, &why));
		for (size_t j = 1; j < n; j++)
			square += fit.h[j] * fit.h[j];
	}
	return sqrt(square / draws / (double)(n - 1));
}

static void test_leak(void **state)
{
	(void)state;
	double small = leak(15, .01), large = leak(63, .01);

	check_real(small / .01, .351, .012);
	check_real(large / .01, .177, .008);
	/* 1 % hides all under -24.4 and -27.5 dB. */
	check_real(10 * log10(small), -24.4, .2);
	check_real(10 * log10(large), -27.5, .2);
}

static void test_marks(void **state)
{
	(void)state;
	static int8_t c[15 * 15];
	double sigma[LANES_MAX];
	struct crosstalk_dark d = { zeros, NULL, sigma };
	struct crosstalk_fit fit;
	struct estimate why, x[4];
	struct simulate_rng g;
	double m = 0;

	for (size_t i = 0; i < LANES_MAX; i++)
		sigma[i] = 1e-3;
	assert_true(codes_s_matrix(15, c));
	set_codes(c, 0, 15, 15, 30);
	simulate_seed(&g, 1);
	set_record(&g, 0, 0, 1e-3, .02);
	assert_true(solve(&d, &fit, &why));
	for (size_t i = 0; i < 15; i++)
		m += fit.multiplicative[i] / 15;
	check_real(m, .02, .002);

	for (int k = 0; k < 4; k++)
		x[k] = estimate_make(k == 1 ? .05 : .07, 1e-3, INFINITY, 1,
				     "1", "XT-2", "");
	const double two[] = { .02, .02 };
	crosstalk_codes_mark(x, 2, two);
	assert_int_equal(x[0].flags, 0);
	assert_int_equal(x[1].flags, ESTIMATE_FLAG_LEAKAGE);
	assert_int_equal(x[2].flags, 0);
	/* Without m the rule is -40 dB. */
	x[1].flags = 0;
	x[2].value = .99e-4;
	crosstalk_codes_mark(x, 2, NULL);
	assert_int_equal(x[1].flags, 0);
	assert_int_equal(x[2].flags, ESTIMATE_FLAG_LEAKAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hadamard),
		cmocka_unit_test(test_m_sequence),
		cmocka_unit_test(test_zadoff_chu),
		cmocka_unit_test(test_recovery),
		cmocka_unit_test(test_coherent),
		cmocka_unit_test(test_lags),
		cmocka_unit_test(test_shared_code),
		cmocka_unit_test(test_too_short),
		cmocka_unit_test(test_pull),
		cmocka_unit_test(test_leak),
		cmocka_unit_test(test_marks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
