/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of all drivers: a new one is its file and one row here. */
#include "instruments/instrument_driver.h"

#include <string.h>

extern const struct instrument_driver driver_loop_iio,
	driver_keysight_816x_laser, driver_santec_tsl,
	driver_keysight_attenuator, driver_thorlabs_pm100,
	driver_keysight_816x_meter, driver_amonics_aedfa,
	driver_thorlabs_itc4000, driver_yokogawa_aq6370,
	driver_yokogawa_wt300, driver_rigol_dp800, driver_lakeshore_224;

const struct instrument_driver *const instrument_drivers[] = {
	&driver_loop_iio,
	&driver_keysight_816x_laser,
	&driver_santec_tsl,
	&driver_keysight_attenuator,
	&driver_thorlabs_pm100,
	&driver_keysight_816x_meter,
	&driver_amonics_aedfa,
	&driver_thorlabs_itc4000,
	&driver_yokogawa_aq6370,
	&driver_yokogawa_wt300,
	&driver_rigol_dp800,
	&driver_lakeshore_224,
	NULL,
};

const struct instrument_driver *instrument_driver_find(const char *name)
{
	for (size_t i = 0; instrument_drivers[i]; i++)
		if (strcmp(instrument_drivers[i]->name, name) == 0)
			return instrument_drivers[i];
	return NULL;
}
