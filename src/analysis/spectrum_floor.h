/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noise floor of a spectrum: sum, level per bin without spurs, and how
 * well they are known. */
#ifndef ANALYSIS_SPECTRUM_FLOOR_H
#define ANALYSIS_SPECTRUM_FLOOR_H

#include <stddef.h>

#include "analysis/spectrum_bands.h"

struct spectrum_floor {
	double sum;	  /* of all clean bins, spurs included */
	double spur_sum;  /* of those that are spurs */
	double level;	  /* mean of the clean bins that are no spurs */
	/* Relative variances of sum and level if bins are independent. */
	double variance, level_variance;
	double threshold; /* above this a bin is more than noise (p 1e-4) */
	double greatest;  /* clean bin */
	size_t greatest_bin, spurs;
};

/* averaged: records in the mean. */
struct spectrum_floor spectrum_floor(const struct spectrum_bands *b,
				     const double *power, size_t averaged);

/* Sum over the clean bins alone. */
double spectrum_clean_sum(const struct spectrum_bands *b, const double *power);

#endif
