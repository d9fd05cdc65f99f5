/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Supplies Rigol DP821, DP821A, DP832 and DP832A.
 *
 * Commands: DP800 Series Programming Guide, chapter 2: INSTrument, SOURce,
 * OUTPut, MEASure. What "safe" means for what it feeds the bench file says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "instruments/drivers/driver.h"

#define CHANNELS_MAX 3

struct model {
	const char *name;
	unsigned channels;
	struct {
		double volt, ampere; /* ratings */
	} rating[CHANNELS_MAX];
};

static const struct model models[] = {
	{ "DP821", 2, { { 60, 1 }, { 8, 10 } } },
	{ "DP821A", 2, { { 60, 1 }, { 8, 10 } } },
	{ "DP832", 3, { { 30, 3 }, { 30, 3 }, { 5, 3 } } },
	{ "DP832A", 3, { { 30, 3 }, { 30, 3 }, { 5, 3 } } },
	{ .name = NULL },
};

struct supply {
	struct scpi *scpi;
	const struct model *model;
	int timeout_ms;
	unsigned off_when_safe; /* bit 0: channel 1 */
};

static unsigned channels(void *state)
{
	return ((const struct supply *)state)->model->channels;
}

static enum err_code limits(void *state, unsigned ch,
			    struct supply_limits *out, struct err *e)
{
	const struct model *model = ((const struct supply *)state)->model;

	(void)e;
	*out = (struct supply_limits){
		.volt = { 0, model->rating[ch - 1].volt, 0.001 },
		.ampere = { 0, model->rating[ch - 1].ampere, 0.001 },
	};
	return ERR_OK;
}

/* Somebody may have selected another channel at the front: always said. */
static enum err_code get(void *state, unsigned ch, struct supply_setting *out,
			 struct err *e)
{
	struct supply *s = state;
	enum err_code code = scpi_set(s->scpi, e, ":INST:NSEL %u", ch);

	if (!code)
		code = scpi_query_double(s->scpi, "V", &out->volt, e,
					 ":SOUR:VOLT?");
	if (!code)
		code = scpi_query_double(s->scpi, "A", &out->ampere, e,
					 ":SOUR:CURR?");
	return code;
}

static enum err_code set(void *state, unsigned ch,
			 const struct supply_setting *setting, struct err *e)
{
	struct supply *s = state;
	struct supply_setting is = { .volt = 0 };
	enum err_code code = get(s, ch, &is, e);
	bool tighter = setting->ampere < is.ampere;

	if (!code && tighter)
		code = scpi_set(s->scpi, e, ":SOUR:CURR %.3f",
				setting->ampere);
	if (!code)
		code = scpi_set(s->scpi, e, ":SOUR:VOLT %.3f", setting->volt);
	if (!code && !tighter)
		code = scpi_set(s->scpi, e, ":SOUR:CURR %.3f",
				setting->ampere);
	return code;
}

static enum err_code set_output(void *state, unsigned ch, bool on,
				struct err *e)
{
	struct supply *s = state;

	return scpi_set(s->scpi, e, ":OUTP CH%u,%s", ch, on ? "ON" : "OFF");
}

static enum err_code get_output(void *state, unsigned ch, bool *on,
				struct err *e)
{
	struct supply *s = state;

	return scpi_query_bool(s->scpi, on, e, ":OUTP? CH%u", ch);
}

static enum err_code read_mode(struct supply *s, unsigned ch,
			       enum supply_mode *out, struct err *e)
{
	static const struct {
		const char *word;
		enum supply_mode mode;
	} rows[] = { { "CV", SUPPLY_CONSTANT_VOLTAGE },
		     { "CC", SUPPLY_CONSTANT_CURRENT },
		     { "UR", SUPPLY_UNREGULATED } };
	char text[16];
	enum err_code code = scpi_query_text(s->scpi, text, sizeof(text), e,
					     ":OUTP:MODE? CH%u", ch);

	for (size_t i = 0; !code && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(text, rows[i].word) == 0) {
			*out = rows[i].mode;
			return ERR_OK;
		}
	return code ? code :
		      err_set(e, ERR_PROTOCOL,
			      "%s: :OUTP:MODE? CH%u: expected CV, CC or UR, "
			      "got \"%s\"",
			      scpi_name(s->scpi), ch, text);
}

static enum err_code read_output(void *state, unsigned ch,
				 struct supply_reading *out, struct err *e)
{
	struct supply *s = state;
	bool on = false;
	enum err_code code = get_output(s, ch, &on, e);

	out->mode = SUPPLY_OFF;
	if (!code && on)
		code = read_mode(s, ch, &out->mode, e);
	if (!code)
		code = scpi_query_double(s->scpi, "V", &out->volt, e,
					 ":MEAS:VOLT? CH%u", ch);
	if (!code)
		code = scpi_query_double(s->scpi, "A", &out->ampere, e,
					 ":MEAS:CURR? CH%u", ch);
	return code;
}

static enum err_code output_off(void *state, unsigned ch, struct err *e)
{
	return set_output(state, ch, false, e);
}

/* All channels are tried, whatever happened to the others. */
static enum err_code make_safe(void *state, struct err *e)
{
	static const struct driver_switch output = { "output of channel",
						     output_off, get_output };
	struct supply *s = state;
	enum err_code code = ERR_OK;

	for (unsigned ch = 1; ch <= s->model->channels; ch++)
		if (s->off_when_safe & 1u << (ch - 1) &&
		    driver_switch_off(&output, s, ch, s->timeout_ms,
				      code ? NULL : e))
			code = ERR_UNSAFE;
	return code;
}

/* "keep", "off" or channels as in "1,3". */
static enum err_code parse_safe(struct supply *s, const char *text,
				struct err *e)
{
	unsigned all = (1u << s->model->channels) - 1;

	if (strcmp(text, "keep") == 0 || strcmp(text, "off") == 0) {
		s->off_when_safe = text[0] == 'o' ? all : 0;
		return ERR_OK;
	}
	for (const char *p = text;; p++) {
		char *rest;
		unsigned long ch = strtoul(p, &rest, 10);

		if (rest == p || ch < 1 || ch > s->model->channels ||
		    (*rest && *rest != ','))
			return err_set(e, ERR_USAGE,
				       "setting safe: expected \"keep\", "
				       "\"off\" or channels 1 to %u as in "
				       "\"1,2\", got \"%s\"",
				       s->model->channels, text);
		s->off_when_safe |= 1u << (ch - 1);
		if (!*rest)
			return ERR_OK;
		p = rest;
	}
}

static void close_supply(void *state)
{
	struct supply *s = state;

	scpi_close(s->scpi);
	free(s);
}

static const struct supply_ops ops = {
	.channels = channels,
	.limits = limits,
	.set = set,
	.get = get,
	.set_output = set_output,
	.get_output = get_output,
	.read = read_output,
};

static const char *const schemes[] = { "tcp", "usbtmc", "serial", "pty",
				       NULL };
static const struct instrument_setting settings[] = {
	{ "safe", "keep", "when made safe: keep, off, or channels to switch "
			  "off as \"1,3\"" },
	{ NULL, NULL, NULL },
};

static enum err_code open_supply(const struct instrument_config *config,
				 void **state, char *identity, size_t size,
				 struct err *e);

const struct instrument_driver driver_rigol_dp800 = {
	.name = "rigol-dp800",
	.summary = "Rigol DP821 and DP832 supplies",
	.role = ROLE_SUPPLY,
	.schemes = schemes,
	.settings = settings,
	.timeout_ms = 2000,
	.open = open_supply,
	.close = close_supply,
	.safe = make_safe,
	.supply = &ops,
};

static enum err_code open_supply(const struct instrument_config *config,
				 void **state, char *identity, size_t size,
				 struct err *e)
{
	struct supply *s = calloc(1, sizeof(*s));
	const void *row = NULL;

	if (!s)
		return err_set(e, ERR_NOMEM, "out of memory");
	s->timeout_ms = config->timeout_ms;
	enum err_code code = driver_open(config, models, sizeof(models[0]),
					 &s->scpi, &row, identity, size, e);
	s->model = row;
	if (!code)
		code = parse_safe(s, instrument_setting_get(&driver_rigol_dp800,
							    config, "safe"),
				  e);
	if (!code)
		code = scpi_send(s->scpi, e, "*CLS");
	if (code)
		close_supply(s);
	else
		*state = s;
	return code;
}
