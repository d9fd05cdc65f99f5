/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files about uncertainty share beside their public header. */
#ifndef MODEL_DISTRIBUTION_H
#define MODEL_DISTRIBUTION_H

#include "model/internal.h"
#include "model/loopmodel_uncertainty.h"

/* All distributions, the number of inputs, r symmetric, 1 on the diagonal and
 * in -1..1; whether any distribution has them, sample.h finds out. */
enum loopmodel_status
loopmodel_inputs_check(const struct loopmodel_inputs *inputs,
		       struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;
const char *loopmodel_input_name(const struct loopmodel_inputs *inputs,
				 size_t i);

#endif
