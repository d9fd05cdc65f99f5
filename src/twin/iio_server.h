/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The controller of the simulated bench as an IIO network context: listens on
 * the loopback interface and serves each connection on a thread of its own.
 * The bench must outlive the server.
 */
#ifndef TWIN_IIO_SERVER_H
#define TWIN_IIO_SERVER_H

#include "base/err.h"
#include "twin/bench.h"

struct iio_server; /* opaque */

/* port 0 = any free one. ERR_IO if it cannot be had. */
enum err_code iio_server_start(struct twin_bench *bench, unsigned port,
			       struct iio_server **out,
			       struct err *e) MUST_CHECK;
unsigned iio_server_port(const struct iio_server *server);
/* Ends all conversations, then returns; NULL is accepted. */
void iio_server_stop(struct iio_server *server);

#endif
