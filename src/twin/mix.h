/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How lanes mix, on the way to the photodiodes and in a pass of the loop.
 *
 * Modes of one wavelength mix as fields: a block per wavelength, the product of
 * lossless couplers of every two modes (phases from slow.h), of the lanes'
 * losses and, in the loop, of a rotation and a loss of the polarisation. Other
 * wavelengths leak as power in the same mode; the leak is taken from the lane
 * it comes from, so no light is made. What has leaked is carried as power
 * beside the field: it beats outside the receiver's bandwidth.
 *
 * Two lanes alone: the power of j in i over that of i in i is the entry of
 * the configuration, times its spread and drift; with more lanes it differs in
 * second order of the entries. The truth is these matrices.
 */
#ifndef TWIN_MIX_H
#define TWIN_MIX_H

#include <stdbool.h>

#include "twin/config.h"
#include "twin/optics.h"
#include "twin/slow.h"

#define TWIN_BLOCK_MAX (2 * TWIN_MODES_MAX)

struct twin_mix {
	unsigned lanes, modes, wavelengths;
	/* Of a block: modes, for either polarisation alike, or 2 x modes with
	 * x and y of a mode side by side. */
	unsigned size;
	bool couples; /* else blocks are a real factor of each lane */
	bool leaks;
	double factor[TWIN_LANES_MAX]; /* of the field, where not coupling */
	/* [wavelength][row * size + column] */
	double re[TWIN_LANES_MAX * 4 * TWIN_MODES_MAX];
	double im[TWIN_LANES_MAX * 4 * TWIN_MODES_MAX];
	/* Of power without a phase: [wavelength][row * modes + column] */
	double power[TWIN_LANES_MAX * TWIN_MODES_MAX];
	/* After the block: what lane i keeps, and has of another wavelength v
	 * in its own mode: leak[i * wavelengths + v], 0 for its own. */
	double keep[TWIN_LANES_MAX];
	double leak[TWIN_LANES_MAX * TWIN_LANES_MAX];
};

/* Tap to photodiodes, and P3 to the absorber. slow must not be NULL. */
void twin_mix_receive(const struct twin_config *config,
		      const struct twin_slow_state *slow,
		      const struct twin_optics *optics, struct twin_mix *out);
void twin_mix_loop(const struct twin_config *config,
		   const struct twin_slow_state *slow,
		   const struct twin_optics *optics, struct twin_mix *out);

/* Power in lane i of unit power launched in lane j alone, mean over the
 * polarisations: the H of measurement definitions, section 4. */
double twin_mix_power(const struct twin_mix *mix, unsigned i, unsigned j);

#endif
