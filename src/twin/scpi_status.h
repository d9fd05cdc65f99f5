/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Error queue (SCPI-1999 volume 2, 21.8) and event status (IEEE 488.2 clause
 * 11) of one instrument. */
#ifndef TWIN_SCPI_STATUS_H
#define TWIN_SCPI_STATUS_H

#define TWIN_SCPI_QUEUE_MAX 30

/* Bits of the standard event status register. */
enum {
	TWIN_SCPI_EVENT_COMPLETE = 1,
	TWIN_SCPI_EVENT_QUERY = 4,
	TWIN_SCPI_EVENT_DEVICE = 8,
	TWIN_SCPI_EVENT_EXECUTION = 16,
	TWIN_SCPI_EVENT_COMMAND = 32,
	TWIN_SCPI_EVENT_POWER_ON = 128
};

struct twin_scpi_error {
	int code; /* 0 = none */
	char text[64];
};

struct twin_scpi_status {
	struct twin_scpi_error queue[TWIN_SCPI_QUEUE_MAX];
	unsigned size, count; /* of the queue; size 0 = it has none */
	unsigned events, enabled; /* registers */
};

void twin_scpi_status_init(struct twin_scpi_status *status, unsigned size);
/* Queues an error and sets its event; text NULL = the standard's. */
void twin_scpi_status_fail(struct twin_scpi_status *status, int code,
			   const char *text);
/* Takes the oldest error, or "No error". */
struct twin_scpi_error twin_scpi_status_next(struct twin_scpi_status *status);
void twin_scpi_status_clear(struct twin_scpi_status *status); /* *CLS */
unsigned twin_scpi_status_byte(const struct twin_scpi_status *status);

#endif
