/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Windows that stand beside their light. */
#include "analysis/slip.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { R = 8, M = 31 };

/* Quadratic residues mod 31: off-peak circular autocorrelation is flat. */
static void residues(double *level)
{
	for (int i = 0; i < M; i++)
		level[i] = 0;
	for (int i = 1; i < M; i++)
		level[i * i % M] = 1;
}

/* Bursts of the pattern `late` slots late; +-noise in alternate bursts. */
static struct bursts late_bursts(const double *level, int late,
				 double amplitude, double noise, double *x)
{
	for (int r = 0; r < R; r++)
		for (int i = 0; i < M; i++)
			x[r * M + i] =
				amplitude * level[(i - late + M) % M] +
				(r % 2 ? noise : -noise);
	return (struct bursts){ x, R, 1, M };
}

static void test_lag(void **state)
{
	(void)state;
	double level[M], x[R * M];

	residues(level);
	for (int late = -15; late <= 15; late++) {
		struct bursts b = late_bursts(level, late, 1, .01, x);
		struct slip s = slip_find(&b, 0, level);
		assert_true(s.found);
		assert_int_equal(s.slots, late);
	}
}

/*
 * The peak in sigma by hand: 15 ones of 31 have energy E = 15 x 16/31, the
 * correlation is E times the amplitude, and +-s over R bursts has u^2 =
 * s^2/(R - 1).
 */
static void test_peak(void **state)
{
	(void)state;
	double level[M], x[R * M];

	residues(level);
	double energy = 15. * 16 / 31, s = .3;
	struct bursts b = late_bursts(level, 3, .1, s, x);
	struct slip got = slip_find(&b, 0, level);
	assert_float_equal(got.peak, .1 * sqrt(energy) / (s / sqrt(R - 1.)),
			   1e-9);
	assert_false(got.found);
}

static void test_nothing(void **state)
{
	(void)state;
	double level[M], x[R * M];

	residues(level);
	struct bursts b = late_bursts(level, 0, 0, .1, x);
	assert_false(slip_find(&b, 0, level).found);
	b = late_bursts(level, 2, 1, 0, x);
	assert_true(isinf(slip_find(&b, 0, level).peak));
	assert_int_equal(slip_find(&b, 0, level).slots, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lag),
		cmocka_unit_test(test_peak),
		cmocka_unit_test(test_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
