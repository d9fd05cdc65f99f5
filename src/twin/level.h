/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exact mean and variance of the light of one slot as it goes round the loop,
 * by recursion over the passes; nothing is drawn.
 *
 * A slot's field is sqrt(p) in one polarisation plus Gaussian noise: variance
 * x in phase and y in quadrature with the signal, z in all of the other
 * polarisation, W. The source's intensity noise is a relative variance r of p.
 *	mean = p + x + y + z
 *	var  = 4 p x + 2 x^2 + 2 y^2 + z^2 + r p^2
 * which for x = y = N/2, z = N is the 2 p N + N^2 + N^2 of measurement
 * definitions, section 13. A slow absorber is linear: exact. An absorber that
 * acts slot by slot multiplies x and r by its squared log slope at the slot's
 * mean power: first order in noise over level, so good while x << p.
 */
#ifndef TWIN_LEVEL_H
#define TWIN_LEVEL_H

#include "twin/optics.h"

struct twin_level {
	double p, x, y, z, r;
};

/* level in units of the mean level; 0 = dark. At P2, k = 0. */
struct twin_level twin_level_inject(const struct twin_optics *optics,
				    double level);
/* P2 -> P3 */
void twin_level_amplify(struct twin_level *level,
			const struct twin_optics *optics);
/* P3 -> P2 of the next pass */
void twin_level_return(struct twin_level *level,
		       const struct twin_optics *optics);
double twin_level_mean(const struct twin_level *level);
double twin_level_var(const struct twin_level *level);

#endif
