/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tunable lasers of the Agilent/Keysight lightwave family: modules in the
 * mainframes 8163A/B, 8164A/B, 8166A/B, and the sources N7711A and N7714A.
 * A channel is a slot with a laser, counted in the order of the slots.
 *
 * Commands: 8163A/B, 8164A/B & 8166A/B Mainframes Programming Guide, chapter
 * 4; N77xx Series Programming Guide (N7744-90C), chapter 4, SOURce subtree.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "instruments/drivers/driver.h"

#define CHANNELS_MAX 17

struct model {
	const char *name;
	unsigned first, last; /* slots */
	bool modular;	      /* slots may be empty or hold other things */
	bool grid;	      /* wavelengths need WAVelength:AUTO */
};

static const struct model models[] = {
	{ "8163A", 1, 2, true, false },	  { "8163B", 1, 2, true, false },
	{ "8164A", 0, 4, true, false },	  { "8164B", 0, 4, true, false },
	{ "8166A", 1, 17, true, false },  { "8166B", 1, 17, true, false },
	{ "N7711A", 1, 1, false, true },  { "N7714A", 1, 4, false, true },
	{ NULL, 0, 0, false, false },
};

/* Tunable laser modules of the mainframes. */
static const char *const modules[] = {
	"81480A", "81482A", "81600B", "81640A", "81640B", "81642A", "81642B",
	"81649A", "81680A", "81680B", "81682A", "81682B", "81689A", "81689B",
	"81940A", "81949A", "81980A", "81989A", "81950A", NULL,
};

struct channel {
	unsigned slot;
	struct instrument_range power, wavelength; /* dBm, nm */
};

struct laser {
	struct scpi *scpi;
	const struct model *model;
	int timeout_ms;
	struct channel channels[CHANNELS_MAX];
	unsigned nchannels;
};

static unsigned slot_of(const struct laser *laser, unsigned ch)
{
	return laser->channels[ch - 1].slot;
}

/* Whether a slot of a mainframe holds a tunable laser. */
static enum err_code look_into(struct laser *laser, unsigned slot,
			       char *module, size_t size, bool *found,
			       struct err *e)
{
	char text[128];
	bool empty;
	enum err_code code = scpi_query_bool(laser->scpi, &empty, e,
					     ":SLOT%u:EMPT?", slot);

	*found = false;
	snprintf(module, size, "nothing");
	if (code || empty)
		return code;
	code = scpi_query_text(laser->scpi, text, sizeof(text), e,
			       ":SLOT%u:IDN?", slot);
	if (code)
		return code;
	char *p = strchr(text, ',');
	p = p ? p + 1 + strspn(p + 1, " ") : text;
	p[strcspn(p, ", ")] = '\0';
	snprintf(module, size, "a %.40s", p);
	for (size_t i = 0; modules[i]; i++)
		*found |= strcmp(modules[i], p) == 0;
	return ERR_OK;
}

/* The limits that the instrument tells, in dBm and nm. */
static enum err_code read_limits(struct laser *laser, struct channel *c,
				 struct err *e)
{
	struct scpi *scpi = laser->scpi;
	unsigned slot = c->slot;
	enum err_code code =
		scpi_set(scpi, e, ":SOUR%u:POW:UNIT DBM", slot);

	if (!code)
		code = scpi_query_double(scpi, NULL, &c->power.min, e,
					 ":SOUR%u:POW? MIN", slot);
	if (!code)
		code = scpi_query_double(scpi, NULL, &c->power.max, e,
					 ":SOUR%u:POW? MAX", slot);
	if (!code)
		code = scpi_query_double(scpi, NULL, &c->wavelength.min, e,
					 ":SOUR%u:WAV? MIN", slot);
	if (!code)
		code = scpi_query_double(scpi, NULL, &c->wavelength.max, e,
					 ":SOUR%u:WAV? MAX", slot);
	c->wavelength.min *= 1e9;
	c->wavelength.max *= 1e9;
	return code;
}

static enum err_code add_slot(struct laser *laser, unsigned slot, bool wanted,
			      struct err *e)
{
	char module[64] = "a laser";
	bool found = true;
	enum err_code code = ERR_OK;

	if (slot < laser->model->first || slot > laser->model->last)
		return err_set(e, ERR_USAGE,
			       "setting slots: a %s has slots %u to %u, not %u",
			       laser->model->name, laser->model->first,
			       laser->model->last, slot);
	if (laser->model->modular)
		code = look_into(laser, slot, module, sizeof(module), &found,
				 e);
	if (!code && !found && wanted)
		code = err_set(e, ERR_INSTRUMENT,
			       "slot %u: expected a tunable laser, found %s",
			       slot, module);
	if (code || !found)
		return code;
	if (laser->nchannels == CHANNELS_MAX)
		return err_set(e, ERR_USAGE, "setting slots: more than %d",
			       CHANNELS_MAX);
	struct channel *c = &laser->channels[laser->nchannels++];
	*c = (struct channel){ .slot = slot };
	return read_limits(laser, c, e);
}

/* "1,3", or all slots that hold a laser. */
static enum err_code find_channels(struct laser *laser, const char *slots,
				   struct err *e)
{
	enum err_code code = ERR_OK;

	if (strcmp(slots, "all") == 0) {
		for (unsigned slot = laser->model->first;
		     !code && slot <= laser->model->last; slot++)
			code = add_slot(laser, slot, false, e);
		if (!code && laser->nchannels == 0)
			code = err_set(e, ERR_INSTRUMENT,
				       "expected a tunable laser in some "
				       "slot, found none");
		return code;
	}
	for (const char *p = slots; !code;) {
		char *rest;
		unsigned long slot = strtoul(p, &rest, 10);

		if (rest == p || slot > 99 || (*rest && *rest != ','))
			return err_set(e, ERR_USAGE,
				       "setting slots: expected \"all\" or "
				       "numbers as in \"1,3\", got \"%s\"",
				       slots);
		code = add_slot(laser, (unsigned)slot, true, e);
		if (*rest == '\0')
			break;
		p = rest + 1;
	}
	return code;
}

static unsigned channels(void *state)
{
	const struct laser *laser = state;

	return laser->nchannels;
}

static enum err_code power_range(void *state, unsigned ch,
				 struct instrument_range *out, struct err *e)
{
	const struct laser *laser = state;

	(void)e;
	*out = laser->channels[ch - 1].power;
	return ERR_OK;
}

static enum err_code wavelength_range(void *state, unsigned ch,
				      struct instrument_range *out,
				      struct err *e)
{
	const struct laser *laser = state;

	(void)e;
	*out = laser->channels[ch - 1].wavelength;
	return ERR_OK;
}

static enum err_code set_power(void *state, unsigned ch, double dbm,
			       struct err *e)
{
	struct laser *laser = state;

	return scpi_set(laser->scpi, e, ":SOUR%u:POW %.3fDBM",
			slot_of(laser, ch), dbm);
}

/* The unit is said again: somebody may have changed it at the front. */
static enum err_code get_power(void *state, unsigned ch, double *dbm,
			       struct err *e)
{
	struct laser *laser = state;
	unsigned slot = slot_of(laser, ch);

	return scpi_query_double(laser->scpi, NULL, dbm, e,
				 ":SOUR%u:POW:UNIT DBM;:SOUR%u:POW?", slot,
				 slot);
}

static enum err_code set_wavelength(void *state, unsigned ch, double nm,
				    struct err *e)
{
	struct laser *laser = state;
	unsigned slot = slot_of(laser, ch);
	enum err_code code = ERR_OK;

	if (laser->model->grid)
		code = scpi_set(laser->scpi, e, ":SOUR%u:WAV:AUTO 1", slot);
	if (!code)
		code = scpi_set(laser->scpi, e, ":SOUR%u:WAV %.4fNM", slot,
				nm);
	return code;
}

static enum err_code get_wavelength(void *state, unsigned ch, double *nm,
				    struct err *e)
{
	struct laser *laser = state;
	enum err_code code = scpi_query_double(laser->scpi, NULL, nm, e,
					       ":SOUR%u:WAV?",
					       slot_of(laser, ch));
	if (!code)
		*nm *= 1e9;
	return code;
}

static enum err_code set_output(void *state, unsigned ch, bool on,
				struct err *e)
{
	struct laser *laser = state;

	return scpi_set(laser->scpi, e, ":OUTP%u:STAT %d", slot_of(laser, ch),
			on);
}

static enum err_code get_output(void *state, unsigned ch, bool *on,
				struct err *e)
{
	struct laser *laser = state;

	return scpi_query_bool(laser->scpi, on, e, ":OUTP%u:STAT?",
			       slot_of(laser, ch));
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
	struct laser *laser = state;
	enum err_code code = ERR_OK;

	for (unsigned ch = 1; ch <= laser->nchannels; ch++)
		if (driver_switch_off(&output, laser, ch, laser->timeout_ms,
				      code ? NULL : e))
			code = ERR_UNSAFE;
	return code;
}

static void close_laser(void *state)
{
	struct laser *laser = state;

	scpi_close(laser->scpi);
	free(laser);
}

static enum err_code open_laser(const struct instrument_config *config,
				void **state, char *identity, size_t size,
				struct err *e);

static const struct laser_ops ops = {
	.channels = channels,
	.power_range = power_range,
	.wavelength_range = wavelength_range,
	.set_power = set_power,
	.get_power = get_power,
	.set_wavelength = set_wavelength,
	.get_wavelength = get_wavelength,
	.set_output = set_output,
	.get_output = get_output,
};

static const char *const schemes[] = { "tcp", "usbtmc", "serial", "pty",
				       NULL };
static const struct instrument_setting settings[] = {
	{ "slots", "all", "slots of the lasers in order, as \"1,3\"" },
	{ NULL, NULL, NULL },
};

const struct instrument_driver driver_keysight_816x_laser = {
	.name = "keysight-816x-laser",
	.summary = "Agilent/Keysight tunable lasers: 8163/8164/8166 modules, "
		   "N7711A, N7714A",
	.role = ROLE_LASER,
	.schemes = schemes,
	.settings = settings,
	.timeout_ms = 2000,
	.open = open_laser,
	.close = close_laser,
	.safe = make_safe,
	.laser = &ops,
};

static enum err_code open_laser(const struct instrument_config *config,
				void **state, char *identity, size_t size,
				struct err *e)
{
	struct laser *laser = calloc(1, sizeof(*laser));
	const void *row = NULL;

	if (!laser)
		return err_set(e, ERR_NOMEM, "out of memory");
	laser->timeout_ms = config->timeout_ms;
	enum err_code code = driver_open(config, models, sizeof(models[0]),
					 &laser->scpi, &row, identity, size, e);
	laser->model = row;
	if (!code)
		code = scpi_send(laser->scpi, e, "*CLS");
	if (!code)
		code = find_channels(
			laser,
			instrument_setting_get(&driver_keysight_816x_laser,
					       config, "slots"),
			e);
	if (code)
		close_laser(laser);
	else
		*state = laser;
	return code;
}
