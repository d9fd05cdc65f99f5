/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a driver of a loop controller fills in: part of instrument_driver.h,
 * whose rules hold. Lanes have been checked, patterns and frames too.
 */
#ifndef INSTRUMENTS_CONTROLLER_OPS_H
#define INSTRUMENTS_CONTROLLER_OPS_H

#include "instruments/controller.h"
#include "instruments/controller_decisions.h"
#include "instruments/controller_state.h"

struct controller_ops {
	enum err_code (*get_info)(void *state, struct controller_info *out,
				  struct err *e);
	enum err_code (*set_frame)(void *state,
				   const struct controller_frame *frame,
				   struct err *e);
	enum err_code (*get_format)(void *state, struct controller_format *out,
				    struct err *e);
	enum err_code (*load_pattern)(void *state, const int8_t *symbols,
				      size_t slots, struct err *e);
	enum err_code (*capture)(void *state, size_t bursts, int32_t *codes,
				 bool (*progress)(void *context, size_t done),
				 void *context,
				 struct controller_counters *counters,
				 struct err *e);
	/* controller_decisions.h */
	enum err_code (*capture_decisions)(
		void *state, size_t bursts, int8_t *decisions,
		bool (*progress)(void *context, size_t done), void *context,
		unsigned long *unlocked, struct err *e);
	enum err_code (*get_thresholds)(void *state, unsigned lane,
					struct controller_thresholds *out,
					struct err *e);
	enum err_code (*set_thresholds)(void *state, unsigned lane,
					const struct controller_thresholds *t,
					struct err *e);
	enum err_code (*count)(void *state, uint64_t symbols,
			       struct controller_confusion *confusion,
			       bool (*progress)(void *context, uint64_t done),
			       void *context, struct err *e);
	/* controller_state.h */
	enum err_code (*get_locked)(void *state, bool *locked, struct err *e);
	enum err_code (*relock)(void *state, struct err *e);
	enum err_code (*calibrate)(void *state, struct err *e);
	enum err_code (*set_auto_relock)(void *state, bool on, struct err *e);
	enum err_code (*get_auto_relock)(void *state, bool *on, struct err *e);
	enum err_code (*get_temperature)(void *state, double *celsius,
					 struct err *e);
	enum err_code (*get_timestamp)(void *state, int64_t *ns,
				       struct err *e);
	enum err_code (*read_events)(void *state,
				     struct controller_event *events,
				     size_t max, size_t *got,
				     unsigned long *lost, struct err *e);
	enum err_code (*set_tokens)(void *state,
				    const struct controller_tokens *tokens,
				    struct err *e);
	enum err_code (*fire_tokens)(void *state, unsigned count,
				     struct err *e);
	enum err_code (*get_remaining)(void *state, unsigned *count,
				       struct err *e);
	struct clock *(*clock)(void *state);
};

#endif
