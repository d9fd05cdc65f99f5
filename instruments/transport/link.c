/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links whatever their transport: names, deadlines, lines, bounded babble.
 * Knows nothing of what the bytes mean. */
#include "instruments/transport/link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "instruments/transport/link_driver.h"

#define CHUNK 65536
/* A peer that sends more than this when it should be silent never stops. */
#define BABBLE_MAX (1 << 20)

static const struct link_driver *const drivers[] = {
	&link_tcp, &link_serial, &link_pty, &link_usbtmc,
};

#define NDRIVERS (sizeof(drivers) / sizeof(drivers[0]))

struct link {
	const struct link_driver *driver;
	void *state;
	char *place, *name;
	bool ended; /* the bytes in data end a message */
	size_t start, len;
	char data[CHUNK];
};

static const struct link_driver *find_driver(const char *address)
{
	for (size_t i = 0; i < NDRIVERS; i++) {
		size_t n = strlen(drivers[i]->scheme);
		if (strncmp(address, drivers[i]->scheme, n) == 0 &&
		    address[n] == ':')
			return drivers[i];
	}
	return NULL;
}

static enum err_code connect_link(struct link *link, int timeout_ms,
				  struct err *e)
{
	link->start = link->len = 0;
	link->ended = false;
	enum err_code code = link->driver->open(
		link->place, clock_deadline(timeout_ms), &link->state, e);
	if (code == ERR_TIMEOUT)
		err_set(e, code, "no connection within %d ms", timeout_ms);
	if (code)
		link->state = NULL;
	if (code == ERR_USAGE)
		err_prefix(e, "address \"%s:%s\": expected %s",
			   link->driver->scheme, link->place,
			   link->driver->form);
	else if (code)
		err_prefix(e, "%s", link->name);
	return code;
}

enum err_code link_open(const char *address, int timeout_ms, struct link **out,
			struct err *e)
{
	const struct link_driver *driver = find_driver(address);
	if (!driver)
		return err_set(e, ERR_USAGE,
			       "address \"%s\": expected %s, %s, %s or %s",
			       address, drivers[0]->form, drivers[1]->form,
			       drivers[2]->form, drivers[3]->form);
	struct link *link = calloc(1, sizeof(*link));
	if (!link)
		return err_set(e, ERR_NOMEM, "%s: out of memory", address);
	link->driver = driver;
	link->place = strdup(address + strlen(driver->scheme) + 1);
	link->name = strdup(address);
	enum err_code code = ERR_NOMEM;
	if (!link->place || !link->name) {
		err_set(e, code, "%s: out of memory", address);
		goto out;
	}
	link->name[strlen(driver->scheme)] = ' ';
	code = connect_link(link, timeout_ms, e);
out:
	if (code)
		link_close(link);
	else
		*out = link;
	return code;
}

void link_close(struct link *link)
{
	if (!link)
		return;
	if (link->state)
		link->driver->close(link->state);
	free(link->place);
	free(link->name);
	free(link);
}

const char *link_name(const struct link *link)
{
	return link->name;
}

bool link_reconnects(const struct link *link)
{
	return link->driver->reconnects;
}

enum err_code link_write(struct link *link, const void *data, size_t len,
			 int timeout_ms, struct err *e)
{
	if (!link->state)
		return err_set(e, ERR_CLOSED, "%s: not connected", link->name);
	link->ended = false;
	enum err_code code = link->driver->write(
		link->state, data, len, clock_deadline(timeout_ms), e);
	if (code == ERR_TIMEOUT)
		err_set(e, code,
			"expected %zu bytes to be taken within %d ms, but it "
			"does not listen",
			len, timeout_ms);
	return code ? err_prefix(e, "%s", link->name) : ERR_OK;
}

/* Waits until there are bytes or the message has ended without any. */
static enum err_code fill(struct link *link, long long deadline, struct err *e)
{
	if (link->len || link->ended)
		return ERR_OK;
	if (!link->state)
		return err_set(e, ERR_CLOSED, "not connected");
	link->start = 0;
	return link->driver->read(link->state, link->data, sizeof(link->data),
				  &link->len, &link->ended, deadline, e);
}

static void consume(struct link *link, size_t n)
{
	link->start += n;
	link->len -= n;
}

enum err_code link_read(struct link *link, void *data, size_t size,
			size_t *got, int timeout_ms, struct err *e)
{
	if (!link->len)
		link->ended = false;
	enum err_code code = fill(link, clock_deadline(timeout_ms), e);
	if (code == ERR_TIMEOUT)
		err_set(e, code, "expected a reply within %d ms, got nothing",
			timeout_ms);
	if (code)
		return err_prefix(e, "%s", link->name);
	*got = link->len < size ? link->len : size;
	memcpy(data, link->data + link->start, *got);
	consume(link, *got);
	return ERR_OK;
}

enum err_code link_read_exact(struct link *link, size_t n, struct buf *out,
			      int timeout_ms, struct err *e)
{
	long long deadline = clock_deadline(timeout_ms);
	enum err_code code = ERR_OK;
	for (size_t have = 0; !code && have < n;) {
		code = fill(link, deadline, e);
		if (code == ERR_OK && !link->len)
			code = err_set(e, ERR_PROTOCOL,
				       "expected %zu bytes, but the message "
				       "ended after %zu",
				       n, have);
		if (code == ERR_TIMEOUT)
			err_set(e, code,
				"expected %zu bytes within %d ms, got %zu", n,
				timeout_ms, have);
		else if (code == ERR_CLOSED)
			err_prefix(e, "expected %zu bytes, got %zu", n, have);
		if (code)
			break;
		size_t take = link->len < n - have ? link->len : n - have;
		code = buf_add(out, link->data + link->start, take, e);
		consume(link, take);
		have += take;
	}
	return code ? err_prefix(e, "%s", link->name) : ERR_OK;
}

/* The beginning of what came, fit for a message. */
static const char *excerpt(const char *data, size_t len, char out[48])
{
	size_t used = 0;
	for (size_t i = 0; i < len && used < 40; i++) {
		unsigned char c = (unsigned char)data[i];
		if (c >= ' ' && c < 127)
			out[used++] = (char)c;
		else
			used += (size_t)sprintf(out + used, "\\x%02x", c);
	}
	strcpy(out + used, len > 40 ? "..." : "");
	return out;
}

static enum err_code explain_line(enum err_code code, const struct buf *out,
				  size_t from, int timeout_ms, struct err *e)
{
	char text[48];
	size_t got = out->len - from;
	if (code == ERR_TIMEOUT && !got)
		return err_set(e, code,
			       "expected a reply within %d ms, got nothing",
			       timeout_ms);
	excerpt(out->data + from, got, text);
	if (code == ERR_TIMEOUT)
		return err_set(e, code,
			       "expected a whole line within %d ms, got \"%s\" "
			       "without its end",
			       timeout_ms, text);
	if (code == ERR_RANGE)
		return err_set(e, ERR_PROTOCOL,
			       "expected a line of at most %zu bytes, got "
			       "\"%s\" and no end",
			       out->max - from, text);
	if (code == ERR_CLOSED && got)
		return err_prefix(e, "expected a whole line, got \"%s\"", text);
	return code == ERR_CLOSED ? err_prefix(e, "expected a reply") : code;
}

enum err_code link_read_until(struct link *link, char end, struct buf *out,
			      int timeout_ms, struct err *e)
{
	long long deadline = clock_deadline(timeout_ms);
	size_t from = out->len;
	/* buf_add of nothing makes sure that there is a text to look at. */
	enum err_code code = buf_add(out, "", 0, e);
	bool done = false;
	while (!code && !done) {
		code = fill(link, deadline, e);
		if (code)
			break;
		const char *data = link->data + link->start;
		const char *stop = memchr(data, end, link->len);
		size_t take = stop ? (size_t)(stop - data) : link->len;
		size_t room = out->max - out->len;
		code = buf_add(out, data, take < room ? take : room, e);
		if (!code && take > room)
			code = err_set(e, ERR_RANGE, "the line has no end");
		consume(link, stop ? take + 1 : take);
		done = stop || (link->ended && !link->len);
	}
	if (done && !link->len)
		link->ended = false;
	if (code) {
		code = explain_line(code, out, from, timeout_ms, e);
		err_prefix(e, "%s", link->name);
	}
	return code;
}

enum err_code link_read_line(struct link *link, struct buf *out,
			     int timeout_ms, struct err *e)
{
	size_t from = out->len;
	enum err_code code = link_read_until(link, '\n', out, timeout_ms, e);
	if (!code && out->len > from && out->data[out->len - 1] == '\r')
		out->data[--out->len] = '\0';
	return code;
}

enum err_code link_discard(struct link *link, int quiet_ms, struct err *e)
{
	size_t total = link->len;
	enum err_code code = ERR_OK;
	struct err silence = { 0 }; /* is what is hoped for */
	/* Silence must come at all: a slow drip may not go on for ever. */
	long long last = clock_deadline(quiet_ms * 5 + 50);
	while (code == ERR_OK && total <= BABBLE_MAX && clock_left_ms(last)) {
		link->len = 0;
		link->ended = false;
		code = fill(link, clock_deadline(quiet_ms), &silence);
		total += link->len;
	}
	link->len = 0;
	link->ended = false;
	if (code == ERR_TIMEOUT)
		return ERR_OK;
	if (code)
		return err_set(e, code, "%s: %s", link->name, silence.text);
	return err_set(e, ERR_PROTOCOL,
		       "%s: expected silence, but it keeps sending (%zu bytes)",
		       link->name, total);
}

enum err_code link_resync(struct link *link, int quiet_ms, int timeout_ms,
			  struct err *e)
{
	if (link->driver->clear) {
		enum err_code code = link->driver->clear(link->state, e);
		link->start = link->len = 0;
		link->ended = false;
		return code ? err_prefix(e, "%s", link->name) : ERR_OK;
	}
	if (!link->driver->reconnects)
		return link_discard(link, quiet_ms, e);
	if (link->state)
		link->driver->close(link->state);
	link->state = NULL;
	return connect_link(link, timeout_ms, e);
}
