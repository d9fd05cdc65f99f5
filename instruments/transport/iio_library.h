/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The functions of libiio that iio links use. The library is loaded by the
 * first of them: it takes longer to load than most commands take to run, and
 * few of them speak to a bench.
 */
#ifndef INSTRUMENTS_TRANSPORT_IIO_LIBRARY_H
#define INSTRUMENTS_TRANSPORT_IIO_LIBRARY_H

#include <iio.h>

#include "base/err.h"

#define IIO_LIBRARY_LIST(X)                                                    \
	X(create_context_from_uri)                                             \
	X(context_destroy)                                                     \
	X(context_set_timeout)                                                 \
	X(context_get_attr_value)                                              \
	X(context_find_device)                                                 \
	X(device_find_channel)                                                 \
	X(device_find_attr)                                                    \
	X(device_get_channels_count)                                           \
	X(device_get_channel)                                                  \
	X(device_get_sample_size)                                              \
	X(device_attr_read)                                                    \
	X(device_attr_write_raw)                                               \
	X(device_create_buffer)                                                \
	X(channel_find_attr)                                                   \
	X(channel_attr_read)                                                   \
	X(channel_attr_write_raw)                                              \
	X(channel_is_output)                                                   \
	X(channel_is_scan_element)                                             \
	X(channel_enable)                                                      \
	X(channel_disable)                                                     \
	X(channel_get_data_format)                                             \
	X(buffer_destroy)                                                      \
	X(buffer_cancel)                                                       \
	X(buffer_refill)                                                       \
	X(buffer_push)                                                         \
	X(buffer_first)                                                        \
	X(buffer_step)

struct iio_library {
#define IIO_LIBRARY_FIELD(name) __typeof__(&iio_##name) name;
	IIO_LIBRARY_LIST(IIO_LIBRARY_FIELD)
#undef IIO_LIBRARY_FIELD
};

/* Loaded once and for good. ERR_UNSUPPORTED if it is not installed. */
enum err_code iio_library_get(const struct iio_library **out,
			      struct err *e) MUST_CHECK;

#endif
