/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TM-1 and TM-2: lock each window, start the fit, report in seconds. */
#include "analysis/timing.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/timing_fit.h"
#include "analysis/timing_lock.h"

#define TIMING_METHOD "TM-1/one-pole-fit"
#define TIMING_DESYNC 0.05
#define TIMING_SETTLING 10 /* receiver time constants */

static void refuse_all(struct timing_result *out, enum estimate_status status,
		       const char *sentence)
{
	struct estimate why = estimate_refuse(status, "s", TIMING_METHOD, "%s",
					      sentence);

	out->loop_period = out->slot_period = out->t0 = why;
	out->bandwidth = out->ratio = out->loop_slots = why;
	out->bandwidth.unit = "Hz";
	out->ratio.unit = out->loop_slots.unit = "1";
}

static bool input_ok(const struct timing_input *in, struct timing_result *out)
{
	struct estimate why;

	if (!bursts_check(&in->windows, "s", TIMING_METHOD, &why))
		refuse_all(out, why.status, why.note);
	else if (in->windows.bursts < TIMING_MIN_BURSTS)
		refuse_all(out, ESTIMATE_INSUFFICIENT,
			   "fewer than four bursts");
	else if (in->symbols < 8 || !(in->fs > 0) || !(in->slot_period > 0) ||
		 !(in->bandwidth > 0) || in->slot_period * in->fs < 2)
		refuse_all(out, ESTIMATE_INSUFFICIENT,
			   "needs 8 slots and 2 samples a slot");
	else
		return true;
	return false;
}

/* Straight line of arrivals over k: the start of the fit. */
struct line {
	double n, k, t, kk, kt;
};

static void line_add(struct line *l, double k, double t)
{
	l->n++;
	l->k += k;
	l->t += t;
	l->kk += k * k;
	l->kt += k * t;
}

static double line_slope(const struct line *l, double otherwise)
{
	double den = l->n * l->kk - l->k * l->k;

	return l->n > 1 && den > 0 ? (l->n * l->kt - l->k * l->t) / den :
				     otherwise;
}

/*
 * Locks window after window. The circular lag is known up to whole windows;
 * the arrival predicted from the windows before it settles which.
 */
static bool lock_windows(struct timing_data *d, struct timing_fit *fit,
			 struct timing_response *response, double *work,
			 size_t *locked)
{
	const struct timing_input *in = d->in;
	size_t n = in->windows.slots;
	double loop = in->loop_period * in->fs, previous = 0, previous_k = 0;
	struct timing_frame f = { in->symbol, in->symbols,
				  fit->theta[TIMING_SLOT],
				  exp(fit->theta[TIMING_LN_TAU]) };
	struct line line = { 0 };

	for (size_t p = 0; p < in->windows.passes; p++) {
		double var = bursts_mean(&in->windows, p, d->mean + p * n);
		double u = sqrt(var / (double)in->windows.bursts);
		struct timing_lock lock = timing_lock_find(
			&f, d->mean + p * n, n, u, response, work);
		d->use[p] = lock.found;
		d->weight[p] = var > 0 ? 1 / var : 1;
		if (!lock.found && p == 0)
			return false;
		if (!lock.found)
			continue;
		double at = (double)in->start[p] + (double)lock.lag;
		double expect = previous + (in->k[p] - previous_k) *
						   line_slope(&line, loop);
		if (p == 0)
			expect = (double)in->start[p] + (double)n / 4;
		at += (double)n * round((expect - at) / (double)n);
		line_add(&line, in->k[p], at);
		previous = at;
		previous_k = in->k[p];
	}
	*locked = (size_t)line.n;
	fit->theta[TIMING_LOOP] = line_slope(&line, loop);
	fit->theta[TIMING_T0] = (line.t - fit->theta[TIMING_LOOP] * line.k) /
				line.n;
	return true;
}

static struct estimate seconds(const struct timing_fit *fit,
			       enum timing_param j,
			       const struct timing_input *in)
{
	size_t R = in->windows.bursts;
	double value = fit->theta[j] / in->fs;
	double u = sqrt(fit->cov[j * fit->params + j]) / in->fs;
	struct estimate e = estimate_make(value, u, (double)R - 1, R, "s",
					  TIMING_METHOD, "P6");

	if (in->clock_u > 0)
		estimate_add_type_b(&e, in->clock_u * fabs(value));
	return e;
}

static void report_loop(const struct timing_fit *fit,
			const struct timing_input *in,
			struct timing_result *out)
{
	size_t P = fit->params, R = in->windows.bursts;
	double slot = fit->theta[TIMING_SLOT];
	double ratio = fit->theta[TIMING_LOOP] / slot;
	double var = fit->cov[TIMING_LOOP * P + TIMING_LOOP] +
		     ratio * ratio * fit->cov[TIMING_SLOT * P + TIMING_SLOT] -
		     2 * ratio * fit->cov[TIMING_LOOP * P + TIMING_SLOT];

	out->loop_period = seconds(fit, TIMING_LOOP, in);
	out->ratio = estimate_make(ratio, sqrt(fmax(var, 0)) / slot,
				   (double)R - 1, R, "1", TIMING_METHOD, "P6");
	out->loop_slots = estimate_make(round(ratio), 0, INFINITY, R, "1",
					TIMING_METHOD, "P6");
	if (fabs(ratio - round(ratio)) > TIMING_DESYNC) {
		out->loop_period.flags |= ESTIMATE_FLAG_DESYNC;
		out->ratio.flags |= ESTIMATE_FLAG_DESYNC;
		out->loop_slots.flags |= ESTIMATE_FLAG_DESYNC;
	}
}

static void report(const struct timing_fit *fit, const struct timing_input *in,
		   struct timing_result *out)
{
	size_t P = fit->params, R = in->windows.bursts;
	double f3 = in->fs / (2 * M_PI * exp(fit->theta[TIMING_LN_TAU]));
	double u = f3 * sqrt(fit->cov[TIMING_LN_TAU * P + TIMING_LN_TAU]);

	refuse_all(out, ESTIMATE_INSUFFICIENT,
		   "light in fewer than two windows");
	out->slot_period = seconds(fit, TIMING_SLOT, in);
	out->t0 = seconds(fit, TIMING_T0, in);
	out->bandwidth = estimate_make(f3, u, (double)R - 1, R, "Hz",
				       TIMING_METHOD, "P5");
	out->chi2_dof = fit->chi2_dof;
	if (P == TIMING_PARAMS)
		report_loop(fit, in, out);
}

static void estimate(struct timing_data *d, struct timing_response *response,
		     double *work, struct timing_result *out)
{
	const struct timing_input *in = d->in;
	struct timing_fit fit = { .params = TIMING_PARAMS };
	double tau = in->fs / (2 * M_PI * in->bandwidth);

	fit.theta[TIMING_SLOT] = in->slot_period * in->fs;
	fit.theta[TIMING_LN_TAU] = log(tau);
	d->gap = TIMING_SETTLING * tau;
	if (!lock_windows(d, &fit, response, work, &out->windows_used)) {
		refuse_all(out, ESTIMATE_NOLOCK,
			   "the pattern sent was not found in the first "
			   "window");
		return;
	}
	if (out->windows_used < 2)
		fit.params = TIMING_LOOP;
	if (timing_fit_run(d, &fit))
		report(&fit, in, out);
	else
		refuse_all(out, ESTIMATE_UNSTABLE_FIT,
			   "the timing fit did not converge");
}

void timing_estimate(const struct timing_input *in, struct timing_result *out)
{
	size_t n = in->windows.slots, K = in->windows.passes;

	*out = (struct timing_result){.chi2_dof = NAN};
	if (!input_ok(in, out))
		return;
	struct timing_response *response = malloc(n * sizeof(*response));
	double *work = malloc((3 * n + K * n + K) * sizeof(*work));
	bool *use = calloc(K, sizeof(*use));
	if (response && work && use) {
		struct timing_data d = { .in = in,
					 .use = use,
					 .weight = work + 3 * n,
					 .mean = work + 3 * n + K };
		estimate(&d, response, work, out);
	} else {
		refuse_all(out, ESTIMATE_ABORTED, "out of memory");
	}
	free(response);
	free(work);
	free(use);
}
