/* SPDX-License-Identifier: GPL-3.0-or-later */
/* KPSS test of stationarity about a level (Kwiatkowski, Phillips, Schmidt &
 * Shin 1992, J. Econometrics 54, 159). */
#ifndef ANALYSIS_KPSS_H
#define ANALYSIS_KPSS_H

#include <stddef.h>

#include "base/estimate.h"

#define KPSS_CRITICAL_5 .463

/* Bartlett window lags: 12 (n/100)^(1/4), the long one of Schwert, or for
 * correlation phi of AR(1) Andrews' 1.1447 (a n)^(1/3), a = 4 phi^2/
 * ((1 - phi)(1 + phi))^2, whichever is more, at most n/4: with a short window
 * correlation passes for a change. */
size_t kpss_lags(size_t n, double phi);

/*
 * statistic: sum S_i^2/(n^2 s^2(lags)). p: between the tabulated .10 .05 .025
 * .01 by interpolation, beyond them a bound (CENSORED). Fewer than 20 samples,
 * lags > n/2, not finite or all equal: INSUFFICIENT, both.
 */
void kpss_test(const double *x, size_t n, size_t lags,
	       struct estimate *statistic, struct estimate *p);

#endif
