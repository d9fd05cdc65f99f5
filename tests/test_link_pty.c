/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pty: and usbtmc: links. */
#define _GNU_SOURCE /* posix_openpt */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "instruments/transport/link.h"
#include "tests/link_cases.h"

static void check_refused(const char *address, const char *words)
{
	struct link *link = NULL;
	struct err e = { .code = ERR_OK };
	assert_int_equal(link_open(address, 200, &link, &e), ERR_IO);
	if (!strstr(e.text, words))
		fail_msg("no \"%s\" in: %s", words, e.text);
	assert_null(link);
}

static void test_not_a_device(void **state)
{
	(void)state;
	check_refused("pty:/no/such/terminal",
		      "pty /no/such/terminal: cannot open: No such file");
	char plain[] = "/tmp/plain-XXXXXX", address[32];
	int fd = mkstemp(plain);
	assert_true(fd >= 0);
	close(fd);
	snprintf(address, sizeof(address), "pty:%s", plain);
	check_refused(address, "character device");
	unlink(plain);
	check_refused("usbtmc:/no/such/usbtmc0", "No such file");
	check_refused("usbtmc:/dev/null", "expected a USBTMC instrument");
}

/* A second user would take the answers of the first. */
static void test_one_user(void **state)
{
	(void)state;
	struct link *first, *second = NULL;
	struct err e = { 0 };
	char address[128];
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	assert_true(master >= 0);
	assert_int_equal(grantpt(master), 0);
	assert_int_equal(unlockpt(master), 0);
	snprintf(address, sizeof(address), "pty:%s", ptsname(master));
	assert_int_equal(link_open(address, 1000, &first, &e), ERR_OK);
	assert_int_equal(link_open(address, 1000, &second, &e), ERR_IO);
	assert_non_null(strstr(e.text, "another program uses it"));
	link_close(first);
	assert_int_equal(link_open(address, 1000, &second, &e), ERR_OK);
	link_close(second);
	close(master);
}

static void pty_address(const struct peer *peer, char *text)
{
	snprintf(text, 128, "%s", peer_address(peer));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_not_a_device),
		cmocka_unit_test(test_one_user),
	};
	const struct link_fixture pty = { PEER_PTY, pty_address };
	int failed = cmocka_run_group_tests_name("devices", tests, NULL, NULL);
	return failed + link_cases_run("pty", &pty);
}
