/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting pairs out of order by merging, and what their number tells. */
#include "analysis/rank_trend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/bursts.h"
#include "analysis/distribution.h"

#define METHOD "SB-4/reverse-arrangements"

/* Merges a[0..m) and a[m..n), both ascending, through work; returns the pairs
 * with the left one larger. */
static double merge_count(double *a, size_t m, size_t n, double *work)
{
	size_t i = 0, j = m, k = 0;
	double count = 0;

	while (i < m && j < n) {
		if (a[j] < a[i]) {
			count += (double)(m - i);
			work[k++] = a[j++];
		} else {
			work[k++] = a[i++];
		}
	}
	memcpy(work + k, a + i, (m - i) * sizeof(*a));
	memcpy(a, work, (k + m - i) * sizeof(*a));
	return count;
}

static double sort_count(double *a, size_t n, double *work)
{
	double count = 0;

	for (size_t width = 1; width < n; width *= 2)
		for (size_t at = 0; at + width < n; at += 2 * width) {
			size_t rest = n - at;
			count += merge_count(a + at, width,
					     rest < 2 * width ? rest :
								2 * width,
					     work);
		}
	return count;
}

bool rank_pairs_count(const double *x, size_t n, struct rank_pairs *out)
{
	double *sorted = malloc(2 * n * sizeof(*sorted));

	if (!sorted)
		return false;
	memcpy(sorted, x, n * sizeof(*x));
	*out = (struct rank_pairs){ .falling = sort_count(sorted, n,
							  sorted + n) };
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i; j < n && sorted[j] == sorted[i];)
			j++;
		double t = (double)(j - i);
		out->tied += t * (t - 1) / 2;
		out->tie_variance += t * (t - 1) * (2 * t + 5);
	}
	free(sorted);
	return true;
}

/* P(A <= a) without ties: the number of orders with k falling pairs follows
 * from that for one sample less by a running sum. */
static double exact_below(size_t n, double a)
{
	enum { MAX = ARRANGEMENTS_EXACT_MAX * (ARRANGEMENTS_EXACT_MAX - 1) / 2 };
	double p[MAX + 1] = { 1 }, before[MAX + 1];
	size_t top = 0;

	for (size_t m = 2; m <= n; m++) {
		memcpy(before, p, sizeof(p));
		top += m - 1;
		double sum = 0;
		for (size_t k = 0; k <= top; k++) {
			sum += before[k];
			if (k >= m)
				sum -= before[k - m];
			p[k] = sum / (double)m;
		}
	}
	double below = 0;
	for (size_t k = 0; k <= top && (double)k <= a; k++)
		below += p[k];
	return below;
}

struct estimate rank_arrangements(const double *x, size_t n)
{
	struct estimate why;
	struct rank_pairs r;

	if (!record_check(x, n, "1", METHOD, &why))
		return why;
	if (n < 10)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "1", METHOD,
				       "%zu samples: needs 10", n);
	if (!rank_pairs_count(x, n, &r))
		return estimate_refuse(ESTIMATE_ABORTED, "1", METHOD,
				       "out of memory");
	double N = (double)n, mean = N * (N - 1) / 4;
	/* A tied pair counts one half: it leans to neither side. */
	double off = fabs(r.falling + r.tied / 2 - mean), p;
	if (n <= ARRANGEMENTS_EXACT_MAX && r.tied == 0) {
		p = 2 * exact_below(n, mean - off);
	} else {
		double var = (N * (N - 1) * (2 * N + 5) - r.tie_variance) / 72;
		p = distribution_t_both(fmax(off - .5, 0) / sqrt(var), 1e9);
	}
	return estimate_make(fmin(p, 1), NAN, INFINITY, n, "1", METHOD, "");
}
