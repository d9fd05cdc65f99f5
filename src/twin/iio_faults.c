/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the bench's active faults to what happens to one reply. */
#include "twin/iio_faults.h"

#include "twin/iio_devices.h"

#define CONTROLLER "controller" /* the name of this server in faults */

static bool is_exempt(const struct iio_command *cmd)
{
	switch (cmd->verb) {
	case IIO_VERB_READ:
	case IIO_VERB_WRITE:
		return iio_device_find(cmd->device) == IIO_DEVICE_CONTROL;
	case IIO_VERB_READBUF:
	case IIO_VERB_WRITEBUF:
		return false;
	default:
		return true;
	}
}

enum iio_fault iio_fault_for(struct twin_bench *bench,
			     const struct iio_command *cmd)
{
	static const struct {
		const char *name;
		enum iio_fault fault;
	} faults[] = {
		{ "silence", IIO_FAULT_SILENCE },
		{ "late-reply", IIO_FAULT_LATE_REPLY },
		{ "half-reply", IIO_FAULT_HALF_REPLY },
		{ "garbage", IIO_FAULT_GARBAGE },
		{ "close", IIO_FAULT_CLOSE },
		{ "reset", IIO_FAULT_RESET },
		{ "restart", IIO_FAULT_RESTART },
		{ "port-closed", IIO_FAULT_PORT_CLOSED },
	};

	if (is_exempt(cmd))
		return IIO_FAULT_NONE;
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++)
		if (twin_fault_take(bench, faults[i].name, CONTROLLER))
			return faults[i].fault;
	if (cmd->verb == IIO_VERB_WRITE &&
	    twin_fault_take(bench, "error-queue", CONTROLLER))
		return IIO_FAULT_REFUSE;
	if (cmd->verb == IIO_VERB_READBUF &&
	    twin_fault_take(bench, "slow-drain", CONTROLLER))
		return IIO_FAULT_SLOW_DRAIN;
	return IIO_FAULT_NONE;
}

bool iio_fault_narrow(struct twin_bench *bench)
{
	return twin_fault_take(bench, "wrong-channel-count", CONTROLLER);
}

bool iio_fault_other(struct twin_bench *bench)
{
	return twin_fault_take(bench, "wrong-identity", CONTROLLER);
}

/* How many frames of the burst are kept. */
static size_t frames_left(struct twin_bench *bench, size_t frames)
{
	bool told = twin_fault_take(bench, "lost-samples", CONTROLLER);

	if (!told && !twin_fault_take(bench, "lost-silently", CONTROLLER))
		return frames;
	if (told)
		twin_adc_lost(bench, (frames + 3) / 4);
	return frames - (frames + 3) / 4;
}

size_t iio_fault_samples(struct twin_bench *bench, int16_t *codes,
			 size_t frames, unsigned lanes)
{
	bool stuck = twin_fault_take(bench, "stuck-reading", CONTROLLER);
	bool sentinel = twin_fault_take(bench, "sentinel", CONTROLLER);

	for (size_t i = 0; stuck && i < frames * lanes; i++)
		codes[i] = codes[i % lanes];
	for (size_t i = 0; sentinel && i < frames * lanes; i++)
		codes[i] = INT16_MIN;
	return frames_left(bench, frames);
}
