/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Optical spectrum analyzers Yokogawa AQ6370B, AQ6370C and AQ6370D.
 *
 * Commands: AQ6370D Remote Control User's Manual (IM AQ6370D-17EN), chapter 7;
 * its section 3.3 for the login that its TCP port (10001 by habit) asks for.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "instruments/drivers/driver.h"

/* A trace is longer than a line of replies may be. */
#define PIECE 1000
#define POLL_S 0.02
#define FLOOR_DBM (-200.0) /* -210 stands for a level that is not shown */
#define SWEEP_ENDED 1

struct model {
	const char *name;
	struct spectrum_limits limits;
};

#define AQ6370 { .wavelength_m = { 600e-9, 1700e-9, 1e-12 },                  \
		 .span_m = { 0, 1100e-9, 1e-10 },                             \
		 .resolution_m = { 0.02e-9, 2e-9, 0 },                        \
		 .points_min = 101, .points_max = 50001 }

static const struct model models[] = {
	{ "AQ6370B", AQ6370 },
	{ "AQ6370C", AQ6370 },
	{ "AQ6370D", AQ6370 },
	{ .name = NULL },
};

struct analyzer {
	struct scpi *scpi;
	const struct model *model;
	const char *sensitivity;
	bool swept;
};

static enum err_code limits(void *state, struct spectrum_limits *out,
			    struct err *e)
{
	const struct analyzer *a = state;

	(void)e;
	*out = a->model->limits;
	return ERR_OK;
}

static enum err_code set(void *state, const struct spectrum_setting *s,
			 struct err *e)
{
	const struct analyzer *a = state;
	struct scpi *scpi = a->scpi;
	enum err_code code = scpi_set(scpi, e, ":SENS:SENS %s",
				      a->sensitivity);

	if (!code)
		code = scpi_set(scpi, e, ":SENS:WAV:CENT %.4fNM",
				s->centre_m * 1e9);
	if (!code)
		code = scpi_set(scpi, e, ":SENS:WAV:SPAN %.4fNM",
				s->span_m * 1e9);
	if (!code)
		code = scpi_set(scpi, e, ":SENS:BAND:RES %.4fNM",
				s->resolution_m * 1e9);
	if (!code && s->points)
		return scpi_set(scpi, e, ":SENS:SWE:POIN %zu", s->points);
	return code ? code : scpi_set(scpi, e, ":SENS:SWE:POIN:AUTO ON");
}

static enum err_code get(void *state, struct spectrum_setting *out,
			 struct err *e)
{
	struct scpi *scpi = ((struct analyzer *)state)->scpi;
	struct spectrum_setting s = { .points = 0 };
	double points = 0;
	bool by_itself = false;
	enum err_code code = scpi_query_double(scpi, NULL, &s.centre_m, e,
					       ":SENS:WAV:CENT?");

	if (!code)
		code = scpi_query_double(scpi, NULL, &s.span_m, e,
					 ":SENS:WAV:SPAN?");
	if (!code)
		code = scpi_query_double(scpi, NULL, &s.resolution_m, e,
					 ":SENS:BAND:RES?");
	if (!code)
		code = scpi_query_bool(scpi, &by_itself, e,
				       ":SENS:SWE:POIN:AUTO?");
	if (!code && !by_itself)
		code = scpi_query_double(scpi, NULL, &points, e,
					 ":SENS:SWE:POIN?");
	if (code)
		return code;
	s.points = points > 0 ? (size_t)points : 0;
	*out = s;
	return ERR_OK;
}

/* Reading the event register clears it: what has ended before counts not. */
static enum err_code sweep(void *state, double timeout_s, struct err *e)
{
	struct analyzer *a = state;
	double event = 0;
	enum err_code code = scpi_query_double(a->scpi, NULL, &event, e,
					       ":STAT:OPER:EVEN?");

	a->swept = false;
	if (!code)
		code = scpi_set(a->scpi, e, ":INIT:SMOD SING");
	if (!code)
		code = scpi_set(a->scpi, e, ":INIT");
	long long deadline = clock_deadline((int)(1e3 * timeout_s));
	while (!code) {
		code = scpi_query_double(a->scpi, NULL, &event, e,
					 ":STAT:OPER:EVEN?");
		a->swept = !code && (int)event & SWEEP_ENDED;
		if (code || a->swept)
			return code;
		if (clock_left_ms(deadline) == 0)
			break;
		code = clock_wall.wait(&clock_wall, POLL_S, e);
	}
	/* Whatever was wrong, it shall not go on sweeping. */
	(void)!scpi_send(a->scpi, NULL, ":ABOR");
	return code ? code :
		      err_set(e, ERR_TIMEOUT,
			      "%s: expected the sweep to end within %g s",
			      scpi_name(a->scpi), timeout_s);
}

static enum err_code points(void *state, size_t *n, struct err *e)
{
	struct analyzer *a = state;
	double number = 0;

	if (!a->swept)
		return err_set(e, ERR_REFUSED, "%s: nothing was swept yet",
			       scpi_name(a->scpi));
	enum err_code code = scpi_query_double(a->scpi, NULL, &number, e,
					       ":TRAC:SNUM? TRA");
	if (!code && !(number >= 1 &&
		       number <= (double)a->model->limits.points_max))
		code = err_set(e, ERR_PROTOCOL,
			       "%s: :TRAC:SNUM? TRA: expected 1 to %zu points, "
			       "got %g",
			       scpi_name(a->scpi), a->model->limits.points_max,
			       number);
	if (!code)
		*n = (size_t)number;
	return code;
}

/* Points first to first + n - 1, counted from 0. */
static enum err_code read_piece(struct analyzer *a,
				struct spectrum_point *out, size_t first,
				size_t n, struct err *e)
{
	double x[PIECE], y[PIECE];
	enum err_code code = scpi_query_doubles(a->scpi, x, n, e,
						":TRAC:X? TRA,%zu,%zu",
						first + 1, first + n);

	if (!code)
		code = scpi_query_doubles(a->scpi, y, n, e,
					  ":TRAC:Y? TRA,%zu,%zu", first + 1,
					  first + n);
	for (size_t i = 0; !code && i < n; i++)
		out[first + i] = (struct spectrum_point){
			.wavelength_m = x[i], .power_dbm = y[i],
			.power_w = 1e-3 * pow(10, y[i] / 10),
			.valid = y[i] > FLOOR_DBM,
		};
	return code;
}

static enum err_code read_trace(void *state, struct spectrum_point *out,
				size_t n, struct err *e)
{
	struct analyzer *a = state;
	size_t there = 0;
	enum err_code code = points(a, &there, e);

	if (!code && there != n)
		code = err_set(e, ERR_RANGE,
			       "%s: %zu points were asked for, but the trace "
			       "has %zu",
			       scpi_name(a->scpi), n, there);
	for (size_t i = 0; !code && i < n; i += PIECE)
		code = read_piece(a, out, i, n - i < PIECE ? n - i : PIECE, e);
	return code;
}

static void close_analyzer(void *state)
{
	struct analyzer *a = state;

	scpi_close(a->scpi);
	free(a);
}

/* Any password is right for this user. */
static enum err_code login(struct scpi *scpi, struct err *e)
{
	char text[64];
	enum err_code code = scpi_query_text(scpi, text, sizeof(text), e,
					     "OPEN \"anonymous\"");

	if (!code && strncmp(text, "AUTHENTICATE", 12) != 0)
		return err_set(e, ERR_PROTOCOL,
			       "%s: OPEN: expected AUTHENTICATE CRAM-MD5., got "
			       "%zu other characters",
			       scpi_name(scpi), strlen(text));
	if (!code)
		code = scpi_query_text(scpi, text, sizeof(text), e,
				       "anonymous");
	if (!code && strncmp(text, "ready", 5) != 0)
		return err_set(e, ERR_PROTOCOL,
			       "%s: login: expected ready, got %zu other "
			       "characters",
			       scpi_name(scpi), strlen(text));
	return code;
}

/* A trace in W, or over frequency, would be read as another. */
static enum err_code prepare(struct analyzer *a, struct err *e)
{
	enum err_code code = scpi_send(a->scpi, e, "*CLS");

	if (!code)
		code = scpi_set(a->scpi, e, ":FORM:DATA ASCII");
	if (!code)
		code = scpi_set(a->scpi, e, ":UNIT:X WAV");
	if (!code)
		code = scpi_set(a->scpi, e, ":DISP:TRAC:Y1:SPAC LOG");
	if (!code)
		code = scpi_set(a->scpi, e, ":DISP:TRAC:Y1:UNIT DBM");
	return code;
}

static const struct spectrum_analyzer_ops ops = {
	.limits = limits,
	.set = set,
	.get = get,
	.sweep = sweep,
	.points = points,
	.read = read_trace,
};

static const char *const schemes[] = { "tcp", "usbtmc", "serial", "pty",
				       NULL };
static const struct instrument_setting settings[] = {
	{ "sensitivity", "MID", "NORM, MID, HIGH1, HIGH2 or HIGH3" },
	{ NULL, NULL, NULL },
};

static enum err_code open_analyzer(const struct instrument_config *config,
				   void **state, char *identity, size_t size,
				   struct err *e);

const struct instrument_driver driver_yokogawa_aq6370 = {
	.name = "yokogawa-aq6370",
	.summary = "Yokogawa AQ6370B/C/D optical spectrum analyzers",
	.role = ROLE_SPECTRUM_ANALYZER,
	.schemes = schemes,
	.settings = settings,
	.timeout_ms = 5000,
	.open = open_analyzer,
	.close = close_analyzer,
	.spectrum_analyzer = &ops,
};

static enum err_code check_sensitivity(const char *text, struct err *e)
{
	static const char *const known[] = { "NORM", "MID", "HIGH1", "HIGH2",
					     "HIGH3" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(text, known[i]) == 0)
			return ERR_OK;
	return err_set(e, ERR_USAGE,
		       "setting sensitivity: expected NORM, MID, HIGH1, HIGH2 "
		       "or HIGH3, got \"%s\"",
		       text);
}

static enum err_code open_analyzer(const struct instrument_config *config,
				   void **state, char *identity, size_t size,
				   struct err *e)
{
	struct analyzer *a = calloc(1, sizeof(*a));
	const void *row = NULL;

	if (!a)
		return err_set(e, ERR_NOMEM, "out of memory");
	a->sensitivity = instrument_setting_get(&driver_yokogawa_aq6370,
						config, "sensitivity");
	enum err_code code = check_sensitivity(a->sensitivity, e);
	if (!code)
		code = scpi_open(config->address, config->timeout_ms,
				 &a->scpi, e);
	if (!code && strncmp(config->address, "tcp:", 4) == 0)
		code = scpi_greet(a->scpi, login, e);
	if (!code)
		code = driver_identify(a->scpi, models, sizeof(models[0]),
				       &row, identity, size, e);
	a->model = row;
	if (!code)
		code = prepare(a, e);
	if (code)
		close_analyzer(a);
	else
		*state = a;
	return code;
}
