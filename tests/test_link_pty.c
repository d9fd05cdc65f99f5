/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pty: and usbtmc: links. */
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

static void pty_address(const struct peer *peer, char *text)
{
	snprintf(text, 128, "%s", peer_address(peer));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_not_a_device),
	};
	const struct link_fixture pty = { PEER_PTY, pty_address };
	int failed = cmocka_run_group_tests_name("devices", tests, NULL, NULL);
	return failed + link_cases_run("pty", &pty);
}
