/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The comparators of the loop controller and its error counters: decided
 * symbols, the thresholds that decide, and counts for rates that no host can
 * stream. (bench-interface, section 1, loop-comparator.) The frame is set by
 * controller_set_frame, the pattern by controller_load_pattern. Lanes count
 * from 0, as in arrays.
 */
#ifndef INSTRUMENTS_CONTROLLER_DECISIONS_H
#define INSTRUMENTS_CONTROLLER_DECISIONS_H

#include "instruments/controller.h"

#define CONTROLLER_INVALID 2 /* the two comparators disagree */

/*
 * Fires `bursts` and reads what was decided: -1, 0, +1 or CONTROLLER_INVALID,
 * [burst][slot][lane] where a burst has the slots of each recorded pass after
 * the other (guards give no decision), so the memory is bursts x
 * recorded passes x slots x lanes. unlocked (may be NULL) counts the bursts
 * that were taken out of lock. progress as in controller_capture. Other codes
 * are ERR_PROTOCOL, no frame yet is ERR_REFUSED.
 */
enum err_code controller_capture_decisions(
	struct instrument *inst, size_t bursts, int8_t *decisions,
	bool (*progress)(void *context, size_t done), void *context,
	unsigned long *unlocked, struct err *e) MUST_CHECK;

/* Thresholds of a lane in V at the comparators, where the front end's volts
 * are (struct controller_format); low <= high, else ERR_RANGE. Read back after
 * they were set: ERR_INSTRUMENT if they are not what was asked for. */
struct controller_thresholds {
	double low_v, high_v;
};
enum err_code controller_get_thresholds(struct instrument *inst, unsigned lane,
					struct controller_thresholds *out,
					struct err *e) MUST_CHECK;
enum err_code
controller_set_thresholds(struct instrument *inst, unsigned lane,
			  const struct controller_thresholds *thresholds,
			  struct err *e) MUST_CHECK;

/* Sent -1, 0, +1 (first index) and decided -1, 0, +1, invalid. */
struct controller_confusion {
	uint64_t count[3][4];
};

/*
 * Counts `symbols` of the recorded passes on every lane that is not masked
 * and waits until that is done: as long as the passes take, four times that
 * and the timeout at most (ERR_TIMEOUT). confusion has one entry a lane, all
 * zero for a masked one; the sum of each other is `symbols`, else
 * ERR_PROTOCOL. progress is called with the symbols counted so far, at least
 * once, and returns false to stop waiting (ERR_ABORTED).
 */
enum err_code controller_count(struct instrument *inst, uint64_t symbols,
			       struct controller_confusion *confusion,
			       bool (*progress)(void *context, uint64_t done),
			       void *context, struct err *e) MUST_CHECK;

#endif
