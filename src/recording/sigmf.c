/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SigMF recordings (SigMF specification 1.2): any datatype, channels,
 * captures with headers between them, datasets of other formats. */
#include "recording/recording_open.h"

#include <jansson.h>
#include <math.h>

#include "recording/sigmf_pair.h"

#define COUNT_MAX ((json_int_t)1 << 53)
#define CHANNELS_MAX 65536

struct sigmf {
	struct sigmf_pair pair;
	size_t frame; /* bytes */
	size_t offset; /* index of the first sample of the dataset */
};

/* A whole number that may be absent. */
static enum err_code get_count(const struct sigmf *s, json_t *object,
			       const char *key, json_int_t min,
			       json_int_t max, size_t *out, struct err *e)
{
	json_t *v = json_object_get(object, key);
	json_int_t value = json_integer_value(v);
	if (!v)
		return ERR_OK;
	if (!json_is_integer(v) || value < min || value > max)
		return err_set(e, ERR_INPUT, "%s: %s: expected a whole number "
			       "from %lld to %lld", s->pair.meta_path, key,
			       (long long)min, (long long)max);
	*out = (size_t)value;
	return ERR_OK;
}

static enum err_code take_global(struct sigmf *s, struct recording *r,
				 struct err *e)
{
	json_t *global = s->pair.global;
	const char *type = sigmf_pair_text(&s->pair, "core:datatype");
	json_t *rate = json_object_get(global, "core:sample_rate");
	enum err_code code = sample_format_parse(type ? type : "", &r->format,
						 e);
	if (code)
		return err_prefix(e, "%s: core:datatype", s->pair.meta_path);
	if (rate && !(json_number_value(rate) > 0))
		return err_set(e, ERR_INPUT, "%s: core:sample_rate: expected "
			       "a number above 0", s->pair.meta_path);
	if (rate)
		r->rate_hz = json_number_value(rate);
	code = get_count(s, global, "core:num_channels", 1, CHANNELS_MAX,
			 &r->channels, e);
	s->frame = r->channels * sample_format_bytes(&r->format);
	return code ? code : get_count(s, global, "core:offset", 0, COUNT_MAX,
				       &s->offset, e);
}

/* What one capture says: its first sample, counted in the dataset, and the
 * bytes of other things before it. */
struct capture_place {
	size_t start, header_bytes, global_index;
	bool placed; /* global_index is there */
};

static enum err_code take_capture(const struct sigmf *s, json_t *capture,
				  struct capture_place *out, struct err *e)
{
	*out = (struct capture_place){ 0 };
	enum err_code code = ERR_OK;
	if (!json_is_object(capture) ||
	    !json_object_get(capture, "core:sample_start"))
		code = err_set(e, ERR_INPUT, "%s: captures: expected objects "
			       "with core:sample_start", s->pair.meta_path);
	if (!code)
		code = get_count(s, capture, "core:sample_start",
				 (json_int_t)s->offset, COUNT_MAX, &out->start,
				 e);
	if (!code)
		code = get_count(s, capture, "core:header_bytes", 0, COUNT_MAX,
				 &out->header_bytes, e);
	out->placed = json_object_get(capture, "core:global_index") != NULL;
	if (!code)
		code = get_count(s, capture, "core:global_index", 0, COUNT_MAX,
				 &out->global_index, e);
	out->start -= code ? 0 : s->offset;
	return code;
}

/* Samples between two captures that are not in the dataset. */
static void note_gap(struct recording *r, const struct capture_place *last,
		     const struct capture_place *next)
{
	if (!last->placed || !next->placed ||
	    next->global_index - last->global_index ==
		    next->start - last->start)
		return;
	r->gaps++;
	recording_warn(r, "sample %zu: samples are missing before it "
		       "(core:global_index)", next->start);
}

static enum err_code behind_end(const struct sigmf *s, size_t start,
				struct err *e)
{
	return err_set(e, ERR_INPUT, "%s: captures: sample %zu is behind the "
		       "end of the data", s->pair.meta_path, start);
}

/* Frames of one capture from byte *at on, up to the next capture or, without
 * one, to the end; *at moves past them. */
static enum err_code add_frames(struct recording *r, const struct sigmf *s,
				size_t *at, size_t end,
				const struct capture_place *here,
				const struct capture_place *next,
				struct err *e)
{
	size_t from = *at, size = end - *at;
	if (next && next->start < here->start)
		return err_set(e, ERR_INPUT, "%s: captures: core:sample_start "
			       "must rise", s->pair.meta_path);
	if (next && next->start - here->start > size / s->frame)
		return behind_end(s, next->start, e);
	if (next)
		size = (next->start - here->start) * s->frame;
	*at += size;
	return recording_add_segment(r, s->pair.from + from, size, e);
}

static enum err_code skip_header(const struct sigmf *s, size_t *at, size_t end,
				 const struct capture_place *here,
				 struct err *e)
{
	if (here->header_bytes > end - *at)
		return err_set(e, ERR_INPUT, "%s: captures: core:header_bytes "
			       "go beyond the end of the data",
			       s->pair.meta_path);
	*at += here->header_bytes;
	return ERR_OK;
}

/* Samples before the first capture belong to none. */
static enum err_code add_captures(struct recording *r, const struct sigmf *s,
				  json_t *captures, size_t end, struct err *e)
{
	struct capture_place here, next;
	size_t n = json_array_size(captures), at = 0;
	enum err_code code = take_capture(s, json_array_get(captures, 0),
					  &here, e);
	if (!code && here.start > end / s->frame)
		code = behind_end(s, here.start, e);
	if (!code)
		at = here.start * s->frame;
	for (size_t i = 0; !code && i < n; i++) {
		bool last = i + 1 == n;
		code = skip_header(s, &at, end, &here, e);
		if (!code && !last)
			code = take_capture(s, json_array_get(captures, i + 1),
					    &next, e);
		if (!code)
			code = add_frames(r, s, &at, end, &here,
					  last ? NULL : &next, e);
		if (code || last)
			return code;
		note_gap(r, &here, &next);
		here = next;
	}
	return code;
}

enum err_code sigmf_open(struct recording *r,
			 const struct recording_request *request,
			 struct err *e)
{
	struct sigmf s;
	size_t trailing = 0;
	enum err_code code = sigmf_pair_open(r->path, NULL, &s.pair, e);
	if (code)
		return code;
	s.offset = 0;
	code = take_global(&s, r, e);
	if (!code)
		code = get_count(&s, s.pair.global, "core:trailing_bytes", 0,
				 COUNT_MAX, &trailing, e);
	if (!code && trailing > s.pair.size)
		code = err_set(e, ERR_INPUT, "%s: core:trailing_bytes: more "
			       "than the data have", s.pair.meta_path);
	if (!code)
		code = recording_set_scale(r, request, e);
	/* segments are pointers into the mapping, which r now owns */
	r->bytes = s.pair.bytes;
	s.pair.bytes = (struct file_bytes){ 0 };
	json_t *captures = json_object_get(s.pair.root, "captures");
	if (!code && json_array_size(captures) > 0)
		code = add_captures(r, &s, captures, s.pair.size - trailing,
				    e);
	else if (!code)
		code = recording_add_segment(r, s.pair.from,
					     s.pair.size - trailing, e);
	sigmf_pair_close(&s.pair);
	return code;
}
