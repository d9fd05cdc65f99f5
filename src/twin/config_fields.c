/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every number of a stage: key, unit, limits, and where it goes. */
#include "twin/config_fields.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "twin/bench.h"

enum kind { NUMBER, WHOLE };

/* A key of a section: where it goes, in which unit, within which limits. */
struct field {
	const char *section, *key;
	enum kind kind;
	enum unit unit;
	double min, max;
	double scale; /* stored = base unit x scale */
	size_t offset;
	bool optional; /* keeps the default */
};

#define AT(member) offsetof(struct twin_config, member)

static const struct field fields[] = {
	{ "", "lanes", WHOLE, UNIT_COUNT, 1, 64, 1, AT(lanes), false },
	{ "frame", "slot_period", NUMBER, UNIT_S, 1e-12, 1e-3, 1,
	  AT(slot_period_s), false },
	{ "frame", "slots", WHOLE, UNIT_COUNT, 1, TWIN_SLOTS_MAX, 1, AT(slots),
	  false },
	{ "frame", "guard_slots", WHOLE, UNIT_COUNT, 0, TWIN_SLOTS_MAX, 1,
	  AT(guard_slots), true },
	{ "frame", "passes", WHOLE, UNIT_COUNT, 0, TWIN_PASSES_MAX, 1,
	  AT(passes), false },
	{ "loop", "period", NUMBER, UNIT_S, 1e-12, 1, 1, AT(loop_period_s),
	  false },
	{ "loop", "period_spread", NUMBER, UNIT_S, 0, 1e-3, 1,
	  AT(loop_period_spread_s), true },
	{ "source", "wavelength", NUMBER, UNIT_M, 400e-9, 2500e-9, 1e9,
	  AT(wavelength_nm), false },
	{ "source", "launch", NUMBER, UNIT_DBM, -60, 30, 1,
	  AT(laser.launch_dbm), false },
	{ "source", "rin_db_hz", NUMBER, UNIT_ONE, -200, -60, 1,
	  AT(laser.rin_db_hz), false },
	{ "source", "extinction", NUMBER, UNIT_DB, 3, 60, 1, AT(extinction_db),
	  false },
	{ "loss", "link", NUMBER, UNIT_DB, 0, 60, 1, AT(loss.link_db), true },
	{ "loss", "per_pass", NUMBER, UNIT_DB, 0, 60, 1, AT(loss.pass_db),
	  true },
	{ "loss", "attenuator", NUMBER, UNIT_DB, 0, 60, 1, AT(loss.voa_db),
	  true },
	{ "loss", "spread", NUMBER, UNIT_DB, 0, 3, 1, AT(loss.offset_spread_db),
	  true },
	{ "absorber", "a0", NUMBER, UNIT_ONE, 0, 0.999, 1, AT(absorber.a0),
	  false },
	{ "absorber", "ans", NUMBER, UNIT_ONE, 0, 0.999, 1, AT(absorber.ans),
	  false },
	{ "absorber", "p", NUMBER, UNIT_ONE, 1e-9, 1e9, 1,
	  AT(absorber.p_nominal), false },
	{ "absorber", "tau", NUMBER, UNIT_S, 1e-15, 1e3, 1, AT(absorber.tau_s),
	  false },
	{ "amplifier", "input", NUMBER, UNIT_DBM, -60, 30, 1,
	  AT(amplifier.input_dbm), false },
	{ "amplifier", "noise_figure", NUMBER, UNIT_DB, 0, 20, 1,
	  AT(amplifier.nf_db), false },
	{ "amplifier", "saturation", NUMBER, UNIT_W, 1e-6, 100, 1,
	  AT(amplifier.psat_w), false },
	{ "amplifier", "loss_off", NUMBER, UNIT_DB, 0, 60, 1,
	  AT(amplifier.off_loss_db), true },
	{ "amplifier", "current", NUMBER, UNIT_A, 1e-3, 10, 1e3,
	  AT(amplifier.current_ma), false },
	{ "receiver", "responsivity_a_w", NUMBER, UNIT_ONE, 1e-3, 2, 1,
	  AT(receiver.responsivity_a_w), false },
	{ "receiver", "dark_current", NUMBER, UNIT_A, 0, 1e-3, 1,
	  AT(receiver.dark_a), true },
	{ "receiver", "noise_a_rthz", NUMBER, UNIT_ONE, 0, 1e-6, 1,
	  AT(receiver.thermal_a_rthz), false },
	{ "receiver", "power", NUMBER, UNIT_DBM, -60, 30, 1,
	  AT(receiver.tap_dbm), false },
	{ "receiver", "transimpedance_ohm", NUMBER, UNIT_ONE, 1, 1e9, 1,
	  AT(receiver.tia_ohm), false },
	{ "receiver", "bandwidth", NUMBER, UNIT_HZ, 1e3, 1e12, 1,
	  AT(receiver.bandwidth_hz), false },
	{ "adc", "bits", WHOLE, UNIT_COUNT, 4, 14, 1, AT(adc.bits), false },
	{ "adc", "oversample", WHOLE, UNIT_COUNT, 1, 64, 1, AT(adc.oversample),
	  false },
	{ "adc", "noise_lsb", NUMBER, UNIT_ONE, 0, 100, 1, AT(adc.noise_lsb),
	  false },
	{ "adc", "jitter", NUMBER, UNIT_S, 0, 1e-6, 1, AT(adc.jitter_s),
	  false },
	{ "adc", "sampling", NUMBER, UNIT_HZ, 1e3, 1e12, 1, AT(adc.sampling_hz),
	  false },
	{ "adc", "top", NUMBER, UNIT_ONE, 0.05, 1, 1, AT(adc.top), true },
	{ "adc", "zero", NUMBER, UNIT_ONE, 0, 0.9, 1, AT(adc.zero), true },
	{ "adc", "clock_u", NUMBER, UNIT_ONE, 0, 1e-3, 1, AT(adc.clock_u),
	  true },
	{ "adc", "trigger_delay", NUMBER, UNIT_S, 0, 1e-3, 1,
	  AT(adc.trigger_delay_s), true },
	{ "adc", "trigger_spread", NUMBER, UNIT_S, 0, 1e-6, 1,
	  AT(adc.trigger_spread_s), true },
	{ "comparator", "offset", NUMBER, UNIT_ONE, 0, 1, 1,
	  AT(comparator.offset), false },
	{ "comparator", "hysteresis", NUMBER, UNIT_ONE, 0, 1, 1,
	  AT(comparator.hysteresis), false },
	{ "comparator", "tau", NUMBER, UNIT_S, 0, 1e-6, 1,
	  AT(comparator.tau_m_s), false },
	{ "meter", "noise", NUMBER, UNIT_ONE, 0, 1, 1, AT(meter_noise), false },
	{ "wall", "power", NUMBER, UNIT_W, 0, 1e5, 1, AT(wall.power_w), true },
	{ "wall", "idle", NUMBER, UNIT_ONE, 0, 1, 1, AT(wall.idle), true },
	{ "wall", "lasers", NUMBER, UNIT_ONE, 0, 1, 1, AT(wall.lasers), true },
	{ "wall", "ripple", NUMBER, UNIT_ONE, 0, 0.5, 1, AT(wall.ripple),
	  true },
	{ "wall", "noise", NUMBER, UNIT_ONE, 0, 1, 1, AT(wall.noise), true },
	{ "wall", "gain_spread", NUMBER, UNIT_ONE, 0, 0.1, 1,
	  AT(wall.gain_spread), true },
};

#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static void field_read(const struct field *field, struct yaml_node node,
		       struct twin_config *out)
{
	char what[64];
	char *at = (char *)out + field->offset;
	snprintf(what, sizeof(what), "%s%s%s", field->section,
		 *field->section ? "." : "", field->key);
	if (field->kind == WHOLE) {
		long value;
		if (yaml_long(node, what, (long)field->min, (long)field->max,
			      &value))
			*(unsigned *)at = (unsigned)value;
		return;
	}
	double value;
	if (yaml_quantity(node, what, field->unit, field->min, field->max,
			  &value))
		*(double *)at = value * field->scale;
}

void twin_config_section(struct yaml_node map, const char *section,
			 struct twin_config *out)
{
	const char *keys[32];
	char required[32][48];
	size_t n = 0;
	for (size_t i = 0; i < FIELDS; i++) {
		if (strcmp(fields[i].section, section) != 0)
			continue;
		snprintf(required[n], sizeof(required[n]), "%s%s",
			 fields[i].optional ? "" : "!", fields[i].key);
		keys[n] = required[n];
		n++;
	}
	keys[n] = NULL;
	if (*section && !yaml_map_check(map, section, keys))
		return;
	for (size_t i = 0; i < FIELDS; i++) {
		if (strcmp(fields[i].section, section) != 0)
			continue;
		struct yaml_node node = yaml_get(map, fields[i].key);
		if (yaml_present(node))
			field_read(&fields[i], node, out);
	}
}
