/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Open buffers of the controller's stream devices.
 *
 * Bursts run when someone reads: the reader of an ADC or comparator buffer
 * runs the fired bursts one after another until its bytes are there. A burst
 * goes to every open ADC and comparator buffer and waits for room in all of
 * them; with none open it runs unrecorded. So what a client gets depends on
 * what it asked for and never on how threads were scheduled.
 *
 * Functions may be called from any thread; they return 0 or minus an errno.
 */
#ifndef TWIN_IIO_BUFFERS_H
#define TWIN_IIO_BUFFERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "twin/bench.h"
#include "twin/iio_devices.h"

/* The largest buffer of a client and the longest single transfer. */
#define IIO_BUFFER_BYTES_MAX (64u << 20)

struct iio_buffers; /* opaque: all of a bench */
struct iio_buffer;  /* opaque: one that is open */

struct iio_buffers *iio_buffers_new(struct twin_bench *bench);
void iio_buffers_free(struct iio_buffers *all); /* none may be open */
/* Wakes all readers, which then return -ENODEV. */
void iio_buffers_stop(struct iio_buffers *all);

/* To be called after bursts were fired. */
void iio_buffers_fired(struct iio_buffers *all);
/* Runs fired bursts as far as there is room for their samples. */
void iio_buffers_advance(struct iio_buffers *all);

/*
 * Opens a stream of `samples` frames. -EINVAL: the device has none, or too
 * large; -EBUSY: in use and one of both is cyclic; -EPERM: cyclic input.
 */
int iio_buffer_open(struct iio_buffers *all, enum iio_device device,
		    long long samples, uint64_t mask, bool cyclic,
		    struct iio_buffer **out);
void iio_buffer_close(struct iio_buffer *buffer); /* NULL is accepted */
bool iio_buffers_in_use(struct iio_buffers *all, enum iio_device device);

size_t iio_buffer_frame_size(const struct iio_buffer *buffer);
uint64_t iio_buffer_mask(const struct iio_buffer *buffer);

/* A wait that ends early when gone(arg) says that nobody wants the result. */
struct iio_wait {
	unsigned timeout_ms; /* 0 = as long as it takes */
	bool (*gone)(void *arg);
	void *arg;
};

/* Takes exactly len bytes, or none: -ETIMEDOUT, -EPIPE (gone), -ENODEV
 * (stopped), -EBADF (an output device), or the error of the burst. */
int iio_buffer_read(struct iio_buffer *buffer, void *data, size_t len,
		    const struct iio_wait *wait);
/* A whole pattern; -EBADF for an input device. */
int iio_buffer_write(struct iio_buffer *buffer, const void *data, size_t len);

#endif
