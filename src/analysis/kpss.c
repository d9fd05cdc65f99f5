/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Partial sums against the long-run variance. */
#include "analysis/kpss.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/bursts.h"

#define METHOD "SB-4/kpss-level"

size_t kpss_lags(size_t n, double phi)
{
	double N = (double)n, a = 2 * phi / (1 - phi * phi);
	double schwert = 12 * pow(N / 100, .25);
	double andrews = 1.1447 * cbrt(a * a * N);

	return (size_t)fmin(fmax(schwert, andrews), N / 4);
}

/*
 * n times the long-run variance with Bartlett's weights 1 - lag/(lags + 1):
 * the mean square of the sums of lags + 1 neighbours, which counts each pair
 * just so often. sum[n + 1]: running sums of the samples less their mean.
 */
static double long_run(const double *sum, size_t n, size_t lags)
{
	double squares = 0;

	for (size_t end = 1; end <= n + lags; end++) {
		size_t from = end > lags + 1 ? end - lags - 1 : 0;
		double s = sum[end < n ? end : n] - sum[from];
		squares += s * s;
	}
	return squares / ((double)lags + 1);
}

static double statistic_of(const double *x, size_t n, size_t lags, double *sum)
{
	double mean = 0, squares = 0;

	/* Running sums of what a mean near a large offset is rounded by grow
	 * with n. */
	for (size_t i = 0; i < n; i++)
		mean += (x[i] - x[0]) / (double)n;

	sum[0] = 0;
	for (size_t i = 0; i < n; i++) {
		sum[i + 1] = sum[i] + (x[i] - x[0] - mean);
		squares += sum[i + 1] * sum[i + 1];
	}
	return squares / ((double)n * long_run(sum, n, lags));
}

static struct estimate p_of(double value, size_t n)
{
	static const struct {
		double at, p;
	} row[] = { { .347, .1 }, { KPSS_CRITICAL_5, .05 }, { .574, .025 },
		    { .739, .01 } };
	enum { ROWS = sizeof(row) / sizeof(row[0]) };

	if (value < row[0].at)
		return estimate_bound(row[0].p, ESTIMATE_CENSOR_ABOVE, n, "1",
				      METHOD, "");
	for (size_t i = 1; i < ROWS; i++)
		if (value <= row[i].at) {
			double part = (value - row[i - 1].at) /
				      (row[i].at - row[i - 1].at);
			return estimate_make(row[i - 1].p +
						     part * (row[i].p -
							     row[i - 1].p),
					     NAN, INFINITY, n, "1", METHOD,
					     "");
		}
	return estimate_bound(row[ROWS - 1].p, ESTIMATE_CENSOR_BELOW, n, "1",
			      METHOD, "");
}

void kpss_test(const double *x, size_t n, size_t lags,
	       struct estimate *statistic, struct estimate *p)
{
	struct estimate why;
	double *sum = NULL;

	if (!record_check(x, n, "1", METHOD, &why)) {
		*statistic = *p = why;
		return;
	}
	if (n < 20 || lags > n / 2)
		why = estimate_refuse(ESTIMATE_INSUFFICIENT, "1", METHOD,
				      "%zu samples and %zu lags: needs 20, "
				      "and two for each lag", n, lags);
	else if (!(sum = malloc((n + 1) * sizeof(*sum))))
		why = estimate_refuse(ESTIMATE_ABORTED, "1", METHOD,
				      "out of memory");
	if (!sum) {
		*statistic = *p = why;
		return;
	}
	*statistic = estimate_make(statistic_of(x, n, lags, sum), NAN, INFINITY,
				   n, "1", METHOD, "");
	*p = statistic->status == ESTIMATE_OK ? p_of(statistic->value, n) :
						*statistic;
	free(sum);
}
