/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the loop controller's comparators and counters are asked. */
#include "instruments/controller_decisions.h"

#include <math.h>

#include "instruments/instrument_private.h"

/* As far as doubles count, which is a few centuries of symbols. */
#define COUNT_MAX (UINT64_C(1) << 53)

static const struct controller_ops none;

static const struct controller_ops *ops(const struct instrument *inst)
{
	return inst->driver->controller ? inst->driver->controller : &none;
}

static enum err_code check_lane(struct instrument *inst, unsigned lane,
				struct err *e)
{
	struct controller_info info;
	enum err_code code = controller_get_info(inst, &info, e);
	if (code || lane < info.lanes)
		return code;
	return instrument_blame(inst,
				err_set(e, ERR_RANGE,
					"lane: expected 0 to %u, got %u",
					info.lanes - 1, lane), e);
}

enum err_code controller_capture_decisions(
	struct instrument *inst, size_t bursts, int8_t *decisions,
	bool (*progress)(void *context, size_t done), void *context,
	unsigned long *unlocked, struct err *e)
{
	struct controller_info info;
	unsigned long ignored;
	if (!ops(inst)->capture_decisions)
		return instrument_unsupported(inst, "capture decisions", e);
	enum err_code code = controller_get_info(inst, &info, e);
	if (code)
		return code;
	if (bursts == 0)
		code = err_set(e, ERR_RANGE, "a capture of no bursts");
	else
		code = ops(inst)->capture_decisions(
			inst->state, bursts, decisions, progress, context,
			unlocked ? unlocked : &ignored, e);
	return instrument_blame(inst, code, e);
}

enum err_code controller_get_thresholds(struct instrument *inst, unsigned lane,
					struct controller_thresholds *out,
					struct err *e)
{
	if (!ops(inst)->get_thresholds)
		return instrument_unsupported(inst, "tell its thresholds", e);
	enum err_code code = check_lane(inst, lane, e);
	if (code)
		return code;
	code = ops(inst)->get_thresholds(inst->state, lane, out, e);
	return instrument_blame(inst, code, e);
}

enum err_code
controller_set_thresholds(struct instrument *inst, unsigned lane,
			  const struct controller_thresholds *thresholds,
			  struct err *e)
{
	const struct controller_thresholds *t = thresholds;
	if (!ops(inst)->set_thresholds)
		return instrument_unsupported(inst, "set its thresholds", e);
	enum err_code code = check_lane(inst, lane, e);
	if (code)
		return code;
	if (!isfinite(t->low_v) || !isfinite(t->high_v) ||
	    t->low_v > t->high_v)
		code = err_set(e, ERR_RANGE,
			       "thresholds: expected low <= high, got %g V and "
			       "%g V",
			       t->low_v, t->high_v);
	else
		code = ops(inst)->set_thresholds(inst->state, lane, t, e);
	return instrument_blame(inst, code, e);
}

enum err_code controller_count(struct instrument *inst, uint64_t symbols,
			       struct controller_confusion *confusion,
			       bool (*progress)(void *context, uint64_t done),
			       void *context, struct err *e)
{
	struct controller_info info;
	if (!ops(inst)->count)
		return instrument_unsupported(inst, "count errors", e);
	enum err_code code = controller_get_info(inst, &info, e);
	if (code)
		return code;
	if (symbols < 1 || symbols > COUNT_MAX)
		code = err_set(e, ERR_RANGE,
			       "symbols to count: expected 1 to %llu, got %llu",
			       (unsigned long long)COUNT_MAX,
			       (unsigned long long)symbols);
	else
		code = ops(inst)->count(inst->state, symbols, confusion,
					progress, context, e);
	return instrument_blame(inst, code, e);
}
