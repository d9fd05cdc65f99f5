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
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define SEND_TIMEOUT_MS 1000
#define BACKLOG 8

/* A socket at a port of 127.0.0.1 (0 = any free one) that does not listen. */
static int bind_tcp(unsigned number)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_port = htons((uint16_t)number) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int one = 1;

	if (fd < 0)
		return -1;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	/* A port just left by an earlier run can be taken at once. */
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&a, sizeof(a))) {
		close(fd);
		return -1;
	}
	return fd;
}

static unsigned number_of(int fd)
{
	struct sockaddr_in a;
	socklen_t size = sizeof(a);

	return getsockname(fd, (struct sockaddr *)&a, &size) ?
		       0 :
		       ntohs(a.sin_port);
}

static enum err_code open_tcp(const char *where, struct twin_scpi_port *port,
			      struct err *e)
{
	const char *text = where + strlen("tcp:127.0.0.1:");
	char *rest;
	unsigned long number = strtoul(text, &rest, 10);

	if (*text == '\0' || *rest || number > 65535)
		return err_set(e, ERR_USAGE, "\"%s\": expected a port number",
			       where);
	port->listener = bind_tcp((unsigned)number);
	if (port->listener < 0 || listen(port->listener, BACKLOG))
		return err_set_errno(e, ERR_IO, "%s", where);
	snprintf(port->address, sizeof(port->address), "tcp:127.0.0.1:%u",
		 number_of(port->listener));
	return ERR_OK;
}

/* Puts the link to a terminal in place of an older link, never of a file. */
static bool link_make(const char *name, const char *link)
{
	struct stat st;

	if (!lstat(link, &st) && S_ISLNK(st.st_mode))
		unlink(link);
	return !symlink(name, link);
}

static enum err_code make_pty(struct twin_scpi_port *port, struct err *e)
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
	if (*port->link && !link_make(name, port->link))
		return err_set_errno(e, ERR_IO, "%s: link", port->link);
	snprintf(port->address, sizeof(port->address), "pty:%s",
		 *port->link ? port->link : name);
	return ERR_OK;
}

static enum err_code open_pty(const char *where, struct twin_scpi_port *port,
			      struct err *e)
{
	const char *link = where + strlen("pty:");

	if (strlen(link) >= sizeof(port->link))
		return err_set(e, ERR_USAGE, "\"%s\": too long", where);
	strcpy(port->link, link);
	enum err_code code = make_pty(port, e);

	if (code)
		port->link[0] = '\0'; /* not ours to remove */
	return code;
}

enum err_code twin_scpi_port_open(const char *where, struct twin_scpi_port *out,
				  struct err *e)
{
	*out = (struct twin_scpi_port){ .listener = -1, .master = -1,
					.slave = -1 };
	if (strncmp(where, "tcp:127.0.0.1:", strlen("tcp:127.0.0.1:")) == 0)
		return open_tcp(where, out, e);
	if (strncmp(where, "pty:", strlen("pty:")) == 0)
		return open_pty(where, out, e);
	return err_set(e, ERR_USAGE,
		       "\"%s\": expected tcp:127.0.0.1:PORT, pty: or pty:LINK",
		       where);
}

static void shut(struct twin_scpi_port *port)
{
	int *fds[] = { &port->listener, &port->master, &port->slave };

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		if (*fds[i] >= 0)
			close(*fds[i]);
		*fds[i] = -1;
	}
}

void twin_scpi_port_close(struct twin_scpi_port *port)
{
	if (*port->link)
		unlink(port->link);
	shut(port);
}

/* The number of a closed port is taken again at once, so that no one else gets
 * it, but nobody listens. */
void twin_scpi_port_down(struct twin_scpi_port *port)
{
	unsigned number = port->listener >= 0 ? number_of(port->listener) : 0;

	if (*port->link)
		unlink(port->link);
	shut(port);
	if (number)
		port->listener = bind_tcp(number);
}

bool twin_scpi_port_up(struct twin_scpi_port *port)
{
	struct err e = { 0 };

	if (port->listener >= 0)
		return !listen(port->listener, BACKLOG);
	return !make_pty(port, &e);
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
