/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Power analyzer: Yokogawa WT310 digital power meter at the mains of the
 * bench, with energy integration.
 *
 * Commands: WT300 Series Communication Interface User's Manual (IM
 * WT310-17EN), chapter 6: COMMunicate, INPut, INTEGrate, NUMeric, RATE, STATus
 * groups. An item that has no value reads NAN, one beyond its range INF; a
 * query answers with its own header while COMMunicate:HEADer is on, as it is
 * at power-up.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "twin/bench_meters.h"
#include "twin/scpi_models.h"

#define ITEMS 8
#define RESET "RES"

/* Of one moment: all items of an answer belong together. */
struct moment {
	double watt, joule, seconds, ampere;
	bool beyond; /* of a range */
};

struct wattmeter {
	char item[ITEMS][8]; /* function of each numeric item */
	unsigned items;
	double volt_range, ampere_range, rate_s;
	bool volt_auto, ampere_auto, header;
	char state[8]; /* of the integration: RES, STAR, STOP */
	double from_j, joule; /* at its start, and when it was stopped */
	double from_s, seconds;
	struct moment last; /* that was read */
};

static const char *const functions[] = { "U",  "I",  "P",  "S",	 "Q",
					 "LAMB", "FU", "WH", "WHP", "AH",
					 "TIME", NULL };

static const struct twin_scpi_scale plain[] = { { "", 1, false },
						{ NULL, 0, false } };
static const struct twin_scpi_scale volts[] = { { "", 1, false },
						{ "V", 1, false },
						{ NULL, 0, false } };
static const struct twin_scpi_scale amperes[] = { { "", 1, false },
						  { "A", 1, false },
						  { "MA", 1e-3, false },
						  { NULL, 0, false } };
static const struct twin_scpi_scale seconds[] = { { "", 1, false },
						  { "S", 1, false },
						  { "MS", 1e-3, false },
						  { NULL, 0, false } };

static double bench_s(struct twin_scpi_device *device)
{
	return 1e-9 * (double)twin_bench_now_ns(twin_scpi_bench(device));
}

/* ":INTEG:STAT " before an answer, or nothing. */
static void header(struct twin_scpi_device *device, const char *text)
{
	const struct wattmeter *w = twin_scpi_state(device);

	if (w->header)
		twin_scpi_reply(device, "%s ", text);
}

static void set_header(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	struct wattmeter *w = twin_scpi_state(device);

	(void)twin_scpi_boolean(device, call, &w->header);
}

static void query_header(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	(void)call;
	const struct wattmeter *w = twin_scpi_state(device);

	header(device, ":COMMUNICATE:HEADER");
	twin_scpi_reply(device, "%d", w->header);
}

/* Remote, format, mode and timer of the integration: there is one state of
 * them here. */
static void set_nothing(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	(void)device;
	(void)call;
}

static double integral_j(struct twin_scpi_device *device)
{
	const struct wattmeter *w = twin_scpi_state(device);

	if (strcmp(w->state, "STAR"))
		return w->joule;
	return w->joule + twin_mains_j(twin_scpi_bench(device)) - w->from_j;
}

static double integral_s(struct twin_scpi_device *device)
{
	const struct wattmeter *w = twin_scpi_state(device);

	if (strcmp(w->state, "STAR"))
		return w->seconds;
	return w->seconds + bench_s(device) - w->from_s;
}

static void integrate_start(struct twin_scpi_device *device,
			    const struct twin_scpi_call *call)
{
	(void)call;
	struct wattmeter *w = twin_scpi_state(device);

	if (!strcmp(w->state, "STAR")) {
		twin_scpi_fail(device, 813, "Invalid operation");
		return;
	}
	w->from_j = twin_mains_j(twin_scpi_bench(device));
	w->from_s = bench_s(device);
	strcpy(w->state, "STAR");
}

static void integrate_stop(struct twin_scpi_device *device,
			   const struct twin_scpi_call *call)
{
	(void)call;
	struct wattmeter *w = twin_scpi_state(device);

	if (strcmp(w->state, "STAR")) {
		twin_scpi_fail(device, 813, "Invalid operation");
		return;
	}
	w->joule = integral_j(device);
	w->seconds = integral_s(device);
	strcpy(w->state, "STOP");
}

static void integrate_reset(struct twin_scpi_device *device,
			    const struct twin_scpi_call *call)
{
	(void)call;
	struct wattmeter *w = twin_scpi_state(device);

	w->joule = w->seconds = 0;
	strcpy(w->state, RESET);
}

static void query_state(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	(void)call;
	const struct wattmeter *w = twin_scpi_state(device);

	header(device, ":INTEGRATE:STATE");
	twin_scpi_reply(device, "%s", w->state);
}

static void set_number(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	static const struct twin_scpi_range range = { 1, 3, ITEMS };
	struct wattmeter *w = twin_scpi_state(device);
	double number;

	if (twin_scpi_number(device, call, 0, plain, &range, &number))
		w->items = (unsigned)lround(number);
}

static void query_number(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	(void)call;
	const struct wattmeter *w = twin_scpi_state(device);

	header(device, ":NUMERIC:NORMAL:NUMBER");
	twin_scpi_reply(device, "%u", w->items);
}

static void set_item(struct twin_scpi_device *device,
		     const struct twin_scpi_call *call)
{
	struct wattmeter *w = twin_scpi_state(device);
	unsigned item = call->suffix[0];
	const char *name = call->values[0].text;

	if (item < 1 || item > ITEMS) {
		twin_scpi_fail(device, TWIN_SCPI_SUFFIX_RANGE, NULL);
		return;
	}
	for (size_t i = 0; functions[i]; i++)
		if (call->values[0].type == TWIN_SCPI_WORD &&
		    (!strcmp(name, functions[i]) ||
		     (!strcmp(name, "LAMBDA") && !strcmp(functions[i],
							 "LAMB")))) {
			strcpy(w->item[item - 1], functions[i]);
			return;
		}
	twin_scpi_fail(device, TWIN_SCPI_ILLEGAL_VALUE, NULL);
}

static void query_item(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	const struct wattmeter *w = twin_scpi_state(device);
	unsigned item = call->suffix[0];

	if (item < 1 || item > ITEMS) {
		twin_scpi_fail(device, TWIN_SCPI_SUFFIX_RANGE, NULL);
		return;
	}
	header(device, ":NUMERIC:NORMAL:ITEM");
	twin_scpi_reply(device, "%s,1", w->item[item - 1]);
}

static struct moment moment_now(struct twin_scpi_device *device)
{
	const struct wattmeter *w = twin_scpi_state(device);
	struct twin_bench *bench = twin_scpi_bench(device);
	struct moment m = { 0 };

	m.watt = twin_mains_reading(bench, twin_mains_w(bench));
	m.ampere = m.watt / TWIN_MAINS_VOLT / TWIN_MAINS_POWER_FACTOR;
	m.joule = twin_mains_reading(bench, integral_j(device));
	m.seconds = integral_s(device);
	/* Crest factor 3: up to 130 % of a range can be measured. */
	m.beyond = (!w->volt_auto && TWIN_MAINS_VOLT > 1.3 * w->volt_range) ||
		   (!w->ampere_auto && m.ampere > 1.3 * w->ampere_range);
	return m;
}

static double value_of(const struct moment *m, const char *function)
{
	double va = TWIN_MAINS_VOLT * m->ampere;

	if (!strcmp(function, "U"))
		return TWIN_MAINS_VOLT;
	if (!strcmp(function, "I"))
		return m->ampere;
	if (!strcmp(function, "P"))
		return m->watt;
	if (!strcmp(function, "S"))
		return va;
	if (!strcmp(function, "Q"))
		return sqrt(fmax(va * va - m->watt * m->watt, 0));
	if (!strcmp(function, "LAMB"))
		return TWIN_MAINS_POWER_FACTOR;
	if (!strcmp(function, "FU"))
		return TWIN_MAINS_HZ;
	if (!strcmp(function, "TIME"))
		return m->seconds;
	if (!strcmp(function, "AH"))
		return m->joule / TWIN_MAINS_VOLT / TWIN_MAINS_POWER_FACTOR /
		       3600;
	return m->joule / 3600;
}

/* Five digits and an exponent that is a multiple of three: 103.58E+00. */
static void reply_value(struct twin_scpi_device *device, double value)
{
	int exponent = 0;

	if (value != 0)
		exponent = 3 * (int)floor(log10(fabs(value)) / 3);
	twin_scpi_reply(device, "%.5gE%c%02d", value * pow(10, -exponent),
			exponent < 0 ? '-' : '+', abs(exponent));
}

static void query_value(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	struct wattmeter *w = twin_scpi_state(device);
	struct moment m = moment_now(device);
	unsigned from = 0, to = w->items;
	bool timeless = twin_scpi_faulty(device, "missing-time");

	if (twin_scpi_faulty(device, "duplicate-time"))
		m = w->last;
	w->last = m;

	if (call->nvalues) {
		static const struct twin_scpi_range range = { 1, 1, ITEMS };
		double number;

		if (!twin_scpi_number(device, call, 0, plain, &range, &number))
			return;
		from = (unsigned)lround(number) - 1;
		to = from + 1;
	}
	for (unsigned i = from; i < to; i++) {
		const char *function = w->item[i];
		bool integral = strchr("WAT", function[0]) != NULL;

		if (i > from)
			twin_scpi_reply(device, ",");
		if ((integral && !strcmp(w->state, RESET)) ||
		    (timeless && !strcmp(function, "TIME")))
			twin_scpi_reply(device, "NAN");
		else if (m.beyond && strcmp(function, "TIME"))
			twin_scpi_reply(device, "INF");
		else
			reply_value(device, value_of(&m, function));
	}
}

static void set_volt_range(struct twin_scpi_device *device,
			   const struct twin_scpi_call *call)
{
	static const struct twin_scpi_range range = { 15, 300, 600 };
	struct wattmeter *w = twin_scpi_state(device);

	if (twin_scpi_number(device, call, 0, volts, &range, &w->volt_range))
		w->volt_auto = false;
}

static void set_ampere_range(struct twin_scpi_device *device,
			     const struct twin_scpi_call *call)
{
	static const struct twin_scpi_range range = { 5e-3, 1, 20 };
	struct wattmeter *w = twin_scpi_state(device);

	if (twin_scpi_number(device, call, 0, amperes, &range,
			     &w->ampere_range))
		w->ampere_auto = false;
}

static void set_volt_auto(struct twin_scpi_device *device,
			  const struct twin_scpi_call *call)
{
	struct wattmeter *w = twin_scpi_state(device);

	(void)twin_scpi_boolean(device, call, &w->volt_auto);
}

static void set_ampere_auto(struct twin_scpi_device *device,
			    const struct twin_scpi_call *call)
{
	struct wattmeter *w = twin_scpi_state(device);

	(void)twin_scpi_boolean(device, call, &w->ampere_auto);
}

static void reply_real(struct twin_scpi_device *device, const char *name,
		       double value)
{
	header(device, name);
	reply_value(device, value);
}

static void query_volt_range(struct twin_scpi_device *device,
			     const struct twin_scpi_call *call)
{
	(void)call;
	const struct wattmeter *w = twin_scpi_state(device);

	reply_real(device, ":INPUT:VOLTAGE:RANGE", w->volt_range);
}

static void query_ampere_range(struct twin_scpi_device *device,
			       const struct twin_scpi_call *call)
{
	(void)call;
	const struct wattmeter *w = twin_scpi_state(device);

	reply_real(device, ":INPUT:CURRENT:RANGE", w->ampere_range);
}

static void set_rate(struct twin_scpi_device *device,
		     const struct twin_scpi_call *call)
{
	static const struct twin_scpi_range range = { 0.1, 0.25, 5 };
	struct wattmeter *w = twin_scpi_state(device);

	(void)twin_scpi_number(device, call, 0, seconds, &range, &w->rate_s);
}

static void query_rate(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	(void)call;
	const struct wattmeter *w = twin_scpi_state(device);

	reply_real(device, ":RATE", w->rate_s);
}

static void start(struct twin_scpi_device *device,
		  const struct twin_scpi_call *call)
{
	(void)call;
	struct wattmeter *w = twin_scpi_state(device);

	*w = (struct wattmeter){
		.item = { "U", "I", "P", "S", "Q", "LAMB", "FU", "WH" },
		.items = 3,
		.volt_range = 300,
		.ampere_range = 1,
		.rate_s = 0.25,
		.volt_auto = true,
		.ampere_auto = true,
		.header = true,
		.state = RESET,
	};
}

static const struct twin_scpi_command commands[] = {
	{ ":COMMunicate:HEADer", set_header, query_header, 1, 0, false, 0 },
	{ ":COMMunicate:REMote", set_nothing, NULL, 1, 0, false, 0 },
	{ ":NUMeric:FORMat", set_nothing, NULL, 1, 0, false, 0 },
	{ ":NUMeric[:NORMal]:NUMber", set_number, query_number, 1, 0, false,
	  0 },
	{ ":NUMeric[:NORMal]:ITEM#", set_item, query_item, 1, 0, false, 1 },
	{ ":NUMeric[:NORMal]:VALue", NULL, query_value, 0, 1, true, 0 },
	{ ":INTEGrate:STARt", integrate_start, NULL, 0, 0, false, 0 },
	{ ":INTEGrate:STOP", integrate_stop, NULL, 0, 0, false, 0 },
	{ ":INTEGrate:RESet", integrate_reset, NULL, 0, 0, false, 0 },
	{ ":INTEGrate:MODE", set_nothing, NULL, 1, 0, false, 0 },
	{ ":INTEGrate:TIMer", set_nothing, NULL, 3, 0, false, 0 },
	{ ":STATus:ERRor", NULL, twin_scpi_query_error, 0, 0, false, 0 },
	{ ":INTEGrate:STATe", NULL, query_state, 0, 0, false, 0 },
	{ "[:INPut]:VOLTage:RANGe", set_volt_range, query_volt_range, 1, 0,
	  false, 0 },
	{ "[:INPut]:VOLTage:AUTO", set_volt_auto, NULL, 1, 0, false, 0 },
	{ "[:INPut]:CURRent:RANGe", set_ampere_range, query_ampere_range, 1, 0,
	  false, 0 },
	{ "[:INPut]:CURRent:AUTO", set_ampere_auto, NULL, 1, 0, false, 0 },
	{ ":RATE", set_rate, query_rate, 1, 0, false, 0 },
	{ NULL, NULL, NULL, 0, 0, false, 0 },
};

const struct twin_scpi_model twin_scpi_wt310 = {
	.role = "power_analyzer",
	.name = "WT310",
	.driver = "yokogawa-wt300",
	.identity = "YOKOGAWA,WT310,C3UG08004E,F1.04",
	.end = "\n",
	.sentinel = "NAN",
	.queue_size = 16,
	.error_format = "%d,\"%s\"",
	.commands = commands,
	.state_size = sizeof(struct wattmeter),
	.start = start,
	.reset = start,
};
