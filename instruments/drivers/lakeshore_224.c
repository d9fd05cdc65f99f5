/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Temperature monitor Lake Shore 224.
 *
 * Commands: Model 224 User's Manual, chapter 6. There is no error queue. An
 * input without a sensor reads 0 K or 0 degC, so its status is asked before
 * its reading.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "instruments/drivers/driver.h"

#define ALL "A,B,C1,C2,C3,C4,C5,D1,D2,D3,D4,D5"
#define INPUTS_MAX 12

struct model {
	const char *name;
};

static const struct model models[] = { { "MODEL224" }, { NULL } };

static const char *const names[INPUTS_MAX] = { "A",  "B",  "C1", "C2",
					       "C3", "C4", "C5", "D1",
					       "D2", "D3", "D4", "D5" };

struct monitor {
	struct scpi *scpi;
	const char *input[INPUTS_MAX];
	unsigned ninputs;
};

static unsigned inputs(void *state)
{
	return ((const struct monitor *)state)->ninputs;
}

static const char *input_name(void *state, unsigned input)
{
	return ((const struct monitor *)state)->input[input - 1];
}

/* Bits of RDGST?, section 6.6. */
static const char *fault_of(unsigned long status)
{
	static const struct {
		unsigned bit;
		const char *text;
	} rows[] = { { 1, "invalid reading: is there a sensor?" },
		     { 16, "below the curve's range" },
		     { 32, "above the curve's range" },
		     { 64, "the sensor reads zero" },
		     { 128, "the sensor is over range" } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (status & rows[i].bit)
			return rows[i].text;
	return NULL;
}

static enum err_code read_input(void *state, unsigned input,
				struct thermometer_reading *out, struct err *e)
{
	struct monitor *m = state;
	const char *name = input_name(m, input);
	double status = 0;
	enum err_code code = scpi_query_double(m->scpi, NULL, &status, e,
					       "RDGST? %s", name);

	if (!code && !(status >= 0 && status <= 255))
		code = err_set(e, ERR_PROTOCOL,
			       "%s: RDGST? %s: expected 0 to 255, got %g",
			       scpi_name(m->scpi), name, status);
	if (code)
		return code;
	const char *fault = fault_of((unsigned long)status);
	out->valid = !fault;
	if (!fault)
		return scpi_query_double(m->scpi, NULL, &out->celsius, e,
					 "CRDG? %s", name);
	snprintf(out->reason, sizeof(out->reason), "%s", fault);
	return ERR_OK;
}

static enum err_code parse_inputs(struct monitor *m, const char *text,
				  struct err *e)
{
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, ","), i = 0;

		while (i < INPUTS_MAX && (strlen(names[i]) != len ||
					  strncmp(names[i], p, len) != 0))
			i++;
		if (i == INPUTS_MAX || m->ninputs == INPUTS_MAX)
			return err_set(e, ERR_USAGE,
				       "setting inputs: expected some of %s, "
				       "got \"%s\"",
				       ALL, text);
		m->input[m->ninputs++] = names[i];
		p += len;
		p += *p == ',';
	}
	if (m->ninputs == 0)
		return err_set(e, ERR_USAGE, "setting inputs: none is named");
	return ERR_OK;
}

static void close_monitor(void *state)
{
	struct monitor *m = state;

	scpi_close(m->scpi);
	free(m);
}

static const struct thermometer_ops ops = {
	.inputs = inputs,
	.input_name = input_name,
	.read = read_input,
};

static const char *const schemes[] = { "tcp", "serial", "pty", NULL };
static const struct instrument_setting settings[] = {
	{ "inputs", ALL, "inputs in order" },
	{ NULL, NULL, NULL },
};

static enum err_code open_monitor(const struct instrument_config *config,
				  void **state, char *identity, size_t size,
				  struct err *e);

const struct instrument_driver driver_lakeshore_224 = {
	.name = "lakeshore-224",
	.summary = "Lake Shore 224 temperature monitor",
	.role = ROLE_THERMOMETER,
	.schemes = schemes,
	.settings = settings,
	.timeout_ms = 2000,
	.open = open_monitor,
	.close = close_monitor,
	.thermometer = &ops,
};

static enum err_code open_monitor(const struct instrument_config *config,
				  void **state, char *identity, size_t size,
				  struct err *e)
{
	struct monitor *m = calloc(1, sizeof(*m));
	const void *row;

	if (!m)
		return err_set(e, ERR_NOMEM, "out of memory");
	enum err_code code = parse_inputs(
		m, instrument_setting_get(&driver_lakeshore_224, config,
					  "inputs"), e);
	if (!code)
		code = driver_open(config, models, sizeof(models[0]),
				   &m->scpi, &row, identity, size, e);
	if (code)
		close_monitor(m);
	else
		*state = m;
	return code;
}
