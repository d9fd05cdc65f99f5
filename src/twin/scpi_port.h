/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where an endpoint can be reached: a loopback TCP port or a pseudo-terminal,
 * which a symbolic link may name. Knows no messages.
 */
#ifndef TWIN_SCPI_PORT_H
#define TWIN_SCPI_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

struct twin_scpi_port {
	int listener; /* TCP, or -1 */
	int master;   /* pseudo-terminal, or -1 */
	int slave;    /* kept open, so that a client's leaving is no hang-up */
	char link[100]; /* path of the link to the terminal; "" = there is none */
	char address[112];
};

/* where: "tcp:127.0.0.1:PORT", "pty:" or "pty:LINK". On error *out may be
 * closed too. */
enum err_code twin_scpi_port_open(const char *where, struct twin_scpi_port *out,
				  struct err *e) MUST_CHECK;
void twin_scpi_port_close(struct twin_scpi_port *port);

/*
 * As if unplugged: connecting is refused, a terminal hangs up. Clients that
 * are connected stay. And back again: a TCP port is the same, a terminal is
 * another one at the same link. false: it could not be had.
 */
void twin_scpi_port_down(struct twin_scpi_port *port);
bool twin_scpi_port_up(struct twin_scpi_port *port);

/* The next TCP client, or -1. */
int twin_scpi_port_accept(struct twin_scpi_port *port);

/* As write(2), waits at most a second, never raises SIGPIPE. */
ssize_t twin_scpi_port_send(int fd, const void *data, size_t len);

#endif
