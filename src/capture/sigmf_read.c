/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading back a SigMF pair that sigmf_write made; trusts nothing in it. */
#include "capture/sigmf.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIGMF_SAMPLES_MAX ((size_t)1 << 30)
#define SIGMF_META_MAX (4 << 20) /* bytes */

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

/* Bytes of a sample of this datatype, 0 if it is none of ours. */
static size_t sigmf_width(const char *type)
{
	if (type && strcmp(type, "ri16_le") == 0)
		return sizeof(int16_t);
	return type && strcmp(type, "ri32_le") == 0 ? sizeof(int32_t) : 0;
}

static enum err_code sigmf_load(const char *path, size_t n, size_t width,
				void *data, struct err *e)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return err_set_errno(e, ERR_INPUT, "cannot open %s", path);
	enum err_code code = ERR_OK;
	if (fread(data, width, n, f) != n || fgetc(f) != EOF)
		code = err_set(e, ERR_INPUT, "%s: expected exactly %zu samples "
			       "of %zu bytes", path, n, width);
	fclose(f);
	return code;
}

static enum err_code sigmf_data(const char *base, size_t width,
				const char *sha512, struct capture *c,
				struct err *e)
{
	char path[4096], hex[DIGEST_HEX];
	snprintf(path, sizeof(path), "%s.sigmf-data", base);
	size_t n = c->bursts * c->windows * c->samples;
	if (n > SIGMF_SAMPLES_MAX / c->lanes)
		return err_set(e, ERR_INPUT, "%s: more than %zu samples", path,
			       SIGMF_SAMPLES_MAX);
	n *= c->lanes;
	c->codes = malloc(n * sizeof(*c->codes) + 1);
	if (!c->codes)
		return err_set(e, ERR_NOMEM, "%s: out of memory", path);
	enum err_code code = sigmf_load(path, n, width, c->codes, e);
	if (code)
		return code;
	digest_bytes(c->codes, n * width, hex);
	if (strcmp(hex, sha512) != 0)
		return err_set(e, ERR_INPUT, "%s: the data do not match "
			       "their SHA-512: changed after they were "
			       "recorded", path);
	/* Widen in place, from the end. */
	int16_t narrow;
	for (size_t i = n; width == sizeof(narrow) && i-- > 0;) {
		memcpy(&narrow, (char *)c->codes + i * width, width);
		c->codes[i] = narrow;
	}
	return ERR_OK;
}

/* The meta file as JSON; the bytes that are parsed are those that were
 * hashed. */
static enum err_code sigmf_load_meta(const char *path, const char *sha512,
				     json_t **out, struct err *e)
{
	char hex[DIGEST_HEX];
	json_error_t problem;
	char *text = malloc(SIGMF_META_MAX + 1);
	FILE *f = text ? fopen(path, "rb") : NULL;
	size_t len = f ? fread(text, 1, SIGMF_META_MAX + 1, f) : 0;
	enum err_code code = ERR_OK;
	if (!text)
		code = err_set(e, ERR_NOMEM, "%s: out of memory", path);
	else if (!f || ferror(f))
		code = err_set_errno(e, ERR_INPUT, "cannot read %s", path);
	else if (len > SIGMF_META_MAX)
		code = err_set(e, ERR_INPUT, "%s: larger than %d bytes", path,
			       SIGMF_META_MAX);
	if (!code) {
		digest_bytes(text, len, hex);
		if (sha512 && strcmp(hex, sha512) != 0)
			code = err_set(e, ERR_INPUT, "%s: does not match its "
				       "SHA-512: changed after it was "
				       "recorded", path);
	}
	if (!code) {
		*out = json_loadb(text, len, JSON_REJECT_DUPLICATES, &problem);
		if (!*out)
			code = err_set(e, ERR_INPUT, "%s:%d:%d: %s", path,
				       problem.line, problem.column,
				       problem.text);
	}
	if (f)
		fclose(f);
	free(text);
	return code;
}

enum err_code sigmf_read(const char *base, const char *meta_sha512,
			 struct capture **out, struct err *e)
{
	char path[4096];
	json_t *meta = NULL;
	snprintf(path, sizeof(path), "%s.sigmf-meta", base);
	enum err_code code = sigmf_load_meta(path, meta_sha512, &meta, e);
	if (code)
		return code;
	json_t *global = json_object_get(meta, "global");
	const char *type =
		json_string_value(json_object_get(global, "core:datatype"));
	const char *vouched =
		json_string_value(json_object_get(global, "core:sha512"));
	struct sigmf_reader r = {
		.path = path, .e = e,
		.frame = json_object_get(global, "loopgauge:frame"),
	};
	struct capture *c = calloc(1, sizeof(*c));
	if (!c)
		r.code = err_set(e, ERR_NOMEM, "%s: out of memory", path);
	else if (!sigmf_width(type) || !vouched)
		r.code = err_set(e, ERR_INPUT, "%s: expected core:datatype "
				 "\"ri16_le\" or \"ri32_le\" and a core:sha512",
				 path);
	else if (!json_is_object(r.frame))
		r.code = err_set(e, ERR_INPUT, "%s: no loopgauge:frame: not "
				 "recorded by loopgauge", path);
	if (!r.code) {
		c->sampling_hz = json_number_value(
			json_object_get(global, "core:sample_rate"));
		sigmf_numbers(&r, c);
		if (!r.code)
			sigmf_lists(&r, c);
		if (!r.code)
			sigmf_facts(&r, c);
		if (!r.code)
			r.code = sigmf_data(base, sigmf_width(type), vouched, c, e);
	}
	json_decref(meta);
	if (r.code) {
		capture_free(c);
		return r.code;
	}
	*out = c;
	return ERR_OK;
}
