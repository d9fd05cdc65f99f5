/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading back a SigMF pair that sigmf_write made; trusts nothing in it. */
#include "capture/sigmf.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording/sample_format.h"
#include "recording/sigmf_pair.h"

#define SIGMF_SAMPLES_MAX ((size_t)1 << 30)

struct sigmf_reader {
	const char *path;
	json_t *frame;
	struct err *e;
	enum err_code code; /* the first problem */
};

static json_int_t sigmf_int(struct sigmf_reader *r, const char *key,
			    json_int_t min, json_int_t max)
{
	json_t *v = json_object_get(r->frame, key);
	json_int_t value = json_integer_value(v);
	if (!r->code && (!json_is_integer(v) || value < min || value > max))
		r->code = err_set(r->e, ERR_INPUT,
				  "%s: loopgauge:frame: \"%s\" must be a whole "
				  "number from %lld to %lld", r->path, key,
				  (long long)min, (long long)max);
	return r->code ? min : value;
}

static double sigmf_real(struct sigmf_reader *r, const char *key)
{
	json_t *v = json_object_get(r->frame, key);
	if (!r->code && !json_is_number(v))
		r->code = err_set(r->e, ERR_INPUT, "%s: loopgauge:frame: "
				  "\"%s\" must be a number", r->path, key);
	return json_number_value(v);
}

static void sigmf_numbers(struct sigmf_reader *r, struct capture *c)
{
	json_t *v = json_object_get(r->frame, "label");
	if (!r->code && !json_is_string(v))
		r->code = err_set(r->e, ERR_INPUT, "%s: loopgauge:frame: "
				  "\"label\" must be a text", r->path);
	if (r->code)
		return;
	snprintf(c->label, sizeof(c->label), "%s", json_string_value(v));
	c->bursts = (size_t)sigmf_int(r, "bursts", 0, 1 << 24);
	c->windows = (size_t)sigmf_int(r, "windows", 1, 1 << 16);
	c->samples = (size_t)sigmf_int(r, "samples", 1, 1 << 24);
	c->lanes = (size_t)sigmf_int(r, "lanes", 1, 4096);
	c->slots = (size_t)sigmf_int(r, "slots", 1, 1 << 20);
	c->guard_slots = (size_t)sigmf_int(r, "guard_slots", 0, 1 << 20);
	c->passes = (unsigned)sigmf_int(r, "passes", 0, 1 << 20);
	c->levels = (enum controller_levels)sigmf_int(r, "levels", 0,
						      CONTROLLER_DUAL_RAIL);
	c->integrate = json_is_true(json_object_get(r->frame, "integrate"));
	c->light = json_is_true(json_object_get(r->frame, "light"));
	c->slot_period_s = sigmf_real(r, "slot_period_s");
	c->pass_period_s = sigmf_real(r, "pass_period_s");
	c->bandwidth_hz = sigmf_real(r, "bandwidth_hz");
	c->trigger_delay_s = sigmf_real(r, "trigger_delay_s");
	c->scale_v = sigmf_real(r, "scale_v");
	c->offset = sigmf_real(r, "offset");
	c->code_low = sigmf_real(r, "code_low");
	c->code_high = sigmf_real(r, "code_high");
	c->overrange = (unsigned long)sigmf_int(r, "overrange", 0, INT64_MAX);
	c->lost = (unsigned long)sigmf_int(r, "lost", 0, INT64_MAX);
	c->unlocked = (unsigned long)sigmf_int(r, "unlocked", 0, INT64_MAX);
}

/* A list of exactly n whole numbers within limits. */
static json_t *sigmf_list(struct sigmf_reader *r, const char *key, size_t n,
			  json_int_t min, json_int_t max)
{
	json_t *list = json_object_get(r->frame, key);
	bool good = json_is_array(list) && json_array_size(list) == n;
	for (size_t i = 0; good && i < n; i++) {
		json_t *v = json_array_get(list, i);
		good = json_is_integer(v) && json_integer_value(v) >= min &&
		       json_integer_value(v) <= max;
	}
	if (!r->code && !good)
		r->code = err_set(r->e, ERR_INPUT,
				  "%s: loopgauge:frame: \"%s\" must hold %zu "
				  "whole numbers from %lld to %lld", r->path,
				  key, n, (long long)min, (long long)max);
	return list;
}

static void sigmf_lists(struct sigmf_reader *r, struct capture *c)
{
	json_t *record = sigmf_list(r, "record", c->windows, 0, c->passes);
	json_t *pattern = json_object_get(r->frame, "pattern");
	bool patterned = json_array_size(pattern) > 0;
	if (patterned)
		sigmf_list(r, "pattern", c->slots * c->lanes, -1, 1);
	if (r->code)
		return;
	c->record = malloc(c->windows * sizeof(*c->record));
	if (patterned)
		c->pattern = malloc(c->slots * c->lanes);
	if (!c->record || (patterned && !c->pattern)) {
		r->code = err_set(r->e, ERR_NOMEM, "%s: out of memory",
				  r->path);
		return;
	}
	for (size_t i = 0; i < c->windows; i++)
		c->record[i] = (unsigned)json_integer_value(
			json_array_get(record, i));
	for (size_t i = 0; patterned && i < c->slots * c->lanes; i++)
		c->pattern[i] = (int8_t)json_integer_value(
			json_array_get(pattern, i));
}

static void sigmf_facts(struct sigmf_reader *r, struct capture *c)
{
	json_t *facts = json_object_get(r->frame, "facts");
	const char *name;
	json_t *v;
	if (!r->code && (!json_is_object(facts) ||
			 json_object_size(facts) > CAPTURE_FACTS_MAX))
		r->code = err_set(r->e, ERR_INPUT, "%s: loopgauge:frame: "
				  "\"facts\" must be a map of at most %d "
				  "numbers", r->path, CAPTURE_FACTS_MAX);
	if (r->code)
		return;
	json_object_foreach(facts, name, v)
		capture_fact_set(c, name, json_number_value(v));
}

/* The dataset as codes; its bytes were checked against their SHA-512. */
static enum err_code sigmf_data(const struct sigmf_pair *pair,
				const struct sample_format *format,
				struct capture *c, struct err *e)
{
	const unsigned char *bytes = pair->bytes.data + pair->from;
	size_t width = sample_format_bytes(format);
	size_t n = c->bursts * c->windows * c->samples;
	if (n > SIGMF_SAMPLES_MAX / c->lanes)
		return err_set(e, ERR_INPUT, "%s: more than %zu samples",
			       pair->data_path, SIGMF_SAMPLES_MAX);
	n *= c->lanes;
	if (pair->size != n * width)
		return err_set(e, ERR_INPUT, "%s: expected exactly %zu samples "
			       "of %zu bytes", pair->data_path, n, width);
	c->codes = malloc(n * sizeof(*c->codes) + 1);
	if (!c->codes)
		return err_set(e, ERR_NOMEM, "%s: out of memory",
			       pair->data_path);
	/* the format is that of the machines that write recordings */
	if (width == sizeof(*c->codes))
		memcpy(c->codes, bytes, n * width);
	else
		for (size_t i = 0; i < n; i++) {
			int16_t narrow;
			memcpy(&narrow, bytes + i * width, sizeof(narrow));
			c->codes[i] = narrow;
		}
	return ERR_OK;
}

/* ri16_le and ri32_le are what sigmf_write makes. */
static bool sigmf_ours(const char *type, struct sample_format *format)
{
	return type && sample_format_parse(type, format, NULL) == ERR_OK &&
	       !format->complex && !format->big_endian &&
	       (format->kind == SAMPLE_I16 || format->kind == SAMPLE_I32);
}

static void sigmf_capture(struct sigmf_reader *r,
			  const struct sigmf_pair *pair, struct capture *c)
{
	struct sample_format format;
	if (!sigmf_ours(sigmf_pair_text(pair, "core:datatype"), &format) ||
	    !sigmf_pair_text(pair, "core:sha512"))
		r->code = err_set(r->e, ERR_INPUT, "%s: expected core:datatype "
				  "\"ri16_le\" or \"ri32_le\" and a "
				  "core:sha512", r->path);
	else if (!json_is_object(r->frame))
		r->code = err_set(r->e, ERR_INPUT, "%s: no loopgauge:frame: "
				  "not recorded by loopgauge", r->path);
	if (r->code)
		return;
	c->sampling_hz = json_number_value(
		json_object_get(pair->global, "core:sample_rate"));
	sigmf_numbers(r, c);
	if (!r->code)
		sigmf_lists(r, c);
	if (!r->code)
		sigmf_facts(r, c);
	if (!r->code)
		r->code = sigmf_data(pair, &format, c, r->e);
}

enum err_code sigmf_read(const char *base, const char *meta_sha512,
			 struct capture **out, struct err *e)
{
	struct sigmf_pair pair;
	struct capture *c = calloc(1, sizeof(*c));
	if (!c)
		return err_set(e, ERR_NOMEM, "%s: out of memory", base);
	enum err_code code = sigmf_pair_open(base, meta_sha512, &pair, e);
	if (!code) {
		struct sigmf_reader r = {
			.path = pair.meta_path, .e = e,
			.frame = json_object_get(pair.global,
						 "loopgauge:frame"),
		};
		sigmf_capture(&r, &pair, c);
		code = r.code;
		sigmf_pair_close(&pair);
	}
	if (code)
		capture_free(c);
	else
		*out = c;
	return code;
}
