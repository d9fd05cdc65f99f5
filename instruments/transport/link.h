/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A byte link to one instrument: what callers may do.
 *
 * Every call takes a timeout in milliseconds and returns by then, whatever
 * the cable does. Errors name the address ("tcp 127.0.0.1:5025: ...") and what
 * was expected: ERR_TIMEOUT for silence, ERR_CLOSED for a pulled cable,
 * ERR_PROTOCOL for bytes that cannot be a reply. After ERR_TIMEOUT in the
 * middle of a reply the link is out of step: link_resync() is needed before
 * the next query, and scpi.h does that by itself. Not thread-safe; one owner
 * per link.
 */
#ifndef INSTRUMENTS_TRANSPORT_LINK_H
#define INSTRUMENTS_TRANSPORT_LINK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct link; /* opaque */

/*
 * Opens "tcp:HOST:PORT", "serial:PATH:BAUD", "pty:PATH" or "usbtmc:PATH".
 * ERR_USAGE for an unknown prefix or a malformed address; ERR_IO, ERR_REFUSED
 * or ERR_TIMEOUT if the other side cannot be reached.
 */
enum err_code link_open(const char *address, int timeout_ms, struct link **out,
			struct err *e) MUST_CHECK;
void link_close(struct link *link); /* NULL is accepted */

/* Address for messages: "tcp 127.0.0.1:5025". */
const char *link_name(const struct link *link);

enum err_code link_write(struct link *link, const void *data, size_t len,
			 int timeout_ms, struct err *e) MUST_CHECK;

/* Reads at least 1 and at most size bytes. */
enum err_code link_read(struct link *link, void *data, size_t size,
			size_t *got, int timeout_ms, struct err *e) MUST_CHECK;

/* Appends exactly n bytes to out. */
enum err_code link_read_exact(struct link *link, size_t n, struct buf *out,
			      int timeout_ms, struct err *e) MUST_CHECK;

/*
 * Appends one line without its terminator (LF, optional CR before it; on
 * message transports the end of the message also ends the line). What came
 * after the line is kept for the next read. ERR_PROTOCOL if longer than
 * out's maximum. What came of a line that never ended is in out.
 */
enum err_code link_read_line(struct link *link, struct buf *out,
			     int timeout_ms, struct err *e) MUST_CHECK;

/* The same up to and without the byte `end`, for instruments that end a reply
 * with a prompt or a CR alone. */
enum err_code link_read_until(struct link *link, char end, struct buf *out,
			      int timeout_ms, struct err *e) MUST_CHECK;

/*
 * Throws away what has arrived and arrives until quiet_ms pass in silence (0 =
 * what is there now). ERR_PROTOCOL from a peer that never stops talking.
 */
enum err_code link_discard(struct link *link, int quiet_ms,
			   struct err *e) MUST_CHECK;

/* True where a new connection cannot carry a late reply of the old one. */
bool link_reconnects(const struct link *link);

/* After a lost reply: a new connection within timeout_ms where there are
 * connections (tcp), a device clear where there is one (usbtmc), else
 * link_discard with quiet_ms. */
enum err_code link_resync(struct link *link, int quiet_ms, int timeout_ms,
			  struct err *e) MUST_CHECK;

#endif
