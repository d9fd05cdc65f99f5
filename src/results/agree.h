/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Do two sets of results say the same? Mathematical libraries choose their
 * code by the processor, and round the last digit differently.
 */
#ifndef RESULTS_AGREE_H
#define RESULTS_AGREE_H

#include "results/store.h"

/* Of u where there is one, else of the number itself. */
#define AGREE_WITHIN 1e-6

/*
 * The same rows with the same words (status, flags, verdict, ...), and every
 * number within AGREE_WITHIN. worst, if not NULL, is raised to the largest
 * distance of a number, in the same measure.
 */
bool agree_results(const struct store_result *a, size_t na,
		   const struct store_result *b, size_t nb, double *worst);

#endif
