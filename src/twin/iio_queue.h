/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that wait for their reader, in one piece of memory. Zero-initialise. */
#ifndef TWIN_IIO_QUEUE_H
#define TWIN_IIO_QUEUE_H

#include <stddef.h>

struct iio_queue {
	char *data; /* what waits is data[head..head + len) */
	size_t head, len, size;
};

void iio_queue_free(struct iio_queue *queue);

/* Makes place for add bytes at the end; -ENOMEM leaves it as it was. */
int iio_queue_reserve(struct iio_queue *queue, size_t add);
/* Adds len bytes, for which there is place, and returns where they go. */
char *iio_queue_add(struct iio_queue *queue, size_t len);
/* Moves the first len bytes, which are there, to data. */
void iio_queue_take(struct iio_queue *queue, void *data, size_t len);

#endif
