/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One client's conversation with the IIO server, from line to reply. */
#ifndef TWIN_IIO_COMMANDS_H
#define TWIN_IIO_COMMANDS_H

#include <stdatomic.h>

#include "twin/iio_attributes.h"
#include "twin/iio_link.h"

/* What all conversations share; it must outlive them. */
struct iio_service {
	struct iio_context context;
	char *xml;
	char *xml_wrong; /* of another controller, for a fault */
	/* The wait that the newest TIMEOUT asked for. All clients are on this
	 * machine, and a buffer's connection is never told its own. */
	atomic_uint timeout_ms;
};

/* Serves a connected socket until its client leaves; does not close it.
 * Returns the fault that ended the conversation, if one did. */
enum iio_fault iio_session_run(struct iio_service *service, int fd);

#endif
