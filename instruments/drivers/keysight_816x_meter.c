/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Optical power meters of the Agilent/Keysight lightwave family: sensor
 * modules in the mainframes 8163A/B, 8164A/B, 8166A/B, and the multiport
 * meters N7744A, N7745A, N7747A, N7748A.
 *
 * Commands: 8163A/B, 8164A/B & 8166A/B Mainframes Programming Guide, chapter
 * 4; N77xx Series Programming Guide (N7744-90C), chapter 4, READ and SENSe
 * subtrees. Continuous measuring is switched off, so that each READ measures
 * anew. Below what the sensor resolves it says -199.999969 dBm.
 */
#include <stdlib.h>

#include "instruments/drivers/driver.h"

#define ZERO_TIMEOUT_MS 60000

struct model {
	const char *name;
	unsigned first, last; /* slots */
};

static const struct model models[] = {
	{ "8163A", 1, 2 },  { "8163B", 1, 2 },	{ "8164A", 1, 4 },
	{ "8164B", 1, 4 },  { "8166A", 1, 17 }, { "8166B", 1, 17 },
	{ "N7744A", 1, 4 }, { "N7745A", 1, 8 }, { "N7747A", 1, 2 },
	{ "N7748A", 1, 4 }, { NULL, 0, 0 },
};

struct meter {
	struct scpi *scpi;
	int timeout_ms;
	unsigned slot;
	struct instrument_range wavelength; /* nm, of the sensor */
};

static enum err_code set_wavelength(void *state, double nm, struct err *e)
{
	struct meter *m = state;
	enum err_code code =
		driver_check("wavelength", nm, "nm", &m->wavelength, e);

	if (!code)
		code = scpi_set(m->scpi, e, ":SENS%u:POW:WAV %.4fNM", m->slot,
				nm);
	return code;
}

static enum err_code set_averaging(void *state, double s, struct err *e)
{
	struct meter *m = state;
	enum err_code code = scpi_set(m->scpi, e, ":SENS%u:POW:ATIM %.6fS",
				      m->slot, s);

	if (!code)
		scpi_set_timeout(m->scpi, m->timeout_ms + (int)(1500 * s));
	return code;
}

static enum err_code read_power(void *state, struct power_reading *out,
				struct err *e)
{
	struct meter *m = state;
	char text[64];
	enum err_code code = scpi_query_text(m->scpi, text, sizeof(text), e,
					     ":READ%u:POW?", m->slot);

	if (code)
		return code;
	code = driver_reading(text, DRIVER_DBM, out, e);
	return code ? err_prefix(e, ":READ%u:POW?", m->slot) : ERR_OK;
}

static enum err_code zero(void *state, struct err *e)
{
	struct meter *m = state;
	double result = 0;
	enum err_code code =
		scpi_send(m->scpi, e, ":SENS%u:CORR:COLL:ZERO", m->slot);

	if (code)
		return code;
	int timeout_ms = scpi_set_timeout(m->scpi, ZERO_TIMEOUT_MS);
	code = scpi_query_double(m->scpi, NULL, &result, e,
				 ":SENS%u:CORR:COLL:ZERO?", m->slot);
	scpi_set_timeout(m->scpi, timeout_ms);
	if (!code)
		code = scpi_check_errors(m->scpi, e);
	if (!code && result != 0)
		code = err_set(e, ERR_INSTRUMENT,
			       "zeroing failed with code %g; does light reach "
			       "the sensor?",
			       result);
	return code;
}

static void close_meter(void *state)
{
	struct meter *m = state;

	scpi_close(m->scpi);
	free(m);
}

static enum err_code prepare(struct meter *m, struct err *e)
{
	struct scpi *scpi = m->scpi;
	enum err_code code = scpi_send(scpi, e, "*CLS");

	if (!code)
		code = scpi_set(scpi, e, ":INIT%u:CONT 0", m->slot);
	if (!code)
		code = scpi_set(scpi, e, ":SENS%u:POW:UNIT DBM", m->slot);
	if (!code)
		code = scpi_query_double(scpi, NULL, &m->wavelength.min, e,
					 ":SENS%u:POW:WAV? MIN", m->slot);
	if (!code)
		code = scpi_query_double(scpi, NULL, &m->wavelength.max, e,
					 ":SENS%u:POW:WAV? MAX", m->slot);
	m->wavelength.min *= 1e9;
	m->wavelength.max *= 1e9;
	return code;
}

static enum err_code open_meter(const struct instrument_config *config,
				void **state, char *identity, size_t size,
				struct err *e);

static const struct power_meter_ops ops = {
	.wavelength = { 450, 1800, 0 },
	.averaging = { 100e-6, 10, 0 },
	.set_wavelength = set_wavelength,
	.set_averaging = set_averaging,
	.read = read_power,
	.zero = zero,
};

static const char *const schemes[] = { "tcp", "usbtmc", "serial", "pty",
				       NULL };
static const struct instrument_setting settings[] = {
	{ "slot", "1", "slot of the sensor" },
	{ NULL, NULL, NULL },
};

const struct instrument_driver driver_keysight_816x_meter = {
	.name = "keysight-816x-meter",
	.summary = "Agilent/Keysight power meters: 8163/8164/8166 sensors, "
		   "N774xA",
	.role = ROLE_POWER_METER,
	.schemes = schemes,
	.settings = settings,
	.timeout_ms = 2000,
	.open = open_meter,
	.close = close_meter,
	.power_meter = &ops,
};

static enum err_code open_meter(const struct instrument_config *config,
				void **state, char *identity, size_t size,
				struct err *e)
{
	struct meter *m = calloc(1, sizeof(*m));
	const void *row = NULL;
	long slot = 0;

	if (!m)
		return err_set(e, ERR_NOMEM, "out of memory");
	m->timeout_ms = config->timeout_ms;
	enum err_code code = driver_open(config, models, sizeof(models[0]),
					 &m->scpi, &row, identity, size, e);
	if (!code) {
		const struct model *model = row;
		code = driver_setting_number(&driver_keysight_816x_meter,
					     config, "slot", model->first,
					     model->last, &slot, e);
	}
	m->slot = (unsigned)slot;
	if (!code)
		code = prepare(m, e);
	if (code)
		close_meter(m);
	else
		*state = m;
	return code;
}
