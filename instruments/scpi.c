/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SCPI over a link: query, block, error queue, and getting back into step.
 * Knows no command but SYSTem:ERRor? and *IDN?. */
#include "instruments/scpi.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "instruments/scpi_private.h"
#include "instruments/transport/link.h"

/* A queue holds a few dozen entries at most; one that never ends is broken. */
#define ERRORS_MAX 32

enum err_code scpi_open(const char *address, int timeout_ms, struct scpi **out,
			struct err *e)
{
	struct scpi *scpi = calloc(1, sizeof(*scpi));
	if (!scpi)
		return err_set(e, ERR_NOMEM, "%s: out of memory", address);
	scpi->timeout_ms = timeout_ms;
	scpi->error_query = "SYST:ERR?";
	buf_init(&scpi->line, SCPI_LINE_MAX);
	enum err_code code = link_open(address, timeout_ms, &scpi->link, e);
	if (code)
		scpi_close(scpi);
	else
		*out = scpi;
	return code;
}

void scpi_close(struct scpi *scpi)
{
	if (!scpi)
		return;
	link_close(scpi->link);
	buf_free(&scpi->line);
	free(scpi);
}

const char *scpi_name(const struct scpi *scpi)
{
	return link_name(scpi->link);
}

int scpi_set_timeout(struct scpi *scpi, int timeout_ms)
{
	int before = scpi->timeout_ms;
	scpi->timeout_ms = timeout_ms;
	return before;
}

void scpi_set_error_query(struct scpi *scpi, const char *query)
{
	scpi->error_query = query;
}

enum err_code scpi_greet(struct scpi *scpi,
			 enum err_code (*greet)(struct scpi *scpi,
						struct err *e),
			 struct err *e)
{
	scpi->greet = greet;
	return greet(scpi, e);
}

static char *trimmed(char *text)
{
	static const char blanks[] = " \t\r\n";
	text += strspn(text, blanks);
	size_t len = strlen(text);
	while (len && strchr(blanks, text[len - 1]))
		text[--len] = '\0';
	return text;
}

enum err_code scpi_read_reply(struct scpi *scpi, long long deadline,
			      struct err *e)
{
	buf_reset(&scpi->line);
	return link_read_line(scpi->link, &scpi->line, clock_left_ms(deadline),
			      e);
}

/*
 * Nothing marks which question a line answers. So ask one whose answer is
 * known, and take no line for an answer until that one has come.
 */
static enum err_code find_identity(struct scpi *scpi, struct err *e)
{
	long long deadline = clock_deadline(scpi->timeout_ms);
	enum err_code code =
		link_write(scpi->link, "*IDN?\n", 6, scpi->timeout_ms, e);
	while (!code) {
		code = scpi_read_reply(scpi, deadline, e);
		if (!code &&
		    strcmp(trimmed(scpi->line.data), scpi->identity) == 0)
			return ERR_OK;
	}
	scpi_blame(scpi, "getting back into step", e);
	return code;
}

static enum err_code get_in_step(struct scpi *scpi, struct err *e)
{
	if (!scpi->stale) {
		enum err_code code = link_discard(scpi->link, 0, e);
		scpi->stale = code != ERR_OK;
		return code;
	}
	enum err_code code = link_resync(scpi->link, scpi->timeout_ms,
					 scpi->timeout_ms, e);
	if (!code && !link_reconnects(scpi->link) && scpi->identity[0])
		code = find_identity(scpi, e);
	scpi->stale = code != ERR_OK;
	/* The greeting is itself a dialogue in step. */
	if (!code && link_reconnects(scpi->link) && scpi->greet)
		code = scpi->greet(scpi, e);
	return code;
}

PRINTF_LIKE(3, 0)
static enum err_code format_command(char command[SCPI_COMMAND_MAX], size_t *len,
				    const char *fmt, va_list ap, struct err *e)
{
	int n = vsnprintf(command, SCPI_COMMAND_MAX - 1, fmt, ap);
	if (n < 0 || n >= SCPI_COMMAND_MAX - 1)
		return err_set(e, ERR_RANGE, "command longer than %d bytes",
			       SCPI_COMMAND_MAX - 2);
	*len = (size_t)n;
	return ERR_OK;
}

/*
 * Sends the command and leaves it without newline for messages. A query only
 * goes out in step; a command always, because "off" must also reach an
 * instrument that is no longer heard. What failed first is the error.
 */
enum err_code scpi_vsend(struct scpi *scpi, char command[SCPI_COMMAND_MAX],
			 const char *fmt, va_list ap, struct err *e)
{
	size_t len = 0;
	enum err_code code = format_command(command, &len, fmt, ap, e);
	if (code)
		return err_prefix(e, "%s", scpi_name(scpi));
	code = get_in_step(scpi, e);
	if (code && strchr(command, '?'))
		return code;
	command[len] = '\n';
	enum err_code sent = link_write(scpi->link, command, len + 1,
					scpi->timeout_ms, code ? NULL : e);
	command[len] = '\0';
	scpi->stale = code || sent;
	if (!code && sent)
		scpi_blame(scpi, command, e);
	return code ? code : sent;
}

/* "tcp 127.0.0.1:5025: POW?: expected ...": the link has put its name first,
 * so the command goes behind it. */
void scpi_blame(struct scpi *scpi, const char *command, struct err *e)
{
	if (!e)
		return;
	size_t n = strlen(scpi_name(scpi));
	char old[ERR_TEXT_MAX];
	snprintf(old, sizeof(old), "%s", e->text);
	const char *rest = old;
	if (strncmp(old, scpi_name(scpi), n) == 0 && old[n] == ':')
		rest = old + n + 2;
	err_set(e, e->code, "%s: %.80s: %s", scpi_name(scpi), command, rest);
}

/* One line into scpi->line. */
PRINTF_LIKE(3, 0)
static enum err_code vquery(struct scpi *scpi, char command[SCPI_COMMAND_MAX],
			    const char *fmt, va_list ap, struct err *e)
{
	enum err_code code = scpi_vsend(scpi, command, fmt, ap, e);
	if (code)
		return code;
	code = scpi_read_reply(scpi, clock_deadline(scpi->timeout_ms), e);
	if (!code && memchr(scpi->line.data, '\0', scpi->line.len))
		code = err_set(e, ERR_PROTOCOL,
			       "expected a line of text, got a NUL byte");
	scpi->stale = code != ERR_OK;
	if (code) {
		scpi_blame(scpi, command, e);
		return code;
	}
	if (strcasecmp(command, "*IDN?") == 0)
		snprintf(scpi->identity, sizeof(scpi->identity), "%s",
			 trimmed(scpi->line.data));
	return ERR_OK;
}

enum err_code scpi_send(struct scpi *scpi, struct err *e, const char *fmt, ...)
{
	char command[SCPI_COMMAND_MAX];
	va_list ap;
	va_start(ap, fmt);
	enum err_code code = scpi_vsend(scpi, command, fmt, ap, e);
	va_end(ap);
	return code;
}

enum err_code scpi_query_text(struct scpi *scpi, char *text, size_t size,
			      struct err *e, const char *fmt, ...)
{
	char command[SCPI_COMMAND_MAX];
	va_list ap;
	va_start(ap, fmt);
	enum err_code code = vquery(scpi, command, fmt, ap, e);
	va_end(ap);
	if (code)
		return code;
	const char *reply = trimmed(scpi->line.data);
	if (strlen(reply) >= size) {
		code = err_set(e, ERR_PROTOCOL,
			       "expected at most %zu characters, got %zu",
			       size - 1, strlen(reply));
		scpi_blame(scpi, command, e);
		return code;
	}
	strcpy(text, reply);
	return ERR_OK;
}

enum err_code scpi_query_double(struct scpi *scpi, const char *suffix,
				double *value, struct err *e, const char *fmt,
				...)
{
	char command[SCPI_COMMAND_MAX];
	va_list ap;
	va_start(ap, fmt);
	enum err_code code = vquery(scpi, command, fmt, ap, e);
	va_end(ap);
	if (code)
		return code;
	code = scpi_parse_double(trimmed(scpi->line.data), suffix, value, e);
	if (code)
		scpi_blame(scpi, command, e);
	return code;
}

enum err_code scpi_query_bool(struct scpi *scpi, bool *value, struct err *e,
			      const char *fmt, ...)
{
	char command[SCPI_COMMAND_MAX];
	va_list ap;
	va_start(ap, fmt);
	enum err_code code = vquery(scpi, command, fmt, ap, e);
	va_end(ap);
	if (code)
		return code;
	code = scpi_parse_bool(trimmed(scpi->line.data), value, e);
	if (code)
		scpi_blame(scpi, command, e);
	return code;
}

enum err_code scpi_query_doubles(struct scpi *scpi, double *values, size_t n,
				 struct err *e, const char *fmt, ...)
{
	char command[SCPI_COMMAND_MAX];
	va_list ap;
	va_start(ap, fmt);
	enum err_code code = vquery(scpi, command, fmt, ap, e);
	va_end(ap);
	if (code)
		return code;
	code = scpi_parse_doubles(trimmed(scpi->line.data), values, n, e);
	if (code)
		scpi_blame(scpi, command, e);
	return code;
}

enum err_code scpi_check_errors(struct scpi *scpi, struct err *e)
{
	struct buf all;
	buf_init(&all, ERR_TEXT_MAX / 2);
	enum err_code code = ERR_OK;
	long number = 1;
	unsigned count = 0;
	for (; count < ERRORS_MAX; count++) {
		char reply[512], text[512];
		code = scpi_query_text(scpi, reply, sizeof(reply), e,
				       "%s", scpi->error_query);
		if (code)
			break;
		code = scpi_parse_error(reply, &number, text, sizeof(text), e);
		if (code)
			scpi_blame(scpi, scpi->error_query, e);
		if (code || number == 0)
			break;
		/* What does not fit is counted, not shown. */
		(void)!buf_printf(&all, NULL, "%s%ld \"%s\"",
				  count ? "; " : "", number, text);
	}
	if (!code && count)
		code = err_set(e, ERR_INSTRUMENT, "%s: it reports %s%s",
			       scpi_name(scpi), all.data ? all.data : "errors",
			       number ? "; and so on without an end" : "");
	buf_free(&all);
	return code;
}

enum err_code scpi_set(struct scpi *scpi, struct err *e, const char *fmt, ...)
{
	char command[SCPI_COMMAND_MAX];
	va_list ap;
	va_start(ap, fmt);
	enum err_code code = scpi_vsend(scpi, command, fmt, ap, e);
	va_end(ap);
	if (code)
		return code;
	code = scpi_check_errors(scpi, e);
	if (code == ERR_INSTRUMENT)
		scpi_blame(scpi, command, e);
	return code;
}
