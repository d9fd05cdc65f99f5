/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the loop controller does beside bursts: lock and calibration, its
 * temperature and clock, the events it notes, and tokens, which are a timeline
 * without light. (bench-interface, section 1.)
 */
#ifndef INSTRUMENTS_CONTROLLER_STATE_H
#define INSTRUMENTS_CONTROLLER_STATE_H

#include "instruments/controller.h"

/* Ends when it has begun: a procedure ends a relock when its own check passes,
 * and knows the end of a calibration by controller_get_locked. ERR_REFUSED,
 * with nothing sent, where the loop is locked (relock) or not (calibrate). */
enum err_code controller_relock(struct instrument *inst,
				struct err *e) MUST_CHECK;
enum err_code controller_calibrate(struct instrument *inst,
				   struct err *e) MUST_CHECK;
/* Whether lock is regained without being asked, as after power-up. */
enum err_code controller_set_auto_relock(struct instrument *inst, bool on,
					 struct err *e) MUST_CHECK;
enum err_code controller_get_auto_relock(struct instrument *inst, bool *on,
					 struct err *e) MUST_CHECK;

enum err_code controller_get_temperature(struct instrument *inst,
					 double *celsius,
					 struct err *e) MUST_CHECK;
/* ns on the controller's monotonic clock, which stamps the events. */
enum err_code controller_get_timestamp(struct instrument *inst, int64_t *ns,
				       struct err *e) MUST_CHECK;

enum controller_event_code {
	CONTROLLER_LOCK_LOST = 1,
	CONTROLLER_RELOCK,
	CONTROLLER_RELOCKED, /* the servo's word */
	CONTROLLER_TOKEN,
	CONTROLLER_TOKEN_DONE,
	CONTROLLER_ATTENTION,
	CONTROLLER_ATTENTION_DONE,
	CONTROLLER_IO,
	CONTROLLER_IO_DONE,
	CONTROLLER_CALIBRATION,
	CONTROLLER_CALIBRATED,
	CONTROLLER_FAULT
};

struct controller_event {
	unsigned code; /* enum controller_event_code, or one that is newer */
	unsigned argument; /* lane, or token number modulo 65536 */
	int64_t ns;
};

/*
 * Up to max of the events that wait, oldest first, without waiting for more:
 * *got may be 0. Read events are gone; after an error *got still counts those
 * that were read before it. lost (may be NULL) counts those that
 * the controller had no room for, since power-up.
 */
enum err_code controller_read_events(struct instrument *inst,
				     struct controller_event *events,
				     size_t max, size_t *got,
				     unsigned long *lost,
				     struct err *e) MUST_CHECK;

/* Tokens: passes T of each, taken in turn, and K = attention_every passes
 * between attention steps (0 = none). */
struct controller_tokens {
	const unsigned *passes; /* each at least 1, any order */
	size_t npasses;
	unsigned attention_every;
};

/* Goes into token mode; bursts need controller_set_frame afterwards. */
enum err_code controller_set_tokens(struct instrument *inst,
				    const struct controller_tokens *tokens,
				    struct err *e) MUST_CHECK;
/* Begins `count` tokens, or adds them to those that run; returns at once.
 * ERR_REFUSED outside of token mode. */
enum err_code controller_fire_tokens(struct instrument *inst, unsigned count,
				     struct err *e) MUST_CHECK;
/* Bursts or tokens still to be run; a fault of the sequencer is
 * ERR_INSTRUMENT with its own words. */
enum err_code controller_get_remaining(struct instrument *inst,
				       unsigned *count,
				       struct err *e) MUST_CHECK;

#endif
