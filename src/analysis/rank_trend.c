/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mann-Kendall with the correction of Hamed & Rao, and Theil-Sen. */
#include "analysis/rank_trend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_statistics_double.h>

#include "analysis/bursts.h"
#include "analysis/distribution.h"
#include "analysis/moments.h"

#define METHOD "SB-3/mann-kendall"
#define METHOD_HR "SB-3/mann-kendall-hamed-rao"
#define METHOD_SEN "SB-3/theil-sen"

static void refuse_all(struct rank_trend *r, const char *unit,
		       struct estimate why)
{
	r->z = r->p = r->sen = why;
	r->sen.unit = unit;
	r->sen.method = METHOD_SEN;
}

/*
 * var(S) grows by 1 + 2/(n(n-1)(n-2)) sum (n-i)(n-i-1)(n-i-2) rho_i over the
 * significant lags of the ranks; lags to n/4, beyond which rho is noise. Only
 * growth is believed.
 */
static double inflation(const double *rest, size_t n, double *lag1)
{
	struct moments m = moments_of(rest, n);
	double N = (double)n, sum = 0, c0 = m.variance * (N - 1);

	*lag1 = moments_lag1(rest, n);
	if (!(*lag1 > ESTIMATE_Z975 / sqrt(N)))
		return 1;
	for (size_t lag = 1; lag <= n / 4; lag++) {
		double c = 0, L = (double)lag;
		for (size_t i = 0; i + lag < n; i++)
			c += (rest[i] - m.mean) * (rest[i + lag] - m.mean);
		if (c / c0 < ESTIMATE_Z975 / sqrt(N))
			break;
		sum += (N - L) * (N - L - 1) * (N - L - 2) * c / c0;
	}
	return fmax(1 + 2 * sum / (N * (N - 1) * (N - 2)), 1);
}

/* The slope of rank k (from 0), between neighbours where k is no whole number.
 * Reorders the slopes. */
static double at_rank(double *slope, size_t count, double k)
{
	double low = floor(fmin(fmax(k, 0), (double)count - 1));
	size_t i = (size_t)low;

	double at = gsl_stats_select(slope, 1, count, i);
	if (!(k > low) || i + 1 >= count)
		return at;
	return at + (k - low) * (gsl_stats_select(slope, 1, count, i + 1) - at);
}

static void take_out(const double *t, const double *x, size_t n, double slope,
		     double *rest)
{
	for (size_t i = 0; i < n; i++)
		rest[i] = x[i] - slope * (t[i] - t[0]);
}

static size_t all_slopes(const double *t, const double *x, size_t n,
			 double *slope)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++)
			slope[count++] = (x[j] - x[i]) / (t[j] - t[i]);
	return count;
}

static struct estimate sen_estimate(double *slope, size_t count,
				    double sd, size_t n, const char *unit,
				    const char *plane)
{
	double C = (double)count, half = ESTIMATE_Z975 * sd;
	double lo = at_rank(slope, count, (C - half) / 2 - 1);
	double hi = at_rank(slope, count, (C + half) / 2);
	struct estimate e = estimate_make(at_rank(slope, count, (C - 1) / 2),
					  (hi - lo) / (2 * ESTIMATE_Z975), INFINITY,
					  n, unit, METHOD_SEN, plane);

	if (e.status == ESTIMATE_OK) {
		e.lo = lo;
		e.hi = hi;
	}
	return e;
}

static bool input_check(const double *t, const double *x, size_t n,
			struct estimate *why)
{
	if (!record_check(x, n, "1", METHOD, why))
		return false;
	if (n < RANK_TREND_MIN) {
		*why = estimate_refuse(ESTIMATE_INSUFFICIENT, "1", METHOD,
				       "%zu samples: needs %d", n,
				       RANK_TREND_MIN);
		return false;
	}
	if (n > RANK_TREND_MAX) {
		*why = estimate_refuse(ESTIMATE_INSUFFICIENT, "1", METHOD,
				       "%zu samples are more than %d: take "
				       "medians of blocks", n, RANK_TREND_MAX);
		return false;
	}
	for (size_t i = 0; i < n; i++)
		if (!isfinite(t[i]) || (i && !(t[i] > t[i - 1]))) {
			*why = estimate_refuse(
				ESTIMATE_INSUFFICIENT, "1", METHOD,
				"time does not ascend at sample %zu", i);
			return false;
		}
	return true;
}

static void judge(struct rank_trend *r, const struct rank_pairs *pairs,
		  size_t n, const char *plane)
{
	double N = (double)n;
	bool grown = r->inflation > 1;

	r->s = N * (N - 1) / 2 - pairs->tied - 2 * pairs->falling;
	r->var = r->inflation *
		 (N * (N - 1) * (2 * N + 5) - pairs->tie_variance) / 18;
	double z = (r->s - (r->s > 0) + (r->s < 0)) / sqrt(r->var);
	r->z = estimate_make(z, 1, INFINITY, n, "1",
			     grown ? METHOD_HR : METHOD, plane);
	r->p = estimate_make(distribution_t_both(z, 1e9), NAN, INFINITY, n,
			     "1", grown ? METHOD_HR : METHOD, plane);
	if (grown)
		r->z.flags = r->p.flags = ESTIMATE_FLAG_AUTOCORRELATED;
}

static bool trend_with(const double *t, const double *x, size_t n,
		       double *slope, double *work, struct rank_trend *r,
		       const char *unit, const char *plane)
{
	struct rank_pairs pairs;

	if (!rank_pairs_count(x, n, &pairs))
		return false;
	size_t count = all_slopes(t, x, n, slope);
	take_out(t, x, n, at_rank(slope, count, ((double)count - 1) / 2),
		 work);
	if (!moments_ranks(work, n, work + n))
		return false;
	r->inflation = inflation(work + n, n, &r->lag1);
	judge(r, &pairs, n, plane);
	r->sen = sen_estimate(slope, count, sqrt(r->var), n, unit, plane);
	if (r->inflation > 1 && r->sen.status == ESTIMATE_OK)
		r->sen.flags = ESTIMATE_FLAG_AUTOCORRELATED;
	return true;
}

struct rank_trend rank_trend_test(const double *t, const double *x, size_t n,
				  const char *unit, const char *plane)
{
	struct rank_trend r = { .s = NAN, .var = NAN, .inflation = 1 };
	struct estimate why;

	if (!input_check(t, x, n, &why)) {
		refuse_all(&r, unit, why);
		return r;
	}
	double *slope = malloc(n * (n - 1) / 2 * sizeof(*slope));
	double *work = malloc(2 * n * sizeof(*work));

	if (!slope || !work ||
	    !trend_with(t, x, n, slope, work, &r, unit, plane))
		refuse_all(&r, unit, estimate_refuse(ESTIMATE_ABORTED, "1",
						     METHOD, "out of memory"));
	free(slope);
	free(work);
	return r;
}

size_t rank_trend_blocks(const double *t, const double *x, size_t n,
			 double bt[RANK_TREND_MAX], double bx[RANK_TREND_MAX],
			 size_t *per_block)
{
	size_t each = (n + RANK_TREND_MAX - 1) / RANK_TREND_MAX, blocks = 0;
	double *work = malloc((each ? each : 1) * sizeof(*work));

	*per_block = each;
	for (size_t at = 0; work && at < n; at += each) {
		size_t len = n - at < each ? n - at : each;
		memcpy(work, x + at, len * sizeof(*x));
		bx[blocks] = moments_median(work, len);
		bt[blocks++] = moments_of(t + at, len).mean;
	}
	free(work);
	return blocks;
}
