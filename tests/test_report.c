/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report of a made-up run: complete, self-contained, safe, and written
 * even without gnuplot. The store is a stand-in that hands the run out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/report.h"
#include "synthetic_run.h"

#define PATH "tests/report.html"

const char *store_dir(const struct store *store)
{
	(void)store;
	return "runs/2026-05-04-s2";
}

void store_meta_each(struct store *store,
		     void (*fn)(void *context, const char *key,
				const char *value),
		     void *context)
{
	(void)store;
	for (const struct synthetic_meta *m = synthetic_meta; m->key; m++)
		fn(context, m->key, m->value);
}

enum err_code store_run_load(struct store *store, struct store_run **out,
			     struct err *e)
{
	(void)store;
	(void)e;
	static struct store_run run;
	run = *synthetic_run();
	*out = &run;
	return ERR_OK;
}

void store_run_free(struct store_run *run)
{
	(void)run;
}

static char *html;

static void read_report(void)
{
	FILE *f = fopen(PATH, "r");
	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	size_t size = (size_t)ftell(f);
	rewind(f);
	free(html);
	html = calloc(1, size + 1);
	assert_int_equal(fread(html, 1, size, f), size);
	fclose(f);
}

static void write_report(void)
{
	struct err e = { 0 };
	unlink(PATH);
	enum err_code rc = report_write(NULL, PATH, &e);
	if (rc)
		fail_msg("%s", e.text);
	read_report();
}

static int setup(void **state)
{
	(void)state;
	write_report();
	return 0;
}

static void writes(void **state)
{
	(void)state;
	assert_non_null(strstr(html, "</html>"));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(writes) };
	return cmocka_run_group_tests_name("report", tests, setup, NULL);
}
