/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buffers of an IIO context: samples in, and one buffer of samples out. */
#include "instruments/transport/iio_link.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "instruments/transport/iio_private.h"

struct iio_stream {
	struct iio_link *link;
	unsigned generation; /* of the connection it belongs to */
	size_t slot;	     /* in the connection's buffers */
	char device[80];
	struct iio_device *dev;
	struct iio_channel *channel[IIO_CHANNELS_MAX];
	struct iio_format format[IIO_CHANNELS_MAX];
	size_t channels, frames;
	bool native; /* every channel is le:s16/16>>0 */
};

static struct iio_format format_of(const struct iio_data_format *f)
{
	return (struct iio_format){
		.bytes = f->length / 8, .bits = f->bits, .shift = f->shift,
		.is_signed = f->is_signed, .big_endian = f->is_be,
	};
}

size_t iio_link_channel_count(struct iio_link *link, const char *device,
			      bool output)
{
	struct iio_device *dev = NULL;
	if (iio_link_find(link, device, &dev, NULL))
		return 0;
	const struct iio_library *lib = link->connection->lib;
	size_t n = 0;
	for (unsigned i = 0; i < lib->device_get_channels_count(dev); i++) {
		struct iio_channel *ch = lib->device_get_channel(dev, i);
		n += lib->channel_is_scan_element(ch) &&
		     lib->channel_is_output(ch) == output;
	}
	return n;
}

enum err_code iio_link_range(struct iio_link *link, const char *device,
			     double *low, double *high, struct err *e)
{
	struct iio_device *dev = NULL;
	enum err_code code = iio_link_find(link, device, &dev, e);
	if (code)
		return code;
	const struct iio_library *lib = link->connection->lib;
	for (unsigned i = 0; i < lib->device_get_channels_count(dev); i++) {
		struct iio_channel *ch = lib->device_get_channel(dev, i);
		struct iio_format f = format_of(lib->channel_get_data_format(
			ch));
		if (!lib->channel_is_scan_element(ch) ||
		    lib->channel_is_output(ch) || !iio_format_valid(&f))
			continue;
		iio_format_range(&f, low, high);
		return ERR_OK;
	}
	return err_set(e, ERR_UNSUPPORTED, "%s: %s has no channel to stream",
		       link->name, device);
}

/* Enables the first n channels that can be streamed and no other; they come
 * in the order of their places in a frame. */
static enum err_code select_channels(struct iio_link *link, const char *device,
				     bool output, struct iio_stream *s,
				     struct err *e)
{
	if (s->channels > IIO_CHANNELS_MAX)
		return err_set(e, ERR_RANGE, "%s: %s: more than %d channels",
			       link->name, device, IIO_CHANNELS_MAX);
	enum err_code code = iio_link_find(link, device, &s->dev, e);
	if (code)
		return code;
	const struct iio_library *lib = link->connection->lib;
	size_t n = 0;
	s->native = true;
	for (unsigned i = 0; i < lib->device_get_channels_count(s->dev); i++) {
		struct iio_channel *ch = lib->device_get_channel(s->dev, i);
		lib->channel_disable(ch);
		if (n == s->channels || !lib->channel_is_scan_element(ch) ||
		    lib->channel_is_output(ch) != output)
			continue;
		const struct iio_data_format *f =
			lib->channel_get_data_format(ch);
		struct iio_format *format = &s->format[n];
		*format = format_of(f);
		if (f->repeat > 1 || f->length % 8 || !iio_format_valid(format))
			return err_set(e, ERR_UNSUPPORTED,
				       "%s: %s: samples of %u bits in %u x %u, "
				       "shifted by %u, cannot be read",
				       link->name, device, f->bits, f->repeat,
				       f->length, f->shift);
		s->native = s->native && iio_format_is_native_s16(format);
		s->channel[n++] = ch;
		lib->channel_enable(ch);
	}
	if (n < s->channels || n == 0)
		return err_set(e, ERR_UNSUPPORTED,
			       "%s: %s: expected %zu channels to stream, there "
			       "are %zu",
			       link->name, device, s->channels, n);
	return ERR_OK;
}

/* Whether signed numbers of so many bits hold the codes of every channel. */
static enum err_code check_codes(const struct iio_stream *s, unsigned bits,
				 struct err *e)
{
	for (size_t i = 0; i < s->channels; i++) {
		const struct iio_format *f = &s->format[i];
		if (f->bits + !f->is_signed > bits)
			return err_set(e, ERR_UNSUPPORTED,
				       "%s: %s: %s codes of %u bits do not "
				       "fit %u",
				       s->link->name, s->device,
				       f->is_signed ? "signed" : "unsigned",
				       f->bits, bits);
	}
	return ERR_OK;
}

static void call_open(void *state)
{
	struct iio_connection *c = state;
	errno = 0;
	struct iio_buffer *b =
		c->lib->device_create_buffer(c->device, c->frames, false);
	c->result = b ? 0 : errno ? -errno : -EIO;
	for (size_t i = 0; b && i < IIO_STREAMS_MAX; i++)
		if (!c->buffers[i]) {
			c->buffers[i] = b;
			c->result = (long)i;
			return;
		}
	if (b) {
		c->lib->buffer_destroy(b);
		c->result = -EMFILE;
	}
}

static void call_refill(void *state)
{
	struct iio_connection *c = state;
	c->result = c->lib->buffer_refill(c->buffers[c->slot]);
}

static void call_close(void *state)
{
	struct iio_connection *c = state;
	struct iio_buffer *b = c->buffers[c->slot];
	c->buffers[c->slot] = NULL;
	c->lib->buffer_destroy(b);
}

static void call_push(void *state)
{
	struct iio_connection *c = state;
	call_open(c);
	if (c->result < 0)
		return;
	size_t slot = (size_t)c->result;
	struct iio_buffer *b = c->buffers[slot];
	ptrdiff_t step = c->lib->buffer_step(b);
	for (size_t k = 0; k < c->channels; k++) {
		struct iio_channel *ch = c->channel_list[k];
		char *p = c->lib->buffer_first(b, ch);
		for (size_t i = 0; i < c->frames; i++, p += step)
			iio_format_put(&c->format[k], p,
				       c->codes[i * c->channels + k]);
	}
	c->result = c->lib->buffer_push(b);
	c->buffers[slot] = NULL;
	c->lib->buffer_destroy(b);
}

enum err_code iio_stream_open(struct iio_link *link, const char *device,
			      size_t channels, size_t frames,
			      struct iio_stream **out, struct err *e)
{
	struct iio_stream *s = calloc(1, sizeof(*s));
	if (!s)
		return err_set(e, ERR_NOMEM, "out of memory");
	s->link = link;
	s->channels = channels;
	s->frames = frames;
	strncpy(s->device, device, sizeof(s->device) - 1);
	enum err_code code = select_channels(link, device, false, s, e);
	if (code)
		goto out;
	struct iio_connection *c = link->connection;
	c->device = s->dev;
	c->frames = frames;
	long long began = clock_monotonic_ms();
	code = iio_link_call(link, call_open, device, e);
	if (code)
		goto out;
	if (c->result < 0) {
		code = iio_link_explain(link, c->result, began, device, e);
		goto out;
	}
	s->generation = link->generation;
	s->slot = (size_t)c->result;
out:
	if (code)
		free(s);
	else
		*out = s;
	return code;
}

/* NULL when the connection it was opened on is gone. */
static struct iio_connection *connection_of(const struct iio_stream *s)
{
	return s->link->worker && s->link->generation == s->generation ?
		       s->link->connection : NULL;
}

static void convert(const struct iio_stream *s, struct iio_connection *c,
		    ptrdiff_t step, size_t frames, int32_t *codes)
{
	const struct iio_library *lib = c->lib;
	struct iio_buffer *b = c->buffers[s->slot];
	if (s->native && step == (ptrdiff_t)(2 * s->channels)) {
		iio_format_get_s16(lib->buffer_first(b, s->channel[0]),
				   frames * s->channels, codes);
		return;
	}
	for (size_t k = 0; k < s->channels; k++) {
		const char *p = lib->buffer_first(b, s->channel[k]);
		for (size_t i = 0; i < frames; i++, p += step)
			codes[i * s->channels + k] =
				(int32_t)iio_format_get(&s->format[k], p);
	}
}

/*
 * A server that leaves channels out makes frames shorter without an error, and
 * then samples would be taken for those of another channel. Longer frames, of
 * a server with several readers, are fine.
 */
static enum err_code check_frames(const struct iio_stream *s, long bytes,
				  ptrdiff_t step, ssize_t size, struct err *e)
{
	if (size <= 0 || step < size || bytes % step)
		return err_set(e, ERR_PROTOCOL,
			       "%s: %s: expected frames of %zd bytes, got %ld "
			       "bytes in frames of %td",
			       s->link->name, s->device, size, bytes, step);
	if (bytes == 0)
		return err_set(e, ERR_TIMEOUT,
			       "%s: %s: expected samples, got none",
			       s->link->name, s->device);
	if ((size_t)(bytes / step) > s->frames)
		return err_set(e, ERR_PROTOCOL,
			       "%s: %s: expected at most %zu frames, got %td",
			       s->link->name, s->device, s->frames,
			       bytes / step);
	return ERR_OK;
}

/* One refill; the buffer then holds *got frames of *step bytes. */
static enum err_code refill(struct iio_stream *s, ptrdiff_t *step,
			    size_t *got, struct err *e)
{
	struct iio_connection *c = connection_of(s);
	if (!c)
		return err_set(e, ERR_CLOSED,
			       "%s: %s: the stream ended when the connection "
			       "was lost",
			       s->link->name, s->device);
	c->slot = s->slot;
	long long began = clock_monotonic_ms();
	enum err_code code = iio_link_call(s->link, call_refill, s->device,
					   e);
	if (code)
		return code;
	if (c->result < 0) {
		bool broken = s->link->broken;
		code = iio_link_explain(s->link, c->result, began, s->device,
					e);
		/* The server's own word: the conversation goes on. */
		if (c->result == -ETIMEDOUT)
			s->link->broken = broken;
		return code;
	}
	*step = c->lib->buffer_step(c->buffers[s->slot]);
	code = check_frames(s, c->result, *step,
			    c->lib->device_get_sample_size(s->dev), e);
	if (!code)
		*got = (size_t)(c->result / *step);
	return code;
}

enum err_code iio_stream_read(struct iio_stream *s, int32_t *codes,
			      size_t *got, struct err *e)
{
	ptrdiff_t step = 0;
	enum err_code code = check_codes(s, 32, e);
	if (!code)
		code = refill(s, &step, got, e);
	if (!code)
		convert(s, s->link->connection, step, *got, codes);
	return code;
}

enum err_code iio_stream_read_wide(struct iio_stream *s, int64_t *codes,
				   size_t *got, struct err *e)
{
	ptrdiff_t step = 0;
	enum err_code code = check_codes(s, 64, e);
	if (!code)
		code = refill(s, &step, got, e);
	if (code)
		return code;
	const struct iio_connection *c = s->link->connection;
	for (size_t k = 0; k < s->channels; k++) {
		const char *p = c->lib->buffer_first(c->buffers[s->slot],
						     s->channel[k]);
		for (size_t i = 0; i < *got; i++, p += step)
			codes[i * s->channels + k] =
				iio_format_get_whole(&s->format[k], p);
	}
	return ERR_OK;
}

void iio_stream_close(struct iio_stream *s)
{
	if (!s)
		return;
	struct iio_connection *c = connection_of(s);
	/* Of a broken connection the buffers go with it. */
	if (c && !s->link->broken) {
		c->slot = s->slot;
		if (iio_link_call(s->link, call_close, s->device, NULL))
			s->link->broken = true;
	}
	free(s);
}

enum err_code iio_link_push(struct iio_link *link, const char *device,
			    size_t channels, const double *codes,
			    size_t frames, struct err *e)
{
	struct iio_stream s = { .link = link, .channels = channels };
	enum err_code code = select_channels(link, device, true, &s, e);
	if (code)
		return code;
	for (size_t i = 0; i < frames * channels; i++) {
		double low, high;
		iio_format_range(&s.format[i % channels], &low, &high);
		if (!(codes[i] >= low && codes[i] <= high))
			return err_set(e, ERR_RANGE,
				       "%s: %s: sample %zu: expected %g to "
				       "%g, got %g",
				       link->name, device, i / channels, low,
				       high, codes[i]);
	}
	struct iio_connection *c = link->connection;
	free(c->codes);
	c->codes = malloc(frames * channels * sizeof(*codes));
	if (!c->codes)
		return err_set(e, ERR_NOMEM, "out of memory");
	memcpy(c->codes, codes, frames * channels * sizeof(*codes));
	memcpy(c->format, s.format, sizeof(c->format));
	memcpy(c->channel_list, s.channel, sizeof(c->channel_list));
	c->device = s.dev;
	c->channels = channels;
	c->frames = frames;
	long long began = clock_monotonic_ms();
	code = iio_link_call(link, call_push, device, e);
	if (code || c->result >= 0)
		return code;
	if (c->result != -EINVAL)
		return iio_link_explain(link, c->result, began, device, e);
	link->broken = true;
	return err_set(e, ERR_REFUSED, "%s: %s: the samples were refused",
		       link->name, device);
}
