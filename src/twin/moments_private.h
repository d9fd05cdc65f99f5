/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of the moments, for moments*.c. */
#ifndef TWIN_MOMENTS_PRIVATE_H
#define TWIN_MOMENTS_PRIVATE_H

#include <stdbool.h>

#include "twin/moments.h"

#define SIDE_MAX (4 * TWIN_MODES_MAX)

struct twin_moments {
	struct twin_loop_parts parts;
	unsigned lanes, modes, wavelengths, side; /* side = 4 x modes */
	size_t slots;
	bool shared; /* all slots have the covariances of slot 0 */
	double *field; /* [slot][lane][4] */
	double *rin;   /* [slot][wavelength][source mode][side] */
	double *cov;   /* [slot][wavelength][side][side] */
	double *pool, *pool_var; /* [slot][lane] */
	/* Blocks as real matrices on (XR, XI, YR, YI) of all modes of a
	 * wavelength: [wavelength][side][side]. */
	double *receive, *loop;
	double ln_gain, absorption[TWIN_LANES_MAX];
	double *memory;
};

static inline double *block_at(const struct twin_moments *m, double *blocks,
			unsigned wavelength)
{
	return blocks + (size_t)wavelength * m->side * m->side;
}

static inline double *field_at(const struct twin_moments *m, size_t slot,
			unsigned lane)
{
	return m->field + (slot * m->lanes + lane) * 4;
}

static inline double *rin_at(const struct twin_moments *m, size_t slot,
		      unsigned wavelength, unsigned source)
{
	return m->rin + ((slot * m->wavelengths + wavelength) * m->modes +
			 source) * m->side;
}

static inline double *cov_at(const struct twin_moments *m, size_t slot,
		      unsigned wavelength)
{
	size_t at = m->shared ? 0 : slot;
	return m->cov + (at * m->wavelengths + wavelength) * m->side * m->side;
}

/* Power times gain in one slot of a lane; radial = d ln out / d ln in. */
void moments_scale(struct twin_moments *m, size_t slot, unsigned lane,
		   double gain, double radial);
/* What a block makes of a vector, and of a covariance. */
void moments_vector_turn(const double *block, unsigned n, const double *in,
			 double *out);
void moments_cov_turn(const double *block, unsigned n, const double *in,
		      double *out);
/* Makes the blocks; turns all slots by the loop's, with leaks; weighs a pair.
 */
void moments_blocks_make(struct twin_moments *m);
void moments_mix(struct twin_moments *m);
void moments_weigh(struct twin_moments *m, size_t slot, unsigned lane,
		   int weight);

#endif
