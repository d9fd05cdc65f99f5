/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SN-2: check points, distortion against random noise, drift, refusals. */
#include "analysis/sndr.h"

#include <stdlib.h>
#include <string.h>

#include "check_real.h"
#include "simulate.h"

enum { M = 127, R = 24, SEEDS = 200 };

static void ternary(double *level)
{
	for (int m = 0; m < M; m++)
		level[m] = m * 37 % M % 3;
}

/* Mean and sum of squares about it. */
static double spread(const double *x, double *mean)
{
	double ss = 0;

	*mean = 0;
	for (int m = 0; m < M; m++)
		*mean += x[m] / M;
	for (int m = 0; m < M; m++)
		ss += (x[m] - *mean) * (x[m] - *mean);
	return ss;
}

/* M = 127, S = 10: raw 10.171, corrected 10.000, sd 1.40 (predicted 1.384). */
static void test_check_point(void **state)
{
	(void)state;
	enum { MANY = 4000 };
	double level[M], x[M], mean;
	double sum = 0, sum2 = 0, u = 0;

	ternary(level);
	double scale = sqrt(10 * (M - 1) / spread(level, &mean));
	for (int seed = 1; seed <= MANY; seed++) {
		struct simulate_rng g;
		struct sndr_pass p;
		simulate_seed(&g, (uint64_t)seed);
		for (int m = 0; m < M; m++)
			x[m] = 3 + scale * level[m] + simulate_normal(&g);
		sndr_estimate(&(struct burst_record){ x, BURST_F64, 1, 1, M },
			      level, "P6", &p, NULL);
		assert_int_equal(p.sndr.status, ESTIMATE_OK);
		sum += p.sndr.value / MANY;
		sum2 += p.sndr.value * p.sndr.value / MANY;
		u += p.sndr.u / MANY;
	}
	double nu = M - 2, raw = (sum + 1. / (M - 1)) * nu / (nu - 2);
	check_real(sum, 10, 4 * 1.4 / sqrt(MANY));
	check_real(raw, 10.171, 4 * 1.4 / sqrt(MANY));
	check_real(sqrt(sum2 - sum * sum), 1.40, .05);
	check_real(u, 1.384, .02);
	check_real(sndr_u_single(10, M), 1.384, 5e-4);
}

/* +-1 noise orthogonal to pattern and constant: every sum is closed. */
static void test_exact(void **state)
{
	(void)state;
	enum { N = 64 };
	double level[N], x[N];
	struct sndr_pass p;

	for (int m = 0; m < N; m++) {
		level[m] = m & 1 ? 5 : 3;
		x[m] = 2 + .5 * level[m] + (m & 2 ? .1 : -.1);
	}
	sndr_estimate(&(struct burst_record){ x, BURST_F64, 1, 1, N }, level,
		      "P6", &p, NULL);
	double s2 = .01 * N / (N - 2.), a = .25 * N / (N - 1.);
	check_real(p.sndr.value,
		   (N - 4.) / (N - 2.) * a / s2 - 1 / (N - 1.), 1e-9);
	check_real(p.y, s2 / (a - s2 / (N - 1.)), 1e-12);
	check_real(p.sndr.nu_eff, N - 2, 0);
}

struct scene {
	double level[M], shape[M], x[R * M], loo_sndr[R], loo_snr[R];
	struct sndr_pass sndr;
	struct snr_pass snr;
};

/* Bursts of shape[] with white noise and a gain that differs by `drift` rms
 * from burst to burst, which SN-1 takes out or not. */
static struct estimate measure(struct scene *s, uint64_t seed, double noise,
			       double drift, bool remove)
{
	struct simulate_rng g;

	simulate_seed(&g, seed);
	for (int r = 0; r < R; r++) {
		double gain = 1 + drift * simulate_normal(&g);
		for (int m = 0; m < M; m++)
			s->x[r * M + m] = s->shape[m] * gain +
					  noise * simulate_normal(&g);
	}
	struct burst_record b = { s->x, BURST_F64, R, 1, M };
	sndr_estimate(&b, s->level, "P6", &s->sndr, s->loo_sndr);
	snr_estimate_record(&b, remove, "P6", &s->snr, s->loo_snr);
	return sndr_distortion(&(struct sndr_distortion_input){
		&s->sndr, &s->snr, s->loo_sndr, s->loo_snr, R, 1, "P6" });
}

/* Compression (a cubic) and intersymbol interference. */
static void distort(struct scene *s, double cubic, double isi)
{
	for (int m = 0; m < M; m++) {
		double c = s->level[m] - 1;
		s->shape[m] = 5 + c + cubic * c * c * c +
			      isi * (m ? s->level[m - 1] : 0);
	}
}

/* Deterministic part of both definitions, from the shape alone. */
static double truth(const struct scene *s, double noise, double *sndr)
{
	double dm, xm, sdd = spread(s->level, &dm);
	double sxx = spread(s->shape, &xm), sdx = 0;

	for (int m = 0; m < M; m++)
		sdx += (s->level[m] - dm) * s->shape[m];
	double rest = sxx - sdx * sdx / sdd, n2 = noise * noise;
	double y = (n2 + rest / (M - 2)) / (sdx * sdx / sdd / (M - 1));
	*sndr = 1 / y;
	return y - n2 / (sxx / (M - 1));
}

static void test_pull(void **state)
{
	(void)state;
	struct scene *s = calloc(1, sizeof(*s));
	struct simulate_pull d = { .name = "distortion" };
	struct simulate_pull q = { .name = "SNDR" }, zero = { .name = "none" };
	int drifts = 0, below = 0;
	double sndr;

	ternary(s->level);
	for (int seed = 1; seed <= SEEDS; seed++) {
		distort(s, -.03, .02);
		double want = truth(s, .04, &sndr);
		struct estimate e = measure(s, (uint64_t)seed, .04, 0, true);
		simulate_pull_add(&d, &e, want);
		simulate_pull_add(&q, &s->sndr.sndr, sndr);
		distort(s, 0, 0);
		e = measure(s, (uint64_t)seed, .04, 0, true);
		drifts += (e.flags & ESTIMATE_FLAG_DRIFT) != 0;
		below += e.value == 0;
		assert_true(e.lo <= 0);
		/* As it was before it was held at zero. */
		e.value = s->sndr.y - s->snr.y;
		e.lo = e.value - (e.hi - e.value);
		if (e.value >= 0 || e.hi > 0)
			simulate_pull_add(&zero, &e, 0);
	}
	simulate_pull_check(&d);
	simulate_pull_check(&q);
	assert_true(fabs(zero.sum) < .25 * SEEDS);
	assert_true(drifts <= 14);
	assert_true(below > 60 && below < 140);
	free(s);
}

/* The gain of each burst is its own in SN-2 and noise in SN-1, unless taken
 * out there too: less noise and distortion than noise alone is drift. */
static void test_drift(void **state)
{
	(void)state;
	struct scene *s = calloc(1, sizeof(*s));

	ternary(s->level);
	distort(s, 0, 0);
	struct estimate e = measure(s, 1, .04, .05, true);
	assert_false(e.flags & ESTIMATE_FLAG_DRIFT);
	assert_true(s->snr.snr.flags & ESTIMATE_FLAG_DRIFT);
	e = measure(s, 1, .04, .05, false);
	assert_int_equal(e.status, ESTIMATE_OK);
	assert_true(e.value < -2 * e.u);
	assert_true(e.flags & ESTIMATE_FLAG_DRIFT);
	free(s);
}

static void test_refusals(void **state)
{
	(void)state;
	double level[M], x[2 * M], loo[2];
	struct sndr_pass p;
	struct burst_record b = { x, BURST_F64, 2, 1, M };
	struct simulate_rng g;

	ternary(level);
	simulate_seed(&g, 1);
	for (int i = 0; i < 2 * M; i++)
		x[i] = simulate_normal(&g);
	/* No pattern in it. */
	sndr_estimate(&b, level, "P6", &p, loo);
	assert_int_equal(p.sndr.status, ESTIMATE_CENSORED);
	assert_int_equal(p.sndr.censor, ESTIMATE_CENSOR_BELOW);
	b.slots = 30;
	sndr_estimate(&b, level, "P6", &p, loo);
	assert_int_equal(p.sndr.status, ESTIMATE_INSUFFICIENT);
	b.slots = M;
	for (int i = 0; i < 2 * M; i++)
		x[i] = 2 + 3 * level[i % M];
	sndr_estimate(&b, level, "P6", &p, loo);
	assert_int_equal(p.sndr.status, ESTIMATE_INSUFFICIENT);
	x[3] = NAN;
	sndr_estimate(&b, level, "P6", &p, loo);
	assert_non_null(strstr(p.sndr.note, "not a finite number"));
	assert_true(isnan(p.y) && isnan(loo[0]));
	x[3] = 1;
	for (int i = 0; i < M; i++)
		level[i] = 7;
	sndr_estimate(&b, level, "P6", &p, loo);
	assert_int_equal(p.sndr.status, ESTIMATE_INSUFFICIENT);
	level[4] = INFINITY;
	sndr_estimate(&b, level, "P6", &p, NULL);
	assert_int_equal(p.sndr.status, ESTIMATE_INSUFFICIENT);
	struct snr_pass none = { .y = NAN };
	struct estimate e = sndr_distortion(&(struct sndr_distortion_input){
		&p, &none, loo, loo, 2, 1, "P6" });
	assert_int_equal(e.status, ESTIMATE_INSUFFICIENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check_point),
		cmocka_unit_test(test_exact),
		cmocka_unit_test(test_pull),
		cmocka_unit_test(test_drift),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
