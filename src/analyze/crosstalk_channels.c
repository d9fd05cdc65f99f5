/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the lanes' recordings. */
#include "analyze/crosstalk_channels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/clipping.h"
#include "analysis/correlate.h"

#define CHUNK 4096
#define PARTS 8 /* of a dark record, that tell how its mean wanders */

void channels_close(struct channels *c)
{
	free(c->owned);
	recording_free(c->recording);
	*c = (struct channels){ 0 };
}

/* Samples that are whole numbers of 16 bits at most. */
static bool fits_i16(const struct recording *r)
{
	switch (r->format.kind) {
	case SAMPLE_I8:
	case SAMPLE_U8:
	case SAMPLE_I16:
	case SAMPLE_U16:
		return !r->decoded;
	case SAMPLE_I24:
	case SAMPLE_I32:
	case SAMPLE_U32:
	case SAMPLE_F32:
	case SAMPLE_F64:
		break;
	}
	return false;
}

/* Channel `from` of r into lane `to`. */
static void copy_channel(const struct recording *r, size_t from,
			 struct channels *c, size_t to)
{
	double chunk[CHUNK];
	double *f64 = c->f64 ? (double *)c->owned + to * c->length : NULL;
	int16_t *i16 = c->i16 ? (int16_t *)c->owned + to * c->length : NULL;
	for (size_t t = 0; t < r->length; t += CHUNK) {
		size_t n = r->length - t < CHUNK ? r->length - t : CHUNK;
		recording_read(r, from, t, n, f64 ? f64 + t : chunk, NULL);
		for (size_t k = 0; i16 && k < n; k++)
			i16[t + k] = (int16_t)chunk[k];
	}
}

static void set_rails(struct channels *c, const struct recording *r)
{
	bool rails = r->step > 0;
	c->low = rails ? -r->full_scale : -INFINITY;
	c->high = rails ? r->full_scale - r->step : INFINITY;
	c->step = r->step;
}

static enum err_code make_room(struct channels *c, bool integers,
			       struct err *e)
{
	size_t size = integers ? sizeof(int16_t) : sizeof(double);
	if (c->n > CROSSTALK_LANES_MAX)
		return err_set(e, ERR_INPUT, "%zu lanes: %d are the most",
			       c->n, CROSSTALK_LANES_MAX);
	c->owned = calloc(c->n * c->length + 1, size);
	if (!c->owned)
		return err_set(e, ERR_NOMEM, "out of memory for %zu lanes of "
			       "%zu samples", c->n, c->length);
	*(integers ? (const void **)&c->i16 : (const void **)&c->f64) =
		c->owned;
	return ERR_OK;
}

static enum err_code open_real(const char *path,
			       const struct crosstalk_request *r,
			       struct analyze_answer *answer,
			       struct recording **out, struct err *e)
{
	enum err_code code = recording_open(path, &r->recording, out, e);
	if (code)
		return code;
	analyze_note_recording(answer, *out);
	if ((*out)->format.complex || (*out)->length == 0) {
		code = err_set(e, ERR_INPUT, "%s: %s", path,
			       (*out)->length ? "samples are complex: expected "
			       "received power, which is real" :
			       "there is no sample in it");
		recording_free(*out);
		*out = NULL;
	}
	return code;
}

/* N lanes one after the other in a recording of one channel. */
static enum err_code split_lanes(struct recording *r, size_t lanes,
				 struct channels *c, struct err *e)
{
	if (r->channels != 1 || r->length % lanes)
		return err_set(e, ERR_INPUT, "%s: %zu samples of %zu channels "
			       "are not %zu lanes one after the other", r->path,
			       r->length, r->channels, lanes);
	c->n = lanes;
	c->length = r->length / lanes;
	c->i16 = recording_data(r, SAMPLE_I16);
	if (c->i16)
		return ERR_OK;
	enum err_code code = make_room(c, fits_i16(r), e);
	if (!code) {
		/* As one long lane. */
		c->length = r->length;
		copy_channel(r, 0, c, 0);
		c->length = r->length / lanes;
	}
	return code;
}

static enum err_code open_one(const char *path,
			      const struct crosstalk_request *r,
			      struct analyze_answer *answer,
			      struct channels *c, struct err *e)
{
	size_t lanes = 0;
	enum err_code code = option_whole("--lanes", r->lanes, 2,
					  CROSSTALK_LANES_MAX, &lanes, e);
	if (!code)
		code = open_real(path, r, answer, &c->recording, e);
	if (code)
		return code;
	set_rails(c, c->recording);
	if (lanes)
		return split_lanes(c->recording, lanes, c, e);
	c->n = c->recording->channels;
	c->length = c->recording->length;
	if (c->n < 2)
		return err_set(e, ERR_INPUT, "%s: one channel: give --channels "
			       "N of interleaved lanes, --lanes N of lanes one "
			       "after the other, or a file for each lane", path);
	code = make_room(c, fits_i16(c->recording), e);
	for (size_t i = 0; !code && i < c->n; i++)
		copy_channel(c->recording, i, c, i);
	return code;
}

static enum err_code add_file(const char *path, size_t lane,
			      const struct crosstalk_request *r,
			      struct analyze_answer *answer,
			      struct channels *c, struct err *e)
{
	struct recording *one;
	enum err_code code = open_real(path, r, answer, &one, e);
	if (code)
		return code;
	if (one->channels != 1) {
		code = err_set(e, ERR_INPUT, "%s: %zu channels: of several "
			       "files each holds one lane", path,
			       one->channels);
	} else if (lane == 0) {
		c->length = one->length;
		set_rails(c, one);
		code = make_room(c, fits_i16(one), e);
	} else if (one->length != c->length ||
		   fits_i16(one) != (c->i16 != NULL)) {
		code = err_set(e, ERR_INPUT, "%s: %zu samples, not %zu of the "
			       "same type as in the first file", path,
			       one->length, c->length);
	}
	if (!code)
		copy_channel(one, 0, c, lane);
	recording_free(one);
	return code;
}

enum err_code channels_open(char *const *path, size_t count,
			    const struct crosstalk_request *r,
			    struct analyze_answer *answer,
			    struct channels *out, struct err *e)
{
	*out = (struct channels){ .n = count };
	if (count == 1)
		return open_one(path[0], r, answer, out, e);
	if (r->lanes)
		return err_set(e, ERR_USAGE, "--lanes is for one file that "
			       "holds them all, not for %zu files", count);
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < count && !code; i++)
		code = add_file(path[i], i, r, answer, out, e);
	return code;
}

/* Only a channel that touches a rail is looked at sample by sample. */
static enum err_code test_clipping(const struct channels *c, size_t i,
				   bool *clipped, struct err *e)
{
	double *x = malloc((c->length + 1) * sizeof(*x));
	if (!x)
		return err_set(e, ERR_NOMEM, "out of memory");
	for (size_t t = 0; t < c->length; t++)
		x[t] = c->i16 ? c->i16[i * c->length + t]
			      : c->f64[i * c->length + t];
	*clipped = clipping_test(x, c->length, c->low, c->high).clipped;
	free(x);
	return ERR_OK;
}

enum err_code channels_moments(const struct channels *c, size_t i,
			       struct channel_moments *out, struct err *e)
{
	double low = INFINITY, high = -INFINITY;
	*out = (struct channel_moments){ 0 };
	if (c->i16) {
		struct correlate_moments m = correlate_moments_i16(
			c->i16 + i * c->length, c->length);
		out->sum = (double)m.sum;
		out->square = (double)m.square;
		low = m.low;
		high = m.high;
	} else {
		const double *x = c->f64 + i * c->length;
		correlate_f64(x, 1, x, 1, c->length, &out->square);
		for (size_t t = 0; t < c->length; t++) {
			out->sum += x[t];
			low = fmin(low, x[t]);
			high = fmax(high, x[t]);
		}
	}
	if (c->step > 0 && (low <= c->low || high >= c->high))
		return test_clipping(c, i, &out->clipped, e);
	return ERR_OK;
}

/* Samples need not be independent: the means of parts tell how far the mean
 * of all wanders, if that is more than the samples' own scatter. */
enum err_code channels_dark(const struct channels *c, size_t i, double *mean,
			    double *u_mean, double *sigma, struct err *e)
{
	struct channels part = *c;
	struct channel_moments m;
	double n = (double)c->length, scatter = 0;
	enum err_code code = channels_moments(c, i, &m, e);
	if (code)
		return code;
	*mean = m.sum / n;
	*sigma = sqrt(fmax(m.square - n * *mean * *mean, 0) / (n - 1));
	*u_mean = *sigma / sqrt(n);
	part.length = c->length / PARTS;
	part.n = PARTS;
	part.step = 0;
	if (part.length < 2)
		return ERR_OK;
	for (size_t p = 0; p < PARTS && !code; p++) {
		if (c->i16)
			part.i16 = c->i16 + i * c->length;
		else
			part.f64 = c->f64 + i * c->length;
		code = channels_moments(&part, p, &m, e);
		double d = m.sum / (double)part.length - *mean;
		scatter += d * d;
	}
	*u_mean = fmax(*u_mean, sqrt(scatter / (PARTS * (PARTS - 1))));
	return code;
}
