/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The context as XML, in the form libiio 0.x parses and validates. */
#ifndef TWIN_IIO_XML_H
#define TWIN_IIO_XML_H

#include "twin/iio_attributes.h"

/* The protocol version the server claims; the tag has seven characters, as
 * clients expect of VERSION. */
#define IIO_VERSION_MAJOR 0
#define IIO_VERSION_MINOR 24
#define IIO_VERSION_TAG "twin0.1"

/* The whole document, NUL-terminated; the caller frees it. NULL: no memory.
 * model: as the context names itself. */
char *iio_xml_new(const struct iio_context *ctx, const char *model);

#endif
