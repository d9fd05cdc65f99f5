/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a laser, or a bank of them, is asked. */
#include "instruments/instrument.h"

#include "instruments/instrument_private.h"

static const struct laser_ops none;

static const struct laser_ops *ops(const struct instrument *inst)
{
	return inst->driver->laser ? inst->driver->laser : &none;
}

unsigned laser_channels(const struct instrument *inst)
{
	return ops(inst)->channels ? ops(inst)->channels(inst->state) : 1;
}

static enum err_code check_channel(struct instrument *inst, unsigned ch,
				   struct err *e)
{
	unsigned n = laser_channels(inst);
	if (ch >= 1 && ch <= n)
		return ERR_OK;
	return instrument_blame(inst,
				err_set(e, ERR_RANGE,
					"channel: expected 1 to %u, got %u", n,
					ch), e);
}

enum err_code laser_power_range(struct instrument *inst, unsigned ch,
				struct instrument_range *out, struct err *e)
{
	if (!ops(inst)->power_range)
		return instrument_unsupported(inst, "tell its power range", e);
	enum err_code code = check_channel(inst, ch, e);
	if (code)
		return code;
	code = ops(inst)->power_range(inst->state, ch, out, e);
	return instrument_blame(inst, code, e);
}

enum err_code laser_wavelength_range(struct instrument *inst, unsigned ch,
				     struct instrument_range *out,
				     struct err *e)
{
	if (!ops(inst)->wavelength_range)
		return instrument_unsupported(inst, "tell its tuning range",
					      e);
	enum err_code code = check_channel(inst, ch, e);
	if (code)
		return code;
	code = ops(inst)->wavelength_range(inst->state, ch, out, e);
	return instrument_blame(inst, code, e);
}

enum err_code laser_set_power(struct instrument *inst, unsigned ch, double dbm,
			      struct err *e)
{
	struct instrument_range range = { 0 };
	if (!ops(inst)->set_power)
		return instrument_unsupported(inst, "set a power", e);
	enum err_code code = check_channel(inst, ch, e);
	if (!code && ops(inst)->power_range)
		code = laser_power_range(inst, ch, &range, e);
	if (!code)
		code = instrument_check(inst, "power", dbm, "dBm", &range, e);
	if (code)
		return code;
	code = ops(inst)->set_power(inst->state, ch, dbm, e);
	return instrument_blame(inst, code, e);
}

enum err_code laser_get_power(struct instrument *inst, unsigned ch,
			      double *dbm, struct err *e)
{
	if (!ops(inst)->get_power)
		return instrument_unsupported(inst, "read its power", e);
	enum err_code code = check_channel(inst, ch, e);
	if (code)
		return code;
	code = ops(inst)->get_power(inst->state, ch, dbm, e);
	return instrument_blame(inst, code, e);
}

enum err_code laser_set_wavelength(struct instrument *inst, unsigned ch,
				   double nm, struct err *e)
{
	struct instrument_range range = { 0 };
	if (!ops(inst)->set_wavelength)
		return instrument_unsupported(inst, "set a wavelength", e);
	enum err_code code = check_channel(inst, ch, e);
	if (!code && ops(inst)->wavelength_range)
		code = laser_wavelength_range(inst, ch, &range, e);
	if (!code)
		code = instrument_check(inst, "wavelength", nm, "nm", &range,
					e);
	if (code)
		return code;
	code = ops(inst)->set_wavelength(inst->state, ch, nm, e);
	return instrument_blame(inst, code, e);
}

enum err_code laser_get_wavelength(struct instrument *inst, unsigned ch,
				   double *nm, struct err *e)
{
	if (!ops(inst)->get_wavelength)
		return instrument_unsupported(inst, "read its wavelength", e);
	enum err_code code = check_channel(inst, ch, e);
	if (code)
		return code;
	code = ops(inst)->get_wavelength(inst->state, ch, nm, e);
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

enum err_code laser_set_output(struct instrument *inst, unsigned ch, bool on,
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

enum err_code laser_get_output(struct instrument *inst, unsigned ch, bool *on,
			       struct err *e)
{
	if (!ops(inst)->get_output)
		return instrument_unsupported(inst, "read its output", e);
	enum err_code code = check_channel(inst, ch, e);
	if (code)
		return code;
	return instrument_blame(inst, get_output(inst, ch, on, e), e);
}
