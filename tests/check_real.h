/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing doubles in tests: assert_float_equal of cmocka 1.1 compares
 * floats, which is 7 digits at best. */
#ifndef TESTS_CHECK_REAL_H
#define TESTS_CHECK_REAL_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Fails unless |got - want| <= tolerance, so NaN fails too. */
#define check_real(got, want, tolerance)                                       \
	check_real_at((got), (want), (tolerance), #got, __FILE__, __LINE__)

static inline void check_real_at(double got, double want, double tolerance,
				 const char *what, const char *file, int line)
{
	if (fabs(got - want) <= tolerance)
		return;
	print_error("%s is %.17g, not %.17g +- %g\n", what, got, want,
		    tolerance);
	_fail(file, line);
}

#endif
