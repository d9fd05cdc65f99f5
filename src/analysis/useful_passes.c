/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SN-4: where the fitted curve crosses the required noise-to-signal. */
#include "analysis/useful_passes.h"

#include <math.h>

#include "analysis/distribution.h"

#define USEFUL_METHOD "SN-4/crossing"
#define USEFUL_SEARCH_MAX 1e9

/* Pass at which the noise term per n reaches h; INFINITY if never. dk/dh. */
static double invert(const struct accumulation_fit *fit, double h,
		     double *slope)
{
	double q, s;

	switch (fit->model) {
	case ACCUMULATION_G:
		q = 1 - fit->g;
		s = -log(fit->g);
		break;
	case ACCUMULATION_R:
		q = fit->lambda * fit->lambda - 1;
		s = 2 * log(fit->lambda);
		break;
	default:
		q = s = 0;
	}
	*slope = 1;
	if (fabs(s) < 1e-12)
		return h;
	if (1 + h * q <= 0)
		return INFINITY;
	*slope = q / s / (1 + h * q);
	return log1p(h * q) / s;
}

/* Largest k at which the curve plus t u stays below y: a bound that holds
 * when n itself may be zero (Fieller). */
static double band_crossing(const struct accumulation_fit *fit, double y_req,
			    double t)
{
	double lo = 0, hi = 1, y, u;

	accumulation_curve(fit, 0, &y, &u);
	if (!(y + t * u < y_req))
		return 0;
	for (; hi < USEFUL_SEARCH_MAX; lo = hi, hi *= 2) {
		accumulation_curve(fit, hi, &y, &u);
		if (!(y + t * u < y_req))
			break;
	}
	for (int i = 0; i < 80 && hi < USEFUL_SEARCH_MAX; i++) {
		double mid = .5 * (lo + hi);
		accumulation_curve(fit, mid, &y, &u);
		if (y + t * u < y_req)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

static void set_bound(const struct accumulation_fit *fit, double k,
		      struct useful_passes *out)
{
	out->k_use = estimate_bound(floor(k), ESTIMATE_CENSOR_ABOVE, fit->n.n,
				    "passes", USEFUL_METHOD, fit->n.plane);
	out->k_lower = out->k_use;
}

static void set_value(const struct accumulation_fit *fit, double k,
		      double slope, double h, struct useful_passes *out)
{
	double n = fit->n.value, nu = fit->n.nu_eff;
	double var = fit->cov[0][0] + h * h * fit->cov[1][1] +
		     2 * h * fit->cov[0][1];
	double u = slope * sqrt(fmax(var, 0)) / n;
	double lower = k - distribution_t_quantile(.95, nu) * u;

	out->k_use = estimate_make(floor(k), u, nu, fit->n.n, "passes",
				   USEFUL_METHOD, fit->n.plane);
	out->k_use.lo = fmax(out->k_use.lo, 0);
	out->k_lower = estimate_bound(floor(fmax(lower, 0)),
				      ESTIMATE_CENSOR_ABOVE, fit->n.n,
				      "passes", USEFUL_METHOD, fit->n.plane);
}

/* Too noisy before the first pass: 0, never a negative number. */
static void set_none(const struct accumulation_fit *fit,
		     struct useful_passes *out)
{
	double u = fit->n.value > 2 * fit->n.u
			   ? sqrt(fit->cov[0][0]) / fit->n.value
			   : NAN;

	out->k_use = estimate_make(0, u, fit->n.nu_eff, fit->n.n, "passes",
				   USEFUL_METHOD, fit->n.plane);
	out->k_use.lo = 0;
	out->k_lower = estimate_bound(0, ESTIMATE_CENSOR_ABOVE, fit->n.n,
				      "passes", USEFUL_METHOD, fit->n.plane);
}

static bool has_passes(const struct accumulation_fit *fit,
		       struct useful_passes *out)
{
	enum estimate_status status = fit->n.status;

	if (status == ESTIMATE_OK && fit->a.status == ESTIMATE_OK)
		return true;
	out->k_use = out->k_lower = estimate_refuse(
		status == ESTIMATE_OK ? fit->a.status : status, "passes",
		USEFUL_METHOD, "no fit of the noise per pass: %s",
		fit->n.note);
	return false;
}

void useful_passes_estimate(const struct accumulation_fit *fit,
			    double snr_required, struct useful_passes *out)
{
	double y_req = 1 / snr_required, slope;
	double a = fit->a.value, n = fit->n.value;

	if (!has_passes(fit, out))
		return;
	double t = distribution_t_quantile(.95, fit->n.nu_eff);
	if (a >= y_req) {
		set_none(fit, out);
		return;
	}
	double h = (y_req - a) / n;
	double k = n > 0 ? invert(fit, h, &slope) : INFINITY;
	if (!(n > 2 * fit->n.u) || isinf(k))
		set_bound(fit, band_crossing(fit, y_req, t), out);
	else
		set_value(fit, k, slope, h, out);
	if (out->k_use.value > fit->k_max)
		out->k_use.flags |= ESTIMATE_FLAG_EXTRAPOLATED;
	if (out->k_lower.value > fit->k_max)
		out->k_lower.flags |= ESTIMATE_FLAG_EXTRAPOLATED;
}
