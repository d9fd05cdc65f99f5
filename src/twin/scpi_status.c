/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A queue that says when it overflows, and the register beside it. */
#include "twin/scpi_status.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "twin/scpi_parse.h"

/* Bits of the status byte. */
enum { BYTE_ERRORS = 4, BYTE_EVENT = 32 };

void twin_scpi_status_init(struct twin_scpi_status *status, unsigned size)
{
	assert(size <= TWIN_SCPI_QUEUE_MAX);
	*status = (struct twin_scpi_status){
		.size = size,
		.events = TWIN_SCPI_EVENT_POWER_ON,
	};
}

/* The classes of SCPI-1999 volume 2, 21.8.9 to 21.8.12. */
static unsigned event_of(int code)
{
	if (code <= -100 && code > -200)
		return TWIN_SCPI_EVENT_COMMAND;
	if (code <= -200 && code > -300)
		return TWIN_SCPI_EVENT_EXECUTION;
	if (code <= -400 && code > -500)
		return TWIN_SCPI_EVENT_QUERY;
	return TWIN_SCPI_EVENT_DEVICE;
}

void twin_scpi_status_fail(struct twin_scpi_status *status, int code,
			   const char *text)
{
	status->events |= event_of(code);
	if (status->size == 0)
		return;
	/* The newest entry gives way, 21.8.1. */
	if (status->count == status->size) {
		status->count--;
		code = TWIN_SCPI_QUEUE_OVERFLOW;
		text = NULL;
	}
	struct twin_scpi_error *error = &status->queue[status->count++];
	error->code = code;
	snprintf(error->text, sizeof(error->text), "%s",
		 text ? text : twin_scpi_code_text(code));
}

struct twin_scpi_error twin_scpi_status_next(struct twin_scpi_status *status)
{
	struct twin_scpi_error first = { 0, "No error" };

	if (status->count == 0)
		return first;
	first = status->queue[0];
	status->count--;
	memmove(status->queue, status->queue + 1,
		status->count * sizeof(first));
	return first;
}

void twin_scpi_status_clear(struct twin_scpi_status *status)
{
	status->count = 0;
	status->events = 0;
}

unsigned twin_scpi_status_byte(const struct twin_scpi_status *status)
{
	return (status->count ? BYTE_ERRORS : 0) |
	       (status->events & status->enabled ? BYTE_EVENT : 0);
}
