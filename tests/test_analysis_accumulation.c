/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SN-3: closed forms, choice of model, test of fit, pull over seeds. */
#include "analysis/accumulation.h"
#include "analysis/snr.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/runs.h"
#include "check_real.h"
#include "simulate.h"

enum { M = 63, K = 12, R_MAX = 64 };

static const double passes[K] = { 0, 1, 2, 3, 4, 6, 8, 16, 24, 32, 48, 64 };

static double snr_db(enum accumulation_model model, double a, double n,
		     double b, double g, double k)
{
	struct accumulation_fit fit = { .model = model,
					.theta = { a, n, b, 0, 1 },
					.g = g,
					.fitted = true };
	double y;

	accumulation_curve(&fit, k, &y, NULL);
	return -10 * log10(y);
}

static void test_curves(void **state)
{
	(void)state;
	static const double k[] = { 0, 1, 10, 100, 512 };
	static const double db[] = { 40, 39.9568, 39.5861, 36.9897, 32.1325 };

	for (int i = 0; i < 5; i++)
		check_real(snr_db(ACCUMULATION_L, 1e-4, 1e-6, 0, 1,
					  k[i]), db[i], 5e-5);
	double g = pow(10, -.4);
	check_real(snr_db(ACCUMULATION_P_THERMAL, 0, 0, 1e-5, g, 3),
			   26, 1e-9);
	check_real(snr_db(ACCUMULATION_P_SHOT, 0, 0, 1e-5, g, 3), 38,
			   1e-9);
	check_real(snr_db(ACCUMULATION_L, 1e-5, 1e-6, 0, 1, 3), 48.86,
			   .005);
}

static void test_gain_sums(void **state)
{
	(void)state;
	static const double k[] = { 1, 10, 50, 100 };
	static const double down[] = { 1.0233, 11.3749, 94.9918, 395.382 };
	static const double up[] = { .9772, 8.8298, 29.3553, 38.6382 };

	for (int i = 0; i < 4; i++) {
		check_real(accumulation_h(k[i], pow(10, -.01)),
				   down[i], 5e-4);
		check_real(accumulation_h(k[i], pow(10, .01)), up[i],
				   5e-4);
	}
	check_real(accumulation_h(512, 1), 512, 0);
	check_real(accumulation_h(512, 1 - 1e-13), 512, 1e-6);
	check_real(accumulation_regenerated(INFINITY, .8), 2.7778,
			   5e-5);
	check_real(accumulation_regenerated(INFINITY, .9), 5.2632,
			   5e-5);
	check_real(accumulation_regenerated(INFINITY, 49. / 64),
			   2.41652, 1e-5);
	check_real(accumulation_regenerated(7, 1), 7, 0);
}

struct scene {
	double x[R_MAX * K * M], loo[R_MAX * K], y[K], u[K], level[M];
	struct simulate_loop loop;
};

static void levels(struct simulate_rng *g, struct scene *s)
{
	static const double alphabet[3] = { .01, .505, 1 };
	int8_t symbol[M];

	simulate_pattern(g, symbol, M);
	for (size_t m = 0; m < M; m++)
		s->level[m] = alphabet[symbol[m] + 1] / .505;
	s->loop.level = s->level;
	s->loop.slots = M;
}

/* Bursts of the scene's loop, through SN-1, as input of the fit. */
static struct accumulation_input measure(struct scene *s, uint64_t seed,
					 size_t R, double g, double u_g)
{
	struct simulate_rng rng;
	struct snr_pass pass[K];

	simulate_seed(&rng, seed);
	levels(&rng, s);
	simulate_bursts(&rng, &s->loop, passes, K, R, s->x);
	snr_estimate(&(struct bursts){ s->x, R, K, M }, true, "P6", pass,
		     s->loo);
	for (size_t p = 0; p < K; p++) {
		s->y[p] = pass[p].y;
		s->u[p] = pass[p].u_y;
	}
	/* g as a ring-down would give it. */
	g += u_g * simulate_normal(&rng);
	return (struct accumulation_input){ passes, s->y, s->u, s->loo, K,
					    R,	    g,	  u_g,	0,	"P2" };
}

/* n = 2 N mean/var: sig-sp noise per pass on the SNR_var basis. */
static double truth_n(const struct scene *s)
{
	return 2 * s->loop.ase * snr_carrier_ratio(s->level, M, 1);
}

static void pull(const char *name, enum accumulation_model model, double g,
		 double u_g, double thermal, size_t R)
{
	struct scene *s = calloc(1, sizeof(*s));
	struct simulate_pull n = { .name = name }, a = { .name = "  a" };
	struct simulate_pull b = { .name = "  b" };
	int low = 0, lower = 0;

	bool passive = model == ACCUMULATION_P_THERMAL;
	s->loop = (struct simulate_loop){ .g = g,
					  .ase = passive ? 0 : 1e-5,
					  .rin = 4e-3,
					  .thermal = thermal };
	for (int seed = 1; seed <= 200; seed++) {
		struct accumulation_input in =
			measure(s, (uint64_t)seed, R, g, u_g);
		struct accumulation_fit fit;
		accumulation_fit(&in, &model, 1, &fit);
		low += fit.p < .05;
		lower += fit.p < .01;
		/* A rejection by chance is right 1 time in 100: judge the
		 * numbers themselves. */
		struct estimate e = estimate_make(
			fit.theta[1], sqrt(fit.cov[1][1]), (double)R - 1, R,
			"1", "n", "P2");
		if (!passive)
			simulate_pull_add(&n, &e, truth_n(s));
		e = estimate_make(fit.theta[0], sqrt(fit.cov[0][0]),
				  (double)R - 1, R, "1", "a", "P2");
		double receiver = 0;
		if (model == ACCUMULATION_GB || passive) {
			struct simulate_loop only = s->loop;
			only.rin = 0;
			receiver = simulate_inverse_snr(&only, 0);
			struct estimate eb = estimate_make(
				fit.theta[2], sqrt(fit.cov[2][2]),
				(double)R - 1, R, "1", "b", "P2");
			simulate_pull_add(&b, &eb, receiver);
		}
		simulate_pull_add(&a, &e,
				  simulate_inverse_snr(&s->loop, 0) - receiver);
	}
	print_message("%-24s p < .05: %d of 200, p < .01: %d\n", "", low,
		      lower);
	if (!passive)
		simulate_pull_check(&n);
	simulate_pull_check(&a);
	if (model == ACCUMULATION_GB || passive)
		simulate_pull_check(&b);
	assert_true(low <= 22);
	assert_true(lower <= 8);
	free(s);
}

static void test_pull_linear(void **state)
{
	(void)state;
	pull("n, model L, R = 64", ACCUMULATION_L, 1, 0, 3e-3, 64);
	pull("n, model L, R = 16", ACCUMULATION_L, 1, 0, 3e-3, 16);
}

static void test_pull_passive(void **state)
{
	(void)state;
	pull("P", ACCUMULATION_P_THERMAL, .95, 0, 2e-3, 32);
	pull("P, steep", ACCUMULATION_P_THERMAL, .92, 0, 1e-3, 32);
}

static void test_pull_gain(void **state)
{
	(void)state;
	pull("n, model G, R = 32", ACCUMULATION_G, .985, 0, 0, 32);
	pull("n, model G, u(g)", ACCUMULATION_G, .985, 1e-3, 0, 32);
	pull("n, model GB, R = 32", ACCUMULATION_GB, .97, 0, 3e-3, 32);
}

/* With the gain known the data must choose what made them. */
static void test_choice(void **state)
{
	(void)state;
	static const enum accumulation_model list[] = { ACCUMULATION_L,
							ACCUMULATION_G,
							ACCUMULATION_P_THERMAL,
							ACCUMULATION_P_SHOT };
	struct scene *s = calloc(1, sizeof(*s));
	struct accumulation_fit fits[4];
	int amplified = 0, passive = 0;

	for (int seed = 1; seed <= 30; seed++) {
		s->loop = (struct simulate_loop){ .g = .97,
						  .ase = 2e-5,
						  .rin = 4e-3 };
		struct accumulation_input in =
			measure(s, (uint64_t)seed, 48, .97, 0);
		amplified += accumulation_fit(&in, list, 4, fits) == 1;
		s->loop = (struct simulate_loop){ .g = .97,
						  .rin = 4e-3,
						  .thermal = 3e-3 };
		in = measure(s, (uint64_t)seed, 48, .97, 0);
		passive += accumulation_fit(&in, list, 4, fits) == 2;
	}
	assert_true(amplified >= 27);
	assert_true(passive >= 27);
	free(s);
}

static void test_no_model_fits(void **state)
{
	(void)state;
	const enum accumulation_model list[] = { ACCUMULATION_L,
						 ACCUMULATION_P_SHOT };
	struct scene *s = calloc(1, sizeof(*s));
	struct accumulation_fit fits[2];

	/* Noise that falls with the passes in the middle of the range. */
	s->loop = (struct simulate_loop){ .g = 1, .ase = 1e-5, .rin = 4e-3 };
	struct accumulation_input in = measure(s, 1, 32, .99, 0);
	for (size_t p = 5; p < 8; p++)
		for (size_t r = 0; r <= in.bursts; r++)
			*(r < in.bursts ? &s->loo[r * K + p] : &s->y[p]) *= 3;
	assert_int_equal(accumulation_fit(&in, list, 2, fits), -1);
	assert_int_equal(fits[0].n.status, ESTIMATE_UNSTABLE_FIT);
	assert_int_equal(fits[1].b.status, ESTIMATE_UNSTABLE_FIT);
	assert_true(fits[0].fitted && isfinite(fits[0].theta[1]));
	free(s);
}

static void test_refusals(void **state)
{
	(void)state;
	const enum accumulation_model model = ACCUMULATION_L;
	struct scene *s = calloc(1, sizeof(*s));
	struct accumulation_fit fit;

	s->loop = (struct simulate_loop){ .g = 1, .ase = 1e-5, .rin = 4e-3 };
	struct accumulation_input in = measure(s, 1, 16, 1, 0);
	assert_int_equal(accumulation_fit(&in, &model, 1, &fit), 0);
	in.passes = 0;
	assert_int_equal(accumulation_fit(&in, &model, 1, &fit), -1);
	assert_int_equal(fit.n.status, ESTIMATE_INSUFFICIENT);
	in.passes = K;
	for (size_t p = 5; p < K; p++)
		s->y[p] = NAN;
	assert_int_equal(accumulation_fit(&in, &model, 1, &fit), -1);
	assert_int_equal(fit.n.status, ESTIMATE_INSUFFICIENT);
	in = measure(s, 1, 16, 1, 0);
	for (size_t p = 7; p < K; p++)
		s->u[p] = INFINITY; /* 0 to 8 is less than a decade */
	assert_int_equal(accumulation_fit(&in, &model, 1, &fit), -1);
	assert_int_equal(fit.n.status, ESTIMATE_INSUFFICIENT);
	assert_true(isnan(fit.n.value) && fit.n.note[0]);
	free(s);
}

/* Eight passes of a passive loop: at -4 dB the light's decay spans 5.6
 * decades (at -0.5 dB 0.7 of one), k itself never one. Exact y give back the
 * numbers they are made of. */
static void test_passive_decade(void **state)
{
	(void)state;
	enum { P = 8, R = 16 };
	const enum accumulation_model list[] = { ACCUMULATION_P_THERMAL,
						 ACCUMULATION_L };
	double k[P], y[P], u[P], loo[R * P];
	struct accumulation_fit fits[2];
	struct accumulation_input in = { k, y, u, loo, P, R, 0, 0, 0, "P2" };

	for (int trial = 0; trial < 2; trial++) {
		in.g = pow(10, trial ? -.05 : -.4);
		for (int p = 0; p < P; p++) {
			k[p] = p;
			y[p] = 1e-5 + 4e-6 * pow(in.g, -2 * p);
			u[p] = .01 * y[p];
			for (int r = 0; r < R; r++)
				loo[r * P + p] =
					y[p] * (1 + 1e-4 * sin(r * P + p));
		}
		accumulation_fit(&in, list, 2, fits);
		assert_int_equal(fits[0].fitted, !trial);
		assert_int_equal(fits[1].a.status, ESTIMATE_INSUFFICIENT);
	}
	assert_int_equal(fits[0].b.status, ESTIMATE_INSUFFICIENT);
	in.g = pow(10, -.4);
	for (int p = 0; p < P; p++)
		y[p] = 1e-5 + 4e-6 * pow(in.g, -2 * p);
	accumulation_fit(&in, list, 1, fits);
	check_real(fits[0].theta[0] / 1e-5, 1, 1e-6);
	check_real(fits[0].theta[2] / 4e-6, 1, 1e-6);
}

static void test_decibels(void **state)
{
	(void)state;
	struct estimate n = estimate_make(1e-6, 1e-7, INFINITY, 64, "1", "m",
					  "P2");
	struct estimate db = accumulation_db(&n);
	check_real(db.value, -60, 1e-9);
	check_real(db.u, .4343, 1e-4);
	n = estimate_make(-1e-7, 1e-7, INFINITY, 64, "1", "m", "P2");
	db = accumulation_db(&n);
	assert_int_equal(db.status, ESTIMATE_CENSORED);
	assert_int_equal(db.censor, ESTIMATE_CENSOR_BELOW);
	check_real(db.value, 10 * log10(1.6449e-7), 1e-3);
}

/* Regenerated noise: lambda and n together. */
static void test_regenerated(void **state)
{
	(void)state;
	const enum accumulation_model model = ACCUMULATION_R;
	double y[K], u[K], *loo = malloc(16 * K * sizeof(*loo));
	struct accumulation_fit fit;
	struct simulate_rng g;

	simulate_seed(&g, 1);
	for (size_t p = 0; p < K; p++) {
		y[p] = 1e-4 + 1e-5 * (1 - pow(.8, 2 * passes[p])) /
				      (1 - .64);
		u[p] = .01 * y[p];
		for (size_t r = 0; r < 16; r++)
			loo[r * K + p] = y[p] * (1 + .001 *
						 simulate_normal(&g));
	}
	struct accumulation_input in = {
		passes, y, u, loo, K, 16, 1, 0, 0, "P2"
	};
	accumulation_fit(&in, &model, 1, &fit);
	check_real(fit.theta[ACCUMULATION_LAMBDA], .8, 1e-6);
	check_real(fit.theta[1], 1e-5, 1e-10);
	assert_true(fit.lambda.u > 0 && fit.lambda.u < .2);
	free(loo);
}

/* Crosstalk grows with the square of k: X where g = 1, GX where not. The
 * jitter of y over the bursts is what noise of the same size on each pass
 * would give. */
static void pull_crosstalk(const char *name, enum accumulation_model model,
			   double g)
{
	enum { R = 32 };
	struct simulate_pull n = { .name = name }, q = { .name = "  q" };
	double y[K], u[K], loo[R * K], x[R];

	for (int seed = 1; seed <= 200; seed++) {
		struct simulate_rng rng;
		struct accumulation_fit fit;
		simulate_seed(&rng, (uint64_t)seed);
		for (size_t p = 0; p < K; p++) {
			double k = passes[p], mean = 0;
			double want = 1e-4 + 1e-5 * accumulation_h(k, g) +
				      1e-7 * k * k;
			for (size_t r = 0; r < R; r++) {
				x[r] = want * (1 + .1 * simulate_normal(&rng));
				mean += x[r] / R;
			}
			for (size_t r = 0; r < R; r++)
				loo[r * K + p] = mean + (mean - x[r]) / (R - 1);
			y[p] = mean;
			u[p] = .1 * want / sqrt(R);
		}
		struct accumulation_input in = {
			passes, y, u, loo, K, R, g, 0, 0, "P6"
		};
		accumulation_fit(&in, &model, 1, &fit);
		struct estimate e = estimate_make(
			fit.theta[ACCUMULATION_PER_PASS],
			sqrt(fit.cov[ACCUMULATION_PER_PASS]
				    [ACCUMULATION_PER_PASS]),
			R - 1, R, "1", "n", "P6");
		simulate_pull_add(&n, &e, 1e-5);
		e = estimate_make(fit.theta[ACCUMULATION_CROSSTALK],
				  sqrt(fit.cov[ACCUMULATION_CROSSTALK]
					      [ACCUMULATION_CROSSTALK]),
				  R - 1, R, "1", "q", "P6");
		simulate_pull_add(&q, &e, 1e-7);
	}
	simulate_pull_check(&n);
	simulate_pull_check(&q);
}

static void test_crosstalk(void **state)
{
	(void)state;
	pull_crosstalk("n, model X", ACCUMULATION_X, 1);
	pull_crosstalk("n, model GX", ACCUMULATION_GX, .98);
	struct accumulation_fit fit = { .model = ACCUMULATION_X,
					.theta = { 1e-4, 1e-6, 0, 1e-8, 1 },
					.fitted = true };
	double y, rise, u;
	accumulation_curve(&fit, 100, &y, NULL);
	check_real(y, 3e-4, 1e-18);
	fit.cov[ACCUMULATION_CROSSTALK][ACCUMULATION_CROSSTALK] = 1e-18;
	fit.cov[ACCUMULATION_START][ACCUMULATION_START] = 1;
	accumulation_rise(&fit, 100, &rise, &u);
	check_real(rise, 2e-4, 1e-18);
	check_real(u, 1e-5, 1e-18);
	assert_string_equal(accumulation_method(ACCUMULATION_X), "SN-3/X");
	assert_string_equal(accumulation_formula(ACCUMULATION_X),
			    "a + n k + q k^2");
}

/* Of 20 arrangements of 3 plus and 3 minus 2 have two runs and 4 have three. */
static void test_runs(void **state)
{
	(void)state;
	const double two[] = { 1, 2, 3, 0, -1, -2, -1 };
	const double six[] = { 1, -1, 1, -1, 1, -1 };
	const double five[] = { 2, -1, 1, 1, -2 }, one[] = { 1, 1, 1 };
	struct runs r = runs_test(two, 7);

	assert_int_equal(r.runs, 2);
	check_real(r.p, 2. / 20, 1e-12);
	check_real(runs_test(six, 6).p, 1, 1e-12);
	/* 3 plus, 2 minus, of 10: 2 with two runs, 3 with three, 4 with four. */
	r = runs_test(five, 5);
	assert_int_equal(r.runs, 4);
	check_real(r.p, .9, 1e-12);
	check_real(runs_test(one, 3).p, 1, 0);
	check_real(runs_test(NULL, 0).p, 1, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_curves),
		cmocka_unit_test(test_gain_sums),
		cmocka_unit_test(test_regenerated),
		cmocka_unit_test(test_crosstalk),
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_passive_decade),
		cmocka_unit_test(test_decibels),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_no_model_fits),
		cmocka_unit_test(test_choice),
		cmocka_unit_test(test_pull_linear),
		cmocka_unit_test(test_pull_gain),
		cmocka_unit_test(test_pull_passive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
