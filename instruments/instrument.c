/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and closing instruments of whatever role, their names in messages,
 * range checks and the switches that are read back. Knows no driver. */
#include "instruments/instrument.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "instruments/instrument_private.h"

/* Between two looks at a switch that has not followed yet. */
#define SWITCH_POLL_S 0.01

static const char *const role_names[ROLE_COUNT] = {
	[ROLE_CONTROLLER] = "controller",
	[ROLE_LASER] = "laser",
	[ROLE_ATTENUATOR] = "attenuator",
	[ROLE_POWER_METER] = "power_meter",
	[ROLE_AMPLIFIER] = "amplifier",
	[ROLE_SPECTRUM_ANALYZER] = "spectrum_analyzer",
	[ROLE_POWER_ANALYZER] = "power_analyzer",
	[ROLE_SUPPLY] = "supply",
	[ROLE_THERMOMETER] = "thermometer",
};

const char *instrument_role_name(enum instrument_role role)
{
	return role_names[role];
}

bool instrument_role_find(const char *name, enum instrument_role *out)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		if (strcmp(name, role_names[i]) == 0) {
			*out = (enum instrument_role)i;
			return true;
		}
	return false;
}

static const struct instrument_setting *
find_setting(const struct instrument_driver *driver, const char *name)
{
	const struct instrument_setting *s = driver->settings;
	for (; s && s->name; s++)
		if (strcmp(s->name, name) == 0)
			return s;
	return NULL;
}

const char *instrument_setting_get(const struct instrument_driver *driver,
				   const struct instrument_config *config,
				   const char *name)
{
	for (size_t i = 0; i < config->nsettings; i++)
		if (strcmp(config->setting_names[i], name) == 0)
			return config->setting_values[i];
	const struct instrument_setting *s = find_setting(driver, name);
	return s ? s->default_text : NULL;
}

static bool scheme_known(const struct instrument_driver *driver,
			 const char *address)
{
	for (const char *const *s = driver->schemes; s && *s; s++)
		if (strncmp(address, *s, strlen(*s)) == 0 &&
		    address[strlen(*s)] == ':')
			return true;
	return false;
}

static enum err_code check_config(const struct instrument_driver *driver,
				  const struct instrument_config *config,
				  struct err *e)
{
	const char *role = instrument_role_name(config->role);
	if (!driver)
		return err_set(e, ERR_USAGE, "%s: no driver is called \"%s\"",
			       role, config->driver);
	if (driver->role != config->role)
		return err_set(e, ERR_USAGE, "%s: the driver %s is for a %s",
			       role, driver->name,
			       instrument_role_name(driver->role));
	if (!scheme_known(driver, config->address)) {
		err_set(e, ERR_USAGE,
			"%s: the driver %s does not take the address \"%s\"",
			role, driver->name, config->address);
		return ERR_USAGE;
	}
	for (size_t i = 0; i < config->nsettings; i++)
		if (!find_setting(driver, config->setting_names[i]))
			return err_set(e, ERR_USAGE,
				       "%s: the driver %s has no setting "
				       "\"%s\"",
				       role, driver->name,
				       config->setting_names[i]);
	return ERR_OK;
}

enum err_code instrument_open(const struct instrument_config *config,
			      struct instrument **out, struct err *e)
{
	const struct instrument_driver *driver =
		instrument_driver_find(config->driver);
	enum err_code code = check_config(driver, config, e);
	if (code)
		return code;
	struct instrument *inst = calloc(1, sizeof(*inst));
	if (!inst)
		return err_set(e, ERR_NOMEM, "out of memory");
	struct instrument_config checked = *config;
	if (checked.timeout_ms <= 0)
		checked.timeout_ms = driver->timeout_ms;
	inst->driver = driver;
	inst->role = config->role;
	inst->timeout_ms = checked.timeout_ms;
	inst->address = strdup(config->address);
	inst->place = strdup(config->address);
	if (!inst->address || !inst->place) {
		code = err_set(e, ERR_NOMEM, "out of memory");
		goto out;
	}
	*strchr(inst->place, ':') = ' ';
	code = instrument_blame(inst,
				driver->open(&checked, &inst->state,
					     inst->identity,
					     sizeof(inst->identity), e), e);
	if (code)
		inst->state = NULL;
out:
	if (code)
		instrument_close(inst);
	else
		*out = inst;
	return code;
}

void instrument_close(struct instrument *inst)
{
	if (!inst)
		return;
	if (inst->state)
		inst->driver->close(inst->state);
	free(inst->address);
	free(inst->place);
	free(inst);
}

enum instrument_role instrument_get_role(const struct instrument *inst)
{
	return inst->role;
}

const char *instrument_driver_name(const struct instrument *inst)
{
	return inst->driver->name;
}

const char *instrument_identity(const struct instrument *inst)
{
	return inst->identity;
}

const char *instrument_address(const struct instrument *inst)
{
	return inst->address;
}

enum err_code instrument_blame(const struct instrument *inst,
			       enum err_code code, struct err *e)
{
	if (!code || !e)
		return code;
	const char *role = instrument_role_name(inst->role);
	if (strstr(e->text, inst->place) || strstr(e->text, inst->address))
		err_prefix(e, "%s", role);
	else
		err_prefix(e, "%s: %s", role, inst->place);
	return code;
}

enum err_code instrument_unsupported(const struct instrument *inst,
				     const char *what, struct err *e)
{
	return instrument_blame(inst,
				err_set(e, ERR_UNSUPPORTED,
					"the driver %s cannot %s",
					inst->driver->name, what), e);
}

enum err_code instrument_check(const struct instrument *inst, const char *what,
			       double value, const char *unit,
			       const struct instrument_range *range,
			       struct err *e)
{
	bool open = range->min == 0 && range->max == 0;
	if (isfinite(value) &&
	    (open || (value >= range->min && value <= range->max)))
		return ERR_OK;
	enum err_code code = ERR_RANGE;
	if (open)
		err_set(e, code, "%s: expected a number of %s, got %g", what,
			unit, value);
	else
		err_set(e, code, "%s: expected %g to %g %s, got %g %s", what,
			range->min, range->max, unit, value, unit);
	return instrument_blame(inst, code, e);
}

static enum err_code wait_for_switch(struct instrument *inst,
				     const struct instrument_switch *s,
				     bool want, bool *is, struct err *e)
{
	long long deadline = clock_deadline(inst->timeout_ms);
	for (;;) {
		enum err_code code = s->get(inst, s->ch, is, e);
		if (code || *is == want || clock_left_ms(deadline) == 0)
			return code;
		/* Interrupted: what it is by now decides. */
		if (clock_wall.wait(&clock_wall, SWITCH_POLL_S, NULL))
			return s->get(inst, s->ch, is, e);
	}
}

enum err_code instrument_set_switch(struct instrument *inst,
				    const struct instrument_switch *s, bool on,
				    struct err *e)
{
	char what[64];
	if (s->ch)
		snprintf(what, sizeof(what), "channel %u: %s", s->ch, s->what);
	else
		snprintf(what, sizeof(what), "%s", s->what);
	if (on && !s->readable)
		return err_set(e, ERR_UNSUPPORTED,
			       "%s: it cannot be read back, so it stays off",
			       what);
	enum err_code code = s->set(inst, s->ch, on, e);
	if (code)
		return code;
	if (!s->readable)
		return err_set(e, ERR_UNSAFE,
			       "%s: told to go off, which cannot be read back",
			       what);
	bool is = !on;
	code = wait_for_switch(inst, s, on, &is, e);
	if (!code && is != on)
		code = err_set(e, ERR_UNSAFE,
			       "%s: told to go %s, but it reads back as %s",
			       what, on ? "on" : "off", is ? "on" : "off");
	return code;
}

enum err_code instrument_safe(struct instrument *inst, struct err *e)
{
	if (!inst->driver->safe)
		return ERR_OK;
	struct err why = { .code = ERR_OK };
	if (inst->driver->safe(inst->state, &why) == ERR_OK)
		return ERR_OK;
	err_set(e, ERR_UNSAFE, "%s", why.text);
	return instrument_blame(inst, ERR_UNSAFE, e);
}
