/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One IIO context (libiio 0.2x, loaded when the first one is opened).
 *
 * The traps of libiio 0.24 end here: a fresh URI copy for each connection, a
 * new context after any lost reply (a late answer would be taken for the next
 * one), EPIPE after a deadline reported as ERR_TIMEOUT, step checked against
 * the sample size after each refill, no SIGPIPE, nothing on stderr, no cloned
 * contexts. After ERR_TIMEOUT, ERR_CLOSED or ERR_PROTOCOL the context is
 * reconnected by the next call; streams that were open end with ERR_CLOSED.
 *
 * Every call returns within the timeout and 50 ms. What libiio still waits for
 * then is left to a thread of its own until libiio gives up: 5 s for a
 * connection, as long as bytes go on dripping in for a reply. A server that
 * sends more samples than a refill asked for is believed by libiio, which then
 * writes past its buffer: only servers that are trusted so far can be used.
 *
 * Names are the devices' and channels' names or ids. Not thread-safe.
 */
#ifndef INSTRUMENTS_TRANSPORT_IIO_LINK_H
#define INSTRUMENTS_TRANSPORT_IIO_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct iio_link;   /* opaque */
struct iio_stream; /* opaque: an open buffer of one device */

/* uri: "ip:HOST:PORT", "usb:...", "local:". */
enum err_code iio_link_open(const char *uri, int timeout_ms,
			    struct iio_link **out, struct err *e) MUST_CHECK;
void iio_link_close(struct iio_link *link);
const char *iio_link_name(const struct iio_link *link); /* "iio ip:H:P" */

/* Context attribute, NULL if absent; valid until the next call. */
const char *iio_link_context_attr(struct iio_link *link, const char *name);

bool iio_link_has_device(struct iio_link *link, const char *device);
/* Number of channels of that direction that can be streamed. */
size_t iio_link_channel_count(struct iio_link *link, const char *device,
			      bool output);
/* Code range of the first channel that can be streamed in. */
enum err_code iio_link_range(struct iio_link *link, const char *device,
			     double *low, double *high,
			     struct err *e) MUST_CHECK;
bool iio_link_has_attr(struct iio_link *link, const char *device,
		       const char *channel, bool output, const char *attr);

/* channel NULL = device attribute. Text without NUL or newline. */
enum err_code iio_link_read(struct iio_link *link, const char *device,
			    const char *channel, bool output, const char *attr,
			    char *text, size_t size, struct err *e) MUST_CHECK;
enum err_code iio_link_write(struct iio_link *link, const char *device,
			     const char *channel, bool output,
			     const char *attr, const char *text,
			     struct err *e) MUST_CHECK;
/* Strict decimal numbers: "12q" is ERR_PROTOCOL. */
enum err_code iio_link_read_double(struct iio_link *link, const char *device,
				   const char *channel, bool output,
				   const char *attr, double *value,
				   struct err *e) MUST_CHECK;

/* Input stream over the first `channels` channels, `frames` per refill. */
enum err_code iio_stream_open(struct iio_link *link, const char *device,
			      size_t channels, size_t frames,
			      struct iio_stream **out,
			      struct err *e) MUST_CHECK;
/*
 * Refills once: frames x channels values [frame][channel] as raw codes in
 * host order, sign-extended, shifted (any format the XML says). got
 * counts frames and may be less than asked for. ERR_TIMEOUT when no data came
 * (the stream is usable if the server said so itself), ERR_PROTOCOL when step
 * and sample size disagree, ERR_UNSUPPORTED where codes need more bits.
 */
enum err_code iio_stream_read(struct iio_stream *stream, int32_t *codes,
			      size_t *got, struct err *e) MUST_CHECK;
/* The same for codes of any width, time stamps among them. */
enum err_code iio_stream_read_wide(struct iio_stream *stream, int64_t *codes,
				   size_t *got, struct err *e) MUST_CHECK;
void iio_stream_close(struct iio_stream *stream);

/* Pushes one output buffer of codes that must be in the format's range,
 * [frame][channel]; not cyclic. */
enum err_code iio_link_push(struct iio_link *link, const char *device,
			    size_t channels, const double *codes,
			    size_t frames, struct err *e) MUST_CHECK;

#endif
