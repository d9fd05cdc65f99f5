/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the loop controller is asked: frames are checked here, against what it
 * says of itself, so that a driver only translates. */
#include "instruments/controller.h"

#include <math.h>

#include "instruments/instrument_private.h"

static const struct controller_ops none;

static const struct controller_ops *ops(const struct instrument *inst)
{
	return inst->driver->controller ? inst->driver->controller : &none;
}

enum err_code controller_get_info(struct instrument *inst,
				  struct controller_info *out, struct err *e)
{
	if (!ops(inst)->get_info)
		return instrument_unsupported(inst, "describe a loop", e);
	if (!inst->have_info) {
		enum err_code code =
			ops(inst)->get_info(inst->state, &inst->info, e);
		if (code)
			return instrument_blame(inst, code, e);
		inst->have_info = true;
	}
	*out = inst->info;
	return ERR_OK;
}

static enum err_code check_record(const struct controller_frame *frame,
				  struct err *e)
{
	for (size_t i = 0; i < frame->nrecord; i++) {
		if (frame->record[i] > frame->passes)
			return err_set(e, ERR_RANGE,
				       "recorded pass %u: there are %u",
				       frame->record[i], frame->passes);
		if (i && frame->record[i] <= frame->record[i - 1])
			return err_set(e, ERR_RANGE,
				       "recorded passes: %u comes after %u",
				       frame->record[i], frame->record[i - 1]);
	}
	if (frame->nrecord == 0)
		return err_set(e, ERR_RANGE, "no pass is to be recorded");
	return ERR_OK;
}

static uint64_t all_lanes(const struct controller_info *info)
{
	return info->lanes < 64 ? (1ULL << info->lanes) - 1 : ~0ULL;
}

static enum err_code check_frame(const struct controller_info *info,
				 const struct controller_frame *frame,
				 struct err *e)
{
	if (frame->slots == 0)
		return err_set(e, ERR_RANGE, "a frame of no slots");
	if (!(frame->slot_period_s > 0) || !isfinite(frame->slot_period_s))
		return err_set(e, ERR_RANGE, "slot period: got %g s",
			       frame->slot_period_s);
	if (info->slot_max_s > 0 &&
	    (frame->slot_period_s < info->slot_min_s * (1 - 1e-9) ||
	     frame->slot_period_s > info->slot_max_s * (1 + 1e-9)))
		return err_set(e, ERR_RANGE,
			       "slot period: expected %g to %g s, got %g s",
			       info->slot_min_s, info->slot_max_s,
			       frame->slot_period_s);
	if (!(frame->pass_period_s >= 0) || !isfinite(frame->pass_period_s))
		return err_set(e, ERR_RANGE, "pass period: got %g s",
			       frame->pass_period_s);
	if (!(frame->sampling_hz >= 0) || !isfinite(frame->sampling_hz))
		return err_set(e, ERR_RANGE, "sampling rate: got %g Hz",
			       frame->sampling_hz);
	if (frame->lane_mask & ~all_lanes(info))
		return err_set(e, ERR_RANGE,
			       "lane mask 0x%llx: there are %u lanes",
			       (unsigned long long)frame->lane_mask,
			       info->lanes);
	return check_record(frame, e);
}

enum err_code controller_set_frame(struct instrument *inst,
				   const struct controller_frame *frame,
				   struct err *e)
{
	struct controller_info info;
	if (!ops(inst)->set_frame)
		return instrument_unsupported(inst, "set a frame", e);
	enum err_code code = controller_get_info(inst, &info, e);
	if (code)
		return code;
	struct controller_frame f = *frame;
	if (f.lane_mask == CONTROLLER_ALL_LANES)
		f.lane_mask = all_lanes(&info);
	code = check_frame(&info, &f, e);
	if (!code)
		code = ops(inst)->set_frame(inst->state, &f, e);
	return instrument_blame(inst, code, e);
}

enum err_code controller_get_format(struct instrument *inst,
				    struct controller_format *out,
				    struct err *e)
{
	if (!ops(inst)->get_format)
		return instrument_unsupported(inst, "describe its samples", e);
	return instrument_blame(inst, ops(inst)->get_format(inst->state, out,
							    e), e);
}

enum err_code controller_load_pattern(struct instrument *inst,
				      const int8_t *symbols, size_t slots,
				      struct err *e)
{
	struct controller_info info;
	if (!ops(inst)->load_pattern)
		return instrument_unsupported(inst, "load a pattern", e);
	enum err_code code = controller_get_info(inst, &info, e);
	if (code)
		return code;
	if (slots == 0)
		code = err_set(e, ERR_RANGE, "a pattern of no slots");
	for (size_t i = 0; !code && i < slots * info.lanes; i++)
		if (symbols[i] < -1 || symbols[i] > 1)
			code = err_set(e, ERR_RANGE,
				       "slot %zu of the pattern: expected -1, "
				       "0 or 1, got %d",
				       i / info.lanes, symbols[i]);
	if (!code)
		code = ops(inst)->load_pattern(inst->state, symbols, slots, e);
	return instrument_blame(inst, code, e);
}

enum err_code controller_capture(struct instrument *inst, size_t bursts,
				 int32_t *codes,
				 bool (*progress)(void *context, size_t done),
				 void *context,
				 struct controller_counters *counters,
				 struct err *e)
{
	if (!ops(inst)->capture)
		return instrument_unsupported(inst, "capture bursts", e);
	enum err_code code = ERR_OK;
	if (bursts == 0)
		code = err_set(e, ERR_RANGE, "a capture of no bursts");
	else
		code = ops(inst)->capture(inst->state, bursts, codes, progress,
					  context, counters, e);
	return instrument_blame(inst, code, e);
}

struct clock *controller_clock(struct instrument *inst)
{
	return ops(inst)->clock ? ops(inst)->clock(inst->state) : &clock_wall;
}
