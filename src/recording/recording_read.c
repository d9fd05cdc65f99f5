/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of a recording that is open. */
#include "recording/recording.h"

#include <assert.h>
#include <endian.h>
#include <stdint.h>

size_t recording_read(const struct recording *r, size_t channel, size_t from,
		      size_t n, double *re, double *im)
{
	size_t number = sample_kind_bytes(r->format.kind), missing = 0;
	size_t sample = sample_format_bytes(&r->format);
	size_t frame = r->interleaved * sample;
	assert(channel < r->channels && from <= r->length &&
	       n <= r->length - from);
	if (r->channel_of)
		channel = r->channel_of[channel];
	for (size_t s = 0; n > 0; s++) {
		size_t have = r->segments[s].frames;
		if (from >= have) {
			from -= have;
			continue;
		}
		size_t take = have - from < n ? have - from : n;
		const unsigned char *p = r->segments[s].data + from * frame +
					 channel * sample;
		missing += sample_format_decode(&r->format, p, frame, take,
						re);
		re += take;
		if (im && r->format.complex) {
			missing += sample_format_decode(
				&r->format, p + number, frame, take, im);
			im += take;
		}
		from = 0;
		n -= take;
	}
	return missing;
}

const void *recording_data(const struct recording *r, enum sample_kind kind)
{
	bool native = r->format.big_endian == (BYTE_ORDER == BIG_ENDIAN);
	if (r->format.kind != kind || r->nsegments != 1 || r->channel_of)
		return NULL;
	if ((!native && sample_kind_bytes(kind) > 1) || kind == SAMPLE_I24 ||
	    (uintptr_t)r->segments[0].data % sample_kind_bytes(kind))
		return NULL;
	return r->segments[0].data;
}
