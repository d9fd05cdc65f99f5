/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The generator against its authors' test vectors, what is drawn from each
 * distribution against closed forms. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/draw.h"

enum { CHUNKS = 100, N = CHUNKS * LOOPMODEL_CHUNK };

/* Random123 1.09, kat_vectors: philox 4x32 10 rounds. */
static void test_philox_gives_its_authors_vectors(void **state)
{
	static const struct {
		uint32_t counter[4], key[2], expected[4];
	} rows[] = {
		{ { 0, 0, 0, 0 },
		  { 0, 0 },
		  { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
		{ { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
		  { 0xffffffff, 0xffffffff },
		  { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
		{ { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
		  { 0xa4093822, 0x299f31d0 },
		  { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint32_t out[4];
		loopmodel_draw_philox(rows[i].counter, rows[i].key, out);
		assert_memory_equal(out, rows[i].expected, sizeof(out));
	}
}

/* The columns are that generator: counter, stream and key where they belong,
 * 52 bits as the middle of a cell. */
static void test_uniforms_are_philox(void **state)
{
	const uint64_t seed = 0x123456789abcdef0, chunk = (1ull << 34) + 5;
	double out[LOOPMODEL_CHUNK];
	(void)state;
	loopmodel_draw_uniform(seed, chunk, 7, out);
	for (unsigned i = 0; i < LOOPMODEL_CHUNK / 2; i += 37) {
		uint64_t at = chunk * (LOOPMODEL_CHUNK / 2) + i;
		uint32_t counter[4] = { (uint32_t)at, (uint32_t)(at >> 32), 7,
					0 };
		uint32_t key[2] = { 0x9abcdef0, 0x12345678 }, w[4];
		loopmodel_draw_philox(counter, key, w);
		uint64_t first = (uint64_t)w[1] << 32 | w[0];
		uint64_t second = (uint64_t)w[3] << 32 | w[2];
		assert_true(out[i] ==
			    ldexp((double)(first >> 12) + .5, -52));
		assert_true(out[i + LOOPMODEL_CHUNK / 2] ==
			    ldexp((double)(second >> 12) + .5, -52));
	}
}

/* Box-Muller with the C library's functions from the same numbers. */
static void test_normals_are_box_muller(void **state)
{
	double u[LOOPMODEL_CHUNK], z[LOOPMODEL_CHUNK];
	const unsigned half = LOOPMODEL_CHUNK / 2;
	(void)state;
	for (uint64_t chunk = 0; chunk < 50; chunk++) {
		loopmodel_draw_uniform(3, chunk, 1, u);
		loopmodel_draw_normal(3, chunk, 1, z);
		for (unsigned i = 0; i < half; i++) {
			double radius = sqrt(-2 * log(u[i]));
			assert_true(fabs(hypot(z[i], z[i + half]) - radius) <=
				    4e-15 * radius);
			/* the angle, within its quarter, from 50 bits */
			double quarter = fmod(u[i + half] * 4, 1) - .5;
			double lesser =
				fmin(fabs(z[i]), fabs(z[i + half]));
			assert_true(fabs(lesser - radius *
				    fabs(sin(quarter * M_PI_2))) <= 1e-14);
		}
	}
}

static double cdf_normal(const struct loopmodel_distribution *d, double x)
{
	return .5 * erfc(-(x - d->a) / d->b * M_SQRT1_2);
}

static double cdf_uniform(const struct loopmodel_distribution *d, double x)
{
	return (x - d->a) / (d->b - d->a);
}

static double cdf_triangular(const struct loopmodel_distribution *d, double x)
{
	double width = d->b - d->a;
	if (x < d->c)
		return (x - d->a) * (x - d->a) / width / (d->c - d->a);
	return 1 - (d->b - x) * (d->b - x) / width / (d->b - d->c);
}

static double cdf_lognormal(const struct loopmodel_distribution *d, double x)
{
	return .5 * erfc(-log(x / d->a) / d->b * M_SQRT1_2);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

struct shape {
	struct loopmodel_distribution d;
	double (*cdf)(const struct loopmodel_distribution *d, double x);
	double mean, variance;
};

/* Moments by hand: (a+b+c)/3 and (a2+b2+c2-ab-ac-bc)/18 for the triangle,
 * m e^(s2/2) and mean^2 (e^s2 - 1) for the lognormal. */
static const struct shape *shapes(size_t *count)
{
	static struct shape rows[7];
	rows[0] = (struct shape){ loopmodel_normal(-3, 2), cdf_normal, -3, 4 };
	rows[1] = (struct shape){ loopmodel_normal(0, 1), cdf_normal, 0, 1 };
	rows[2] = (struct shape){ loopmodel_uniform(-1, 5), cdf_uniform, 2, 3 };
	rows[3] = (struct shape){ loopmodel_triangular(200, 256, 320),
				  cdf_triangular, 776. / 3, 10816. / 18 };
	rows[4] = (struct shape){ loopmodel_triangular(0, 0, 3),
				  cdf_triangular, 1, .5 };
	rows[5] = (struct shape){ loopmodel_triangular(0, 3, 3),
				  cdf_triangular, 2, .5 };
	rows[6] = (struct shape){ loopmodel_lognormal(2, .5), cdf_lognormal,
				  2 * exp(.125), 4 * exp(.25) * expm1(.25) };
	*count = 7;
	return rows;
}

/* Kolmogorov-Smirnov: D sqrt(n) over 1.949 in 1 of 1000 cases. */
static void assert_drawn_from(const struct shape *s, const double *sorted)
{
	double largest = 0;
	for (int i = 0; i < N; i++) {
		double p = s->cdf(&s->d, sorted[i]);
		assert_true(p >= 0 && p <= 1);
		largest = fmax(largest, fabs(p - (double)i / N));
		largest = fmax(largest, fabs(p - (i + 1.) / N));
	}
	assert_true(largest * sqrt(N) < 1.949);
	assert_true(largest * sqrt(N) > .3);
}

static void assert_moments(const struct shape *s, const double *x)
{
	double sum = 0, squares = 0;
	for (int i = 0; i < N; i++)
		sum += x[i] - s->mean;
	for (int i = 0; i < N; i++)
		squares += (x[i] - s->mean) * (x[i] - s->mean);
	assert_true(fabs(sum / N) < 4 * sqrt(s->variance / N));
	/* the variance of a lognormal's square is the largest: under 15 u^4 */
	assert_true(fabs(squares / N / s->variance - 1) < 4 * sqrt(15. / N));
}

static void test_draws_follow_their_distributions(void **state)
{
	static double x[N];
	size_t count;
	const struct shape *rows = shapes(&count);
	(void)state;
	for (size_t k = 0; k < count; k++) {
		for (uint64_t c = 0; c < CHUNKS; c++)
			loopmodel_draw_distribution(&rows[k].d, 20, c,
						    (uint32_t)k,
						    x + c * LOOPMODEL_CHUNK);
		assert_moments(&rows[k], x);
		qsort(x, N, sizeof(x[0]), compare);
		assert_drawn_from(&rows[k], x);
	}
}

/* The same by way of normals, as a copula draws. */
static void test_copula_keeps_the_distributions(void **state)
{
	static double x[N];
	size_t count;
	const struct shape *rows = shapes(&count);
	(void)state;
	for (size_t k = 0; k < count; k++) {
		for (uint64_t c = 0; c < CHUNKS; c++) {
			double *part = x + c * LOOPMODEL_CHUNK;
			loopmodel_draw_normal(21, c, (uint32_t)k, part);
			loopmodel_draw_from_normal(&rows[k].d, part);
		}
		assert_moments(&rows[k], x);
		qsort(x, N, sizeof(x[0]), compare);
		assert_drawn_from(&rows[k], x);
	}
}

static void test_moments_and_quantiles_in_closed_form(void **state)
{
	size_t count;
	const struct shape *rows = shapes(&count);
	(void)state;
	for (size_t k = 0; k < count; k++) {
		const struct loopmodel_distribution *d = &rows[k].d;
		double u = loopmodel_distribution_u(d);
		assert_true(fabs(loopmodel_distribution_mean(d) -
				 rows[k].mean) < 1e-13 * (1 + u));
		assert_true(fabs(u * u / rows[k].variance - 1) < 1e-13);
		for (double p = .001; p < 1; p += .0499) {
			double x = loopmodel_distribution_quantile(d, p);
			assert_true(fabs(rows[k].cdf(d, x) - p) < 1e-12);
		}
	}
	const struct loopmodel_distribution z = loopmodel_normal(0, 1);
	assert_true(fabs(loopmodel_distribution_quantile(&z, .975) -
			 1.959963984540054) < 1e-14);
}

static void test_samples_are_drawn_as_they_stand(void **state)
{
	double sample[] = { 5, 1, 2, 2, 10 };
	struct loopmodel_distribution d = loopmodel_empirical(sample, 5);
	int seen[11] = { 0 };
	(void)state;
	assert_true(loopmodel_distribution_mean(&d) == 4);
	/* (1 + 9 + 4 + 4 + 36)/5 */
	assert_true(fabs(loopmodel_distribution_u(&d) - sqrt(10.8)) < 1e-14);
	assert_true(loopmodel_distribution_quantile(&d, .5) == 2);
	assert_true(loopmodel_distribution_quantile(&d, .99) == 10);
	for (uint64_t c = 0; c < CHUNKS; c++) {
		double x[LOOPMODEL_CHUNK];
		loopmodel_draw_distribution(&d, 22, c, 0, x);
		for (int i = 0; i < LOOPMODEL_CHUNK; i++)
			seen[(int)x[i]]++;
	}
	assert_int_equal(seen[1] + seen[2] + seen[5] + seen[10], N);
	const double s = 4 * sqrt(N * .2 * .8);
	assert_true(fabs(seen[1] - N * .2) < s);
	assert_true(fabs(seen[2] - N * .4) < 1.3 * s);
	assert_true(fabs(seen[5] - N * .2) < s);
	assert_true(fabs(seen[10] - N * .2) < s);
}

static double correlation(uint64_t seed_a, uint32_t stream_a, uint64_t seed_b,
			  uint32_t stream_b, uint64_t later)
{
	double sum = 0;
	for (uint64_t c = 0; c < CHUNKS; c++) {
		double a[LOOPMODEL_CHUNK], b[LOOPMODEL_CHUNK];
		loopmodel_draw_normal(seed_a, c, stream_a, a);
		loopmodel_draw_normal(seed_b, c + later, stream_b, b);
		for (int i = 0; i < LOOPMODEL_CHUNK; i++)
			sum += a[i] * b[i];
	}
	return sum / N;
}

static void test_streams_seeds_and_chunks_are_independent(void **state)
{
	const double limit = 4 / sqrt(N);
	(void)state;
	assert_true(fabs(correlation(1, 0, 1, 0, 0) - 1) < .02);
	assert_true(fabs(correlation(1, 0, 1, 1, 0)) < limit);
	assert_true(fabs(correlation(1, 0, 2, 0, 0)) < limit);
	assert_true(fabs(correlation(1, 0, 1ull << 32, 0, 0)) < limit);
	assert_true(fabs(correlation(1, 0, 1, 0, 1)) < limit);
}

static void test_nonsense_is_refused(void **state)
{
	static const double backwards[] = { 2, 1 }, broken[] = { 1, NAN };
	const struct {
		struct loopmodel_distribution d;
		enum loopmodel_status status;
	} rows[] = {
		{ loopmodel_normal(1, -1), LOOPMODEL_RANGE },
		{ loopmodel_normal(NAN, 1), LOOPMODEL_NOT_FINITE },
		{ loopmodel_normal(0, INFINITY), LOOPMODEL_NOT_FINITE },
		{ loopmodel_uniform(2, 1), LOOPMODEL_RANGE },
		{ loopmodel_triangular(1, 3, 2), LOOPMODEL_RANGE },
		{ loopmodel_triangular(1, 0, 2), LOOPMODEL_RANGE },
		{ loopmodel_lognormal(0, 1), LOOPMODEL_RANGE },
		{ loopmodel_lognormal(1, -1), LOOPMODEL_RANGE },
		{ loopmodel_empirical(NULL, 0), LOOPMODEL_EMPTY },
		{ { .shape = LOOPMODEL_EMPIRICAL, .sample = backwards,
		    .count = 2 }, LOOPMODEL_RANGE },
		{ { .shape = LOOPMODEL_EMPIRICAL, .sample = broken,
		    .count = 2 }, LOOPMODEL_NOT_FINITE },
		{ { .shape = LOOPMODEL_SHAPE_COUNT }, LOOPMODEL_RANGE },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct loopmodel_error e = { .status = LOOPMODEL_OK };
		assert_int_equal(loopmodel_distribution_check(&rows[i].d,
							      "io_time", &e),
				 rows[i].status);
		assert_int_equal(e.status, rows[i].status);
		assert_string_equal(e.argument, "io_time");
		assert_non_null(strstr(e.text, "io_time"));
	}
	struct loopmodel_distribution constant = loopmodel_triangular(2, 2, 2);
	double x[LOOPMODEL_CHUNK];
	assert_int_equal(loopmodel_distribution_check(&constant, "x", NULL),
			 LOOPMODEL_OK);
	loopmodel_draw_distribution(&constant, 1, 0, 0, x);
	assert_true(x[0] == 2 && x[LOOPMODEL_CHUNK - 1] == 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_philox_gives_its_authors_vectors),
		cmocka_unit_test(test_uniforms_are_philox),
		cmocka_unit_test(test_normals_are_box_muller),
		cmocka_unit_test(test_draws_follow_their_distributions),
		cmocka_unit_test(test_copula_keeps_the_distributions),
		cmocka_unit_test(test_moments_and_quantiles_in_closed_form),
		cmocka_unit_test(test_samples_are_drawn_as_they_stand),
		cmocka_unit_test(test_streams_seeds_and_chunks_are_independent),
		cmocka_unit_test(test_nonsense_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
