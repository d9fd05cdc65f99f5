/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Attributes of the controller's devices. One table says which exist, and
 * both the XML and READ/WRITE go by it, so they cannot disagree.
 */
#ifndef TWIN_IIO_ATTRIBUTES_H
#define TWIN_IIO_ATTRIBUTES_H

#include <pthread.h>
#include <stdio.h>

#include "twin/bench.h"
#include "twin/iio_buffers.h"
#include "twin/iio_devices.h"

/* What the attributes act on. */
struct iio_context {
	struct twin_bench *bench;
	struct iio_buffers *buffers;
	unsigned lanes;
	pthread_mutex_t frame_lock; /* one change of the frame at a time */
};

struct iio_attribute;

/* One attribute in one place: what show and store are called for. */
struct iio_place {
	struct iio_context *ctx;
	const struct iio_attribute *attr;
	unsigned channel;
};

struct iio_attribute {
	enum iio_device device;
	bool on_channels; /* of every channel, else of the device */
	const char *name;
	/* Writes the value as text, without a newline; NULL = write-only. */
	int (*show)(const struct iio_place *at, FILE *out);
	/* NULL = read-only. Both return 0 or minus an errno. */
	int (*store)(const struct iio_place *at, const char *text);
	size_t field; /* offset in the struct that show and store go by */
};

/* The table; NULL after the last. */
const struct iio_attribute *iio_attribute_get(size_t i);

/* NULL if there is none of that name there. */
const struct iio_attribute *iio_attribute_find(enum iio_device device,
					       bool on_channels,
					       const char *name);

#endif
