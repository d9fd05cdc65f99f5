/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a recording: which reader a file is for. */
#include "recording/recording.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/quantity.h"
#include "recording/recording_open.h"
#include "recording/sigmf_pair.h"
#include "recording/text_rows.h"

void recording_warn(struct recording *r, const char *fmt, ...)
{
	va_list ap;
	if (r->nwarnings == RECORDING_WARNINGS_MAX)
		return;
	va_start(ap, fmt);
	vsnprintf(r->warnings[r->nwarnings++], sizeof(r->warnings[0]), fmt,
		  ap);
	va_end(ap);
}

enum err_code recording_add_segment(struct recording *r, size_t from,
				    size_t size, struct err *e)
{
	size_t frame = r->channels * sample_format_bytes(&r->format);
	size_t frames = size / frame;
	struct recording_segment *more = realloc(
		r->segments, (r->nsegments + 1) * sizeof(*more));
	if (!more)
		return err_set(e, ERR_NOMEM, "%s: out of memory", r->path);
	r->segments = more;
	if (size % frame)
		recording_warn(r, "byte %zu: %zu bytes are left over, a frame "
			       "has %zu: the file was cut short?",
			       from + frames * frame, size % frame, frame);
	if (frames)
		more[r->nsegments++] = (struct recording_segment){
			r->bytes.data + from, frames
		};
	r->length += frames;
	return ERR_OK;
}

enum err_code recording_set_scale(struct recording *r,
				  const struct recording_request *request,
				  struct err *e)
{
	r->full_scale = sample_format_full_scale(&r->format);
	r->step = sample_format_is_float(&r->format) ? 0 : 1;
	if (!request->rate)
		return ERR_OK;
	enum err_code code = quantity_parse(request->rate, UNIT_HZ,
					    &r->rate_hz, e);
	if (code || !(r->rate_hz > 0)) {
		if (!code)
			err_set(e, ERR_USAGE, "must be more than 0");
		err_prefix(e, "--rate");
		return ERR_USAGE;
	}
	return ERR_OK;
}

static enum err_code open_by_content(struct recording *r,
				     const struct recording_request *request,
				     struct err *e)
{
	if (!request->format && sigmf_pair_named(r->path))
		return sigmf_open(r, request, e);
	enum err_code code = file_bytes_open(r->path, &r->bytes, e);
	if (code)
		return code;
	if (request->format)
		return raw_open(r, request, e);
	if (wav_plausible(&r->bytes))
		return wav_open(r, request, e);
	if (r->bytes.size >= 2 && (memcmp(r->bytes.data, "\xff\xfe", 2) == 0 ||
				   memcmp(r->bytes.data, "\xfe\xff", 2) == 0))
		return err_set(e, ERR_INPUT, "%s: a text in UTF-16; save it "
			       "as UTF-8", r->path);
	if (text_rows_plausible(&r->bytes))
		return columns_open(r, request, e);
	if (r->bytes.size == 0)
		return err_set(e, ERR_INPUT, "%s: the file is empty", r->path);
	return err_set(e, ERR_INPUT, "%s: what is in it? For raw samples say "
		       "--format, such as ri16_le", r->path);
}

/* The channels that were asked for; of a text they are chosen already. */
static enum err_code choose_channels(struct recording *r,
				     const struct recording_request *request,
				     struct err *e)
{
	enum err_code code = ERR_OK;
	r->interleaved = r->channels;
	if (r->decoded || !request->ncolumns)
		return ERR_OK;
	r->channel_of = calloc(request->ncolumns, sizeof(*r->channel_of));
	if (!r->channel_of)
		return err_set(e, ERR_NOMEM, "%s: out of memory", r->path);
	for (size_t i = 0; !code && i < request->ncolumns; i++)
		code = recording_channel(r, request->columns[i],
					 &r->channel_of[i], e);
	if (code)
		return code;
	r->channels = request->ncolumns;
	if (r->channels == 1 && r->interleaved == 1) {
		free(r->channel_of); /* the one that there is */
		r->channel_of = NULL;
	}
	return ERR_OK;
}

enum err_code recording_open(const char *path,
			     const struct recording_request *request,
			     struct recording **out, struct err *e)
{
	struct recording *r = calloc(1, sizeof(*r));
	if (r)
		r->path = strdup(path);
	if (!r || !r->path) {
		free(r);
		return err_set(e, ERR_NOMEM, "%s: out of memory", path);
	}
	r->rate_hz = NAN;
	r->channels = 1;
	enum err_code code = open_by_content(r, request, e);
	if (!code && r->length == 0)
		code = err_set(e, ERR_INPUT, "%s: no samples in it", path);
	if (!code)
		code = choose_channels(r, request, e);
	if (code) {
		recording_free(r);
		return code;
	}
	*out = r;
	return ERR_OK;
}

void recording_free(struct recording *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->channels; i++) {
		if (r->names)
			free(r->names[i]);
		if (r->units)
			free(r->units[i]);
	}
	free(r->names);
	free(r->units);
	free(r->time_s);
	file_bytes_close(&r->bytes);
	free(r->segments);
	free(r->channel_of);
	free(r->decoded);
	free(r->path);
	free(r);
}

enum err_code recording_channel(const struct recording *r, const char *text,
				size_t *out, struct err *e)
{
	double number;
	for (size_t i = 0; r->names && i < r->channels; i++)
		if (strcmp(r->names[i], text) == 0) {
			*out = i;
			return ERR_OK;
		}
	if (quantity_parse(text, UNIT_COUNT, &number, NULL) || number < 1 ||
	    number > (double)r->channels)
		return err_set(e, ERR_USAGE, "%s: there is no channel "
			       "\"%.60s\"; expected %s1 to %zu", r->path, text,
			       r->names ? "a name or " : "", r->channels);
	*out = (size_t)number - 1;
	return ERR_OK;
}
