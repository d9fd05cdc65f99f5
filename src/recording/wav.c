/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * WAV: RIFF, RIFX (big-endian), and RF64 or BW64 (EBU Tech 3306, ITU-R
 * BS.2088) for more than 4 GiB; whole numbers and floats without compression,
 * WAVE_FORMAT_EXTENSIBLE or not.
 */
#include "recording/recording_open.h"

#include <endian.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#define CHUNK_HEAD 8
#define FMT_MIN 16
#define FMT_EXTENSIBLE 40
#define TAG_PCM 1
#define TAG_FLOAT 3
#define TAG_EXTENSIBLE 0xfffe
#define SIZE_UNKNOWN 0xffffffffu /* streamed, or see ds64 */

struct wav {
	struct recording *r;
	bool big;
	uint64_t data_size_64; /* of ds64 */
	unsigned tag, bits, valid_bits, frame;
	bool has_fmt;
};

static unsigned get16(const struct wav *w, const unsigned char *p)
{
	uint16_t v;
	memcpy(&v, p, sizeof(v));
	return w->big ? be16toh(v) : le16toh(v);
}

static uint32_t get32(const struct wav *w, const unsigned char *p)
{
	uint32_t v;
	memcpy(&v, p, sizeof(v));
	return w->big ? be32toh(v) : le32toh(v);
}

bool wav_plausible(const struct file_bytes *bytes)
{
	static const char *const ids[] = { "RIFF", "RIFX", "RF64", "BW64" };
	for (size_t i = 0; bytes->size >= 12 && i < 4; i++)
		if (memcmp(bytes->data, ids[i], 4) == 0)
			return memcmp(bytes->data + 8, "WAVE", 4) == 0;
	return false;
}

/* The sub-format of WAVE_FORMAT_EXTENSIBLE is a tag and this. */
static bool extensible(const unsigned char *p)
{
	static const unsigned char guid[] = { 0x80, 0x00, 0x00, 0xaa,
					      0x00, 0x38, 0x9b, 0x71 };
	return memcmp(p + 32, guid, sizeof(guid)) == 0;
}

static enum err_code wav_kind(struct wav *w, enum sample_kind *out,
			      struct err *e)
{
	static const struct {
		unsigned tag, bits;
		enum sample_kind kind;
	} kinds[] = {
		{ TAG_PCM, 8, SAMPLE_U8 },    { TAG_PCM, 16, SAMPLE_I16 },
		{ TAG_PCM, 24, SAMPLE_I24 },  { TAG_PCM, 32, SAMPLE_I32 },
		{ TAG_FLOAT, 32, SAMPLE_F32 }, { TAG_FLOAT, 64, SAMPLE_F64 },
	};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].tag == w->tag && kinds[i].bits == w->bits) {
			*out = kinds[i].kind;
			return ERR_OK;
		}
	return err_set(e, ERR_INPUT, "%s: WAV format %u of %u bits; expected "
		       "PCM of 8, 16, 24 or 32 bits or floats of 32 or 64",
		       w->r->path, w->tag, w->bits);
}

static enum err_code take_fmt(struct wav *w, const unsigned char *p,
			      size_t size, const struct recording_request *q,
			      struct err *e)
{
	struct recording *r = w->r;
	if (size < FMT_MIN)
		return err_set(e, ERR_INPUT, "%s: byte %zu: a fmt chunk of %zu "
			       "bytes", r->path, (size_t)(p - r->bytes.data),
			       size);
	w->tag = get16(w, p);
	r->channels = get16(w, p + 2);
	r->rate_hz = get32(w, p + 4);
	w->frame = get16(w, p + 12);
	w->valid_bits = get16(w, p + 14);
	/* samples lie in whole bytes, at their upper end */
	w->bits = r->channels ? w->frame / r->channels * 8 : 0;
	if (w->tag == TAG_EXTENSIBLE && size >= FMT_EXTENSIBLE &&
	    extensible(p)) {
		w->tag = get16(w, p + 24);
		if (get16(w, p + 18))
			w->valid_bits = get16(w, p + 18);
	}
	enum err_code code = wav_kind(w, &r->format.kind, e);
	if (code)
		return code;
	if (w->frame % r->channels || !(r->rate_hz > 0) || w->valid_bits < 1 ||
	    w->valid_bits > w->bits)
		return err_set(e, ERR_INPUT, "%s: a fmt chunk of %zu channels, "
			       "%u bytes a frame, %u bits, %.0f Hz", r->path,
			       r->channels, w->frame, w->valid_bits,
			       r->rate_hz);
	r->format.big_endian = w->big;
	w->has_fmt = true;
	code = recording_set_scale(r, q, e);
	if (w->tag == TAG_PCM)
		r->step = ldexp(1, (int)(w->bits - w->valid_bits));
	return code;
}

static enum err_code take_data(struct wav *w, size_t from, uint64_t size,
			       struct err *e)
{
	struct recording *r = w->r;
	size_t left = r->bytes.size - from;
	if (!w->has_fmt)
		return err_set(e, ERR_INPUT, "%s: byte %zu: data without a fmt "
			       "chunk before them", r->path, from);
	if (size == SIZE_UNKNOWN && w->data_size_64)
		size = w->data_size_64;
	/* a writer that could not go back leaves both sizes open */
	uint32_t whole = get32(w, r->bytes.data + 4);
	bool streamed = size == 0 && (whole == 0 || whole == SIZE_UNKNOWN);
	if (size > left || streamed) {
		recording_warn(r, "byte %zu: the header says %llu bytes of "
			       "samples, %zu are there", from,
			       (unsigned long long)size, left);
		size = left;
	}
	return recording_add_segment(r, from, (size_t)size, e);
}

enum err_code wav_open(struct recording *r,
		       const struct recording_request *request, struct err *e)
{
	struct wav w = { .r = r, .big = r->bytes.data[3] == 'X' };
	const unsigned char *file = r->bytes.data;
	size_t at = 12;
	while (r->bytes.size - at >= CHUNK_HEAD) {
		const unsigned char *chunk = file + at;
		uint64_t size = get32(&w, chunk + 4);
		size_t left = r->bytes.size - at - CHUNK_HEAD;
		at += CHUNK_HEAD;
		if (memcmp(chunk, "data", 4) == 0)
			return take_data(&w, at, size, e);
		if (size > left)
			return err_set(e, ERR_INPUT, "%s: byte %zu: a chunk "
				       "of %llu bytes, %zu are left", r->path,
				       at - CHUNK_HEAD,
				       (unsigned long long)size, left);
		if (memcmp(chunk, "ds64", 4) == 0 && size >= 16)
			w.data_size_64 = get32(&w, file + at + 8) |
					 (uint64_t)get32(&w, file + at + 12)
						 << 32;
		if (memcmp(chunk, "fmt ", 4) == 0) {
			enum err_code code = take_fmt(&w, file + at,
						      (size_t)size, request,
						      e);
			if (code)
				return code;
		}
		/* chunks begin at even bytes */
		at += size + (size & 1 && size < left);
	}
	return err_set(e, ERR_INPUT, "%s: byte %zu: expected a data chunk",
		       r->path, at);
}
