/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The devices of the controller's IIO context and their channels. Attributes
 * are in iio_attributes.h, samples in iio_buffers.h.
 */
#ifndef TWIN_IIO_DEVICES_H
#define TWIN_IIO_DEVICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Devices as indices; the order is that of the XML. */
enum iio_device {
	IIO_DEVICE_SEQUENCER,
	IIO_DEVICE_DAC,
	IIO_DEVICE_ADC,
	IIO_DEVICE_COMPARATOR,
	IIO_DEVICE_LOCK,
	IIO_DEVICE_EVENTS,
	IIO_DEVICE_CONTROL,
	IIO_DEVICE_COUNT,
};

/* Masks of channels are 64 bits wide. */
#define IIO_CHANNELS_MAX 64

struct iio_device_info {
	const char *id, *name;
	bool output;
};

const struct iio_device_info *iio_device_info(enum iio_device device);

/* By id or name; -1 if none. */
int iio_device_find(const char *text);

unsigned iio_device_channels(enum iio_device device, unsigned lanes);
/* Writes the id of a channel ("voltage3") and returns it. */
const char *iio_channel_id(enum iio_device device, unsigned channel, char *buf,
			   size_t size);
/* Channel number of an id, or -1. */
int iio_channel_find(enum iio_device device, unsigned lanes, bool output,
		     const char *id);

/* Form of a channel's samples ("le:s16/16>>0"), or NULL: it has none. */
const char *iio_channel_format(enum iio_device device, unsigned channel);
size_t iio_channel_size(enum iio_device device, unsigned channel);

/*
 * Bytes of one sample of the channels in mask, each at a multiple of its own
 * size; 0 if the device has no samples. offsets (may be NULL) gets the place
 * of each channel in mask.
 */
size_t iio_frame_size(enum iio_device device, uint64_t mask, size_t *offsets);

/*
 * A channel mask as the protocol writes it: eight hexadecimal digits for each
 * 32 channels, most significant first. Parsing gives -EINVAL for another
 * length, no channel at all, or channels that do not exist.
 */
int iio_mask_parse(const char *text, unsigned channels, uint64_t *out);
void iio_mask_format(uint64_t mask, unsigned channels, char *buf, size_t size);

#endif
