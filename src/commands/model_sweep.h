/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sweeps of inputs: NAME=A,B,C or NAME=FIRST:LAST:xFACTOR or
 * NAME=FIRST:LAST:+STEP. Several sweeps are a grid, the last one runs fastest.
 */
#ifndef COMMANDS_MODEL_SWEEP_H
#define COMMANDS_MODEL_SWEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/quantity.h"

#define MODEL_SWEEPS_MAX 4
#define MODEL_SWEEP_VALUES_MAX 10000
#define MODEL_GRID_MAX 100000

struct model_sweep {
	unsigned field; /* index of the input */
	double *values; /* base unit; model_sweep_free */
	size_t n;
};

/*
 * The part after "NAME=". Whole numbers stay whole: steps of a factor are
 * rounded, and what comes twice is left out. name is what messages call the
 * sweep. ERR_USAGE says what was expected.
 */
enum err_code model_sweep_parse(const char *name, const char *text,
				enum unit unit, struct model_sweep *out,
				struct err *e) MUST_CHECK;
void model_sweep_free(struct model_sweep *sweep);

/* Points of the grid; the value of sweep `which` at point i. */
size_t model_grid_size(const struct model_sweep *sweeps, size_t nsweeps);
double model_grid_value(const struct model_sweep *sweeps, size_t nsweeps,
			size_t which, size_t i);

#endif
