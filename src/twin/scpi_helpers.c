/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters and replies that the simulated instruments have in common. */
#include "twin/scpi_device.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool named_limit(const char *word, const struct twin_scpi_range *range,
			double *out)
{
	if (twin_scpi_word("MINimum", word))
		*out = range->min;
	else if (twin_scpi_word("MAXimum", word))
		*out = range->max;
	else if (twin_scpi_word("DEFault", word))
		*out = range->def;
	else
		return false;
	return true;
}

static const struct twin_scpi_scale *
find_scale(const struct twin_scpi_scale *scales, const char *name)
{
	for (; scales->name; scales++)
		if (strcmp(scales->name, name) == 0)
			return scales;
	return NULL;
}

bool twin_scpi_number(struct twin_scpi_device *device,
		      const struct twin_scpi_call *call, int i,
		      const struct twin_scpi_scale *scales,
		      const struct twin_scpi_range *range, double *out)
{
	const struct twin_scpi_value *v = &call->values[i];

	if (v->type == TWIN_SCPI_WORD) {
		if (named_limit(v->text, range, out))
			return true;
		twin_scpi_fail(device, TWIN_SCPI_CHARACTER_DATA, NULL);
		return false;
	}
	if (v->type != TWIN_SCPI_NUMBER) {
		twin_scpi_fail(device, TWIN_SCPI_DATA_TYPE, NULL);
		return false;
	}
	const struct twin_scpi_scale *scale = find_scale(scales, v->text);
	if (!scale) {
		twin_scpi_fail(device,
			       scales[1].name ? TWIN_SCPI_UNIT :
						TWIN_SCPI_UNIT_NOT_ALLOWED,
			       NULL);
		return false;
	}
	double value = scale->dbm ? 1e-3 * pow(10, v->number / 10) :
				    v->number * scale->factor;
	/* A limit sent back as a 32-bit float must be accepted again. */
	double slack = 1e-6 * fabs(range->max - range->min);
	if (!(value >= range->min - slack && value <= range->max + slack)) {
		twin_scpi_fail(device, TWIN_SCPI_RANGE, NULL);
		return false;
	}
	*out = value;
	return true;
}

bool twin_scpi_limit(struct twin_scpi_device *device,
		     const struct twin_scpi_call *call,
		     const struct twin_scpi_range *range, double *out)
{
	if (call->nvalues == 0)
		return true;
	if (call->values[0].type == TWIN_SCPI_WORD &&
	    named_limit(call->values[0].text, range, out))
		return true;
	twin_scpi_fail(device, TWIN_SCPI_ILLEGAL_VALUE, NULL);
	return false;
}

bool twin_scpi_boolean(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call, bool *out)
{
	const struct twin_scpi_value *v = &call->values[0];

	if (v->type == TWIN_SCPI_NUMBER && v->text[0] == '\0') {
		*out = lround(v->number) != 0;
		return true;
	}
	if (v->type == TWIN_SCPI_WORD && strcmp(v->text, "ON") == 0)
		*out = true;
	else if (v->type == TWIN_SCPI_WORD && strcmp(v->text, "OFF") == 0)
		*out = false;
	else {
		twin_scpi_fail(device, TWIN_SCPI_ILLEGAL_VALUE, NULL);
		return false;
	}
	return true;
}

void twin_scpi_reply_double(struct twin_scpi_device *device, double value)
{
	char text[40];

	/* The C library writes two digits of exponent where these write
	 * three. */
	snprintf(text, sizeof(text), "%+.8E", value);
	char *exponent = strchr(text, 'E');
	if (!exponent) {
		twin_scpi_reply(device, "+9.91000000E+037");
		return;
	}
	int power = atoi(exponent + 1);
	*exponent = '\0';
	twin_scpi_reply(device, "%sE%c%03d", text, power < 0 ? '-' : '+',
			abs(power));
}

void twin_scpi_reply_float(struct twin_scpi_device *device, double value)
{
	twin_scpi_reply_double(device, (double)(float)value);
}

const struct twin_scpi_scale twin_scpi_metres[] = {
	{ "", 1, false },      { "M", 1, false },     { "MM", 1e-3, false },
	{ "UM", 1e-6, false }, { "NM", 1e-9, false }, { "PM", 1e-12, false },
	{ NULL, 0, false }
};
