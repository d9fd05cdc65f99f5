/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a procedure may ask of an instrument. Procedures ask roles, never
 * models; the bench file says which driver plays which role.
 *
 * Each call checks the driver's capabilities and ranges before a byte is
 * sent (ERR_RANGE, ERR_UNSUPPORTED), drains the error queue after a setting
 * (ERR_INSTRUMENT with the instrument's own words) and reads back what
 * matters for safety: outputs and shutters follow within the timeout, or it is
 * ERR_UNSAFE. Errors begin with the role's name and the address. Channels
 * count from 1, as on the front panels. Not thread-safe.
 */
#ifndef INSTRUMENTS_INSTRUMENT_H
#define INSTRUMENTS_INSTRUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum instrument_role {
	ROLE_CONTROLLER, /* loop sequencer, DAC, ADC, comparators: see
			    instruments/controller.h */
	ROLE_LASER,
	ROLE_ATTENUATOR,
	ROLE_POWER_METER,
	ROLE_AMPLIFIER,
	ROLE_SPECTRUM_ANALYZER, /* spectrum_analyzer.h, and so on */
	ROLE_POWER_ANALYZER,
	ROLE_SUPPLY,
	ROLE_THERMOMETER,
	ROLE_COUNT
};

const char *instrument_role_name(enum instrument_role role); /* "laser" */
bool instrument_role_find(const char *name, enum instrument_role *out);

/* One entry of a bench file. Texts are the caller's and must outlive it. */
struct instrument_config {
	enum instrument_role role;
	const char *driver, *address;
	int timeout_ms; /* 0 = the driver's default */
	/* settings: pairs of the driver's own names and texts */
	const char *const *setting_names, *const *setting_values;
	size_t nsettings;
};

struct instrument; /* opaque */

/* Connects and identifies; the identity must be one the driver knows. */
enum err_code instrument_open(const struct instrument_config *config,
			      struct instrument **out,
			      struct err *e) MUST_CHECK;
void instrument_close(struct instrument *inst); /* NULL is accepted */

enum instrument_role instrument_get_role(const struct instrument *inst);
const char *instrument_driver_name(const struct instrument *inst);
/* "maker, model, serial number, firmware" as it answered. */
const char *instrument_identity(const struct instrument *inst);
const char *instrument_address(const struct instrument *inst);

/* Brings it to its safe state and verifies it by read-back; ERR_UNSAFE with
 * the reason if that cannot be shown. Nothing to do is success. */
enum err_code instrument_safe(struct instrument *inst,
			      struct err *e) MUST_CHECK;

/* Ranges of a settable or readable quantity. */
struct instrument_range {
	double min, max, resolution;
};

/* laser (bank): dBm, nm. */
unsigned laser_channels(const struct instrument *inst);
enum err_code laser_power_range(struct instrument *inst, unsigned ch,
				struct instrument_range *out,
				struct err *e) MUST_CHECK;
enum err_code laser_wavelength_range(struct instrument *inst, unsigned ch,
				     struct instrument_range *out,
				     struct err *e) MUST_CHECK;
enum err_code laser_set_power(struct instrument *inst, unsigned ch, double dbm,
			      struct err *e) MUST_CHECK;
enum err_code laser_get_power(struct instrument *inst, unsigned ch,
			      double *dbm, struct err *e) MUST_CHECK;
enum err_code laser_set_wavelength(struct instrument *inst, unsigned ch,
				   double nm, struct err *e) MUST_CHECK;
enum err_code laser_get_wavelength(struct instrument *inst, unsigned ch,
				   double *nm, struct err *e) MUST_CHECK;
enum err_code laser_set_output(struct instrument *inst, unsigned ch, bool on,
			       struct err *e) MUST_CHECK;
enum err_code laser_get_output(struct instrument *inst, unsigned ch, bool *on,
			       struct err *e) MUST_CHECK;

/* attenuator: dB relative to its open position. */
enum err_code attenuator_range(struct instrument *inst,
			       struct instrument_range *out,
			       struct err *e) MUST_CHECK;
enum err_code attenuator_set(struct instrument *inst, double db,
			     struct err *e) MUST_CHECK;
enum err_code attenuator_get(struct instrument *inst, double *db,
			     struct err *e) MUST_CHECK;
enum err_code attenuator_set_shutter(struct instrument *inst, bool open,
				     struct err *e) MUST_CHECK;
enum err_code attenuator_get_shutter(struct instrument *inst, bool *open,
				     struct err *e) MUST_CHECK;

/* power_meter. An under- or over-range sentinel (-199.999969 dBm, 9.9E37) is
 * a reading with valid = false, never a number. */
struct power_reading {
	double watt, dbm;
	bool valid;
	char reason[64]; /* why not valid */
};
enum err_code power_meter_set_wavelength(struct instrument *inst, double nm,
					 struct err *e) MUST_CHECK;
enum err_code power_meter_set_averaging(struct instrument *inst,
					double seconds,
					struct err *e) MUST_CHECK;
enum err_code power_meter_read(struct instrument *inst,
			       struct power_reading *out,
			       struct err *e) MUST_CHECK;
enum err_code power_meter_zero(struct instrument *inst,
			       struct err *e) MUST_CHECK;

/* amplifier: pump current in A, powers in dBm. One that has a cooler turns it
 * on, and sees it work, before the current. */
enum err_code amplifier_current_range(struct instrument *inst,
				      struct instrument_range *out,
				      struct err *e) MUST_CHECK;
enum err_code amplifier_set_current(struct instrument *inst, double ampere,
				    struct err *e) MUST_CHECK;
enum err_code amplifier_get_current(struct instrument *inst, double *ampere,
				    struct err *e) MUST_CHECK;
enum err_code amplifier_set_output(struct instrument *inst, bool on,
				   struct err *e) MUST_CHECK;
enum err_code amplifier_get_output(struct instrument *inst, bool *on,
				   struct err *e) MUST_CHECK;
enum err_code amplifier_input_power(struct instrument *inst, double *dbm,
				    struct err *e) MUST_CHECK;
enum err_code amplifier_output_power(struct instrument *inst, double *dbm,
				     struct err *e) MUST_CHECK;

#endif
