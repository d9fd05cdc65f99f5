/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Thermometer: Lake Shore 224 temperature monitor, twelve inputs A, B, C1-C5,
 * D1-D5, of which A to C1 have a sensor.
 *
 * Commands: Model 224 User's Manual, chapter 6 (remote operation): no tree
 * and no error queue, what is not understood is not answered. A reading of an
 * input without a sensor is 0.
 */
#include <string.h>

#include "twin/bench_meters.h"
#include "twin/scpi_models.h"

#define KELVIN 273.15

/* Number of the input, -1 if there is none of that name. */
static int input_find(const struct twin_scpi_call *call)
{
	static const char *const names[] = { "A",  "B",	 "C1", "C2",
					     "C3", "C4", "C5", "D1",
					     "D2", "D3", "D4", "D5" };

	if (call->nvalues != 1 || call->values[0].type != TWIN_SCPI_WORD)
		return -1;
	for (int i = 0; i < 12; i++)
		if (!strcmp(call->values[0].text, names[i]))
			return i;
	return -1;
}

static void reply(struct twin_scpi_device *device,
		  const struct twin_scpi_call *call, double zero)
{
	int input = input_find(call);

	if (input < 0)
		return;
	double celsius = input < 3 ? twin_temperature_at(
					     twin_scpi_bench(device),
					     (unsigned)input) :
				     -zero;
	twin_scpi_reply(device, "%+08.3f", celsius + zero);
}

static void query_celsius(struct twin_scpi_device *device,
			  const struct twin_scpi_call *call)
{
	reply(device, call, 0);
}

static void query_kelvin(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	reply(device, call, KELVIN);
}

/* Bit 0: invalid reading. */
static void query_status(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	int input = input_find(call);

	if (input >= 0)
		twin_scpi_reply(device, "%03d", input >= 3);
}

static void query_identity(struct twin_scpi_device *device,
			   const struct twin_scpi_call *call)
{
	(void)call;
	bool wrong = twin_scpi_faulty(device, "wrong-identity");

	twin_scpi_reply(device, "LSCI,MODEL%s,LSA11VT,1.2",
			wrong ? "000" : "224");
}

static const struct twin_scpi_command commands[] = {
	{ "*IDN", NULL, query_identity, 0, 0, false, 0 },
	{ "CRDG", NULL, query_celsius, 0, 1, true, 0 },
	{ "KRDG", NULL, query_kelvin, 0, 1, true, 0 },
	{ "RDGST", NULL, query_status, 0, 1, false, 0 },
	{ NULL, NULL, NULL, 0, 0, false, 0 },
};

const struct twin_scpi_model twin_scpi_224 = {
	.role = "thermometer",
	.name = "224",
	.driver = "lakeshore-224",
	.end = "\r\n",
	.sentinel = "+000.000",
	.commands = commands,
};
