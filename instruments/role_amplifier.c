/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an optical amplifier is asked. */
#include "instruments/instrument.h"

#include "instruments/instrument_private.h"

static const struct amplifier_ops none;

static const struct amplifier_ops *ops(const struct instrument *inst)
{
	return inst->driver->amplifier ? inst->driver->amplifier : &none;
}

enum err_code amplifier_current_range(struct instrument *inst,
				      struct instrument_range *out,
				      struct err *e)
{
	if (!ops(inst)->current_range)
		return instrument_unsupported(inst, "tell its current range",
					      e);
	enum err_code code = ops(inst)->current_range(inst->state, out, e);
	return instrument_blame(inst, code, e);
}

enum err_code amplifier_set_current(struct instrument *inst, double ampere,
				    struct err *e)
{
	struct instrument_range range = { 0 };
	if (!ops(inst)->set_current)
		return instrument_unsupported(inst, "set a pump current", e);
	enum err_code code = ERR_OK;
	if (ops(inst)->current_range)
		code = amplifier_current_range(inst, &range, e);
	if (!code)
		code = instrument_check(inst, "pump current", ampere, "A",
					&range, e);
	if (code)
		return code;
	code = ops(inst)->set_current(inst->state, ampere, e);
	return instrument_blame(inst, code, e);
}

enum err_code amplifier_get_current(struct instrument *inst, double *ampere,
				    struct err *e)
{
	if (!ops(inst)->get_current)
		return instrument_unsupported(inst, "read its pump current",
					      e);
	enum err_code code = ops(inst)->get_current(inst->state, ampere, e);
	return instrument_blame(inst, code, e);
}

static enum err_code set_output(struct instrument *inst, unsigned ch, bool on,
				struct err *e)
{
	(void)ch;
	return ops(inst)->set_output(inst->state, on, e);
}

static enum err_code get_output(struct instrument *inst, unsigned ch, bool *on,
				struct err *e)
{
	(void)ch;
	return ops(inst)->get_output(inst->state, on, e);
}

enum err_code amplifier_set_output(struct instrument *inst, bool on,
				   struct err *e)
{
	if (!ops(inst)->set_output)
		return instrument_unsupported(inst, "switch its output", e);
	const struct instrument_switch output = {
		.what = "output", .set = set_output, .get = get_output,
		.readable = ops(inst)->get_output != NULL,
	};
	enum err_code code = instrument_set_switch(inst, &output, on, e);
	return instrument_blame(inst, code, e);
}

enum err_code amplifier_get_output(struct instrument *inst, bool *on,
				   struct err *e)
{
	if (!ops(inst)->get_output)
		return instrument_unsupported(inst, "read its output", e);
	return instrument_blame(inst, get_output(inst, 0, on, e), e);
}

enum err_code amplifier_input_power(struct instrument *inst, double *dbm,
				    struct err *e)
{
	if (!ops(inst)->input_power)
		return instrument_unsupported(inst, "read its input power", e);
	enum err_code code = ops(inst)->input_power(inst->state, dbm, e);
	return instrument_blame(inst, code, e);
}

enum err_code amplifier_output_power(struct instrument *inst, double *dbm,
				     struct err *e)
{
	if (!ops(inst)->output_power)
		return instrument_unsupported(inst, "read its output power",
					      e);
	enum err_code code = ops(inst)->output_power(inst->state, dbm, e);
	return instrument_blame(inst, code, e);
}
