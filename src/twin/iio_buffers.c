/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Queues between the bursts of the bench and the readers of its streams. */
#include "twin/iio_buffers.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Samples a stream may hold back for a slow reader, if its own buffers are
 * smaller. */
#define QUEUE_BYTES_MIN (1u << 20)
#define QUEUE_BUFFERS 4
/* How often a waiting reader looks whether its client is still there. */
#define SLICE_MS 20
/* A cyclic buffer may be opened while the last one is being closed on
 * another connection. */
#define CYCLIC_GRACE_MS 50

struct iio_buffer {
	struct iio_buffers *all;
	struct iio_buffer *next;
	enum iio_device device;
	uint64_t mask;
	bool cyclic;
	size_t frame_size; /* bytes of the enabled channels */
	char *data;	   /* queue: data[head..head + len) */
	size_t head, len, cap;
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

static bool is_capture(enum iio_device device)
{
	return device == IIO_DEVICE_ADC || device == IIO_DEVICE_COMPARATOR;
}

static bool device_in_use(struct iio_buffers *all, enum iio_device device)
{
	for (struct iio_buffer *b = all->open; b; b = b->next)
		if (b->device == device)
			return true;
	return false;
}

static bool capture_in_use(struct iio_buffers *all)
{
	return device_in_use(all, IIO_DEVICE_ADC) ||
	       device_in_use(all, IIO_DEVICE_COMPARATOR);
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
	return !b->len || b->len < b->want || b->len + add <= b->limit;
}

/* Makes place for add bytes behind what is queued. */
static int buffer_reserve(struct iio_buffer *b, size_t add)
{
	if (b->head + b->len + add <= b->cap)
		return 0;
	if (b->head) {
		memmove(b->data, b->data + b->head, b->len);
		b->head = 0;
	}
	if (b->len + add <= b->cap)
		return 0;
	char *more = realloc(b->data, b->len + add);

	if (!more)
		return -ENOMEM;
	b->data = more;
	b->cap = b->len + add;
	return 0;
}

/* Appends frames of all lanes, of which the buffer keeps its channels. */
static void buffer_append(struct iio_buffer *b, const char *from,
			  size_t frames)
{
	unsigned lanes = b->all->lanes;
	size_t size = iio_device_info(b->device)->sample_size;
	char *to = b->data + b->head + b->len;

	b->len += frames * b->frame_size;
	if (b->frame_size == lanes * size) {
		memcpy(to, from, frames * b->frame_size);
		return;
	}
	for (size_t f = 0; f < frames; f++, from += lanes * size)
		for (unsigned c = 0; c < lanes; c++)
			if (b->mask >> c & 1) {
				memcpy(to, from + c * size, size);
				to += size;
			}
}

static int scratch_reserve(struct iio_buffers *all, enum iio_device device,
			   size_t frames)
{
	/* One frame more, so that an empty burst has an address as well. */
	size_t size = (frames + 1) * all->lanes *
		      iio_device_info(device)->sample_size;

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
		if (is_capture(b->device) &&
		    !buffer_has_room(b, frames[b->device] * b->frame_size))
			return -EAGAIN;
	for (struct iio_buffer *b = all->open; b; b = b->next) {
		if (!is_capture(b->device))
			continue;
		int r = scratch_reserve(all, b->device, frames[b->device]);

		if (!r)
			r = buffer_reserve(b,
					   frames[b->device] * b->frame_size);
		if (r)
			return r;
	}
	return 0;
}

/*
 * Runs the next fired burst; called with the lock, which is released while
 * the bench computes. 1: done, 0: none is pending, -EAGAIN: not now.
 */
static int burst_step(struct iio_buffers *all)
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
	char *adc = device_in_use(all, IIO_DEVICE_ADC) ?
			    all->scratch[IIO_DEVICE_ADC] :
			    NULL;
	char *cmp = device_in_use(all, IIO_DEVICE_COMPARATOR) ?
			    all->scratch[IIO_DEVICE_COMPARATOR] :
			    NULL;

	all->running = true;
	pthread_mutex_unlock(&all->lock);
	r = twin_burst_run(all->bench, (int16_t *)(void *)adc, (int8_t *)cmp);
	pthread_mutex_lock(&all->lock);
	all->running = false;
	for (struct iio_buffer *b = all->open; r == 1 && b; b = b->next)
		if (is_capture(b->device))
			buffer_append(b, all->scratch[b->device],
				      frames[b->device]);
	pthread_cond_broadcast(&all->changed);
	return r;
}

void iio_buffers_advance(struct iio_buffers *all)
{
	pthread_mutex_lock(&all->lock);
	while (burst_step(all) == 1)
		;
	pthread_mutex_unlock(&all->lock);
}

static void run_unrecorded(struct iio_buffers *all)
{
	while (!capture_in_use(all) && burst_step(all) == 1)
		;
}

void iio_buffers_fired(struct iio_buffers *all)
{
	pthread_mutex_lock(&all->lock);
	run_unrecorded(all);
	pthread_cond_broadcast(&all->changed);
	pthread_mutex_unlock(&all->lock);
}

bool iio_buffers_in_use(struct iio_buffers *all, enum iio_device device)
{
	pthread_mutex_lock(&all->lock);
	bool in_use = device_in_use(all, device);

	pthread_mutex_unlock(&all->lock);
	return in_use;
}

static struct timespec time_after(struct timespec t, unsigned ms)
{
	t.tv_sec += ms / 1000;
	t.tv_nsec += (long)(ms % 1000) * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}

static struct timespec time_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t;
}

static bool time_before(struct timespec a, struct timespec b)
{
	return a.tv_sec != b.tv_sec ? a.tv_sec < b.tv_sec :
				      a.tv_nsec < b.tv_nsec;
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
	struct timespec end = time_after(time_now(), CYCLIC_GRACE_MS);
	int r = 0;

	pthread_mutex_lock(&all->lock);
	while (!r && !all->stopped &&
	       cyclic_conflict(all, b->device, b->cyclic))
		r = pthread_cond_timedwait(&all->changed, &all->lock, &end);
	while (all->running)
		pthread_cond_wait(&all->changed, &all->lock);
	r = 0;
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
	const struct iio_device_info *info = iio_device_info(device);
	size_t frame_size = (size_t)__builtin_popcountll(mask) *
			    info->sample_size;

	if (!info->format || !frame_size || samples < 1 ||
	    samples > (long long)(IIO_BUFFER_BYTES_MAX / frame_size))
		return -EINVAL;
	if (cyclic && !info->output)
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
	if (is_capture(buffer->device))
		run_unrecorded(all);
	pthread_cond_broadcast(&all->changed);
	pthread_mutex_unlock(&all->lock);
	free(buffer->data);
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

static bool is_late(const struct iio_wait *wait, struct timespec end)
{
	return wait->timeout_ms && !time_before(time_now(), end);
}

/* Waits a little for a change; 0 = look again. */
static int buffer_wait(struct iio_buffers *all, const struct iio_wait *wait,
		       struct timespec end)
{
	struct timespec slice = time_after(time_now(), SLICE_MS);

	if (is_late(wait, end))
		return -ETIMEDOUT;
	if (wait->timeout_ms && time_before(end, slice))
		slice = end;
	if (wait->gone && wait->gone(wait->arg))
		return -EPIPE;
	pthread_cond_timedwait(&all->changed, &all->lock, &slice);
	return 0;
}

int iio_buffer_read(struct iio_buffer *buffer, void *data, size_t len,
		    const struct iio_wait *wait)
{
	struct iio_buffers *all = buffer->all;
	struct timespec end = time_after(time_now(), wait->timeout_ms);
	int r = 0;

	if (!is_capture(buffer->device))
		return -EBADF;
	pthread_mutex_lock(&all->lock);
	buffer->want = len;
	while (!r && buffer->len < len) {
		if (all->stopped) {
			r = -ENODEV;
			break;
		}
		r = burst_step(all);
		if (r == 1)
			r = is_late(wait, end) ? -ETIMEDOUT : 0;
		else if (!r || r == -EAGAIN)
			r = buffer_wait(all, wait, end);
	}
	buffer->want = 0;
	if (!r) {
		memcpy(data, buffer->data + buffer->head, len);
		buffer->head += len;
		buffer->len -= len;
		if (!buffer->len)
			buffer->head = 0;
		/* There may be room for others' bursts now. */
		pthread_cond_broadcast(&all->changed);
	}
	pthread_mutex_unlock(&all->lock);
	return r;
}

int iio_buffer_write(struct iio_buffer *buffer, const void *data, size_t len)
{
	size_t nslots = len / buffer->frame_size;
	unsigned lanes = buffer->all->lanes;
	const int16_t *from = data;

	if (buffer->device != IIO_DEVICE_DAC)
		return -EBADF;
	if (!nslots || nslots > TWIN_SLOTS_MAX)
		return -EINVAL;
	/* Lanes that the client did not enable send the middle symbol. */
	int16_t *codes = calloc(nslots * lanes, sizeof(*codes));

	if (!codes)
		return -ENOMEM;
	for (size_t s = 0; s < nslots; s++)
		for (unsigned c = 0; c < lanes; c++)
			if (buffer->mask >> c & 1)
				codes[s * lanes + c] = *from++;
	int r = twin_pattern_load(buffer->all->bench, codes, nslots);

	free(codes);
	return r;
}
