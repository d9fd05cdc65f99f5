/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an electrical power analyzer is asked. */
#include "instruments/power_analyzer.h"

#include <math.h>
#include <stdio.h>

#include "instruments/instrument_private.h"

static const struct power_analyzer_ops none;

static const struct power_analyzer_ops *ops(const struct instrument *inst)
{
	return inst->driver->power_analyzer ? inst->driver->power_analyzer :
					      &none;
}

enum err_code power_analyzer_set_range(struct instrument *inst, double volt,
				       double ampere, struct err *e)
{
	enum err_code code = ERR_OK;
	if (!ops(inst)->set_range)
		return instrument_unsupported(inst, "set its ranges", e);
	if (volt != 0)
		code = instrument_check(inst, "voltage range", volt, "V",
					&ops(inst)->volt, e);
	if (!code && ampere != 0)
		code = instrument_check(inst, "current range", ampere, "A",
					&ops(inst)->ampere, e);
	if (code)
		return code;
	code = ops(inst)->set_range(inst->state, volt, ampere, e);
	return instrument_blame(inst, code, e);
}

enum err_code power_analyzer_set_interval(struct instrument *inst,
					  double seconds, struct err *e)
{
	if (!ops(inst)->set_interval)
		return instrument_unsupported(inst, "set its interval", e);
	enum err_code code = instrument_check(inst, "interval of updates",
					      seconds, "s",
					      &ops(inst)->interval, e);
	if (code)
		return code;
	code = ops(inst)->set_interval(inst->state, seconds, e);
	return instrument_blame(inst, code, e);
}

/* No number that is none gets past here, whatever a driver says. */
static void guard(struct power_analyzer_value *v)
{
	if (v->valid && isfinite(v->value))
		return;
	if (v->valid)
		snprintf(v->reason, sizeof(v->reason), "no finite number");
	v->valid = false;
	v->value = 0;
}

enum err_code power_analyzer_read(struct instrument *inst,
				  struct power_analyzer_reading *out,
				  struct err *e)
{
	struct power_analyzer_reading r = { .watt = { .valid = false } };
	if (!ops(inst)->read)
		return instrument_unsupported(inst, "read a power", e);
	enum err_code code = ops(inst)->read(inst->state, &r, e);
	if (code)
		return instrument_blame(inst, code, e);
	guard(&r.volt);
	guard(&r.ampere);
	guard(&r.watt);
	*out = r;
	return ERR_OK;
}

/* An integration in another state than wanted is left alone. */
static enum err_code expect_running(struct instrument *inst, bool running,
				    const char *what, struct err *e)
{
	enum power_analyzer_state state;
	if (!ops(inst)->get_state)
		return ERR_OK;
	enum err_code code = ops(inst)->get_state(inst->state, &state, e);
	if (!code && (state == POWER_ANALYZER_RUNNING) != running)
		code = err_set(e, ERR_REFUSED,
			       "%s: the integration %s", what,
			       running ? "does not run" : "is running");
	return instrument_blame(inst, code, e);
}

enum err_code power_analyzer_energy_reset(struct instrument *inst,
					  struct err *e)
{
	if (!ops(inst)->reset)
		return instrument_unsupported(inst, "integrate", e);
	enum err_code code = expect_running(inst, false, "reset", e);
	if (code)
		return code;
	return instrument_blame(inst, ops(inst)->reset(inst->state, e), e);
}

enum err_code power_analyzer_energy_start(struct instrument *inst,
					  struct err *e)
{
	if (!ops(inst)->start)
		return instrument_unsupported(inst, "integrate", e);
	enum err_code code = expect_running(inst, false, "start", e);
	if (code)
		return code;
	return instrument_blame(inst, ops(inst)->start(inst->state, e), e);
}

enum err_code power_analyzer_energy_stop(struct instrument *inst,
					 struct err *e)
{
	if (!ops(inst)->stop)
		return instrument_unsupported(inst, "integrate", e);
	enum err_code code = expect_running(inst, true, "stop", e);
	if (code)
		return code;
	return instrument_blame(inst, ops(inst)->stop(inst->state, e), e);
}

enum err_code power_analyzer_energy_read(struct instrument *inst,
					 struct power_analyzer_energy *out,
					 struct err *e)
{
	struct power_analyzer_energy r = { .joule = { .valid = false } };
	if (!ops(inst)->read_energy)
		return instrument_unsupported(inst, "integrate", e);
	enum err_code code = ops(inst)->read_energy(inst->state, &r, e);
	if (code)
		return instrument_blame(inst, code, e);
	guard(&r.joule);
	guard(&r.seconds);
	*out = r;
	return ERR_OK;
}
