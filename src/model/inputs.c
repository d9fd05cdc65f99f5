/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of a set of inputs and their correlations. */
#include <math.h>

#include "model/distribution.h"

const char *loopmodel_input_name(const struct loopmodel_inputs *inputs,
				 size_t i)
{
	const char *name = inputs->names ? inputs->names[i] : NULL;
	return name ? name : "an input";
}

static enum loopmodel_status check_r(const struct loopmodel_inputs *in,
				     size_t i, size_t j,
				     struct loopmodel_error *e)
{
	double r = in->correlation[i * in->count + j];
	const char *wanted = NULL;
	if (!(fabs(r) <= 1))
		wanted = "be -1..1";
	else if (i == j && r != 1)
		wanted = "be 1";
	else if (r != in->correlation[j * in->count + i])
		wanted = "be the same both ways round";
	if (wanted)
		return loopmodel_refuse(
			e, LOOPMODEL_RANGE, "correlation",
			"the correlation of %s and %s must %s, got %g",
			loopmodel_input_name(in, i),
			loopmodel_input_name(in, j), wanted, r);
	return LOOPMODEL_OK;
}

enum loopmodel_status loopmodel_inputs_check(const struct loopmodel_inputs *in,
					     struct loopmodel_error *e)
{
	enum loopmodel_status status = LOOPMODEL_OK;
	if (!in->count || in->count > LOOPMODEL_INPUTS_MAX)
		return loopmodel_refuse(
			e, in->count ? LOOPMODEL_RANGE : LOOPMODEL_EMPTY,
			"inputs",
			"1 to %d uncertain inputs are needed, got %zu",
			LOOPMODEL_INPUTS_MAX, in->count);
	for (size_t i = 0; i < in->count && !status; i++)
		status = loopmodel_distribution_check(
			&in->x[i], loopmodel_input_name(in, i), e);
	for (size_t i = 0; in->correlation && i < in->count; i++)
		for (size_t j = 0; j < in->count && !status; j++)
			status = check_r(in, i, j, e);
	return status;
}
