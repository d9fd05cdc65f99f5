/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening, setting and securing the instruments of a bench. */
#include "sequencer/session.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "instruments/controller.h"
#include "instruments/supply.h"

#define SESSION_SETTINGS_MAX 32

/* Amplifier before laser: a pumped amplifier without light stores energy for
 * a giant pulse. What a supply feeds may be needed by all before it. */
static const enum instrument_role safe_order[] = {
	ROLE_AMPLIFIER, ROLE_LASER, ROLE_ATTENUATOR, ROLE_SUPPLY,
};

static enum err_code session_open_one(const struct bench_instrument *row,
				      struct instrument **out, struct err *e)
{
	const char *names[SESSION_SETTINGS_MAX],
		*values[SESSION_SETTINGS_MAX];
	struct instrument_config config = {
		.driver = row->driver->name, .address = row->address,
		.timeout_ms = row->timeout_ms,
		.setting_names = names, .setting_values = values,
	};
	if (!instrument_role_find(row->role->name, &config.role))
		return err_set(e, ERR_INPUT, "unknown role %s",
			       row->role->name);
	const struct param_spec *spec = row->driver->settings;
	for (; spec && spec->name && config.nsettings < SESSION_SETTINGS_MAX;
	     spec++) {
		if (!param_has(row->settings, spec->name))
			continue;
		names[config.nsettings] = spec->name;
		values[config.nsettings++] = param_get_text(row->settings,
							    spec->name);
	}
	return instrument_open(&config, out, e);
}

static void session_fact(struct session *session, const char *name,
			 double value)
{
	size_t i = 0;
	while (i < session->nfacts &&
	       strcmp(session->facts[i].name, name) != 0)
		i++;
	if (i == SESSION_FACTS_MAX || !isfinite(value))
		return;
	if (i == session->nfacts)
		session->nfacts++;
	snprintf(session->facts[i].name, sizeof(session->facts[i].name), "%s",
		 name);
	session->facts[i].value = value;
}

static void session_calibration(struct session *session)
{
	const struct bench *b = session->bench;
	if (b->adc_clock_u.given)
		session_fact(session, "adc_clock_u", b->adc_clock_u.value);
	if (b->transimpedance.given) {
		session_fact(session, "tia_ohm", b->transimpedance.value);
		session_fact(session, "tia_ohm_u", b->transimpedance.u);
	}
	if (b->responsivity.given) {
		session_fact(session, "responsivity", b->responsivity.value);
		session_fact(session, "responsivity_u", b->responsivity.u);
	}
}

size_t session_open_each(const struct bench *bench, struct session *out,
			 struct err problems[ROLE_COUNT])
{
	size_t missing = 0;
	*out = (struct session){ .bench = bench };
	session_calibration(out);
	memset(problems, 0, ROLE_COUNT * sizeof(*problems));
	for (size_t i = 0; i < bench->ninstruments; i++) {
		const struct bench_instrument *row = &bench->instruments[i];
		enum instrument_role role;
		if (!instrument_role_find(row->role->name, &role))
			continue; /* a role that the plan reader knows alone */
		missing += session_open_one(row, &out->role[role],
					    &problems[role]) != ERR_OK;
	}
	return missing;
}

enum err_code session_open(const struct bench *bench, struct session *out,
			   struct err *e)
{
	struct err problems[ROLE_COUNT];
	enum err_code code = ERR_OK;
	session_open_each(bench, out, problems);
	for (int r = 0; r < ROLE_COUNT && !code; r++)
		if (problems[r].code) /* the first one is told */
			code = err_set(e, problems[r].code, "%s",
				       problems[r].text);
	if (!code)
		return ERR_OK;
	struct err unsafe = { 0 };
	if (session_safe(out, &unsafe))
		code = err_set(e, ERR_UNSAFE, "%s; %s", e ? e->text : "",
			       unsafe.text);
	session_close(out);
	return code;
}

void session_close(struct session *session)
{
	for (int r = 0; r < ROLE_COUNT; r++) {
		instrument_close(session->role[r]);
		session->role[r] = NULL;
	}
}

static enum err_code session_apply_laser(struct instrument *laser,
					 const struct param_values *v,
					 struct err *e)
{
	unsigned ch = (unsigned)param_get_count(v, "channel");
	enum err_code code = ERR_OK;
	bool off = param_given(v, "output") && !param_get_bool(v, "output");
	if (off)
		code = laser_set_output(laser, ch, false, e);
	if (!code && param_given(v, "wavelength"))
		code = laser_set_wavelength(
			laser, ch, 1e9 * param_get_double(v, "wavelength"), e);
	if (!code && param_given(v, "power"))
		code = laser_set_power(laser, ch, param_get_double(v, "power"),
				       e);
	if (!code && param_given(v, "output") && !off)
		code = laser_set_output(laser, ch, true, e);
	return code;
}

static enum err_code session_apply_attenuator(struct instrument *attenuator,
					      const struct param_values *v,
					      struct err *e)
{
	enum err_code code = ERR_OK;
	if (param_given(v, "attenuation"))
		code = attenuator_set(attenuator,
				      param_get_double(v, "attenuation"), e);
	if (!code && param_given(v, "shutter"))
		code = attenuator_set_shutter(
			attenuator, param_get_choice(v, "shutter") == 1, e);
	return code;
}

static enum err_code session_apply_meter(struct instrument *meter,
					 const struct param_values *v,
					 struct err *e)
{
	enum err_code code = ERR_OK;
	if (param_given(v, "wavelength"))
		code = power_meter_set_wavelength(
			meter, 1e9 * param_get_double(v, "wavelength"), e);
	if (!code && param_given(v, "averaging"))
		code = power_meter_set_averaging(
			meter, param_get_double(v, "averaging"), e);
	return code;
}

static enum err_code session_apply_amplifier(struct instrument *amplifier,
					     const struct param_values *v,
					     struct err *e)
{
	enum err_code code = ERR_OK;
	bool off = param_given(v, "output") && !param_get_bool(v, "output");
	if (off)
		code = amplifier_set_output(amplifier, false, e);
	if (!code && param_given(v, "current"))
		code = amplifier_set_current(amplifier,
					     param_get_double(v, "current"),
					     e);
	if (!code && param_given(v, "output") && !off)
		code = amplifier_set_output(amplifier, true, e);
	return code;
}

static enum err_code session_apply_supply(struct instrument *supply,
					  const struct param_values *v,
					  struct err *e)
{
	unsigned ch = (unsigned)param_get_count(v, "channel");
	struct supply_setting setting;
	enum err_code code = ERR_OK;
	bool off = param_given(v, "output") && !param_get_bool(v, "output");
	if (off)
		code = supply_set_output(supply, ch, false, e);
	if (!code)
		code = supply_get(supply, ch, &setting, e);
	if (param_given(v, "voltage"))
		setting.volt = param_get_double(v, "voltage");
	if (param_given(v, "current"))
		setting.ampere = param_get_double(v, "current");
	if (!code)
		code = supply_set(supply, ch, &setting, e);
	if (!code && param_given(v, "output") && !off)
		code = supply_set_output(supply, ch, true, e);
	return code;
}

static enum err_code session_settle(struct session *session, double seconds,
				    struct err *e)
{
	struct instrument *controller = session->role[ROLE_CONTROLLER];
	struct clock *clock = controller ? controller_clock(controller) :
					   &clock_wall;
	return clock->wait(clock, seconds, e);
}

enum err_code session_apply(struct session *session,
			    const struct plan_action *action, struct err *e)
{
	if (action->kind == PLAN_ACTION_SETTLE)
		return session_settle(session, action->settle_s, e);
	enum instrument_role role;
	if (!instrument_role_find(action->role->name, &role) ||
	    !session->role[role])
		return err_set(e, ERR_INPUT, "the bench has no %s",
			       action->role->name);
	struct instrument *inst = session->role[role];
	switch (role) {
	case ROLE_LASER:
		return session_apply_laser(inst, action->values, e);
	case ROLE_ATTENUATOR:
		return session_apply_attenuator(inst, action->values, e);
	case ROLE_POWER_METER:
		return session_apply_meter(inst, action->values, e);
	case ROLE_AMPLIFIER:
		return session_apply_amplifier(inst, action->values, e);
	case ROLE_SUPPLY:
		return session_apply_supply(inst, action->values, e);
	case ROLE_CONTROLLER:
	case ROLE_SPECTRUM_ANALYZER:
	case ROLE_POWER_ANALYZER:
	case ROLE_THERMOMETER:
	case ROLE_COUNT:
		break;
	}
	return err_set(e, ERR_UNSUPPORTED, "a plan cannot set the %s",
		       action->role->name);
}

enum err_code session_facts(struct session *session, struct err *e)
{
	enum err_code code = ERR_OK;
	double value;
	bool on = false;
	if (session->role[ROLE_AMPLIFIER])
		code = amplifier_get_output(session->role[ROLE_AMPLIFIER], &on,
					    e);
	session_fact(session, "amplifier_on", on);
	if (!code && session->role[ROLE_LASER]) {
		code = laser_get_power(session->role[ROLE_LASER], 1, &value,
				       e);
		if (!code)
			session_fact(session, "laser_dbm", value);
	}
	if (!code && session->role[ROLE_ATTENUATOR]) {
		code = attenuator_get(session->role[ROLE_ATTENUATOR], &value,
				      e);
		if (!code)
			session_fact(session, "attenuation_db", value);
	}
	return code;
}

/* One instrument; a dead link is opened anew once. */
static enum err_code session_safe_one(struct session *session,
				      enum instrument_role role, struct err *e)
{
	const char *name = instrument_role_name(role);
	const struct bench_instrument *row = bench_find(session->bench, name);
	struct err first = { 0 };
	if (!row)
		return ERR_OK;
	if (session->role[role]) {
		if (!instrument_safe(session->role[role], &first))
			return ERR_OK;
		instrument_close(session->role[role]);
		session->role[role] = NULL;
		log_detail("%s: opening it once more to secure it", first.text);
	}
	enum err_code code = session_open_one(row, &session->role[role], e);
	return code ? code : instrument_safe(session->role[role], e);
}

enum err_code session_safe(struct session *session, struct err *e)
{
	char all[3 * ERR_TEXT_MAX] = ""; /* err_set cuts it to size */
	clock_resume(true);
	for (size_t i = 0; i < sizeof(safe_order) / sizeof(safe_order[0]);
	     i++) {
		struct err problem = { 0 };
		if (!session_safe_one(session, safe_order[i], &problem))
			continue;
		size_t used = strlen(all);
		snprintf(all + used, sizeof(all) - used, "%s%s",
			 used ? "; " : "", problem.text);
	}
	/* The gate makes no light of its own: with the laser proven off a
	 * controller that is gone is only worth a word. */
	struct err gate = { 0 };
	if (session_safe_one(session, ROLE_CONTROLLER, &gate))
		log_warn("the source gate could not be closed: %s", gate.text);
	clock_resume(false);
	if (*all)
		return err_set(e, ERR_UNSAFE, "the safe state could not be "
			       "verified, check the bench by hand; %s", all);
	return ERR_OK;
}
