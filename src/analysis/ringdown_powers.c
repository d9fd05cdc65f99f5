/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LG-2 from one power per pass. Without a given u the scatter about the fit
 * tells it, with as few degrees of freedom as there are passes to spare.
 */
#include <math.h>
#include <stdlib.h>

#include "analysis/distribution.h"
#include "analysis/ringdown_report.h"

#define POWERS_EXACT 1e-12 /* of the largest power: rounding, not scatter */

struct powers {
	const struct ringdown_powers *in;
	struct decay d;
	double floor; /* smallest u */
};

static bool powers_check(const struct ringdown_powers *in,
			 struct estimate *why)
{
	if (!record_check(in->power, in->passes, "1", RINGDOWN_METHOD, why))
		return false;
	for (size_t i = 0; i < in->passes; i++) {
		bool known = !in->u || (in->u[i] > 0 && isfinite(in->u[i]));
		bool next = i == 0 || in->k[i] >= in->k[i - 1];
		if (isfinite(in->k[i]) && known && next)
			continue;
		*why = estimate_refuse(
			ESTIMATE_INSUFFICIENT, "1", RINGDOWN_METHOD,
			"power %zu: %s", i,
			!isfinite(in->k[i]) ? "its pass is not a number" :
			!known ? "its u is not above zero" :
			"its pass is before the one above it");
		return false;
	}
	return true;
}

/* Powers above 10 u; u for all of them where none is given. */
static void select_powers(struct powers *p, double u)
{
	p->d.n = 0;
	for (size_t i = 0; i < p->in->passes; i++) {
		double own = p->in->u ? p->in->u[i] * u : u;
		if (!(p->in->power[i] > RINGDOWN_SIGNIFICANCE * own))
			continue;
		p->d.k[p->d.n] = p->in->k[i];
		p->d.b[p->d.n] = p->in->power[i];
		p->d.u[p->d.n++] = fmax(own, p->floor);
	}
}

/* Weighted squares left by the fit of that order (3: bent, or pedestal), and
 * the degrees of freedom; NaN if there are none. */
static double misfit(const struct powers *p, size_t order, double *dof)
{
	struct decay_fit fit;

	*dof = (double)p->d.n - (double)order;
	if (!(*dof > 0))
		return NAN;
	if (!(p->in->pedestal ? decay_fit_pedestal(&p->d, &fit) :
				decay_fit_log(&p->d, order, &fit)))
		return NAN;
	return fit.chi2;
}

static void report(const struct powers *p, double nu,
		   struct ringdown_result *out)
{
	struct ringdown_source from = { p->in->pedestal, nu, p->d.n,
					p->in->plane };

	ringdown_report(&p->d, &from, out);
}

/* u as given, or widened to the scatter about a fit of that order where that
 * is too much to be chance. False if nothing was or could be widened. */
static bool widen(struct powers *p, size_t order, struct ringdown_result *out)
{
	double dof;

	select_powers(p, 1);
	double chi2 = misfit(p, order, &dof);
	double chance = isfinite(chi2) ? distribution_chi2_upper(chi2, dof) : 1;
	if (!(chance < RINGDOWN_P))
		return false;
	for (size_t i = 0; i < p->d.n; i++)
		p->d.u[i] *= sqrt(chi2 / dof);
	report(p, dof, out);
	out->p_scatter = chance;
	return true;
}

static bool bent(const struct powers *p, const struct ringdown_result *out)
{
	return p->in->pedestal || out->p_curvature < RINGDOWN_P;
}

/* With a u that is too small any scatter looks like a bend: only one that
 * stands above the widened u is. */
static void estimate_known(struct powers *p, struct ringdown_result *out)
{
	select_powers(p, 1);
	report(p, INFINITY, out);
	if (out->g.status != ESTIMATE_OK)
		return;
	if (bent(p, out) && !widen(p, 3, out))
		return;
	if (!bent(p, out))
		widen(p, 2, out);
}

/* u for all powers from the scatter about a fit of that order; what is not
 * above 10 u goes, which changes u. False if too few are left. */
static bool find_u(struct powers *p, size_t order, double *dof)
{
	double u = 0;

	for (size_t round = 0; round <= p->in->passes; round++) {
		size_t before = p->d.n;
		select_powers(p, u);
		if (round > 0 && p->d.n == before)
			return p->d.n >= RINGDOWN_MIN_PASSES;
		for (size_t i = 0; i < p->d.n; i++)
			p->d.u[i] = 1;
		double chi2 = misfit(p, order, dof);
		if (p->d.n < RINGDOWN_MIN_PASSES || !isfinite(chi2))
			return false;
		u = fmax(sqrt(chi2 / *dof), p->floor);
	}
	return false;
}

static void estimate_unknown(struct powers *p, struct ringdown_result *out)
{
	double dof;

	if (!find_u(p, 3, &dof)) {
		report(p, 1, out);
		return;
	}
	report(p, dof, out);
	/* Not bent: what the bend had taken is one more degree of freedom. */
	if (!p->in->pedestal && !(out->p_curvature < RINGDOWN_P) &&
	    find_u(p, 2, &dof))
		report(p, dof, out);
}

void ringdown_powers_estimate(const struct ringdown_powers *in,
			      struct ringdown_result *out)
{
	struct estimate why;

	if (!powers_check(in, &why)) {
		ringdown_refuse(out, why);
		return;
	}
	double *block = malloc(3 * in->passes * sizeof(*block));
	if (!block) {
		ringdown_refuse(out, estimate_refuse(ESTIMATE_ABORTED, "1",
						     RINGDOWN_METHOD,
						     "out of memory"));
		return;
	}
	struct powers p = { .in = in,
			    .d = { .k = block,
				   .b = block + in->passes,
				   .u = block + 2 * in->passes } };
	for (size_t i = 0; i < in->passes; i++)
		p.floor = fmax(p.floor, POWERS_EXACT * in->power[i]);
	if (in->u)
		estimate_known(&p, out);
	else
		estimate_unknown(&p, out);
	free(block);
}
