/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loop controller as a procedure sees it: frames, patterns, bursts.
 * Calls take an instrument whose role is ROLE_CONTROLLER. (bench-interface,
 * section 1)
 */
#ifndef INSTRUMENTS_CONTROLLER_H
#define INSTRUMENTS_CONTROLLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "instruments/instrument.h"

enum controller_levels {
	CONTROLLER_UNIPOLAR,
	CONTROLLER_QUADRATIC,
	CONTROLLER_DUAL_RAIL
};

struct controller_info {
	unsigned lanes;
	char model[64], serial[64], stage[16];
	enum controller_levels levels;
	double slot_min_s, slot_step_s, slot_max_s; /* of the slot period */
};

#define CONTROLLER_ALL_LANES UINT64_MAX /* whatever their number */

/* All times nominal, on the controller's clock. */
struct controller_frame {
	double slot_period_s;
	double pass_period_s; /* 0 = (slots + guard_slots) x slot_period */
	unsigned slots, guard_slots, passes;
	const unsigned *record; /* ascending, <= passes */
	size_t nrecord;
	uint64_t lane_mask; /* or CONTROLLER_ALL_LANES */
	bool light;	 /* the source gate */
	bool integrate;	 /* one integrated sample a slot */
	double sampling_hz; /* wanted rate when integrate is false; 0 = keep */
};

/* What the front end delivers for the frame that was set. */
struct controller_format {
	double sampling_hz;	/* actual nominal rate of the samples */
	double bandwidth_hz;	/* of the TIA */
	double trigger_delay_s; /* nominal */
	double scale_v, offset; /* volt = (code + offset) * scale_v */
	double code_low, code_high;
	size_t samples_per_burst, samples_per_pass;
};

struct controller_counters {
	unsigned long overrange, lost, unlocked; /* since the last capture */
};

enum err_code controller_get_info(struct instrument *inst,
				  struct controller_info *out,
				  struct err *e) MUST_CHECK;
/* Sets mode burst and every field; reads back the slot period. */
enum err_code controller_set_frame(struct instrument *inst,
				   const struct controller_frame *frame,
				   struct err *e) MUST_CHECK;
enum err_code controller_get_format(struct instrument *inst,
				    struct controller_format *out,
				    struct err *e) MUST_CHECK;
/* symbols -1, 0, +1, [slot][lane]. */
enum err_code controller_load_pattern(struct instrument *inst,
				      const int8_t *symbols, size_t slots,
				      struct err *e) MUST_CHECK;
/*
 * Fires `bursts` and reads them: codes [burst][sample][lane], memory of
 * bursts x samples_per_burst x lanes codes. progress (may be NULL) is called
 * with the bursts read so far and returns false to stop (ERR_ABORTED).
 */
enum err_code controller_capture(struct instrument *inst, size_t bursts,
				 int32_t *codes,
				 bool (*progress)(void *context, size_t done),
				 void *context,
				 struct controller_counters *counters,
				 struct err *e) MUST_CHECK;
enum err_code controller_get_locked(struct instrument *inst, bool *locked,
				    struct err *e) MUST_CHECK;
/* The controller's own clock; a simulated bench can be advanced, a real one
 * waits in real time. clock stays valid while inst is open. */
struct clock *controller_clock(struct instrument *inst);

#endif
