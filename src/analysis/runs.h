/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Wald-Wolfowitz: do the signs of residuals come in longer rows than chance
 * makes of as many plus and minus, if each is independent of the next?
 */
#ifndef ANALYSIS_RUNS_H
#define ANALYSIS_RUNS_H

#include <stddef.h>

struct runs {
	size_t plus, minus; /* signs; zeros are left out */
	size_t runs;
	double p; /* exact chance of so few runs or fewer; 1 where all signs
		   * are the same or there are none */
};

struct runs runs_test(const double *residual, size_t n);

#endif
