/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines to an Amonics amplifier and back, in step and not too fast. */
#include "instruments/drivers/amonics_line.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

#define COMMAND_MAX 96
#define STEP_TRIES 8

static enum err_code wait_turn(struct amonics_line *line, struct err *e)
{
	long long now = clock_monotonic_ms();
	enum err_code code = ERR_OK;

	if (line->next_ms > now)
		code = clock_wall.wait(&clock_wall,
				       (double)(line->next_ms - now) / 1e3, e);
	line->next_ms = clock_monotonic_ms() + line->interval_ms;
	return code;
}

/* Messages quote the command; its CR is not for people. */
static enum err_code clean(enum err_code code, struct err *e)
{
	char *to = e ? e->text : NULL;

	for (const char *p = to; code && p && *p; p++)
		if (*p != '\r')
			*to++ = *p;
	if (code && to)
		*to = '\0';
	return code;
}

static enum err_code query(struct amonics_line *line, const char *command,
			   char *out, size_t size, struct err *e)
{
	enum err_code code = wait_turn(line, e);

	if (!code)
		code = scpi_query_text(line->scpi, out, size, e, "%s\r",
				       command);
	line->unsure |= code != ERR_OK;
	return clean(code, e);
}

/*
 * Two questions in turn, whose answers are known and differ: a stream that is
 * out of step gives one the other's answer.
 */
static enum err_code get_in_step(struct amonics_line *line, struct err *e)
{
	char text[64];
	int right = 0;

	for (int i = 0; i < STEP_TRIES && right < 2; i++) {
		const char *want = i % 2 ? line->serial : line->model;
		enum err_code code =
			query(line, i % 2 ? ":CAL:SYS:SERIAL?" :
					    ":CAL:SYS:MODEL?",
			      text, sizeof(text), e);
		if (code)
			return err_prefix(e, "while getting back into step");
		right = strcmp(text, want) == 0 ? right + 1 : 0;
	}
	line->unsure = right < 2;
	return right == 2 ? ERR_OK :
			    err_set(e, ERR_PROTOCOL,
				    "%s: its answers belong to other questions",
				    scpi_name(line->scpi));
}

PRINTF_LIKE(2, 0)
static enum err_code format(char *command, const char *fmt, va_list ap,
			    struct err *e)
{
	int n = vsnprintf(command, COMMAND_MAX, fmt, ap);

	return n >= 0 && n < COMMAND_MAX ?
		       ERR_OK :
		       err_set(e, ERR_RANGE, "command too long");
}

/* Out of step or not: "off" must go out also on a line that has gone deaf. */
enum err_code amonics_send(struct amonics_line *line, struct err *e,
				const char *fmt, ...)
{
	char command[COMMAND_MAX];
	va_list ap;

	va_start(ap, fmt);
	enum err_code code = format(command, fmt, ap, e);
	va_end(ap);
	if (!code)
		code = wait_turn(line, e);
	if (!code)
		code = scpi_send(line->scpi, e, "%s\r", command);
	return clean(code, e);
}

enum err_code amonics_ask_text(struct amonics_line *line, char *out,
				    size_t size, struct err *e,
				    const char *fmt, ...)
{
	char command[COMMAND_MAX];
	va_list ap;

	va_start(ap, fmt);
	enum err_code code = format(command, fmt, ap, e);
	va_end(ap);
	if (!code && line->unsure)
		code = get_in_step(line, e);
	return code ? code : query(line, command, out, size, e);
}

enum err_code amonics_ask(struct amonics_line *line, double *value,
			       struct err *e, const char *fmt, ...)
{
	char command[COMMAND_MAX], text[64];
	va_list ap;

	va_start(ap, fmt);
	enum err_code code = format(command, fmt, ap, e);
	va_end(ap);
	if (!code && line->unsure)
		code = get_in_step(line, e);
	if (!code)
		code = query(line, command, text, sizeof(text), e);
	if (code)
		return code;
	code = scpi_parse_double(text, NULL, value, e);
	if (!code)
		return ERR_OK;
	line->unsure = true;
	return err_prefix(e, "%s: %s", scpi_name(line->scpi), command);
}

enum err_code amonics_open(struct amonics_line *line, const char *address,
				int timeout_ms, long interval_ms,
				struct err *e)
{
	*line = (struct amonics_line){ .interval_ms = interval_ms };
	enum err_code code = scpi_open(address, timeout_ms, &line->scpi, e);

	if (!code)
		code = query(line, ":CAL:SYS:MODEL?", line->model,
			     sizeof(line->model), e);
	if (!code)
		code = query(line, ":CAL:SYS:SERIAL?", line->serial,
			     sizeof(line->serial), e);
	/* A reply to somebody who left may have come first. */
	return code ? code : get_in_step(line, e);
}

void amonics_close(struct amonics_line *line)
{
	scpi_close(line->scpi);
}

const char *amonics_name(const struct amonics_line *line)
{
	return scpi_name(line->scpi);
}
