/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalog for plan and bench readers, made from the two tables. */
#include "sequencer/bind.h"

#include <stdlib.h>

#include "instruments/instrument_driver.h"

static const struct param_spec laser_fields[] = {
	{ .name = "channel", .kind = PARAM_QUANTITY, .unit = UNIT_COUNT,
	  .default_text = "1", .min = 1, .max = 256,
	  .help = "channel of the bank" },
	{ .name = "wavelength", .kind = PARAM_QUANTITY, .unit = UNIT_M,
	  .default_text = "1550 nm", .min = 1e-7, .max = 1e-4,
	  .help = "wavelength" },
	{ .name = "power", .kind = PARAM_QUANTITY, .unit = UNIT_DBM,
	  .default_text = "0 dBm", .min = -60, .max = 30,
	  .help = "launch power" },
	{ .name = "output", .kind = PARAM_BOOL, .default_text = "off",
	  .help = "light on or off" },
	{ 0 },
};

static const char *const shutter_states[] = { "closed", "open", NULL };

static const struct param_spec attenuator_fields[] = {
	{ .name = "attenuation", .kind = PARAM_QUANTITY, .unit = UNIT_DB,
	  .default_text = "0 dB", .min = 0, .max = 100,
	  .help = "attenuation" },
	{ .name = "shutter", .kind = PARAM_CHOICE, .choices = shutter_states,
	  .default_text = "closed", .help = "shutter" },
	{ 0 },
};

static const struct param_spec power_meter_fields[] = {
	{ .name = "wavelength", .kind = PARAM_QUANTITY, .unit = UNIT_M,
	  .default_text = "1550 nm", .min = 1e-7, .max = 1e-4,
	  .help = "calibration wavelength" },
	{ .name = "averaging", .kind = PARAM_QUANTITY, .unit = UNIT_S,
	  .default_text = "100 ms", .min = 1e-6, .max = 3600,
	  .help = "averaging time" },
	{ 0 },
};

static const struct param_spec amplifier_fields[] = {
	{ .name = "current", .kind = PARAM_QUANTITY, .unit = UNIT_A,
	  .default_text = "0 mA", .min = 0, .max = 10,
	  .help = "pump current" },
	{ .name = "output", .kind = PARAM_BOOL, .default_text = "off",
	  .help = "pump on or off" },
	{ 0 },
};

static const struct param_spec supply_fields[] = {
	{ .name = "channel", .kind = PARAM_QUANTITY, .unit = UNIT_COUNT,
	  .default_text = "1", .min = 1, .max = 16,
	  .help = "channel of the supply" },
	{ .name = "voltage", .kind = PARAM_QUANTITY, .unit = UNIT_V,
	  .default_text = "0 V", .min = -100, .max = 100,
	  .help = "voltage" },
	{ .name = "current", .kind = PARAM_QUANTITY, .unit = UNIT_A,
	  .default_text = "0 mA", .min = 0, .max = 100,
	  .help = "limit of the current" },
	{ .name = "output", .kind = PARAM_BOOL, .default_text = "off",
	  .help = "output on or off" },
	{ 0 },
};

static const struct plan_role roles[ROLE_COUNT] = {
	[ROLE_CONTROLLER] = { "controller", NULL, PLAN_LIGHT_NONE },
	[ROLE_LASER] = { "laser", laser_fields, PLAN_LIGHT_LASER },
	[ROLE_ATTENUATOR] = { "attenuator", attenuator_fields,
			      PLAN_LIGHT_NONE },
	[ROLE_POWER_METER] = { "power_meter", power_meter_fields,
			       PLAN_LIGHT_NONE },
	[ROLE_AMPLIFIER] = { "amplifier", amplifier_fields,
			     PLAN_LIGHT_AMPLIFIER },
	[ROLE_SPECTRUM_ANALYZER] = { "spectrum_analyzer", NULL,
				     PLAN_LIGHT_NONE },
	[ROLE_POWER_ANALYZER] = { "power_analyzer", NULL, PLAN_LIGHT_NONE },
	[ROLE_SUPPLY] = { "supply", supply_fields, PLAN_LIGHT_NONE },
	[ROLE_THERMOMETER] = { "thermometer", NULL, PLAN_LIGHT_NONE },
};

/* The tables are built once and never freed: they live as long as the
 * program, like the constants they are made from. */
static void *bind_alloc(size_t n, size_t size)
{
	void *p = calloc(n, size);
	if (!p)
		abort(); /* a few hundred bytes at start-up */
	return p;
}

static const struct plan_quantity *
bind_quantities(const struct procedure_quantity *in)
{
	size_t n = 0;
	while (in[n].name)
		n++;
	struct plan_quantity *out = bind_alloc(n + 1, sizeof(*out));
	for (size_t i = 0; i < n; i++)
		out[i] = (struct plan_quantity){
			.name = in[i].name, .unit = in[i].unit,
			.per_pass = in[i].per_pass, .help = in[i].help,
		};
	return out;
}

static const char *const *bind_roles(unsigned bits)
{
	const char **out = bind_alloc(ROLE_COUNT + 1, sizeof(*out));
	size_t n = 0;
	for (int r = 0; r < ROLE_COUNT; r++)
		if (bits & 1u << r)
			out[n++] = roles[r].name;
	return out;
}

static unsigned bind_needs(enum procedure_light light)
{
	switch (light) {
	case PROCEDURE_ANY_LIGHT:
		return PLAN_DARK_OK;
	case PROCEDURE_LASER:
		return PLAN_NEEDS_LASER;
	case PROCEDURE_AMPLIFIED:
		return PLAN_NEEDS_LASER | PLAN_NEEDS_AMPLIFIER;
	}
	return PLAN_DARK_OK;
}

static const struct param_spec *
bind_settings(const struct instrument_setting *in)
{
	size_t n = 0;
	while (in && in[n].name)
		n++;
	if (!n)
		return NULL;
	struct param_spec *out = bind_alloc(n + 1, sizeof(*out));
	for (size_t i = 0; i < n; i++)
		out[i] = (struct param_spec){
			.name = in[i].name, .kind = PARAM_TEXT,
			.default_text = in[i].default_text,
			.help = in[i].help,
		};
	return out;
}

static void bind_procedures(struct plan_catalog *catalog)
{
	size_t n = 0;
	while (procedure_list[n])
		n++;
	struct plan_procedure *rows = bind_alloc(n, sizeof(*rows));
	for (size_t i = 0; i < n; i++) {
		const struct procedure *p = procedure_list[i];
		rows[i] = (struct plan_procedure){
			.name = p->name, .help = p->summary,
			.params = p->params,
			.quantities = bind_quantities(p->quantities),
			.needs = bind_needs(p->light),
			.roles = bind_roles(p->roles),
			.passes_param = "record",
		};
	}
	catalog->procedures = rows;
	catalog->nprocedures = n;
}

static void bind_drivers(struct plan_catalog *catalog)
{
	size_t n = 0;
	while (instrument_drivers[n])
		n++;
	struct plan_driver *rows = bind_alloc(n + 1, sizeof(*rows));
	for (size_t i = 0; i < n; i++) {
		const struct instrument_driver *d = instrument_drivers[i];
		rows[i] = (struct plan_driver){
			.name = d->name, .role = roles[d->role].name,
			.schemes = d->schemes,
			.settings = bind_settings(d->settings),
		};
	}
	catalog->drivers = rows;
	catalog->ndrivers = n;
}

const struct plan_catalog *bind_catalog(void)
{
	static struct plan_catalog catalog;
	if (!catalog.nroles) {
		bind_procedures(&catalog);
		bind_drivers(&catalog);
		catalog.roles = roles;
		catalog.nroles = ROLE_COUNT;
	}
	return &catalog;
}

const struct procedure *bind_procedure(const struct plan_procedure *row)
{
	return procedure_find(row->name);
}
