/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The light of a run of slots in all lanes, and what optics do to each slot
 * alone: the hot loops of the simulation. A lane has five rows of n numbers,
 * one a slot: the field of x and y, in phase and quadrature, sqrt(W), and the
 * power of light of other wavelengths, W. n is a multiple of TWIN_LIGHT_STEP.
 *
 * Every result has the same bits whatever the length of the run.
 */
#ifndef TWIN_LIGHT_H
#define TWIN_LIGHT_H

#include <stddef.h>

#include "twin/mix.h"
#include "twin/rng.h"

#define TWIN_LIGHT_STEP 16

enum twin_row { TWIN_XR, TWIN_XI, TWIN_YR, TWIN_YI, TWIN_POOL, TWIN_ROWS };

struct twin_light {
	unsigned lanes;
	size_t n;
	double *row; /* [lane][TWIN_ROWS][n] */
};

static inline double *twin_light_row(const struct twin_light *light,
				     unsigned lane, enum twin_row row)
{
	return light->row + ((size_t)lane * TWIN_ROWS + row) * light->n;
}

/* All power of a lane. */
void twin_light_power(const struct twin_light *light, unsigned lane,
		      double *power);
/* Power times the same factor, or times each slot's own. */
void twin_light_scale(const struct twin_light *light, unsigned lane,
		      double factor);
void twin_light_scale_slots(const struct twin_light *light, unsigned lane,
			    const double *factor);
/* Adds noise of power var, or of each slot's own, to each of the two
 * polarisations; first is the run's first slot. work: 4 n. */
void twin_light_noise(const struct twin_light *light, unsigned lane,
		      const struct twin_rng *rng, struct twin_rng_at at,
		      size_t first, double var, const double *vars,
		      double *work);
/* What the loop's elements make of it. power: lanes x n, work. */
void twin_light_mix(const struct twin_light *light, const struct twin_mix *mix,
		    double *power);
/* Power at the photodiodes, [lane][n]; the light stays. work: lanes x n. */
void twin_light_receive(const struct twin_light *light,
			const struct twin_mix *mix, double *out, double *work);
/* Absorber that follows each slot. */
void twin_light_absorb(const struct twin_light *light, unsigned lane,
		       const struct twin_optics *optics, double *work);

#endif
