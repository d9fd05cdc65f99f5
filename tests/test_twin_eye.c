/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tails of the comparators' input against closed forms: Gaussian, noncentral
 * chi-square, and both together by convolution. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_bessel.h>

#include "tests/check_real.h"
#include "twin/eye.h"

static void near_ratio(double value, double expected, double tolerance)
{
	if (!(fabs(value / expected - 1) <= tolerance))
		fail_msg("%.15g is not %.15g within %.1e of it", value,
			 expected, tolerance);
}

static void test_gaussian(void **state)
{
	(void)state;
	struct twin_eye eye = { .responsivity = 1,
				.offset_a = 2,
				.noise_var = 9 };
	for (double z = -12; z < 13; z += 0.5) {
		double below, above;
		twin_eye_tails(&eye, 2 + 3 * z, &below, &above);
		near_ratio(above, gsl_cdf_ugaussian_Q(z), 2e-11);
		near_ratio(below, gsl_cdf_ugaussian_P(z), 2e-11);
		near_ratio(exp(twin_eye_log_density(&eye, 2 + 3 * z)),
			   gsl_ran_ugaussian_pdf(z) / 3, 1e-12);
	}
}

/* Noncentral chi-square as a Poisson mixture; x in units of the variance. */
static double mixture(double x, double square, double freedom, int upper)
{
	double sum = 0;
	for (unsigned k = 0; k < 2000; k++)
		sum += gsl_ran_poisson_pdf(k, square / 2) *
		       (upper ? gsl_cdf_chisq_Q(x, freedom + 2 * k) :
				gsl_cdf_chisq_P(x, freedom + 2 * k));
	return sum;
}

static struct twin_eye field(double square, double variance)
{
	struct twin_eye eye = { .responsivity = 1 };
	struct twin_eye_light light = {
		.square = { square / 2, 0, square / 2, 0 },
		.variance = { variance, variance, variance, variance },
	};
	twin_eye_add(&eye, &light, 1, 1);
	return eye;
}

/* Signal against two polarisations' noise, and noise alone. */
static void test_chi_square(void **state)
{
	(void)state;
	struct twin_eye eye = field(1, 0.005), dark = field(0, 0.005);
	double below, above;
	for (double x = 0.3; x < 2.2; x += 0.1) {
		twin_eye_tails(&eye, x, &below, &above);
		near_ratio(below, mixture(x / 0.005, 200, 4, 0), 1e-9);
		near_ratio(above, mixture(x / 0.005, 200, 4, 1), 1e-9);
	}
	for (double x = 0.002; x < 0.2; x *= 2) {
		twin_eye_tails(&dark, x, &below, &above);
		near_ratio(above, gsl_cdf_chisq_Q(x / 0.005, 4), 2e-6);
		near_ratio(below, gsl_cdf_chisq_P(x / 0.005, 4), 2e-6);
	}
}

/* Shot noise and input noise given the power, over its density. */
struct folded {
	double x, square, variance, shot, noise_var;
	int upper;
};

static double folded_at(double power, void *context)
{
	const struct folded *f = context;
	double v = f->variance, s = sqrt(f->square * power) / v;
	/* Density of four squared components: modified Bessel I_1. */
	double i1 = gsl_sf_bessel_I1_scaled(s);
	double density = sqrt(power / f->square) / (2 * v) * i1 *
			 exp(s - (power + f->square) / (2 * v));
	double z = (f->x - power) / sqrt(f->noise_var + f->shot * power);
	return density *
	       (f->upper ? gsl_cdf_ugaussian_Q(z) : gsl_cdf_ugaussian_P(z));
}

static void test_folded(void **state)
{
	(void)state;
	struct folded f = { 0, 1, 0.002, 1e-3, 4e-4, 0 };
	struct twin_eye eye = field(f.square, f.variance);
	gsl_integration_workspace *work = gsl_integration_workspace_alloc(2000);
	gsl_function g = { folded_at, &f };
	eye.shot_a = f.shot;
	eye.noise_var = f.noise_var;
	for (f.x = 0.4; f.x < 2; f.x += 0.2) {
		double tail[2], seen, error;
		twin_eye_tails(&eye, f.x, &tail[0], &tail[1]);
		for (f.upper = 0; f.upper < 2; f.upper++) {
			gsl_integration_qag(&g, 0.05, 3.5, 0, 1e-11, 2000, 6,
					    work, &seen, &error);
			near_ratio(tail[f.upper], seen, 1e-9);
		}
	}
	gsl_integration_workspace_free(work);
}

/* A slot cut in halves of the same light, rails, and moments. */
static void test_parts(void **state)
{
	(void)state;
	struct twin_eye eye = { .responsivity = 0.9,
				.shot_a = 0.01,
				.offset_a = 0.1,
				.noise_var = 0.02 };
	struct twin_eye_light light = {
		.square = { 0.5, 0.3, 0, 0 },
		.variance = { 0.01, 0.02, 0.01, 0.03 },
		.source = { 0.05, 0.02, 0, 0 },
		.other = 0.04,
		.other_var = 0.003,
	};
	double mean, var, power = 0.8 + 0.07 + 0.04;
	double light_var = 4 * (0.5 * 0.01 + 0.3 * 0.02) +
			   2 * (1e-4 + 4e-4 + 1e-4 + 9e-4) + 0.07 * 0.07 +
			   0.003;
	twin_eye_add(&eye, &light, 0.75, 1);
	twin_eye_add(&eye, &light, 0.25, -1);
	twin_eye_add(&eye, &light, 0, 1);
	assert_int_equal(eye.n, 2);
	twin_eye_moments(&eye, &mean, &var);
	check_real(mean, 0.1 + 0.9 * 0.5 * power, 1e-12);
	check_real(var,
		   0.81 * (0.5625 + 0.0625) * light_var + 0.01 * 0.9 * power +
			   0.02,
		   1e-12);
}

/* No noise at all: a step. */
static void test_step(void **state)
{
	(void)state;
	struct twin_eye eye = field(1, 0);
	double below, above;
	twin_eye_tails(&eye, 0.99, &below, &above);
	assert_true(below == 0 && above == 1);
	twin_eye_tails(&eye, 1.01, &below, &above);
	assert_true(below == 1 && above == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gaussian),
		cmocka_unit_test(test_chi_square),
		cmocka_unit_test(test_folded),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_step),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
