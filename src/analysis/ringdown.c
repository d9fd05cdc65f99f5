/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LG-2: which passes are used, what the fit says about gain and half-life.
 */
#include "analysis/ringdown.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/distribution.h"
#include "analysis/ringdown_decay.h"

#define RINGDOWN_METHOD "LG-2/ring-down"
#define RINGDOWN_SIGNIFICANCE 10
#define RINGDOWN_P_CURVATURE 0.01
#define RINGDOWN_DB (10 / M_LN10) /* dB per neper of power */

static void refuse_all(struct ringdown_result *out, struct estimate why)
{
	out->g = out->g_db = out->half_life = out->p0 = out->pedestal = why;
	out->g_db.unit = "dB/pass";
	out->half_life.unit = "passes";
}

static double column_mean(const struct ringdown_input *in, size_t p, double *u)
{
	double mean = 0, ss = 0, R = (double)in->bursts;

	for (size_t r = 0; r < in->bursts; r++)
		mean += in->signal[r * in->passes + p] / R;
	for (size_t r = 0; r < in->bursts; r++)
		ss += pow(in->signal[r * in->passes + p] - mean, 2);
	*u = sqrt(ss / (R * (R - 1)));
	return mean;
}

/* Keeps the passes that stand well above their u; column of each in use[]. */
static void select_passes(const struct ringdown_input *in, struct decay *d,
			  size_t *use, double *mean_out, double *u_out)
{
	for (size_t p = 0; p < in->passes; p++) {
		double u, mean = column_mean(in, p, &u);
		if (mean_out)
			mean_out[p] = mean;
		if (u_out)
			u_out[p] = u;
		if (!(mean > RINGDOWN_SIGNIFICANCE * u))
			continue;
		use[d->n] = p;
		d->k[d->n] = in->k[p];
		d->b[d->n] = mean;
		d->u[d->n++] = fmax(u, 1e-9 * mean);
	}
	for (size_t r = 0; r < in->bursts; r++)
		for (size_t i = 0; i < d->n; i++)
			d->loo[r * d->n + i] =
				d->b[i] +
				(d->b[i] - in->signal[r * in->passes +
						      use[i]]) /
					(double)(in->bursts - 1);
}

/* Line and curvature; p of the k^2 term is 1 when there is no room for it. */
static bool fit_line(const struct decay *d, struct decay_fit *fit,
		     struct ringdown_result *out)
{
	struct decay_fit bent;
	double nu = (double)d->bursts - 1;

	if (!decay_fit_log(d, 2, fit))
		return false;
	out->g_first = out->g_last = exp(fit->theta[1]);
	out->p_curvature = 1;
	if (!decay_fit_log(d, 3, &bent))
		return true;
	double u = sqrt(bent.cov[8]);
	/* Identical bursts carry no test, only rounding. */
	if (u > 1e-12)
		out->p_curvature = distribution_t_both(bent.theta[2] / u, nu);
	if (out->p_curvature < RINGDOWN_P_CURVATURE) {
		double c = 2 * bent.theta[2];
		out->g_first = exp(bent.theta[1] + c * d->k[0]);
		out->g_last = exp(bent.theta[1] + c * d->k[d->n - 1]);
	}
	return true;
}

static struct estimate half_life(double s, double u, size_t R,
				 const char *plane)
{
	double nu = (double)R - 1;

	if (s + 2 * u < 0)
		return estimate_make(-M_LN2 / s, M_LN2 * u / (s * s), nu, R,
				     "passes", RINGDOWN_METHOD, plane);
	double fastest = s - distribution_t_quantile(.95, nu) * u;
	if (fastest < 0)
		return estimate_bound(-M_LN2 / fastest, ESTIMATE_CENSOR_ABOVE,
				      R, "passes", RINGDOWN_METHOD, plane);
	return estimate_refuse(ESTIMATE_UNSTABLE_FIT, "passes",
			       RINGDOWN_METHOD,
			       "the burst grows from pass to pass");
}

static void report(const struct decay_fit *fit, bool pedestal,
		   const struct ringdown_input *in, struct ringdown_result *out)
{
	size_t n = pedestal ? 3 : 2, R = in->bursts;
	double s = fit->theta[1], us = sqrt(fit->cov[n + 1]);
	double nu = (double)R - 1, p0 = fit->theta[0], u0 = sqrt(fit->cov[0]);

	if (!pedestal) {
		p0 = exp(p0);
		u0 *= p0;
	}
	out->g = estimate_make(exp(s), exp(s) * us, nu, R, "1",
			       RINGDOWN_METHOD, in->plane);
	out->g_db = estimate_make(RINGDOWN_DB * s, RINGDOWN_DB * us, nu, R,
				  "dB/pass", RINGDOWN_METHOD, in->plane);
	out->half_life = half_life(s, us, R, in->plane);
	out->p0 = estimate_make(p0, u0, nu, R, "1", RINGDOWN_METHOD,
				in->plane);
	if (pedestal)
		out->pedestal = estimate_make(fit->theta[2],
					      sqrt(fit->cov[8]), nu, R, "1",
					      RINGDOWN_METHOD, in->plane);
	if (out->p_curvature < RINGDOWN_P_CURVATURE) {
		out->g.flags |= ESTIMATE_FLAG_SATURATING;
		out->g_db.flags |= ESTIMATE_FLAG_SATURATING;
		out->half_life.flags |= ESTIMATE_FLAG_SATURATING;
	}
}

static void estimate(const struct ringdown_input *in, struct decay *d,
		     size_t *use, struct ringdown_result *out, double *mean,
		     double *u)
{
	struct decay_fit fit;

	select_passes(in, d, use, mean, u);
	out->used = d->n;
	if (d->n < RINGDOWN_MIN_PASSES) {
		refuse_all(out, estimate_refuse(
					ESTIMATE_INSUFFICIENT, "1",
					RINGDOWN_METHOD,
					"%zu passes stand 10 u above zero: "
					"needs %d", d->n,
					RINGDOWN_MIN_PASSES));
		return;
	}
	bool ok = in->pedestal ? decay_fit_pedestal(d, &fit) :
				 fit_line(d, &fit, out);
	if (!ok) {
		refuse_all(out, estimate_refuse(ESTIMATE_UNSTABLE_FIT, "1",
						RINGDOWN_METHOD,
						"the decay cannot be fitted"));
		return;
	}
	if (in->pedestal)
		out->g_first = out->g_last = exp(fit.theta[1]);
	report(&fit, in->pedestal, in, out);
}

void ringdown_estimate(const struct ringdown_input *in,
		       struct ringdown_result *out, double *mean, double *u)
{
	size_t K = in->passes, R = in->bursts;
	struct bursts view = { in->signal, R, 1, K };
	struct estimate why = estimate_refuse(
		ESTIMATE_INSUFFICIENT, "1", RINGDOWN_METHOD,
		"%zu bursts: needs %d", R, RINGDOWN_MIN_BURSTS);

	*out = (struct ringdown_result){ .g_first = NAN,
					 .g_last = NAN,
					 .p_curvature = 1 };
	for (size_t p = 0; p < K; p++) {
		if (mean)
			mean[p] = NAN;
		if (u)
			u[p] = NAN;
	}
	refuse_all(out, why);
	out->pedestal.note[0] = '\0';
	if (R < RINGDOWN_MIN_BURSTS)
		return;
	if (!bursts_check(&view, "1", RINGDOWN_METHOD, &why)) {
		refuse_all(out, why);
		return;
	}
	double *block = malloc((3 + R) * K * sizeof(*block));
	size_t *use = malloc(K * sizeof(*use));
	if (block && use) {
		struct decay d = { .bursts = R,
				   .k = block,
				   .b = block + K,
				   .u = block + 2 * K,
				   .loo = block + 3 * K };
		estimate(in, &d, use, out, mean, u);
	}
	free(block);
	free(use);
}

double ringdown_curve(const struct ringdown_result *fit, double k)
{
	double a = fit->pedestal.status == ESTIMATE_OK ? fit->pedestal.value :
							 0;

	return decay_pedestal_curve(
		(double[]){ fit->p0.value, log(fit->g.value), a }, k);
}
