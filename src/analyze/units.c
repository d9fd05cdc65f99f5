/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of units of readings. */
#include "analyze/units.h"

#include <stddef.h>
#include <string.h>

#define UNIT(value, difference)                                                \
	{                                                                      \
		value, difference, difference "/s", difference "/h",           \
			difference "2/s"                                       \
	}

static const struct analyze_unit units[] = {
	{ "1", "1", "1/s", "1/h", "1/s" },
	UNIT("dB", "dB"),   UNIT("dBm", "dB"), UNIT("W", "W"),
	UNIT("mW", "mW"),   UNIT("uW", "uW"),  UNIT("V", "V"),
	UNIT("mV", "mV"),   UNIT("A", "A"),    UNIT("mA", "mA"),
	UNIT("Hz", "Hz"),   UNIT("s", "s"),    UNIT("ns", "ns"),
	UNIT("degC", "K"),  UNIT("K", "K"),    UNIT("rad", "rad"),
};

const struct analyze_unit *analyze_unit_find(const char *unit)
{
	if (!*unit)
		return units;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(unit, units[i].value) == 0)
			return &units[i];
	return NULL;
}
