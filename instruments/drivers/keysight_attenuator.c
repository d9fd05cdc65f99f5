/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Variable optical attenuators with shutter, Agilent/Keysight N775xA and
 * N776xA. Each attenuator takes two slots and answers to either.
 *
 * Commands: N77xx Series Programming Guide (N7744-90C), chapter 4, INPut and
 * OUTPut subtrees, and SLOT[n]:OPC? of the root layer. What the instrument
 * shows is filter + INPut:OFFSet, so the offset is set to zero, and power
 * control is switched off because it would move the filter by itself.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "instruments/drivers/driver.h"

#define POLL_S 0.02

struct model {
	const char *name;
	unsigned attenuators;
};

static const struct model models[] = {
	{ "N7751A", 1 }, { "N7752A", 2 }, { "N7761A", 1 }, { "N7762A", 2 },
	{ "N7764A", 4 }, { "N7766A", 2 }, { "N7768A", 4 }, { NULL, 0 },
};

struct attenuator {
	struct scpi *scpi;
	int timeout_ms;
	unsigned slot;
	struct instrument_range range; /* dB, as the instrument tells it */
};

/* The filter turns with limited speed. */
static enum err_code wait_done(struct attenuator *a, struct err *e)
{
	long long deadline = clock_deadline(a->timeout_ms);

	for (;;) {
		bool done = false;
		enum err_code code = scpi_query_bool(a->scpi, &done, e,
						     ":SLOT%u:OPC?", a->slot);
		if (code || done)
			return code;
		if (clock_left_ms(deadline) == 0)
			return err_set(e, ERR_TIMEOUT,
				       "%s: expected the attenuator to settle "
				       "within %d ms",
				       scpi_name(a->scpi), a->timeout_ms);
		code = clock_wall.wait(&clock_wall, POLL_S, e);
		if (code)
			return code;
	}
}

static enum err_code set(void *state, double db, struct err *e)
{
	struct attenuator *a = state;
	enum err_code code =
		driver_check("attenuation", db, "dB", &a->range, e);

	if (!code)
		code = scpi_set(a->scpi, e, ":INP%u:ATT %.4fDB", a->slot, db);
	if (!code)
		code = wait_done(a, e);
	return code;
}

static enum err_code get(void *state, double *db, struct err *e)
{
	struct attenuator *a = state;

	return scpi_query_double(a->scpi, NULL, db, e, ":INP%u:ATT?", a->slot);
}

static enum err_code set_shutter(void *state, bool open, struct err *e)
{
	struct attenuator *a = state;

	return scpi_set(a->scpi, e, ":OUTP%u:STAT %d", a->slot, open);
}

static enum err_code get_shutter(void *state, bool *open, struct err *e)
{
	struct attenuator *a = state;

	return scpi_query_bool(a->scpi, open, e, ":OUTP%u:STAT?", a->slot);
}

static enum err_code shutter_off(void *state, unsigned ch, struct err *e)
{
	(void)ch;
	return set_shutter(state, false, e);
}

static enum err_code shutter_get(void *state, unsigned ch, bool *on,
				 struct err *e)
{
	(void)ch;
	return get_shutter(state, on, e);
}

static enum err_code make_safe(void *state, struct err *e)
{
	static const struct driver_switch shutter = { "shutter", shutter_off,
						      shutter_get };
	struct attenuator *a = state;

	return driver_switch_off(&shutter, a, a->slot, a->timeout_ms, e);
}

static void close_attenuator(void *state)
{
	struct attenuator *a = state;

	scpi_close(a->scpi);
	free(a);
}

static enum err_code prepare(struct attenuator *a, struct err *e)
{
	struct scpi *scpi = a->scpi;
	enum err_code code = scpi_send(scpi, e, "*CLS");

	if (!code)
		code = scpi_set(scpi, e, ":OUTP%u:POW:CONTR 0", a->slot);
	if (!code)
		code = scpi_set(scpi, e, ":INP%u:OFFS 0DB", a->slot);
	if (!code)
		code = scpi_query_double(scpi, NULL, &a->range.min, e,
					 ":INP%u:ATT? MIN", a->slot);
	if (!code)
		code = scpi_query_double(scpi, NULL, &a->range.max, e,
					 ":INP%u:ATT? MAX", a->slot);
	return code;
}

static enum err_code open_attenuator(const struct instrument_config *config,
				     void **state, char *identity, size_t size,
				     struct err *e);

/* The range here is the family's; the model's own is asked and kept. */
static const struct attenuator_ops ops = {
	.range = { 0, 60, 0.001 },
	.set = set,
	.get = get,
	.set_shutter = set_shutter,
	.get_shutter = get_shutter,
};

static const char *const schemes[] = { "tcp", "usbtmc", "pty", NULL };
static const struct instrument_setting settings[] = {
	{ "slot", "1", "slot of the attenuator: 1, 3, 5 or 7" },
	{ NULL, NULL, NULL },
};

const struct instrument_driver driver_keysight_attenuator = {
	.name = "keysight-attenuator",
	.summary = "Agilent/Keysight N775xA and N776xA attenuators",
	.role = ROLE_ATTENUATOR,
	.schemes = schemes,
	.settings = settings,
	.timeout_ms = 2000,
	.open = open_attenuator,
	.close = close_attenuator,
	.safe = make_safe,
	.attenuator = &ops,
};

static enum err_code open_attenuator(const struct instrument_config *config,
				     void **state, char *identity, size_t size,
				     struct err *e)
{
	struct attenuator *a = calloc(1, sizeof(*a));
	const void *row = NULL;
	long slot = 0;

	if (!a)
		return err_set(e, ERR_NOMEM, "out of memory");
	a->timeout_ms = config->timeout_ms;
	enum err_code code = driver_open(config, models, sizeof(models[0]),
					 &a->scpi, &row, identity, size, e);
	if (!code) {
		const struct model *model = row;
		code = driver_setting_number(&driver_keysight_attenuator,
					     config, "slot", 1,
					     2 * (long)model->attenuators,
					     &slot, e);
	}
	a->slot = (unsigned)slot;
	if (!code)
		code = prepare(a, e);
	if (code)
		close_attenuator(a);
	else
		*state = a;
	return code;
}
