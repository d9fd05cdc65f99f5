/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tunable laser santec TSL-570: a bank of one.
 *
 * Commands: santec TSL-570 operation manual, section 7, of whose two command
 * sets the one called SCPI is switched on: wavelengths are then in m.
 */
#include <stdlib.h>

#include "instruments/drivers/driver.h"

struct model {
	const char *name;
};

static const struct model models[] = { { "TSL-570" }, { NULL } };

struct tsl {
	struct scpi *scpi;
	int timeout_ms;
	struct instrument_range power, wavelength; /* dBm, nm */
};

static enum err_code power_range(void *state, unsigned ch,
				 struct instrument_range *out, struct err *e)
{
	const struct tsl *tsl = state;

	(void)ch;
	(void)e;
	*out = tsl->power;
	return ERR_OK;
}

static enum err_code wavelength_range(void *state, unsigned ch,
				      struct instrument_range *out,
				      struct err *e)
{
	const struct tsl *tsl = state;

	(void)ch;
	(void)e;
	*out = tsl->wavelength;
	return ERR_OK;
}

static enum err_code set_power(void *state, unsigned ch, double dbm,
			       struct err *e)
{
	struct tsl *tsl = state;

	(void)ch;
	return scpi_set(tsl->scpi, e, ":POW %.2fDBM", dbm);
}

/* The unit is said again: somebody may have changed it at the front. */
static enum err_code get_power(void *state, unsigned ch, double *dbm,
			       struct err *e)
{
	struct tsl *tsl = state;

	(void)ch;
	return scpi_query_double(tsl->scpi, NULL, dbm, e,
				 ":POW:UNIT 0;:POW?");
}

static enum err_code set_wavelength(void *state, unsigned ch, double nm,
				    struct err *e)
{
	struct tsl *tsl = state;

	(void)ch;
	return scpi_set(tsl->scpi, e, ":WAV %.4fNM", nm);
}

static enum err_code get_wavelength(void *state, unsigned ch, double *nm,
				    struct err *e)
{
	struct tsl *tsl = state;
	enum err_code code =
		scpi_query_double(tsl->scpi, NULL, nm, e, ":WAV?");

	(void)ch;
	if (!code)
		*nm *= 1e9;
	return code;
}

static enum err_code set_output(void *state, unsigned ch, bool on,
				struct err *e)
{
	struct tsl *tsl = state;

	(void)ch;
	return scpi_set(tsl->scpi, e, ":POW:STAT %d", on);
}

static enum err_code get_output(void *state, unsigned ch, bool *on,
				struct err *e)
{
	struct tsl *tsl = state;

	(void)ch;
	return scpi_query_bool(tsl->scpi, on, e, ":POW:STAT?");
}

static enum err_code output_off(void *state, unsigned ch, struct err *e)
{
	return set_output(state, ch, false, e);
}

static enum err_code make_safe(void *state, struct err *e)
{
	static const struct driver_switch output = { "output of channel",
						     output_off, get_output };
	struct tsl *tsl = state;

	return driver_switch_off(&output, tsl, 1, tsl->timeout_ms, e);
}

static void close_laser(void *state)
{
	struct tsl *tsl = state;

	scpi_close(tsl->scpi);
	free(tsl);
}

static enum err_code prepare(struct tsl *tsl, struct err *e)
{
	struct scpi *scpi = tsl->scpi;
	enum err_code code = scpi_send(scpi, e, "*CLS");

	if (!code)
		code = scpi_set(scpi, e, ":SYST:COMM:COD 1");
	if (!code)
		code = scpi_set(scpi, e, ":POW:UNIT 0");
	if (!code)
		code = scpi_query_double(scpi, NULL, &tsl->power.min, e,
					 ":POW? MIN");
	if (!code)
		code = scpi_query_double(scpi, NULL, &tsl->power.max, e,
					 ":POW? MAX");
	if (!code)
		code = scpi_query_double(scpi, NULL, &tsl->wavelength.min, e,
					 ":WAV? MIN");
	if (!code)
		code = scpi_query_double(scpi, NULL, &tsl->wavelength.max, e,
					 ":WAV? MAX");
	tsl->wavelength.min *= 1e9;
	tsl->wavelength.max *= 1e9;
	return code;
}

static enum err_code open_laser(const struct instrument_config *config,
				void **state, char *identity, size_t size,
				struct err *e)
{
	struct tsl *tsl = calloc(1, sizeof(*tsl));
	const void *row = NULL;

	if (!tsl)
		return err_set(e, ERR_NOMEM, "out of memory");
	tsl->timeout_ms = config->timeout_ms;
	enum err_code code = driver_open(config, models, sizeof(models[0]),
					 &tsl->scpi, &row, identity, size, e);
	if (!code)
		code = prepare(tsl, e);
	if (code)
		close_laser(tsl);
	else
		*state = tsl;
	return code;
}

static const struct laser_ops ops = {
	.power_range = power_range,
	.wavelength_range = wavelength_range,
	.set_power = set_power,
	.get_power = get_power,
	.set_wavelength = set_wavelength,
	.get_wavelength = get_wavelength,
	.set_output = set_output,
	.get_output = get_output,
};

static const char *const schemes[] = { "tcp", "usbtmc", "serial", "pty",
				       NULL };
static const struct instrument_setting settings[] = {
	{ NULL, NULL, NULL },
};

const struct instrument_driver driver_santec_tsl = {
	.name = "santec-tsl",
	.summary = "santec TSL-570 tunable laser",
	.role = ROLE_LASER,
	.schemes = schemes,
	.settings = settings,
	.timeout_ms = 2000,
	.open = open_laser,
	.close = close_laser,
	.safe = make_safe,
	.laser = &ops,
};
