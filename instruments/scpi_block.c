/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binary blocks as replies (IEEE 488.2, 8.7.9 and 8.7.10), read from a link as
 * they come. */
#include "instruments/scpi.h"

#include "base/clock.h"
#include "instruments/scpi_private.h"
#include "instruments/transport/link.h"

#define INDEFINITE_QUIET_MS 100

/* Until a newline after which nothing comes, or the message's end. */
static enum err_code read_indefinite(struct scpi *scpi, struct buf *out,
				     long long deadline, struct err *e)
{
	for (;;) {
		char chunk[4096];
		size_t got = 0;
		int left = clock_left_ms(deadline);
		bool ended = out->len && out->data[out->len - 1] == '\n';
		int wait = ended && left > INDEFINITE_QUIET_MS ?
				   INDEFINITE_QUIET_MS : left;
		enum err_code code = link_read(scpi->link, chunk,
					       sizeof(chunk), &got, wait, e);
		if (code == ERR_TIMEOUT && ended) {
			out->data[--out->len] = '\0';
			return ERR_OK;
		}
		if (!code)
			code = buf_add(out, chunk, got, e);
		if (code)
			return code;
	}
}

static enum err_code read_definite(struct scpi *scpi, size_t d,
				   struct buf *out, long long deadline,
				   struct err *e)
{
	size_t length = 0;
	buf_reset(&scpi->line);
	enum err_code code = link_read_exact(scpi->link, d, &scpi->line,
					     clock_left_ms(deadline), e);
	if (!code)
		code = scpi_parse_length(scpi->line.data, d, &length, e);
	if (!code && length > out->max - out->len)
		code = err_set(e, ERR_PROTOCOL,
			       "expected a block of at most %zu bytes, got one "
			       "of %zu",
			       out->max - out->len, length);
	if (!code)
		code = link_read_exact(scpi->link, length, out,
				       clock_left_ms(deadline), e);
	if (!code)
		code = scpi_read_reply(scpi, deadline, e);
	if (!code && scpi->line.len)
		code = err_set(e, ERR_PROTOCOL,
			       "expected a newline after the block, got "
			       "\"%.40s\"",
			       scpi->line.data);
	return code;
}

enum err_code scpi_query_block(struct scpi *scpi, struct buf *out,
			       struct err *e, const char *fmt, ...)
{
	char command[SCPI_COMMAND_MAX];
	va_list ap;
	va_start(ap, fmt);
	enum err_code code = scpi_vsend(scpi, command, fmt, ap, e);
	va_end(ap);
	if (code)
		return code;
	long long deadline = clock_deadline(scpi->timeout_ms);
	buf_reset(&scpi->line);
	code = link_read_exact(scpi->link, 2, &scpi->line, scpi->timeout_ms, e);
	const char *head = scpi->line.data;
	if (!code && (head[0] != '#' || head[1] < '0' || head[1] > '9'))
		code = err_set(e, ERR_PROTOCOL,
			       "expected a block \"#...\", got \"%s\"", head);
	else if (!code && head[1] == '0')
		code = read_indefinite(scpi, out, deadline, e);
	else if (!code)
		code = read_definite(scpi, (size_t)(head[1] - '0'), out,
				     deadline, e);
	scpi->stale = code != ERR_OK;
	if (code)
		scpi_blame(scpi, command, e);
	return code;
}
