/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening, reading, writing and closing buffers. */
#include "twin/iio_buffers.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "twin/iio_bursts.h"
#include "twin/iio_samples.h"

/* Samples a stream may hold back for a slow reader, if its own buffers are
 * smaller. */
#define QUEUE_BYTES_MIN (1u << 20)
#define QUEUE_BUFFERS 4
/* How often a waiting reader looks whether its client is still there. */
#define SLICE_MS 20
/* A cyclic buffer may be opened while the last one is being closed on
 * another connection. */
#define CYCLIC_GRACE_MS 50

struct iio_buffers *iio_buffers_new(struct twin_bench *bench)
{
	struct iio_buffers *all = calloc(1, sizeof(*all));
	pthread_condattr_t attr;

	if (!all)
		return NULL;
	all->bench = bench;
	all->lanes = twin_bench_config(bench)->lanes;
	pthread_mutex_init(&all->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&all->changed, &attr);
	pthread_condattr_destroy(&attr);
	return all;
}

void iio_buffers_free(struct iio_buffers *all)
{
	if (!all)
		return;
	for (int d = 0; d < IIO_DEVICE_COUNT; d++)
		free(all->scratch[d]);
	pthread_cond_destroy(&all->changed);
	pthread_mutex_destroy(&all->lock);
	free(all);
}

void iio_buffers_stop(struct iio_buffers *all)
{
	pthread_mutex_lock(&all->lock);
	all->stopped = true;
	pthread_cond_broadcast(&all->changed);
	pthread_mutex_unlock(&all->lock);
}

bool iio_buffers_in_use(struct iio_buffers *all, enum iio_device device)
{
	pthread_mutex_lock(&all->lock);
	bool in_use = iio_bursts_in_use(all, device);

	pthread_mutex_unlock(&all->lock);
	return in_use;
}

/* Waits for a change, at most until a deadline of base/clock.h. */
static void changed_wait(struct iio_buffers *all, long long deadline)
{
	struct timespec end = { .tv_sec = deadline / 1000,
				.tv_nsec = deadline % 1000 * 1000000 };

	pthread_cond_timedwait(&all->changed, &all->lock, &end);
}

/* Another buffer of the device that stands in the way of this one. */
static bool cyclic_conflict(struct iio_buffers *all, enum iio_device device,
			    bool cyclic)
{
	for (struct iio_buffer *b = all->open; b; b = b->next)
		if (b->device == device && (cyclic || b->cyclic))
			return true;
	return false;
}

static int buffer_link(struct iio_buffers *all, struct iio_buffer *b)
{
	long long grace = clock_deadline(CYCLIC_GRACE_MS);
	int r = 0;

	pthread_mutex_lock(&all->lock);
	while (cyclic_conflict(all, b->device, b->cyclic) &&
	       clock_left_ms(grace) > 0)
		changed_wait(all, grace);
	while (all->running)
		pthread_cond_wait(&all->changed, &all->lock);
	if (cyclic_conflict(all, b->device, b->cyclic)) {
		r = -EBUSY;
	} else {
		b->next = all->open;
		all->open = b;
		if (b->device == IIO_DEVICE_ADC)
			twin_adc_opened(all->bench);
	}
	pthread_mutex_unlock(&all->lock);
	return r;
}

int iio_buffer_open(struct iio_buffers *all, enum iio_device device,
		    long long samples, uint64_t mask, bool cyclic,
		    struct iio_buffer **out)
{
	size_t frame_size = iio_frame_size(device, mask, NULL);

	if (!frame_size || samples < 1 ||
	    samples > (long long)(IIO_BUFFER_BYTES_MAX / frame_size))
		return -EINVAL;
	if (cyclic && !iio_device_info(device)->output)
		return -EPERM;
	struct iio_buffer *b = calloc(1, sizeof(*b));

	if (!b)
		return -ENOMEM;
	b->all = all;
	b->device = device;
	b->mask = mask;
	b->cyclic = cyclic;
	b->frame_size = frame_size;
	b->limit = QUEUE_BUFFERS * (size_t)samples * frame_size;
	if (b->limit < QUEUE_BYTES_MIN)
		b->limit = QUEUE_BYTES_MIN;
	int r = buffer_link(all, b);

	if (r)
		free(b);
	else
		*out = b;
	return r;
}

void iio_buffer_close(struct iio_buffer *buffer)
{
	if (!buffer)
		return;
	struct iio_buffers *all = buffer->all;

	pthread_mutex_lock(&all->lock);
	while (all->running)
		pthread_cond_wait(&all->changed, &all->lock);
	for (struct iio_buffer **at = &all->open; *at; at = &(*at)->next)
		if (*at == buffer) {
			*at = buffer->next;
			break;
		}
	if (iio_bursts_go_to(buffer->device))
		iio_bursts_unrecorded(all);
	pthread_cond_broadcast(&all->changed);
	pthread_mutex_unlock(&all->lock);
	iio_queue_free(&buffer->queue);
	free(buffer);
}

size_t iio_buffer_frame_size(const struct iio_buffer *buffer)
{
	return buffer->frame_size;
}

uint64_t iio_buffer_mask(const struct iio_buffer *buffer)
{
	return buffer->mask;
}

/* A wait without a timeout never ends on its own. */
static bool is_late(const struct iio_wait *wait, long long deadline)
{
	return wait->timeout_ms && !clock_left_ms(deadline);
}

/* Waits a little for a change; 0 = look again. */
static int buffer_wait(struct iio_buffers *all, const struct iio_wait *wait,
		       long long deadline)
{
	long long slice = clock_deadline(SLICE_MS);

	if (is_late(wait, deadline))
		return -ETIMEDOUT;
	if (wait->gone && wait->gone(wait->arg))
		return -EPIPE;
	if (wait->timeout_ms && deadline < slice)
		slice = deadline;
	changed_wait(all, slice);
	return 0;
}

/* Events stay with the bench until they are read. */
static bool buffer_has(const struct iio_buffer *b, size_t len)
{
	if (b->device == IIO_DEVICE_EVENTS)
		return twin_events_pending(b->all->bench) >=
		       len / b->frame_size;
	return b->queue.len >= len;
}

static void events_take(struct iio_buffer *b, char *data, size_t len)
{
	struct twin_event event;

	for (; len; data += b->frame_size, len -= b->frame_size) {
		if (!twin_events_take(b->all->bench, &event, 1))
			break;
		iio_samples_event(&event, b->mask, data);
	}
}

static int buffer_fill(struct iio_buffer *b, size_t len,
		       const struct iio_wait *wait)
{
	long long deadline = clock_deadline((int)wait->timeout_ms);

	while (!buffer_has(b, len)) {
		int r = -ENODEV;

		if (!b->all->stopped)
			r = iio_bursts_step(b->all);
		if (!r || r == -EAGAIN)
			r = buffer_wait(b->all, wait, deadline);
		else if (r == 1 && is_late(wait, deadline) &&
			 !buffer_has(b, len))
			r = -ETIMEDOUT;
		if (r < 0)
			return r;
	}
	return 0;
}

int iio_buffer_read(struct iio_buffer *buffer, void *data, size_t len,
		    const struct iio_wait *wait)
{
	struct iio_buffers *all = buffer->all;

	if (buffer->device == IIO_DEVICE_DAC)
		return -EBADF;
	pthread_mutex_lock(&all->lock);
	buffer->want = len;
	int r = buffer_fill(buffer, len, wait);

	buffer->want = 0;
	if (!r && buffer->device == IIO_DEVICE_EVENTS)
		events_take(buffer, data, len);
	else if (!r)
		iio_queue_take(&buffer->queue, data, len);
	/* There may be room for others' bursts now. */
	pthread_cond_broadcast(&all->changed);
	pthread_mutex_unlock(&all->lock);
	return r;
}

int iio_buffer_write(struct iio_buffer *buffer, const void *data, size_t len)
{
	size_t nslots = len / buffer->frame_size;
	unsigned lanes = buffer->all->lanes;

	if (buffer->device != IIO_DEVICE_DAC)
		return -EBADF;
	if (!nslots || nslots > TWIN_SLOTS_MAX)
		return -EINVAL;
	/* Lanes that the client did not enable send the middle symbol. */
	int16_t *codes = iio_samples_spread(data, nslots, lanes, buffer->mask);

	if (!codes)
		return -ENOMEM;
	int r = twin_pattern_load(buffer->all->bench, codes, nslots);

	free(codes);
	return r;
}
