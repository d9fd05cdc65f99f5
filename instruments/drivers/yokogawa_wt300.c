/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Power analyzers Yokogawa WT310, WT310HC, WT310E and WT310EH, of one element.
 *
 * Commands: WT300 Series Communication Interface User's Manual (IM
 * WT310-17EN), chapter 6: COMMunicate, INPut, INTEGrate, NUMeric, RATE and
 * STATus groups. All values of an answer are of one update.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "instruments/drivers/driver.h"

#define J_PER_WH 3600.0

struct model {
	const char *name;
	double ampere_max; /* highest range */
};

static const struct model models[] = {
	{ "WT310", 20 },  { "WT310HC", 40 }, { "WT310E", 20 },
	{ "WT310EH", 40 }, { NULL, 0 },
};

/* In the order in which they are asked for. */
enum item { VOLT, AMPERE, WATT, WATT_HOUR, SECONDS, ITEMS };
static const char *const functions[ITEMS] = { "U", "I", "P", "WH", "TIME" };

struct meter {
	struct scpi *scpi;
	const struct model *model;
};

static enum err_code set_range(void *state, double volt, double ampere,
			       struct err *e)
{
	struct meter *m = state;
	const struct instrument_range currents = { 0.005,
						   m->model->ampere_max, 0 };
	enum err_code code = ERR_OK;

	if (ampere > 0)
		code = driver_check("current range", ampere, "A", &currents,
				    e);
	if (!code && volt > 0)
		code = scpi_set(m->scpi, e, ":INP:VOLT:RANG %gV", volt);
	else if (!code)
		code = scpi_set(m->scpi, e, ":INP:VOLT:AUTO ON");
	if (!code && ampere > 0)
		code = scpi_set(m->scpi, e, ":INP:CURR:RANG %gA", ampere);
	else if (!code)
		code = scpi_set(m->scpi, e, ":INP:CURR:AUTO ON");
	return code;
}

static enum err_code set_interval(void *state, double s, struct err *e)
{
	static const double known[] = { 0.1, 0.25, 0.5, 1, 2, 5 };
	struct meter *m = state;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (fabs(s / known[i] - 1) < 1e-6)
			return scpi_set(m->scpi, e, ":RATE %.0fMS",
					1e3 * known[i]);
	return err_set(e, ERR_RANGE,
		       "interval of updates: expected 0.1, 0.25, 0.5, 1, 2 or "
		       "5 s, got %g s",
		       s);
}

static enum err_code parse_value(const char *text,
				 struct power_analyzer_value *out,
				 struct err *e)
{
	const char *word = text + strspn(text, "+-");
	const char *why = !strncasecmp(word, "NAN", 3) ? "no data" :
			  !strncasecmp(word, "INF", 3) ? "over range" :
							 NULL;

	*out = (struct power_analyzer_value){ .valid = !why };
	if (!why)
		return scpi_parse_double(text, NULL, &out->value, e);
	snprintf(out->reason, sizeof(out->reason), "%s", why);
	return ERR_OK;
}

static enum err_code read_items(struct meter *m,
				struct power_analyzer_value out[ITEMS],
				struct err *e)
{
	char text[256], *save = NULL;
	enum err_code code = scpi_query_text(m->scpi, text, sizeof(text), e,
					     ":NUM:NORM:VAL?");
	size_t n = 0;

	if (code)
		return code;
	for (char *p = strtok_r(text, ",", &save); p && !code;
	     p = strtok_r(NULL, ",", &save), n++)
		if (n < ITEMS)
			code = parse_value(p, &out[n], e);
	if (!code && n != ITEMS)
		code = err_set(e, ERR_PROTOCOL, "expected %d values, got %zu",
			       ITEMS, n);
	if (code)
		err_prefix(e, "%s: :NUM:NORM:VAL?", scpi_name(m->scpi));
	return code;
}

static enum err_code read_power(void *state,
				struct power_analyzer_reading *out,
				struct err *e)
{
	struct power_analyzer_value v[ITEMS];
	enum err_code code = read_items(state, v, e);

	if (code)
		return code;
	out->volt = v[VOLT];
	out->ampere = v[AMPERE];
	out->watt = v[WATT];
	return ERR_OK;
}

static enum err_code get_state(void *state, enum power_analyzer_state *out,
			       struct err *e)
{
	static const struct {
		const char *word; /* as many letters as decide */
		enum power_analyzer_state state;
	} rows[] = { { "RES", POWER_ANALYZER_RESET },
		     { "STAR", POWER_ANALYZER_RUNNING },
		     { "STOP", POWER_ANALYZER_STOPPED },
		     { "TIM", POWER_ANALYZER_ENDED },
		     { "ERR", POWER_ANALYZER_ENDED } };
	struct meter *m = state;
	char text[32];
	enum err_code code = scpi_query_text(m->scpi, text, sizeof(text), e,
					     ":INTEG:STAT?");

	for (size_t i = 0; !code && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!strncasecmp(text, rows[i].word, strlen(rows[i].word))) {
			*out = rows[i].state;
			return ERR_OK;
		}
	return code ? code :
		      err_set(e, ERR_PROTOCOL,
			      "%s: :INTEG:STAT?: expected RESET, START or "
			      "STOP, got \"%s\"",
			      scpi_name(m->scpi), text);
}

static enum err_code reset(void *state, struct err *e)
{
	return scpi_set(((struct meter *)state)->scpi, e, ":INTEG:RES");
}

static enum err_code start(void *state, struct err *e)
{
	return scpi_set(((struct meter *)state)->scpi, e, ":INTEG:STAR");
}

static enum err_code stop(void *state, struct err *e)
{
	return scpi_set(((struct meter *)state)->scpi, e, ":INTEG:STOP");
}

static enum err_code read_energy(void *state,
				 struct power_analyzer_energy *out,
				 struct err *e)
{
	struct power_analyzer_value v[ITEMS];
	enum err_code code = get_state(state, &out->state, e);

	if (!code)
		code = read_items(state, v, e);
	if (code)
		return code;
	out->joule = v[WATT_HOUR];
	out->joule.value *= J_PER_WH;
	out->seconds = v[SECONDS];
	return ERR_OK;
}

static void close_meter(void *state)
{
	struct meter *m = state;

	scpi_close(m->scpi);
	free(m);
}

/* It has headers before its answers at power-up. A timer of 0 ends no
 * integration. */
static enum err_code prepare(struct meter *m, struct err *e)
{
	static const char *const commands[] = {
		":COMM:REM ON", ":NUM:FORM ASC", ":INTEG:MODE NORM",
		":INTEG:TIM 0,0,0",
	};
	enum power_analyzer_state state = POWER_ANALYZER_RESET;
	enum err_code code = scpi_send(m->scpi, e, "*CLS");

	if (!code)
		code = scpi_set(m->scpi, e, ":COMM:HEAD OFF");
	if (!code)
		code = get_state(m, &state, e);
	/* What runs is left running: its mode cannot be changed. */
	size_t n = state == POWER_ANALYZER_RESET ? 4 : 2;
	for (size_t i = 0; !code && i < n; i++)
		code = scpi_set(m->scpi, e, "%s", commands[i]);
	if (!code)
		code = scpi_set(m->scpi, e, ":NUM:NORM:NUMBER %d", ITEMS);
	for (int i = 0; !code && i < ITEMS; i++)
		code = scpi_set(m->scpi, e, ":NUM:NORM:ITEM%d %s,1", i + 1,
				functions[i]);
	return code;
}

static enum err_code open_meter(const struct instrument_config *config,
				void **state, char *identity, size_t size,
				struct err *e)
{
	struct meter *m = calloc(1, sizeof(*m));
	const void *row = NULL;

	if (!m)
		return err_set(e, ERR_NOMEM, "out of memory");
	enum err_code code = driver_open(config, models, sizeof(models[0]),
					 &m->scpi, &row, identity, size, e);
	m->model = row;
	if (!code) {
		scpi_set_error_query(m->scpi, "STAT:ERR?");
		code = prepare(m, e);
	}
	if (code)
		close_meter(m);
	else
		*state = m;
	return code;
}

static const struct power_analyzer_ops ops = {
	.volt = { 15, 600, 0 },
	.ampere = { 0.005, 40, 0 },
	.interval = { 0.1, 5, 0 },
	.set_range = set_range,
	.set_interval = set_interval,
	.read = read_power,
	.reset = reset,
	.start = start,
	.stop = stop,
	.read_energy = read_energy,
	.get_state = get_state,
};

static const char *const schemes[] = { "usbtmc", "tcp", "serial", "pty",
				       NULL };
static const struct instrument_setting settings[] = {
	{ NULL, NULL, NULL },
};

const struct instrument_driver driver_yokogawa_wt300 = {
	.name = "yokogawa-wt300",
	.summary = "Yokogawa WT310 and WT310E power analyzers",
	.role = ROLE_POWER_ANALYZER,
	.schemes = schemes,
	.settings = settings,
	.timeout_ms = 2000,
	.open = open_meter,
	.close = close_meter,
	.power_analyzer = &ops,
};
