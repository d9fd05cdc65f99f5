/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running fired bursts and handing their samples to the open buffers. */
#include "twin/iio_bursts.h"

#include <errno.h>
#include <stdlib.h>

#include "twin/iio_faults.h"
#include "twin/iio_samples.h"

bool iio_bursts_go_to(enum iio_device device)
{
	return device == IIO_DEVICE_ADC || device == IIO_DEVICE_COMPARATOR;
}

bool iio_bursts_in_use(struct iio_buffers *all, enum iio_device device)
{
	for (struct iio_buffer *b = all->open; b; b = b->next)
		if (b->device == device)
			return true;
	return false;
}

static bool capture_in_use(struct iio_buffers *all)
{
	return iio_bursts_in_use(all, IIO_DEVICE_ADC) ||
	       iio_bursts_in_use(all, IIO_DEVICE_COMPARATOR);
}

/* Frames (all lanes) that the next burst gives each capture device. */
static void burst_frames(struct iio_buffers *all, size_t *frames)
{
	struct twin_adc_format format;
	struct twin_frame frame;

	twin_adc_format(all->bench, &format);
	twin_frame_get(all->bench, &frame);
	frames[IIO_DEVICE_ADC] = format.samples_per_burst;
	frames[IIO_DEVICE_COMPARATOR] = (size_t)frame.slots * frame.nrecord;
}

static bool buffer_has_room(const struct iio_buffer *b, size_t add)
{
	size_t len = b->queue.len;

	return !len || len < b->want || len + add <= b->limit;
}

static int scratch_reserve(struct iio_buffers *all, enum iio_device device,
			   size_t frames)
{
	/* One frame more, so that an empty burst has an address as well. */
	size_t size = (frames + 1) * all->lanes * iio_channel_size(device, 0);

	if (size <= all->scratch_size[device])
		return 0;
	char *more = realloc(all->scratch[device], size);

	if (!more)
		return -ENOMEM;
	all->scratch[device] = more;
	all->scratch_size[device] = size;
	return 0;
}

/* Memory for a burst everywhere. -EAGAIN: someone must read first. */
static int burst_reserve(struct iio_buffers *all, const size_t *frames)
{
	for (struct iio_buffer *b = all->open; b; b = b->next)
		if (iio_bursts_go_to(b->device) &&
		    !buffer_has_room(b, frames[b->device] * b->frame_size))
			return -EAGAIN;
	for (struct iio_buffer *b = all->open; b; b = b->next) {
		if (!iio_bursts_go_to(b->device))
			continue;
		int r = scratch_reserve(all, b->device, frames[b->device]);

		if (!r)
			r = iio_queue_reserve(&b->queue,
					      frames[b->device] *
						      b->frame_size);
		if (r)
			return r;
	}
	return 0;
}

static void burst_deliver(struct iio_buffers *all, size_t *frames)
{
	if (iio_bursts_in_use(all, IIO_DEVICE_ADC))
		frames[IIO_DEVICE_ADC] = iio_fault_samples(
			all->bench,
			(int16_t *)(void *)all->scratch[IIO_DEVICE_ADC],
			frames[IIO_DEVICE_ADC], all->lanes);
	for (struct iio_buffer *b = all->open; b; b = b->next) {
		if (!iio_bursts_go_to(b->device))
			continue;
		size_t n = frames[b->device];

		iio_samples_pick(all->scratch[b->device], n, all->lanes,
				 iio_channel_size(b->device, 0), b->mask,
				 iio_queue_add(&b->queue, n * b->frame_size));
	}
}

/*
 * Runs the next fired burst; called with the lock, which is released while
 * the bench computes. 1: done, 0: none is pending, -EAGAIN: not now.
 */
int iio_bursts_step(struct iio_buffers *all)
{
	size_t frames[IIO_DEVICE_COUNT] = { 0 };

	if (all->running || all->stopped)
		return -EAGAIN;
	if (!twin_remaining(all->bench))
		return 0;
	burst_frames(all, frames);
	int r = burst_reserve(all, frames);

	if (r)
		return r;
	char *adc = iio_bursts_in_use(all, IIO_DEVICE_ADC) ?
			    all->scratch[IIO_DEVICE_ADC] :
			    NULL;
	char *cmp = iio_bursts_in_use(all, IIO_DEVICE_COMPARATOR) ?
			    all->scratch[IIO_DEVICE_COMPARATOR] :
			    NULL;

	all->running = true;
	pthread_mutex_unlock(&all->lock);
	r = twin_burst_run(all->bench, (int16_t *)(void *)adc,
			   frames[IIO_DEVICE_ADC] * all->lanes, (int8_t *)cmp,
			   frames[IIO_DEVICE_COMPARATOR] * all->lanes);
	pthread_mutex_lock(&all->lock);
	all->running = false;
	if (r == 1)
		burst_deliver(all, frames);
	else if (r == -ESTALE)
		r = 1; /* another client has changed the frame: once more */
	pthread_cond_broadcast(&all->changed);
	return r;
}

void iio_buffers_advance(struct iio_buffers *all)
{
	pthread_mutex_lock(&all->lock);
	while (iio_bursts_step(all) == 1)
		;
	pthread_mutex_unlock(&all->lock);
}

void iio_bursts_unrecorded(struct iio_buffers *all)
{
	while (!capture_in_use(all) && iio_bursts_step(all) == 1)
		;
}

void iio_buffers_fired(struct iio_buffers *all)
{
	pthread_mutex_lock(&all->lock);
	iio_bursts_unrecorded(all);
	pthread_cond_broadcast(&all->changed);
	pthread_mutex_unlock(&all->lock);
}
