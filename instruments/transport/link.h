/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A byte link to one instrument: what callers may do.
 *
 * Every call takes a timeout in milliseconds and returns by then, whatever
 * the cable does. Errors name the address ("tcp 127.0.0.1:5025: ...") and what
 * was expected. After ERR_TIMEOUT in the middle of a reply the link is out of
 * step: link_discard() (or closing) is needed before the next query, and
 * scpi.h does that by itself. Not thread-safe; one owner per link.
 */
#ifndef INSTRUMENTS_TRANSPORT_LINK_H
#define INSTRUMENTS_TRANSPORT_LINK_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct link; /* opaque */

/*
 * Opens "tcp:HOST:PORT", "serial:PATH:BAUD", "pty:PATH" (also "usbtmc:PATH").
 * ERR_USAGE for an unknown prefix or a malformed address, ERR_IO/ERR_TIMEOUT
 * if the other side cannot be reached.
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

/* Appends one line without its terminator (LF, optional CR before it). What
 * came after the line is kept for the next read. ERR_PROTOCOL if longer than
 * out's maximum. */
enum err_code link_read_line(struct link *link, struct buf *out,
			     int timeout_ms, struct err *e) MUST_CHECK;

/* Throws away what has arrived and arrives within quiet_ms of silence. */
enum err_code link_discard(struct link *link, int quiet_ms,
			   struct err *e) MUST_CHECK;

#endif
