/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Optical spectrum analyzer: Yokogawa AQ6370D, at the tap.
 *
 * Commands: AQ6370D Remote Control User's Manual (IM AQ6370D-17EN), chapter 7
 * (SENSe, INITiate, TRACe, STATus, FORMat) and 3.3 for the login over TCP:
 * OPEN "user" is answered AUTHENTICATE CRAM-MD5., the next line ready. Who
 * does not log in is served too, as on the instrument's GP-IB and VXI-11.
 * The resolution is one of seven widths of the slit.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "twin/bench_meters.h"
#include "twin/scpi_models.h"

#define POINTS_MAX 50001

struct analyzer {
	double centre_m, span_m, slit_m;
	unsigned points, traced; /* set, and in the trace */
	double x[POINTS_MAX], y[POINTS_MAX]; /* trace A: m, W */
	bool points_auto, swept, login;
	unsigned mode; /* 1 single, 2 repeat, 3 auto */
};

static const double slits[] = { 0.02e-9, 0.05e-9, 0.1e-9, 0.2e-9,
				0.5e-9,	 1e-9,	  2e-9 };
static const struct twin_scpi_range wavelength = { 600e-9, 1150e-9, 1700e-9 };
static const struct twin_scpi_scale plain[] = { { "", 1, false },
						{ NULL, 0, false } };

static bool intercept(struct twin_scpi_device *device, const char *message)
{
	struct analyzer *a = twin_scpi_state(device);

	if (strncasecmp(message, "open ", 5) == 0) {
		a->login = true;
		twin_scpi_reply(device, "AUTHENTICATE CRAM-MD5.");
		return true;
	}
	if (!a->login)
		return false;
	a->login = false;
	twin_scpi_reply(device, "ready");
	return true;
}

static void set_start(struct twin_scpi_device *device,
		      const struct twin_scpi_call *call)
{
	struct analyzer *a = twin_scpi_state(device);
	double stop = a->centre_m + a->span_m / 2, start;

	if (!twin_scpi_number(device, call, 0, twin_scpi_metres, &wavelength,
			      &start))
		return;
	if (stop < start)
		stop = start;
	a->centre_m = (start + stop) / 2;
	a->span_m = stop - start;
}

static void set_stop(struct twin_scpi_device *device,
		     const struct twin_scpi_call *call)
{
	struct analyzer *a = twin_scpi_state(device);
	double start = a->centre_m - a->span_m / 2, stop;

	if (!twin_scpi_number(device, call, 0, twin_scpi_metres, &wavelength,
			      &stop))
		return;
	if (start > stop)
		start = stop;
	a->centre_m = (start + stop) / 2;
	a->span_m = stop - start;
}

static void set_centre(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	struct analyzer *a = twin_scpi_state(device);

	(void)twin_scpi_number(device, call, 0, twin_scpi_metres, &wavelength,
			       &a->centre_m);
}

static void set_span(struct twin_scpi_device *device,
		     const struct twin_scpi_call *call)
{
	static const struct twin_scpi_range range = { 0, 1100e-9, 1100e-9 };
	struct analyzer *a = twin_scpi_state(device);

	(void)twin_scpi_number(device, call, 0, twin_scpi_metres, &range,
			       &a->span_m);
}

/* The next width that there is. */
static void set_slit(struct twin_scpi_device *device,
		     const struct twin_scpi_call *call)
{
	static const struct twin_scpi_range range = { 0.02e-9, 1e-9, 2e-9 };
	struct analyzer *a = twin_scpi_state(device);
	double width;

	if (!twin_scpi_number(device, call, 0, twin_scpi_metres, &range,
			      &width))
		return;
	for (size_t i = 0; i < sizeof(slits) / sizeof(slits[0]); i++)
		if (fabs(log(slits[i] / width)) <
		    fabs(log(a->slit_m / width)))
			a->slit_m = slits[i];
}

static void set_points(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	static const struct twin_scpi_range range = { 51, 1001, POINTS_MAX };
	struct analyzer *a = twin_scpi_state(device);
	double number;

	if (!twin_scpi_number(device, call, 0, plain, &range, &number))
		return;
	a->points = (unsigned)lround(number);
	a->points_auto = false;
}

static void set_points_auto(struct twin_scpi_device *device,
			    const struct twin_scpi_call *call)
{
	struct analyzer *a = twin_scpi_state(device);

	(void)twin_scpi_boolean(device, call, &a->points_auto);
}

static void set_mode(struct twin_scpi_device *device,
		     const struct twin_scpi_call *call)
{
	static const char *const forms[] = { "SINGle", "REPeat", "AUTO" };
	struct analyzer *a = twin_scpi_state(device);
	const struct twin_scpi_value *v = &call->values[0];

	for (unsigned i = 0; i < 3; i++)
		if (v->type == TWIN_SCPI_WORD ?
			    twin_scpi_word(forms[i], v->text) :
			    v->number == i + 1) {
			a->mode = i + 1;
			return;
		}
	twin_scpi_fail(device, TWIN_SCPI_ILLEGAL_VALUE, NULL);
}

/* Sensitivity and averages of the sweep, scales of the display: its noise is
 * the same here, and a trace is over wavelength and in dBm. */
static void set_nothing(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	(void)device;
	(void)call;
}

static void sweep(struct twin_scpi_device *device,
		  const struct twin_scpi_call *call)
{
	(void)call;
	struct analyzer *a = twin_scpi_state(device);
	double start = a->centre_m - a->span_m / 2;

	a->traced = a->points;
	if (a->points_auto) {
		/* Five samples in the width of the slit, at least. */
		double n = 1 + ceil(5 * a->span_m / a->slit_m);
		a->traced = n < 51 ? 51 : n > POINTS_MAX ? POINTS_MAX :
							   (unsigned)n;
	}
	for (unsigned i = 0; i < a->traced; i++)
		a->x[i] = start + a->span_m * i / (a->traced - 1);
	twin_spectrum(twin_scpi_bench(device), a->x, a->traced, a->slit_m,
		      a->y);
	a->swept = true;
}

static void query_event(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	(void)call;
	struct analyzer *a = twin_scpi_state(device);

	twin_scpi_reply(device, "%d", a->swept); /* bit 0: sweep has ended */
	a->swept = false;
}

/* "TRA" alone has been swept; the first and last point may follow. */
static bool trace_asked(struct twin_scpi_device *device,
			const struct twin_scpi_call *call, unsigned *from,
			unsigned *to)
{
	const struct analyzer *a = twin_scpi_state(device);
	const struct twin_scpi_value *v = call->values;

	*from = 0;
	*to = a->traced;
	if (call->nvalues < 1 || v[0].type != TWIN_SCPI_WORD ||
	    strncmp(v[0].text, "TR", 2) || v[0].text[2] < 'A' ||
	    v[0].text[2] > 'G' || v[0].text[3]) {
		twin_scpi_fail(device, TWIN_SCPI_ILLEGAL_VALUE, NULL);
		return false;
	}
	if (v[0].text[2] != 'A')
		*to = 0;
	if (call->nvalues == 3) {
		if (!(v[1].number >= 1 && v[2].number >= v[1].number &&
		      v[2].number <= *to)) {
			twin_scpi_fail(device, TWIN_SCPI_RANGE, NULL);
			return false;
		}
		*from = (unsigned)v[1].number - 1;
		*to = (unsigned)v[2].number;
	}
	return true;
}

static void reply_list(struct twin_scpi_device *device, unsigned i,
		       unsigned from, double value)
{
	twin_scpi_reply(device, i > from ? "," : "");
	twin_scpi_reply_double(device, value);
}

static void query_x(struct twin_scpi_device *device,
		    const struct twin_scpi_call *call)
{
	const struct analyzer *a = twin_scpi_state(device);
	unsigned from, to;

	if (!trace_asked(device, call, &from, &to))
		return;
	for (unsigned i = from; i < to; i++)
		reply_list(device, i, from, a->x[i]);
}

/* What is not above 0 is the lowest level that the trace can show. */
static void query_y(struct twin_scpi_device *device,
		    const struct twin_scpi_call *call)
{
	const struct analyzer *a = twin_scpi_state(device);
	unsigned from, to;

	if (!trace_asked(device, call, &from, &to))
		return;
	for (unsigned i = from; i < to; i++)
		reply_list(device, i, from,
			   a->y[i] > 1e-24 ? 10 * log10(a->y[i] / 1e-3) :
					     -210);
}

static void query_traced(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	unsigned from, to;

	if (trace_asked(device, call, &from, &to))
		twin_scpi_reply(device, "%u", to);
}

static void query_centre(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	(void)call;
	const struct analyzer *a = twin_scpi_state(device);

	twin_scpi_reply_double(device, a->centre_m);
}

static void query_span(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	(void)call;
	const struct analyzer *a = twin_scpi_state(device);

	twin_scpi_reply_double(device, a->span_m);
}

static void query_start(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	(void)call;
	const struct analyzer *a = twin_scpi_state(device);

	twin_scpi_reply_double(device, a->centre_m - a->span_m / 2);
}

static void query_stop(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	(void)call;
	const struct analyzer *a = twin_scpi_state(device);

	twin_scpi_reply_double(device, a->centre_m + a->span_m / 2);
}

static void query_slit(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	(void)call;
	const struct analyzer *a = twin_scpi_state(device);

	twin_scpi_reply_double(device, a->slit_m);
}

static void query_points(struct twin_scpi_device *device,
			 const struct twin_scpi_call *call)
{
	(void)call;
	const struct analyzer *a = twin_scpi_state(device);

	twin_scpi_reply(device, "%u", a->points);
}

static void query_points_auto(struct twin_scpi_device *device,
			      const struct twin_scpi_call *call)
{
	(void)call;
	const struct analyzer *a = twin_scpi_state(device);

	twin_scpi_reply(device, "%d", a->points_auto);
}

static void query_mode(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	(void)call;
	const struct analyzer *a = twin_scpi_state(device);

	twin_scpi_reply(device, "%u", a->mode);
}

static void start(struct twin_scpi_device *device,
		  const struct twin_scpi_call *call)
{
	(void)call;
	struct analyzer *a = twin_scpi_state(device);

	memset(a, 0, sizeof(*a));
	a->centre_m = 1150e-9;
	a->span_m = 1100e-9;
	a->slit_m = 1e-9;
	a->points = 1001;
	a->points_auto = true;
	a->mode = 1;
}

#define SENSE ":SENSe:WAVelength"

static const struct twin_scpi_command commands[] = {
	{ SENSE ":CENTer", set_centre, query_centre, 1, 0, false, 0 },
	{ SENSE ":SPAN", set_span, query_span, 1, 0, false, 0 },
	{ SENSE ":STARt", set_start, query_start, 1, 0, false, 0 },
	{ SENSE ":STOP", set_stop, query_stop, 1, 0, false, 0 },
	{ ":SENSe:BWIDth[:RESolution]", set_slit, query_slit, 1, 0, false, 0 },
	{ ":SENSe:BANDwidth[:RESolution]", set_slit, query_slit, 1, 0, false,
	  0 },
	{ ":SENSe:SENSe", set_nothing, NULL, 1, 0, false, 0 },
	{ ":UNIT:X", set_nothing, NULL, 1, 0, false, 0 },
	{ ":DISPlay[:WINDow]:TRACe:Y1[:SCALe]:SPACing", set_nothing, NULL, 1,
	  0, false, 0 },
	{ ":DISPlay[:WINDow]:TRACe:Y1[:SCALe]:UNIT", set_nothing, NULL, 1, 0,
	  false, 0 },
	{ ":SENSe:SWEep:POINts", set_points, query_points, 1, 0, false, 0 },
	{ ":SENSe:SWEep:POINts:AUTO", set_points_auto, query_points_auto, 1, 0,
	  false, 0 },
	{ ":INITiate:SMODe", set_mode, query_mode, 1, 0, false, 0 },
	{ ":INITiate[:IMMediate]", sweep, NULL, 0, 0, false, 0 },
	{ ":ABORt", set_nothing, NULL, 0, 0, false, 0 },
	{ ":STATus:OPERation[:EVENt]", NULL, query_event, 0, 0, false, 0 },
	{ ":FORMat[:DATA]", set_nothing, NULL, 1, 0, false, 0 },
	{ ":TRACe[:DATA]:X", NULL, query_x, 0, 3, false, 0 },
	{ ":TRACe[:DATA]:Y", NULL, query_y, 0, 3, false, 0 },
	{ ":TRACe[:DATA]:SNUMber", NULL, query_traced, 0, 1, false, 0 },
	{ NULL, NULL, NULL, 0, 0, false, 0 },
};

const struct twin_scpi_model twin_scpi_aq6370d = {
	.role = "spectrum_analyzer",
	.name = "AQ6370D",
	.driver = "yokogawa-aq6370",
	.identity = "YOKOGAWA,AQ6370D,90Y403996,02.08",
	.end = "\r\n",
	.sentinel = "-2.10000000E+002",
	.queue_size = 10,
	.error_format = "%d,\"%s\"",
	.commands = commands,
	.state_size = sizeof(struct analyzer),
	.start = start,
	.reset = start,
	.intercept = intercept,
};
