/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An IIO context: connecting, and coming back into step. Every
 * call of libiio that waits is made on the connection's worker: some of its
 * waits have no deadline (OPEN: 5 s whatever was set; a reply that dribbles
 * in: one timeout for each byte), it writes to sockets that are gone, and it
 * complains on stderr.
 */
#include "instruments/transport/iio_link.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "instruments/transport/iio_private.h"
#include "instruments/transport/socket.h"

#define DEFAULT_PORT "30431"
/* libiio keeps the deadline itself where it can; this is for where not. */
#define GRACE_MS 50

static void connection_end(void *state)
{
	struct iio_connection *c = state;
	for (size_t i = 0; i < IIO_STREAMS_MAX; i++)
		if (c->buffers[i]) {
			/* Otherwise CLOSE is sent and waited for. */
			c->lib->buffer_cancel(c->buffers[i]);
			c->lib->buffer_destroy(c->buffers[i]);
		}
	if (c->context)
		c->lib->context_destroy(c->context);
	free(c->codes);
	free(c);
}

static void call_connect(void *state)
{
	struct iio_connection *c = state;
	/* libiio 0.24 writes into this text and loses the port in it. */
	errno = 0;
	c->context = c->lib->create_context_from_uri(c->uri);
	if (!c->context) {
		c->result = errno ? -errno : -EIO;
		return;
	}
	c->result = c->lib->context_set_timeout(c->context,
						(unsigned)c->timeout_ms);
}

static enum err_code run_until(struct iio_link *link, void (*call)(void *),
			       long long deadline, const char *what,
			       struct err *e)
{
	if (worker_run(link->worker, call, deadline + GRACE_MS))
		return ERR_OK;
	link->worker = NULL;
	link->connection = NULL;
	return err_set(e, ERR_TIMEOUT,
		       "%s: %s: expected an answer within %d ms", link->name,
		       what, link->timeout_ms);
}

enum err_code iio_link_call(struct iio_link *link, void (*call)(void *),
			    const char *what, struct err *e)
{
	long long deadline = clock_deadline(link->timeout_ms);
	return run_until(link, call, deadline, what, e);
}

static void disconnect(struct iio_link *link)
{
	if (link->worker)
		worker_end(link->worker, clock_deadline(link->timeout_ms));
	link->worker = NULL;
	link->connection = NULL;
}

/*
 * Asks for the version first, on a connection of our own: libiio waits 5 s
 * for a host that does not answer, and writes to stderr about one that is no
 * IIO server.
 */
static enum err_code probe(const char *uri, long long deadline, struct err *e)
{
	struct socket_address address;
	enum err_code code = socket_parse(uri + 3, DEFAULT_PORT, &address, e);
	if (code)
		return err_prefix(e, "expected ip:HOST:PORT");
	int fd = -1;
	code = socket_connect(&address, deadline, &fd, e);
	if (code)
		return code;
	char line[64];
	size_t len = 0;
	code = socket_write(fd, "VERSION\r\n", 9, deadline, e);
	while (!code && len + 1 < sizeof(line) && !memchr(line, '\n', len)) {
		size_t got = 0;
		code = socket_read(fd, line + len, sizeof(line) - 1 - len,
				   &got, deadline, e);
		len += got;
	}
	line[len] = '\0';
	int end = 0;
	if (!code && (sscanf(line, "%*u.%*u.%*s%n", &end) != 0 || end == 0))
		code = err_set(e, ERR_PROTOCOL,
			       "expected an IIO server's version");
	if (!code)
		code = socket_write(fd, "EXIT\r\n", 6, deadline, e);
	close(fd);
	return code;
}

static enum err_code connect_link(struct iio_link *link, struct err *e)
{
	const struct iio_library *lib = NULL;
	long long deadline = clock_deadline(link->timeout_ms);
	enum err_code code = iio_library_get(&lib, e);
	if (!code && strncmp(link->uri, "ip:", 3) == 0)
		code = probe(link->uri, deadline, e);
	if (code == ERR_TIMEOUT)
		err_set(e, code, "expected an IIO server within %d ms",
			link->timeout_ms);
	if (code)
		return code;
	struct iio_connection *c = calloc(1, sizeof(*c));
	if (!c)
		return err_set(e, ERR_NOMEM, "out of memory");
	c->lib = lib;
	c->timeout_ms = link->timeout_ms;
	snprintf(c->uri, sizeof(c->uri), "%s", link->uri);
	code = worker_new(c, connection_end, &link->worker, e);
	if (code) {
		free(c);
		return code;
	}
	link->connection = c;
	link->broken = false;
	link->generation++;
	long long began = clock_monotonic_ms();
	code = run_until(link, call_connect, deadline, "connecting", e);
	if (code || c->result >= 0)
		return code;
	if (c->result == -EINVAL)
		code = err_set(e, ERR_PROTOCOL,
			       "expected a description of devices in XML");
	else
		code = iio_link_explain(link, c->result, began, "connecting",
					e);
	disconnect(link);
	return code;
}

/* Connects if need be. */
static enum err_code connected(struct iio_link *link, struct err *e)
{
	if (link->broken)
		disconnect(link);
	if (link->worker)
		return ERR_OK;
	enum err_code code = connect_link(link, e);
	if (code && e && !strstr(e->text, link->name))
		err_prefix(e, "%s", link->name);
	return code;
}

enum err_code iio_link_explain(struct iio_link *link, long result,
			       long long began, const char *what,
			       struct err *e)
{
	long long took = clock_monotonic_ms() - began;
	int number = (int)-result;
	switch (number) {
	case EPIPE: /* also what libiio makes of a deadline */
	case ECONNRESET:
	case EBADF:
	case EBADMSG:
		link->broken = true;
		if (took < link->timeout_ms * 9 / 10)
			return err_set(e, ERR_CLOSED,
				       "%s: %s: the connection was closed",
				       link->name, what);
		/* fallthrough */
	case ETIMEDOUT:
		link->broken = true;
		return err_set(e, ERR_TIMEOUT,
			       "%s: %s: expected an answer within %d ms, got "
			       "none",
			       link->name, what, link->timeout_ms);
	case EINVAL:
		/* Also what garbage in place of a number looks like. */
		link->broken = true;
		return err_set(e, ERR_PROTOCOL,
			       "%s: %s: expected a number in the answer, got "
			       "something else or \"not valid\"",
			       link->name, what);
	case EPERM:
	case EACCES:
	case EBUSY:
	case EAGAIN:
		return err_set(e, ERR_REFUSED, "%s: %s: %s", link->name, what,
			       strerror(number));
	default:
		return err_set(e, ERR_IO, "%s: %s: %s", link->name, what,
			       strerror(number));
	}
}

enum err_code iio_link_open(const char *uri, int timeout_ms,
			    struct iio_link **out, struct err *e)
{
	bool known = strncmp(uri, "ip:", 3) == 0 ||
		     strncmp(uri, "usb:", 4) == 0 || strcmp(uri, "local:") == 0;
	if (!known || strlen(uri) >= sizeof(((struct iio_connection *)0)->uri))
		return err_set(e, ERR_USAGE,
			       "address \"%s\": expected ip:HOST:PORT, usb:... "
			       "or local:",
			       uri);
	struct iio_link *link = calloc(1, sizeof(*link));
	if (!link)
		return err_set(e, ERR_NOMEM, "%s: out of memory", uri);
	link->timeout_ms = timeout_ms;
	link->uri = strdup(uri);
	link->name = malloc(strlen(uri) + 5);
	enum err_code code = ERR_NOMEM;
	if (!link->uri || !link->name) {
		err_set(e, code, "%s: out of memory", uri);
		goto out;
	}
	sprintf(link->name, "iio %s", uri);
	code = connected(link, e);
out:
	if (code)
		iio_link_close(link);
	else
		*out = link;
	return code;
}

void iio_link_close(struct iio_link *link)
{
	if (!link)
		return;
	disconnect(link);
	free(link->name);
	free(link->uri);
	free(link);
}

const char *iio_link_name(const struct iio_link *link)
{
	return link->name;
}

const char *iio_link_context_attr(struct iio_link *link, const char *name)
{
	if (connected(link, NULL))
		return NULL;
	struct iio_connection *c = link->connection;
	return c->lib->context_get_attr_value(c->context, name);
}

bool iio_link_has_device(struct iio_link *link, const char *device)
{
	struct iio_device *found;
	return iio_link_find(link, device, &found, NULL) == ERR_OK;
}

enum err_code iio_link_find(struct iio_link *link, const char *device,
			    struct iio_device **out, struct err *e)
{
	enum err_code code = connected(link, e);
	if (code)
		return code;
	struct iio_connection *c = link->connection;
	*out = c->lib->context_find_device(c->context, device);
	if (!*out)
		return err_set(e, ERR_UNSUPPORTED,
			       "%s: there is no device \"%s\"", link->name,
			       device);
	return ERR_OK;
}
