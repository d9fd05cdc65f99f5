/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SCPI over a link: one command or query at a time, with a deadline. A late
 * or broken reply never becomes the answer to the next query: after any error
 * the link is drained or reopened before it is used again.
 */
#ifndef INSTRUMENTS_SCPI_H
#define INSTRUMENTS_SCPI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct scpi; /* opaque; owns its link */

enum err_code scpi_open(const char *address, int timeout_ms, struct scpi **out,
			struct err *e) MUST_CHECK;
void scpi_close(struct scpi *scpi); /* NULL is accepted */
const char *scpi_name(const struct scpi *scpi);

/* Sends one command, newline added; printf form. */
enum err_code scpi_send(struct scpi *scpi, struct err *e, const char *fmt, ...)
	MUST_CHECK PRINTF_LIKE(3, 4);
/* Sends, then asks SYSTem:ERRor? until 0: ERR_INSTRUMENT with all entries. */
enum err_code scpi_set(struct scpi *scpi, struct err *e, const char *fmt, ...)
	MUST_CHECK PRINTF_LIKE(3, 4);
/* The reply line without terminator and outer blanks. */
enum err_code scpi_query_text(struct scpi *scpi, char *text, size_t size,
			      struct err *e, const char *fmt, ...)
	MUST_CHECK PRINTF_LIKE(5, 6);
/* One number in any form instruments send: NR1..NR3, three-digit exponents,
 * leading +, blanks, a unit suffix given by the caller in *suffix (NULL =
 * none allowed). 9.9E37 and its kin are ERR_PROTOCOL, said as what they mean
 * (overflow, not a number). */
enum err_code scpi_query_double(struct scpi *scpi, const char *suffix,
				double *value, struct err *e, const char *fmt,
				...) MUST_CHECK PRINTF_LIKE(5, 6);
/* 0/1/ON/OFF. */
enum err_code scpi_query_bool(struct scpi *scpi, bool *value, struct err *e,
			      const char *fmt, ...)
	MUST_CHECK PRINTF_LIKE(4, 5);
/* Definite (#3512...) and indefinite (#0...) blocks; out's maximum bounds. */
enum err_code scpi_query_block(struct scpi *scpi, struct buf *out,
			       struct err *e, const char *fmt, ...)
	MUST_CHECK PRINTF_LIKE(4, 5);
/* Comma-separated numbers: n must match. */
enum err_code scpi_query_doubles(struct scpi *scpi, double *values, size_t n,
				 struct err *e, const char *fmt, ...)
	MUST_CHECK PRINTF_LIKE(5, 6);

/* Parses one number as scpi_query_double does; for tests and other protocols. */
enum err_code scpi_parse_double(const char *text, const char *suffix,
				double *value, struct err *e) MUST_CHECK;

#endif
