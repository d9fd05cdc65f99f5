/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Amplifier: Amonics AEDFA erbium amplifier, one pump driven at constant
 * current (ACC).
 *
 * Commands: Amonics AEDFA RS-232 command set ("SCPI Command" chapter of its
 * manual): text lines ended by CR LF, no *IDN? and no error queue; what is
 * not understood is not answered. Status is 0 off, 1 on, 2 busy, 4 locked.
 * Light comes out only while the channel and the master control are on;
 * switching the channel off also switches the master control off.
 */
#include <math.h>

#include "twin/scpi_models.h"

#define CURRENT_MAX_MA 500 /* where the bench has no nominal current */

struct edfa {
	bool channel, master;
	bool busy; /* just switched on: says so once */
};

static const struct twin_scpi_scale plain[] = { { "", 1, false },
						{ NULL, 0, false } };
static const struct twin_scpi_range switch_range = { 0, 0, 1 };

/* Twice the nominal current in steps of 50 mA. */
static double current_max(struct twin_scpi_device *device)
{
	const struct twin_config *config =
		twin_bench_config(twin_scpi_bench(device));
	double nominal = config->amplifier.current_ma;

	return nominal > 0 ? 50 * ceil(2 * nominal / 50) : CURRENT_MAX_MA;
}

static bool first_channel(struct twin_scpi_device *device,
			  const struct twin_scpi_call *call)
{
	(void)device;
	return call->suffix[0] == 1;
}

static void apply(struct twin_scpi_device *device)
{
	struct twin_bench *bench = twin_scpi_bench(device);
	struct edfa *edfa = twin_scpi_state(device);
	struct twin_amplifier amplifier;

	twin_amplifier_get(bench, &amplifier);
	amplifier.on = edfa->channel && edfa->master;
	if (twin_amplifier_set(bench, &amplifier))
		edfa->channel = edfa->master = false;
}

static void set_current(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	struct twin_scpi_range range = { 0, 0, current_max(device) };
	struct twin_amplifier amplifier;
	double ma;

	/* A value beyond the limits leaves the set point as it is. */
	if (!first_channel(device, call) ||
	    !twin_scpi_number(device, call, 0, plain, &range, &ma))
		return;
	twin_amplifier_get(twin_scpi_bench(device), &amplifier);
	amplifier.current_ma = round(ma * 10) / 10;
	(void)twin_amplifier_set(twin_scpi_bench(device), &amplifier);
}

static void reply_number(struct twin_scpi_device *device, double value)
{
	twin_scpi_reply(device, "%.6e", value);
}

static void query_current(struct twin_scpi_device *device,
			  const struct twin_scpi_call *call)
{
	struct twin_amplifier amplifier;

	if (!first_channel(device, call))
		return;
	twin_amplifier_get(twin_scpi_bench(device), &amplifier);
	reply_number(device, amplifier.current_ma);
}

static void query_actual(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	struct twin_amplifier amplifier;

	if (!first_channel(device, call))
		return;
	twin_amplifier_get(twin_scpi_bench(device), &amplifier);
	reply_number(device, amplifier.on ? amplifier.current_ma : 0);
}

static void query_max(struct twin_scpi_device *device,
		      const struct twin_scpi_call *call)
{
	if (first_channel(device, call))
		reply_number(device, current_max(device));
}

static void query_min(struct twin_scpi_device *device,
		      const struct twin_scpi_call *call)
{
	if (first_channel(device, call))
		reply_number(device, 0);
}

static void query_step(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	if (first_channel(device, call))
		reply_number(device, 0.1);
}

static void query_unit(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	if (first_channel(device, call))
		twin_scpi_reply(device, "mA");
}

static void set_channel(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	struct edfa *edfa = twin_scpi_state(device);
	double on;

	if (!first_channel(device, call) ||
	    !twin_scpi_number(device, call, 0, plain, &switch_range, &on))
		return;
	edfa->busy = on > 0 && !edfa->channel;
	edfa->channel = on > 0;
	if (!edfa->channel)
		edfa->master = false;
	apply(device);
}

static void query_channel(struct twin_scpi_device *device,
			  const struct twin_scpi_call *call)
{
	struct edfa *edfa = twin_scpi_state(device);

	if (!first_channel(device, call))
		return;
	twin_scpi_reply(device, "%d", edfa->busy ? 2 : edfa->channel);
	edfa->busy = false;
}

static void set_master(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	struct edfa *edfa = twin_scpi_state(device);
	double on;

	if (!twin_scpi_number(device, call, 0, plain, &switch_range, &on))
		return;
	edfa->master = on > 0 && edfa->channel;
	apply(device);
}

static void query_master(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	(void)call;
	const struct edfa *edfa = twin_scpi_state(device);

	twin_scpi_reply(device, "%d", edfa->master);
}

static void set_mode(struct twin_scpi_device *device,
		     const struct twin_scpi_call *call)
{
	/* ACC is the only mode of this unit; others change nothing. */
	(void)device;
	(void)call;
}

static void query_mode(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_reply(device, "ACC");
}

static void query_input(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	if (first_channel(device, call))
		reply_number(device, 1e3 * twin_amplifier_input_w(
						   twin_scpi_bench(device)));
}

static void query_output(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	if (first_channel(device, call))
		reply_number(device, 1e3 * twin_amplifier_output_w(
						   twin_scpi_bench(device)));
}

static void query_interlock(struct twin_scpi_device *device,
			    const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_reply(device, "0");
}

static void query_model(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	(void)call;
	bool wrong = twin_scpi_faulty(device, "wrong-identity");

	twin_scpi_reply(device, "%s", wrong ? "MODEL-1" : "AEDFA-PA-30-B-FA");
}

static void query_serial(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_reply(device, "21020811");
}

static const struct twin_scpi_command commands[] = {
	{ ":CAL:SYS:MODEL", NULL, query_model, 0, 0, false, 0 },
	{ ":CAL:SYS:SERIAL", NULL, query_serial, 0, 0, false, 0 },
	{ ":READ:MODE:NAMES", NULL, query_mode, 0, 0, false, 0 },
	{ ":MODE:SW:CH#", set_mode, query_mode, 1, 0, false, 0 },
	{ ":READ:DRIV:MAX:ACC:CH#", NULL, query_max, 0, 0, false, 0 },
	{ ":READ:DRIV:MIN:ACC:CH#", NULL, query_min, 0, 0, false, 0 },
	{ ":READ:DRIV:STEP:ACC:CH#", NULL, query_step, 0, 0, false, 0 },
	{ ":READ:DRIV:UNIT:ACC:CH#", NULL, query_unit, 0, 0, false, 0 },
	{ ":DRIV:ACC:CUR:CH#", set_current, query_current, 1, 0, false, 0 },
	{ ":DRIV:ACC:STAT:CH#", set_channel, query_channel, 1, 0, false, 0 },
	{ ":DRIV:MCTRL", set_master, query_master, 1, 0, false, 0 },
	{ ":DRIV:INTERLOCK", NULL, query_interlock, 0, 0, false, 0 },
	{ ":SENS:CUR:CH#", NULL, query_actual, 0, 0, true, 0 },
	{ ":SENS:POW:IN:CH#", NULL, query_input, 0, 0, true, 0 },
	{ ":SENS:POW:OUT:CH#", NULL, query_output, 0, 0, true, 0 },
	{ NULL, NULL, NULL, 0, 0, false, 0 },
};

const struct twin_scpi_model twin_scpi_aedfa = {
	.role = "amplifier",
	.name = "AEDFA",
	.driver = "amonics-aedfa",
	.end = "\r\n",
	.sentinel = "nan",
	.commands = commands,
	.state_size = sizeof(struct edfa),
};
