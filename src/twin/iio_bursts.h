/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside of iio_buffers.h, for iio_buffers.c and iio_bursts.c: the open
 * buffers of a bench and the bursts that fill them. Functions here expect
 * the lock to be held.
 */
#ifndef TWIN_IIO_BURSTS_H
#define TWIN_IIO_BURSTS_H

#include <pthread.h>

#include "twin/iio_buffers.h"
#include "twin/iio_queue.h"

struct iio_buffer {
	struct iio_buffers *all;
	struct iio_buffer *next;
	enum iio_device device;
	uint64_t mask;
	bool cyclic;
	size_t frame_size; /* bytes of the enabled channels */
	struct iio_queue queue;
	size_t limit; /* no burst is added above this */
	size_t want;  /* bytes its reader waits for */
};

struct iio_buffers {
	struct twin_bench *bench;
	unsigned lanes;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct iio_buffer *open;
	bool running; /* a burst is being computed, without the lock */
	bool stopped;
	char *scratch[IIO_DEVICE_COUNT]; /* of all lanes, one burst */
	size_t scratch_size[IIO_DEVICE_COUNT];
};

/* Whether bursts give samples to this device. */
bool iio_bursts_go_to(enum iio_device device);
bool iio_bursts_in_use(struct iio_buffers *all, enum iio_device device);

/*
 * Runs the next fired burst; the lock is released while the bench computes.
 * 1: go on, 0: none is pending, -EAGAIN: not now, else minus an errno.
 */
int iio_bursts_step(struct iio_buffers *all);
/* Runs all, as long as there is no one to record them. */
void iio_bursts_unrecorded(struct iio_buffers *all);

#endif
