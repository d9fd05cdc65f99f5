/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One TCP connection of the IIO server: lines in, replies out. Functions that
 * return int give 0 or minus an errno; after -ECONNRESET nothing more can be
 * said to this client. One thread uses a link at a time.
 */
#ifndef TWIN_IIO_LINK_H
#define TWIN_IIO_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

/* How the next reply is spoilt, for tests of clients. */
enum iio_fault {
	IIO_FAULT_NONE,
	IIO_FAULT_SILENCE,    /* no reply */
	IIO_FAULT_LATE_REPLY, /* withheld until the client's next line */
	IIO_FAULT_HALF_REPLY, /* half of its bytes */
	IIO_FAULT_GARBAGE,    /* a line that is no number instead of it */
	IIO_FAULT_CLOSE,      /* the connection ends instead of it */
	IIO_FAULT_RESET,      /* it is reset */
	IIO_FAULT_REFUSE,     /* of a write: -EIO, and nothing is changed */
	IIO_FAULT_RESTART,    /* all connections end */
	IIO_FAULT_PORT_CLOSED, /* so does this, and no new one is taken */
	IIO_FAULT_SLOW_DRAIN, /* a kilobyte each millisecond */
};

struct iio_link {
	int fd;
	size_t head, tail; /* unread bytes are in[head..tail) */
	enum iio_fault fault;
	char *held; /* a withheld reply */
	size_t held_len;
	char in[4096];
};

void iio_link_init(struct iio_link *link, int fd);
void iio_link_free(struct iio_link *link); /* leaves fd open */

/* The next line without its LF, NUL-terminated. -EMSGSIZE: longer than size;
 * it has been read to its end and thrown away. */
int iio_link_line(struct iio_link *link, char *line, size_t size);
/* Exactly len bytes; data NULL throws them away. */
int iio_link_read(struct iio_link *link, void *data, size_t len);
/* A part of a reply; sending does not write to it. */
struct iovec iio_link_part(const void *bytes, size_t len);
/* One reply, made of parts (at most 8), through the present fault. */
int iio_link_send(struct iio_link *link, const struct iovec *parts, int n);
/* A reply that is just a number and LF. */
int iio_link_number(struct iio_link *link, long long number);
/* Whether the client has gone away, without waiting. */
bool iio_link_gone(struct iio_link *link);

#endif
