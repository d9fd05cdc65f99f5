/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LG-2: line and curvature of ln B, and the numbers that follow. */
#include "analysis/ringdown_report.h"

#include <math.h>

#include "analysis/distribution.h"

void ringdown_refuse(struct ringdown_result *out, struct estimate why)
{
	*out = (struct ringdown_result){ .p_curvature = 1, .p_scatter = 1 };
	out->g = out->g_db = out->half_life = out->p0 = why;
	out->g_operating = out->g_small_signal = out->pedestal = why;
	out->g_db.unit = "dB/pass";
	out->half_life.unit = "passes";
}

/* Gain at pass k, from slope and bend of ln B. */
static struct estimate local_gain(const struct decay_fit *bent, double k,
				  const struct ringdown_source *from)
{
	double s = bent->theta[1] + 2 * k * bent->theta[2];
	double var = bent->cov[4] + 4 * k * (bent->cov[5] + k * bent->cov[8]);

	return estimate_make(exp(s), exp(s) * sqrt(fmax(var, 0)), from->nu,
			     from->n, "1", RINGDOWN_METHOD, from->plane);
}

/* p of the k^2 term is 1 when there is no room for it. */
static void find_curvature(const struct decay *d,
			   const struct ringdown_source *from,
			   struct ringdown_result *out)
{
	struct decay_fit bent;

	if (!decay_fit_log(d, 3, &bent))
		return;
	double u = sqrt(bent.cov[8]);
	/* Identical bursts carry no test, only rounding. */
	if (u > 1e-12)
		out->p_curvature = distribution_t_both(bent.theta[2] / u,
						       from->nu);
	if (!(out->p_curvature < RINGDOWN_P))
		return;
	double first = d->k[0], last = d->k[d->n - 1];
	bool grows = d->b[d->n - 1] > d->b[0];
	out->g_operating = local_gain(&bent, first, from);
	out->g_small_signal = local_gain(&bent, grows ? first : last, from);
}

static struct estimate half_life(double s, double u,
				 const struct ringdown_source *from)
{
	if (s + 2 * u < 0)
		return estimate_make(-M_LN2 / s, M_LN2 * u / (s * s), from->nu,
				     from->n, "passes", RINGDOWN_METHOD,
				     from->plane);
	double fastest = s - distribution_t_quantile(.95, from->nu) * u;
	if (fastest < 0)
		return estimate_bound(-M_LN2 / fastest, ESTIMATE_CENSOR_ABOVE,
				      from->n, "passes", RINGDOWN_METHOD,
				      from->plane);
	return estimate_refuse(ESTIMATE_UNSTABLE_FIT, "passes",
			       RINGDOWN_METHOD,
			       "the burst grows from pass to pass");
}

static void fill(const struct decay_fit *fit,
		 const struct ringdown_source *from,
		 struct ringdown_result *out)
{
	size_t n = from->pedestal ? 3 : 2;
	double s = fit->theta[1], us = sqrt(fit->cov[n + 1]);
	double p0 = fit->theta[0], u0 = sqrt(fit->cov[0]);

	if (!from->pedestal) {
		p0 = exp(p0);
		u0 *= p0;
	}
	out->g = estimate_make(exp(s), exp(s) * us, from->nu, from->n, "1",
			       RINGDOWN_METHOD, from->plane);
	out->g_db = estimate_make(ESTIMATE_DB_PER_LN * s,
				  ESTIMATE_DB_PER_LN * us, from->nu,
				  from->n, "dB/pass", RINGDOWN_METHOD,
				  from->plane);
	out->half_life = half_life(s, us, from);
	out->p0 = estimate_make(p0, u0, from->nu, from->n, "1",
				RINGDOWN_METHOD, from->plane);
	if (from->pedestal)
		out->pedestal = estimate_make(fit->theta[2], sqrt(fit->cov[8]),
					      from->nu, from->n, "1",
					      RINGDOWN_METHOD, from->plane);
	out->g_operating = out->g_small_signal = out->g;
}

void ringdown_report(const struct decay *d, const struct ringdown_source *from,
		     struct ringdown_result *out)
{
	struct decay_fit fit;

	if (d->n < RINGDOWN_MIN_PASSES) {
		ringdown_refuse(out, estimate_refuse(
			ESTIMATE_INSUFFICIENT, "1", RINGDOWN_METHOD,
			"%zu passes stand 10 u above zero: needs %d", d->n,
			RINGDOWN_MIN_PASSES));
		out->used = d->n;
		return;
	}
	if (!(from->pedestal ? decay_fit_pedestal(d, &fit) :
			       decay_fit_log(d, 2, &fit))) {
		ringdown_refuse(out, estimate_refuse(
			ESTIMATE_UNSTABLE_FIT, "1", RINGDOWN_METHOD,
			"the decay cannot be fitted"));
		out->used = d->n;
		return;
	}
	ringdown_refuse(out, estimate_refuse(ESTIMATE_INSUFFICIENT, "1",
					     RINGDOWN_METHOD,
					     "no pedestal was fitted"));
	out->used = d->n;
	fill(&fit, from, out);
	if (!from->pedestal)
		find_curvature(d, from, out);
	if (out->p_curvature < RINGDOWN_P) {
		out->g.flags |= ESTIMATE_FLAG_SATURATING;
		out->g_db.flags |= ESTIMATE_FLAG_SATURATING;
		out->half_life.flags |= ESTIMATE_FLAG_SATURATING;
	}
}

double ringdown_gain_needed(double half_life)
{
	return 10 * log10(2) / half_life;
}

double ringdown_lifetime(double g)
{
	return -1 / log(g);
}

double ringdown_curve(const struct ringdown_result *fit, double k)
{
	double a = fit->pedestal.status == ESTIMATE_OK ? fit->pedestal.value :
							 0;

	return decay_pedestal_curve(
		(double[]){ fit->p0.value, log(fit->g.value), a }, k);
}
