/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a stage: its numbers, then what no single number can tell. */
#include "twin/config.h"

#include <stdio.h>
#include <string.h>

#include "base/datadir.h"
#include "base/yaml.h"
#include "twin/config_fields.h"
#include "twin/rng.h"

static const char *const top_keys[] = { "!stage",      "!title",    "!lanes",
					"!frame",      "loop",	    "!levels",
					"!source",     "!loss",	    "absorber",
					"amplifier",   "!receiver", "!adc",
					"!comparator", "!meter",    "wall",
					"noise_off",   NULL };

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
			NULL
	};
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
	if (c->adc.bits && c->adc.oversample << (c->adc.bits - 1) > 32768)
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
	static const char *const levels[] = { "unipolar", "quadratic",
					      "dual-rail", NULL };
	static const char *const sections[] = {
		"frame",     "loop",	 "source", "loss",	 "absorber",
		"amplifier", "receiver", "adc",	   "comparator", "meter",
		"wall"
	};
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
	twin_config_section(root, "", out);
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		struct yaml_node map = yaml_get(root, sections[i]);
		if (yaml_present(map))
			twin_config_section(map, sections[i], out);
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
	struct twin_config c = {
		.adc = { .top = 0.80, .zero = 0.08 },
		.wall = { .power_w = 40, .idle = 0.6, .lasers = 0.4,
			  .ripple = 0.01, .noise = 1e-3, .gain_spread = 1e-3 },
	};
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
	static const char *const places[] = { "stages", "src/twin/stages" };
	if (!*stage || strchr(stage, '/') || strlen(stage) > 64)
		return err_set(e, ERR_INPUT, "\"%s\" is not a stage's name",
			       stage);
	char relative[128], path[4096];
	struct err first = { 0 }, other = { 0 };
	for (size_t i = 0; i < 2; i++) {
		snprintf(relative, sizeof(relative), "%s/%s.yaml", places[i],
			 stage);
		if (datadir_find(relative, path, sizeof(path),
				 i ? &other : &first) == ERR_OK)
			return twin_config_read(path, out, e);
	}
	return err_set(e, first.code, "stage %s: %s", stage, first.text);
}
