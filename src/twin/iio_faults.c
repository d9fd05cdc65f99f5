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
	};

	if (is_exempt(cmd))
		return IIO_FAULT_NONE;
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++)
		if (twin_fault_take(bench, faults[i].name, CONTROLLER))
			return faults[i].fault;
	if (cmd->verb == IIO_VERB_READBUF &&
	    twin_fault_take(bench, "slow-drain", CONTROLLER))
		return IIO_FAULT_SLOW_DRAIN;
	return IIO_FAULT_NONE;
}

bool iio_fault_narrow(struct twin_bench *bench)
{
	return twin_fault_take(bench, "wrong-channel-count", CONTROLLER);
}
