/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Allan family against closed forms; digits, gaps, times and refusals. */
#include <stdlib.h>
#include <string.h>

#include "analysis/allan.h"
#include "analysis/allan_edf.h"
#include "analysis/allan_phase.h"
#include "check_real.h"
#include "simulate.h"

#define N 20000

static struct estimate deviation(const struct allan_record *r,
				 enum allan_type type, size_t m)
{
	struct allan_point p;
	allan_deviation(r, type, &m, 1, .95, &p);
	return p.deviation;
}

static struct estimate of_frequency(const double *y, size_t n,
				    enum allan_type type, size_t m)
{
	struct allan_phase phase;
	assert_true(allan_phase_make(y, NULL, n, ALLAN_FREQUENCY, 1, &phase));
	struct allan_record r = { phase.segments, phase.count, 1, "1", 0 };
	struct estimate e = deviation(&r, type, m);
	allan_phase_free(&phase);
	return e;
}

/* Drift d: every deviation of order 2 is d tau / sqrt 2. */
static void test_linear_drift(void **state)
{
	(void)state;
	double y[100];
	for (size_t i = 0; i < 100; i++)
		y[i] = 5 + 2. * (double)i;
	check_real(of_frequency(y, 100, ALLAN_OADEV, 3).value, 4.242641, 5e-7);
	check_real(of_frequency(y, 100, ALLAN_ADEV, 3).value, 3 * sqrt(2),
		   1e-13);
	check_real(of_frequency(y, 100, ALLAN_MDEV, 3).value, 3 * sqrt(2),
		   1e-13);
	check_real(of_frequency(y, 100, ALLAN_TDEV, 3).value, 3 * sqrt(6),
		   1e-13);
	assert_int_equal(of_frequency(y, 100, ALLAN_OHDEV, 3).status,
			 ESTIMATE_INSUFFICIENT);
}

static void fill_walk(double *x, size_t n)
{
	struct simulate_rng g;
	double f = 0;
	simulate_seed(&g, 7);
	x[0] = 0;
	for (size_t i = 1; i < n; i++) {
		/* Multiples of 2^-20: an offset is then added exactly. */
		f += round(1024 * simulate_normal(&g)) / 1048576;
		x[i] = x[i - 1] + f / 64;
		x[i] = round(x[i] * 1048576) / 1048576;
	}
}

/* An offset of the phase costs no digits. */
static void test_offset(void **state)
{
	(void)state;
	static double x[N];
	double want[ALLAN_TYPES];
	struct allan_segment s = { x, N };
	struct allan_record r = { &s, 1, 1, "1", 0 };
	fill_walk(x, N);
	for (unsigned k = 0; k < ALLAN_TYPES; k++)
		want[k] = deviation(&r, k, 100).value;
	for (size_t i = 0; i < N; i++)
		x[i] += 1 << 24;
	for (unsigned k = 0; k < ALLAN_TYPES; k++)
		check_real(deviation(&r, k, 100).value, want[k],
			   1e-12 * want[k]);
}

static void all_bits(const struct allan_record *r, struct allan_point *p)
{
	static const size_t m[] = { 1, 3, 1000, 20000 };
	memset(p, 0, 4 * ALLAN_TYPES * sizeof(*p));
	for (unsigned type = 0; type < ALLAN_TYPES; type++)
		allan_deviation(r, type, m, 4, .95, p + 4 * type);
}

static void test_threads(void **state)
{
	(void)state;
	size_t n = 400000;
	struct allan_point a[4 * ALLAN_TYPES], b[4 * ALLAN_TYPES];
	double *x = malloc(n * sizeof(*x));
	assert_non_null(x);
	fill_walk(x, n);
	struct allan_segment s = { x, n };
	struct allan_record r = { &s, 1, 1, "1", 0 };
	setenv("LOOPGAUGE_THREADS", "1", 1);
	all_bits(&r, a);
	setenv("LOOPGAUGE_THREADS", "5", 1);
	all_bits(&r, b);
	unsetenv("LOOPGAUGE_THREADS");
	for (size_t i = 0; i < 4 * ALLAN_TYPES; i++) {
		assert_memory_equal(&a[i].deviation.value,
				    &b[i].deviation.value, sizeof(double));
		assert_int_equal(a[i].alpha, b[i].alpha);
	}
	free(x);
}

/* Two pieces: mean squares weighted by their differences, edf added. */
static void test_segments(void **state)
{
	(void)state;
	static double x[N];
	fill_walk(x, N);
	size_t m = 10;
	struct allan_segment s[] = { { x, 8000 }, { x + 9000, 8000 } };
	struct allan_record r = { s, 2, 1, "1", ESTIMATE_FLAG_GAPS };
	struct allan_record first = { s, 1, 1, "1", 0 };
	struct allan_point p, q;
	allan_deviation(&r, ALLAN_OADEV, &m, 1, .95, &p);
	allan_deviation(&first, ALLAN_OADEV, &m, 1, .95, &q);
	double sum = 0;
	for (size_t k = 0; k < 2; k++)
		for (const double *y = s[k].x; y < s[k].x + 7980; y++)
			sum += pow(y[20] - 2 * y[10] + y[0], 2);
	check_real(p.deviation.value, sqrt(sum / (200. * 2 * 7980)), 1e-12);
	assert_int_equal(p.deviation.n, 2 * 7980);
	assert_int_equal(p.deviation.flags, ESTIMATE_FLAG_GAPS);
	check_real(p.edf, 2 * q.edf, 1e-9 * p.edf);
}

/* Many short pieces tell the noise as well as a long one. */
static void test_pieces_noise(void **state)
{
	(void)state;
	static double y[N];
	struct simulate_rng g;
	double walk = 0;
	simulate_seed(&g, 11);
	for (int alpha = -2; alpha <= 2; alpha += 2) {
		for (size_t i = 0; i < N; i++) {
			double w = simulate_normal(&g);
			walk += w;
			y[i] = i % 7 == 6 ? NAN : alpha ? 3 + walk : 3 + w;
		}
		struct allan_phase phase;
		struct allan_point p;
		size_t m = 1;
		assert_true(allan_phase_make(y, NULL, N, alpha == 2 ?
					     ALLAN_PHASE : ALLAN_FREQUENCY, 1,
					     &phase));
		struct allan_record r = { phase.segments, phase.count, 1, "1",
					  0 };
		allan_deviation(&r, ALLAN_OADEV, &m, 1, .95, &p);
		/* The walk taken for phase is white frequency. */
		assert_int_equal(p.alpha, alpha == 2 ? 0 : alpha);
		allan_phase_free(&phase);
	}
}

/* What an averaging time says does not hang on those asked for beside it. */
static void test_lone(void **state)
{
	(void)state;
	static double x[1001];
	struct allan_segment s = { x, 1001 };
	struct allan_record r = { &s, 1, 1, "1", 0 };
	static const size_t m[] = { 1, 34, 300 };
	struct allan_point all[3], alone, pair[2];
	double walk = 0;
	struct simulate_rng g;
	simulate_seed(&g, 3);
	for (size_t i = 1; i < 1001; i++)
		x[i] = x[i - 1] + 20 * simulate_normal(&g) +
		       (walk += simulate_normal(&g));
	allan_deviation(&r, ALLAN_OADEV, m, 3, .95, all);
	allan_deviation(&r, ALLAN_OADEV, &m[2], 1, .95, &alone);
	size_t ends[] = { m[0], m[2] };
	allan_deviation(&r, ALLAN_OADEV, ends, 2, .95, pair);
	assert_int_equal(all[0].alpha, 0);
	assert_int_equal(all[2].alpha, -2);
	assert_int_equal(alone.alpha, -2);
	assert_int_equal(pair[1].alpha, -2);
}

static void test_refusals(void **state)
{
	(void)state;
	static double x[1000];
	struct allan_segment s = { x, 1000 }, empty = { x, 0 };
	struct allan_record r = { &s, 1, 1, "1", 0 }, none = { &empty, 1, 1,
							       "1", 0 };
	size_t m[] = { 1, 200, 250, 251, 334, 500 };
	struct allan_point p[6];
	for (size_t i = 0; i < 1000; i++)
		x[i] = 4;
	allan_deviation(&r, ALLAN_OADEV, m, 1, .95, p);
	assert_int_equal(p->deviation.status, ESTIMATE_INSUFFICIENT);
	assert_non_null(strstr(p->deviation.note, "constant"));
	fill_walk(x, 1000);
	allan_deviation(&r, ALLAN_OADEV, m, 6, .95, p);
	for (size_t t = 0; t < 5; t++) {
		assert_int_equal(p[t].deviation.status, ESTIMATE_OK);
		assert_int_equal(p[t].deviation.flags,
				 m[t] <= 250 ? 0 : ESTIMATE_FLAG_FEW);
	}
	assert_int_equal(p[5].deviation.status, ESTIMATE_INSUFFICIENT);
	for (unsigned type = 0; type < ALLAN_TYPES; type++) {
		allan_deviation(&none, type, m, 6, .95, p);
		assert_int_equal(p[0].deviation.status, ESTIMATE_INSUFFICIENT);
		/* Few averages: adev at 200 has 3 differences. */
		allan_deviation(&r, type, &m[1], 1, .95, p);
		assert_int_equal(p[0].deviation.flags,
				 type == ALLAN_ADEV || type == ALLAN_HDEV ?
					 ESTIMATE_FLAG_FEW : 0);
	}
}

/* The document's bounds on the algorithm: SP 1065's worked edf come out of
 * the exact sums for white phase noise; one difference has one degree. */
static void test_edf(void **state)
{
	(void)state;
	struct allan_filter plain = { 2, false, true },
			    apart = { 2, false, false },
			    modified = { 2, true, true };
	for (int alpha = -2; alpha <= 2; alpha++) {
		check_real(allan_edf(apart, alpha, 4, 9), 1, 1e-12);
		check_real(allan_edf(plain, alpha, 4, 9), 1, 1e-12);
		check_real(allan_edf(modified, alpha, 4, 12), 1, 1e-12);
		assert_true(isnan(allan_edf(plain, alpha, 4, 8)));
	}
	/* Second differences of white noise: autocorrelations -4/6, 1/6. */
	check_real(1 / allan_edf(apart, 2, 1, 102),
		   (1 + 2 * (.99 * 16 + .98) / 36) / 100, 1e-12);
	assert_true(isnan(allan_edf(plain, -3, 1, 100)));
	assert_false(isnan(allan_edf((struct allan_filter){ 3, false, true },
				     -4, 1, 100)));
	check_real(allan_edf_total(0, 100, 1000), 15, 1e-12);
	check_real(allan_edf_total(-1, 200, 1000), 5.63, 1e-12);
	check_real(allan_edf_total(-2, 200, 1000), 4.29, 1e-12);
	check_real(allan_edf_total(0, 1, 1001),
		   allan_edf(plain, 0, 1, 1001) * 1001 / 999, 1e-9);
}

static void test_gaps(void **state)
{
	(void)state;
	double y[] = { 1, 2, NAN, 4, 7, 9, 5, INFINITY, 3 };
	double t[] = { 0, 2, 4, 6, 8, 14, 16, 18, 20 };
	struct allan_phase p;
	assert_true(allan_phase_make(y, NULL, 9, ALLAN_PHASE, 1, &p));
	assert_int_equal(p.count, 1);
	assert_int_equal(p.segments[0].n, 4);
	assert_int_equal(p.missing, 2);
	assert_int_equal(p.pieces, 3);
	assert_int_equal(p.used, 4);
	allan_phase_free(&p);
	/* Two readings make three values of phase. */
	assert_true(allan_phase_make(y, t, 9, ALLAN_FREQUENCY, NAN, &p));
	check_real(p.tau0, 2, 1e-15);
	assert_int_equal(p.count, 3);
	assert_int_equal(p.missing, 4);
	for (size_t k = 0; k < 3; k++)
		assert_int_equal(p.segments[k].n, 3);
	const double *x = p.segments[1].x;
	check_real((x[2] - x[1]) - (x[1] - x[0]), 3 * 2, 1e-14);
	allan_phase_free(&p);
}

static void refused(const double *y, const double *t, size_t n, double tau0,
		    const char *why)
{
	struct allan_phase p;
	assert_false(allan_phase_make(y, t, n, ALLAN_PHASE, tau0, &p));
	if (!strstr(p.why, why))
		fail_msg("%s", p.why);
}

static void test_times(void **state)
{
	(void)state;
	double y[] = { 1, 2, 3, 4 }, gone[] = { NAN, 2, 3, NAN };
	double back[] = { 0, 1, 1, 2 }, uneven[] = { 0, 1, 2.00001, 3 };
	double nan[] = { 0, 1, NAN, 3 };
	/* Seconds since 1970: what their last digit rounds is allowed for. */
	double epoch[] = { 1.7e9 + .1, 1.7e9 + .2, 1.7e9 + .3, 1.7e9 + .4 };
	struct allan_phase p;
	refused(y, back, 4, NAN, "time 3 (1 s) does not lie after");
	refused(y, uneven, 4, NAN, "whole number of steps");
	refused(y, uneven, 4, .7, "whole number of steps");
	refused(y, nan, 4, NAN, "time 3 is not a number");
	refused(y, NULL, 4, NAN, "tau0");
	refused(y, NULL, 4, -1, "tau0");
	refused(y, NULL, 2, 1, "no 3 readings in a row");
	refused(y, NULL, 0, 1, "no 3 readings in a row");
	refused(gone, NULL, 4, 1, "of which 2 are missing");
	assert_true(allan_phase_make(y, epoch, 4, ALLAN_PHASE, NAN, &p));
	check_real(p.tau0, .1, 1e-6);
	allan_phase_free(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_linear_drift),
		cmocka_unit_test(test_offset),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_segments),
		cmocka_unit_test(test_pieces_noise),
		cmocka_unit_test(test_lone),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_edf),
		cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_times),
	};
	return cmocka_run_group_tests_name("allan", tests, NULL, NULL);
}
