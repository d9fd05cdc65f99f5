/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Laser, second model: santec TSL-570, one tunable laser.
 *
 * Commands: santec TSL-570 operation manual, section 7 (optical output and
 * system commands), in both of its command sets: "legacy" takes and gives nm
 * and plain decimals, "SCPI" takes m and gives +1.55000000E-006;
 * SYSTem:COMMunicate:CODe chooses. Power -15 to +13 dBm in steps of 0.01 dB.
 */
#include <math.h>

#include "twin/scpi_models.h"

struct tsl {
	bool legacy, milliwatt;
};

/* m and W. */
static const struct twin_scpi_range wavelength_range = { 1500e-9, 1550e-9,
							 1600e-9 };
static const struct twin_scpi_range power_range = { 3.1622777e-5, 1e-3,
						    1.9952623e-2 };
static const struct twin_scpi_scale nm_only[] = { { "", 1e-9, false },
						  { NULL, 0, false } };
static const struct twin_scpi_scale dbm_only[] = { { "", 0, true },
						   { NULL, 0, false } };
static const struct twin_scpi_scale mw_only[] = { { "", 1e-3, false },
						  { NULL, 0, false } };
static const struct twin_scpi_scale dbm_units[] = {
	{ "", 0, true },       { "DBM", 0, true },    { "WATT", 1, false },
	{ "MW", 1e-3, false }, { "UW", 1e-6, false }, { "NW", 1e-9, false },
	{ NULL, 0, false }
};
static const struct twin_scpi_scale mw_units[] = {
	{ "", 1e-3, false },   { "DBM", 0, true },    { "WATT", 1, false },
	{ "MW", 1e-3, false }, { "UW", 1e-6, false }, { "NW", 1e-9, false },
	{ NULL, 0, false }
};

static void store(struct twin_scpi_device *device,
		  const struct twin_laser *laser)
{
	if (twin_laser_set(twin_scpi_bench(device), 0, laser))
		twin_scpi_fail(device, TWIN_SCPI_DEVICE, NULL);
}

static struct twin_laser get(struct twin_scpi_device *device)
{
	struct twin_laser laser;

	twin_laser_get(twin_scpi_bench(device), 0, &laser);
	return laser;
}

/* Whole numbers: "1" in the legacy set, "+1" in the other. */
static void reply_flag(struct twin_scpi_device *device, bool flag)
{
	const struct tsl *tsl = twin_scpi_state(device);

	twin_scpi_reply(device, tsl->legacy ? "%d" : "%+d", flag);
}

static void set_state(struct twin_scpi_device *device,
		      const struct twin_scpi_call *call)
{
	struct twin_laser laser = get(device);

	if (twin_scpi_boolean(device, call, &laser.on))
		store(device, &laser);
}

static void query_state(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	(void)call;
	reply_flag(device, get(device).on);
}

/* The same switch the other way round. */
static void set_shutter(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	struct twin_laser laser = get(device);
	bool closed;

	if (!twin_scpi_boolean(device, call, &closed))
		return;
	laser.on = !closed;
	store(device, &laser);
}

static void query_shutter(struct twin_scpi_device *device,
			  const struct twin_scpi_call *call)
{
	(void)call;
	reply_flag(device, !get(device).on);
}

static void set_power(struct twin_scpi_device *device,
		      const struct twin_scpi_call *call)
{
	const struct tsl *tsl = twin_scpi_state(device);
	const struct twin_scpi_scale *units =
		tsl->legacy ? (tsl->milliwatt ? mw_only : dbm_only) :
			      (tsl->milliwatt ? mw_units : dbm_units);
	struct twin_laser laser = get(device);
	double watt;

	if (!twin_scpi_number(device, call, 0, units, &power_range, &watt))
		return;
	laser.power_dbm = round(1000 * log10(watt / 1e-3)) / 100;
	store(device, &laser);
}

static void reply_power(struct twin_scpi_device *device, double watt)
{
	const struct tsl *tsl = twin_scpi_state(device);
	double value = tsl->milliwatt ? 1e3 * watt : 10 * log10(watt / 1e-3);

	if (tsl->legacy)
		twin_scpi_reply(device, "%.2f", value);
	else
		twin_scpi_reply_double(device, value);
}

static void query_power(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	double watt = 1e-3 * pow(10, get(device).power_dbm / 10);

	if (twin_scpi_limit(device, call, &power_range, &watt))
		reply_power(device, watt);
}

/* The legacy set asks for limits by header: POW:MIN? */
static void query_power_min(struct twin_scpi_device *device,
			    const struct twin_scpi_call *call)
{
	(void)call;
	reply_power(device, power_range.min);
}

static void query_power_max(struct twin_scpi_device *device,
			    const struct twin_scpi_call *call)
{
	(void)call;
	reply_power(device, power_range.max);
}

static void set_unit(struct twin_scpi_device *device,
		     const struct twin_scpi_call *call)
{
	struct tsl *tsl = twin_scpi_state(device);

	(void)twin_scpi_boolean(device, call, &tsl->milliwatt);
}

static void query_unit(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	(void)call;
	const struct tsl *tsl = twin_scpi_state(device);

	reply_flag(device, tsl->milliwatt);
}

static void set_wavelength(struct twin_scpi_device *device,
			   const struct twin_scpi_call *call)
{
	const struct tsl *tsl = twin_scpi_state(device);
	struct twin_laser laser = get(device);
	double metre;

	if (!twin_scpi_number(device, call, 0,
			      tsl->legacy ? nm_only : twin_scpi_metres,
			      &wavelength_range, &metre))
		return;
	laser.wavelength_nm = round(metre * 1e13) / 1e4;
	store(device, &laser);
}

static void reply_wavelength(struct twin_scpi_device *device, double metre)
{
	const struct tsl *tsl = twin_scpi_state(device);

	if (tsl->legacy)
		twin_scpi_reply(device, "%.4f", 1e9 * metre);
	else
		twin_scpi_reply_double(device, metre);
}

static void query_wavelength(struct twin_scpi_device *device,
			     const struct twin_scpi_call *call)
{
	double metre = 1e-9 * get(device).wavelength_nm;

	if (twin_scpi_limit(device, call, &wavelength_range, &metre))
		reply_wavelength(device, metre);
}

static void query_wavelength_min(struct twin_scpi_device *device,
				 const struct twin_scpi_call *call)
{
	(void)call;
	reply_wavelength(device, wavelength_range.min);
}

static void query_wavelength_max(struct twin_scpi_device *device,
				 const struct twin_scpi_call *call)
{
	(void)call;
	reply_wavelength(device, wavelength_range.max);
}

static void set_code(struct twin_scpi_device *device,
		     const struct twin_scpi_call *call)
{
	struct tsl *tsl = twin_scpi_state(device);
	bool scpi;

	if (twin_scpi_boolean(device, call, &scpi))
		tsl->legacy = !scpi;
}

static void query_code(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	(void)call;
	const struct tsl *tsl = twin_scpi_state(device);

	reply_flag(device, !tsl->legacy);
}

static void query_lock(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	(void)call;
	reply_flag(device, false);
}

/* As delivered. */
static void start(struct twin_scpi_device *device,
		  const struct twin_scpi_call *call)
{
	(void)call;
	*(struct tsl *)twin_scpi_state(device) = (struct tsl){ .legacy = true };
}

static void reset(struct twin_scpi_device *device,
		  const struct twin_scpi_call *call)
{
	(void)call;
	store(device, &(struct twin_laser){ false, 0, 1550 });
}

#define SOURCE "[:SOURce#][:CHANnel#]"

static const struct twin_scpi_command commands[] = {
	{ SOURCE ":POWer:STATe", set_state, query_state, 1, 0, false, 0 },
	{ SOURCE ":POWer:SHUTter", set_shutter, query_shutter, 1, 0, false, 0 },
	{ SOURCE ":POWer:UNIT", set_unit, query_unit, 1, 0, false, 0 },
	{ SOURCE ":POWer[:LEVel]:MINimum", NULL, query_power_min, 0, 0, false,
	  0 },
	{ SOURCE ":POWer[:LEVel]:MAXimum", NULL, query_power_max, 0, 0, false,
	  0 },
	{ SOURCE ":POWer[:LEVel]", set_power, query_power, 1, 1, true, 0 },
	{ SOURCE ":WAVelength:MINimum", NULL, query_wavelength_min, 0, 0,
	  false, 0 },
	{ SOURCE ":WAVelength:MAXimum", NULL, query_wavelength_max, 0, 0,
	  false, 0 },
	{ SOURCE ":WAVelength", set_wavelength, query_wavelength, 1, 1,
	  false, 0 },
	{ ":SYSTem:COMMunicate:CODe", set_code, query_code, 1, 0, false, 0 },
	{ ":SYSTem:LOCK", NULL, query_lock, 0, 0, false, 0 },
	{ NULL, NULL, NULL, 0, 0, false, 0 },
};

const struct twin_scpi_model twin_scpi_tsl570 = {
	.role = "laser",
	.name = "TSL-570",
	.driver = "santec-tsl",
	.identity = "SANTEC,TSL-570,22060011,0012.0010.0005",
	.end = "\n",
	.sentinel = "+9.91000000E+037",
	.queue_size = 10,
	.error_format = "%d,\"%s\"",
	.commands = commands,
	.state_size = sizeof(struct tsl),
	.start = start,
	.reset = reset,
};
