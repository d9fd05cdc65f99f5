/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SCPI over a link: one command or query at a time, with a deadline. A late
 * or broken reply never becomes the answer to the next query: what has come
 * unasked is thrown away before each query, and after a lost reply the link is
 * reconnected (tcp) or waited for until it is silent and then asked *IDN?
 * until the identity comes that it gave before. Errors begin with the link's
 * address.
 */
#ifndef INSTRUMENTS_SCPI_H
#define INSTRUMENTS_SCPI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "instruments/scpi_parse.h"

/* Longest reply line; blocks are bounded by the caller's buffer. */
#define SCPI_LINE_MAX 65536

struct scpi; /* opaque; owns its link */

enum err_code scpi_open(const char *address, int timeout_ms, struct scpi **out,
			struct err *e) MUST_CHECK;
void scpi_close(struct scpi *scpi); /* NULL is accepted */
const char *scpi_name(const struct scpi *scpi); /* "tcp 127.0.0.1:5025" */

/* For a command that takes its time (zeroing, long averages); returns the
 * timeout that was set before. */
int scpi_set_timeout(struct scpi *scpi, int timeout_ms);

/* Logs in, or whatever an instrument asks for on each new connection: now, and
 * whenever the link has been connected again. */
enum err_code scpi_greet(struct scpi *scpi,
			 enum err_code (*greet)(struct scpi *scpi,
						struct err *e),
			 struct err *e) MUST_CHECK;
/* A constant other than "SYST:ERR?", of an instrument that has its own. */
void scpi_set_error_query(struct scpi *scpi, const char *query);

/* Sends one command, newline added; printf form. */
enum err_code scpi_send(struct scpi *scpi, struct err *e, const char *fmt, ...)
	MUST_CHECK PRINTF_LIKE(3, 4);
/* Sends, then asks SYSTem:ERRor? until 0: ERR_INSTRUMENT with all entries. */
enum err_code scpi_set(struct scpi *scpi, struct err *e, const char *fmt, ...)
	MUST_CHECK PRINTF_LIKE(3, 4);
/* The second half of scpi_set alone. */
enum err_code scpi_check_errors(struct scpi *scpi, struct err *e) MUST_CHECK;
/* The reply line without terminator and outer blanks. */
enum err_code scpi_query_text(struct scpi *scpi, char *text, size_t size,
			      struct err *e, const char *fmt, ...)
	MUST_CHECK PRINTF_LIKE(5, 6);
/* See scpi_parse_double for the forms of numbers and for suffix. */
enum err_code scpi_query_double(struct scpi *scpi, const char *suffix,
				double *value, struct err *e, const char *fmt,
				...) MUST_CHECK PRINTF_LIKE(5, 6);
/* 0/1/ON/OFF. */
enum err_code scpi_query_bool(struct scpi *scpi, bool *value, struct err *e,
			      const char *fmt, ...)
	MUST_CHECK PRINTF_LIKE(4, 5);
/* Definite (#3512...) and indefinite (#0...) blocks; out's maximum bounds.
 * An indefinite block over a byte stream ends with a newline and silence. */
enum err_code scpi_query_block(struct scpi *scpi, struct buf *out,
			       struct err *e, const char *fmt, ...)
	MUST_CHECK PRINTF_LIKE(4, 5);
/* Comma-separated numbers: n must match. */
enum err_code scpi_query_doubles(struct scpi *scpi, double *values, size_t n,
				 struct err *e, const char *fmt, ...)
	MUST_CHECK PRINTF_LIKE(5, 6);

#endif
