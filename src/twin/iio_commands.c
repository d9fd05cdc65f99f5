/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The verbs of the IIO network protocol. A handler sends its own reply and
 * returns 0, or a negative errno when the connection cannot go on.
 */
#include "twin/iio_commands.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "twin/iio_faults.h"
#include "twin/iio_line.h"
#include "twin/iio_link.h"
#include "twin/iio_xml.h"

/* Attribute values are at most this long; longer payloads are read and
 * refused, up to a size where the line must have been garbage. */
#define VALUE_MAX 4096
#define PAYLOAD_MAX (1 << 20)

struct iio_session {
	struct iio_service *service;
	struct iio_link link;
	struct iio_buffer *buffers[IIO_DEVICE_COUNT];
	char *data; /* samples on their way */
	size_t size;
};

static int data_reserve(struct iio_session *s, size_t size)
{
	if (size <= s->size)
		return 0;
	free(s->data);
	s->data = malloc(size);
	s->size = s->data ? size : 0;
	return s->data ? 0 : -ENOMEM;
}

/* LEN, LF, the bytes, LF */
static int reply_bytes(struct iio_session *s, const char *bytes, size_t len)
{
	char head[32];
	int n = snprintf(head, sizeof(head), "%zu\n", len);
	struct iovec parts[] = {
		iio_link_part(head, (size_t)n),
		iio_link_part(bytes, len),
		iio_link_part("\n", 1),
	};

	return iio_link_send(&s->link, parts, 3);
}

static int reply_text(struct iio_session *s, const char *text)
{
	struct iovec part = iio_link_part(text, strlen(text));

	return iio_link_send(&s->link, &part, 1);
}

static int reply_version(struct iio_session *s)
{
	char text[64];

	snprintf(text, sizeof(text), "%d.%d.%-7.7s\n", IIO_VERSION_MAJOR,
		 IIO_VERSION_MINOR, IIO_VERSION_TAG);
	return reply_text(s, text);
}

static int reply_xml(struct iio_session *s)
{
	const char *xml = iio_fault_other(s->service->context.bench) ?
				  s->service->xml_wrong :
				  s->service->xml;

	return reply_bytes(s, xml, strlen(xml));
}

/* The attribute a command names. 0 or -ENODEV, -ENXIO, -ENOENT. */
static int place_find(struct iio_session *s, const struct iio_command *cmd,
		      struct iio_place *at)
{
	int device = iio_device_find(cmd->device);
	bool on_channel = cmd->channel != NULL;

	if (device < 0)
		return -ENODEV;
	at->ctx = &s->service->context;
	at->channel = 0;
	if (on_channel) {
		int channel = iio_channel_find(
			(enum iio_device)device, at->ctx->lanes,
			cmd->scope == IIO_SCOPE_OUTPUT, cmd->channel);

		if (channel < 0)
			return -ENXIO;
		at->channel = (unsigned)channel;
	}
	if (cmd->scope == IIO_SCOPE_DEBUG || cmd->scope == IIO_SCOPE_BUFFER)
		return -ENOENT;
	if (!cmd->attr)
		return -ENOSYS; /* all at once: no stock client asks */
	at->attr = iio_attribute_find((enum iio_device)device, on_channel,
				      cmd->attr);
	return at->attr ? 0 : -ENOENT;
}

static int attribute_show(const struct iio_place *at, char **text,
			  size_t *size)
{
	FILE *out = open_memstream(text, size);

	if (!out)
		return -ENOMEM;
	int r = at->attr->show(at, out);

	if (ferror(out) | fclose(out) && !r)
		r = -ENOMEM;
	return r;
}

static int do_read(struct iio_session *s, const struct iio_command *cmd)
{
	struct iio_place at;
	char *text = NULL;
	size_t size = 0;
	int r = place_find(s, cmd, &at);

	if (!r && !at.attr->show)
		r = -EACCES;
	if (!r)
		r = attribute_show(&at, &text, &size);
	/* The value goes out with its NUL, and the NUL counts. */
	r = r ? iio_link_number(&s->link, r) :
		reply_bytes(s, text, size + 1);
	free(text);
	return r;
}

/* Stores a value that came with len bytes; its end is NUL, LF or nothing. */
static int attribute_store(struct iio_session *s,
			   const struct iio_command *cmd, char *text,
			   size_t len)
{
	struct iio_place at;
	int r = place_find(s, cmd, &at);

	if (r)
		return r;
	if (!at.attr->store)
		return -EACCES;
	text[len] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return at.attr->store(&at, text);
}

static int do_write(struct iio_session *s, const struct iio_command *cmd)
{
	char value[VALUE_MAX + 1];
	int r = -EINVAL;

	if (cmd->number < 0)
		return iio_link_number(&s->link, -EINVAL);
	if (cmd->number > PAYLOAD_MAX) {
		iio_link_number(&s->link, -EINVAL);
		return -EPROTO;
	}
	size_t len = (size_t)cmd->number;
	bool fits = len <= VALUE_MAX;

	/* The payload is taken before anything else can go wrong: what is
	 * left of it would be read as commands. */
	if (iio_link_read(&s->link, fits ? value : NULL, len))
		return -ECONNRESET;
	if (s->link.fault == IIO_FAULT_REFUSE)
		r = -EIO;
	else if (fits)
		r = attribute_store(s, cmd, value, len);
	return iio_link_number(&s->link, r ? r : cmd->number);
}

static int buffer_open(struct iio_session *s, const struct iio_command *cmd)
{
	int device = iio_device_find(cmd->device);
	uint64_t mask;

	if (device < 0)
		return -ENODEV;
	unsigned channels = iio_device_channels((enum iio_device)device,
						s->service->context.lanes);
	if (iio_mask_parse(cmd->mask, channels, &mask))
		return -EINVAL;
	if (s->buffers[device])
		return -EBUSY;
	return iio_buffer_open(s->service->context.buffers,
			       (enum iio_device)device, cmd->number, mask,
			       cmd->cyclic, &s->buffers[device]);
}

static int buffer_close(struct iio_session *s, const struct iio_command *cmd)
{
	int device = iio_device_find(cmd->device);

	if (device < 0)
		return -ENODEV;
	if (!s->buffers[device])
		return -ENXIO;
	iio_buffer_close(s->buffers[device]);
	s->buffers[device] = NULL;
	return 0;
}

/* The open buffer a transfer names; *r says why there is none. */
static struct iio_buffer *buffer_find(struct iio_session *s,
				      const struct iio_command *cmd, int *r)
{
	int device = iio_device_find(cmd->device);

	if (device < 0)
		*r = -ENODEV;
	else if (!s->buffers[device])
		*r = -EBADF;
	else if (cmd->number < 0 || cmd->number > IIO_BUFFER_BYTES_MAX)
		*r = -EINVAL;
	else
		return s->buffers[device];
	return NULL;
}

static bool client_gone(void *link)
{
	return iio_link_gone(link);
}

static int reply_samples(struct iio_session *s,
			 const struct iio_command *cmd, uint64_t mask,
			 size_t len)
{
	unsigned channels = iio_device_channels(
		(enum iio_device)iio_device_find(cmd->device),
		s->service->context.lanes);
	char digits[32], head[64];

	iio_mask_format(mask, channels, digits, sizeof(digits));
	int n = snprintf(head, sizeof(head), "%zu\n%s\n", len, digits);
	struct iovec parts[] = {
		iio_link_part(head, (size_t)n),
		iio_link_part(s->data, len),
	};

	return iio_link_send(&s->link, parts, 2);
}

/* All bytes in one chunk: clients differ in how they take several. */
static int do_readbuf(struct iio_session *s, const struct iio_command *cmd)
{
	struct iio_wait wait = {
		.timeout_ms = atomic_load(&s->service->timeout_ms),
		.gone = client_gone,
		.arg = &s->link,
	};
	int r = 0;
	struct iio_buffer *buffer = buffer_find(s, cmd, &r);

	if (!buffer)
		return iio_link_number(&s->link, r);
	size_t len = (size_t)cmd->number;

	len -= len % iio_buffer_frame_size(buffer);
	if (!len)
		return iio_link_number(&s->link, 0);
	r = data_reserve(s, len);
	if (!r)
		r = iio_buffer_read(buffer, s->data, len, &wait);
	if (r == -EPIPE)
		return r;
	if (r)
		return iio_link_number(&s->link, r);
	uint64_t mask = iio_buffer_mask(buffer);

	if (iio_fault_narrow(s->service->context.bench))
		mask &= mask - 1;
	return reply_samples(s, cmd, mask, len);
}

static int do_writebuf(struct iio_session *s, const struct iio_command *cmd)
{
	enum iio_fault fault = s->link.fault;
	int r = 0;
	struct iio_buffer *buffer = buffer_find(s, cmd, &r);

	if (!r)
		r = data_reserve(s, (size_t)cmd->number + 1);
	if (r)
		return iio_link_number(&s->link, r);
	/* A spoilt reply is the one to the data, not the permission. */
	s->link.fault = IIO_FAULT_NONE;
	if (iio_link_number(&s->link, 0) ||
	    iio_link_read(&s->link, s->data, (size_t)cmd->number))
		return -ECONNRESET;
	s->link.fault = fault;
	r = iio_buffer_write(buffer, s->data, (size_t)cmd->number);
	return iio_link_number(&s->link, r ? r : cmd->number);
}

/* No device here takes a trigger. */
static int trigger(const struct iio_command *cmd)
{
	return iio_device_find(cmd->device) < 0 ? -ENODEV : -ENOENT;
}

/* The number of kernel buffers: accepted, as there are none to count. */
static int set_buffers(struct iio_session *s, const struct iio_command *cmd)
{
	int device = iio_device_find(cmd->device);

	if (device < 0)
		return -ENODEV;
	if (cmd->number < 1)
		return -EINVAL;
	return iio_buffers_in_use(s->service->context.buffers,
				  (enum iio_device)device) ?
		       -EBUSY :
		       0;
}

static int set_timeout(struct iio_session *s, const struct iio_command *cmd)
{
	if (cmd->number < 0 || cmd->number > INT32_MAX)
		return -EINVAL;
	atomic_store(&s->service->timeout_ms, (unsigned)cmd->number);
	return 0;
}

static int session_do(struct iio_session *s, const struct iio_command *cmd)
{
	switch (cmd->verb) {
	case IIO_VERB_NONE:
		return 0;
	case IIO_VERB_EXIT:
		return -ESHUTDOWN;
	case IIO_VERB_VERSION:
		return reply_version(s);
	case IIO_VERB_HELP:
		return reply_text(s, "VERSION PRINT TIMEOUT READ WRITE OPEN "
				     "CLOSE READBUF WRITEBUF GETTRIG SETTRIG "
				     "SET HELP EXIT\n");
	case IIO_VERB_PRINT:
		return reply_xml(s);
	case IIO_VERB_ZPRINT:
	case IIO_VERB_BINARY:
		return iio_link_number(&s->link, -EINVAL);
	case IIO_VERB_READ:
		return do_read(s, cmd);
	case IIO_VERB_WRITE:
		return do_write(s, cmd);
	case IIO_VERB_READBUF:
		return do_readbuf(s, cmd);
	case IIO_VERB_WRITEBUF:
		return do_writebuf(s, cmd);
	case IIO_VERB_TIMEOUT:
		return iio_link_number(&s->link, set_timeout(s, cmd));
	case IIO_VERB_OPEN:
		return iio_link_number(&s->link, buffer_open(s, cmd));
	case IIO_VERB_CLOSE:
		return iio_link_number(&s->link, buffer_close(s, cmd));
	case IIO_VERB_GETTRIG:
	case IIO_VERB_SETTRIG:
		return iio_link_number(&s->link, trigger(cmd));
	case IIO_VERB_SET:
		return iio_link_number(&s->link, set_buffers(s, cmd));
	}
	return -EINVAL;
}

static int session_line(struct iio_session *s)
{
	char line[IIO_LINE_MAX];
	struct iio_command cmd;
	int r = iio_link_line(&s->link, line, sizeof(line));

	if (r && r != -EMSGSIZE)
		return r;
	s->link.fault = IIO_FAULT_NONE;
	if (r || iio_command_parse(line, &cmd))
		return iio_link_number(&s->link, -EINVAL);
	s->link.fault = iio_fault_for(s->service->context.bench, &cmd);
	/* Nothing that such a command asks for is done. */
	if (s->link.fault == IIO_FAULT_RESTART ||
	    s->link.fault == IIO_FAULT_PORT_CLOSED)
		return iio_link_number(&s->link, 0);
	return session_do(s, &cmd);
}

enum iio_fault iio_session_run(struct iio_service *service, int fd)
{
	struct iio_session s = { .service = service };

	iio_link_init(&s.link, fd);
	while (!session_line(&s))
		;
	for (int d = 0; d < IIO_DEVICE_COUNT; d++)
		iio_buffer_close(s.buffers[d]);
	free(s.data);
	iio_link_free(&s.link);
	return s.link.fault;
}
