/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the controller's devices, and channel masks. */
#include "twin/iio_devices.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A channel, or with per_lane one for each lane, numbered. */
struct channel {
	const char *name;
	bool per_lane;
	const char *format;
	size_t size; /* bytes of a sample */
};

static const struct {
	struct iio_device_info info;
	struct channel channels[3]; /* name NULL after the last */
} devices[IIO_DEVICE_COUNT] = {
	[IIO_DEVICE_SEQUENCER] = { { "iio:device0", "loop-sequencer", false },
				   { { 0 } } },
	[IIO_DEVICE_DAC] = { { "iio:device1", "loop-dac", true },
			     { { "voltage", true, "le:s16/16>>0", 2 } } },
	[IIO_DEVICE_ADC] = { { "iio:device2", "loop-adc", false },
			     { { "voltage", true, "le:s16/16>>0", 2 } } },
	[IIO_DEVICE_COMPARATOR] = { { "iio:device3", "loop-comparator", false },
				    { { "voltage", true, "le:s8/8>>0", 1 } } },
	[IIO_DEVICE_LOCK] = { { "iio:device4", "loop-lock", false },
			      { { "temp0", false, NULL, 0 } } },
	[IIO_DEVICE_EVENTS] = { { "iio:device5", "loop-events", false },
				{ { "voltage0", false, "le:u16/16>>0", 2 },
				  { "voltage1", false, "le:u16/16>>0", 2 },
				  { "timestamp", false, "le:s64/64>>0",
				    8 } } },
	[IIO_DEVICE_CONTROL] = { { "iio:device6", "twin-control", false },
				 { { 0 } } },
};

const struct iio_device_info *iio_device_info(enum iio_device device)
{
	return &devices[device].info;
}

static const struct channel *channel_get(enum iio_device device,
					 unsigned channel)
{
	const struct channel *channels = devices[device].channels;

	return channels->per_lane ? channels : &channels[channel];
}

int iio_device_find(const char *text)
{
	for (int d = 0; d < IIO_DEVICE_COUNT; d++)
		if (!strcmp(text, devices[d].info.id) ||
		    !strcmp(text, devices[d].info.name))
			return d;
	return -1;
}

unsigned iio_device_channels(enum iio_device device, unsigned lanes)
{
	const struct channel *channels = devices[device].channels;
	unsigned n = 0;

	if (channels->per_lane)
		return lanes;
	while (n < sizeof(devices[0].channels) / sizeof(*channels) &&
	       channels[n].name)
		n++;
	return n;
}

const char *iio_channel_id(enum iio_device device, unsigned channel, char *buf,
			   size_t size)
{
	const struct channel *c = channel_get(device, channel);

	if (c->per_lane)
		snprintf(buf, size, "%s%u", c->name, channel);
	else
		snprintf(buf, size, "%s", c->name);
	return buf;
}

int iio_channel_find(enum iio_device device, unsigned lanes, bool output,
		     const char *id)
{
	char text[32];

	if (output != devices[device].info.output)
		return -1;
	for (unsigned c = 0; c < iio_device_channels(device, lanes); c++)
		if (!strcmp(id, iio_channel_id(device, c, text, sizeof(text))))
			return (int)c;
	return -1;
}

const char *iio_channel_format(enum iio_device device, unsigned channel)
{
	return channel_get(device, channel)->format;
}

size_t iio_channel_size(enum iio_device device, unsigned channel)
{
	return channel_get(device, channel)->size;
}

size_t iio_frame_size(enum iio_device device, uint64_t mask, size_t *offsets)
{
	size_t at = 0;

	for (unsigned c = 0; c < IIO_CHANNELS_MAX; c++) {
		if (!(mask >> c & 1))
			continue;
		size_t size = iio_channel_size(device, c);

		if (!size)
			return 0;
		at = (at + size - 1) / size * size;
		if (offsets)
			offsets[c] = at;
		at += size;
	}
	return at;
}

static unsigned mask_digits(unsigned channels)
{
	return (channels + 31) / 32 * 8;
}

int iio_mask_parse(const char *text, unsigned channels, uint64_t *out)
{
	unsigned digits = mask_digits(channels);

	if (strlen(text) != digits ||
	    strspn(text, "0123456789abcdefABCDEF") != digits)
		return -EINVAL;
	uint64_t mask = strtoull(text, NULL, 16);

	if (!mask || (channels < 64 && mask >> channels))
		return -EINVAL;
	*out = mask;
	return 0;
}

void iio_mask_format(uint64_t mask, unsigned channels, char *buf, size_t size)
{
	snprintf(buf, size, "%0*" PRIx64, (int)mask_digits(channels), mask);
}
