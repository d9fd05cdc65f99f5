/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a laboratory supply is asked. */
#include "instruments/supply.h"

#include "instruments/instrument_private.h"

static const struct supply_ops none;

static const struct supply_ops *ops(const struct instrument *inst)
{
	return inst->driver->supply ? inst->driver->supply : &none;
}

unsigned supply_channels(const struct instrument *inst)
{
	return ops(inst)->channels ? ops(inst)->channels(inst->state) : 1;
}

static enum err_code check_channel(struct instrument *inst, unsigned ch,
				   struct err *e)
{
	unsigned n = supply_channels(inst);
	if (ch >= 1 && ch <= n)
		return ERR_OK;
	return instrument_blame(inst,
				err_set(e, ERR_RANGE,
					"channel: expected 1 to %u, got %u", n,
					ch), e);
}

enum err_code supply_get_limits(struct instrument *inst, unsigned ch,
				struct supply_limits *out, struct err *e)
{
	if (!ops(inst)->limits)
		return instrument_unsupported(inst, "tell its limits", e);
	enum err_code code = check_channel(inst, ch, e);
	if (code)
		return code;
	code = ops(inst)->limits(inst->state, ch, out, e);
	return instrument_blame(inst, code, e);
}

enum err_code supply_set(struct instrument *inst, unsigned ch,
			 const struct supply_setting *setting, struct err *e)
{
	struct supply_limits limits = { .volt = { 0 } };
	if (!ops(inst)->set)
		return instrument_unsupported(inst, "set a voltage", e);
	enum err_code code = check_channel(inst, ch, e);
	if (!code && ops(inst)->limits)
		code = supply_get_limits(inst, ch, &limits, e);
	if (!code)
		code = instrument_check(inst, "voltage", setting->volt, "V",
					&limits.volt, e);
	if (!code)
		code = instrument_check(inst, "limit of the current",
					setting->ampere, "A", &limits.ampere,
					e);
	if (code)
		return code;
	code = ops(inst)->set(inst->state, ch, setting, e);
	return instrument_blame(inst, code, e);
}

enum err_code supply_get(struct instrument *inst, unsigned ch,
			 struct supply_setting *out, struct err *e)
{
	if (!ops(inst)->get)
		return instrument_unsupported(inst, "tell its voltage", e);
	enum err_code code = check_channel(inst, ch, e);
	if (code)
		return code;
	code = ops(inst)->get(inst->state, ch, out, e);
	return instrument_blame(inst, code, e);
}

static enum err_code set_output(struct instrument *inst, unsigned ch, bool on,
				struct err *e)
{
	return ops(inst)->set_output(inst->state, ch, on, e);
}

static enum err_code get_output(struct instrument *inst, unsigned ch, bool *on,
				struct err *e)
{
	return ops(inst)->get_output(inst->state, ch, on, e);
}

enum err_code supply_set_output(struct instrument *inst, unsigned ch, bool on,
				struct err *e)
{
	if (!ops(inst)->set_output)
		return instrument_unsupported(inst, "switch its output", e);
	enum err_code code = check_channel(inst, ch, e);
	if (code)
		return code;
	const struct instrument_switch output = {
		.what = "output", .ch = ch, .set = set_output,
		.get = get_output, .readable = ops(inst)->get_output != NULL,
	};
	code = instrument_set_switch(inst, &output, on, e);
	return instrument_blame(inst, code, e);
}

enum err_code supply_get_output(struct instrument *inst, unsigned ch, bool *on,
				struct err *e)
{
	if (!ops(inst)->get_output)
		return instrument_unsupported(inst, "read its output", e);
	enum err_code code = check_channel(inst, ch, e);
	if (code)
		return code;
	return instrument_blame(inst, get_output(inst, ch, on, e), e);
}

enum err_code supply_read(struct instrument *inst, unsigned ch,
			  struct supply_reading *out, struct err *e)
{
	if (!ops(inst)->read)
		return instrument_unsupported(inst, "measure its output", e);
	enum err_code code = check_channel(inst, ch, e);
	if (code)
		return code;
	code = ops(inst)->read(inst->state, ch, out, e);
	return instrument_blame(inst, code, e);
}
