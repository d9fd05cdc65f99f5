/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Laser bank: Agilent 8166B Lightwave Multichannel System with an 81689A
 * tunable laser in slots 1, 2, ... one for each lane.
 *
 * Commands: Agilent 8163A/B, 8164A/B & 8166A/B Mainframes Programming Guide,
 * 5th edition, chapters 3 and 4 (SLOT, OUTPut, SOURce subsystems, and error
 * -303 of its chapter 8). Module limits: 81689A/81689B/81649A User's Guide.
 */
#include <math.h>

#include "twin/scpi_models.h"

#define SLOTS 17 /* of an 8166B */

struct bank {
	bool watt[SLOTS]; /* POWer:UNIT of each slot */
};

/* Wavelength in m, power in W: -3 to +6 dBm. */
static const struct twin_scpi_range wavelength_range = { 1525e-9, 1550e-9,
							 1575e-9 };
static const struct twin_scpi_range power_range = { 5.0118723e-4,
						    1.4125375e-3,
						    3.9810717e-3 };

/* A number without unit is in the unit that POWer:UNIT chose. */
static const struct twin_scpi_scale dbm_units[] = {
	{ "", 0, true },       { "DBM", 0, true },    { "W", 1, false },
	{ "WATT", 1, false },  { "MW", 1e-3, false }, { "UW", 1e-6, false },
	{ "NW", 1e-9, false }, { NULL, 0, false }
};
static const struct twin_scpi_scale watt_units[] = {
	{ "", 1, false },      { "DBM", 0, true },    { "W", 1, false },
	{ "WATT", 1, false },  { "MW", 1e-3, false }, { "UW", 1e-6, false },
	{ "NW", 1e-9, false }, { NULL, 0, false }
};

static unsigned lasers(struct twin_scpi_device *device)
{
	unsigned n = twin_config_lasers(
		twin_bench_config(twin_scpi_bench(device)));

	return n < SLOTS ? n : SLOTS;
}

/* The laser that slot and channel address, counted from 0. */
static bool find_laser(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call, unsigned *out)
{
	if (call->suffix[0] < 1 || call->suffix[0] > lasers(device) ||
	    call->suffix[1] != 1) {
		twin_scpi_fail(device, -303,
			       "Module slot empty or slot / channel invalid");
		return false;
	}
	*out = call->suffix[0] - 1;
	return true;
}

static void store(struct twin_scpi_device *device, unsigned ch,
		  const struct twin_laser *laser)
{
	if (twin_laser_set(twin_scpi_bench(device), ch, laser))
		twin_scpi_fail(device, TWIN_SCPI_DEVICE, NULL);
}

static void set_state(struct twin_scpi_device *device,
		      const struct twin_scpi_call *call)
{
	struct twin_laser laser;
	unsigned ch;
	bool on;

	if (!find_laser(device, call, &ch) ||
	    !twin_scpi_boolean(device, call, &on))
		return;
	twin_laser_get(twin_scpi_bench(device), ch, &laser);
	laser.on = on;
	store(device, ch, &laser);
}

static void query_state(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	struct twin_laser laser;
	unsigned ch;

	if (!find_laser(device, call, &ch))
		return;
	twin_laser_get(twin_scpi_bench(device), ch, &laser);
	twin_scpi_reply(device, "%d", laser.on);
}

static void set_power(struct twin_scpi_device *device,
		      const struct twin_scpi_call *call)
{
	struct bank *bank = twin_scpi_state(device);
	struct twin_laser laser;
	unsigned ch;
	double watt;

	if (!find_laser(device, call, &ch) ||
	    !twin_scpi_number(device, call, 0,
			      bank->watt[ch] ? watt_units : dbm_units,
			      &power_range, &watt))
		return;
	twin_laser_get(twin_scpi_bench(device), ch, &laser);
	/* The module sets hundredths of a dB. */
	laser.power_dbm = round(1000 * log10(watt / 1e-3)) / 100;
	store(device, ch, &laser);
}

static void query_power(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	struct bank *bank = twin_scpi_state(device);
	struct twin_laser laser;
	unsigned ch;

	if (!find_laser(device, call, &ch))
		return;
	twin_laser_get(twin_scpi_bench(device), ch, &laser);
	double watt = 1e-3 * pow(10, laser.power_dbm / 10);
	if (!twin_scpi_limit(device, call, &power_range, &watt))
		return;
	twin_scpi_reply_float(device, bank->watt[ch] ?
					      watt :
					      10 * log10(watt / 1e-3));
}

static void set_unit(struct twin_scpi_device *device,
		     const struct twin_scpi_call *call)
{
	struct bank *bank = twin_scpi_state(device);
	const struct twin_scpi_value *v = &call->values[0];
	bool word = v->type == TWIN_SCPI_WORD;
	unsigned ch;

	if (!find_laser(device, call, &ch))
		return;
	if (word ? twin_scpi_word("DBM", v->text) : v->number == 0)
		bank->watt[ch] = false;
	else if (word ? twin_scpi_word("Watt", v->text) : v->number == 1)
		bank->watt[ch] = true;
	else
		twin_scpi_fail(device, TWIN_SCPI_ILLEGAL_VALUE, NULL);
}

static void query_unit(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	struct bank *bank = twin_scpi_state(device);
	unsigned ch;

	if (find_laser(device, call, &ch))
		twin_scpi_reply(device, "%+d", bank->watt[ch]);
}

static void set_wavelength(struct twin_scpi_device *device,
			   const struct twin_scpi_call *call)
{
	struct twin_laser laser;
	unsigned ch;
	double metre;

	if (!find_laser(device, call, &ch) ||
	    !twin_scpi_number(device, call, 0, twin_scpi_metres,
			      &wavelength_range, &metre))
		return;
	twin_laser_get(twin_scpi_bench(device), ch, &laser);
	laser.wavelength_nm = round(metre * 1e13) / 1e4;
	store(device, ch, &laser);
}

static void query_wavelength(struct twin_scpi_device *device,
			     const struct twin_scpi_call *call)
{
	struct twin_laser laser;
	unsigned ch;

	if (!find_laser(device, call, &ch))
		return;
	twin_laser_get(twin_scpi_bench(device), ch, &laser);
	double metre = laser.wavelength_nm * 1e-9;
	if (twin_scpi_limit(device, call, &wavelength_range, &metre))
		twin_scpi_reply_double(device, metre);
}

static bool slot_exists(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	if (call->suffix[0] >= 1 && call->suffix[0] <= SLOTS)
		return true;
	twin_scpi_fail(device, -303,
		       "Module slot empty or slot / channel invalid");
	return false;
}

static void query_empty(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	if (slot_exists(device, call))
		twin_scpi_reply(device, "%d",
				call->suffix[0] > lasers(device));
}

static void query_module(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	struct twin_scpi_call slot = *call;
	unsigned ch;

	slot.suffix[1] = 1;
	if (!find_laser(device, &slot, &ch))
		return;
	twin_scpi_reply(device, "Agilent Technologies,81689A,DE411001%02u,%s",
			ch + 1, "15-Mar-02");
}

/* Empty slots show as blanks. */
static void query_options(struct twin_scpi_device *device,
			  const struct twin_scpi_call *call)
{
	(void)call;
	for (unsigned slot = 1; slot <= SLOTS; slot++)
		twin_scpi_reply(device, "%s%s", slot > 1 ? "," : "",
				slot <= lasers(device) ? "81689A" : "  ");
}

static void reset(struct twin_scpi_device *device,
		  const struct twin_scpi_call *call)
{
	(void)call;
	struct bank *bank = twin_scpi_state(device);

	*bank = (struct bank){ 0 };
	for (unsigned ch = 0; ch < lasers(device); ch++)
		store(device, ch,
		      &(struct twin_laser){ .on = false, .power_dbm = 1.5,
					    .wavelength_nm = 1550 });
}

#define SOURCE "[:SOURce#][:CHANnel#]"
#define OUTPUT ":OUTPut#[:CHANnel#]"

static const struct twin_scpi_command commands[] = {
	{ OUTPUT "[:STATe]", set_state, query_state, 1, 0, false, 0 },
	{ SOURCE ":POWer:STATe", set_state, query_state, 1, 0, false, 0 },
	{ SOURCE ":POWer[:LEVel][:IMMediate][:AMPLitude]", set_power,
	  query_power, 1, 1, true, 0 },
	{ SOURCE ":POWer:UNIT", set_unit, query_unit, 1, 0, false, 0 },
	{ OUTPUT ":POWer:UNit", set_unit, query_unit, 1, 0, false, 0 },
	{ SOURCE ":WAVelength[:CW]", set_wavelength, query_wavelength, 1, 1,
	  false, 0 },
	{ SOURCE ":WAVelength:FIXED", set_wavelength, query_wavelength, 1, 1,
	  false, 0 },
	{ ":SLOT#:EMPTy", NULL, query_empty, 0, 0, false, 0 },
	{ ":SLOT#:IDN", NULL, query_module, 0, 0, false, 0 },
	{ "*OPT", NULL, query_options, 0, 0, false, 0 },
	{ NULL, NULL, NULL, 0, 0, false, 0 },
};

const struct twin_scpi_model twin_scpi_8166b = {
	.role = "laser",
	.name = "8166B",
	.driver = "keysight-816x-laser",
	.identity = "Agilent Technologies,8166B,DE41100010,V4.02",
	.end = "\n",
	.sentinel = "+9.91000000E+037",
	.queue_size = 30,
	.error_format = "%+d,\"%s\"",
	.commands = commands,
	.state_size = sizeof(struct bank),
	.reset = reset,
};
