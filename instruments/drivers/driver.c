/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identities, readings and switching off, for all drivers alike; knows no
 * command but *IDN?. */
#include "instruments/drivers/driver.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"

#define POLL_S 0.01
#define FLOOR_DBM -150.0

static const char *row_name(const void *row)
{
	return *(const char *const *)row;
}

static enum err_code find_model(const char *model, const void *rows,
				size_t stride, const void **row, struct err *e)
{
	char known[256] = "";
	size_t used = 0;

	for (const char *p = rows; row_name(p); p += stride) {
		if (strcasecmp(row_name(p), model) == 0) {
			*row = p;
			return ERR_OK;
		}
		int n = snprintf(known + used, sizeof(known) - used, "%s%s",
				 used ? ", " : "", row_name(p));
		if (n > 0 && (size_t)n < sizeof(known) - used)
			used += (size_t)n;
	}
	return err_set(e, ERR_INSTRUMENT,
		       "expected one of %s, but it is a \"%.60s\"", known,
		       model);
}

/* The second of the comma-separated fields, without outer blanks. */
static void second_field(const char *identity, char *out, size_t size)
{
	const char *p = strchr(identity, ',');

	p = p ? p + 1 : identity;
	p += strspn(p, " ");
	size_t len = strcspn(p, ",");
	while (len > 0 && p[len - 1] == ' ')
		len--;
	snprintf(out, size, "%.*s", (int)len, p);
}

enum err_code driver_identify(struct scpi *scpi, const void *rows,
			      size_t stride, const void **row, char *identity,
			      size_t size, struct err *e)
{
	char model[64];
	enum err_code code =
		scpi_query_text(scpi, identity, size, e, "*IDN?");

	if (code)
		return code;
	for (char *p = identity; *p; p++)
		if (!isprint((unsigned char)*p))
			*p = '?';
	second_field(identity, model, sizeof(model));
	if (model[0] == '\0')
		return err_set(e, ERR_PROTOCOL,
			       "%s: *IDN?: expected MAKER,MODEL,SERIAL,"
			       "FIRMWARE, got \"%.80s\"",
			       scpi_name(scpi), identity);
	code = find_model(model, rows, stride, row, e);
	if (code)
		err_prefix(e, "%s: *IDN?", scpi_name(scpi));
	return code;
}

enum err_code driver_open(const struct instrument_config *config,
			  const void *rows, size_t stride, struct scpi **scpi,
			  const void **row, char *identity, size_t size,
			  struct err *e)
{
	enum err_code code =
		scpi_open(config->address, config->timeout_ms, scpi, e);

	return code ? code :
		      driver_identify(*scpi, rows, stride, row, identity,
				      size, e);
}

enum err_code driver_setting_number(const struct instrument_driver *driver,
				    const struct instrument_config *config,
				    const char *name, long min, long max,
				    long *out, struct err *e)
{
	const char *text = instrument_setting_get(driver, config, name);
	char *rest;

	errno = 0;
	long value = strtol(text, &rest, 10);
	if (rest == text || *rest || errno || value < min || value > max)
		return err_set(e, ERR_USAGE,
			       "setting %s: expected %ld to %ld, got \"%s\"",
			       name, min, max, text);
	*out = value;
	return ERR_OK;
}

enum err_code driver_check(const char *what, double value, const char *unit,
			   const struct instrument_range *range, struct err *e)
{
	if (value >= range->min && value <= range->max)
		return ERR_OK;
	return err_set(e, ERR_RANGE, "%s: expected %g to %g %s, got %g %s",
		       what, range->min, range->max, unit, value, unit);
}

/* Looks until it is off or the time is over. */
static enum err_code see_off(const struct driver_switch *s, void *state,
			     unsigned ch, int timeout_ms, bool *on,
			     struct err *e)
{
	long long deadline = clock_deadline(timeout_ms);

	for (;;) {
		enum err_code code = s->get(state, ch, on, e);

		if (code || !*on || clock_left_ms(deadline) == 0 ||
		    clock_wall.wait(&clock_wall, POLL_S, NULL))
			return code;
	}
}

enum err_code driver_switch_off(const struct driver_switch *s, void *state,
				unsigned ch, int timeout_ms, struct err *e)
{
	struct err told = { 0 }, seen = { 0 };
	enum err_code off = ERR_OK, get = ERR_OK;
	bool on = true;

	for (int i = 0; i < 2; i++) {
		off = s->off(state, ch, &told);
		/* A command that got through may take its time; one that did
		 * not is told again at once. */
		get = see_off(s, state, ch, off ? 0 : timeout_ms / 2, &on,
			      &seen);
		if (!get && !on)
			return ERR_OK;
	}
	if (get)
		return err_set(e, ERR_UNSAFE,
			       "%s %u: told to go off, but it cannot be read "
			       "back: %s",
			       s->what, ch, seen.text);
	return err_set(e, ERR_UNSAFE, "%s %u: told to go off twice, but it "
				      "reads back as on%s%s",
		       s->what, ch, off ? ": " : "", off ? told.text : "");
}

static void invalid(struct power_reading *out, const char *reason)
{
	out->valid = false;
	snprintf(out->reason, sizeof(out->reason), "%s", reason);
}

/* Numbers that makers send for no number; SCPI-1999 volume 1, 7.2.1.4. */
static const char *sentinel(const char *text, enum driver_unit unit)
{
	char *rest;
	double value = strtod(text, &rest);

	if (rest == text)
		return NULL;
	if (isnan(value) || fabs(value) == 9221120237577961472.0)
		return "not a number";
	if (fabs(value) >= 9.905e37 && fabs(value) <= 9.915e37)
		return "not a number (9.91E37)";
	if (value >= 9e37)
		return "over range";
	if (value <= -9e37 || (unit == DRIVER_DBM && value < FLOOR_DBM))
		return "under range";
	return NULL;
}

enum err_code driver_reading(const char *text, enum driver_unit unit,
			     struct power_reading *out, struct err *e)
{
	const char *reason = sentinel(text, unit);
	double value = 0;

	*out = (struct power_reading){ .valid = true };
	if (reason) {
		invalid(out, reason);
		return ERR_OK;
	}
	enum err_code code = scpi_parse_double(text, NULL, &value, e);
	if (code)
		return code;
	if (unit == DRIVER_DBM) {
		out->dbm = value;
		out->watt = 1e-3 * pow(10, value / 10);
		return ERR_OK;
	}
	out->watt = value;
	if (value > 0)
		out->dbm = 10 * log10(value / 1e-3);
	else
		invalid(out, "no light: zero or less");
	return ERR_OK;
}
