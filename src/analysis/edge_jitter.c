/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TM-3: errors of the times, and what the receiver's noise put there. */
#include "analysis/edge_jitter.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "analysis/distribution.h"
#include "analysis/edge_jitter_dirac.h"
#include "analysis/stationarity.h"

#define EDGE_JITTER_METHOD "TM-3/time-interval-error"
#define LAGS 4

/* Residuals about the line of the times over the index. */
static bool time_errors(const struct edge_jitter_input *in, double *tie)
{
	double n = (double)in->n, mi = 0, mt = 0, cross = 0, spread = 0;

	for (size_t i = 0; i < in->n; i++) {
		mi += (double)in->index[i] / n;
		mt += (in->time[i] - in->time[0]) / n;
	}
	for (size_t i = 0; i < in->n; i++) {
		double d = (double)in->index[i] - mi;
		spread += d * d;
		cross += d * (in->time[i] - in->time[0] - mt);
	}
	for (size_t i = 0; i < in->n; i++)
		tie[i] = in->time[i] - in->time[0] - mt -
			 cross / spread * ((double)in->index[i] - mi);
	return spread > 0 && isfinite(cross);
}

/* Differences over `order` slots in a row, into out; returns how many. */
static size_t differences(const struct edge_jitter_input *in, const double *tie,
			  size_t order, double *out)
{
	size_t found = 0;

	for (size_t i = order; i < in->n; i++) {
		if (in->index[i] - in->index[i - order] != (long)order)
			continue;
		out[found++] = order == 1 ? tie[i] - tie[i - 1] :
			tie[i] - 2 * tie[i - 1] + tie[i - 2];
	}
	return found;
}

/* By what factor correlation takes degrees of freedom from a variance.
 * Differences of neighbours swing back at once, so negative correlation at the
 * first lags counts as well as a slow one. */
static double correlation(const double *x, size_t n, double ss)
{
	double slow, slow2 = 0, quick = 0;

	stationarity_correlation(x, n, &slow, &slow2);
	for (size_t lag = 1; lag <= LAGS; lag++) {
		double rho = 0;
		for (size_t i = lag; i < n; i++)
			rho += x[i] * x[i - lag] / ss;
		if (fabs(rho) > 2 / sqrt((double)n))
			quick += rho * rho;
	}
	return 1 + 2 * fmax(slow2, quick);
}

/* Rms of x[n] with `lost` degrees of freedom gone, less `share` of the noise's
 * variance. */
static struct estimate rms(const struct edge_jitter_input *in, const double *x,
			   size_t n, double lost, double share)
{
	double ss = 0;

	if (n < EDGE_JITTER_MIN)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "s",
				       EDGE_JITTER_METHOD, "%zu values: needs %d",
				       n, EDGE_JITTER_MIN);
	for (size_t i = 0; i < n; i++)
		ss += x[i] * x[i];
	double nu = ((double)n - lost) / correlation(x, n, ss);
	double raw = ss / ((double)n - lost);
	double var = raw - share * in->noise * in->noise;
	double u = hypot(raw * sqrt(2 / nu),
			 2 * share * in->noise * in->u_noise);
	if (!(var > 2 * u))
		return estimate_bound(sqrt(fmax(var, 0) + 1.645 * u),
				      ESTIMATE_CENSOR_BELOW, n, "s",
				      EDGE_JITTER_METHOD, in->plane);
	return estimate_make(sqrt(var), u / (2 * sqrt(var)), nu, n, "s",
			     EDGE_JITTER_METHOD, in->plane);
}

static void refuse_all(struct edge_jitter *out, enum estimate_status status,
		       const char *sentence)
{
	out->tie = out->period = out->cycle = out->rj = out->dj =
		estimate_refuse(status, "s", EDGE_JITTER_METHOD, "%s", sentence);
}

void edge_jitter_estimate(const struct edge_jitter_input *in,
			  struct edge_jitter *out)
{
	refuse_all(out, ESTIMATE_INSUFFICIENT, "fewer than 32 transitions");
	if (in->n < EDGE_JITTER_MIN)
		return;
	double *tie = malloc(2 * in->n * sizeof(*tie));
	if (!tie) {
		refuse_all(out, ESTIMATE_ABORTED, "out of memory");
		return;
	}
	double *step = tie + in->n;
	refuse_all(out, ESTIMATE_INSUFFICIENT,
		   "times or indices are not of a clock");
	if (time_errors(in, tie)) {
		out->tie = rms(in, tie, in->n, 2, 1);
		size_t n = differences(in, tie, 1, step);
		out->period = rms(in, step, n, 0, 2);
		n = differences(in, tie, 2, step);
		out->cycle = rms(in, step, n, 0, 6);
		edge_jitter_dirac(in, tie, &out->rj, &out->dj);
	}
	free(tie);
}

double edge_jitter_two_q(double ber)
{
	return -2 * distribution_t_quantile(ber, INFINITY);
}

struct estimate edge_jitter_total(const struct edge_jitter *j, double ber)
{
	double q = edge_jitter_two_q(ber);

	if (j->rj.status != ESTIMATE_OK || j->dj.status != ESTIMATE_OK)
		return j->rj.status != ESTIMATE_OK ? j->rj : j->dj;
	struct estimate e = estimate_make(j->dj.value + q * j->rj.value,
					  j->dj.u + q * j->rj.u, j->rj.nu_eff,
					  j->rj.n, "s", j->rj.method,
					  j->rj.plane);
	/* Fewer transitions than errors asked for: the tails go on as they
	 * were seen. */
	if (ber * (double)j->rj.n < 1)
		e.flags |= ESTIMATE_FLAG_EXTRAPOLATED;
	return e;
}
