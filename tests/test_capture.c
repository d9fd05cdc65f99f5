/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings on disk: what is written is what is read, and nothing else is
 * accepted. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture/sigmf.h"
#include "shared_data.h"

static char dir[64];

static int make_dir(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/capture-test-XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	char command[128];
	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

/* 3 bursts, 2 windows, 5 samples, 2 lanes; every number different. */
static struct capture *example(void)
{
	struct capture *c = calloc(1, sizeof(*c));
	*c = (struct capture){
		.label = "on-1", .bursts = 3, .windows = 2, .samples = 5,
		.lanes = 2, .slots = 4, .guard_slots = 1, .passes = 9,
		.integrate = true, .light = true,
		.slot_period_s = 6.000781e-9, .pass_period_s = 384.05e-9,
		.sampling_hz = 166666666.66666666, .bandwidth_hz = 1.17e8,
		.trigger_delay_s = 1.5e-12, .scale_v = 1.0 / 3,
		.offset = -0.1, .code_low = -1530, .code_high = 1529,
		.levels = CONTROLLER_QUADRATIC, .overrange = 1, .lost = 2,
		.unlocked = 3,
	};
	c->codes = malloc(60 * sizeof(*c->codes));
	for (int i = 0; i < 60; i++)
		c->codes[i] = i * 37 - 1000;
	c->record = malloc(2 * sizeof(*c->record));
	c->record[0] = 0;
	c->record[1] = 9;
	c->pattern = malloc(8);
	for (int i = 0; i < 8; i++)
		c->pattern[i] = (int8_t)(i % 3 - 1);
	capture_fact_set(c, "adc_clock_u", 1e-6);
	capture_fact_set(c, "third", 1.0 / 3);
	return c;
}

static void base_of(char *base, size_t size, const char *name)
{
	snprintf(base, size, "%s/%s", dir, name);
}

static void write_example(const char *base, char meta[DIGEST_HEX])
{
	struct err e = { 0 };
	char data[DIGEST_HEX];
	struct capture *c = example();
	assert_int_equal(sigmf_write(base, c, "2026-01-01T00:00:00Z",
				     "maker, model", data, meta, &e), ERR_OK);
	capture_free(c);
}

static void test_round_trip(void **state)
{
	char base[128], meta[DIGEST_HEX];
	struct err e = { 0 };
	struct capture *c, *want = example();
	(void)state;
	base_of(base, sizeof(base), "round");
	write_example(base, meta);
	assert_int_equal(sigmf_read(base, meta, &c, &e), ERR_OK);
	assert_string_equal(c->label, "on-1");
	assert_memory_equal(c->codes, want->codes, 60 * sizeof(int32_t));
	assert_memory_equal(c->record, want->record, 2 * sizeof(unsigned));
	assert_memory_equal(c->pattern, want->pattern, 8);
	assert_true(c->slot_period_s == want->slot_period_s);
	assert_true(c->scale_v == want->scale_v);
	assert_true(c->sampling_hz == want->sampling_hz);
	assert_true(capture_fact_get(c, "third") == 1.0 / 3);
	assert_true(isnan(capture_fact_get(c, "fourth")));
	assert_int_equal(c->levels, CONTROLLER_QUADRATIC);
	assert_int_equal(c->unlocked, 3);
	capture_free(c);
	capture_free(want);
}

/* An unsigned converter of 16 bits or more: nothing may wrap. */
static void test_wide_codes(void **state)
{
	char base[128], data[DIGEST_HEX], meta[DIGEST_HEX];
	struct err e = { 0 };
	struct capture *c, *want = example();
	(void)state;
	base_of(base, sizeof(base), "wide");
	want->code_low = 0;
	want->code_high = 16777215;
	want->codes[0] = 0;
	want->codes[7] = 65535;
	want->codes[59] = 16777215;
	assert_int_equal(sigmf_write(base, want, "2026-01-01T00:00:00Z", "",
				     data, meta, &e), ERR_OK);
	assert_int_equal(sigmf_read(base, meta, &c, &e), ERR_OK);
	assert_memory_equal(c->codes, want->codes, 60 * sizeof(int32_t));
	capture_free(c);
	capture_free(want);
}

static void test_changed_data_refused(void **state)
{
	char base[128], path[160], data[DIGEST_HEX];
	struct err e = { 0 };
	struct capture *c;
	(void)state;
	base_of(base, sizeof(base), "changed");
	write_example(base, data);
	snprintf(path, sizeof(path), "%s.sigmf-data", base);
	FILE *f = fopen(path, "r+b");
	fseek(f, 11, SEEK_SET);
	fputc(0x55, f);
	fclose(f);
	assert_int_equal(sigmf_read(base, NULL, &c, &e), ERR_INPUT);
	assert_non_null(strstr(e.text, "changed.sigmf-data"));
	assert_non_null(strstr(e.text, "SHA-512"));
	assert_int_equal(truncate(path, 118), 0);
	assert_int_equal(sigmf_read(base, NULL, &c, &e), ERR_INPUT);
	assert_non_null(strstr(e.text, "SHA-512"));
}

/* A meta file whose hash fits its data but not the one that was judged. */
static void test_swapped_pair_refused(void **state)
{
	char base[128], meta[DIGEST_HEX], other[DIGEST_HEX];
	struct err e = { 0 };
	struct capture *c;
	(void)state;
	base_of(base, sizeof(base), "swapped");
	write_example(base, meta);
	memcpy(other, meta, sizeof(other));
	other[5] = other[5] == '0' ? '1' : '0';
	assert_int_equal(sigmf_read(base, other, &c, &e), ERR_INPUT);
	assert_non_null(strstr(e.text, "SHA-512"));
}

static const struct {
	const char *find, *replace, *message;
} bad_meta[] = {
	{ "\"ri16_le\"", "\"cf32_le\"", "ri16_le" },
	{ "\"core:sha512\"", "\"core:sha511\"", "core:sha512" },
	{ "\"bursts\": 3", "\"bursts\": 2", "exactly 40 samples of 2" },
	{ "\"bursts\": 3", "\"bursts\": -3", "\"bursts\" must be" },
	{ "\"bursts\": 3", "\"bursts\": 3.5", "\"bursts\" must be" },
	{ "\"bursts\": 3", "\"bursts\": 99999999999", "\"bursts\" must be" },
	{ "\"lanes\": 2", "\"lanes\": 0", "\"lanes\" must be" },
	{ "\"windows\": 2", "\"windows\": 3", "\"record\" must hold 3" },
	{ "\"passes\": 9", "\"passes\": 8", "\"record\" must hold" },
	{ "\"slots\": 4", "\"slots\": 5", "\"pattern\" must hold 10" },
	{ "\"levels\": 1", "\"levels\": 7", "\"levels\" must be" },
	{ "\"scale_v\":", "\"scale\":", "\"scale_v\" must be a number" },
	{ "\"loopgauge:frame\"", "\"other:frame\"", "loopgauge:frame" },
	{ "\"facts\": {", "\"facts\": [", "sigmf-meta:" },
	{ "{", "", "sigmf-meta:" },
};

static void test_bad_meta_refused(void **state)
{
	char base[128], path[160], data[DIGEST_HEX], text[8192];
	(void)state;
	base_of(base, sizeof(base), "bad");
	snprintf(path, sizeof(path), "%s.sigmf-meta", base);
	for (size_t i = 0; i < sizeof(bad_meta) / sizeof(bad_meta[0]); i++) {
		struct err e = { 0 };
		struct capture *c;
		write_example(base, data);
		FILE *f = fopen(path, "rb");
		size_t n = fread(text, 1, sizeof(text) - 1, f);
		fclose(f);
		text[n] = '\0';
		char *at = strstr(text, bad_meta[i].find);
		assert_non_null(at);
		f = fopen(path, "wb");
		fwrite(text, 1, (size_t)(at - text), f);
		fputs(bad_meta[i].replace, f);
		fputs(at + strlen(bad_meta[i].find), f);
		fclose(f);
		assert_int_equal(sigmf_read(base, NULL, &c, &e), ERR_INPUT);
		if (!strstr(e.text, bad_meta[i].message))
			fail_msg("row %zu: %s", i, e.text);
	}
}

/* What we write is SigMF by the standard's own schema. */
static void test_schema(void **state)
{
	char base[128], meta[DIGEST_HEX], command[8192];
	(void)state;
	if (system("python3 -c 'import jsonschema' 2>/dev/null")) {
		print_message("no python3-jsonschema\n");
		skip();
	}
	base_of(base, sizeof(base), "schema");
	write_example(base, meta);
	snprintf(command, sizeof(command),
		 "python3 -c 'import json, jsonschema, sys; "
		 "jsonschema.validate(*(json.load(open(f)) "
		 "for f in sys.argv[1:]))' %s.sigmf-meta %s", base,
		 shared_data("sigmf/sigmf-schema.json"));
	assert_int_equal(system(command), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_wide_codes),
		cmocka_unit_test(test_changed_data_refused),
		cmocka_unit_test(test_swapped_pair_refused),
		cmocka_unit_test(test_bad_meta_refused),
		cmocka_unit_test(test_schema),
	};
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
