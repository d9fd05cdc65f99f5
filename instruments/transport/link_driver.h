/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a transport fills in. link.c adds the name to every error, buffers,
 * splits lines and bounds babble; a transport moves bytes until a deadline
 * (clock_deadline(), monotonic milliseconds).
 */
#ifndef INSTRUMENTS_TRANSPORT_LINK_DRIVER_H
#define INSTRUMENTS_TRANSPORT_LINK_DRIVER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct link_driver {
	const char *scheme, *form; /* "tcp", "tcp:HOST:PORT" */
	bool reconnects;	   /* a new open drops what was in flight */
	/* place: the address behind "scheme:". */
	enum err_code (*open)(const char *place, long long deadline,
			      void **state, struct err *e);
	void (*close)(void *state);
	/* 1..size bytes as soon as there are any, or ERR_TIMEOUT; end becomes
	 * true if a message ended with them. A deadline that is past means
	 * what is there now. */
	enum err_code (*read)(void *state, void *data, size_t size,
			      size_t *got, bool *end, long long deadline,
			      struct err *e);
	/* Makes the other side forget replies that were not read; NULL where
	 * there is no such thing. */
	enum err_code (*clear)(void *state, struct err *e);
	/* All of it, or an error. */
	enum err_code (*write)(void *state, const void *data, size_t len,
			       long long deadline, struct err *e);
};

extern const struct link_driver link_tcp, link_serial, link_pty, link_usbtmc;

#endif
