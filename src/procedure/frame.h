/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the loop procedures share: the frame from the parameters, the slot
 * clock trimmed to the loop, and the gates before any estimator.
 */
#ifndef PROCEDURE_FRAME_H
#define PROCEDURE_FRAME_H

#include "procedure/procedure.h"

/* Rows for a procedure's table: slots, guard_slots, slot_period, bursts and
 * align; `record` differs per procedure and is declared there. */
#define FRAME_PARAMS(bursts_default)                                           \
	{ .name = "slots", .kind = PARAM_QUANTITY, .unit = UNIT_COUNT,         \
	  .default_text = "63", .min = 1, .max = 8192,                         \
	  .help = "slots that carry a symbol in each frame" },                 \
	{ .name = "guard_slots", .kind = PARAM_QUANTITY, .unit = UNIT_COUNT,   \
	  .default_text = "1", .min = 0, .max = 8192,                          \
	  .help = "dark slots after each frame" },                             \
	{ .name = "slot_period", .kind = PARAM_QUANTITY, .unit = UNIT_S,       \
	  .default_text = "6 ns", .min = 1e-12, .max = 1e-3,                   \
	  .help = "nominal slot period" },                                     \
	{ .name = "bursts", .kind = PARAM_QUANTITY, .unit = UNIT_COUNT,        \
	  .default_text = bursts_default, .min = 1, .max = 65536,              \
	  .help = "bursts taken" }

#define FRAME_ALIGN_PARAM                                                      \
	{ .name = "align", .kind = PARAM_BOOL, .default_text = "on",           \
	  .help = "first trim the slot clock so that the loop holds a whole "  \
		  "number of slots" }

/* Frame from the parameters with integrate and dump; record points into the
 * parameters' memory. */
void frame_from_params(const struct param_values *params,
		       struct controller_frame *frame);

/*
 * Measures the loop period with a short raw recording (added to captures as
 * "align") and sets frame->slot_period_s to tau_L / (slots + guard_slots); left
 * as it is if none was found. Does nothing for passes = 0 or align = off.
 */
enum err_code frame_align(const struct procedure_env *env,
			  struct controller_frame *frame,
			  struct capture_list *captures,
			  struct err *e) MUST_CHECK;

/*
 * What the "align" recording says of those that were made after it. Not good:
 * the clock could not be trimmed (no light, no lock), and why is the refusal
 * of whatever depends on it. Good where nothing was to be aligned.
 */
struct frame_trim {
	bool good;
	struct estimate why;
};
enum err_code frame_trim_read(const struct capture_list *captures,
			      struct frame_trim *out, struct err *e) MUST_CHECK;

/* Takes a recording of a one-lane bench (else ERR_UNSUPPORTED) with the balanced pattern (or dark), copies
 * the facts and appends it; progress runs from part_from to part_to. */
enum err_code frame_record(const struct procedure_env *env, const char *label,
			   const struct controller_frame *frame, size_t bursts,
			   double part_from, double part_to,
			   struct capture_list *captures,
			   struct err *e) MUST_CHECK;

/*
 * The gates: samples lost, clipped, out of lock. True if the recording may be
 * evaluated; else *why is the refusal to hand out in place of every estimate.
 */
bool frame_gate(const struct capture *capture, struct estimate *why);

/* Gate for noise ratios: the bursts' mean must not change while they are
 * taken. *why as above. */
bool frame_gate_stationary(const struct capture *capture,
			   struct estimate *why);

/* Gate for what knows the pattern: where light is seen in a window, it stands
 * in its own slots and not in another's. *why as above (NOLOCK). */
bool frame_gate_aligned(const struct capture *capture, struct estimate *why);

/* The refusal *why, with the unit of the quantity it stands for. */
struct estimate frame_refuse(const struct estimate *why, const char *unit,
			     const char *method);

/* The recording of that label, or ERR_INPUT that names it. */
enum err_code frame_capture(const struct capture_list *captures,
			    const char *label, const struct capture **out,
			    struct err *e) MUST_CHECK;

/* The first `samples` samples of each window of lane 0 in volts
 * [burst][window][sample], and the pass numbers as doubles; the caller frees
 * both. */
enum err_code frame_volts(const struct capture *capture, size_t samples,
			  double **volts, double **k, struct err *e) MUST_CHECK;

/* Samples of a window that carry a symbol when integrating: one a slot. */
size_t frame_slots(const struct capture *capture);

#endif
