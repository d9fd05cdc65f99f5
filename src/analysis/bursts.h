/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shape in which captured bursts reach the estimators, and the checks
 * every estimator makes first. Views own nothing.
 */
#ifndef ANALYSIS_BURSTS_H
#define ANALYSIS_BURSTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/estimate.h"

/*
 * bursts x passes x slots numbers, contiguous, slot fastest. "slot" is a slot
 * of the frame for integrate-and-dump data and a raw sample of the window for
 * the timing fit. Only recorded passes are present; which k they are is told
 * apart (pass[] arguments).
 */
struct bursts {
	const double *x;
	size_t bursts, passes, slots;
};

/* First sample of pass index p (not k) of burst r. */
static inline const double *bursts_window(const struct bursts *b, size_t r,
					  size_t p)
{
	return b->x + (r * b->passes + p) * b->slots;
}

/* Copies slots first .. first + count - 1 of every window to out (bursts x
 * passes x count numbers), so that guard slots stay behind; the view of it. */
struct bursts bursts_crop(const struct bursts *b, size_t first, size_t count,
			  double *out);

/*
 * Mean over the bursts of each slot of pass index p, mean[slots]. Returns the
 * variance between bursts, mean over the slots, NaN for fewer than two bursts.
 * Of the guard slots at k = 0 it is the receiver's own noise, and over
 * pass[0].signal of snr_estimate the b of struct accumulation_input.
 */
double bursts_mean(const struct bursts *b, size_t p, double *mean);

/*
 * True when the view is not empty, every number is finite and they are not
 * all equal. Otherwise *why is a refusal (value NaN) whose note says which.
 */
bool bursts_check(const struct bursts *b, const char *unit, const char *method,
		  struct estimate *why);

/* The same for a plain record of n samples. */
bool record_check(const double *x, size_t n, const char *unit,
		  const char *method, struct estimate *why);

#endif
