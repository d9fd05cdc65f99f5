/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gnuplot as a process that may be missing, die, hang or be lied to; stand-ins
 * for it are small scripts on PATH. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "report/figure_script.h"
#include "report/gnuplot.h"
#include "report/svg.h"
#include "store_fixture.h"

#define PATIENCE_MS 30000

static char *usual_path;

static int setup(void **state)
{
	usual_path = strdup(getenv("PATH"));
	return fixture_setup(state);
}

static int teardown(void **state)
{
	setenv("PATH", usual_path, 1);
	free(usual_path);
	return fixture_teardown(state);
}

/* Makes body the gnuplot that will be found. */
static void pretend(const char *dir, const char *body)
{
	char path[PATH_MAX];
	snprintf(path, sizeof(path), "%s/gnuplot", dir);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "#!/bin/sh\n%s\n", body);
	fclose(f);
	assert_int_equal(chmod(path, 0700), 0);
	snprintf(path, sizeof(path), "%s:%s", dir, usual_path);
	setenv("PATH", path, 1);
}

static enum err_code run(const char *script, int timeout_ms, struct buf *out,
			 struct err *e)
{
	buf_init(out, 1 << 20);
	*e = (struct err){ .code = ERR_OK };
	return gnuplot_run(script, strlen(script), timeout_ms, out, e);
}

static void passes_script_and_answer(void **state)
{
	struct buf out;
	struct err e;
	pretend(*state, "exec cat");
	assert_int_equal(run("plot x\n", PATIENCE_MS, &out, &e), ERR_OK);
	assert_string_equal(out.data, "plot x\n");
	buf_free(&out);
}

static void tells_what_is_wrong_not_a_warning(void **state)
{
	struct buf out;
	struct err e;
	pretend(*state, "cat >/dev/null; echo 'line 1: warning: odd' >&2\n"
		"echo 'line 3: no such thing' >&2; exit 1");
	assert_int_equal(run("x\n", PATIENCE_MS, &out, &e), ERR_IO);
	assert_non_null(strstr(e.text, "gnuplot failed: line 3: no such"));
	buf_free(&out);
}

/* More than a pipe holds in both directions at once. */
static void does_not_block_on_a_long_script(void **state)
{
	struct buf out;
	struct err e;
	size_t size = 900000;
	char *script = malloc(size + 1);
	assert_non_null(script);
	memset(script, 'x', size);
	script[size] = '\0';
	pretend(*state, "exec cat");
	assert_int_equal(run(script, PATIENCE_MS, &out, &e), ERR_OK);
	assert_int_equal(out.len, size);
	buf_free(&out);
	pretend(*state, "exit 0"); /* reads nothing: no SIGPIPE */
	assert_int_equal(run(script, PATIENCE_MS, &out, &e), ERR_OK);
	buf_free(&out);
	free(script);
}

static void repeats_its_complaint(void **state)
{
	struct buf out;
	struct err e;
	pretend(*state, "echo 'line 3: undefined variable: foo' >&2; exit 1");
	assert_int_equal(run("plot foo\n", PATIENCE_MS, &out, &e), ERR_IO);
	assert_non_null(strstr(e.text, "line 3: undefined variable: foo"));
	buf_free(&out);
}

static void notices_its_death(void **state)
{
	struct buf out;
	struct err e;
	pretend(*state, "kill -SEGV $$");
	assert_int_equal(run("plot x\n", PATIENCE_MS, &out, &e), ERR_IO);
	buf_free(&out);
}

static void gives_up_at_the_deadline(void **state)
{
	struct buf out;
	struct err e;
	pretend(*state, "exec tail -f /dev/null");
	long long start = clock_monotonic_ms();
	assert_int_equal(run("plot x\n", 50, &out, &e), ERR_TIMEOUT);
	assert_true(clock_monotonic_ms() - start < PATIENCE_MS);
	buf_free(&out);
}

static void gives_up_on_one_that_only_closes(void **state)
{
	struct buf out;
	struct err e;
	pretend(*state, "exec tail -f /dev/null >&- 2>&-");
	assert_int_equal(run("plot x\n", 300, &out, &e), ERR_IO);
	buf_free(&out);
}

static void says_that_it_is_missing(void **state)
{
	struct buf out;
	struct err e;
	(void)state;
	setenv("PATH", "/nonexistent", 1);
	assert_int_equal(run("plot x\n", PATIENCE_MS, &out, &e),
			 ERR_UNSUPPORTED);
	buf_free(&out);
}

static void refuses_what_is_no_drawing(void **state)
{
	struct buf out;
	struct err e = { 0 };
	(void)state;
	buf_init(&out, 1 << 20);
	assert_int_equal(svg_embed("hello", "wide", "x", "x", &out, &e),
			 ERR_PROTOCOL);
	assert_int_equal(out.len, 0);
	buf_free(&out);
}

/* Text of a procedure or a file must not become a command. */
static void texts_stay_texts(void **state)
{
	struct buf script, out;
	struct err e = { 0 };
	char trap[PATH_MAX], hostile[3 * PATH_MAX + 80];
	setenv("PATH", usual_path, 1);
	snprintf(trap, sizeof(trap), "%s/trap", (const char *)*state);
	snprintf(hostile, sizeof(hostile),
		 "'; system(\"touch %s\"); `touch %s` \n!touch %s\n'", trap,
		 trap, trap);
	buf_init(&script, 1 << 16);
	assert_int_equal(figure_script_text(&script, "title", hostile, &e),
			 ERR_OK);
	assert_int_equal(buf_printf(&script, &e, "print strlen(title)\n"),
			 ERR_OK);
	enum err_code rc = run(script.data, PATIENCE_MS, &out, &e);
	buf_free(&out);
	buf_free(&script);
	if (rc == ERR_UNSUPPORTED)
		skip();
	assert_int_equal(rc, ERR_OK);
	assert_int_equal(access(trap, F_OK), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_script_and_answer),
		cmocka_unit_test(does_not_block_on_a_long_script),
		cmocka_unit_test(repeats_its_complaint),
		cmocka_unit_test(tells_what_is_wrong_not_a_warning),
		cmocka_unit_test(notices_its_death),
		cmocka_unit_test(gives_up_at_the_deadline),
		cmocka_unit_test(gives_up_on_one_that_only_closes),
		cmocka_unit_test(says_that_it_is_missing),
		cmocka_unit_test(refuses_what_is_no_drawing),
		cmocka_unit_test(texts_stay_texts),
	};
	return cmocka_run_group_tests_name("gnuplot", tests, setup, teardown);
}
