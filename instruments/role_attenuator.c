/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a variable attenuator and its shutter are asked. */
#include "instruments/instrument.h"

#include "instruments/instrument_private.h"

static const struct attenuator_ops none;

static const struct attenuator_ops *ops(const struct instrument *inst)
{
	return inst->driver->attenuator ? inst->driver->attenuator : &none;
}

enum err_code attenuator_range(struct instrument *inst,
			       struct instrument_range *out, struct err *e)
{
	if (!inst->driver->attenuator)
		return instrument_unsupported(inst, "attenuate", e);
	*out = ops(inst)->range;
	return ERR_OK;
}

enum err_code attenuator_set(struct instrument *inst, double db, struct err *e)
{
	if (!ops(inst)->set)
		return instrument_unsupported(inst, "set an attenuation", e);
	enum err_code code = instrument_check(inst, "attenuation", db, "dB",
					      &ops(inst)->range, e);
	if (code)
		return code;
	return instrument_blame(inst, ops(inst)->set(inst->state, db, e), e);
}

enum err_code attenuator_get(struct instrument *inst, double *db,
			     struct err *e)
{
	if (!ops(inst)->get)
		return instrument_unsupported(inst, "read its attenuation", e);
	return instrument_blame(inst, ops(inst)->get(inst->state, db, e), e);
}

static enum err_code set_shutter(struct instrument *inst, unsigned ch,
				 bool open, struct err *e)
{
	(void)ch;
	return ops(inst)->set_shutter(inst->state, open, e);
}

static enum err_code get_shutter(struct instrument *inst, unsigned ch,
				 bool *open, struct err *e)
{
	(void)ch;
	return ops(inst)->get_shutter(inst->state, open, e);
}

enum err_code attenuator_set_shutter(struct instrument *inst, bool open,
				     struct err *e)
{
	if (!ops(inst)->set_shutter)
		return instrument_unsupported(inst, "move a shutter", e);
	const struct instrument_switch shutter = {
		.what = "light path (shutter)", .set = set_shutter,
		.get = get_shutter,
		.readable = ops(inst)->get_shutter != NULL,
	};
	enum err_code code = instrument_set_switch(inst, &shutter, open, e);
	return instrument_blame(inst, code, e);
}

enum err_code attenuator_get_shutter(struct instrument *inst, bool *open,
				     struct err *e)
{
	if (!ops(inst)->get_shutter)
		return instrument_unsupported(inst, "read its shutter", e);
	return instrument_blame(inst, get_shutter(inst, 0, open, e), e);
}
