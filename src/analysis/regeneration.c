/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SN-6: the slope that bursts show at a level. */
#include "analysis/regeneration.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/bursts.h"
#include "analysis/distribution.h"
#include "analysis/jackknife.h"

#define LEVEL_METHOD "SN-6/level"

static struct regeneration_level refuse(struct estimate why)
{
	return (struct regeneration_level){ why, why, false };
}

/* Sums over the slots of squares and products about the slots' means. */
struct products {
	double xx, xy;
};

/* Of every burst; returns their sums. */
static struct products gather(const struct regeneration_input *in,
			      struct products *burst)
{
	size_t R = in->bursts, M = in->slots;
	struct products all = { 0 };

	for (size_t r = 0; r < R; r++)
		burst[r] = (struct products){ 0 };
	for (size_t m = 0; m < M; m++) {
		double mx = 0, my = 0;
		for (size_t r = 0; r < R; r++) {
			mx += in->x[r * M + m] / (double)R;
			my += in->y[r * M + m] / (double)R;
		}
		for (size_t r = 0; r < R; r++) {
			double dx = in->x[r * M + m] - mx;
			burst[r].xx += dx * dx;
			burst[r].xy += dx * (in->y[r * M + m] - my);
		}
	}
	for (size_t r = 0; r < R; r++) {
		all.xx += burst[r].xx;
		all.xy += burst[r].xy;
	}
	return all;
}

static struct regeneration_level report(const struct regeneration_input *in,
					double lambda, double u)
{
	double nu = (double)in->bursts - 1;
	struct regeneration_level out;

	out.lambda = estimate_make(lambda, u, nu, in->bursts, "1",
				   LEVEL_METHOD, in->plane);
	out.bound = estimate_bound(
		fabs(lambda) + distribution_t_quantile(.95, nu) * u,
		ESTIMATE_CENSOR_BELOW, in->bursts, "1", LEVEL_METHOD,
		in->plane);
	out.contracts = out.bound.value < 1;
	return out;
}

static struct regeneration_level estimate(const struct regeneration_input *in,
					  struct products *burst, double *loo)
{
	double n = (double)in->bursts, M = (double)in->slots, var;
	double dof = M * (n - 1);
	struct products all = gather(in, burst);
	double own = all.xx / dof - in->noise;
	double u_own = hypot(all.xx / dof * sqrt(2 / dof), in->u_noise);

	if (!(own > 2 * u_own))
		return refuse(estimate_refuse(
			ESTIMATE_INSUFFICIENT, "1", LEVEL_METHOD,
			"what this level scatters is the receiver's noise"));
	for (size_t r = 0; r < in->bursts; r++) {
		/* Means move with the burst that is left out. */
		double out = n / (n - 1);
		loo[r] = (all.xy - burst[r].xy * out) /
			 (all.xx - burst[r].xx * out - in->noise * M * (n - 2));
	}
	jackknife_covariance(loo, in->bursts, 1, &var);
	double lambda = all.xy / dof / own;
	return report(in, lambda,
		      hypot(sqrt(var), lambda * in->u_noise / own));
}

struct regeneration_level
regeneration_estimate(const struct regeneration_input *in)
{
	struct bursts x = { in->x, in->bursts, 1, in->slots };
	struct bursts y = { in->y, in->bursts, 1, in->slots };
	struct estimate why;

	if (in->bursts < REGENERATION_MIN_BURSTS)
		return refuse(estimate_refuse(ESTIMATE_INSUFFICIENT, "1",
					      LEVEL_METHOD, "%zu bursts: needs "
					      "%d", in->bursts,
					      REGENERATION_MIN_BURSTS));
	if (!bursts_check(&x, "1", LEVEL_METHOD, &why) ||
	    !bursts_check(&y, "1", LEVEL_METHOD, &why))
		return refuse(why);
	struct products *burst = malloc(in->bursts * sizeof(*burst));
	double *loo = malloc(in->bursts * sizeof(*loo));
	struct regeneration_level out =
		burst && loo ? estimate(in, burst, loo) :
			       refuse(estimate_refuse(ESTIMATE_ABORTED, "1",
						      LEVEL_METHOD,
						      "out of memory"));
	free(burst);
	free(loo);
	return out;
}
