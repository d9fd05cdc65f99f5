/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pettitt's U is a running sum of ranks: n log n. */
#include "analysis/change_point.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/bursts.h"
#include "analysis/moments.h"

#define METHOD "SB-4/pettitt"

struct change_pettitt change_pettitt(const double *x, size_t n)
{
	struct change_pettitt out = { .k = NAN };
	double N = (double)n, u = 0;

	if (!record_check(x, n, "1", METHOD, &out.p))
		return out;
	if (n < 10) {
		out.p = estimate_refuse(ESTIMATE_INSUFFICIENT, "1", METHOD,
					"%zu samples: needs 10", n);
		return out;
	}
	double *ranks = malloc(n * sizeof(*ranks));
	if (!ranks || !moments_ranks(x, n, ranks)) {
		free(ranks);
		out.p = estimate_refuse(ESTIMATE_ABORTED, "1", METHOD,
					"out of memory");
		return out;
	}
	out.k = 0;
	for (size_t i = 0; i + 1 < n; i++) {
		u += 2 * ranks[i] - (N + 1);
		if (fabs(u) > out.k) {
			out.k = fabs(u);
			out.at = i + 1;
		}
	}
	free(ranks);
	double p = 2 * exp(-6 * out.k * out.k / (N * N * N + N * N));
	out.p = estimate_make(fmin(p, 1), NAN, INFINITY, n, "1", METHOD, "");
	return out;
}
