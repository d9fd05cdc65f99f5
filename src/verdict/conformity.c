/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the true value may lie, from value, u and degrees of freedom. */
#include "verdict/conformity.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

/* From here on k = 2 and the normal distribution are good enough (section 0
 * of the measurement definitions). */
#define NU_NORMAL 50

/* P(Z <= z) of the standardised value. */
static double cdf(double z, double nu)
{
	return nu < NU_NORMAL ? gsl_cdf_tdist_P(z, nu) : gsl_cdf_ugaussian_P(z);
}

static double quantile(double p, double nu)
{
	return nu < NU_NORMAL ? gsl_cdf_tdist_Pinv(p, nu) :
				gsl_cdf_ugaussian_Pinv(p);
}

/* Standard widths below and above the value: u and u, unless the interval
 * says that the two sides differ. */
struct widths {
	double down, up;
};

static struct widths widths_of(const struct estimate *e)
{
	double down = e->value - e->lo, up = e->hi - e->value;
	bool interval =
		e->coverage > 0 && e->coverage < 1 && down >= 0 && up >= 0;
	bool symmetric = isfinite(up) && isfinite(down) &&
			 fabs(up - down) <= 1e-6 * (up + down);
	if (!interval || symmetric)
		return (struct widths){ e->u, e->u };
	double k = quantile((1 + e->coverage) / 2, e->nu_eff);
	return (struct widths){ down / k, up / k };
}

/* P(truth <= limit). A width of 0 means that the value is exact; the limit
 * itself conforms, so the caller says to which side a tie belongs. */
static double below(const struct estimate *e, struct widths widths,
		    double limit, double tie)
{
	double distance = limit - e->value;
	double width = distance < 0 ? widths.down : widths.up;
	if (width == 0)
		return distance == 0 ? tie : distance > 0;
	return cdf(distance / width, e->nu_eff);
}

bool conformity_find(const struct estimate *estimate, double min, double max,
		     struct conformity *out)
{
	/* Written so that NaN fails too. */
	if (!isfinite(estimate->value) || !(estimate->u >= 0) ||
	    isinf(estimate->u) || !(estimate->nu_eff > 0))
		return false;
	struct widths widths = widths_of(estimate);
	double low = isinf(min) ? 0 : below(estimate, widths, min, 0);
	double high = isinf(max) ? 1 : below(estimate, widths, max, 1);
	*out = (struct conformity){ .below = low,
				    .inside = high - low,
				    .above = 1 - high };
	return true;
}
