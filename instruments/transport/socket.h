/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TCP connections by a deadline, name look-up included. Errors say what
 * failed but not where: callers add their own address.
 */
#ifndef INSTRUMENTS_TRANSPORT_SOCKET_H
#define INSTRUMENTS_TRANSPORT_SOCKET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct socket_address {
	char host[256], port[6];
};

/* "HOST:PORT" or "[V6]:PORT"; the port may be left out where default_port is
 * not NULL. ERR_USAGE with what is wrong. */
enum err_code socket_parse(const char *text, const char *default_port,
			   struct socket_address *out,
			   struct err *e) MUST_CHECK;

/* A non-blocking descriptor with TCP_NODELAY. ERR_TIMEOUT, ERR_REFUSED, ERR_IO
 * (no such host). */
enum err_code socket_connect(const struct socket_address *address,
			     long long deadline, int *fd,
			     struct err *e) MUST_CHECK;

enum err_code socket_read(int fd, void *data, size_t size, size_t *got,
			  long long deadline, struct err *e) MUST_CHECK;
enum err_code socket_write(int fd, const void *data, size_t len,
			   long long deadline, struct err *e) MUST_CHECK;

/* Waits for poll events on any descriptor: ERR_TIMEOUT at the deadline. */
enum err_code socket_wait(int fd, short events, long long deadline,
			  struct err *e) MUST_CHECK;

#endif
