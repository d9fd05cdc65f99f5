/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies between frames of all lanes and the frames a client asked for. */
#include "twin/iio_samples.h"

#include <stdlib.h>
#include <string.h>

#include "twin/iio_devices.h"

static uint64_t mask_all(unsigned lanes)
{
	return lanes < 64 ? (1ull << lanes) - 1 : UINT64_MAX;
}

void iio_samples_pick(const char *from, size_t frames, unsigned lanes,
		      size_t size, uint64_t mask, char *to)
{
	if (frames && mask == mask_all(lanes)) {
		memcpy(to, from, frames * lanes * size);
		return;
	}
	for (size_t f = 0; f < frames; f++, from += lanes * size)
		for (unsigned c = 0; c < lanes; c++)
			if (mask >> c & 1) {
				memcpy(to, from + c * size, size);
				to += size;
			}
}

int16_t *iio_samples_spread(const void *from, size_t frames, unsigned lanes,
			    uint64_t mask)
{
	int16_t *codes = calloc(frames * lanes, sizeof(*codes));
	const char *next = from;

	if (!codes)
		return NULL;
	for (size_t f = 0; f < frames; f++)
		for (unsigned c = 0; c < lanes; c++)
			if (mask >> c & 1) {
				memcpy(&codes[f * lanes + c], next,
				       sizeof(*codes));
				next += sizeof(*codes);
			}
	return codes;
}

void iio_samples_event(const struct twin_event *event, uint64_t mask, char *to)
{
	size_t at[IIO_CHANNELS_MAX];

	memset(to, 0, iio_frame_size(IIO_DEVICE_EVENTS, mask, at));
	if (mask & 1)
		memcpy(to + at[0], &event->code, sizeof(event->code));
	if (mask & 2)
		memcpy(to + at[1], &event->argument, sizeof(event->argument));
	if (mask & 4)
		memcpy(to + at[2], &event->ns, sizeof(event->ns));
}
