/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fuzz target over its stored inputs, and over every cut of them: what is
 * promised about plans holds whatever the bytes. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fuzz_plan.h"

static uint8_t *file_read(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	uint8_t *data = malloc(1 << 16);
	assert_non_null(data);
	*size = fread(data, 1, 1 << 16, f);
	fclose(f);
	return data;
}

static void run_cuts(const char *path)
{
	size_t size;
	uint8_t *data = file_read(path, &size);
	size_t step = size / 64 + 1;
	for (size_t len = 0; len < size; len += step)
		LLVMFuzzerTestOneInput(data, len);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
}

static void test_corpus(void **state)
{
	(void)state;
	const char *top = getenv("top_srcdir");
	char pattern[4096];
	snprintf(pattern, sizeof(pattern), "%s/tests/corpus/plan/*.yaml",
		 top ? top : ".");
	glob_t found;
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	assert_true(found.gl_pathc >= 10);
	for (size_t i = 0; i < found.gl_pathc; i++)
		run_cuts(found.gl_pathv[i]);
	globfree(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corpus),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
