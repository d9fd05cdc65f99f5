/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws chunks of all inputs together, correlated as asked for. */
#ifndef MODEL_SAMPLE_H
#define MODEL_SAMPLE_H

#include "model/loopmodel_uncertainty.h"

struct sampler {
	const struct loopmodel_inputs *inputs;
	uint64_t seed;
	/* Cholesky factor of the correlations of the normals, count x count;
	 * NULL: independent. */
	double *mix;
	bool correlated[LOOPMODEL_INPUTS_MAX];
};

/* LOOPMODEL_NOT_PSD if no distribution has these correlations. */
enum loopmodel_status
loopmodel_sampler_init(struct sampler *s, const struct loopmodel_inputs *in,
		       uint64_t seed,
		       struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;
void loopmodel_sampler_release(struct sampler *s);

/* LOOPMODEL_CHUNK values of input i from columns + i LOOPMODEL_CHUNK on. */
void loopmodel_sampler_fill(const struct sampler *s, uint64_t chunk,
			    double *columns);

#endif
