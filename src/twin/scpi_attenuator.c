/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Attenuator with shutter: Keysight N7761A.
 *
 * Commands: Keysight N77xx Series Programming Guide, 7th edition (N7744-90C),
 * chapter 4, INPut and OUTPut subtrees. The attenuator takes slots 1 and 2
 * and answers to either. Attenuation 0 to 45 dB; what is shown is the
 * filter's attenuation plus INPut:OFFSet.
 */
#include <math.h>

#include "twin/scpi_models.h"

#define FILTER_MAX_DB 45

struct voa {
	double offset_db, wavelength_m;
	bool power_control;
};

static const struct twin_scpi_range offset_range = { -200, 0, 200 };
static const struct twin_scpi_range wavelength_range = { 1260e-9, 1550e-9,
							 1640e-9 };
static const struct twin_scpi_scale db_units[] = { { "", 1, false },
						   { "DB", 1, false },
						   { "MDB", 1e-3, false },
						   { NULL, 0, false } };

static bool addressed(struct twin_scpi_device *device,
		      const struct twin_scpi_call *call)
{
	if ((call->suffix[0] == 1 || call->suffix[0] == 2) &&
	    call->suffix[1] == 1)
		return true;
	twin_scpi_fail(device, -303,
		       "Module slot empty or slot / channel invalid");
	return false;
}

static struct twin_scpi_range shown_range(struct twin_scpi_device *device)
{
	const struct voa *voa = twin_scpi_state(device);

	/* MIN and DEF are both the filter's 0 dB. */
	return (struct twin_scpi_range){ voa->offset_db, voa->offset_db,
					 voa->offset_db + FILTER_MAX_DB };
}

static void store(struct twin_scpi_device *device,
		  const struct twin_attenuator *attenuator)
{
	if (twin_attenuator_set(twin_scpi_bench(device), attenuator))
		twin_scpi_fail(device, TWIN_SCPI_DEVICE, NULL);
}

static void set_all(struct twin_scpi_device *device,
		    const struct twin_scpi_call *call)
{
	const struct voa *voa = twin_scpi_state(device);
	struct twin_scpi_range range = shown_range(device);
	struct twin_attenuator attenuator;
	double db;

	if (!twin_scpi_number(device, call, 0, db_units, &range, &db))
		return;
	twin_attenuator_get(twin_scpi_bench(device), &attenuator);
	attenuator.attenuation_db = round(1e3 * (db - voa->offset_db)) / 1e3;
	store(device, &attenuator);
}

static void set_attenuation(struct twin_scpi_device *device,
			    const struct twin_scpi_call *call)
{
	if (addressed(device, call))
		set_all(device, call);
}

static void query_attenuation(struct twin_scpi_device *device,
			      const struct twin_scpi_call *call)
{
	const struct voa *voa = twin_scpi_state(device);
	struct twin_scpi_range range = shown_range(device);
	struct twin_attenuator attenuator;

	if (!addressed(device, call))
		return;
	twin_attenuator_get(twin_scpi_bench(device), &attenuator);
	double db = attenuator.attenuation_db + voa->offset_db;
	if (twin_scpi_limit(device, call, &range, &db))
		twin_scpi_reply_float(device, db);
}

static void set_offset(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	struct voa *voa = twin_scpi_state(device);
	double db;

	if (addressed(device, call) &&
	    twin_scpi_number(device, call, 0, db_units, &offset_range, &db))
		voa->offset_db = db;
}

static void query_offset(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	const struct voa *voa = twin_scpi_state(device);
	double db = voa->offset_db;

	if (addressed(device, call) &&
	    twin_scpi_limit(device, call, &offset_range, &db))
		twin_scpi_reply_float(device, db);
}

static void set_wavelength(struct twin_scpi_device *device,
			   const struct twin_scpi_call *call)
{
	struct voa *voa = twin_scpi_state(device);
	double metre;

	if (addressed(device, call) &&
	    twin_scpi_number(device, call, 0, twin_scpi_metres,
			     &wavelength_range, &metre))
		voa->wavelength_m = metre;
}

static void query_wavelength(struct twin_scpi_device *device,
			     const struct twin_scpi_call *call)
{
	const struct voa *voa = twin_scpi_state(device);
	double metre = voa->wavelength_m;

	if (addressed(device, call) &&
	    twin_scpi_limit(device, call, &wavelength_range, &metre))
		twin_scpi_reply_double(device, metre);
}

static void set_shutter_all(struct twin_scpi_device *device,
			    const struct twin_scpi_call *call)
{
	struct twin_attenuator attenuator;
	bool open;

	if (!twin_scpi_boolean(device, call, &open))
		return;
	twin_attenuator_get(twin_scpi_bench(device), &attenuator);
	attenuator.shutter_open = open;
	store(device, &attenuator);
}

static void set_shutter(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	if (addressed(device, call))
		set_shutter_all(device, call);
}

static void query_shutter(struct twin_scpi_device *device,
			  const struct twin_scpi_call *call)
{
	struct twin_attenuator attenuator;

	if (!addressed(device, call))
		return;
	twin_attenuator_get(twin_scpi_bench(device), &attenuator);
	twin_scpi_reply(device, "%d", attenuator.shutter_open);
}

static void set_control(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	struct voa *voa = twin_scpi_state(device);

	if (addressed(device, call))
		(void)twin_scpi_boolean(device, call, &voa->power_control);
}

static void query_control(struct twin_scpi_device *device,
			  const struct twin_scpi_call *call)
{
	const struct voa *voa = twin_scpi_state(device);

	if (addressed(device, call))
		twin_scpi_reply(device, "%d", voa->power_control);
}

static void query_complete(struct twin_scpi_device *device,
			   const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_reply(device, "1");
}

/* Every attenuator is followed by an empty slot. */
static void query_options(struct twin_scpi_device *device,
			  const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_reply(device, "N7761A-001,  ");
}

static void start(struct twin_scpi_device *device,
		  const struct twin_scpi_call *call)
{
	(void)call;
	*(struct voa *)twin_scpi_state(device) = (struct voa){
		.wavelength_m = wavelength_range.def,
	};
}

static void reset(struct twin_scpi_device *device,
		  const struct twin_scpi_call *call)
{
	start(device, call);
	store(device, &(struct twin_attenuator){ 0, false });
}

#define INPUT ":INPut#[:CHANnel#]"
#define OUTPUT ":OUTPut#[:CHANnel#]"

static const struct twin_scpi_command commands[] = {
	{ INPUT ":ATTenuation", set_attenuation, query_attenuation, 1, 1,
	  true, 0 },
	{ ":INPut[:CHANnel#]:ATTenuation:ALL", set_all, NULL, 1, 0, false, 0 },
	{ INPUT ":OFFSet", set_offset, query_offset, 1, 1, false, 0 },
	{ INPUT ":WAVelength", set_wavelength, query_wavelength, 1, 1, false,
	  0 },
	{ OUTPUT "[:STATe]", set_shutter, query_shutter, 1, 0, false, 0 },
	{ ":OUTPut[:CHANnel#][:STATe]:ALL", set_shutter_all, NULL, 1, 0,
	  false, 0 },
	{ OUTPUT ":POWer:CONTRol", set_control, query_control, 1, 0, false, 0 },
	{ ":SLOT#:OPC", NULL, query_complete, 0, 0, false, 0 },
	{ "*OPT", NULL, query_options, 0, 0, false, 0 },
	{ NULL, NULL, NULL, 0, 0, false, 0 },
};

const struct twin_scpi_model twin_scpi_n7761a = {
	.role = "attenuator",
	.name = "N7761A",
	.driver = "keysight-attenuator",
	.identity = "Agilent Technologies,N7761A,DE49300071,V1.18",
	.end = "\n",
	.sentinel = "+9.91000000E+037",
	.queue_size = 30,
	.error_format = "%+d,\"%s\"",
	.commands = commands,
	.state_size = sizeof(struct voa),
	.start = start,
	.reset = reset,
};
