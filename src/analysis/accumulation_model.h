/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the accumulation models; inside of accumulation only. */
#ifndef ANALYSIS_ACCUMULATION_MODEL_H
#define ANALYSIS_ACCUMULATION_MODEL_H

#include <stddef.h>

#include "analysis/accumulation.h"

/* Which parameters the model has, ascending; returns how many. Lambda, which
 * is not linear, comes last and can be left out. */
size_t accumulation_params(enum accumulation_model model,
			   size_t index[ACCUMULATION_PARAMS]);
size_t accumulation_linear_params(enum accumulation_model model,
				  size_t index[ACCUMULATION_PARAMS]);

/* dy/d(parameter) at pass k: 0 where the model lacks it. */
void accumulation_columns(const struct accumulation_fit *fit, double k,
			  double column[ACCUMULATION_PARAMS]);

/* Do these k (ascending) spread what grows in the model over a decade: k, or
 * the light's decay in the passive models, whose light is gone before k is? */
bool accumulation_spans(enum accumulation_model model, double g,
			const double *k, size_t n);

/* Does the model say that the loop neither gains nor loses? */
bool accumulation_claims_unity(enum accumulation_model model);

/* What the curve has besides its columns: b of model G, from the dark. */
double accumulation_offset(const struct accumulation_fit *fit, double k);

#endif
