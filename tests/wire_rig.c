/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain clients of all that a simulated bench offers. */
#include "wire_rig.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "twin/iio_server.h"
#include "twin/scpi_server.h"

#define PATIENCE_MS 20000

static const char *const roles[WIRE_LAB_MAX] = {
	"power_meter",	     "laser",	       "attenuator", "amplifier",
	"spectrum_analyzer", "power_analyzer", "supply",     "thermometer",
};

void wire_rig_start(struct wire_rig *rig, const char *stage)
{
	struct twin_config config;
	struct err e = { 0 };
	char where[80];

	memset(rig, 0, sizeof(*rig));
	snprintf(rig->link, sizeof(rig->link), "/tmp/loopgauge-test-%ld.tty",
		 (long)getpid());
	if (twin_config_stage(stage, &config, &e) ||
	    twin_bench_new(&config, 1, &rig->bench, &e) ||
	    iio_server_start(rig->bench, 0, &rig->controller, &e))
		fail_msg("%s", e.text);
	for (unsigned i = 0; i < WIRE_LAB_MAX; i++) {
		snprintf(where, sizeof(where), i ? "tcp:127.0.0.1:0" : "pty:%s",
			 rig->link);
		if (twin_scpi_start(rig->bench, roles[i], where, &rig->lab[i],
				    &e))
			fail_msg("%s", e.text);
		rig->nlab++;
	}
}

void wire_rig_stop(struct wire_rig *rig)
{
	iio_server_stop(rig->controller);
	for (unsigned i = 0; i < rig->nlab; i++)
		twin_scpi_stop(rig->lab[i]);
	twin_bench_free(rig->bench);
	assert_int_equal(access(rig->link, F_OK), -1);
}

void wire_rig_fault(struct wire_rig *rig, const char *text)
{
	assert_int_equal(twin_fault_set(rig->bench, text), 0);
}

static int open_tcp(unsigned port)
{
	struct sockaddr_in addr = { .sin_family = AF_INET,
				    .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (!connect(fd, (struct sockaddr *)&addr, sizeof(addr)))
		return fd;
	int r = -errno;

	close(fd);
	return r;
}

int wire_open(const struct wire_rig *rig, const char *role)
{
	const char *address = NULL;

	if (!strcmp(role, "controller"))
		return open_tcp(iio_server_port(rig->controller));
	for (unsigned i = 0; i < rig->nlab; i++)
		if (!strcmp(role, twin_scpi_role(rig->lab[i])))
			address = twin_scpi_address(rig->lab[i]);
	assert_non_null(address);
	if (!strncmp(address, "tcp:", 4))
		return open_tcp((unsigned)strtoul(strrchr(address, ':') + 1,
						  NULL, 10));
	int fd = open(address + strlen("pty:"), O_RDWR | O_NOCTTY);

	return fd < 0 ? -errno : fd;
}

void wire_say(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t n = write(fd, text, left);

		if (n < 0)
			return; /* the reply will be missing */
		text += n;
		left -= (size_t)n;
	}
}

int wire_line(int fd, char *text, size_t size, int ms)
{
	size_t len = 0;

	for (;;) {
		struct pollfd p = { fd, POLLIN, 0 };
		char byte;

		text[len] = '\0';
		if (!poll(&p, 1, ms))
			return -ETIMEDOUT;
		ssize_t n = read(fd, &byte, 1);

		if (n <= 0)
			return n < 0 ? -errno : 0;
		if (byte == '\n')
			return (int)len;
		if (len + 1 < size)
			text[len++] = byte;
	}
}

void wire_ask(int fd, const char *question, char *text, size_t size)
{
	wire_say(fd, question);
	if (wire_line(fd, text, size, PATIENCE_MS) <= 0)
		fail_msg("no answer to %s", question);
}

long wire_number(int fd, const char *line)
{
	char text[64];

	wire_ask(fd, line, text, sizeof(text));
	return strtol(text, NULL, 10);
}

long wire_write(int fd, const char *device, const char *attr,
		const char *value)
{
	char line[300];

	snprintf(line, sizeof(line), "WRITE %s %s %zu\r\n%s", device, attr,
		 strlen(value), value);
	return wire_number(fd, line);
}

static void receive(int fd, void *data, size_t len)
{
	char *to = data;

	while (len) {
		struct pollfd p = { fd, POLLIN, 0 };

		assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
		ssize_t n = read(fd, to, len);

		assert_true(n > 0);
		to += n;
		len -= (size_t)n;
	}
}

long wire_read(int fd, const char *device, const char *attr, char *text,
	       size_t size)
{
	char line[200];

	snprintf(line, sizeof(line), "READ %s %s\r\n", device, attr);
	long n = wire_number(fd, line);

	if (n > 0) {
		char *all = test_malloc((size_t)n + 1);

		receive(fd, all, (size_t)n + 1);
		snprintf(text, size, "%s", all);
		test_free(all);
	}
	return n;
}

long wire_samples(int fd, const char *device, void *data, size_t len)
{
	char line[100];

	snprintf(line, sizeof(line), "READBUF %s %zu\r\n", device, len);
	long n = wire_number(fd, line);

	if (n > 0) {
		assert_true((size_t)n <= len);
		assert_true(wire_line(fd, line, sizeof(line), PATIENCE_MS) > 0);
		receive(fd, data, (size_t)n);
	}
	return n;
}
