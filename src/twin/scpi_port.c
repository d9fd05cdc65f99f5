/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sockets and pseudo-terminals of the simulated lab instruments. */
#define _GNU_SOURCE /* ptsname_r, accept4 */
#include "twin/scpi_port.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#define SEND_TIMEOUT_MS 1000

static enum err_code open_tcp(const char *where, struct twin_scpi_port *port,
			      struct err *e)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t size = sizeof(a);
	const char *text = where + strlen("tcp:127.0.0.1:");
	char *rest;
	unsigned long number = strtoul(text, &rest, 10);
	int one = 1;

	if (*text == '\0' || *rest || number > 65535)
		return err_set(e, ERR_USAGE, "\"%s\": expected a port number",
			       where);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	a.sin_port = htons((uint16_t)number);
	port->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (port->listener < 0)
		return err_set_errno(e, ERR_IO, "%s", where);
	/* A port just left by an earlier run can be taken at once. */
	(void)setsockopt(port->listener, SOL_SOCKET, SO_REUSEADDR, &one,
			 sizeof(one));
	if (bind(port->listener, (struct sockaddr *)&a, sizeof(a)) ||
	    listen(port->listener, 8) ||
	    getsockname(port->listener, (struct sockaddr *)&a, &size))
		return err_set_errno(e, ERR_IO, "%s", where);
	snprintf(port->address, sizeof(port->address), "tcp:127.0.0.1:%u",
		 ntohs(a.sin_port));
	return ERR_OK;
}

static enum err_code open_pty(struct twin_scpi_port *port, struct err *e)
{
	struct termios t;
	char name[48];

	port->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (port->master < 0 || grantpt(port->master) ||
	    unlockpt(port->master) ||
	    ptsname_r(port->master, name, sizeof(name)))
		return err_set_errno(e, ERR_IO, "pseudo-terminal");
	port->slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (port->slave < 0 || tcgetattr(port->slave, &t))
		return err_set_errno(e, ERR_IO, "%s", name);
	/* Raw from the first moment: no echo of what a client sends before
	 * it has set its own mode. */
	cfmakeraw(&t);
	if (tcsetattr(port->slave, TCSANOW, &t))
		return err_set_errno(e, ERR_IO, "%s: raw mode", name);
	snprintf(port->address, sizeof(port->address), "pty:%s", name);
	return ERR_OK;
}

enum err_code twin_scpi_port_open(const char *where, struct twin_scpi_port *out,
				  struct err *e)
{
	*out = (struct twin_scpi_port){ .listener = -1, .master = -1,
					.slave = -1 };
	if (strncmp(where, "tcp:127.0.0.1:", strlen("tcp:127.0.0.1:")) == 0)
		return open_tcp(where, out, e);
	if (strcmp(where, "pty:") == 0)
		return open_pty(out, e);
	return err_set(e, ERR_USAGE,
		       "\"%s\": expected tcp:127.0.0.1:PORT or pty:", where);
}

void twin_scpi_port_close(struct twin_scpi_port *port)
{
	int *fds[] = { &port->listener, &port->master, &port->slave };

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		if (*fds[i] >= 0)
			close(*fds[i]);
		*fds[i] = -1;
	}
}

int twin_scpi_port_accept(struct twin_scpi_port *port)
{
	int fd = accept4(port->listener, NULL, NULL, SOCK_CLOEXEC);
	int one = 1;

	if (fd >= 0)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one,
				 sizeof(one));
	return fd;
}

ssize_t twin_scpi_port_send(int fd, const void *data, size_t len)
{
	struct pollfd p = { fd, POLLOUT, 0 };

	if (poll(&p, 1, SEND_TIMEOUT_MS) == 0) {
		errno = ETIMEDOUT;
		return -1;
	}
	ssize_t n = send(fd, data, len, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n < 0 && errno == ENOTSOCK)
		n = write(fd, data, len);
	return n;
}
