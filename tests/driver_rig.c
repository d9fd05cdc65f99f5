/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "driver_rig.h"

#include <string.h>

const struct driver_row driver_rows[] = {
	{ "keysight-816x-laser", "laser:8166B", "Agilent Technologies,8166B",
	  true, "N7714A" },
	{ "keysight-attenuator", "attenuator:N7761A",
	  "Agilent Technologies,N7761A", true, "N7764A" },
	{ "thorlabs-pm100", "power_meter:PM100D", "Thorlabs,PM100D", true,
	  "PM400" },
	{ "keysight-816x-meter", "power_meter:8163B",
	  "Agilent Technologies,8163B", true, "N7744A" },
	{ "amonics-aedfa", "amplifier:AEDFA", "Amonics,AEDFA", false,
	  "AEDFA" },
	{ NULL, NULL, NULL, false, NULL },
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
