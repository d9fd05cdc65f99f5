/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scpi.c and scpi_block.c share. */
#ifndef INSTRUMENTS_SCPI_PRIVATE_H
#define INSTRUMENTS_SCPI_PRIVATE_H

#include <stdarg.h>

#include "instruments/scpi.h"

#define SCPI_COMMAND_MAX 1024

struct scpi {
	struct link *link;
	int timeout_ms;
	bool stale; /* a reply may still come that nobody waits for */
	char identity[256];
	const char *error_query;
	enum err_code (*greet)(struct scpi *scpi, struct err *e); /* or NULL */
	struct buf line;
};

/* Sends the command and leaves it without its newline for messages. */
enum err_code scpi_vsend(struct scpi *scpi, char command[SCPI_COMMAND_MAX],
			 const char *fmt, va_list ap,
			 struct err *e) MUST_CHECK PRINTF_LIKE(3, 0);

/* One line into scpi->line. */
enum err_code scpi_read_reply(struct scpi *scpi, long long deadline,
			      struct err *e) MUST_CHECK;

/* Puts the link's name and the command before the text, the name once. */
void scpi_blame(struct scpi *scpi, const char *command, struct err *e);

#endif
