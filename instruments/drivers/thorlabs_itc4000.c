/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Semiconductor optical amplifier on a Thorlabs ITC4000 laser diode and TEC
 * controller: output 1 is the current of the chip, output 2 its cooler.
 *
 * Commands: Series 4000 SCPI Programmer's Reference. The chip is not driven
 * before its cooler works; when it is made safe the current goes off and the
 * cooler stays, since a chip that is still warm does no harm to be cooled.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/quantity.h"
#include "instruments/drivers/driver.h"

#define POLL_S 0.1
#define COOLING_MS 60000
#define TOLERANCE_C 0.5
#define CHIP 1
#define COOLER 2

struct model {
	const char *name;
};

static const struct model models[] = {
	{ "ITC4001" },	  { "ITC4002QCL" }, { "ITC4005" },
	{ "ITC4005QCL" }, { "ITC4020" },    { NULL },
};

struct itc {
	struct scpi *scpi;
	int timeout_ms;
	double celsius; /* set point of the cooler */
	double limit_a; /* of the chip; 0 = as set at the front */
};

static enum err_code current_range(void *state, struct instrument_range *out,
				   struct err *e)
{
	struct itc *itc = state;
	enum err_code code = scpi_query_double(itc->scpi, NULL, &out->min, e,
					       "SOUR:CURR? MIN");

	out->resolution = 0;
	if (!code)
		code = scpi_query_double(itc->scpi, NULL, &out->max, e,
					 "SOUR:CURR? MAX");
	if (!code && itc->limit_a > 0)
		out->max = fmin(out->max, itc->limit_a);
	return code;
}

static enum err_code set_current(void *state, double a, struct err *e)
{
	return scpi_set(((struct itc *)state)->scpi, e, "SOUR:CURR %.6f", a);
}

static enum err_code get_current(void *state, double *a, struct err *e)
{
	return scpi_query_double(((struct itc *)state)->scpi, NULL, a, e,
				 "SOUR:CURR?");
}

static enum err_code switch_output(struct itc *itc, unsigned output, bool on,
				   struct err *e)
{
	return scpi_set(itc->scpi, e, "OUTP%u %s", output, on ? "ON" : "OFF");
}

static enum err_code read_output(struct itc *itc, unsigned output, bool *on,
				 struct err *e)
{
	return scpi_query_bool(itc->scpi, on, e, "OUTP%u?", output);
}

/* Set point, on, and read back. */
static enum err_code start_cooler(struct itc *itc, struct err *e)
{
	bool on = false;
	enum err_code code = scpi_set(itc->scpi, e, "UNIT:TEMP C");

	if (!code)
		code = scpi_set(itc->scpi, e, "SOUR2:TEMP %.3f", itc->celsius);
	if (!code)
		code = switch_output(itc, COOLER, true, e);
	if (!code)
		code = read_output(itc, COOLER, &on, e);
	if (!code && !on)
		code = err_set(e, ERR_INSTRUMENT,
			       "%s: the cooler was told to go on, but it reads "
			       "back as off",
			       scpi_name(itc->scpi));
	return code;
}

static enum err_code wait_for_cooler(struct itc *itc, struct err *e)
{
	long long deadline = clock_deadline(COOLING_MS);
	double celsius = 0;
	enum err_code code = ERR_OK;

	while (!code) {
		code = scpi_query_double(itc->scpi, NULL, &celsius, e,
					 "MEAS:TEMP?");
		if (code || fabs(celsius - itc->celsius) <= TOLERANCE_C)
			return code;
		if (clock_left_ms(deadline) == 0)
			return err_set(e, ERR_INSTRUMENT,
				       "%s: expected %g degC of the cooler "
				       "within %d s, it is at %g degC",
				       scpi_name(itc->scpi), itc->celsius,
				       COOLING_MS / 1000, celsius);
		code = clock_wall.wait(&clock_wall, POLL_S, e);
	}
	return code;
}

static enum err_code set_output(void *state, bool on, struct err *e)
{
	struct itc *itc = state;
	enum err_code code = ERR_OK;

	if (on && itc->limit_a > 0)
		code = scpi_set(itc->scpi, e, "SOUR:CURR:LIM %.6f",
				itc->limit_a);
	if (!code && on)
		code = start_cooler(itc, e);
	if (!code && on)
		code = wait_for_cooler(itc, e);
	return code ? code : switch_output(itc, CHIP, on, e);
}

static enum err_code get_output(void *state, bool *on, struct err *e)
{
	return read_output(state, CHIP, on, e);
}

static enum err_code off(void *state, unsigned ch, struct err *e)
{
	return switch_output(state, ch, false, e);
}

static enum err_code is_on(void *state, unsigned ch, bool *on, struct err *e)
{
	return read_output(state, ch, on, e);
}

static enum err_code make_safe(void *state, struct err *e)
{
	static const struct driver_switch current = { "current of output", off,
						      is_on };
	struct itc *itc = state;

	return driver_switch_off(&current, itc, CHIP, itc->timeout_ms, e);
}

static void close_itc(void *state)
{
	struct itc *itc = state;

	scpi_close(itc->scpi);
	free(itc);
}

static const struct amplifier_ops ops = {
	.current_range = current_range,
	.set_current = set_current,
	.get_current = get_current,
	.set_output = set_output,
	.get_output = get_output,
};

static const char *const schemes[] = { "usbtmc", "serial", "tcp", "pty",
				       NULL };
static const struct instrument_setting settings[] = {
	{ "temperature", "25 degC", "of the chip" },
	{ "current_limit", "none", "highest current that the chip bears, as "
				   "\"500 mA\"; none = as set at the front" },
	{ NULL, NULL, NULL },
};

static enum err_code open_itc(const struct instrument_config *config,
			      void **state, char *identity, size_t size,
			      struct err *e);

const struct instrument_driver driver_thorlabs_itc4000 = {
	.name = "thorlabs-itc4000",
	.summary = "semiconductor amplifier on a Thorlabs ITC4000 controller",
	.role = ROLE_AMPLIFIER,
	.schemes = schemes,
	.settings = settings,
	.timeout_ms = 2000,
	.open = open_itc,
	.close = close_itc,
	.safe = make_safe,
	.amplifier = &ops,
};

static enum err_code parse_settings(struct itc *itc,
				    const struct instrument_config *config,
				    struct err *e)
{
	const struct instrument_driver *driver = &driver_thorlabs_itc4000;
	const char *limit = instrument_setting_get(driver, config,
						   "current_limit");
	enum err_code code = quantity_parse(
		instrument_setting_get(driver, config, "temperature"),
		UNIT_DEGC, &itc->celsius, e);

	if (code)
		return err_prefix(e, "setting temperature");
	if (strcmp(limit, "none") == 0)
		return ERR_OK;
	code = quantity_parse(limit, UNIT_A, &itc->limit_a, e);
	if (!code && !(itc->limit_a > 0))
		code = err_set(e, ERR_USAGE, "expected more than 0 A");
	return code ? err_prefix(e, "setting current_limit") : ERR_OK;
}

/* Nothing is set before the chip is: who only looks changes nothing. */
static enum err_code check_temperature(struct itc *itc, struct err *e)
{
	struct instrument_range range = { 0 };
	enum err_code code = scpi_query_double(itc->scpi, NULL, &range.min, e,
					       "SOUR2:TEMP? MIN");

	if (!code)
		code = scpi_query_double(itc->scpi, NULL, &range.max, e,
					 "SOUR2:TEMP? MAX");
	return code ? code :
		      driver_check("setting temperature", itc->celsius,
				   "degC", &range, e);
}

static enum err_code open_itc(const struct instrument_config *config,
			      void **state, char *identity, size_t size,
			      struct err *e)
{
	struct itc *itc = calloc(1, sizeof(*itc));
	const void *row;

	if (!itc)
		return err_set(e, ERR_NOMEM, "out of memory");
	itc->timeout_ms = config->timeout_ms;
	enum err_code code = parse_settings(itc, config, e);
	if (!code)
		code = driver_open(config, models, sizeof(models[0]),
				   &itc->scpi, &row, identity, size, e);
	if (!code)
		code = scpi_send(itc->scpi, e, "*CLS");
	if (!code)
		code = check_temperature(itc, e);
	if (code)
		close_itc(itc);
	else
		*state = itc;
	return code;
}
