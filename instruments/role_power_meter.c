/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an optical power meter is asked. */
#include "instruments/instrument.h"

#include <math.h>
#include <stdio.h>

#include "instruments/instrument_private.h"

static const struct power_meter_ops none;

static const struct power_meter_ops *ops(const struct instrument *inst)
{
	return inst->driver->power_meter ? inst->driver->power_meter : &none;
}

enum err_code power_meter_set_wavelength(struct instrument *inst, double nm,
					 struct err *e)
{
	if (!ops(inst)->set_wavelength)
		return instrument_unsupported(inst, "set a wavelength", e);
	enum err_code code = instrument_check(inst, "wavelength", nm, "nm",
					      &ops(inst)->wavelength, e);
	if (code)
		return code;
	code = ops(inst)->set_wavelength(inst->state, nm, e);
	return instrument_blame(inst, code, e);
}

enum err_code power_meter_set_averaging(struct instrument *inst,
					double seconds, struct err *e)
{
	if (!ops(inst)->set_averaging)
		return instrument_unsupported(inst, "set an averaging time",
					      e);
	enum err_code code = instrument_check(inst, "averaging time", seconds,
					      "s", &ops(inst)->averaging, e);
	if (code)
		return code;
	code = ops(inst)->set_averaging(inst->state, seconds, e);
	return instrument_blame(inst, code, e);
}

enum err_code power_meter_read(struct instrument *inst,
			       struct power_reading *out, struct err *e)
{
	if (!ops(inst)->read)
		return instrument_unsupported(inst, "read a power", e);
	struct power_reading r = { .valid = false };
	enum err_code code = ops(inst)->read(inst->state, &r, e);
	if (code)
		return instrument_blame(inst, code, e);
	if (r.valid && !(isfinite(r.watt) && isfinite(r.dbm))) {
		r.valid = false;
		snprintf(r.reason, sizeof(r.reason), "no finite power");
	}
	*out = r;
	return ERR_OK;
}

enum err_code power_meter_zero(struct instrument *inst, struct err *e)
{
	if (!ops(inst)->zero)
		return instrument_unsupported(inst, "zero itself", e);
	return instrument_blame(inst, ops(inst)->zero(inst->state, e), e);
}
