/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serial:PATH:BAUD, eight bits, no parity, one stop bit, no flow control: the
 * only user of libserialport. */
#include "instruments/transport/link_driver.h"

#include <libserialport.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"

/* How long a dead port may look like a silent one. */
#define PROBE_MS 100
/* 500 bytes at 9600 baud. */
#define FINISH_MS 500

static enum err_code explain(const char *what, struct err *e)
{
	char *text = sp_last_error_message();
	enum err_code code = err_set(e, ERR_CLOSED, "%s: %s", what,
				     text && *text ? text : "failed");
	sp_free_error_message(text);
	return code;
}

static enum err_code parse(const char *place, char path[256], int *baud,
			   struct err *e)
{
	const char *colon = strrchr(place, ':');
	size_t len = colon ? (size_t)(colon - place) : 0;
	if (len == 0 || len > 255)
		return err_set(e, ERR_USAGE, "path or baud rate is missing");
	size_t digits = strspn(colon + 1, "0123456789");
	if (digits == 0 || digits > 8 || colon[1 + digits] != '\0' ||
	    atoi(colon + 1) < 50)
		return err_set(e, ERR_USAGE, "\"%s\" is not a baud rate",
			       colon + 1);
	memcpy(path, place, len);
	path[len] = '\0';
	*baud = atoi(colon + 1);
	return ERR_OK;
}

/*
 * libserialport 0.1.1 looks for the RTS/CTS bit in the wrong word, so that the
 * flow control an earlier program left on stays on, and nothing is sent to an
 * instrument on a three-wire cable.
 */
static bool clear_rts_cts(struct sp_port *port)
{
	int fd = -1;
	struct termios t;
	if (sp_get_port_handle(port, &fd) != SP_OK || tcgetattr(fd, &t) < 0)
		return false;
	if (!(t.c_cflag & CRTSCTS))
		return true;
	t.c_cflag &= ~CRTSCTS;
	return tcsetattr(fd, TCSANOW, &t) == 0;
}

/*
 * A fresh configuration has no flow control setting, which sp_set_config
 * refuses: every setting is given.
 */
static enum err_code configure(struct sp_port *port, int baud, struct err *e)
{
	struct sp_port_config *c = NULL;
	if (sp_new_config(&c) != SP_OK)
		return err_set(e, ERR_NOMEM, "out of memory");
	bool ok = sp_set_config_baudrate(c, baud) == SP_OK &&
		  sp_set_config_bits(c, 8) == SP_OK &&
		  sp_set_config_parity(c, SP_PARITY_NONE) == SP_OK &&
		  sp_set_config_stopbits(c, 1) == SP_OK &&
		  sp_set_config_flowcontrol(c, SP_FLOWCONTROL_NONE) == SP_OK &&
		  sp_set_config(port, c) == SP_OK && clear_rts_cts(port);
	enum err_code code = ERR_OK;
	if (!ok) {
		char what[64];
		snprintf(what, sizeof(what), "cannot set %d baud, 8N1", baud);
		code = explain(what, e);
	}
	sp_free_config(c);
	return code;
}

static enum err_code serial_open(const char *place, long long deadline,
				 void **state, struct err *e)
{
	(void)deadline; /* the library opens without waiting */
	char path[256];
	int baud = 0;
	struct sp_port *port = NULL;
	enum err_code code = parse(place, path, &baud, e);
	if (code)
		return code;
	if (sp_get_port_by_name(path, &port) != SP_OK)
		return access(path, F_OK) ?
		       err_set_errno(e, ERR_IO, "%s", path) :
		       err_set(e, ERR_IO, "%s is not a serial port", path);
	if (sp_open(port, SP_MODE_READ_WRITE) != SP_OK) {
		code = explain("cannot open", e);
		sp_free_port(port);
		return code;
	}
	code = configure(port, baud, e);
	/* What arrived before we listened is no answer to us. */
	if (!code && sp_flush(port, SP_BUF_BOTH) != SP_OK)
		code = explain("cannot flush", e);
	if (code) {
		sp_close(port);
		sp_free_port(port);
		return code;
	}
	*state = port;
	return ERR_OK;
}

/* Closing waits for what is still to be sent, 30 s where the other side holds
 * it up: give it a moment, then drop it. */
static void finish_output(struct sp_port *port)
{
	long long deadline = clock_deadline(FINISH_MS);
	while (sp_output_waiting(port) > 0 && clock_left_ms(deadline))
		poll(NULL, 0, 1);
	sp_flush(port, SP_BUF_OUTPUT);
}

static void serial_close(void *state)
{
	finish_output(state);
	sp_close(state);
	sp_free_port(state);
}

/* A port whose other end is gone reads as silence; asking it tells. */
static enum err_code probe(struct sp_port *port, struct err *e)
{
	return sp_input_waiting(port) < 0 ? explain("the port is gone", e) :
					    ERR_OK;
}

static enum err_code serial_read(void *state, void *data, size_t size,
				 size_t *got, bool *end, long long deadline,
				 struct err *e)
{
	struct sp_port *port = state;
	*end = false;
	for (;;) {
		/* A timeout of 0 would wait for ever. */
		int left = clock_left_ms(deadline);
		int slice = left > PROBE_MS ? PROBE_MS : left;
		int n = slice ? sp_blocking_read_next(port, data, size,
						      (unsigned)slice) :
				sp_nonblocking_read(port, data, size);
		if (n > 0) {
			*got = (size_t)n;
			return ERR_OK;
		}
		if (n < 0)
			return explain("cannot read", e);
		enum err_code code = probe(port, e);
		if (code)
			return code;
		if (left == 0)
			return err_set(e, ERR_TIMEOUT, "timed out");
	}
}

static enum err_code serial_write(void *state, const void *data, size_t len,
				  long long deadline, struct err *e)
{
	struct sp_port *port = state;
	int left = clock_left_ms(deadline);
	int n = left ? sp_blocking_write(port, data, len, (unsigned)left) : 0;
	if (n < 0)
		return explain("cannot write", e);
	return (size_t)n < len ? err_set(e, ERR_TIMEOUT, "timed out") : ERR_OK;
}

const struct link_driver link_serial = {
	.scheme = "serial",
	.form = "serial:PATH:BAUD",
	.open = serial_open,
	.close = serial_close,
	.read = serial_read,
	.write = serial_write,
};
