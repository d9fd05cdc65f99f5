/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Probabilities that the true value lies below, inside or above a limit,
 * given an estimate (JCGM 106, 7). The only user of GSL here. */
#ifndef VERDICT_CONFORMITY_H
#define VERDICT_CONFORMITY_H

#include <stdbool.h>

#include "base/estimate.h"

struct conformity {
	double below, inside, above; /* they add up to 1 */
};

/*
 * [min, max] may be infinite on either side. Normal, or Student's t below 50
 * degrees of freedom; where the estimate's interval is not symmetric, each
 * side of the value has the width that the interval gives it (non-Gaussian
 * posterior). False, and out untouched, if u or nu_eff is missing or makes no
 * sense.
 */
bool conformity_find(const struct estimate *estimate, double min, double max,
		     struct conformity *out);

#endif
