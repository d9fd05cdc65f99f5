/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events of the controller (bench-interface, loop-events), oldest first, from
 * a ring of 65536: part of bench.h, whose rules hold.
 */
#ifndef TWIN_BENCH_EVENTS_H
#define TWIN_BENCH_EVENTS_H

#include <stddef.h>
#include <stdint.h>

struct twin_bench;

enum twin_event_code {
	TWIN_EVENT_LOCK_LOST = 1,
	TWIN_EVENT_RELOCK,
	TWIN_EVENT_RELOCKED,
	TWIN_EVENT_TOKEN,
	TWIN_EVENT_TOKEN_DONE,
	TWIN_EVENT_ATTENTION,
	TWIN_EVENT_ATTENTION_DONE,
	TWIN_EVENT_IO,
	TWIN_EVENT_IO_DONE,
	TWIN_EVENT_CALIBRATION,
	TWIN_EVENT_CALIBRATED,
	TWIN_EVENT_FAULT,
};
struct twin_event {
	uint16_t code, argument;
	int64_t ns;
};
size_t twin_events_pending(struct twin_bench *bench);
/* Returns how many were taken. */
size_t twin_events_take(struct twin_bench *bench, struct twin_event *out,
			size_t max);
unsigned long twin_events_lost(struct twin_bench *bench);

#endif
