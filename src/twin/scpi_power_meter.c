/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Power meter: Thorlabs PM100D with the fibre sensor S155C.
 *
 * Commands: PM100D Operation Manual, section 6.4 "SCPI Commands" (SENSe,
 * CONFigure, MEASure subsystems; identity in 6.4.2.2.1). One sample of the
 * averaging takes about 3 ms. Over range and "not a number" read as
 * SCPI-1999 volume 1, 7.2.1.4 and 7.2.1.5 say: 9.9E37 and 9.91E37.
 */
#include <math.h>
#include <string.h>

#include "twin/scpi_models.h"

#define SENSOR_MAX_W 20e-3

struct meter {
	double wavelength_nm, zero_w, last_w;
	unsigned average;
	bool dbm, autorange;
};

static const struct twin_scpi_range wavelength_range = { 800, 1550, 1700 };
static const struct twin_scpi_range average_range = { 1, 1, 10000 };
static const struct twin_scpi_scale nm_units[] = { { "", 1, false },
						   { "NM", 1, false },
						   { NULL, 0, false } };
static const struct twin_scpi_scale plain[] = { { "", 1, false },
						{ NULL, 0, false } };

static void set_wavelength(struct twin_scpi_device *device,
			   const struct twin_scpi_call *call)
{
	struct meter *meter = twin_scpi_state(device);

	(void)twin_scpi_number(device, call, 0, nm_units, &wavelength_range,
			       &meter->wavelength_nm);
}

static void query_wavelength(struct twin_scpi_device *device,
			     const struct twin_scpi_call *call)
{
	const struct meter *meter = twin_scpi_state(device);
	double nm = meter->wavelength_nm;

	if (twin_scpi_limit(device, call, &wavelength_range, &nm))
		twin_scpi_reply(device, "%.8E", nm);
}

static void set_average(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	struct meter *meter = twin_scpi_state(device);
	double count;

	if (twin_scpi_number(device, call, 0, plain, &average_range, &count))
		meter->average = (unsigned)lround(count);
}

static void query_average(struct twin_scpi_device *device,
			  const struct twin_scpi_call *call)
{
	const struct meter *meter = twin_scpi_state(device);
	double count = meter->average;

	if (twin_scpi_limit(device, call, &average_range, &count))
		twin_scpi_reply(device, "%.0f", count);
}

static void set_unit(struct twin_scpi_device *device,
		     const struct twin_scpi_call *call)
{
	struct meter *meter = twin_scpi_state(device);
	const char *word = call->values[0].text;

	if (call->values[0].type == TWIN_SCPI_WORD && !strcmp(word, "W"))
		meter->dbm = false;
	else if (call->values[0].type == TWIN_SCPI_WORD && !strcmp(word, "DBM"))
		meter->dbm = true;
	else
		twin_scpi_fail(device, TWIN_SCPI_ILLEGAL_VALUE, NULL);
}

static void query_unit(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	(void)call;
	const struct meter *meter = twin_scpi_state(device);

	twin_scpi_reply(device, "%s", meter->dbm ? "DBM" : "W");
}

static void set_autorange(struct twin_scpi_device *device,
			  const struct twin_scpi_call *call)
{
	struct meter *meter = twin_scpi_state(device);

	(void)twin_scpi_boolean(device, call, &meter->autorange);
}

static void query_autorange(struct twin_scpi_device *device,
			    const struct twin_scpi_call *call)
{
	(void)call;
	const struct meter *meter = twin_scpi_state(device);

	twin_scpi_reply(device, "%d", meter->autorange);
}

static void configure_power(struct twin_scpi_device *device,
			    const struct twin_scpi_call *call)
{
	/* Power is all that this sensor measures. */
	(void)device;
	(void)call;
}

static void initiate(struct twin_scpi_device *device,
		     const struct twin_scpi_call *call)
{
	(void)call;
	struct meter *meter = twin_scpi_state(device);

	meter->last_w = twin_meter_w(twin_scpi_bench(device)) - meter->zero_w;
}

static void fetch(struct twin_scpi_device *device,
		  const struct twin_scpi_call *call)
{
	(void)call;
	const struct meter *meter = twin_scpi_state(device);
	double watt = meter->last_w;

	if (watt > SENSOR_MAX_W)
		twin_scpi_reply(device, "9.90000000E+37");
	else if (!meter->dbm)
		twin_scpi_reply(device, "%.8E", watt);
	else if (watt > 0)
		twin_scpi_reply(device, "%.8E", 10 * log10(watt / 1e-3));
	else
		twin_scpi_reply(device, "9.91000000E+37");
}

static void measure(struct twin_scpi_device *device,
		    const struct twin_scpi_call *call)
{
	initiate(device, call);
	fetch(device, call);
}

/* Whatever shines on the sensor now becomes its zero. */
static void zero(struct twin_scpi_device *device,
		 const struct twin_scpi_call *call)
{
	(void)call;
	struct meter *meter = twin_scpi_state(device);

	meter->zero_w = twin_meter_w(twin_scpi_bench(device));
}

static void query_zero_state(struct twin_scpi_device *device,
			     const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_reply(device, "0");
}

/* In the sensor's own unit; a photodiode's is A, about 1 A/W at 1550 nm. */
static void query_zero(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	(void)call;
	const struct meter *meter = twin_scpi_state(device);

	twin_scpi_reply(device, "%.8E", meter->zero_w);
}

static void query_sensor(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	(void)call;
	/* Flags: power sensor 1, wavelength settable 32. */
	twin_scpi_reply(device, "S155C,1310250,10-Apr-2024,1,18,33");
}

static void start(struct twin_scpi_device *device,
		  const struct twin_scpi_call *call)
{
	(void)call;
	*(struct meter *)twin_scpi_state(device) = (struct meter){
		.wavelength_nm = wavelength_range.def,
		.average = 1,
		.autorange = true,
	};
}

#define SENSE "[:SENSe]"

static const struct twin_scpi_command commands[] = {
	{ SENSE ":CORRection:WAVelength", set_wavelength, query_wavelength, 1,
	  1, false, 0 },
	{ SENSE ":AVERage[:COUNt]", set_average, query_average, 1, 1, false,
	  0 },
	{ SENSE ":POWer[:DC]:UNIT", set_unit, query_unit, 1, 0, false, 0 },
	{ SENSE ":POWer[:DC]:RANGe:AUTO", set_autorange, query_autorange, 1, 0,
	  false, 0 },
	{ SENSE ":CORRection:COLLect:ZERO[:INITiate]", zero, NULL, 0, 0,
	  false, 0 },
	{ SENSE ":CORRection:COLLect:ZERO:STATe", NULL, query_zero_state, 0, 0,
	  false, 0 },
	{ SENSE ":CORRection:COLLect:ZERO:MAGNitude", NULL, query_zero, 0, 0,
	  false, 0 },
	{ ":CONFigure[:SCALar][:POWer]", configure_power, NULL, 0, 0, false,
	  0 },
	{ ":INITiate[:IMMediate]", initiate, NULL, 0, 0, false, 0 },
	{ ":MEASure[:SCALar][:POWer]", NULL, measure, 0, 0, true, 0 },
	{ ":READ", NULL, measure, 0, 0, true, 0 },
	{ ":FETCh", NULL, fetch, 0, 0, true, 0 },
	{ ":SYSTem:SENSor:IDN", NULL, query_sensor, 0, 0, false, 0 },
	{ NULL, NULL, NULL, 0, 0, false, 0 },
};

const struct twin_scpi_model twin_scpi_pm100d = {
	.role = "power_meter",
	.name = "PM100D",
	.driver = "thorlabs-pm100",
	.identity = "Thorlabs,PM100D,P0012345,2.6.0",
	.end = "\n",
	.sentinel = "9.91000000E+37",
	.queue_size = 10,
	.error_format = "%+d,\"%s\"",
	.commands = commands,
	.state_size = sizeof(struct meter),
	.start = start,
	.reset = start,
};
