/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stages: the installed ones, and what is said about bad ones. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/datadir.h"
#include "base/yaml.h"
#include "twin/config.h"
#include "twin/config_fields.h"
#include "twin/rng.h"

static void test_defaults(void **state)
{
	(void)state;
	struct twin_config c;
	struct err e = { 0 };
	assert_int_equal(twin_config_stage("S2", &c, &e), ERR_OK);
	/* Table of defaults, section 13. */
	assert_string_equal(c.stage, "S2");
	assert_int_equal(c.lanes, 1);
	assert_int_equal(c.slots, 64);
	assert_true(fabs(c.slot_period_s - 6e-9) < 1e-21);
	assert_true(fabs(c.loop_period_s - 384e-9) < 1e-19);
	assert_true(fabs(c.loop_period_spread_s - 20e-12) < 1e-23);
	assert_true(c.laser.launch_dbm == 3 && c.laser.rin_db_hz == -145);
	assert_true(c.extinction_db == 20 && c.loss.pass_db == 14);
	assert_true(c.amplifier.present && c.amplifier.input_dbm == -10);
	assert_true(c.amplifier.nf_db == 5.5);
	assert_true(fabs(c.amplifier.psat_w - 0.05) < 1e-12);
	assert_true(fabs(c.amplifier.current_ma - 250) < 1e-9);
	assert_true(c.absorber.present && twin_config_absorber(&c) == TWIN_SLOW);
	assert_true(c.absorber.a0 == 0.3 && c.absorber.ans == 0.06);
	assert_true(c.receiver.responsivity_a_w == 0.9);
	assert_true(c.receiver.thermal_a_rthz == 10e-12);
	assert_true(fabs(c.wavelength_nm - 1550) < 1e-9);
	assert_int_equal(c.adc.bits, 8);
	assert_true(fabs(c.adc.jitter_s - 10e-12) < 1e-23);
	assert_true(c.comparator.offset == 0.02);
	assert_true(c.comparator.hysteresis == 0.04);
	assert_int_equal(c.noise_off, 0);

	assert_int_equal(twin_config_stage("S2-fast-sa", &c, &e), ERR_OK);
	assert_int_equal(twin_config_absorber(&c), TWIN_FAST);
	assert_int_equal(twin_config_stage("S1", &c, &e), ERR_OK);
	assert_true(!c.amplifier.present && !c.absorber.present);
	assert_true(c.loss.pass_db == 4 && c.receiver.tap_dbm == -10);
	assert_int_equal(twin_config_stage("S0", &c, &e), ERR_OK);
	assert_true(c.loop_period_s == 0 && c.loss.link_db == 6);
	assert_true(c.receiver.tap_dbm == -3 && c.passes == 0);
}

static void test_unknown_stage(void **state)
{
	(void)state;
	struct twin_config c;
	struct err e = { 0 };
	assert_int_equal(twin_config_stage("S99", &c, &e), ERR_INPUT);
	assert_non_null(strstr(e.text, "stage S99: "));
	assert_non_null(strstr(e.text, "stages/S99.yaml"));
	assert_int_equal(twin_config_stage("../S2", &c, &e), ERR_INPUT);
	assert_string_equal(e.text, "\"../S2\" is not a stage's name");
	assert_int_equal(twin_config_read("/nowhere/x.yaml", &c, &e),
			 ERR_INPUT);
}

/* The text of stage S2 with one thing replaced by another, as a file. */
static char *changed_file(const char *from, const char *to)
{
	char path[4096];
	struct yaml_file *file = NULL;
	if (datadir_find("src/twin/stages/S2.yaml", path, sizeof(path),
			 NULL) != ERR_OK)
		assert_int_equal(datadir_find("stages/S2.yaml", path,
					      sizeof(path), NULL),
				 ERR_OK);
	assert_int_equal(yaml_file_open(path, &file, NULL), ERR_OK);
	size_t len;
	const char *text = yaml_file_text(file, &len);
	const char *at = strstr(text, from);
	if (!at)
		fail_msg("S2.yaml has no \"%s\"", from);
	char *name = strdup("/tmp/twin-config-XXXXXX");
	int fd = mkstemp(name);
	FILE *out = fdopen(fd, "w");
	assert_non_null(out);
	fprintf(out, "%.*s%s%s", (int)(at - text), text, to,
		at + strlen(from));
	fclose(out);
	yaml_file_close(file);
	return name;
}

/* What is replaced in S2, by what, and what must then be said. */
static const struct {
	const char *from, *to, *said[2];
} bad[] = {
	{ "lanes: 1", "lanes: 0", { ":8:8: lanes", NULL } },
	{ "lanes: 1", "lanes: 1.5", { ":8:8: lanes", NULL } },
	{ "lanes: 1\n", "", { "lanes", NULL } },
	{ "lanes: 1", "lanes: 1\nlanes: 2", { ":9:", "lanes" } },
	{ "lanes: 1", "lames: 1", { "lames", "lanes" } },
	{ "6 ns ", "6 nm ", { ":11:16: frame.slot_period", "6 nm" } },
	{ "6 ns ", "6 ", { "frame.slot_period", "ns" } },
	{ "6 ns ", "12q ", { "frame.slot_period", "12q" } },
	{ "6 ns ", "nan ", { "frame.slot_period", "nan" } },
	{ "slots: 64 ",
	  "slots: 80 ",
	  { ":12:10: frame.slots", "longer than the loop period" } },
	{ "slots: 64 ", "slots: 9000 ", { "frame.slots", "8192" } },
	{ "passes: 128 ", "passes: 5000 ", { "frame.passes", "4096" } },
	{ "unipolar\n", "bipolar\n", { "levels", "unipolar" } },
	{ "levels: unipolar",
	  "levels: dual-rail",
	  { ":8:8: lanes", "pairs, 1 is odd" } },
	{ "levels: unipolar\n",
	  "levels: unipolar\nweights: [1]\n",
	  { "weights: ", "list of 0" } },
	{ "lanes: 1\n", "lanes: 4\nmodes: 3\n", { ":9:8: modes", "multiple" } },
	{ "absorber:\n",
	  "crosstalk:\n  loop: { adjacen: -30 dB }\nabsorber:\n",
	  { "adjacen", "adjacent" } },
	{ "absorber:\n",
	  "crosstalk:\n  lop: { adjacent: -30 dB }\nabsorber:\n",
	  { "lop", "loop" } },
	{ "absorber:\n",
	  "crosstalk: { loop: { adjacent: 3 dB } }\nabsorber:\n",
	  { "crosstalk.loop.adjacent", "-3" } },
	{ "per_pass: 14 dB ",
	  "tilt: 4 dB\n  per_pass: 1 dB ",
	  { "loss.per_pass", "at least 2 dB" } },
	{ "amplifier:\n",
	  "amplifier:\n  kind: soa\n",
	  { "amplifier", "recovery" } },
	{ "amplifier:\n",
	  "amplifier:\n  kind: sao\n",
	  { "amplifier.kind", "soa" } },
	{ "wall:\n",
	  "drift: { gain: { walk: -1 } }\nwall:\n",
	  { "drift.gain.walk", NULL } },
	{ "-145", "-145 dB", { "source.rin_db_hz", NULL } },
	{ "20 dB  ", "20 dBm  ", { "source.extinction", "20 dBm" } },
	{ "ans: 0.06", "ans: 0.75", { "absorber", "a0 + ans" } },
	{ "  a0: 0.3\n", "", { "absorber", "a0" } },
	{ "saturation: 50 mW",
	  "saturation: 17 dBm",
	  { "amplifier.saturation", "17 dBm" } },
	{ "noise_figure: 5.5 dB",
	  "noise_figur: 5.5 dB",
	  { "noise_figur", "noise_figure" } },
	{ "bits: 8", "bits: 24", { "adc.bits", "14" } },
	{ "bits: 8", "bit: 8", { "adc", "bits" } },
	{ "bits: 8", "bits: 14", { "adc.oversample", "16 bits" } },
	{ "top: 65 %", "top: 5 %", { "adc.top", "adc.zero" } },
	{ "noise_off: []", "noise_off: [shots]", { "noise_off", "shot" } },
	{ "noise_off: []", "noise_off: shot", { "noise_off", "list" } },
	{ "meter:", "meter: 3\nx:", { "meter", NULL } },
	{ "frame:", "frame: [", { ":", NULL } },
	{ "meter:\n  noise: 0.1 %  ", "meter: {}", { "meter", "noise" } },
};

/* All problems of a file, a line each, without its path. */
static char *problems(const struct yaml_file *file)
{
	char *text = calloc(1, 8192), line[1024];
	size_t path = strlen(yaml_file_path(file));
	for (size_t i = 0; i < yaml_problem_count(file); i++) {
		yaml_problem_format(file, i, line, sizeof(line));
		snprintf(text + strlen(text), 8192 - strlen(text), "%s\n",
			 line + path);
	}
	return text;
}

static void test_bad_configurations(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char *path = changed_file(bad[i].from, bad[i].to);
		struct twin_config c = { .lanes = 77 };
		struct yaml_file *file;
		struct err e = { 0 };
		enum err_code code = twin_config_load(path, &file, &c, &e);
		unlink(path);
		if (code != ERR_INPUT || strncmp(e.text, path, strlen(path)))
			fail_msg("row %zu: %d %s", i, code, e.text);
		char *text = problems(file);
		for (int j = 0; j < 2 && bad[i].said[j]; j++)
			if (!strstr(text, bad[i].said[j]))
				fail_msg("row %zu: \"%s\" does not say \"%s\"",
					 i, text, bad[i].said[j]);
		/* A refused file leaves the caller's struct alone. */
		assert_int_equal(c.lanes, 77);
		yaml_file_close(file);
		free(text);
		free(path);
	}
}

static void test_all_problems_at_once(void **state)
{
	(void)state;
	char *path = changed_file("lanes: 1\n\nframe:\n  slot_period: 6 ns ",
				  "lanes: x\n\nframe:\n  slot_period: 6 dB ");
	struct yaml_file *file;
	struct twin_config c;
	struct err e = { 0 };
	assert_int_equal(twin_config_load(path, &file, &c, &e), ERR_INPUT);
	assert_non_null(file);
	assert_int_equal(yaml_problem_count(file), 2);
	assert_int_equal(yaml_problem_get(file, 0)->line, 8);
	assert_int_equal(yaml_problem_get(file, 1)->line, 11);
	yaml_file_close(file);
	unlink(path);
	free(path);
}

/* What describes the keys: each is there once, with words and a range. */
static void test_fields_described(void **state)
{
	(void)state;
	char range[80];
	for (size_t i = 0; i < twin_fields_count; i++) {
		const struct twin_field *f = &twin_fields[i];
		assert_true(strlen(f->help) > 4 && f->min < f->max);
		twin_field_range(f, range, sizeof(range));
		assert_non_null(strstr(range, " .. "));
		for (size_t j = 0; j < i; j++)
			assert_true(strcmp(f->key, twin_fields[j].key) ||
				    strcmp(f->section,
					   twin_fields[j].section));
		if (strcmp(f->section, "frame") == 0 &&
		    strcmp(f->key, "slot_period") == 0)
			assert_string_equal(range, "1 ps .. 1 ms");
	}
}

static void test_noise_off(void **state)
{
	(void)state;
	char *path = changed_file("noise_off: []", "noise_off: [ase, draws]");
	struct twin_config c;
	struct err e = { 0 };
	assert_int_equal(twin_config_read(path, &c, &e), ERR_OK);
	assert_int_equal(c.noise_off,
			 1u << TWIN_SOURCE_ASE | 1u << TWIN_SOURCE_DRAW);
	unlink(path);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_unknown_stage),
		cmocka_unit_test(test_bad_configurations),
		cmocka_unit_test(test_all_problems_at_once),
		cmocka_unit_test(test_fields_described),
		cmocka_unit_test(test_noise_off),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
