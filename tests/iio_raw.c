/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raw sockets to an IIO server in this process. */
#include "iio_raw.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <cmocka.h>

#include "twin/iio_server.h"

static struct twin_bench *bench;
static struct iio_server *server;

int raw_setup(void **state)
{
	struct twin_config config;
	struct err e = { 0 };

	(void)state;
	if (twin_config_stage("S2", &config, &e) ||
	    twin_bench_new(&config, 1, &bench, &e) ||
	    iio_server_start(bench, 0, &server, &e))
		fail_msg("%s", e.text);
	return 0;
}

int raw_teardown(void **state)
{
	(void)state;
	iio_server_stop(server);
	twin_bench_free(bench);
	return 0;
}

struct twin_bench *raw_bench(void)
{
	return bench;
}

int raw_connect(void)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)iio_server_port(server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct timeval limit = { .tv_sec = 20 };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	assert_int_equal(connect(fd, (struct sockaddr *)&addr, sizeof(addr)),
			 0);
	return fd;
}

void raw_send(int fd, const void *data, size_t len)
{
	assert_int_equal(send(fd, data, len, MSG_NOSIGNAL), len);
}

void raw_say(int fd, const char *text)
{
	raw_send(fd, text, strlen(text));
}

void raw_receive(int fd, void *data, size_t len)
{
	assert_int_equal(recv(fd, data, len, MSG_WAITALL), len);
}

void raw_expect(int fd, const char *text)
{
	char got[1024] = "";
	size_t len = strlen(text), n = 0;

	assert_true(len < sizeof(got));
	while (n < len) {
		ssize_t r = recv(fd, got + n, len - n, 0);

		if (r <= 0)
			break;
		n += (size_t)r;
	}
	assert_string_equal(got, text);
}

void raw_ask(int fd, const char *text, const char *reply)
{
	raw_say(fd, text);
	raw_expect(fd, reply);
}

void raw_expect_end(int fd)
{
	char byte;

	assert_int_equal(recv(fd, &byte, 1, 0), 0);
	close(fd);
}

void raw_expect_quiet(int fd)
{
	raw_ask(fd, "TIMEOUT 2500\r\n", "0\n");
}
