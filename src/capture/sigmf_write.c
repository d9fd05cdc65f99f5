/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing a recording as a SigMF pair: the data first, then the meta file
 * that vouches for them. */
#include "capture/sigmf.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/atomic_file.h"

/* Everything of struct capture that SigMF has no name for. */
static json_t *sigmf_frame(const struct capture *c)
{
	json_t *record = json_array(), *pattern = json_array(),
	       *facts = json_object();
	for (size_t i = 0; i < c->windows; i++)
		json_array_append_new(record, json_integer(c->record[i]));
	for (size_t i = 0; c->pattern && i < c->slots * c->lanes; i++)
		json_array_append_new(pattern, json_integer(c->pattern[i]));
	for (size_t i = 0; i < c->nfacts; i++)
		json_object_set_new(facts, c->facts[i].name,
				    json_real(c->facts[i].value));
	return json_pack(
		"{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:b, s:b, s:i, s:f,"
		" s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:I, s:I, s:I, s:o, s:o,"
		" s:o}",
		"label", c->label, "bursts", (json_int_t)c->bursts,
		"windows", (json_int_t)c->windows,
		"samples", (json_int_t)c->samples,
		"lanes", (json_int_t)c->lanes, "slots", (json_int_t)c->slots,
		"guard_slots", (json_int_t)c->guard_slots,
		"passes", (json_int_t)c->passes, "integrate", c->integrate,
		"light", c->light, "levels", (int)c->levels,
		"slot_period_s", c->slot_period_s,
		"pass_period_s", c->pass_period_s,
		"bandwidth_hz", c->bandwidth_hz,
		"trigger_delay_s", c->trigger_delay_s,
		"scale_v", c->scale_v, "offset", c->offset,
		"code_low", c->code_low, "code_high", c->code_high,
		"overrange", (json_int_t)c->overrange,
		"lost", (json_int_t)c->lost,
		"unlocked", (json_int_t)c->unlocked,
		"record", record, "pattern", pattern, "facts", facts);
}

static json_t *sigmf_meta(const struct capture *c, const char *utc,
			  const char *hardware, const char *type,
			  const char *sha512)
{
	return json_pack(
		"{s:{s:s, s:f, s:s, s:s, s:I, s:s, s:s, s:s, s:o,"
		" s:[{s:s, s:s, s:b}]}, s:[{s:i, s:s}], s:[]}",
		"global",
		"core:datatype", type, "core:sample_rate", c->sampling_hz,
		"core:version", "1.0.0", "core:sha512", sha512,
		"core:num_channels", (json_int_t)c->lanes,
		"core:recorder", "loopgauge", "core:hw", hardware,
		"core:description", c->label,
		"loopgauge:frame", sigmf_frame(c),
		"core:extensions",
		"name", "loopgauge", "version", "0.1.0", "optional", 1,
		"captures", "core:sample_start", 0, "core:datetime", utc,
		"annotations");
}

/* The codes as they are in the file: 16 bits where the converter has no more;
 * *size counts bytes, *type is SigMF's name. Caller frees. Reference machines
 * are little-endian, as the format is. */
static void *sigmf_pack(const struct capture *c, size_t *size,
			const char **type)
{
	size_t n = c->bursts * c->windows * c->samples * c->lanes;
	if (c->code_low < INT16_MIN || c->code_high > INT16_MAX) {
		*type = "ri32_le";
		*size = n * sizeof(*c->codes);
		void *copy = malloc(*size + 1);
		return copy ? memcpy(copy, c->codes, *size) : NULL;
	}
	int16_t *packed = malloc(n * sizeof(*packed) + 1);
	for (size_t i = 0; packed && i < n; i++)
		packed[i] = (int16_t)c->codes[i];
	*type = "ri16_le";
	*size = n * sizeof(*packed);
	return packed;
}

static enum err_code sigmf_write_meta(const char *base, json_t *meta,
				      char sha512[DIGEST_HEX], struct err *e)
{
	char path[PATH_MAX];
	char *text = meta ? json_dumps(meta, JSON_INDENT(1) |
						     JSON_REAL_PRECISION(17)) :
			    NULL;
	if (!text)
		return err_set(e, ERR_NOMEM, "%s: cannot describe a recording",
			       base);
	digest_bytes(text, strlen(text), sha512);
	snprintf(path, sizeof(path), "%s.sigmf-meta", base);
	enum err_code code = atomic_file_write(path, text, strlen(text), e);
	free(text);
	return code;
}

enum err_code sigmf_write(const char *base, const struct capture *capture,
			  const char *utc, const char *hardware,
			  char data_sha512[DIGEST_HEX],
			  char meta_sha512[DIGEST_HEX], struct err *e)
{
	char path[PATH_MAX];
	const char *type;
	size_t size;
	void *data = sigmf_pack(capture, &size, &type);
	if (!data)
		return err_set(e, ERR_NOMEM, "%s: out of memory", base);
	digest_bytes(data, size, data_sha512);
	snprintf(path, sizeof(path), "%s.sigmf-data", base);
	enum err_code code = atomic_file_write(path, data, size, e);
	free(data);
	if (code)
		return code;
	json_t *meta = sigmf_meta(capture, utc, hardware, type, data_sha512);
	code = sigmf_write_meta(base, meta, meta_sha512, e);
	json_decref(meta);
	return code;
}
