/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact distribution of the number of runs. */
#include "analysis/runs.h"

#include <math.h>

#include <gsl/gsl_sf_gamma.h>

static double choose_ln(size_t n, size_t k)
{
	return k > n ? -INFINITY : gsl_sf_lnchoose((unsigned)n, (unsigned)k);
}

/* Chance of exactly r runs of a and b signs: each kind falls into r/2 groups,
 * or one kind into one group more. */
static double chance(size_t r, size_t a, size_t b)
{
	double all = choose_ln(a + b, a);
	size_t k = r / 2;

	if (r % 2 == 0)
		return 2 * exp(choose_ln(a - 1, k - 1) +
			       choose_ln(b - 1, k - 1) - all);
	return exp(choose_ln(a - 1, k) + choose_ln(b - 1, k - 1) - all) +
	       exp(choose_ln(a - 1, k - 1) + choose_ln(b - 1, k) - all);
}

struct runs runs_test(const double *residual, size_t n)
{
	struct runs out = { .p = 1 };
	int before = 0;

	for (size_t i = 0; i < n; i++) {
		int sign = (residual[i] > 0) - (residual[i] < 0);
		if (!sign)
			continue;
		out.plus += sign > 0;
		out.minus += sign < 0;
		out.runs += sign != before;
		before = sign;
	}
	if (out.plus == 0 || out.minus == 0)
		return out;
	out.p = 0;
	for (size_t r = 2; r <= out.runs; r++)
		out.p += chance(r, out.plus, out.minus);
	out.p = fmin(out.p, 1);
	return out;
}
