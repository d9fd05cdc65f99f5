/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Losses as a Poisson process, survival of up times, and what both cost. */
#include "analysis/availability.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>

#include "analysis/distribution.h"

#define METHOD_MTBF "CD-1/mtbf-chi2"
#define METHOD_RATE "CD-1/rate-chi2"
#define METHOD_KM "CD-1/kaplan-meier"
#define METHOD_TOTAL "CD-1/combined"

static struct estimate no_exposure(const char *unit, const char *method)
{
	return estimate_refuse(ESTIMATE_INSUFFICIENT, unit, method,
			       "nothing was watched for any time");
}

struct estimate availability_loss_rate(double exposure, unsigned long losses)
{
	double n = (double)losses;

	if (!(exposure > 0) || isinf(exposure))
		return no_exposure("1/s", METHOD_RATE);
	if (losses == 0)
		return estimate_bound(distribution_chi2_quantile(.95, 2) / 2 /
					      exposure,
				      ESTIMATE_CENSOR_BELOW, 0, "1/s",
				      METHOD_RATE, "");
	struct estimate e = estimate_make(n / exposure, sqrt(n) / exposure,
					  INFINITY, losses, "1/s", METHOD_RATE,
					  "");
	if (e.status != ESTIMATE_OK)
		return e;
	e.lo = distribution_chi2_quantile(.025, 2 * n) / 2 / exposure;
	e.hi = distribution_chi2_quantile(.975, 2 * n + 2) / 2 / exposure;
	return e;
}

struct estimate availability_mtbf(double exposure, unsigned long losses)
{
	struct estimate rate = availability_loss_rate(exposure, losses);

	if (!estimate_usable(&rate))
		return no_exposure("s", METHOD_MTBF);
	if (rate.status == ESTIMATE_CENSORED)
		return estimate_bound(1 / rate.value, ESTIMATE_CENSOR_ABOVE, 0,
				      "s", METHOD_MTBF, "");
	struct estimate e = estimate_make(1 / rate.value,
					  rate.u / (rate.value * rate.value),
					  INFINITY, losses, "s", METHOD_MTBF,
					  "");
	if (e.status == ESTIMATE_OK) {
		e.lo = 1 / rate.hi;
		e.hi = 1 / rate.lo;
	}
	return e;
}

/*
 * Area under the survival curve; Greenwood's variance of it is the sum over
 * losses of (area to the right)^2/(r (r - 1)), r at risk, with Kaplan's
 * factor d/(d - 1).
 */
static struct estimate km_area(const double *up, const bool *ended,
			       const size_t *order, double *right, size_t n)
{
	double survive = 1, area = 0, before = 0, var = 0;
	size_t losses = 0;

	/* right[k]: area before time k, then turned into that after it. */
	for (size_t k = 0; k < n; k++) {
		double t = up[order[k]];
		area += survive * (t - before);
		before = t;
		right[k] = area;
		losses += ended[order[k]];
		if (ended[order[k]] || k + 1 == n)
			survive *= 1 - 1 / (double)(n - k);
	}
	if (losses < AVAILABILITY_MIN_CYCLES)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "s", METHOD_KM,
				       "%zu losses: needs %d", losses,
				       AVAILABILITY_MIN_CYCLES);
	for (size_t k = 0; k + 1 < n; k++)
		if (ended[order[k]]) {
			double r = (double)(n - k);
			var += pow(area - right[k], 2) / (r * (r - 1));
		}
	double d = (double)losses;
	return estimate_make(area, sqrt(var * d / (d - 1)), d - 1, n, "s",
			     METHOD_KM, "");
}

struct estimate availability_km_mean(const double *up, const bool *ended,
				     size_t n)
{
	struct estimate e;
	size_t *order = malloc((n + 1) * sizeof(*order));
	double *right = malloc((n + 1) * sizeof(*right));
	bool good = true;

	for (size_t i = 0; i < n; i++)
		good = good && up[i] >= 0 && isfinite(up[i]);
	if (!good)
		e = estimate_refuse(ESTIMATE_INSUFFICIENT, "s", METHOD_KM,
				    "a duration is negative or not finite");
	else if (!order || !right)
		e = estimate_refuse(ESTIMATE_ABORTED, "s", METHOD_KM,
				    "out of memory");
	else {
		gsl_sort_index(order, up, 1, n);
		e = km_area(up, ended, order, right, n);
	}
	free(order);
	free(right);
	return e;
}

struct estimate availability_combined(double every, double tc,
				      const struct estimate *mtbf,
				      const struct estimate *relock)
{
	if (mtbf->status != ESTIMATE_OK)
		return *mtbf;
	if (relock->status != ESTIMATE_OK)
		return *relock;
	double m = mtbf->value, r = relock->value;
	if (!(every > 0 && tc >= 0 && m > 0 && r >= 0))
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "1",
				       METHOD_TOTAL,
				       "a time is negative or zero");
	double A = every / (every + tc) / (1 + r / m);
	/* dA/dr = -A/(m + r), dA/dm = A r/(m (m + r)). */
	double u[] = { A / (m + r) * relock->u,
		       A * r / (m * (m + r)) * mtbf->u };
	double nu[] = { relock->nu_eff, mtbf->nu_eff };
	return estimate_make(A, hypot(u[0], u[1]), estimate_nu_eff(u, nu, 2),
			     mtbf->n, "1", METHOD_TOTAL, "");
}
