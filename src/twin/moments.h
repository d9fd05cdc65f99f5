/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exact mean and variance of the light of every lane and slot as it goes round
 * the loop, by recursion over the passes; nothing is drawn. For the truth.
 *
 * A wavelength's field is a known vector plus Gaussian noise whose covariance
 * (x and y, in phase and quadrature, of all its modes) goes through the same
 * matrices as the light. With mean field u and covariance C of a lane,
 *	mean = |u|^2 + tr C,	var = 4 u'C u + 2 tr C^2,
 * which for one mode is the 2 P N + N^2 + N^2 of measurement definitions,
 * section 13. Intensity noise of each source is carried as the field's
 * derivative. Leaked light is a power; powers of different wavelengths vary
 * independently, so variances of leaks add with squared weights. That and slow
 * elements are exact but for leaked light that comes home, of second order.
 *
 * First order in noise over level: elements that act slot by slot (absorber,
 * semiconductor amplifier), with their slope at the slot's mean power; what
 * noise leaves to the slots after it is left aside. Lateness on the raster:
 * means are exact, variances of first order in it; its jitter is left aside.
 */
#ifndef TWIN_MOMENTS_H
#define TWIN_MOMENTS_H

#include <stddef.h>

#include "base/err.h"
#include "twin/eye.h"
#include "twin/loop.h"

struct twin_moments; /* opaque */

/* What the parts point to must outlive it. */
enum err_code twin_moments_new(const struct twin_loop_parts *parts,
			       size_t slots, struct twin_moments **out,
			       struct err *e) MUST_CHECK;
void twin_moments_free(struct twin_moments *moments);

/* level[lane * slots + m] in units of the lane's mean level. k = 0, at P2. */
void twin_moments_inject(struct twin_moments *moments, const double *level);
/* P2 -> P3 */
void twin_moments_amplify(struct twin_moments *moments);
/*
 * At the photodiodes, the light being at P3, [lane * slots + m]: power, its
 * variance, and (may be NULL) the part of the power that is the field of the
 * lane's own wavelength without noise.
 */
enum err_code twin_moments_receive(const struct twin_moments *moments,
				   double *mean, double *var, double *signal,
				   struct err *e) MUST_CHECK;
/* The same as distributions, [lane * slots + m], without the approximations
 * above but for light that is not of the lane's own field. */
enum err_code twin_moments_light(const struct twin_moments *moments,
				 struct twin_eye_light *out,
				 struct err *e) MUST_CHECK;
/* P3 -> P2 of the next pass */
void twin_moments_return(struct twin_moments *moments);

#endif
