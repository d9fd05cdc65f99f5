/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Windowed transforms of records of one length, by FFTW with plans that cost
 * no measuring.
 *
 * Single precision serves samples of at most 16 bits: its own noise lies near
 * -135 dB of the signal, theirs at -98 dB, as long as the noise is summed bin
 * by bin and never taken as a total less the signal. Everything else is
 * transformed in double precision.
 */
#ifndef ANALYSIS_TRANSFORM_H
#define ANALYSIS_TRANSFORM_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/samples.h"
#include "analysis/window.h"

struct transform;

/* NULL when memory is short or FFTW has no plan (length 2^31 or more). The
 * last ones freed are kept for records of the same kind. */
struct transform *transform_new(size_t length, bool iq, bool single,
				enum window_kind window);
void transform_free(struct transform *t);

/* length/2 + 1 for real samples, length for complex ones (negative
 * frequencies in the upper half). */
size_t transform_bins(const struct transform *t);

/* Room for one record; one per thread, made and freed by one thread. NULL when
 * memory is short. */
void *transform_buffer(struct transform *t);
void transform_buffer_free(struct transform *t, void *buffer);

/* The record from sample `first` of x, less mean, windowed, transformed. */
void transform_run(const struct transform *t, const struct samples *x,
		   size_t first, const double mean[2], void *buffer);

/* One bin of a buffer that was transformed. */
double _Complex transform_bin(const struct transform *t, const void *buffer,
			     size_t bin);

/* power[bins]: squared magnitudes; of real samples the bins at 0 and (length
 * even) at fs/2 halved, so that twice all of them is the whole power. */
void transform_power(const struct transform *t, const void *buffer,
		     double *power);

/* total += power */
void transform_add(double *total, const double *power, size_t bins);

#endif
