/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TCP connections by a deadline; the network part of tcp and iio links. */
#include "config.h"

#include "instruments/transport/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

static bool port_valid(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	return digits >= 1 && digits <= 5 && text[digits] == '\0' &&
	       atoi(text) >= 1 && atoi(text) <= 65535;
}

enum err_code socket_parse(const char *text, const char *default_port,
			   struct socket_address *out, struct err *e)
{
	const char *host = text, *end = NULL;
	if (*text == '[') {
		host++;
		end = strchr(host, ']');
		if (!end || (end[1] != ':' && end[1] != '\0'))
			return err_set(e, ERR_USAGE, "no \"]\" after the host");
	} else {
		end = host + strcspn(host, ":");
	}
	const char *rest = *end == ']' ? end + 1 : end;
	const char *port = *rest == ':' ? rest + 1 : default_port;
	size_t len = (size_t)(end - host);
	if (len == 0 || len >= sizeof(out->host))
		return err_set(e, ERR_USAGE, "no usable host name");
	if (!port)
		return err_set(e, ERR_USAGE, "the port is missing");
	if (!port_valid(port))
		return err_set(e, ERR_USAGE,
			       "\"%s\" is not a port from 1 to 65535", port);
	memcpy(out->host, host, len);
	out->host[len] = '\0';
	snprintf(out->port, sizeof(out->port), "%s", port);
	return ERR_OK;
}

enum err_code socket_wait(int fd, short events, long long deadline,
			  struct err *e)
{
	for (;;) {
		struct pollfd p = { .fd = fd, .events = events };
		int n = poll(&p, 1, clock_left_ms(deadline));
		if (n > 0)
			return ERR_OK;
		if (n == 0)
			return err_set(e, ERR_TIMEOUT, "timed out");
		if (errno != EINTR)
			return err_set_errno(e, ERR_IO, "poll");
	}
}

/*
 * The resolver may think for half a minute; it does so on a thread of the C
 * library. A request that cannot be taken back in time is left to it: freeing
 * memory that it still writes to would be worse than losing it.
 */
struct look_up {
	struct gaicb request;
	struct addrinfo hints;
	struct socket_address address;
};

static enum err_code look_up_name(const struct socket_address *address,
				  long long deadline, struct addrinfo **out,
				  struct err *e)
{
	struct look_up *l = calloc(1, sizeof(*l));
	if (!l)
		return err_set(e, ERR_NOMEM, "out of memory");
	l->address = *address;
	l->hints.ai_socktype = SOCK_STREAM;
	l->hints.ai_flags = AI_NUMERICSERV;
	l->request = (struct gaicb){ .ar_name = l->address.host,
				     .ar_service = l->address.port,
				     .ar_request = &l->hints };
	struct gaicb *list[1] = { &l->request };
	int rc = getaddrinfo_a(GAI_NOWAIT, list, 1, NULL);
	while (rc == 0 && (rc = gai_error(&l->request)) == EAI_INPROGRESS) {
		int left = clock_left_ms(deadline);
		if (left == 0) {
			if (gai_cancel(&l->request) == EAI_CANCELED)
				free(l);
			return err_set(e, ERR_TIMEOUT, "timed out");
		}
		struct timespec t = { left / 1000, left % 1000 * 1000000L };
		gai_suspend((const struct gaicb *const *)list, 1, &t);
		rc = 0;
	}
	*out = l->request.ar_result;
	free(l);
	if (rc)
		return err_set(e, ERR_IO, "host \"%s\" was not found: %s",
			       address->host, gai_strerror(rc));
	return ERR_OK;
}

/* Addresses in digits need nobody's help. */
static enum err_code resolve(const struct socket_address *address,
			     long long deadline, struct addrinfo **out,
			     struct err *e)
{
	const struct addrinfo hints = {
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
	};
	if (getaddrinfo(address->host, address->port, &hints, out) == 0)
		return ERR_OK;
	return look_up_name(address, deadline, out, e);
}

static enum err_code connect_one(const struct addrinfo *a, long long deadline,
				 int *out, struct err *e)
{
	int fd = socket(a->ai_family,
			SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return err_set_errno(e, ERR_IO, "socket");
	int one = 1, problem = 0;
	socklen_t len = sizeof(problem);
	enum err_code code = ERR_OK;
	if (connect(fd, a->ai_addr, a->ai_addrlen) < 0)
		problem = errno;
	if (problem == EINPROGRESS) {
		code = socket_wait(fd, POLLOUT, deadline, e);
		if (!code)
			getsockopt(fd, SOL_SOCKET, SO_ERROR, &problem, &len);
	}
	if (!code && problem) {
		errno = problem;
		code = err_set_errno(
			e, problem == ECONNREFUSED ? ERR_REFUSED : ERR_IO,
			"cannot connect");
	}
	if (code) {
		close(fd);
		return code;
	}
	/* Only latency: a link without it still works. */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	*out = fd;
	return ERR_OK;
}

enum err_code socket_connect(const struct socket_address *address,
			     long long deadline, int *fd, struct err *e)
{
	struct addrinfo *found = NULL;
	enum err_code code = resolve(address, deadline, &found, e);
	if (code)
		return code;
	code = ERR_IO;
	for (struct addrinfo *a = found; a; a = a->ai_next) {
		code = connect_one(a, deadline, fd, e);
		if (code == ERR_OK || code == ERR_TIMEOUT)
			break;
	}
	freeaddrinfo(found);
	return code;
}

enum err_code socket_read(int fd, void *data, size_t size, size_t *got,
			  long long deadline, struct err *e)
{
	for (;;) {
		ssize_t n = recv(fd, data, size, MSG_DONTWAIT);
		if (n > 0) {
			*got = (size_t)n;
			return ERR_OK;
		}
		if (n == 0)
			return err_set(e, ERR_CLOSED,
				       "the other side closed the connection");
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN && errno != EWOULDBLOCK)
			return err_set_errno(e, ERR_CLOSED,
					     "the connection broke");
		enum err_code code = socket_wait(fd, POLLIN, deadline, e);
		if (code)
			return code;
	}
}

enum err_code socket_write(int fd, const void *data, size_t len,
			   long long deadline, struct err *e)
{
	const char *p = data;
	while (len) {
		ssize_t n = send(fd, p, len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n >= 0) {
			p += n;
			len -= (size_t)n;
			continue;
		}
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN && errno != EWOULDBLOCK)
			return err_set_errno(e, ERR_CLOSED,
					     "the connection broke");
		enum err_code code = socket_wait(fd, POLLOUT, deadline, e);
		if (code)
			return code;
	}
	return ERR_OK;
}
