/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SN-4: where the fitted curve crosses the required noise-to-signal. */
#include "analysis/useful_passes.h"

#include <math.h>
#include <stdbool.h>

#include "analysis/distribution.h"

#define USEFUL_SEARCH_MAX 1e9

static const char *const methods[] = {
#define USEFUL_METHOD(name, text) "SN-4/" #name,
	ACCUMULATION_MODEL_LIST(USEFUL_METHOD)
#undef USEFUL_METHOD
};

/* Curve plus t standard uncertainties. */
static double band(const struct accumulation_fit *fit, double k, double t)
{
	double y, u;

	accumulation_curve(fit, k, &y, &u);
	return y + t * u;
}

/*
 * First k at which the curve plus t u is not below y_req; INFINITY if never.
 * With t > 0 a bound that holds when n itself may be zero (Fieller).
 */
static double crossing(const struct accumulation_fit *fit, double y_req,
		       double t)
{
	double lo = 0, hi = 1;

	if (!(band(fit, 0, t) < y_req))
		return 0;
	while (band(fit, hi, t) < y_req) {
		lo = hi;
		hi *= 1.5;
		if (hi > USEFUL_SEARCH_MAX)
			return INFINITY;
	}
	for (int i = 0; i < 100; i++) {
		double mid = .5 * (lo + hi);
		if (band(fit, mid, t) < y_req)
			lo = mid;
		else
			hi = mid;
	}
	return hi;
}

/* The parameter that makes the noise grow. */
static const struct estimate *growth(const struct accumulation_fit *fit)
{
	bool passive = fit->model == ACCUMULATION_P_THERMAL ||
		       fit->model == ACCUMULATION_P_SHOT;

	return passive ? &fit->b : &fit->n;
}

/* Does y grow by more than 2 u up to pass k? Of one growing term this is that
 * term above its own 2 u. */
static bool growth_seen(const struct accumulation_fit *fit, double k)
{
	double rise, u;

	accumulation_rise(fit, k, &rise, &u);
	return rise > 2 * u;
}

static struct estimate lower_bound(const struct accumulation_fit *fit,
				   double k)
{
	if (!(k > 0))
		k = 0;
	return estimate_bound(floor(fmin(k, USEFUL_SEARCH_MAX)),
			      ESTIMATE_CENSOR_ABOVE, fit->a.n, "passes",
			      methods[fit->model], fit->a.plane);
}

static void set_value(const struct accumulation_fit *fit, double k,
		      struct useful_passes *out)
{
	double nu = growth(fit)->nu_eff, y1, y2, u;
	double h = fmax(1e-4, 1e-6 * k);

	accumulation_curve(fit, k, &y1, &u);
	accumulation_curve(fit, k + h, &y2, NULL);
	double u_k = u * h / (y2 - y1);
	if (!(u_k >= 0))
		u_k = NAN;
	out->k_use = estimate_make(floor(k), u_k, nu, fit->a.n, "passes",
				   methods[fit->model], fit->a.plane);
	out->k_use.lo = fmax(out->k_use.lo, 0);
	out->k_lower = lower_bound(
		fit, k - distribution_t_quantile(.95, nu) * u_k);
}

/* What lies beyond the recorded passes: extrapolated, but not with a gain that
 * depends on the level, which is not the gain of passes to come. */
static void limit_reach(const struct accumulation_fit *fit,
			struct useful_passes *out)
{
	bool saturating = (fit->a.flags | growth(fit)->flags) &
			  ESTIMATE_FLAG_SATURATING;
	struct estimate *both[] = { &out->k_use, &out->k_lower };
	double sure = fmin(out->k_lower.value, fit->k_max);

	for (int i = 0; i < 2; i++) {
		if (saturating && both[i]->value > fit->k_max)
			*both[i] = lower_bound(fit, sure);
		else if (both[i]->value > fit->k_max)
			both[i]->flags |= ESTIMATE_FLAG_EXTRAPOLATED;
		if (saturating)
			both[i]->flags |= ESTIMATE_FLAG_SATURATING;
	}
}

void useful_passes_estimate(const struct accumulation_fit *fit,
			    double snr_required, struct useful_passes *out)
{
	const struct estimate *grows = growth(fit);
	double y_req = 1 / snr_required;

	if (grows->status != ESTIMATE_OK || fit->a.status != ESTIMATE_OK) {
		out->k_use = out->k_lower = estimate_refuse(
			grows->status ? grows->status : fit->a.status,
			"passes", methods[fit->model],
			"no fit of the noise per pass: %s", grows->note);
		return;
	}
	double k = crossing(fit, y_req, 0);
	bool seen = growth_seen(fit, isfinite(k) ? k : fit->k_max);
	if (k == 0 || (seen && isfinite(k))) {
		set_value(fit, k, out);
	} else {
		double t = distribution_t_quantile(.95, grows->nu_eff);
		out->k_lower = lower_bound(fit, crossing(fit, y_req, t));
		out->k_use = out->k_lower;
	}
	limit_reach(fit, out);
}
