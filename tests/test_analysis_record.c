/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bursts as recorded: exact sums, any kind of sample, any number of threads. */
#include "analysis/burst_moments.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/clipping.h"
#include "analysis/snr.h"
#include "check_real.h"
#include "simulate.h"

enum { R = 13, P = 19, M = 61, COLUMNS = P * M };

struct scene {
	int16_t i16[R * COLUMNS];
	int32_t i32[R * COLUMNS];
	double f64[R * COLUMNS];
};

/* Three levels that fall from pass to pass, up to the rails of 16 bits. */
static struct scene *scene_new(void)
{
	struct scene *s = malloc(sizeof(*s));
	struct simulate_rng g;

	assert_non_null(s);
	simulate_seed(&g, 7);
	for (size_t i = 0; i < R * COLUMNS; i++) {
		double level = 30000 * pow(.9, (double)(i / M % P)) *
			       ((double)(i % M * 7 % 3) - 1);
		double x = round(level + 40 * simulate_normal(&g));
		s->i16[i] = (int16_t)x;
		s->i32[i] = (int32_t)x;
		s->f64[i] = x;
	}
	return s;
}

/* Against the two-pass sums in a wider type. */
static void test_exact(void **state)
{
	(void)state;
	struct scene *s = scene_new();
	double mean[COLUMNS], variance[COLUMNS];
	struct burst_record b = { s->i16, BURST_I16, R, P, M };

	burst_moments(&b, 1, mean, variance);
	for (size_t c = 0; c < COLUMNS; c++) {
		long double sum = 0, ss = 0;
		for (size_t r = 0; r < R; r++)
			sum += s->i16[r * COLUMNS + c];
		for (size_t r = 0; r < R; r++) {
			long double e = s->i16[r * COLUMNS + c] - sum / R;
			ss += e * e;
		}
		check_real(mean[c], (double)(sum / R), 0);
		check_real(variance[c], (double)(ss / (R - 1)),
			   1e-15 * (double)ss);
	}
	free(s);
}

static void test_kinds(void **state)
{
	(void)state;
	struct scene *s = scene_new();
	const void *data[] = { s->f64, s->i16, s->i32 };
	double mean[3][COLUMNS], variance[3][COLUMNS];

	for (int kind = BURST_F64; kind <= BURST_I32; kind++) {
		struct burst_record b = { data[kind], kind, R, P, M };
		burst_moments(&b, 1, mean[kind], variance[kind]);
	}
	for (size_t c = 0; c < COLUMNS; c++)
		for (int kind = 1; kind < 3; kind++) {
			check_real(mean[kind][c], mean[0][c], 1e-10);
			check_real(variance[kind][c], variance[0][c], 1e-8);
		}
	free(s);
}

/* Every sum at its largest, in more bursts than 32 bits hold. */
static void test_rails(void **state)
{
	(void)state;
	enum { MANY = 140000 };
	int16_t *x = malloc(2 * MANY * sizeof(*x));
	double mean[2], variance[2];
	struct burst_record b = { x, BURST_I16, MANY, 1, 2 };

	assert_non_null(x);
	for (size_t r = 0; r < MANY; r++) {
		x[2 * r] = INT16_MIN;
		x[2 * r + 1] = r % 2 ? INT16_MAX : INT16_MIN;
	}
	burst_moments(&b, 2, mean, variance);
	check_real(mean[0], INT16_MIN, 0);
	check_real(variance[0], 0, 0);
	check_real(mean[1], -.5, 0);
	check_real(variance[1], 32767.5 * 32767.5 * MANY / (MANY - 1.), 1e-6);
	b.bursts = 1;
	burst_moments(&b, 2, mean, variance);
	check_real(mean[1], INT16_MIN, 0);
	assert_true(isnan(variance[0]) && isnan(variance[1]));
	free(x);
}

struct answer {
	struct snr_pass pass[P];
	double mean[COLUMNS], variance[COLUMNS], loo[R * P];
};

static void answer(const struct scene *s, const char *threads,
		   struct answer *out)
{
	struct burst_record b = { s->i16, BURST_I16, R, P, M };

	memset(out, 0, sizeof(*out));
	setenv("LOOPGAUGE_THREADS", threads, 1);
	burst_moments(&b, 0, out->mean, out->variance);
	snr_estimate_record(&b, true, "P6", out->pass, out->loo);
	unsetenv("LOOPGAUGE_THREADS");
}

static void test_threads(void **state)
{
	(void)state;
	struct scene *s = scene_new();
	struct answer *a = malloc(2 * sizeof(*a));

	assert_non_null(a);
	answer(s, "1", &a[0]);
	answer(s, "5", &a[1]);
	assert_memory_equal(a[0].mean, a[1].mean, sizeof(a->mean));
	assert_memory_equal(a[0].variance, a[1].variance, sizeof(a->mean));
	assert_memory_equal(a[0].loo, a[1].loo, sizeof(a->loo));
	for (size_t p = 0; p < P; p++) {
		check_real(a[1].pass[p].snr.value, a[0].pass[p].snr.value, 0);
		check_real(a[1].pass[p].snr.u, a[0].pass[p].snr.u, 0);
		check_real(a[1].pass[p].u_jackknife, a[0].pass[p].u_jackknife,
			   0);
	}
	free(a);
	free(s);
}

/* What SN-1 says of a record is what it says of the same numbers. */
static void test_snr(void **state)
{
	(void)state;
	struct scene *s = scene_new();
	struct snr_pass a[P], b[P];
	double loo[R * P], other[R * P];

	for (int fit = 0; fit < 2; fit++) {
		snr_estimate_record(&(struct burst_record){ s->i32, BURST_I32,
							    R, P, M },
				    fit, "P6", a, loo);
		snr_estimate(&(struct bursts){ s->f64, R, P, M }, fit, "P6", b,
			     other);
		for (size_t p = 0; p < P; p++) {
			assert_int_equal(a[p].snr.status, ESTIMATE_OK);
			check_real(a[p].snr.value / b[p].snr.value, 1, 1e-12);
			check_real(a[p].snr.u / b[p].snr.u, 1, 1e-12);
		}
		for (size_t i = 0; i < R * P; i++)
			check_real(loo[i] / other[i], 1, 1e-9);
	}
	free(s);
}

/* A burst left out by its sums is the burst left out of the record. */
static void test_left_out(void **state)
{
	(void)state;
	struct scene *s = scene_new();
	struct snr_pass all[P], rest[P];
	double loo[R * P];

	snr_estimate(&(struct bursts){ s->f64, R, P, M }, false, "P6", all,
		     loo);
	snr_estimate(&(struct bursts){ s->f64 + COLUMNS, R - 1, P, M }, false,
		     "P6", rest, NULL);
	for (size_t p = 0; p < P; p++)
		check_real(loo[p] / rest[p].y, 1, 1e-9);
	free(s);
}

static void test_refusals(void **state)
{
	(void)state;
	struct scene *s = scene_new();
	struct burst_record b = { s->i16, BURST_I16, 7, P, M };
	struct snr_pass out[P];

	snr_estimate_record(&b, true, "P6", out, NULL);
	assert_int_equal(out[P - 1].snr.status, ESTIMATE_INSUFFICIENT);
	memset(s->i16, 1, sizeof(s->i16));
	b.bursts = R;
	snr_estimate_record(&b, true, "P6", out, NULL);
	assert_int_equal(out[0].snr.status, ESTIMATE_INSUFFICIENT);
	assert_non_null(strstr(out[0].snr.note, "are equal"));
	b.x = NULL;
	snr_estimate_record(&b, true, "P6", out, NULL);
	assert_int_equal(out[0].snr.status, ESTIMATE_INSUFFICIENT);
	s->f64[5] = NAN;
	b.x = s->f64;
	b.kind = BURST_F64;
	snr_estimate_record(&b, true, "P6", out, NULL);
	assert_non_null(strstr(out[0].snr.note, "not a finite number"));
	free(s);
}

/* At the rails where it begins, ends, and passes from piece to piece. */
static void test_clipping(void **state)
{
	(void)state;
	enum { N = 20000 };
	int16_t x[N] = { 0 };
	double same[N];

	x[0] = x[9000] = INT16_MIN;
	x[4095] = x[4096] = x[4097] = x[N - 1] = INT16_MAX;
	for (int i = 0; i < N; i++)
		same[i] = x[i];
	struct clipping a = clipping_test_i16(x, N, INT16_MIN, INT16_MAX);
	struct clipping b = clipping_test(same, N, INT16_MIN, INT16_MAX);
	assert_int_equal(a.at_low, 2);
	assert_int_equal(a.at_high, 4);
	assert_int_equal(a.longest_run, 3);
	assert_true(a.clipped);
	assert_int_equal(b.at_low, 2);
	assert_int_equal(b.at_high, 4);
	assert_int_equal(b.longest_run, 3);
	assert_true(b.clipped);
	assert_true(a.fraction == b.fraction);
	a = clipping_test_i16(x + 1, 4000, INT16_MIN, INT16_MAX);
	assert_false(a.clipped);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exact),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_rails),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_snr),
		cmocka_unit_test(test_left_out),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_clipping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
