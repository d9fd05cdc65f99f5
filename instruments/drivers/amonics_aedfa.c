/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Erbium amplifiers Amonics AEDFA, driven at constant pump current (ACC).
 *
 * Commands: Amonics AEDFA RS-232 command set. Lines end with CR LF, at 19200
 * baud and at least 50 ms apart; there is no *IDN? and no error queue, so every
 * setting is read back. Light needs both the channel and the master control;
 * either takes up to 2 s and says 2 (busy) meanwhile. Powers are in mW.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "instruments/drivers/amonics_line.h"
#include "instruments/drivers/driver.h"

#define POLL_S 0.05

/* States of the channel and of the master control. */
enum { STATE_OFF = 0, STATE_ON = 1, STATE_BUSY = 2, STATE_LOCKED = 4 };

struct edfa {
	struct amonics_line line;
	int timeout_ms;
	long channel;
	struct instrument_range current; /* A */
};

static enum err_code current_range(void *state, struct instrument_range *out,
				   struct err *e)
{
	const struct edfa *edfa = state;

	(void)e;
	*out = edfa->current;
	return ERR_OK;
}

static enum err_code get_current(void *state, double *a, struct err *e)
{
	struct edfa *edfa = state;
	enum err_code code = amonics_ask(&edfa->line, a, e,
					 ":DRIV:ACC:CUR:CH%ld?", edfa->channel);

	*a /= 1e3;
	return code;
}

static enum err_code set_current(void *state, double a, struct err *e)
{
	struct edfa *edfa = state;
	double is = 0;
	enum err_code code = amonics_send(&edfa->line, e,
					  ":DRIV:ACC:CUR:CH%ld %.2f",
					  edfa->channel, 1e3 * a);

	if (!code)
		code = get_current(edfa, &is, e);
	if (!code && fabs(is - a) > edfa->current.resolution)
		code = err_set(e, ERR_INSTRUMENT,
			       "%s: pump current: set to %g mA, but it reads "
			       "back as %g mA",
			       amonics_name(&edfa->line), 1e3 * a, 1e3 * is);
	return code;
}

/* Waits until the channel says "on". */
static enum err_code wait_on(struct edfa *edfa, struct err *e)
{
	long long deadline = clock_deadline(edfa->timeout_ms);
	double is = STATE_BUSY;

	for (;;) {
		enum err_code code = amonics_ask(&edfa->line, &is, e,
						 ":DRIV:ACC:STAT:CH%ld?",
						 edfa->channel);
		if (code || is == STATE_ON)
			return code;
		if (is != STATE_BUSY || clock_left_ms(deadline) == 0)
			return err_set(e, ERR_INSTRUMENT,
				       "%s: channel %ld: expected state 1 "
				       "(on), got %g%s",
				       amonics_name(&edfa->line), edfa->channel,
				       is,
				       is == STATE_LOCKED ? " (locked)" : "");
		code = clock_wall.wait(&clock_wall, POLL_S, e);
		if (code)
			return code;
	}
}

static enum err_code switch_on(struct edfa *edfa, struct err *e)
{
	double locked = 0;
	enum err_code code =
		amonics_ask(&edfa->line, &locked, e, ":DRIV:INTERLOCK?");

	if (!code && locked != 0)
		code = err_set(e, ERR_INSTRUMENT, "%s: the interlock is open",
			       amonics_name(&edfa->line));
	if (!code)
		code = amonics_send(&edfa->line, e, ":DRIV:ACC:STAT:CH%ld 1",
				    edfa->channel);
	if (!code)
		code = wait_on(edfa, e);
	if (!code)
		code = amonics_send(&edfa->line, e, ":DRIV:MCTRL 1");
	return code;
}

/* The master control is first: it takes the light from every channel. */
static enum err_code switch_off(struct edfa *edfa, struct err *e)
{
	enum err_code code = amonics_send(&edfa->line, e, ":DRIV:MCTRL 0");
	enum err_code channel = amonics_send(&edfa->line, code ? NULL : e,
					     ":DRIV:ACC:STAT:CH%ld 0",
					     edfa->channel);

	return code ? code : channel;
}

static enum err_code set_output(void *state, bool on, struct err *e)
{
	return on ? switch_on(state, e) : switch_off(state, e);
}

static enum err_code get_output(void *state, bool *on, struct err *e)
{
	struct edfa *edfa = state;
	double is = STATE_BUSY;
	enum err_code code = amonics_ask(&edfa->line, &is, e, ":DRIV:MCTRL?");

	/* Whatever is not off may be light. */
	*on = is != STATE_OFF;
	return code;
}

static enum err_code output_off(void *state, unsigned ch, struct err *e)
{
	(void)ch;
	return switch_off(state, e);
}

static enum err_code output_get(void *state, unsigned ch, bool *on,
				struct err *e)
{
	(void)ch;
	return get_output(state, on, e);
}

static enum err_code make_safe(void *state, struct err *e)
{
	static const struct driver_switch output = { "output of channel",
						     output_off, output_get };
	struct edfa *edfa = state;

	return driver_switch_off(&output, edfa, (unsigned)edfa->channel,
				 edfa->timeout_ms, e);
}

static enum err_code power(struct edfa *edfa, const char *where, double *dbm,
			   struct err *e)
{
	double mw = 0;
	enum err_code code =
		amonics_ask(&edfa->line, &mw, e, ":SENS:POW:%s:CH1?", where);

	if (code)
		return code;
	if (!(mw > 0))
		return err_set(e, ERR_INSTRUMENT,
			       "%s: :SENS:POW:%s:CH1?: expected a power, got "
			       "%g mW: no light",
			       amonics_name(&edfa->line), where, mw);
	*dbm = 10 * log10(mw);
	return ERR_OK;
}

static enum err_code input_power(void *state, double *dbm, struct err *e)
{
	return power(state, "IN", dbm, e);
}

static enum err_code output_power(void *state, double *dbm, struct err *e)
{
	return power(state, "OUT", dbm, e);
}

static void close_edfa(void *state)
{
	struct edfa *edfa = state;

	amonics_close(&edfa->line);
	free(edfa);
}

static const struct amplifier_ops ops = {
	.current_range = current_range,
	.set_current = set_current,
	.get_current = get_current,
	.set_output = set_output,
	.get_output = get_output,
	.input_power = input_power,
	.output_power = output_power,
};

static enum err_code identify(struct edfa *edfa, char *identity, size_t size,
			      struct err *e)
{
	const struct amonics_line *line = &edfa->line;

	if (strncmp(line->model, "AEDFA", 5) != 0)
		return err_set(e, ERR_INSTRUMENT,
			       "%s: :CAL:SYS:MODEL?: expected an Amonics "
			       "AEDFA, but it is a \"%s\"",
			       amonics_name(line), line->model);
	snprintf(identity, size, "Amonics,%s,%s", line->model, line->serial);
	return ERR_OK;
}

/* Pump limits in A; its unit is mA or A by model. */
static enum err_code read_limits(struct edfa *edfa, struct err *e)
{
	struct instrument_range *r = &edfa->current;
	char unit[16] = "";
	long ch = edfa->channel;
	enum err_code code =
		amonics_send(&edfa->line, e, ":MODE:SW:CH%ld ACC", ch);

	if (!code)
		code = amonics_ask_text(&edfa->line, unit, sizeof(unit), e,
					":READ:DRIV:UNIT:ACC:CH%ld?", ch);
	if (!code && strcmp(unit, "mA") != 0)
		code = err_set(e, ERR_INSTRUMENT,
			       "%s: expected the pump's unit mA, got \"%s\"",
			       amonics_name(&edfa->line), unit);
	if (!code)
		code = amonics_ask(&edfa->line, &r->min, e,
				   ":READ:DRIV:MIN:ACC:CH%ld?", ch);
	if (!code)
		code = amonics_ask(&edfa->line, &r->max, e,
				   ":READ:DRIV:MAX:ACC:CH%ld?", ch);
	if (!code)
		code = amonics_ask(&edfa->line, &r->resolution, e,
				   ":READ:DRIV:STEP:ACC:CH%ld?", ch);
	r->min /= 1e3;
	r->max /= 1e3;
	r->resolution /= 1e3;
	return code;
}

static enum err_code open_edfa(const struct instrument_config *config,
			       void **state, char *identity, size_t size,
			       struct err *e);

static const char *const schemes[] = { "serial", "tcp", "pty", NULL };
static const struct instrument_setting settings[] = {
	{ "channel", "1", "pump channel that is driven" },
	{ "interval_ms", "-1",
	  "least time between two lines; -1 = 50 on a serial line, else 0" },
	{ NULL, NULL, NULL },
};

const struct instrument_driver driver_amonics_aedfa = {
	.name = "amonics-aedfa",
	.summary = "Amonics AEDFA erbium amplifiers",
	.role = ROLE_AMPLIFIER,
	.schemes = schemes,
	.settings = settings,
	.timeout_ms = 2500,
	.open = open_edfa,
	.close = close_edfa,
	.safe = make_safe,
	.amplifier = &ops,
};

static enum err_code open_edfa(const struct instrument_config *config,
			       void **state, char *identity, size_t size,
			       struct err *e)
{
	struct edfa *edfa = calloc(1, sizeof(*edfa));
	long interval_ms = 0;

	if (!edfa)
		return err_set(e, ERR_NOMEM, "out of memory");
	edfa->timeout_ms = config->timeout_ms;
	enum err_code code = driver_setting_number(&driver_amonics_aedfa,
						   config, "channel", 1, 9,
						   &edfa->channel, e);
	if (!code)
		code = driver_setting_number(&driver_amonics_aedfa, config,
					     "interval_ms", -1, 1000,
					     &interval_ms, e);
	if (interval_ms < 0)
		interval_ms = strncmp(config->address, "serial:", 7) ? 0 : 50;
	if (!code)
		code = amonics_open(&edfa->line, config->address,
				    config->timeout_ms, interval_ms, e);
	if (!code)
		code = identify(edfa, identity, size, e);
	if (!code)
		code = read_limits(edfa, e);
	if (code)
		close_edfa(edfa);
	else
		*state = edfa;
	return code;
}
