/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a recording to samples that the analyses of tones take. */
#include "analyze/tone_record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/units.h"

static enum err_code set_scale(const struct recording *r, const char *text,
			       struct tone_record *out, struct err *e)
{
	char *end;

	out->low = out->high = 0;
	/* Codes have rails; a text may hold anything. */
	out->full_scale = r->decoded ? NAN : r->full_scale;
	if (r->step > 0 && !r->decoded) {
		out->low = -r->full_scale;
		out->high = r->full_scale - r->step;
	}
	if (!text)
		return ERR_OK;
	out->full_scale = strtod(text, &end);
	if (end == text || *end || !(out->full_scale > 0) ||
	    !isfinite(out->full_scale))
		return err_set(e, ERR_USAGE, "--full-scale: expected a number "
			       "above 0, the amplitude of a tone at 0 dBFS, "
			       "got \"%.40s\"", text);
	return ERR_OK;
}

static const void *in_place(const struct recording *r,
			    enum samples_type *type)
{
	bool narrow = r->format.kind == SAMPLE_I8;
	const void *data = NULL;

	if (r->channels == 1 && (narrow || r->format.kind == SAMPLE_I16))
		data = recording_data(r, r->format.kind);
	if (data)
		*type = narrow ? SAMPLES_I8 : SAMPLES_I16;
	return data;
}

static enum err_code convert_all(const struct recording *r, size_t channel,
				 struct tone_record *out, struct err *e)
{
	size_t n = r->length, each = r->format.complex ? 2 : 1;
	double *im = NULL;

	out->own = calloc(n ? n * each : 1, sizeof(double));
	if (out->own && each == 2)
		im = calloc(n ? n : 1, sizeof(double));
	if (!out->own || (each == 2 && !im)) {
		free(im);
		return err_set(e, ERR_NOMEM, "%s: out of memory", r->path);
	}
	recording_read(r, channel, 0, n, out->own, im);
	for (size_t i = n; im && i-- > 0;) {
		out->own[2 * i] = out->own[i];
		out->own[2 * i + 1] = im[i];
	}
	free(im);
	return ERR_OK;
}

enum err_code tone_record_read(const struct recording *r, size_t channel,
			       const char *full_scale, bool convert,
			       struct tone_record *out, struct err *e)
{
	const struct analyze_unit *unit =
		r->units && *r->units[channel] ?
			analyze_unit_find(r->units[channel]) : NULL;

	*out = (struct tone_record){ .unit = r->step > 0 && !r->decoded ?
						     "LSB" : "1" };
	if (unit)
		out->unit = unit->difference;
	enum err_code code = set_scale(r, full_scale, out, e);
	const void *data = NULL;

	out->x.length = r->length;
	out->x.iq = r->format.complex;
	out->x.type = SAMPLES_F64;
	if (!code && !convert)
		data = in_place(r, &out->x.type);
	if (!code && !data)
		code = convert_all(r, channel, out, e);
	out->x.data = data ? data : out->own;
	return code;
}

void tone_record_free(struct tone_record *record)
{
	free(record->own);
	record->own = NULL;
}

double tone_record_rate(const struct recording *r)
{
	if (!isnan(r->rate_hz) || !r->time_s || r->length < 2)
		return r->rate_hz;
	return (double)(r->length - 1) /
	       (r->time_s[r->length - 1] - r->time_s[0]);
}

void tone_record_note(struct analyze_answer *answer,
		      const struct recording *r)
{
	analyze_note_recording(answer, r);
	if (r->gaps)
		analyze_note(answer, "the file tells of %zu gaps in time: a "
			     "record across one is not what it seems",
			     r->gaps);
	if (isnan(r->rate_hz) && !r->time_s)
		analyze_note(answer, "the sample rate is not known (--rate): "
			     "frequencies are cycles per sample");
}
