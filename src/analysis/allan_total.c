/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record with its reflections is n - 2 values longer on either side. */
#include "analysis/allan_total.h"

#include <stdlib.h>

#include "analysis/allan_sums.h"

static double *reflect(const double *x, size_t n)
{
	size_t side = n - 2;
	double *y = malloc((n + 2 * side) * sizeof(*y));
	if (!y)
		return NULL;
	for (size_t i = 0; i < n; i++)
		y[side + i] = x[i];
	for (size_t j = 1; j <= side; j++) {
		y[side - j] = x[0] - (x[j] - x[0]);
		y[side + n - 1 + j] = x[n - 1] - (x[n - 1 - j] - x[n - 1]);
	}
	return y;
}

bool allan_total_sums(const double *x, size_t n, const size_t *m, size_t taus,
		      double *sums)
{
	double *y = reflect(x, n);
	struct allan_sum *s = calloc(taus + 1, sizeof(*s));
	bool ok = y && s;
	for (size_t t = 0; ok && t < taus; t++) {
		bool fits = m[t] < n;
		s[t] = (struct allan_sum){ .x = fits ? y + n - 1 - m[t] : y,
					   .m = m[t],
					   .count = fits ? n - 2 : 0 };
	}
	ok = ok && allan_sums(s, taus, 2);
	for (size_t t = 0; ok && t < taus; t++)
		sums[t] = s[t].sum;
	free(s);
	free(y);
	return ok;
}
