/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tcp:HOST:PORT, the raw socket of SCPI instruments (port 5025 by habit). */
#include "instruments/transport/link_driver.h"

#include <stdlib.h>
#include <unistd.h>

#include "instruments/transport/socket.h"

struct tcp {
	int fd;
};

static enum err_code tcp_open(const char *place, long long deadline,
			      void **state, struct err *e)
{
	struct socket_address address;
	enum err_code code = socket_parse(place, NULL, &address, e);
	if (code)
		return code;
	struct tcp *tcp = malloc(sizeof(*tcp));
	if (!tcp)
		return err_set(e, ERR_NOMEM, "out of memory");
	code = socket_connect(&address, deadline, &tcp->fd, e);
	if (code)
		free(tcp);
	else
		*state = tcp;
	return code;
}

static void tcp_close(void *state)
{
	struct tcp *tcp = state;
	close(tcp->fd);
	free(tcp);
}

static enum err_code tcp_read(void *state, void *data, size_t size,
			      size_t *got, bool *end, long long deadline,
			      struct err *e)
{
	struct tcp *tcp = state;
	*end = false;
	return socket_read(tcp->fd, data, size, got, deadline, e);
}

static enum err_code tcp_write(void *state, const void *data, size_t len,
			       long long deadline, struct err *e)
{
	struct tcp *tcp = state;
	return socket_write(tcp->fd, data, len, deadline, e);
}

const struct link_driver link_tcp = {
	.scheme = "tcp",
	.form = "tcp:HOST:PORT",
	.reconnects = true,
	.open = tcp_open,
	.close = tcp_close,
	.read = tcp_read,
	.write = tcp_write,
};
