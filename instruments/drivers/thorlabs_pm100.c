/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Optical power meters Thorlabs PM100A, PM100D, PM100USB, PM160 and PM400.
 *
 * Commands: PM100D Operation Manual, section 6.4; PM400 Operation Manual,
 * section 5.5, which names the consoles that understand the same set. One
 * averaged sample takes about 3 ms.
 */
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "instruments/drivers/driver.h"

#define SAMPLE_S 0.003
#define ZERO_TIMEOUT_MS 30000
#define POLL_S 0.02

struct model {
	const char *name;
};

static const struct model models[] = {
	{ "PM100A" }, { "PM100D" }, { "PM100USB" }, { "PM160" },
	{ "PM400" },  { NULL },
};

struct meter {
	struct scpi *scpi;
	int timeout_ms;
	struct instrument_range wavelength; /* nm, of the sensor */
};

static enum err_code set_wavelength(void *state, double nm, struct err *e)
{
	struct meter *m = state;
	enum err_code code =
		driver_check("wavelength", nm, "nm", &m->wavelength, e);

	if (!code)
		code = scpi_set(m->scpi, e, "SENS:CORR:WAV %.3f", nm);
	return code;
}

static enum err_code set_averaging(void *state, double s, struct err *e)
{
	struct meter *m = state;
	long count = lround(ceil(s / SAMPLE_S));
	enum err_code code =
		scpi_set(m->scpi, e, "SENS:AVER:COUN %ld", count);

	/* A reading takes that much longer. */
	if (!code)
		scpi_set_timeout(m->scpi,
				 m->timeout_ms +
					 (int)(1500 * SAMPLE_S *
					       (double)count));
	return code;
}

static enum err_code read_power(void *state, struct power_reading *out,
				struct err *e)
{
	struct meter *m = state;
	char text[64];
	enum err_code code = scpi_query_text(m->scpi, text, sizeof(text), e,
					     "MEAS:POW?");

	if (code)
		return code;
	code = driver_reading(text, DRIVER_WATT, out, e);
	return code ? err_prefix(e, "MEAS:POW?") : ERR_OK;
}

static enum err_code zero(void *state, struct err *e)
{
	struct meter *m = state;
	long long deadline = clock_deadline(ZERO_TIMEOUT_MS);
	enum err_code code =
		scpi_set(m->scpi, e, "SENS:CORR:COLL:ZERO:INIT");

	while (!code) {
		bool running = false;

		code = scpi_query_bool(m->scpi, &running, e,
				       "SENS:CORR:COLL:ZERO:STAT?");
		if (code || !running)
			return code;
		if (clock_left_ms(deadline) == 0)
			return err_set(e, ERR_TIMEOUT,
				       "expected zeroing to end within %d s",
				       ZERO_TIMEOUT_MS / 1000);
		code = clock_wall.wait(&clock_wall, POLL_S, e);
	}
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
		code = scpi_set(scpi, e, "CONF:POW");
	if (!code)
		code = scpi_set(scpi, e, "SENS:POW:UNIT W");
	if (!code)
		code = scpi_set(scpi, e, "SENS:POW:RANG:AUTO ON");
	if (!code)
		code = scpi_query_double(scpi, NULL, &m->wavelength.min, e,
					 "SENS:CORR:WAV? MIN");
	if (!code)
		code = scpi_query_double(scpi, NULL, &m->wavelength.max, e,
					 "SENS:CORR:WAV? MAX");
	return code;
}

static enum err_code open_meter(const struct instrument_config *config,
				void **state, char *identity, size_t size,
				struct err *e)
{
	struct meter *m = calloc(1, sizeof(*m));
	const void *row;

	if (!m)
		return err_set(e, ERR_NOMEM, "out of memory");
	m->timeout_ms = config->timeout_ms;
	enum err_code code = driver_open(config, models, sizeof(models[0]),
					 &m->scpi, &row, identity, size, e);
	if (!code)
		code = prepare(m, e);
	if (code)
		close_meter(m);
	else
		*state = m;
	return code;
}

/* The wavelengths of all sensors; the sensor's own are asked and kept. */
static const struct power_meter_ops ops = {
	.wavelength = { 185, 25000, 0 },
	.averaging = { SAMPLE_S, 30, SAMPLE_S },
	.set_wavelength = set_wavelength,
	.set_averaging = set_averaging,
	.read = read_power,
	.zero = zero,
};

static const char *const schemes[] = { "usbtmc", "serial", "tcp", "pty",
				       NULL };
static const struct instrument_setting settings[] = {
	{ NULL, NULL, NULL },
};

const struct instrument_driver driver_thorlabs_pm100 = {
	.name = "thorlabs-pm100",
	.summary = "Thorlabs PM100A/D/USB, PM160 and PM400 power meters",
	.role = ROLE_POWER_METER,
	.schemes = schemes,
	.settings = settings,
	.timeout_ms = 2000,
	.open = open_meter,
	.close = close_meter,
	.power_meter = &ops,
};
