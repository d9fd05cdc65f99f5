/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a driver fills in: one const struct per driver, one row in
 * registry.c, one file in drivers/. Model differences are data rows inside
 * the driver, not code.
 */
#ifndef INSTRUMENTS_INSTRUMENT_DRIVER_H
#define INSTRUMENTS_INSTRUMENT_DRIVER_H

#include "instruments/controller_ops.h"
#include "instruments/instrument.h"
#include "instruments/instrument_ops.h"

struct instrument_setting { /* of the bench file's `settings` */
	const char *name, *default_text, *help;
};

/* Ops of a role; a NULL op is ERR_UNSUPPORTED. ch counts from 1 and has been
 * checked against the channel count; values against the ranges. */
struct laser_ops {
	unsigned (*channels)(void *state);
	enum err_code (*power_range)(void *state, unsigned ch,
				     struct instrument_range *out,
				     struct err *e);
	enum err_code (*wavelength_range)(void *state, unsigned ch,
					  struct instrument_range *out,
					  struct err *e);
	enum err_code (*set_power)(void *state, unsigned ch, double dbm,
				   struct err *e);
	enum err_code (*get_power)(void *state, unsigned ch, double *dbm,
				   struct err *e);
	enum err_code (*set_wavelength)(void *state, unsigned ch, double nm,
					struct err *e);
	enum err_code (*get_wavelength)(void *state, unsigned ch, double *nm,
					struct err *e);
	enum err_code (*set_output)(void *state, unsigned ch, bool on,
				    struct err *e);
	enum err_code (*get_output)(void *state, unsigned ch, bool *on,
				    struct err *e);
};

struct attenuator_ops {
	struct instrument_range range; /* dB */
	enum err_code (*set)(void *state, double db, struct err *e);
	enum err_code (*get)(void *state, double *db, struct err *e);
	enum err_code (*set_shutter)(void *state, bool open, struct err *e);
	enum err_code (*get_shutter)(void *state, bool *open, struct err *e);
};

struct power_meter_ops {
	struct instrument_range wavelength; /* nm */
	struct instrument_range averaging;  /* s */
	enum err_code (*set_wavelength)(void *state, double nm, struct err *e);
	enum err_code (*set_averaging)(void *state, double s, struct err *e);
	enum err_code (*read)(void *state, struct power_reading *out,
			      struct err *e);
	enum err_code (*zero)(void *state, struct err *e);
};

struct amplifier_ops {
	enum err_code (*current_range)(void *state,
				       struct instrument_range *out,
				       struct err *e);
	enum err_code (*set_current)(void *state, double a, struct err *e);
	enum err_code (*get_current)(void *state, double *a, struct err *e);
	enum err_code (*set_output)(void *state, bool on, struct err *e);
	enum err_code (*get_output)(void *state, bool *on, struct err *e);
	enum err_code (*input_power)(void *state, double *dbm, struct err *e);
	enum err_code (*output_power)(void *state, double *dbm, struct err *e);
};

struct instrument_driver {
	const char *name, *summary; /* "thorlabs-pm100", one line */
	enum instrument_role role;
	const char *const *schemes; /* "tcp", "serial", ...; NULL ends */
	const struct instrument_setting *settings; /* name NULL ends */
	int timeout_ms;		    /* default for every exchange */
	/* Connects, identifies (text of at most size bytes), allocates state.
	 * config has been checked: driver, role, scheme, setting names; its
	 * timeout is set. */
	enum err_code (*open)(const struct instrument_config *config,
			      void **state, char *identity, size_t size,
			      struct err *e);
	void (*close)(void *state);
	/* Drives to the safe state and proves it by read-back. NULL = none. */
	enum err_code (*safe)(void *state, struct err *e);
	const struct laser_ops *laser; /* exactly one is set, for role */
	const struct attenuator_ops *attenuator;
	const struct power_meter_ops *power_meter;
	const struct amplifier_ops *amplifier;
	const struct spectrum_analyzer_ops *spectrum_analyzer;
	const struct power_analyzer_ops *power_analyzer;
	const struct supply_ops *supply;
	const struct thermometer_ops *thermometer;
	const struct controller_ops *controller;
};

/* registry.c: NULL-terminated table of all drivers. */
extern const struct instrument_driver *const instrument_drivers[];
const struct instrument_driver *instrument_driver_find(const char *name);

/* The text of a setting in the bench file, else the driver's default. */
const char *instrument_setting_get(const struct instrument_driver *driver,
				   const struct instrument_config *config,
				   const char *name);

#endif
