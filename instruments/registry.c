/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of all drivers: a new one is its file and one row here. */
#include "instruments/instrument_driver.h"

#include <string.h>

const struct instrument_driver *const instrument_drivers[] = {
	NULL,
};

const struct instrument_driver *instrument_driver_find(const char *name)
{
	for (size_t i = 0; instrument_drivers[i]; i++)
		if (strcmp(instrument_drivers[i]->name, name) == 0)
			return instrument_drivers[i];
	return NULL;
}
