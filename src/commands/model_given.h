/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A value as the command line gives it: exact, with a standard uncertainty,
 * or with a distribution. Every number carries its unit.
 *
 *   6ns    6ns+-6ps    6ns+-0.1%    normal 6ns 6ps    uniform 0us 10us
 *   triangular LOW MODE HIGH    lognormal MEDIAN SIGMA    empirical FILE.csv
 */
#ifndef COMMANDS_MODEL_GIVEN_H
#define COMMANDS_MODEL_GIVEN_H

#include <stdbool.h>

#include "base/err.h"
#include "base/quantity.h"
#include "model/loopmodel_uncertainty.h"

struct model_given {
	bool uncertain;
	double value; /* the mean, in the base unit */
	struct loopmodel_distribution x;
	double *samples; /* of an empirical one; model_given_free */
};

/*
 * name is what messages call the argument ("--slot"). ERR_USAGE for anything
 * else than the forms above, with what was expected; files of samples hold
 * one number a line, in the base unit, after an optional head line.
 */
enum err_code model_given_parse(const char *name, const char *text,
				enum unit unit, struct model_given *out,
				struct err *e) MUST_CHECK;
void model_given_free(struct model_given *given);

/* unit_name() backwards: "s" is UNIT_S. Asserts that the unit is known. */
enum unit model_unit(const char *name);

#endif
