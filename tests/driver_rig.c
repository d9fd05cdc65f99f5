/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drivers, each with the model that it is tried on. */
#include "driver_rig.h"

#include <string.h>

const struct driver_row driver_rows[] = {
	{ .driver = "keysight-816x-laser",
	  .model = "laser:8166B",
	  .identity = "Agilent Technologies,8166B",
	  .queue = true,
	  .known = "N7714A",
	  .channels = LANES,
	  .dbm = { -3, 6 }, /* of an 81689A */
	  .nm = { 1525, 1575 } },
	{ .driver = "santec-tsl",
	  .model = "laser:TSL-570",
	  .identity = "SANTEC,TSL-570",
	  .queue = true,
	  .known = "TSL-570",
	  .channels = 1,
	  .dbm = { -15, 13 },
	  .nm = { 1500, 1600 } },
	{ .driver = "keysight-attenuator",
	  .model = "attenuator:N7761A",
	  .identity = "Agilent Technologies,N7761A",
	  .queue = true,
	  .known = "N7764A" },
	{ .driver = "thorlabs-pm100",
	  .model = "power_meter:PM100D",
	  .identity = "Thorlabs,PM100D",
	  .queue = true,
	  .known = "PM400" },
	{ .driver = "keysight-816x-meter",
	  .model = "power_meter:8163B",
	  .identity = "Agilent Technologies,8163B",
	  .queue = true,
	  .known = "N7744A" },
	{ .driver = "amonics-aedfa",
	  .model = "amplifier:AEDFA",
	  .identity = "Amonics,AEDFA",
	  .known = "AEDFA",
	  .ampere = 0.3, /* two pumps of 150 mA */
	  .monitors = true },
	{ .driver = "thorlabs-itc4000",
	  .model = "amplifier:ITC4001",
	  .identity = "Thorlabs,ITC4001",
	  .queue = true,
	  .known = "ITC4005",
	  .ampere = 1 },
	{ .driver = "yokogawa-aq6370",
	  .model = "spectrum_analyzer:AQ6370D",
	  .identity = "YOKOGAWA,AQ6370D",
	  .queue = true,
	  .known = "AQ6370C",
	  .greeting = "AUTHENTICATE" },
	{ .driver = "yokogawa-wt300",
	  .model = "power_analyzer:WT310",
	  .identity = "YOKOGAWA,WT310",
	  .queue = true,
	  .known = "WT310E" },
	{ .driver = "rigol-dp800",
	  .model = "supply:DP832",
	  .identity = "RIGOL TECHNOLOGIES,DP832",
	  .queue = true,
	  .known = "DP821" },
	{ .driver = "lakeshore-224",
	  .model = "thermometer:224",
	  .identity = "LSCI,MODEL224",
	  .known = "MODEL224" },
	{ .driver = NULL },
};

struct instrument_config rig_config(const struct rig *rig)
{
	return (struct instrument_config){
		.role = instrument_driver_find(rig->row->driver)->role,
		.driver = rig->row->driver,
		.address = twin_scpi_address(rig->server),
		.timeout_ms = TIMEOUT_MS,
	};
}

void rig_serve(struct rig *rig, const struct driver_row *row,
	       const char *place)
{
	*rig = (struct rig){ .row = row, .bench = stub_bench_new(LANES) };
	assert_int_equal(twin_scpi_start(rig->bench, row->model, place,
					 &rig->server, &rig->e),
			 ERR_OK);
	assert_string_equal(twin_scpi_driver(rig->server), row->driver);
}

void rig_open(struct rig *rig, const struct driver_row *row, const char *place,
	      int timeout_ms)
{
	rig_serve(rig, row, place);
	struct instrument_config config = rig_config(rig);
	config.timeout_ms = timeout_ms;
	if (instrument_open(&config, &rig->inst, &rig->e))
		fail_msg("%s at %s: %s", row->driver, place, rig->e.text);
}

void rig_close(struct rig *rig)
{
	instrument_close(rig->inst);
	twin_scpi_stop(rig->server);
	stub_bench_free(rig->bench);
}

void rig_assert_blamed(const struct rig *rig, enum err_code code,
		       const char *words)
{
	const char *role = twin_scpi_role(rig->server);
	const char *place = strchr(twin_scpi_address(rig->server), ':') + 1;

	assert_int_equal(rig->e.code, code);
	if (strncmp(rig->e.text, role, strlen(role)) ||
	    !strstr(rig->e.text, place) || !strstr(rig->e.text, words))
		fail_msg("expected %s ... %s ... %s, got: %s", role, place,
			 words, rig->e.text);
}
