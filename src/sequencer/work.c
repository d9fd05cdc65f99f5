/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A guess from parameters that procedures have in common; knows none of them
 * by name. */
#include "sequencer/work.h"

/* Opening, settling, evaluating: about as long as this many frames take. */
#define WORK_FIXED 200.0

static bool work_has(const struct param_values *values, const char *name,
		     enum param_kind kind)
{
	const struct param_spec *spec = param_find(param_specs(values), name);
	return spec && spec->kind == kind && param_has(values, name);
}

double work_of_step(const struct plan_step *step)
{
	double frames = 1;
	size_t passes = 1;
	if (step->kind != PLAN_STEP_PROCEDURE)
		return WORK_FIXED;
	if (work_has(step->params, "bursts", PARAM_QUANTITY))
		frames *= param_get_double(step->params, "bursts");
	if (work_has(step->params, "pairs", PARAM_QUANTITY))
		frames *= 2 * param_get_double(step->params, "pairs");
	if (work_has(step->params, "record", PARAM_PASSES))
		param_get_passes(step->params, "record", &passes);
	return WORK_FIXED + frames * (double)passes;
}
