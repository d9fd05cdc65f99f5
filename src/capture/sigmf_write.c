/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing a recording as a SigMF pair: the data first, then the meta file
 * that vouches for them. */
#include "capture/sigmf.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Durable under its final name or not there at all. */
static enum err_code file_write(const char *path, const void *data, size_t len,
				struct err *e)
{
	char temporary[4096 + 8];
	snprintf(temporary, sizeof(temporary), "%s.part", path);
	int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		      0666);
	if (fd < 0)
		return err_set_errno(e, ERR_STORE, "cannot create %s",
				     temporary);
	const char *p = data;
	while (len > 0) {
		ssize_t n = write(fd, p, len);
		if (n < 0)
			break;
		p += n;
		len -= (size_t)n;
	}
	enum err_code code = ERR_OK;
	if (len > 0 || fsync(fd) < 0)
		code = err_set_errno(e, ERR_STORE, "cannot write %s", path);
	close(fd);
	if (!code && rename(temporary, path) < 0)
		code = err_set_errno(e, ERR_STORE, "cannot rename %s to %s",
				     temporary, path);
	if (code)
		unlink(temporary);
	return code;
}

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
			  const char *hardware, const char *sha512)
{
	return json_pack(
		"{s:{s:s, s:f, s:s, s:s, s:I, s:s, s:s, s:s, s:o,"
		" s:[{s:s, s:s, s:b}]}, s:[{s:i, s:s}], s:[]}",
		"global",
		"core:datatype", "ri16_le", "core:sample_rate", c->sampling_hz,
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

enum err_code sigmf_write(const char *base, const struct capture *capture,
			  const char *utc, const char *hardware,
			  char data_sha512[DIGEST_HEX],
			  char meta_sha512[DIGEST_HEX], struct err *e)
{
	char path[4096];
	size_t n = capture->bursts * capture->windows * capture->samples *
		   capture->lanes;
	/* Reference machines are little-endian, as is the format. */
	digest_bytes(capture->codes, n * sizeof(*capture->codes), data_sha512);
	snprintf(path, sizeof(path), "%s.sigmf-data", base);
	enum err_code code = file_write(path, capture->codes,
					n * sizeof(*capture->codes), e);
	if (code)
		return code;
	json_t *meta = sigmf_meta(capture, utc, hardware, data_sha512);
	char *text = meta ? json_dumps(meta, JSON_INDENT(1) |
						     JSON_REAL_PRECISION(17)) :
			    NULL;
	json_decref(meta);
	if (!text)
		return err_set(e, ERR_NOMEM, "%s: cannot describe a recording",
			       base);
	digest_bytes(text, strlen(text), meta_sha512);
	snprintf(path, sizeof(path), "%s.sigmf-meta", base);
	code = file_write(path, text, strlen(text), e);
	free(text);
	return code;
}
