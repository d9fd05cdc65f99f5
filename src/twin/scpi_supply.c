/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Supply: Rigol DP832, three channels (30 V 3 A, 30 V 3 A, 5 V 3 A), each with
 * a resistor for a load; what it delivers it draws from the mains.
 *
 * Commands: DP800 Series Programming Guide, chapters 2-8 to 2-20 (APPLy,
 * INSTrument, MEASure, OUTPut, SOURce, SYSTem). Protections that have
 * tripped switch the output off and must be cleared.
 */
#include <math.h>
#include <string.h>

#include "twin/bench_meters.h"
#include "twin/scpi_models.h"

#define CHANNELS 3
#define EFFICIENCY 0.75

struct channel {
	double volt, ampere; /* set */
	double volt_limit, ampere_limit; /* of the protections */
	bool on, over_volt, over_ampere; /* protections armed */
	bool volt_tripped, ampere_tripped;
};

struct supply {
	struct channel channel[CHANNELS];
	unsigned selected;
	bool beeper, over_heat;
};

static const struct {
	double volt, ampere, load_ohm;
} rating[CHANNELS] = { { 30, 3, 24 }, { 30, 3, 48 }, { 5, 3, 10 } };

static const struct twin_scpi_scale volts[] = { { "", 1, false },
						{ "V", 1, false },
						{ "MV", 1e-3, false },
						{ NULL, 0, false } };
static const struct twin_scpi_scale amperes[] = { { "", 1, false },
						  { "A", 1, false },
						  { "MA", 1e-3, false },
						  { NULL, 0, false } };
static const struct twin_scpi_scale plain[] = { { "", 1, false },
						{ NULL, 0, false } };

struct output {
	double volt, ampere;
	const char *mode; /* constant voltage, constant current, unregulated */
};

static struct output output_of(const struct supply *s, unsigned i)
{
	const struct channel *c = &s->channel[i];
	double ohm = rating[i].load_ohm;

	if (!c->on)
		return (struct output){ 0, 0, "UR" };
	if (c->volt / ohm > c->ampere)
		return (struct output){ c->ampere * ohm, c->ampere, "CC" };
	return (struct output){ c->volt, c->volt / ohm, "CV" };
}

/* After any change: protections, and what the mains must give. */
static void apply(struct twin_scpi_device *device)
{
	struct supply *s = twin_scpi_state(device);
	double watt = 0;

	for (unsigned i = 0; i < CHANNELS; i++) {
		struct channel *c = &s->channel[i];
		struct output out = output_of(s, i);

		if (c->on && c->over_volt && out.volt > c->volt_limit)
			c->volt_tripped = true;
		if (c->on && c->over_ampere && out.ampere > c->ampere_limit)
			c->ampere_tripped = true;
		if (c->volt_tripped || c->ampere_tripped)
			c->on = false;
		out = output_of(s, i);
		watt += out.volt * out.ampere / EFFICIENCY;
	}
	twin_mains_load(twin_scpi_bench(device), watt);
}

static struct channel *selected(struct twin_scpi_device *device)
{
	struct supply *s = twin_scpi_state(device);

	return &s->channel[s->selected];
}

/* "CH2" as parameter i chooses a channel for this command alone; *next is the
 * parameter after it. NULL after an error. */
static struct channel *named(struct twin_scpi_device *device,
			     const struct twin_scpi_call *call, int *next)
{
	struct supply *s = twin_scpi_state(device);
	const struct twin_scpi_value *v = &call->values[0];

	*next = 0;
	if (call->nvalues == 0 || v->type != TWIN_SCPI_WORD ||
	    strncmp(v->text, "CH", 2))
		return selected(device);
	*next = 1;
	if (v->text[2] >= '1' && v->text[2] <= '0' + CHANNELS && !v->text[3])
		return &s->channel[v->text[2] - '1'];
	twin_scpi_fail(device, TWIN_SCPI_ILLEGAL_VALUE, NULL);
	return NULL;
}

static void set_channel(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	static const struct twin_scpi_range range = { 1, 1, CHANNELS };
	struct supply *s = twin_scpi_state(device);
	double number;

	if (twin_scpi_number(device, call, 0, plain, &range, &number))
		s->selected = (unsigned)lround(number) - 1;
}

static void query_channel(struct twin_scpi_device *device,
			  const struct twin_scpi_call *call)
{
	(void)call;
	const struct supply *s = twin_scpi_state(device);

	twin_scpi_reply(device, "%u", s->selected + 1);
}

static void set_volt(struct twin_scpi_device *device,
		     const struct twin_scpi_call *call)
{
	const struct supply *s = twin_scpi_state(device);
	struct twin_scpi_range range = { 0, 0, rating[s->selected].volt };

	if (twin_scpi_number(device, call, 0, volts, &range,
			     &selected(device)->volt))
		apply(device);
}

static void query_volt(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_reply(device, "%.3f", selected(device)->volt);
}

static void set_ampere(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	const struct supply *s = twin_scpi_state(device);
	struct twin_scpi_range range = { 0, 1, rating[s->selected].ampere };

	if (twin_scpi_number(device, call, 0, amperes, &range,
			     &selected(device)->ampere))
		apply(device);
}

static void query_ampere(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_reply(device, "%.3f", selected(device)->ampere);
}

static struct output measured(struct twin_scpi_device *device,
			      const struct twin_scpi_call *call, bool *ok)
{
	const struct supply *s = twin_scpi_state(device);
	int next;
	const struct channel *c = named(device, call, &next);

	*ok = c != NULL;
	return c ? output_of(s, (unsigned)(c - s->channel)) :
		   (struct output){ 0, 0, "UR" };
}

static void query_measured_volt(struct twin_scpi_device *device,
				const struct twin_scpi_call *call)
{
	bool ok;
	struct output out = measured(device, call, &ok);

	if (ok)
		twin_scpi_reply(device, "%.4f", out.volt);
}

static void query_measured_ampere(struct twin_scpi_device *device,
				  const struct twin_scpi_call *call)
{
	bool ok;
	struct output out = measured(device, call, &ok);

	if (ok)
		twin_scpi_reply(device, "%.4f", out.ampere);
}

static void query_measured_watt(struct twin_scpi_device *device,
				const struct twin_scpi_call *call)
{
	bool ok;
	struct output out = measured(device, call, &ok);

	if (ok)
		twin_scpi_reply(device, "%.3f", out.volt * out.ampere);
}

static void query_mode(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	bool ok;
	struct output out = measured(device, call, &ok);

	if (ok)
		twin_scpi_reply(device, "%s", out.mode);
}

static bool switch_value(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call, int i, bool *out)
{
	struct twin_scpi_call one = { .values = { call->values[i] },
				      .nvalues = 1 };

	if (i < call->nvalues)
		return twin_scpi_boolean(device, &one, out);
	twin_scpi_fail(device, TWIN_SCPI_MISSING, NULL);
	return false;
}

static void set_output(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	int next;
	struct channel *c = named(device, call, &next);
	bool on;

	if (!c || !switch_value(device, call, next, &on))
		return;
	c->on = on && !c->volt_tripped && !c->ampere_tripped;
	apply(device);
}

static void reply_switch(struct twin_scpi_device *device, bool on)
{
	twin_scpi_reply(device, "%s", on ? "ON" : "OFF");
}

static void query_output(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	int next;
	const struct channel *c = named(device, call, &next);

	if (c)
		reply_switch(device, c->on);
}

static void set_over_volt(struct twin_scpi_device *device,
			  const struct twin_scpi_call *call)
{
	int next;
	struct channel *c = named(device, call, &next);

	if (c && switch_value(device, call, next, &c->over_volt))
		apply(device);
}

static void query_over_volt(struct twin_scpi_device *device,
			    const struct twin_scpi_call *call)
{
	int next;
	const struct channel *c = named(device, call, &next);

	if (c)
		reply_switch(device, c->over_volt);
}

static void set_over_ampere(struct twin_scpi_device *device,
			    const struct twin_scpi_call *call)
{
	int next;
	struct channel *c = named(device, call, &next);

	if (c && switch_value(device, call, next, &c->over_ampere))
		apply(device);
}

static void query_over_ampere(struct twin_scpi_device *device,
			      const struct twin_scpi_call *call)
{
	int next;
	const struct channel *c = named(device, call, &next);

	if (c)
		reply_switch(device, c->over_ampere);
}

static void set_volt_limit(struct twin_scpi_device *device,
			   const struct twin_scpi_call *call)
{
	const struct supply *s = twin_scpi_state(device);
	struct twin_scpi_range range = { 0.001, 33,
					 1.1 * rating[s->selected].volt };

	if (twin_scpi_number(device, call, 0, volts, &range,
			     &selected(device)->volt_limit))
		apply(device);
}

static void query_volt_limit(struct twin_scpi_device *device,
			     const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_reply(device, "%.3f", selected(device)->volt_limit);
}

static void set_ampere_limit(struct twin_scpi_device *device,
			     const struct twin_scpi_call *call)
{
	const struct supply *s = twin_scpi_state(device);
	struct twin_scpi_range range = { 0.001, 3.3,
					 1.1 * rating[s->selected].ampere };

	if (twin_scpi_number(device, call, 0, amperes, &range,
			     &selected(device)->ampere_limit))
		apply(device);
}

static void query_ampere_limit(struct twin_scpi_device *device,
			       const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_reply(device, "%.3f", selected(device)->ampere_limit);
}

static void query_volt_tripped(struct twin_scpi_device *device,
			       const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_reply(device, "%s",
			selected(device)->volt_tripped ? "YES" : "NO");
}

static void query_ampere_tripped(struct twin_scpi_device *device,
				 const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_reply(device, "%s",
			selected(device)->ampere_tripped ? "YES" : "NO");
}

static void clear_volt(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	(void)call;
	selected(device)->volt_tripped = false;
}

static void clear_ampere(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	(void)call;
	selected(device)->ampere_tripped = false;
}

static void set_beeper(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	struct supply *s = twin_scpi_state(device);

	(void)twin_scpi_boolean(device, call, &s->beeper);
}

static void query_beeper(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	(void)call;
	const struct supply *s = twin_scpi_state(device);

	reply_switch(device, s->beeper);
}

static void set_over_heat(struct twin_scpi_device *device,
			  const struct twin_scpi_call *call)
{
	struct supply *s = twin_scpi_state(device);

	(void)twin_scpi_boolean(device, call, &s->over_heat);
}

static void query_over_heat(struct twin_scpi_device *device,
			    const struct twin_scpi_call *call)
{
	(void)call;
	const struct supply *s = twin_scpi_state(device);

	reply_switch(device, s->over_heat);
}

/* The front panel's keys: nothing that a client could see. */
static void set_panel(struct twin_scpi_device *device,
		      const struct twin_scpi_call *call)
{
	(void)device;
	(void)call;
}

static void start(struct twin_scpi_device *device,
		  const struct twin_scpi_call *call)
{
	(void)call;
	struct supply *s = twin_scpi_state(device);

	*s = (struct supply){ .beeper = true, .over_heat = true };
	for (unsigned i = 0; i < CHANNELS; i++)
		s->channel[i] = (struct channel){
			.ampere = 1,
			.volt_limit = 1.1 * rating[i].volt,
			.ampere_limit = 1.1 * rating[i].ampere,
		};
	apply(device);
}

static const struct twin_scpi_command commands[] = {
	{ ":INSTrument:NSELect", set_channel, query_channel, 1, 0, false, 0 },
	{ "[:SOURce]:VOLTage[:LEVel][:IMMediate][:AMPLitude]", set_volt,
	  query_volt, 1, 0, false, 0 },
	{ "[:SOURce]:CURRent[:LEVel][:IMMediate][:AMPLitude]", set_ampere,
	  query_ampere, 1, 0, false, 0 },
	{ ":MEASure[:VOLTage][:DC]", NULL, query_measured_volt, 0, 1, true, 0 },
	{ ":MEASure:CURRent[:DC]", NULL, query_measured_ampere, 0, 1, true, 0 },
	{ ":MEASure:POWEr[:DC]", NULL, query_measured_watt, 0, 1, true, 0 },
	{ ":OUTPut[:STATe]", set_output, query_output, 1, 1, false,
	  1 },
	{ ":OUTPut:MODE", NULL, query_mode, 0, 1, false, 0 },
	{ ":OUTPut:OVP[:STATe]", set_over_volt, query_over_volt, 1, 1, false,
	  1 },
	{ ":OUTPut:OVP:VALue", set_volt_limit, query_volt_limit, 1, 0, false,
	  0 },
	{ ":OUTPut:OVP:QUES", NULL, query_volt_tripped, 0, 0, false, 0 },
	{ ":OUTPut:OVP:CLEAR", clear_volt, NULL, 0, 0, false, 0 },
	{ ":OUTPut:OCP[:STATe]", set_over_ampere, query_over_ampere, 1, 1,
	  false, 1 },
	{ ":OUTPut:OCP:VALue", set_ampere_limit, query_ampere_limit, 1, 0,
	  false, 0 },
	{ ":OUTPut:OCP:QUES", NULL, query_ampere_tripped, 0, 0, false, 0 },
	{ ":OUTPut:OCP:CLEAR", clear_ampere, NULL, 0, 0, false, 0 },
	{ ":SYSTem:OTP", set_over_heat, query_over_heat, 1, 0, false, 0 },
	{ ":SYSTem:BEEPer[:STATe]", set_beeper, query_beeper, 1, 0, false, 0 },
	{ ":SYSTem:REMote", set_panel, NULL, 0, 0, false, 0 },
	{ ":SYSTem:LOCal", set_panel, NULL, 0, 0, false, 0 },
	{ ":SYSTem:RWLock", set_panel, NULL, 0, 0, false, 0 },
	{ NULL, NULL, NULL, 0, 0, false, 0 },
};

const struct twin_scpi_model twin_scpi_dp832 = {
	.role = "supply",
	.name = "DP832",
	.driver = "rigol-dp800",
	.identity = "RIGOL TECHNOLOGIES,DP832,DP8C180200001,00.01.16",
	.end = "\n",
	.sentinel = "9.91E+37",
	.queue_size = 30,
	.error_format = "%d,\"%s\"",
	.commands = commands,
	.state_size = sizeof(struct supply),
	.start = start,
	.reset = start,
};
