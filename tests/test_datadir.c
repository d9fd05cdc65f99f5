/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data files are found in the environment's place, then beside the build. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/datadir.h"

static void finds_in_environment(void **state)
{
	(void)state;
	char path[PATH_MAX];
	struct err e = { 0 };
	setenv("LOOPGAUGE_DATADIR", "/dev", 1);
	assert_int_equal(datadir_find("null", path, sizeof(path), &e), ERR_OK);
	assert_string_equal(path, "/dev/null");
}

static void environment_is_final(void **state)
{
	(void)state;
	char path[PATH_MAX];
	struct err e = { 0 };
	setenv("LOOPGAUGE_DATADIR", "/dev", 1);
	assert_int_equal(datadir_find("README", path, sizeof(path), &e),
			 ERR_INPUT);
	assert_non_null(strstr(e.text, "README: not in /dev"));
}

static void finds_source_of_build_tree(void **state)
{
	(void)state;
	char path[PATH_MAX];
	struct err e = { 0 };
	unsetenv("LOOPGAUGE_DATADIR");
	assert_int_equal(datadir_find("README", path, sizeof(path), &e),
			 ERR_OK);
	char real[PATH_MAX], expected[PATH_MAX];
	const char *top = getenv("top_srcdir");
	assert_non_null(top);
	assert_non_null(realpath(top, expected));
	strcat(expected, "/README");
	assert_non_null(realpath(path, real));
	assert_string_equal(real, expected);
}

static void names_places_when_missing(void **state)
{
	(void)state;
	char path[PATH_MAX];
	struct err e = { 0 };
	unsetenv("LOOPGAUGE_DATADIR");
	assert_int_equal(datadir_find("no/such", path, sizeof(path), &e),
			 ERR_INPUT);
	assert_non_null(strstr(e.text, "no/such"));
	assert_non_null(strstr(e.text, PKGDATADIR));
}

static void refuses_short_buffer(void **state)
{
	(void)state;
	char path[6];
	struct err e = { 0 };
	setenv("LOOPGAUGE_DATADIR", "/dev", 1);
	assert_int_equal(datadir_find("null", path, sizeof(path), &e),
			 ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_in_environment),
		cmocka_unit_test(environment_is_final),
		cmocka_unit_test(finds_source_of_build_tree),
		cmocka_unit_test(names_places_when_missing),
		cmocka_unit_test(refuses_short_buffer),
	};
	return cmocka_run_group_tests_name("datadir", tests, NULL, NULL);
}
