/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text lines of Amonics amplifiers, which are not quite SCPI: they end with
 * CR LF, must not follow each other too fast, and there is no *IDN? by which
 * to get back into step after a reply was lost, so that is done here with the
 * model and the serial number. Errors are those of scpi.h.
 */
#ifndef INSTRUMENTS_DRIVERS_AMONICS_LINE_H
#define INSTRUMENTS_DRIVERS_AMONICS_LINE_H

#include "instruments/scpi.h"

struct amonics_line {
	struct scpi *scpi;
	long interval_ms;  /* least time between two lines */
	long long next_ms; /* when the next one may be sent */
	bool unsure;	   /* a reply was lost and may still come */
	char model[64], serial[64];
};

/* Connects and asks who it is. The caller's memory; close it also after an
 * error. */
enum err_code amonics_open(struct amonics_line *line, const char *address,
				int timeout_ms, long interval_ms,
				struct err *e) MUST_CHECK;
void amonics_close(struct amonics_line *line);
const char *amonics_name(const struct amonics_line *line);

/* Commands in printf form, without terminator. */
enum err_code amonics_send(struct amonics_line *line, struct err *e,
				const char *fmt, ...) MUST_CHECK
	PRINTF_LIKE(3, 4);
enum err_code amonics_ask(struct amonics_line *line, double *value,
			       struct err *e, const char *fmt, ...) MUST_CHECK
	PRINTF_LIKE(4, 5);
enum err_code amonics_ask_text(struct amonics_line *line, char *out,
				    size_t size, struct err *e,
				    const char *fmt, ...) MUST_CHECK
	PRINTF_LIKE(5, 6);

#endif
