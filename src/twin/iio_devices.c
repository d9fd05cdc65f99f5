/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the controller's devices, and channel masks. */
#include "twin/iio_devices.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct iio_device_info devices[IIO_DEVICE_COUNT] = {
	[IIO_DEVICE_SEQUENCER] = { .id = "iio:device0",
				   .name = "loop-sequencer" },
	[IIO_DEVICE_DAC] = { .id = "iio:device1",
			     .name = "loop-dac",
			     .channel = "voltage",
			     .per_lane = true,
			     .output = true,
			     .format = "le:s16/16>>0",
			     .sample_size = 2 },
	[IIO_DEVICE_ADC] = { .id = "iio:device2",
			     .name = "loop-adc",
			     .channel = "voltage",
			     .per_lane = true,
			     .format = "le:s16/16>>0",
			     .sample_size = 2 },
	[IIO_DEVICE_COMPARATOR] = { .id = "iio:device3",
				    .name = "loop-comparator",
				    .channel = "voltage",
				    .per_lane = true,
				    .format = "le:s8/8>>0",
				    .sample_size = 1 },
	[IIO_DEVICE_LOCK] = { .id = "iio:device4",
			      .name = "loop-lock",
			      .channel = "temp0" },
	[IIO_DEVICE_CONTROL] = { .id = "iio:device5", .name = "twin-control" },
};

const struct iio_device_info *iio_device_info(enum iio_device device)
{
	return &devices[device];
}

int iio_device_find(const char *text)
{
	for (int d = 0; d < IIO_DEVICE_COUNT; d++)
		if (!strcmp(text, devices[d].id) ||
		    !strcmp(text, devices[d].name))
			return d;
	return -1;
}

unsigned iio_device_channels(enum iio_device device, unsigned lanes)
{
	if (!devices[device].channel)
		return 0;
	return devices[device].per_lane ? lanes : 1;
}

const char *iio_channel_id(enum iio_device device, unsigned channel, char *buf,
			   size_t size)
{
	if (devices[device].per_lane)
		snprintf(buf, size, "%s%u", devices[device].channel, channel);
	else
		snprintf(buf, size, "%s", devices[device].channel);
	return buf;
}

int iio_channel_find(enum iio_device device, unsigned lanes, bool output,
		     const char *id)
{
	char text[32];

	if (output != devices[device].output)
		return -1;
	for (unsigned c = 0; c < iio_device_channels(device, lanes); c++)
		if (!strcmp(id, iio_channel_id(device, c, text, sizeof(text))))
			return (int)c;
	return -1;
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
