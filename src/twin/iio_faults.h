/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Wire faults of the controller: which of the bench's faults spoils the reply
 * to a command. Connecting and twin-control stay sound, so that a fault can be
 * put in and taken out while it is there.
 */
#ifndef TWIN_IIO_FAULTS_H
#define TWIN_IIO_FAULTS_H

#include "twin/bench.h"
#include "twin/iio_line.h"
#include "twin/iio_link.h"

enum iio_fault iio_fault_for(struct twin_bench *bench,
			     const struct iio_command *cmd);
/* Whether samples come with one channel too few in their mask. */
bool iio_fault_narrow(struct twin_bench *bench);
/* Whether the context is to be another maker's. */
bool iio_fault_other(struct twin_bench *bench);
/* Spoils the ADC's codes of a burst. Returns how many of the frames are there:
 * the bench has counted what is lost with notice. */
size_t iio_fault_samples(struct twin_bench *bench, int16_t *codes,
			 size_t frames, unsigned lanes);

#endif
