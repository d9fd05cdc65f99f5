/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a thermometer is asked. */
#include "instruments/thermometer.h"

#include <math.h>
#include <stdio.h>

#include "instruments/instrument_private.h"

static const struct thermometer_ops none;

static const struct thermometer_ops *ops(const struct instrument *inst)
{
	return inst->driver->thermometer ? inst->driver->thermometer : &none;
}

unsigned thermometer_inputs(const struct instrument *inst)
{
	return ops(inst)->inputs ? ops(inst)->inputs(inst->state) : 1;
}

const char *thermometer_input_name(const struct instrument *inst,
				   unsigned input)
{
	if (input < 1 || input > thermometer_inputs(inst) ||
	    !ops(inst)->input_name)
		return NULL;
	return ops(inst)->input_name(inst->state, input);
}

enum err_code thermometer_read(struct instrument *inst, unsigned input,
			       struct thermometer_reading *out, struct err *e)
{
	unsigned n = thermometer_inputs(inst);
	struct thermometer_reading r = { .valid = false };
	enum err_code code = ERR_OK;
	if (!ops(inst)->read)
		return instrument_unsupported(inst, "read a temperature", e);
	if (input < 1 || input > n)
		code = err_set(e, ERR_RANGE, "input: expected 1 to %u, got %u",
			       n, input);
	else
		code = ops(inst)->read(inst->state, input, &r, e);
	if (code)
		return instrument_blame(inst, code, e);
	if (r.valid && !isfinite(r.celsius)) {
		r.valid = false;
		snprintf(r.reason, sizeof(r.reason), "no finite number");
	}
	if (!r.valid)
		r.celsius = 0;
	*out = r;
	return ERR_OK;
}
