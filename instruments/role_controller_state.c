/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the loop controller is asked beside bursts. */
#include "instruments/controller_state.h"

#include "instruments/instrument_private.h"

static const struct controller_ops none;

static const struct controller_ops *ops(const struct instrument *inst)
{
	return inst->driver->controller ? inst->driver->controller : &none;
}

enum err_code controller_get_locked(struct instrument *inst, bool *locked,
				    struct err *e)
{
	if (!ops(inst)->get_locked)
		return instrument_unsupported(inst, "tell if it is locked", e);
	return instrument_blame(inst, ops(inst)->get_locked(inst->state,
							    locked, e), e);
}

/* What a controller refuses is not sent: it would look like a fault. */
static enum err_code expect_locked(struct instrument *inst, bool wanted,
				   const char *what, struct err *e)
{
	bool locked = wanted;
	enum err_code code = ERR_OK;
	if (ops(inst)->get_locked)
		code = controller_get_locked(inst, &locked, e);
	if (code || locked == wanted)
		return code;
	return instrument_blame(inst,
				err_set(e, ERR_REFUSED, "%s: the loop is %s",
					what,
					locked ? "locked" : "out of lock"),
				e);
}

enum err_code controller_relock(struct instrument *inst, struct err *e)
{
	if (!ops(inst)->relock)
		return instrument_unsupported(inst, "relock", e);
	enum err_code code = expect_locked(inst, false, "relock", e);
	if (code)
		return code;
	return instrument_blame(inst, ops(inst)->relock(inst->state, e), e);
}

enum err_code controller_calibrate(struct instrument *inst, struct err *e)
{
	if (!ops(inst)->calibrate)
		return instrument_unsupported(inst, "calibrate", e);
	enum err_code code = expect_locked(inst, true, "calibrate", e);
	if (code)
		return code;
	return instrument_blame(inst, ops(inst)->calibrate(inst->state, e), e);
}

enum err_code controller_set_auto_relock(struct instrument *inst, bool on,
					 struct err *e)
{
	if (!ops(inst)->set_auto_relock)
		return instrument_unsupported(inst, "relock by itself", e);
	return instrument_blame(inst, ops(inst)->set_auto_relock(inst->state,
								 on, e), e);
}

enum err_code controller_get_auto_relock(struct instrument *inst, bool *on,
					 struct err *e)
{
	if (!ops(inst)->get_auto_relock)
		return instrument_unsupported(inst, "relock by itself", e);
	return instrument_blame(inst, ops(inst)->get_auto_relock(inst->state,
								 on, e), e);
}

enum err_code controller_get_temperature(struct instrument *inst,
					 double *celsius, struct err *e)
{
	if (!ops(inst)->get_temperature)
		return instrument_unsupported(inst, "tell its temperature", e);
	return instrument_blame(inst, ops(inst)->get_temperature(inst->state,
								 celsius, e),
				e);
}

enum err_code controller_get_timestamp(struct instrument *inst, int64_t *ns,
				       struct err *e)
{
	if (!ops(inst)->get_timestamp)
		return instrument_unsupported(inst, "tell the time", e);
	return instrument_blame(inst, ops(inst)->get_timestamp(inst->state, ns,
							       e), e);
}

enum err_code controller_read_events(struct instrument *inst,
				     struct controller_event *events,
				     size_t max, size_t *got,
				     unsigned long *lost, struct err *e)
{
	unsigned long ignored;
	if (!ops(inst)->read_events)
		return instrument_unsupported(inst, "tell of events", e);
	*got = 0;
	enum err_code code = ops(inst)->read_events(
		inst->state, events, max, got, lost ? lost : &ignored, e);
	return instrument_blame(inst, code, e);
}

enum err_code controller_set_tokens(struct instrument *inst,
				    const struct controller_tokens *tokens,
				    struct err *e)
{
	enum err_code code = ERR_OK;
	if (!ops(inst)->set_tokens)
		return instrument_unsupported(inst, "run tokens", e);
	if (tokens->npasses == 0)
		code = err_set(e, ERR_RANGE, "tokens of no passes");
	for (size_t i = 0; !code && i < tokens->npasses; i++)
		if (tokens->passes[i] == 0)
			code = err_set(e, ERR_RANGE,
				       "token %zu: expected 1 pass or more, "
				       "got 0",
				       i);
	if (!code)
		code = ops(inst)->set_tokens(inst->state, tokens, e);
	return instrument_blame(inst, code, e);
}

enum err_code controller_fire_tokens(struct instrument *inst, unsigned count,
				     struct err *e)
{
	enum err_code code = ERR_OK;
	if (!ops(inst)->fire_tokens)
		return instrument_unsupported(inst, "run tokens", e);
	if (count == 0)
		code = err_set(e, ERR_RANGE, "no token is to be run");
	else
		code = ops(inst)->fire_tokens(inst->state, count, e);
	return instrument_blame(inst, code, e);
}

enum err_code controller_get_remaining(struct instrument *inst,
				       unsigned *count, struct err *e)
{
	if (!ops(inst)->get_remaining)
		return instrument_unsupported(inst, "tell what remains", e);
	return instrument_blame(inst, ops(inst)->get_remaining(inst->state,
							       count, e), e);
}
