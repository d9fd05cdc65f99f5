/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Power meter, second model: Agilent 8163B Lightwave Multimeter with an
 * 81634B power sensor in slot 1.
 *
 * Commands: Agilent 8163A/B, 8164A/B & 8166A/B Mainframes Programming Guide,
 * chapter 4, READ, FETCh and SENSe subsystems. A reading below what the
 * sensor resolves comes as -199.999969 dBm; zeroing fails when light arrives
 * (User's Guide, figure 46).
 */
#include <math.h>

#include "twin/scpi_models.h"

#define FLOOR_W 1e-14 /* -110 dBm, the lowest range */

struct multimeter {
	double wavelength_m, averaging_s, zero_w, last_w;
	bool watt, continuous;
	int zero_result;
};

static const struct twin_scpi_range wavelength_range = { 800e-9, 1250e-9,
							 1700e-9 };
static const struct twin_scpi_range averaging_range = { 1e-4, 0.2, 10 };
static const struct twin_scpi_scale time_units[] = {
	{ "", 1, false },      { "S", 1, false },     { "MS", 1e-3, false },
	{ "US", 1e-6, false }, { "NS", 1e-9, false }, { NULL, 0, false }
};

static bool addressed(struct twin_scpi_device *device,
		      const struct twin_scpi_call *call)
{
	if (call->suffix[0] == 1 && call->suffix[1] == 1)
		return true;
	twin_scpi_fail(device, -303,
		       "Module slot empty or slot / channel invalid");
	return false;
}

static void set_wavelength(struct twin_scpi_device *device,
			   const struct twin_scpi_call *call)
{
	struct multimeter *m = twin_scpi_state(device);

	if (addressed(device, call))
		(void)twin_scpi_number(device, call, 0, twin_scpi_metres,
				       &wavelength_range, &m->wavelength_m);
}

static void query_wavelength(struct twin_scpi_device *device,
			     const struct twin_scpi_call *call)
{
	const struct multimeter *m = twin_scpi_state(device);
	double metre = m->wavelength_m;

	if (addressed(device, call) &&
	    twin_scpi_limit(device, call, &wavelength_range, &metre))
		twin_scpi_reply_double(device, metre);
}

static void set_averaging(struct twin_scpi_device *device,
			  const struct twin_scpi_call *call)
{
	struct multimeter *m = twin_scpi_state(device);

	if (addressed(device, call))
		(void)twin_scpi_number(device, call, 0, time_units,
				       &averaging_range, &m->averaging_s);
}

static void query_averaging(struct twin_scpi_device *device,
			    const struct twin_scpi_call *call)
{
	const struct multimeter *m = twin_scpi_state(device);

	if (addressed(device, call))
		twin_scpi_reply_float(device, m->averaging_s);
}

static void set_unit(struct twin_scpi_device *device,
		     const struct twin_scpi_call *call)
{
	struct multimeter *m = twin_scpi_state(device);
	const struct twin_scpi_value *v = &call->values[0];
	bool word = v->type == TWIN_SCPI_WORD;

	if (!addressed(device, call))
		return;
	if (word ? twin_scpi_word("DBM", v->text) : v->number == 0)
		m->watt = false;
	else if (word ? twin_scpi_word("Watt", v->text) : v->number == 1)
		m->watt = true;
	else
		twin_scpi_fail(device, TWIN_SCPI_ILLEGAL_VALUE, NULL);
}

static void query_unit(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	const struct multimeter *m = twin_scpi_state(device);

	if (addressed(device, call))
		twin_scpi_reply(device, "%+d", m->watt);
}

static void set_continuous(struct twin_scpi_device *device,
			   const struct twin_scpi_call *call)
{
	struct multimeter *m = twin_scpi_state(device);

	if (addressed(device, call))
		(void)twin_scpi_boolean(device, call, &m->continuous);
}

static void query_continuous(struct twin_scpi_device *device,
			     const struct twin_scpi_call *call)
{
	const struct multimeter *m = twin_scpi_state(device);

	if (addressed(device, call))
		twin_scpi_reply(device, "%d", m->continuous);
}

static void fetch(struct twin_scpi_device *device,
		  const struct twin_scpi_call *call)
{
	const struct multimeter *m = twin_scpi_state(device);

	if (!addressed(device, call))
		return;
	if (m->watt)
		twin_scpi_reply_float(device, m->last_w);
	else if (m->last_w < FLOOR_W)
		twin_scpi_reply(device, "-1.99999969E+002");
	else
		twin_scpi_reply_float(device, 10 * log10(m->last_w / 1e-3));
}

static void read_power(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	struct multimeter *m = twin_scpi_state(device);

	m->last_w = twin_meter_w(twin_scpi_bench(device)) - m->zero_w;
	fetch(device, call);
}

static void zero(struct twin_scpi_device *device,
		 const struct twin_scpi_call *call)
{
	struct multimeter *m = twin_scpi_state(device);
	double watt = twin_meter_w(twin_scpi_bench(device));

	if (!addressed(device, call))
		return;
	m->zero_result = watt > 1e-9;
	if (!m->zero_result)
		m->zero_w = watt;
}

static void query_zero(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	const struct multimeter *m = twin_scpi_state(device);

	if (addressed(device, call))
		twin_scpi_reply(device, "%d", m->zero_result);
}

static void query_empty(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	twin_scpi_reply(device, "%d", call->suffix[0] != 1);
}

static void query_module(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	struct twin_scpi_call slot = *call;

	slot.suffix[1] = 1;
	if (addressed(device, &slot))
		twin_scpi_reply(device, "Agilent Technologies,81634B,"
					"DE42100123,15-Mar-02");
}

static void start(struct twin_scpi_device *device,
		  const struct twin_scpi_call *call)
{
	(void)call;
	*(struct multimeter *)twin_scpi_state(device) = (struct multimeter){
		.wavelength_m = 1550e-9,
		.averaging_s = averaging_range.def,
		.continuous = true,
	};
}

#define SENSE ":SENSe#[:CHANnel#]"

static const struct twin_scpi_command commands[] = {
	{ ":READ#[:CHANnel#][:SCALar]:POWer[:DC]", NULL, read_power, 0, 0,
	  true, 0 },
	{ ":FETCh#[:CHANnel#][:SCALar]:POWer[:DC]", NULL, fetch, 0, 0, true,
	  0 },
	{ ":INITiate#[:CHANnel#]:CONTinuous", set_continuous, query_continuous,
	  1, 0, false, 0 },
	{ SENSE ":POWer:WAVelength", set_wavelength, query_wavelength, 1, 1,
	  false, 0 },
	{ SENSE ":POWer:ATIMe", set_averaging, query_averaging, 1, 0, false,
	  0 },
	{ SENSE ":POWer:UNIT", set_unit, query_unit, 1, 0, false, 0 },
	{ SENSE ":CORRection:COLLect:ZERO", zero, query_zero, 0, 0, false, 0 },
	{ ":SLOT#:EMPTy", NULL, query_empty, 0, 0, false, 0 },
	{ ":SLOT#:IDN", NULL, query_module, 0, 0, false, 0 },
	{ NULL, NULL, NULL, 0, 0, false, 0 },
};

const struct twin_scpi_model twin_scpi_8163b = {
	.role = "power_meter",
	.name = "8163B",
	.driver = "keysight-816x-meter",
	.identity = "Agilent Technologies,8163B,DE41400020,V4.02",
	.end = "\n",
	.sentinel = "-1.99999969E+002",
	.queue_size = 30,
	.error_format = "%+d,\"%s\"",
	.commands = commands,
	.state_size = sizeof(struct multimeter),
	.start = start,
	.reset = start,
};
