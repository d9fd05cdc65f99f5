/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SN-6 and FE-7: closed forms, slopes at a level, interference of slots. */
#include "analysis/regeneration.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/isi.h"
#include "check_real.h"
#include "simulate.h"

/* a0 = 0.3, ans = 0.05. */
static void test_absorber(void **state)
{
	(void)state;
	const struct regeneration_map m = { 1, INFINITY, .3, .05, 2 };
	static const double row[][3] = { { .1, .677273, 1.036608 },
					 { 1, .800000, 1.093750 },
					 { 10, .922727, 1.026870 } };

	for (int i = 0; i < 3; i++) {
		double p = 2 * row[i][0];
		check_real(regeneration_transmission(&m, p), row[i][1], 5e-7);
		check_real(regeneration_absorber_slope(&m, p), row[i][2],
			   5e-7);
		/* Without gain that is all there is. */
		check_real(regeneration_slope(&m, p),
			   row[i][1] * row[i][2], 1e-6);
	}
}

/* f(P) = 2/(1 + P/5) (1 - 0.6/(1 + P) - 0.05) P. */
static void test_map(void **state)
{
	(void)state;
	const struct regeneration_map m = { 2, 5, .6, .05, 1 };
	struct regeneration_point p[REGENERATION_POINTS];
	static const double start[][2] = { { .499, 0 }, { .501, 3 },
					   { 1, 3 } };

	assert_int_equal(regeneration_fixed_points(&m, p), 3);
	check_real(p[0].power, 0, 0);
	check_real(p[0].slope, .7, 1e-12);
	check_real(p[1].power, .5, 1e-12);
	check_real(p[1].slope, 38. / 33, 1e-12);
	check_real(p[1].slope, 1.151515, 5e-7);
	check_real(p[2].power, 3, 1e-12);
	check_real(p[2].slope, 49. / 64, 1e-12);
	check_real(p[2].slope, .765625, 1e-12);
	for (int i = 0; i < 3; i++) {
		double power = start[i][0];
		for (int k = 0; k < 400; k++)
			power = regeneration_power(&m, power);
		check_real(power, start[i][1], 1e-9);
	}
	/* Gain below threshold: only darkness is left. */
	const struct regeneration_map weak = { 1, 5, .6, .05, 1 };
	assert_int_equal(regeneration_fixed_points(&weak, p), 1);
}

/* A power law has the same slope everywhere. */
static void test_log_slope(void **state)
{
	(void)state;
	enum { N = 5 };
	double in[N] = { 1, 2, 3, 5, 8 }, out[N], zero[N] = { 0 }, u[N];
	struct estimate s[N];

	for (int i = 0; i < N; i++) {
		out[i] = .5 * pow(in[i], .7);
		u[i] = .01 * out[i];
	}
	regeneration_log_slope(in, zero, out, u, N, "P3", s);
	assert_int_equal(s[0].status, ESTIMATE_INSUFFICIENT);
	assert_int_equal(s[4].status, ESTIMATE_INSUFFICIENT);
	for (int i = 1; i < 4; i++)
		check_real(s[i].value, .7, 1e-12);
	/* Equal steps: difference of the neighbours over both steps. */
	double even[3] = { 1, 2, 4 }, flat[3] = { 1, 1, 1 };
	double tenth[3] = { .1, .1, .1 };
	regeneration_log_slope(even, zero, flat, tenth, 3, "P3", s);
	check_real(s[1].u, .1 * sqrt(2) / (2 * M_LN2), 1e-12);
	even[2] = 2;
	regeneration_log_slope(even, zero, flat, tenth, 3, "P3", s);
	assert_int_equal(s[1].status, ESTIMATE_INSUFFICIENT);
}

enum { R = 32, M = 20 };

/* Level noise 1, receiver noise, and new noise of the pass. */
static struct regeneration_level level(uint64_t seed, double lambda,
				       double receiver, double claimed)
{
	static double x[R * M], y[R * M];
	struct simulate_rng g;

	simulate_seed(&g, seed);
	for (int i = 0; i < R * M; i++) {
		double e = simulate_normal(&g);
		x[i] = 7 + i % M + e + receiver * simulate_normal(&g);
		y[i] = 5 + i % M + lambda * e + .2 * simulate_normal(&g) +
		       receiver * simulate_normal(&g);
	}
	return regeneration_estimate(&(struct regeneration_input){
		x, y, R, M, claimed * claimed, 0, "P6" });
}

static void test_level_pull(void **state)
{
	(void)state;
	static const double lambda[] = { .765625, 1.151515, 0 };

	for (int i = 0; i < 3; i++) {
		struct simulate_pull p = { .name = "lambda" };
		int contracts = 0;
		for (int seed = 1; seed <= 200; seed++) {
			struct regeneration_level l =
				level((uint64_t)seed, lambda[i], .6, .6);
			simulate_pull_add(&p, &l.lambda, lambda[i]);
			contracts += l.contracts;
		}
		simulate_pull_check(&p);
		assert_true(lambda[i] > 1 ? contracts == 0 : contracts >= 195);
	}
	/* Uncorrected, an expanding loop would pass: 1.15/1.36 = 0.85. */
	struct regeneration_level naive = level(1, 1.151515, .6, 0);
	check_real(naive.lambda.value, 1.151515 / 1.36, .1);
	assert_true(naive.contracts);
}

static void test_level_refusals(void **state)
{
	(void)state;
	struct regeneration_level l = level(1, .7, 20, 20);

	assert_int_equal(l.lambda.status, ESTIMATE_INSUFFICIENT);
	assert_false(l.contracts);
	double x[8 * 2] = { 1 };
	struct regeneration_input in = { x, x, 7, 2, 0, 0, "P6" };
	l = regeneration_estimate(&in);
	assert_int_equal(l.lambda.status, ESTIMATE_INSUFFICIENT);
	in.bursts = 8;
	x[3] = NAN;
	l = regeneration_estimate(&in);
	assert_int_equal(l.lambda.status, ESTIMATE_INSUFFICIENT);
	/* u of the receiver's noise is in u. */
	static double a[R * M], b[R * M];
	struct simulate_rng g;
	simulate_seed(&g, 3);
	for (int i = 0; i < R * M; i++) {
		a[i] = simulate_normal(&g);
		b[i] = .5 * a[i];
	}
	in = (struct regeneration_input){ a, b, R, M, 0, 0, "P6" };
	l = regeneration_estimate(&in);
	check_real(l.lambda.value, .5, 1e-12);
	check_real(l.lambda.u, 0, 1e-12);
	in.u_noise = .1;
	l = regeneration_estimate(&in);
	check_real(l.lambda.u, .05, .006);
}

/* One-pole receiver, dumped at the end of the slot. */
static void test_isi_closed_form(void **state)
{
	(void)state;
	check_real(isi_one_pole(.5, 1), .043214, 5e-7);
	check_real(isi_one_pole(.7, 1), .012299, 5e-7);
	check_real(isi_one_pole(1e9, 1e-9), .0018674, 5e-8);
}

static struct isi isi(uint64_t seed, double before, double noise)
{
	enum { SLOTS = 63, BURSTS = 16 };
	static double x[BURSTS * SLOTS];
	double sent[SLOTS];
	int8_t symbol[SLOTS];
	struct simulate_rng g;

	simulate_seed(&g, seed);
	simulate_pattern(&g, symbol, SLOTS);
	for (int m = 0; m < SLOTS; m++)
		sent[m] = symbol[m] + 1;
	for (int r = 0; r < BURSTS; r++)
		for (int m = 0; m < SLOTS; m++)
			x[r * SLOTS + m] = 4 + 3 * sent[m] +
				3 * before * (m ? sent[m - 1] : 0) +
				noise * simulate_normal(&g);
	return isi_estimate(&(struct bursts){ x, BURSTS, 1, SLOTS }, 0, sent,
			    "P6");
}

static void test_isi(void **state)
{
	(void)state;
	struct simulate_pull before = { .name = "r1" };
	struct simulate_pull after = { .name = "after" };

	for (int seed = 1; seed <= 200; seed++) {
		struct isi i = isi((uint64_t)seed, .012299, .05);
		simulate_pull_add(&before, &i.before, .012299);
		simulate_pull_add(&after, &i.after, 0);
	}
	simulate_pull_check(&before);
	simulate_pull_check(&after);
	check_real(isi(1, .043214, 1e-9).before.value, .043214, 1e-9);
	double x[4 * 8], sent[8] = { 0, 1, 0, 1, 0, 1, 0, 1 };
	for (int i = 0; i < 32; i++)
		x[i] = i;
	struct bursts b = { x, 4, 1, 8 };
	/* Each slot is known by its neighbour. */
	assert_int_equal(isi_estimate(&b, 0, sent, "P6").before.status,
			 ESTIMATE_UNSTABLE_FIT);
	b.bursts = 3;
	assert_int_equal(isi_estimate(&b, 0, sent, "P6").before.status,
			 ESTIMATE_INSUFFICIENT);
	x[2] = INFINITY;
	assert_non_null(strstr(isi_estimate(&b, 0, sent, "P6").after.note,
			       "finite"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_absorber),
		cmocka_unit_test(test_map),
		cmocka_unit_test(test_log_slope),
		cmocka_unit_test(test_level_pull),
		cmocka_unit_test(test_level_refusals),
		cmocka_unit_test(test_isi_closed_form),
		cmocka_unit_test(test_isi),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
