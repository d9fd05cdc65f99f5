/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of fitted accumulation models in one common space; inside of
 * accumulation only. */
#ifndef ANALYSIS_ACCUMULATION_TEST_H
#define ANALYSIS_ACCUMULATION_TEST_H

#include "analysis/accumulation_points.h"

/* Fills chi2, dof, p and aicc of the fits that are fitted; false when memory
 * is short. */
bool accumulation_test(const struct points *d,
		       const struct accumulation_input *in,
		       struct accumulation_fit *fits, size_t count);

#endif
