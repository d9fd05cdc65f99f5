/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a stage: one table of numbers, then what no single number can tell. */
#include "twin/config.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/datadir.h"
#include "base/yaml.h"
#include "twin/bench.h"
#include "twin/rng.h"

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
	{"", "lanes", WHOLE, UNIT_COUNT, 1, 64, 1, AT(lanes), false},
	{"frame", "slot_period", NUMBER, UNIT_S, 1e-12, 1e-3, 1,
	 AT(slot_period_s), false},
	{"frame", "slots", WHOLE, UNIT_COUNT, 1, TWIN_SLOTS_MAX, 1, AT(slots),
	 false},
	{"frame", "guard_slots", WHOLE, UNIT_COUNT, 0, TWIN_SLOTS_MAX, 1,
	 AT(guard_slots), true},
	{"frame", "passes", WHOLE, UNIT_COUNT, 0, TWIN_PASSES_MAX, 1,
	 AT(passes), false},
	{"loop", "period", NUMBER, UNIT_S, 1e-12, 1, 1, AT(loop_period_s),
	 false},
	{"loop", "period_spread", NUMBER, UNIT_S, 0, 1e-3, 1,
	 AT(loop_period_spread_s), true},
	{"source", "wavelength", NUMBER, UNIT_M, 400e-9, 2500e-9, 1e9,
	 AT(wavelength_nm), false},
	{"source", "launch", NUMBER, UNIT_DBM, -60, 30, 1,
	 AT(laser.launch_dbm), false},
	{"source", "rin_db_hz", NUMBER, UNIT_ONE, -200, -60, 1,
	 AT(laser.rin_db_hz), false},
	{"source", "extinction", NUMBER, UNIT_DB, 3, 60, 1, AT(extinction_db),
	 false},
	{"loss", "link", NUMBER, UNIT_DB, 0, 60, 1, AT(loss.link_db), true},
	{"loss", "per_pass", NUMBER, UNIT_DB, 0, 60, 1, AT(loss.pass_db),
	 true},
	{"loss", "attenuator", NUMBER, UNIT_DB, 0, 60, 1, AT(loss.voa_db),
	 true},
	{"loss", "spread", NUMBER, UNIT_DB, 0, 3, 1, AT(loss.offset_spread_db),
	 true},
	{"absorber", "a0", NUMBER, UNIT_ONE, 0, 0.999, 1, AT(absorber.a0),
	 false},
	{"absorber", "ans", NUMBER, UNIT_ONE, 0, 0.999, 1, AT(absorber.ans),
	 false},
	{"absorber", "p", NUMBER, UNIT_ONE, 1e-9, 1e9, 1,
	 AT(absorber.p_nominal), false},
	{"absorber", "tau", NUMBER, UNIT_S, 1e-15, 1e3, 1, AT(absorber.tau_s),
	 false},
	{"amplifier", "input", NUMBER, UNIT_DBM, -60, 30, 1,
	 AT(amplifier.input_dbm), false},
	{"amplifier", "noise_figure", NUMBER, UNIT_DB, 0, 20, 1,
	 AT(amplifier.nf_db), false},
	{"amplifier", "saturation", NUMBER, UNIT_W, 1e-6, 100, 1,
	 AT(amplifier.psat_w), false},
	{"amplifier", "loss_off", NUMBER, UNIT_DB, 0, 60, 1,
	 AT(amplifier.off_loss_db), true},
	{"amplifier", "current", NUMBER, UNIT_A, 1e-3, 10, 1e3,
	 AT(amplifier.current_ma), false},
	{"receiver", "responsivity_a_w", NUMBER, UNIT_ONE, 1e-3, 2, 1,
	 AT(receiver.responsivity_a_w), false},
	{"receiver", "dark_current", NUMBER, UNIT_A, 0, 1e-3, 1,
	 AT(receiver.dark_a), true},
	{"receiver", "noise_a_rthz", NUMBER, UNIT_ONE, 0, 1e-6, 1,
	 AT(receiver.thermal_a_rthz), false},
	{"receiver", "power", NUMBER, UNIT_DBM, -60, 30, 1,
	 AT(receiver.tap_dbm), false},
	{"receiver", "transimpedance_ohm", NUMBER, UNIT_ONE, 1, 1e9, 1,
	 AT(receiver.tia_ohm), false},
	{"receiver", "bandwidth", NUMBER, UNIT_HZ, 1e3, 1e12, 1,
	 AT(receiver.bandwidth_hz), false},
	{"adc", "bits", WHOLE, UNIT_COUNT, 4, 14, 1, AT(adc.bits), false},
	{"adc", "oversample", WHOLE, UNIT_COUNT, 1, 64, 1, AT(adc.oversample),
	 false},
	{"adc", "noise_lsb", NUMBER, UNIT_ONE, 0, 100, 1, AT(adc.noise_lsb),
	 false},
	{"adc", "jitter", NUMBER, UNIT_S, 0, 1e-6, 1, AT(adc.jitter_s), false},
	{"adc", "sampling", NUMBER, UNIT_HZ, 1e3, 1e12, 1, AT(adc.sampling_hz),
	 false},
	{"adc", "top", NUMBER, UNIT_ONE, 0.05, 1, 1, AT(adc.top), true},
	{"adc", "zero", NUMBER, UNIT_ONE, 0, 0.9, 1, AT(adc.zero), true},
	{"adc", "clock_u", NUMBER, UNIT_ONE, 0, 1e-3, 1, AT(adc.clock_u),
	 true},
	{"adc", "trigger_delay", NUMBER, UNIT_S, 0, 1e-3, 1,
	 AT(adc.trigger_delay_s), true},
	{"adc", "trigger_spread", NUMBER, UNIT_S, 0, 1e-6, 1,
	 AT(adc.trigger_spread_s), true},
	{"comparator", "offset", NUMBER, UNIT_ONE, 0, 1, 1,
	 AT(comparator.offset), false},
	{"comparator", "hysteresis", NUMBER, UNIT_ONE, 0, 1, 1,
	 AT(comparator.hysteresis), false},
	{"comparator", "tau", NUMBER, UNIT_S, 0, 1e-6, 1,
	 AT(comparator.tau_m_s), false},
	{"meter", "noise", NUMBER, UNIT_ONE, 0, 1, 1, AT(meter_noise), false},
};

#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static const char *const top_keys[] = {
	"!stage",   "!title", "!lanes",	   "!frame",	"loop",
	"!levels",  "!source", "!loss",	   "absorber",	"amplifier",
	"!receiver", "!adc",  "!comparator", "!meter",	"noise_off",
	NULL};

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

/* Fields of one section; extra keys are read by the caller. */
static void section_read(struct yaml_node map, const char *section,
			 const char *extra, struct twin_config *out)
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
	if (extra)
		keys[n++] = extra;
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

static void text_read(struct yaml_node node, const char *what, char *out,
		      size_t size)
{
	if (!yaml_present(node))
		return;
	const char *text = yaml_text(node, what);
	if (!text)
		return;
	if (strlen(text) >= size)
		yaml_problem_add(node, "%s: at most %zu characters", what,
				 size - 1);
	else
		strcpy(out, text);
}

static void noise_off_read(struct yaml_node list, struct twin_config *out)
{
	static const char *const names[] = {
#define NAME(name, text, what) text,
		TWIN_SOURCE_LIST(NAME)
#undef NAME
			NULL};
	if (!yaml_present(list))
		return;
	if (!yaml_is_list(list)) {
		yaml_problem_add(list, "noise_off: expected a list of noise "
				       "sources such as [ase, shot]");
		return;
	}
	for (size_t i = 0; i < yaml_count(list); i++) {
		int source;
		if (yaml_choice(yaml_item(list, i), "noise_off", names,
				&source))
			out->noise_off |= 1u << source;
	}
}

static void absorber_check(struct yaml_node root, const struct twin_config *c)
{
	struct yaml_node map = yaml_get(root, "absorber");
	double frame = (c->slots + c->guard_slots) * c->slot_period_s;
	if (c->absorber.a0 + c->absorber.ans >= 1)
		yaml_problem_add(yaml_get(map, "ans"),
				 "absorber: a0 + ans must stay below 1");
	if (c->absorber.tau_s < frame && !twin_config_fast_absorber(c))
		yaml_problem_add(
			yaml_get(map, "tau"),
			"absorber.tau: must be the frame of %.4g s or longer "
			"(slow) or a fifth of the slot period or shorter "
			"(acts slot by slot); between them it is not simulated",
			frame);
}

/* What a single value cannot tell. */
static void whole_check(struct yaml_node root, const struct twin_config *c)
{
	bool loop = yaml_present(yaml_get(root, "loop"));
	struct yaml_node frame = yaml_get(root, "frame");
	struct yaml_node adc = yaml_get(root, "adc");
	if (loop && c->slots * c->slot_period_s >
			    c->loop_period_s * (1 + 1e-3))
		yaml_problem_add(yaml_get(frame, "slots"),
				 "frame.slots: %u slots are longer than the "
				 "loop period",
				 c->slots);
	if (!loop && c->passes > 0)
		yaml_problem_add(yaml_get(frame, "passes"),
				 "frame.passes: a stage without a loop has 0 "
				 "passes");
	if (!loop && c->amplifier.present)
		yaml_problem_add(yaml_get(root, "amplifier"),
				 "amplifier: needs a loop");
	if (!loop && c->absorber.present)
		yaml_problem_add(yaml_get(root, "absorber"),
				 "absorber: needs a loop");
	if (c->absorber.present)
		absorber_check(root, c);
	if (c->adc.top <= c->adc.zero)
		yaml_problem_add(yaml_get(adc, "top"),
				 "adc.top: must lie above adc.zero");
	if (c->adc.oversample << (c->adc.bits - 1) > 32768)
		yaml_problem_add(yaml_get(adc, "oversample"),
				 "adc.oversample: sums of %u conversions of "
				 "%u bits do not fit into 16 bits",
				 c->adc.oversample, c->adc.bits);
	if (c->levels == TWIN_DUAL_RAIL)
		yaml_problem_add(yaml_get(root, "levels"),
				 "levels: dual-rail lanes are not simulated "
				 "in these stages");
}

static void root_read(struct yaml_node root, struct twin_config *out)
{
	static const char *const levels[] = {"unipolar", "quadratic",
					     "dual-rail", NULL};
	static const char *const sections[] = {
		"frame",    "loop", "source",	  "loss",  "absorber",
		"amplifier", "receiver", "adc", "comparator", "meter"};
	if (!yaml_map_check(root, "the stage", top_keys))
		return;
	text_read(yaml_get(root, "stage"), "stage", out->stage,
		  sizeof(out->stage));
	text_read(yaml_get(root, "title"), "title", out->title,
		  sizeof(out->title));
	int level;
	if (yaml_present(yaml_get(root, "levels")) &&
	    yaml_choice(yaml_get(root, "levels"), "levels", levels, &level))
		out->levels = (enum twin_levels)level;
	section_read(root, "", NULL, out);
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		struct yaml_node map = yaml_get(root, sections[i]);
		if (yaml_present(map))
			section_read(map, sections[i], NULL, out);
	}
	out->absorber.present = yaml_present(yaml_get(root, "absorber"));
	out->amplifier.present = yaml_present(yaml_get(root, "amplifier"));
	noise_off_read(yaml_get(root, "noise_off"), out);
}

enum err_code twin_config_load(const char *path, struct yaml_file **file,
			       struct twin_config *out, struct err *e)
{
	*file = NULL;
	enum err_code code = yaml_file_open(path, file, e);
	if (code != ERR_OK)
		return code;
	struct twin_config c = {.adc = {.top = 0.80, .zero = 0.08}};
	if (yaml_problem_count(*file) == 0)
		root_read(yaml_root(*file), &c);
	if (yaml_problem_count(*file) == 0)
		whole_check(yaml_root(*file), &c);
	code = yaml_file_check(*file, e);
	if (code == ERR_OK)
		*out = c;
	return code;
}

enum err_code twin_config_read(const char *path, struct twin_config *out,
			       struct err *e)
{
	struct yaml_file *file;
	enum err_code code = twin_config_load(path, &file, out, e);
	yaml_file_close(file);
	return code;
}

enum err_code twin_config_stage(const char *stage, struct twin_config *out,
				struct err *e)
{
	/* Installed, and where the source tree keeps them. */
	static const char *const places[] = {"stages", "src/twin/stages"};
	if (!*stage || strchr(stage, '/') || strlen(stage) > 64)
		return err_set(e, ERR_INPUT, "\"%s\" is not a stage's name",
			       stage);
	char relative[128], path[4096];
	struct err first = {0}, other = {0};
	for (size_t i = 0; i < 2; i++) {
		snprintf(relative, sizeof(relative), "%s/%s.yaml", places[i],
			 stage);
		if (datadir_find(relative, path, sizeof(path),
				 i ? &other : &first) == ERR_OK)
			return twin_config_read(path, out, e);
	}
	return err_set(e, first.code, "stage %s: %s", stage, first.text);
}
