/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Amplifier, second model: semiconductor amplifier on a Thorlabs ITC4001
 * laser diode and TEC controller; output 1 is the chip's current, output 2
 * the cooler.
 *
 * Commands: Series 4000 SCPI Programmer's Reference (OUTPut, SOURce, SENSe,
 * MEASure subsystems). The current is in ampere and its limit binds the set
 * point. The chip is not driven without its cooler: switching the cooler off
 * takes the current off.
 */
#include <math.h>

#include "twin/scpi_models.h"

#define CURRENT_MAX_A 1.0
#define AMBIENT_C 25.0

struct itc {
	double limit_a, celsius;
	bool cooler;
};

static const struct twin_scpi_scale amperes[] = { { "", 1, false },
						  { "A", 1, false },
						  { "MA", 1e-3, false },
						  { NULL, 0, false } };
static const struct twin_scpi_scale celsius[] = { { "", 1, false },
						  { "C", 1, false },
						  { "CEL", 1, false },
						  { NULL, 0, false } };
static const struct twin_scpi_range temperature = { 5, 25, 45 };

static void switch_chip(struct twin_scpi_device *device, bool on)
{
	struct twin_amplifier amplifier;

	twin_amplifier_get(twin_scpi_bench(device), &amplifier);
	amplifier.on = on;
	if (twin_amplifier_set(twin_scpi_bench(device), &amplifier))
		twin_scpi_fail(device, TWIN_SCPI_EXECUTION, NULL);
}

static void set_output(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	struct itc *itc = twin_scpi_state(device);
	bool on;

	if (!twin_scpi_boolean(device, call, &on))
		return;
	if (call->suffix[0] == 2) {
		itc->cooler = on;
		if (!on)
			switch_chip(device, false);
	} else if (call->suffix[0] != 1) {
		twin_scpi_fail(device, TWIN_SCPI_SUFFIX_RANGE, NULL);
	} else if (on && !itc->cooler) {
		twin_scpi_fail(device, TWIN_SCPI_SETTINGS, NULL);
	} else {
		switch_chip(device, on);
	}
}

static void query_output(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	const struct itc *itc = twin_scpi_state(device);
	struct twin_amplifier amplifier;

	twin_amplifier_get(twin_scpi_bench(device), &amplifier);
	twin_scpi_reply(device, "%d",
			call->suffix[0] == 2 ? itc->cooler : amplifier.on);
}

static void set_current(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	const struct itc *itc = twin_scpi_state(device);
	struct twin_scpi_range range = { 0, 0, itc->limit_a };
	struct twin_amplifier amplifier;
	double ampere;

	if (!twin_scpi_number(device, call, 0, amperes, &range, &ampere))
		return;
	twin_amplifier_get(twin_scpi_bench(device), &amplifier);
	amplifier.current_ma = 1e3 * ampere;
	if (twin_amplifier_set(twin_scpi_bench(device), &amplifier))
		twin_scpi_fail(device, TWIN_SCPI_RANGE, NULL);
}

static void query_current(struct twin_scpi_device *device,
			  const struct twin_scpi_call *call)
{
	const struct itc *itc = twin_scpi_state(device);
	struct twin_scpi_range range = { 0, 0, itc->limit_a };
	struct twin_amplifier amplifier;

	twin_amplifier_get(twin_scpi_bench(device), &amplifier);
	double ampere = 1e-3 * amplifier.current_ma;
	if (twin_scpi_limit(device, call, &range, &ampere))
		twin_scpi_reply(device, "%.6E", ampere);
}

static void set_limit(struct twin_scpi_device *device,
		      const struct twin_scpi_call *call)
{
	static const struct twin_scpi_range range = { 0, CURRENT_MAX_A,
						      CURRENT_MAX_A };
	struct itc *itc = twin_scpi_state(device);
	struct twin_amplifier amplifier;

	if (!twin_scpi_number(device, call, 0, amperes, &range,
			      &itc->limit_a))
		return;
	twin_amplifier_get(twin_scpi_bench(device), &amplifier);
	amplifier.current_ma = fmin(amplifier.current_ma, 1e3 * itc->limit_a);
	(void)twin_amplifier_set(twin_scpi_bench(device), &amplifier);
}

static void query_limit(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	(void)call;
	const struct itc *itc = twin_scpi_state(device);

	twin_scpi_reply(device, "%.6E", itc->limit_a);
}

static void query_actual(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	(void)call;
	struct twin_amplifier amplifier;

	twin_amplifier_get(twin_scpi_bench(device), &amplifier);
	twin_scpi_reply(device, "%.6E",
			amplifier.on ? 1e-3 * amplifier.current_ma : 0);
}

static void set_temperature(struct twin_scpi_device *device,
			    const struct twin_scpi_call *call)
{
	struct itc *itc = twin_scpi_state(device);

	if (call->suffix[0] != 2)
		twin_scpi_fail(device, TWIN_SCPI_SUFFIX_RANGE, NULL);
	else
		(void)twin_scpi_number(device, call, 0, celsius, &temperature,
				       &itc->celsius);
}

static void query_temperature(struct twin_scpi_device *device,
			      const struct twin_scpi_call *call)
{
	const struct itc *itc = twin_scpi_state(device);
	double value = itc->celsius;

	if (twin_scpi_limit(device, call, &temperature, &value))
		twin_scpi_reply(device, "%.4E", value);
}

static void query_actual_temperature(struct twin_scpi_device *device,
				     const struct twin_scpi_call *call)
{
	(void)call;
	const struct itc *itc = twin_scpi_state(device);

	twin_scpi_reply(device, "%.4E",
			itc->cooler ? itc->celsius : AMBIENT_C);
}

/* Celsius is the only one here. */
static void set_unit(struct twin_scpi_device *device,
		     const struct twin_scpi_call *call)
{
	const struct twin_scpi_value *v = &call->values[0];

	if (v->type != TWIN_SCPI_WORD || (!twin_scpi_word("C", v->text) &&
					  !twin_scpi_word("CELsius", v->text)))
		twin_scpi_fail(device, TWIN_SCPI_ILLEGAL_VALUE, NULL);
}

static void query_interlock(struct twin_scpi_device *device,
			    const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_reply(device, "0");
}

static void start(struct twin_scpi_device *device,
		  const struct twin_scpi_call *call)
{
	(void)call;
	*(struct itc *)twin_scpi_state(device) = (struct itc){
		.limit_a = CURRENT_MAX_A,
		.celsius = temperature.def,
	};
}

static void reset(struct twin_scpi_device *device,
		  const struct twin_scpi_call *call)
{
	start(device, call);
	switch_chip(device, false);
}

#define AMPLITUDE "[:LEVel][:IMMediate][:AMPLitude]"

static const struct twin_scpi_command commands[] = {
	{ ":OUTPut#[:STATe]", set_output, query_output, 1, 0, false, 0 },
	{ "[:SOURce]:CURRent" AMPLITUDE, set_current, query_current, 1, 1,
	  false, 0 },
	{ "[:SOURce]:CURRent:LIMit[:AMPLitude]", set_limit, query_limit, 1, 0,
	  false, 0 },
	{ ":SOURce#:TEMPerature[:SPOint]", set_temperature, query_temperature,
	  1, 1, false, 0 },
	{ ":UNIT:TEMPerature", set_unit, NULL, 1, 0, false, 0 },
	{ ":MEASure[:SCALar]:CURRent[:DC]", NULL, query_actual, 0, 0, true,
	  0 },
	{ ":MEASure[:SCALar]:TEMPerature", NULL, query_actual_temperature, 0,
	  0, true, 0 },
	{ ":OUTPut#:PROTection:INTLock:TRIPped", NULL, query_interlock, 0, 0,
	  false, 0 },
	{ NULL, NULL, NULL, 0, 0, false, 0 },
};

const struct twin_scpi_model twin_scpi_itc4001 = {
	.role = "amplifier",
	.name = "ITC4001",
	.driver = "thorlabs-itc4000",
	.identity = "Thorlabs,ITC4001,M00277475,1.8.0/1.5.0/2.3.0",
	.end = "\n",
	.sentinel = "9.91000000E+37",
	.queue_size = 20,
	.error_format = "%+d,\"%s\"",
	.commands = commands,
	.state_size = sizeof(struct itc),
	.start = start,
	.reset = reset,
};
