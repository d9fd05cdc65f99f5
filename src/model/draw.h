/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random columns for the Monte Carlo: Philox4x32-10 (Salmon et al., SC 2011)
 * numbered by seed, chunk and input, so that any chunk can be made anywhere
 * and always is the same. Only + - * / sqrt and integers are used: results
 * are identical on every machine with IEEE 754 arithmetic.
 */
#ifndef MODEL_DRAW_H
#define MODEL_DRAW_H

#include <stddef.h>
#include <stdint.h>

#include "model/loopmodel_uncertainty.h"

/* One block of the generator: four words from a counter and a key. */
void loopmodel_draw_philox(const uint32_t counter[4], const uint32_t key[2],
			   uint32_t out[4]);

/* LOOPMODEL_CHUNK values into out: of (0, 1), of N(0, 1), of d. A number
 * drawn depends on seed, chunk, stream and place only. */
void loopmodel_draw_uniform(uint64_t seed, uint64_t chunk, uint32_t stream,
			    double *out);
void loopmodel_draw_normal(uint64_t seed, uint64_t chunk, uint32_t stream,
			   double *out);
void loopmodel_draw_distribution(const struct loopmodel_distribution *d,
				 uint64_t seed, uint64_t chunk, uint32_t stream,
				 double *out);

/* Values of d from values of N(0, 1), in place and rising with them. */
void loopmodel_draw_from_normal(const struct loopmodel_distribution *d,
				double *z);

#endif
