/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calibration that is not on the wire; its uncertainties enter as Type B. */
#include "plan/bench_private.h"

#include "plan/plan_private.h"

#define LANES_MAX 4096
#define CHANNELS_MAX 4096

static void value_read(struct yaml_node map, const char *key, enum unit unit,
		       double min, double max, struct bench_value *out)
{
	out->given = plan_value_read(map, key, unit, min, max, &out->value,
				     &out->u);
}

static void lane_read(struct yaml_node map, struct bench_lane *lane)
{
	static const char *const keys[] = { "!wavelength", "mode",
					    "laser_channel", NULL };
	lane->mode = "";
	lane->laser_channel = 1;
	if (!yaml_map_check(map, "a lane", keys))
		return;
	yaml_quantity(yaml_get(map, "wavelength"), "wavelength", UNIT_M,
		      200e-9, 20e-6, &lane->wavelength_m);
	lane->mode = plan_optional_text(map, "mode");
	yaml_long(yaml_get(map, "laser_channel"), "laser_channel", 1,
		  CHANNELS_MAX, &lane->laser_channel);
}

static enum err_code lanes_read(struct yaml_node list, struct bench *bench,
				struct err *e)
{
	if (!yaml_present(list))
		return ERR_OK;
	size_t n = yaml_is_list(list) ? yaml_count(list) : 0;
	if (n == 0 || n > LANES_MAX) {
		yaml_problem_add(list, "lanes: expected a list, as in "
				       "\"- {wavelength: 1550 nm}\"");
		return ERR_OK;
	}
	enum err_code rc = plan_rows_new(n, sizeof(*bench->lanes),
					 &bench->lanes, e);
	if (rc)
		return rc;
	bench->nlanes = n;
	for (size_t i = 0; i < n; i++)
		lane_read(yaml_item(list, i), &bench->lanes[i]);
	return ERR_OK;
}

enum err_code bench_calibration_read(struct yaml_node map, struct bench *bench,
				     struct err *e)
{
	static const char *const keys[] = { "adc_clock_u",    "trigger_delay",
					    "responsivity",   "transimpedance",
					    "lanes",	      NULL };
	if (!yaml_present(map) ||
	    !yaml_map_check(map, "the calibration", keys))
		return ERR_OK;
	struct bench_value *clock = &bench->adc_clock_u;
	clock->given = yaml_quantity(yaml_get(map, "adc_clock_u"),
				     "adc_clock_u", UNIT_ONE, 0, 0.01,
				     &clock->value);
	clock->u = clock->value;
	value_read(map, "trigger_delay", UNIT_S, -1e-3, 1e-3,
		   &bench->trigger_delay);
	value_read(map, "responsivity", UNIT_A_PER_W, 1e-3, 1e4,
		   &bench->responsivity);
	value_read(map, "transimpedance", UNIT_OHM, 1e-3, 1e9,
		   &bench->transimpedance);
	return lanes_read(yaml_get(map, "lanes"), bench, e);
}
