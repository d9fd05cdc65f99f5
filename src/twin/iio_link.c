/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buffered reading and gathered writing on one socket, and spoilt replies. */
#include "twin/iio_link.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define PARTS_MAX 8
#define SLOW_PIECE 1024 /* bytes */

void iio_link_init(struct iio_link *link, int fd)
{
	memset(link, 0, sizeof(*link));
	link->fd = fd;
}

void iio_link_free(struct iio_link *link)
{
	free(link->held);
}

static ssize_t receive(struct iio_link *link, void *data, size_t len)
{
	ssize_t got;

	do {
		got = recv(link->fd, data, len, 0);
	} while (got < 0 && errno == EINTR);
	return got > 0 ? got : -ECONNRESET;
}

static int link_fill(struct iio_link *link)
{
	ssize_t got = receive(link, link->in, sizeof(link->in));

	if (got < 0)
		return (int)got;
	link->head = 0;
	link->tail = (size_t)got;
	return 0;
}

int iio_link_line(struct iio_link *link, char *line, size_t size)
{
	size_t len = 0;
	bool whole = true;

	for (;;) {
		if (link->head == link->tail) {
			int r = link_fill(link);

			if (r)
				return r;
		}
		const char *from = link->in + link->head;
		size_t have = link->tail - link->head;
		const char *end = memchr(from, '\n', have);
		size_t take = end ? (size_t)(end - from) : have;

		if (len + take < size)
			memcpy(line + len, from, take);
		else
			whole = false;
		if (whole)
			len += take;
		link->head += take + (end != NULL);
		if (end)
			break;
	}
	line[whole ? len : 0] = '\0';
	return whole ? 0 : -EMSGSIZE;
}

int iio_link_read(struct iio_link *link, void *data, size_t len)
{
	char *to = data;

	while (len) {
		size_t have = link->tail - link->head;

		if (!have && to && len >= sizeof(link->in)) {
			ssize_t got = receive(link, to, len);

			if (got < 0)
				return (int)got;
			to += got;
			len -= (size_t)got;
			continue;
		}
		if (!have) {
			int r = link_fill(link);

			if (r)
				return r;
			continue;
		}
		if (have > len)
			have = len;
		if (to) {
			memcpy(to, link->in + link->head, have);
			to += have;
		}
		link->head += have;
		len -= have;
	}
	return 0;
}

static int send_parts(int fd, struct iovec *part, size_t n)
{
	while (n) {
		struct msghdr msg = { .msg_iov = part, .msg_iovlen = n };
		ssize_t sent = sendmsg(fd, &msg, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return -ECONNRESET;
		while (n && (size_t)sent >= part->iov_len) {
			sent -= (ssize_t)part->iov_len;
			part++;
			n--;
		}
		if (n) {
			part->iov_base = (char *)part->iov_base + sent;
			part->iov_len -= (size_t)sent;
		}
	}
	return 0;
}

struct iovec iio_link_part(const void *bytes, size_t len)
{
	return (struct iovec){ .iov_base = (void *)(uintptr_t)bytes,
			       .iov_len = len };
}

static int send_bytes(int fd, const char *data, size_t len)
{
	struct iovec part = iio_link_part(data, len);

	return send_parts(fd, &part, 1);
}

/* Keeps a reply back; several (the two of a buffer write) queue up. */
static int link_hold(struct iio_link *link, const struct iovec *parts, int n)
{
	for (int i = 0; i < n; i++) {
		size_t len = parts[i].iov_len;
		char *more = realloc(link->held, link->held_len + len + 1);

		if (!more)
			return -ENOMEM;
		memcpy(more + link->held_len, parts[i].iov_base, len);
		link->held = more;
		link->held_len += len;
	}
	return 0;
}

static int link_release(struct iio_link *link)
{
	int r = send_bytes(link->fd, link->held, link->held_len);

	free(link->held);
	link->held = NULL;
	link->held_len = 0;
	return r;
}

static int send_half(struct iio_link *link, struct iovec *part, int n)
{
	size_t total = 0;

	for (int i = 0; i < n; i++)
		total += part[i].iov_len;
	total /= 2;
	for (int i = 0; i < n; i++) {
		if (part[i].iov_len > total)
			part[i].iov_len = total;
		total -= part[i].iov_len;
	}
	return send_parts(link->fd, part, (size_t)n);
}

static int send_slowly(struct iio_link *link, const struct iovec *parts, int n)
{
	static const struct timespec pause = { .tv_nsec = 1000000 };

	for (int i = 0; i < n; i++) {
		const char *from = parts[i].iov_base;
		size_t left = parts[i].iov_len;

		while (left) {
			size_t piece = left < SLOW_PIECE ? left : SLOW_PIECE;
			int r = send_bytes(link->fd, from, piece);

			if (r)
				return r;
			from += piece;
			left -= piece;
			nanosleep(&pause, NULL);
		}
	}
	return 0;
}

/* Closing sends RST then, and throws away what is under way. */
static void reset_on_close(int fd)
{
	struct linger none = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
}

int iio_link_send(struct iio_link *link, const struct iovec *parts, int n)
{
	static const char garbage[] = "?#~ not a number ~#?\n";
	struct iovec part[PARTS_MAX];

	memcpy(part, parts, (size_t)n * sizeof(*part));
	switch (link->fault) {
	case IIO_FAULT_SILENCE:
		return 0;
	case IIO_FAULT_LATE_REPLY:
		return link_hold(link, part, n);
	case IIO_FAULT_HALF_REPLY:
		return send_half(link, part, n);
	case IIO_FAULT_GARBAGE:
		return send_bytes(link->fd, garbage, sizeof(garbage) - 1);
	case IIO_FAULT_RESET:
		reset_on_close(link->fd);
		return -ECONNRESET;
	case IIO_FAULT_RESTART:
	case IIO_FAULT_PORT_CLOSED:
		return -ECONNRESET; /* the server ends it */
	case IIO_FAULT_CLOSE:
		shutdown(link->fd, SHUT_RDWR);
		return -ECONNRESET;
	case IIO_FAULT_SLOW_DRAIN:
		return send_slowly(link, part, n);
	case IIO_FAULT_REFUSE:
	case IIO_FAULT_NONE:
		break;
	}
	if (link->held) {
		int r = link_release(link);

		if (r)
			return r;
	}
	return send_parts(link->fd, part, (size_t)n);
}

int iio_link_number(struct iio_link *link, long long number)
{
	char text[32];
	int len = snprintf(text, sizeof(text), "%lld\n", number);
	struct iovec part = iio_link_part(text, (size_t)len);

	return iio_link_send(link, &part, 1);
}

bool iio_link_gone(struct iio_link *link)
{
	char byte;
	ssize_t got = recv(link->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

	return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}
