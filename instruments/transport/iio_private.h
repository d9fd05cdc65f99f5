/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What iio_link.c, iio_attr.c and iio_stream.c share. */
#ifndef INSTRUMENTS_TRANSPORT_IIO_PRIVATE_H
#define INSTRUMENTS_TRANSPORT_IIO_PRIVATE_H

#include "instruments/transport/iio_format.h"
#include "instruments/transport/iio_library.h"
#include "instruments/transport/iio_link.h"
#include "instruments/transport/worker.h"

#define IIO_TEXT_MAX 8192 /* of an attribute; sysfs has 4096 */
#define IIO_STREAMS_MAX 8
#define IIO_CHANNELS_MAX 64

/*
 * One connection and the call being made over it. All of it is on the heap
 * and belongs to the worker, since a late call goes on writing here after its
 * caller has left.
 */
struct iio_connection {
	const struct iio_library *lib;
	struct iio_context *context;
	struct iio_buffer *buffers[IIO_STREAMS_MAX];
	int timeout_ms;
	char uri[320];
	/* the call: in */
	struct iio_device *device;
	struct iio_channel *channel; /* NULL = device attribute */
	size_t slot; /* of the buffer to refill or close */
	char attr[128];
	size_t channels, frames;
	struct iio_channel *channel_list[IIO_CHANNELS_MAX];
	struct iio_format format[IIO_CHANNELS_MAX];
	double *codes; /* to be pushed */
	/* and out */
	char text[IIO_TEXT_MAX];
	long result; /* < 0: -errno */
};

struct iio_link {
	char *name, *uri;
	int timeout_ms;
	struct worker *worker;		   /* NULL = not connected */
	struct iio_connection *connection; /* the worker's */
	unsigned generation;		   /* counts connections */
	bool broken;			   /* out of step: connect anew */
};

/*
 * Makes the call on the worker, by the link's timeout. ERR_OK says only that
 * it returned: connection->result may be < 0, and iio_link_explain makes an
 * error of it. After any other code the connection is gone.
 */
enum err_code iio_link_call(struct iio_link *link, void (*call)(void *),
			    const char *what, struct err *e) MUST_CHECK;

/* An error from -errno and the time the call took; marks the link broken
 * where the answer may still come or cannot be trusted. */
enum err_code iio_link_explain(struct iio_link *link, long result,
			       long long began, const char *what,
			       struct err *e);

enum err_code iio_link_find(struct iio_link *link, const char *device,
			    struct iio_device **out, struct err *e) MUST_CHECK;

#endif
