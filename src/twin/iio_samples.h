/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How samples lie in memory: on the wire only the channels of a mask. */
#ifndef TWIN_IIO_SAMPLES_H
#define TWIN_IIO_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

#include "twin/bench.h"

/* From frames of all lanes to frames of the lanes in mask; size is that of
 * one sample. */
void iio_samples_pick(const char *from, size_t frames, unsigned lanes,
		      size_t size, uint64_t mask, char *to);

/* The other way round for codes; lanes not in mask are 0. The caller frees
 * the frames x lanes codes; NULL: no memory. */
int16_t *iio_samples_spread(const void *from, size_t frames, unsigned lanes,
			    uint64_t mask);

/* One record of loop-events with the channels in mask. */
void iio_samples_event(const struct twin_event *event, uint64_t mask,
		       char *to);

#endif
