/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a stage: its numbers, then what no single number can tell. */
#include "twin/config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/datadir.h"
#include "base/yaml.h"
#include "twin/config_fields.h"
#include "twin/fault.h"
#include "twin/rng.h"

static const char *const top_keys[] = {
	"!stage",     "!title",	  "!lanes",	  "modes",     "wall",
	"!frame",     "loop",	  "!levels",	  "weights",   "!source",
	"!loss",      "crosstalk", "polarisation", "absorber",  "amplifier",
	"!receiver",  "!adc",	  "!comparator",  "!meter",    "drift",
	"lock",	      "token",	  "noise_off",	  "faults",    NULL
};

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

/* Faults that the bench has from the start. */
static void faults_read(struct yaml_node list, struct twin_config *out)
{
	struct twin_fault_set trial = { 0 };
	if (!yaml_present(list))
		return;
	if (!yaml_is_list(list)) {
		yaml_problem_add(list, "faults: expected a list of faults such "
				       "as [silence:laser@20, rail-adc]");
		return;
	}
	for (size_t i = 0; i < yaml_count(list); i++) {
		struct yaml_node node = yaml_item(list, i);
		const char *text = yaml_text(node, "faults");
		char why[300];
		if (!text)
			continue;
		if (strncmp(text, "clear", 5) == 0 ||
		    strlen(text) >= sizeof(out->fault[0]) ||
		    twin_faults_add(&trial, text))
			yaml_problem_add(node, "faults: %s",
					 twin_fault_problem(text, why,
							    sizeof(why)));
		else if (out->nfaults == TWIN_CONFIG_FAULTS_MAX)
			yaml_problem_add(node, "faults: more than %d",
					 TWIN_CONFIG_FAULTS_MAX);
		else
			strcpy(out->fault[out->nfaults++], text);
	}
}

/* One weight a pair: both its lanes have it. */
static void weights_read(struct yaml_node list, struct twin_config *out)
{
	static const char *const names[] = { "-1", "0", "1", NULL };
	size_t pairs = out->lanes / 2;
	if (!yaml_present(list))
		return;
	if (!yaml_is_list(list) || yaml_count(list) != pairs) {
		yaml_problem_add(list, "weights: expected a list of %zu, one "
				       "of -1, 0, 1 a pair of lanes",
				 pairs);
		return;
	}
	for (size_t i = 0; i < pairs; i++) {
		int weight;
		if (!yaml_choice(yaml_item(list, i), "weights", names, &weight))
			continue;
		out->weight[2 * i] = out->weight[2 * i + 1] = weight - 1;
	}
}

static void kind_read(struct yaml_node amplifier, struct twin_config *out)
{
	static const char *const kinds[] = { "edfa", "soa", NULL };
	struct yaml_node node = yaml_get(amplifier, "kind");
	int kind;
	if (yaml_present(node) &&
	    yaml_choice(node, "amplifier.kind", kinds, &kind))
		out->amplifier.kind = (enum twin_amplifier_kind)kind;
}

/* A section by its path: "a.b" is b within a. */
static struct yaml_node section_find(struct yaml_node root, const char *path)
{
	char name[32];
	const char *dot = strchr(path, '.');
	if (!dot)
		return yaml_get(root, path);
	snprintf(name, sizeof(name), "%.*s", (int)(dot - path), path);
	return yaml_get(yaml_get(root, name), dot + 1);
}

/* Sections of the table, and the keys that they have beside its numbers. */
static void sections_read(struct yaml_node root, struct twin_config *out)
{
	static const char *const kind[] = { "kind", NULL };
	static const char *const crosstalk[] = { "receive", "loop", NULL };
	static const char *const drift[] = { "receive",	  "entry", "gain",
					     "lane_gain", "phase", "threshold",
					     "length",	  NULL };
	const char *last = "";
	struct yaml_node map = yaml_get(root, "crosstalk");
	if (yaml_present(map))
		yaml_map_check(map, "crosstalk", crosstalk);
	for (size_t i = 0; i < twin_fields_count; i++) {
		const char *section = twin_fields[i].section;
		if (strcmp(section, last) == 0)
			continue;
		last = section;
		map = section_find(root, section);
		if (yaml_present(map))
			twin_config_section(
				map, section,
				strcmp(section, "drift") == 0	  ? drift :
				strcmp(section, "amplifier") == 0 ? kind :
								    NULL,
				out);
	}
	kind_read(yaml_get(root, "amplifier"), out);
	out->absorber.present = yaml_present(yaml_get(root, "absorber"));
	out->amplifier.present = yaml_present(yaml_get(root, "amplifier"));
}

static void root_read(struct yaml_node root, struct twin_config *out)
{
	static const char *const levels[] = { "unipolar", "quadratic",
					      "dual-rail", NULL };
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
	twin_config_section(root, "", NULL, out);
	sections_read(root, out);
	weights_read(yaml_get(root, "weights"), out);
	noise_off_read(yaml_get(root, "noise_off"), out);
	faults_read(yaml_get(root, "faults"), out);
}

static void defaults_set(struct twin_config *out)
{
	static const struct twin_config_crosstalk none = {
		-INFINITY, -INFINITY, -INFINITY, 0
	};
	memset(out, 0, sizeof(*out));
	out->modes = 1;
	out->adc.top = 0.80;
	out->adc.zero = 0.08;
	out->lock.relock_s = 1.5;
	out->lock.relock_sigma = 0.5;
	out->lock.calibration_s = 10e-3;
	out->token.attention_s = 2e-6;
	out->token.io_s = 5e-6;
	out->wall.power_w = 40;
	out->wall.idle = 0.6;
	out->wall.lasers = 0.4;
	out->wall.ripple = 0.01;
	out->wall.noise = out->wall.gain_spread = 1e-3;
	out->crosstalk.receive = out->crosstalk.loop = none;
	out->drift.hvac_period_s = 900;
	out->drift.residual = 0.01;
	for (unsigned i = 0; i < TWIN_LANES_MAX; i++)
		out->weight[i] = 1;
}

enum err_code twin_config_load(const char *path, struct yaml_file **file,
			       struct twin_config *out, struct err *e)
{
	*file = NULL;
	enum err_code code = yaml_file_open(path, file, e);
	if (code != ERR_OK)
		return code;
	struct twin_config c;
	defaults_set(&c);
	if (yaml_problem_count(*file) == 0)
		root_read(yaml_root(*file), &c);
	if (yaml_problem_count(*file) == 0)
		twin_config_check(yaml_root(*file), &c);
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
