/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serial: links over libserialport, with pseudo-terminals that ttyshim.so
 * makes pass for serial ports. The program runs itself again with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <fcntl.h>
#include <unistd.h>

#include <cmocka.h>

#include "instruments/transport/link.h"
#include "tests/link_cases.h"

static void serial_address(const struct peer *peer, char *text)
{
	snprintf(text, 128, "serial:%s:115200", peer_path(peer));
}

static void test_not_a_port(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"serial:/dev/no-such-port:9600", "serial:/dev/null:9600",
	};
	for (size_t i = 0; i < 2; i++) {
		struct link *link = NULL;
		struct err e = { .code = ERR_OK };
		if (link_open(bad[i], 200, &link, &e) == ERR_OK)
			fail_msg("%s was opened", bad[i]);
		assert_memory_equal(e.text, "serial /dev/n", 13);
		assert_null(link);
	}
}

/* Raw, the speed asked for, no flow control, whatever it was before. */
static void test_settings(void **state)
{
	(void)state;
	static const struct peer_step script[] = { END };
	struct peer *peer = peer_start(PEER_PTY, script);
	struct termios t;
	int fd = open(peer_path(peer), O_RDWR | O_NOCTTY);
	assert_true(fd >= 0);
	assert_int_equal(tcgetattr(fd, &t), 0);
	t.c_cflag |= CRTSCTS;
	t.c_iflag |= IXON | IXOFF;
	t.c_lflag |= ECHO | ICANON;
	assert_int_equal(tcsetattr(fd, TCSANOW, &t), 0);
	char address[128];
	struct link *link = NULL;
	struct err e = { .code = ERR_OK };
	snprintf(address, sizeof(address), "serial:%s:9600", peer_path(peer));
	if (link_open(address, 1000, &link, &e))
		fail_msg("%s", e.text);
	assert_int_equal(tcgetattr(fd, &t), 0);
	assert_int_equal(cfgetospeed(&t), B9600);
	assert_int_equal(t.c_cflag & (CRTSCTS | PARENB | CSTOPB), 0);
	assert_int_equal(t.c_cflag & CSIZE, CS8);
	assert_int_equal(t.c_iflag & (IXON | IXOFF), 0);
	assert_int_equal(t.c_lflag & (ECHO | ICANON), 0);
	link_close(link);
	close(fd);
	assert_true(peer_stop(peer));
}

static void preload(char **argv)
{
	const char *folder = getenv("top_builddir");
	char path[PATH_MAX], shim[PATH_MAX];
	snprintf(path, sizeof(path), "%s/tests/ttyshim.so",
		 folder ? folder : ".");
	if (!realpath(path, shim)) {
		perror(path);
		exit(99);
	}
	setenv("LD_PRELOAD", shim, 1);
	/* A preloaded library comes before the sanitizers' own. */
	setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 0);
	execv("/proc/self/exe", argv);
	perror("execv");
	exit(99);
}

int main(int argc, char **argv)
{
	(void)argc;
	const char *preloaded = getenv("LD_PRELOAD");
	if (!preloaded || !strstr(preloaded, "ttyshim.so"))
		preload(argv);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_not_a_port),
		cmocka_unit_test(test_settings),
	};
	const struct link_fixture serial = { PEER_PTY, serial_address };
	int failed = cmocka_run_group_tests_name("ports", tests, NULL, NULL);
	return failed + link_cases_run("serial", &serial);
}
