/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The attributes of an IIO context's devices and channels, as texts and as
 * numbers. */
#include "instruments/transport/iio_link.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "instruments/transport/iio_private.h"

static void call_read(void *state)
{
	struct iio_connection *c = state;
	/* A value longer than the buffer is swallowed: this one holds any. */
	if (c->channel)
		c->result = c->lib->channel_attr_read(c->channel, c->attr,
						      c->text, IIO_TEXT_MAX);
	else
		c->result = c->lib->device_attr_read(c->device, c->attr,
						     c->text, IIO_TEXT_MAX);
}

static void call_write(void *state)
{
	struct iio_connection *c = state;
	size_t len = strlen(c->text) + 1; /* with the NUL, as iiod expects */
	if (c->channel)
		c->result = c->lib->channel_attr_write_raw(
			c->channel, c->attr, c->text, len);
	else
		c->result = c->lib->device_attr_write_raw(c->device, c->attr,
							  c->text, len);
}

/* Fills in the connection's device, channel and attr. The check against the
 * context's description keeps libiio from a request that must fail. */
static enum err_code find_attr(struct iio_link *link, const char *device,
			       const char *channel, bool output,
			       const char *attr, struct err *e)
{
	struct iio_device *dev = NULL;
	struct iio_channel *ch = NULL;
	enum err_code code = iio_link_find(link, device, &dev, e);
	if (code)
		return code;
	struct iio_connection *c = link->connection;
	if (channel) {
		ch = c->lib->device_find_channel(dev, channel, output);
		if (!ch)
			return err_set(e, ERR_UNSUPPORTED,
				       "%s: %s has no %s channel \"%s\"",
				       link->name, device,
				       output ? "output" : "input", channel);
	}
	const char *found = ch ? c->lib->channel_find_attr(ch, attr) :
				 c->lib->device_find_attr(dev, attr);
	if (!found || strlen(attr) >= sizeof(c->attr))
		return err_set(e, ERR_UNSUPPORTED,
			       "%s: %s%s%s has no attribute \"%s\"",
			       link->name, device, channel ? " " : "",
			       channel ? channel : "", attr);
	c->device = dev;
	c->channel = ch;
	strcpy(c->attr, attr);
	return ERR_OK;
}

bool iio_link_has_attr(struct iio_link *link, const char *device,
		       const char *channel, bool output, const char *attr)
{
	return find_attr(link, device, channel, output, attr, NULL) == ERR_OK;
}

static const char *attr_path(char path[256], const char *device,
			     const char *channel, const char *attr)
{
	snprintf(path, 256, "%.80s %s%s%.100s", device, channel ? channel : "",
		 channel ? " " : "", attr);
	return path;
}

enum err_code iio_link_read(struct iio_link *link, const char *device,
			    const char *channel, bool output, const char *attr,
			    char *text, size_t size, struct err *e)
{
	char path[256];
	attr_path(path, device, channel, attr);
	enum err_code code = find_attr(link, device, channel, output, attr, e);
	if (code)
		return code;
	struct iio_connection *c = link->connection;
	long long began = clock_monotonic_ms();
	code = iio_link_call(link, call_read, path, e);
	if (code)
		return code;
	if (c->result < 0)
		return iio_link_explain(link, c->result, began, path, e);
	size_t len = (size_t)c->result < IIO_TEXT_MAX ? (size_t)c->result :
							IIO_TEXT_MAX - 1;
	while (len && (c->text[len - 1] == '\0' || c->text[len - 1] == '\n'))
		len--;
	c->text[len] = '\0';
	if (memchr(c->text, '\0', len) || len >= size)
		return err_set(e, ERR_PROTOCOL,
			       "%s: %s: expected a text of less than %zu "
			       "characters, got %zu",
			       link->name, path, size, len);
	memcpy(text, c->text, len + 1);
	return ERR_OK;
}

enum err_code iio_link_write(struct iio_link *link, const char *device,
			     const char *channel, bool output,
			     const char *attr, const char *text, struct err *e)
{
	char path[256];
	attr_path(path, device, channel, attr);
	enum err_code code = find_attr(link, device, channel, output, attr, e);
	if (code)
		return code;
	struct iio_connection *c = link->connection;
	if (strlen(text) >= IIO_TEXT_MAX)
		return err_set(e, ERR_RANGE, "%s: %s: more than %d characters",
			       link->name, path, IIO_TEXT_MAX - 1);
	strcpy(c->text, text);
	long long began = clock_monotonic_ms();
	code = iio_link_call(link, call_write, path, e);
	if (code || c->result >= 0)
		return code;
	if (c->result != -EINVAL)
		return iio_link_explain(link, c->result, began, path, e);
	/* Garbage looks the same, so the connection is not trusted. */
	link->broken = true;
	return err_set(e, ERR_REFUSED, "%s: %s: \"%.60s\" was refused",
		       link->name, path, text);
}

enum err_code iio_link_read_double(struct iio_link *link, const char *device,
				   const char *channel, bool output,
				   const char *attr, double *value,
				   struct err *e)
{
	char text[128], path[256], *end = NULL;
	enum err_code code = iio_link_read(link, device, channel, output, attr,
					   text, sizeof(text), e);
	if (code)
		return code;
	double v = strtod(text, &end);
	bool decimal = text[strcspn(text, "xXnN")] == '\0';
	if (end == text || *end || !isfinite(v) || !decimal)
		return err_set(e, ERR_PROTOCOL,
			       "%s: %s: expected a number, got \"%.60s\"",
			       link->name,
			       attr_path(path, device, channel, attr), text);
	*value = v;
	return ERR_OK;
}
