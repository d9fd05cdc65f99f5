/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TM-1: the printed values of the textbook delay estimates. */
#include "analysis/delay.h"

#include "check_real.h"

static void sample(double (*peak)(double), double offset, double y[3])
{
	for (int i = 0; i < 3; i++)
		y[i] = peak(i - 1 - offset);
}

static double gaussian(double t)
{
	return exp(-t * t / 8);
}

static double cosine(double t)
{
	return cos(2 * M_PI / 12 * t);
}

static double sinc(double t)
{
	return sin(M_PI * t) / (M_PI * t);
}

static void test_peaks(void **state)
{
	(void)state;
	double y[3];

	sample(gaussian, .3, y);
	check_real(delay_log_parabola(y), .3, 1e-12);
	check_real(delay_parabola(y), .28799, 5e-6);
	sample(cosine, .3, y);
	check_real(delay_cosine(y), .3, 1e-12);
	check_real(delay_parabola(y), .29555, 5e-6);
	sample(sinc, .3, y);
	check_real(delay_parabola(y), .18293, 5e-6);
	assert_true(isnan(delay_parabola((double[]){ 1, 1, 1 })));
	assert_true(isnan(delay_log_parabola((double[]){ -1, 1, .5 })));
	assert_true(isnan(delay_cosine((double[]){ 2, 1, 2 })));
}

/* Bins 1..59 of 256, shift 7.3 samples. */
static void test_phase_slope(void **state)
{
	(void)state;
	enum { N = 256 };
	double x[N] = { 0 }, y[N] = { 0 };

	for (int i = 0; i < N; i++)
		for (int j = 1; j <= 59; j++) {
			double w = 2 * M_PI * j / N, phase = j * j;
			x[i] += cos(w * i + phase);
			y[i] += cos(w * (i - 7.3) + phase);
		}
	check_real(delay_phase_slope(x, y, N, 59), 7.3, 1e-9);
	check_real(delay_phase_slope(y, x, N, 59), -7.3, 1e-9);
	check_real(delay_phase_slope(x, x, N, 59), 0, 1e-9);
	double zero[N] = { 0 };
	assert_true(isnan(delay_phase_slope(zero, zero, N, 59)));
}

/* A = 1, f = 0.05, N = 1024, s = 0.1: 0.014067 sample; K = 10, u_t = 0.1:
 * 0.011010. */
static void test_bounds(void **state)
{
	(void)state;
	enum { N = 1024 };
	double slope[N];

	/* 51.2 periods of the sine: its rms slope, not one phase of it. */
	for (int i = 0; i < N; i++)
		slope[i] = 2 * M_PI * .05 * sqrt(.5);
	check_real(delay_crlb(slope, N, .1), .014067, 1e-6);
	check_real(delay_slope_u(.1, 10), .011010, 5e-7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_peaks),
		cmocka_unit_test(test_phase_slope),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
