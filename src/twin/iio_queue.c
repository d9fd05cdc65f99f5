/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A queue of bytes that stays contiguous, so samples move in one copy. */
#include "twin/iio_queue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void iio_queue_free(struct iio_queue *queue)
{
	free(queue->data);
}

int iio_queue_reserve(struct iio_queue *queue, size_t add)
{
	if (queue->head + queue->len + add <= queue->size)
		return 0;
	if (queue->head) {
		memmove(queue->data, queue->data + queue->head, queue->len);
		queue->head = 0;
	}
	if (queue->len + add <= queue->size)
		return 0;
	char *more = realloc(queue->data, queue->len + add);

	if (!more)
		return -ENOMEM;
	queue->data = more;
	queue->size = queue->len + add;
	return 0;
}

char *iio_queue_add(struct iio_queue *queue, size_t len)
{
	char *at = queue->data + queue->head + queue->len;

	queue->len += len;
	return at;
}

void iio_queue_take(struct iio_queue *queue, void *data, size_t len)
{
	if (!len)
		return;
	memcpy(data, queue->data + queue->head, len);
	queue->head += len;
	queue->len -= len;
	if (!queue->len)
		queue->head = 0;
}
