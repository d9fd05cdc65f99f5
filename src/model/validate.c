/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparison of first order and Monte Carlo results: JCGM 101, clause 8. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/loopmodel_uncertainty.h"

/* The rounding of printf is what "c an integer of so many digits" means. */
double loopmodel_tolerance(double u, unsigned digits)
{
	char text[64];
	if (!(u > 0) || !isfinite(u) || digits < 1 || digits > 15)
		return 0;
	snprintf(text, sizeof(text), "%.*e", (int)digits - 1, u);
	int exponent = atoi(strchr(text, 'e') + 1);
	return .5 * pow(10, exponent - ((int)digits - 1));
}

struct loopmodel_validation
loopmodel_validate(const struct loopmodel_gum *gum,
		   const struct loopmodel_mc *mc, unsigned digits)
{
	struct loopmodel_validation out = {
		.delta = loopmodel_tolerance(gum->u, digits),
		.d_lo = fabs(gum->lo - mc->lo),
		.d_hi = fabs(gum->hi - mc->hi),
	};
	double largest = fmax(out.d_lo, out.d_hi);
	if (gum->u > 0)
		out.largest_u = largest / gum->u;
	else if (largest > 0)
		out.largest_u = LOOPMODEL_NOT_GIVEN;
	out.agrees = largest <= out.delta;
	out.close = out.largest_u <= .05;
	return out;
}
